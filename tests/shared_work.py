"""Work that many tests need, done once: draws of an experiment once per process, a folder once per session.

An experiment does not know the bound that its draws are judged by (``test_measurement_knows_nothing_of_the_bound``), so
every test that judges a theorem, or a wrong version of it, may look at the same draws.
"""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from w2s_theory.records.draws import Draws
from w2s_theory.records.theorem import Theorem


class DrawnOnce:
    """Theorems whose experiments remember: the same stream and number of draws is drawn once."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str, int], tuple[Draws, Any]] = {}
        self.calls = 0

    def __call__(self, theorem: Theorem) -> Theorem:
        """The theorem, its experiment remembering; also after ``replace`` of its bound."""

        def experiment(rng: np.random.Generator, size: int) -> Draws:
            key = (theorem.name, str(rng.bit_generator.state), size)
            if key not in self._made:
                self.calls += 1
                draws = _unchangeable(theorem.experiment(rng, size))
                self._made[key] = (draws, rng.bit_generator.state)
            draws, rng.bit_generator.state = self._made[key]
            return draws

        return replace(theorem, experiment=experiment)


def _unchangeable(draws: Draws) -> Draws:
    """Own copies that nobody can write to: a test that changed them would change what the next one sees."""

    def copy(values: Any) -> np.ndarray:
        own = np.array(values)
        own.setflags(write=False)
        return own

    def copies(group: Any) -> dict[str, np.ndarray]:
        return {name: copy(values) for name, values in group.items()}

    return replace(
        draws,
        parameters=copies(draws.parameters),
        measured=copy(draws.measured),
        error=copy(draws.error),
        uncertainty=copies(draws.uncertainty),
        facts=copies(draws.facts),
    )


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """``folder``, made by the first process of the session that wants it; the others wait until it is whole.

    If making it fails the test that asked fails, and the next one that asks tries again.
    """
    whole = folder.with_name(folder.name + ".whole")
    with folder.with_name(folder.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            make(folder)
            whole.touch()
    return folder
