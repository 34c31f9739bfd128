"""Finding the pictures of a theorem: the folder is the list."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

from w2s_theory.report.pictures.picture import Picture

_NAMES = re.compile(r'^PICTURE_OF = "(\w+)"$', re.MULTILINE)


@cache
def picture_modules() -> dict[str, tuple[str, ...]]:
    """Theorem -> names of the modules that draw it; nothing is imported."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if named := _NAMES.search(path.read_text(encoding="utf-8")):
            found[named[1]] = (*found.get(named[1], ()), path.stem)
    return found


def pictures_of(name: str, prefix: str = "p") -> tuple[Picture, ...]:
    """The pictures of a theorem, drawn; empty for most. ``prefix`` stands before their ids, where a page has several."""
    modules = picture_modules().get(name, ())
    return tuple(
        import_module(f"{__package__}.{module}").draw(f"{prefix}{number}")
        for number, module in enumerate(modules, 1)
    )
