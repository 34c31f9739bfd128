"""Which cases a quick run takes: a few that stand for the rest; the slow tests take all."""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def some_then_all(argument: str, everything: Iterable[str], quick: Iterable[str]) -> pytest.MarkDecorator:
    """Parametrise by all names; those that are not in ``quick`` are slow tests."""
    names, chosen = tuple(everything), set(quick)
    missing = chosen - set(names)
    assert not missing, f"there is no {sorted(missing)}"
    return pytest.mark.parametrize(
        argument, [pytest.param(name, marks=() if name in chosen else pytest.mark.slow) for name in names]
    )
