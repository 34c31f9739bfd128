"""``w2s simulate`` without the printing: every size drawn, on as many processes as asked for, one record a size.

Each process uses one thread for its linear algebra and a trial depends on its number alone, so the numbers do not
depend on ``--threads``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from math import inf
from typing import Any

import numpy as np

from w2s_theory.cli.progress import progress_bar
from w2s_theory.models.named_models import named_model
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.networks import NetworkSimulation, simulate_networks
from w2s_theory.simulate.started_student import build_start
from w2s_theory.simulate.targets import Target, build_target

_MOST_SETTINGS = 10_000
# a process takes half a second to start: with less work than this one does it alone
_MUCH_WORK = 3e10
_CHUNKS_PER_WORKER = 4
_ARRAYS = (
    "times", "taus", "teacher_error", "teacher_error_accuracy", "student_error", "student_error_accuracy", "best_tau",
    "best_student_error", "best_student_error_accuracy", "misfit", "misfit_accuracy",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one run of the command draws; sizes are lists."""

    dimensions: tuple[int, ...]
    teacher_units: tuple[int, ...]
    student_units: tuple[float, ...]
    power: int | None
    activation: str | None
    target: dict[int, Any]
    normalise: bool
    taus: tuple[Any, ...]
    trials: int
    seed: int
    accuracy: float
    start: dict[int, float] | None = None

    @property
    def settings(self) -> list[tuple[int, int, float]]:
        """(d, M_TE, M_ST) of every setting, in the order that was typed."""
        return list(product(self.dimensions, self.teacher_units, self.student_units))

    def goal(self, dimension: int) -> Target:
        """The target, which the features must be able to represent."""
        return build_target(
            self.target, named_model(dimension, self.power, self.activation), normalise=self.normalise
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """Some trials of one setting."""

    setting: tuple[int, int, float]
    trials: range


def simulate_all(wanted: Wanted, workers: int | None) -> list[NetworkSimulation]:
    """One simulation per setting; ``workers`` processes, or as many as the work is worth.

    Raises
    ------
    InputError, AccuracyError
        As ``simulate_networks``; a bad target, and too many settings, before anything is drawn.
    """
    from w2s_theory.checks.processes import run_jobs
    from w2s_theory.cli.threads import available_cores

    settings = wanted.settings
    if len(settings) > _MOST_SETTINGS:
        raise InputError(
            f"these lists make {len(settings)} settings, and at most {_MOST_SETTINGS} are possible: use w2s sweep"
        )
    for dimension in wanted.dimensions:
        wanted.goal(dimension)
    count = workers or (available_cores() if _work(wanted) > _MUCH_WORK else 1)
    parts = list(_parts(wanted, count))
    done, total = 0, wanted.trials * len(settings)
    with progress_bar("simulating", total) as advance:

        def finish(number: int, _: Any) -> None:
            nonlocal done
            done += len(parts[number].trials)
            advance("", done, total)

        found = run_jobs({i: partial(_draw, wanted, part) for i, part in enumerate(parts)}, count, finish)
    return [
        _joined(wanted, setting, [found[i] for i, part in enumerate(parts) if part.setting == setting])
        for setting in settings
    ]


def _work(wanted: Wanted) -> float:
    """About how many operations: factorisations of M_TE^3, and M_ST^2 times dimension or steps."""
    each = (m**3 / 3 + (0.0 if n == inf else n**2 * (d + 600)) for d, m, n in wanted.settings)
    return wanted.trials * sum(each)


def _parts(wanted: Wanted, workers: int) -> Iterator[_Part]:
    # alone, one trial at a time, so that progress is seen
    size = 1 if workers == 1 else max(1, wanted.trials // (_CHUNKS_PER_WORKER * workers))
    for setting in wanted.settings:
        for first in range(0, wanted.trials, size):
            yield _Part(setting, range(first, min(first + size, wanted.trials)))


def _draw(wanted: Wanted, part: _Part) -> dict[str, np.ndarray | None]:
    """The arrays of some trials: plain data, which travel between processes."""
    dimension, teacher_units, student_units = part.setting
    found = simulate_networks(
        named_model(dimension, wanted.power, wanted.activation), teacher_units,
        target=wanted.goal(dimension), student_units=student_units,
        trials=part.trials, seed=wanted.seed, accuracy=wanted.accuracy,
        start=wanted.start, taus=[each if isinstance(each, str) else float(each) for each in wanted.taus],
    )  # fmt: skip
    return {name: getattr(found, name) for name in _ARRAYS}


def _joined(
    wanted: Wanted, setting: tuple[int, int, float], parts: Sequence[dict[str, np.ndarray | None]]
) -> NetworkSimulation:
    dimension, teacher_units, student_units = setting
    arrays: dict[str, Any] = {name: parts[0][name] for name in _ARRAYS}
    for name in _ARRAYS[2:]:
        if arrays[name] is not None:
            arrays[name] = np.concatenate([part[name] for part in parts])  # type: ignore[arg-type]
    return NetworkSimulation(
        model=named_model(dimension, wanted.power, wanted.activation), target=wanted.goal(dimension),
        teacher_units=teacher_units, student_units=student_units, filter_name="gradient_flow", seed=wanted.seed,
        start=None if wanted.start is None else build_start(wanted.start), **arrays,
    )  # fmt: skip
