"""How many labelled and unlabelled inputs make training on samples as good as training on the population.

By the deterministic equivalent of finite samples (status universality): the smallest numbers at which a mean error comes
within a given share of the one that the population gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from math import exp, inf, log
from typing import Any

from scipy.optimize import minimize_scalar

from w2s_theory.equivalents.finite_samples import (
    MOST_SAMPLES,
    FiniteSampleEquivalent,
    finite_sample_equivalent,
)
from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.exact_number import exact_rational
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.tables import html_table, latex_number, latex_table

# around the best tau of the population, and of ridges relative to the target's eigenvalue
_TAUS, _RIDGES = (0.05, 20.0), (1e-9, 1e3)


@dataclass(frozen=True, repr=False)
class SamplesNeeded:
    """Numbers of inputs; status *universality*.

    Parameters
    ----------
    within
        The share by which an error may exceed the population's.
    teacher_error, student_error, ridge_error
        With the population: mean L_TE, best L_ST of gradient flow, best L_ST of a kernel ridge student.
    teacher_labels
        The fewest labelled inputs n > M_TE with which least squares on the teacher's features is within that share.
    student_labels
        The fewest with which the student trained on this teacher, at its best stopping time, is.
    student_inputs
        The fewest unlabelled inputs N with which a kernel ridge student of the population's teacher, its ridge the best, is.
    inputs_to_gain
        The fewest with which that student is better than its teacher; ``None`` if none are enough.
    """

    within: float
    teacher_error: float
    student_error: float
    ridge_error: float
    teacher_labels: int
    student_labels: int
    student_inputs: int
    inputs_to_gain: int | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def _rows(self) -> list[tuple[str, Any]]:
        return [
            ("labels of the teacher", self.teacher_labels),
            ("labels of the teacher, for its student", self.student_labels),
            ("unlabelled inputs of the student", self.student_inputs),
            ("unlabelled inputs for any gain", self.inputs_to_gain),
        ]

    def to_latex(self) -> str:
        """A ``tabular`` of the numbers of inputs."""
        return latex_table([(name, f"${latex_number(value)}$") for name, value in self._rows()], "lr")

    def _repr_html_(self) -> str:
        return html_table(self._rows(), caption=repr(self))

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"SamplesNeeded(within {self.within:g}: {self.teacher_labels} labels for the teacher, {self.student_labels} for "
            f"its student, {self.student_inputs} unlabelled inputs)"
        )


def samples_needed(
    model: Any, teacher_units: Any, target: Any = 1, *, noise: Any = 0, within: Any = "1/10"
) -> SamplesNeeded:
    """How many inputs a teacher and its student need, by the equivalent.

    Parameters
    ----------
    model, teacher_units, target, noise
        As for :func:`~w2s_theory.equivalents.finite_samples.finite_sample_equivalent`.
    within : number
        The share, > 0, by which an error may exceed that of training on the population.

    Returns
    -------
    SamplesNeeded
        Numbers of labelled and unlabelled inputs.

    Raises
    ------
    InputError
        For bad arguments.
    AccuracyError
        If more than 10^15 inputs would be needed.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> samples_needed(relu_sphere(16), 128).teacher_labels
    1408
    """
    share = float(exact_rational(within, "the share within"))
    if not share > 0:
        raise InputError("the share within must be > 0, such as 1/10")
    whole = finite_sample_equivalent(model, teacher_units, inf, target)
    best = equivalent(model, teacher_units, target).best_stopping_time()
    if best.tau is None or best.tau == inf:
        raise InputError(
            "this student is best when it never stops, and then it is its teacher: use another target or size"
        )
    best_tau = float(best.tau)

    def labelled(count: int) -> FiniteSampleEquivalent:
        return finite_sample_equivalent(model, teacher_units, count, target, noise=noise)

    ridge_error, _ = _best_ridge(whole, inf)

    def unlabelled(count: int) -> float:
        return _best_ridge(whole, count)[0]

    first = whole.units + 1
    student_error = _best_flow(labelled_error(whole), best_tau)
    gains = ridge_error < whole.teacher_error
    return SamplesNeeded(
        share, whole.teacher_error, student_error, ridge_error,
        _fewest(first, lambda n: labelled(n).teacher_error <= (1 + share) * whole.teacher_error),
        _fewest(first, lambda n: _best_flow(labelled_error(labelled(n)), best_tau) <= (1 + share) * student_error),
        _fewest(1, lambda n: unlabelled(n) <= (1 + share) * ridge_error),
        _fewest(1, lambda n: unlabelled(n) < whole.teacher_error) if gains else None,
    )  # fmt: skip


def labelled_error(found: FiniteSampleEquivalent) -> Callable[[float], float]:
    """L_ST of gradient flow against log tau."""
    return lambda logarithm: found.student_error(exp(logarithm))


def _best_flow(error: Callable[[float], float], near: float) -> float:
    return _least(error, log(near * _TAUS[0]), log(near * _TAUS[1]))[0]


def _best_ridge(found: FiniteSampleEquivalent, inputs: float) -> tuple[float, float]:
    """The least L_ST of kernel ridge regression over the ridge, and that ridge."""
    size = float(found.modes.student[found.modes.place(found.question.target.main_degree)])
    scale = size if inputs == inf else size * inputs
    return _least(
        lambda logarithm: found.kernel_ridge_error(inputs if inputs == inf else int(inputs), exp(logarithm)),
        log(scale * _RIDGES[0]), log(scale * _RIDGES[1]),
    )  # fmt: skip


def _least(error: Callable[[float], float], low: float, high: float) -> tuple[float, float]:
    """The least value on an interval and where it is: the best of a grid, then the bottom of that valley."""
    steps = 20
    grid = [low + (high - low) * i / steps for i in range(steps + 1)]
    values = [error(place) for place in grid]
    at = min(range(len(grid)), key=values.__getitem__)
    ends = grid[max(at - 1, 0)], grid[min(at + 1, steps)]
    found: Any = minimize_scalar(error, bounds=ends, method="bounded", options={"xatol": 1e-6})
    return (float(found.fun), float(found.x)) if found.fun < values[at] else (values[at], grid[at])


def _fewest(first: int, enough: Callable[[int], bool]) -> int:
    """The least count from ``first`` on that is enough; more of it is taken to be enough too."""
    if enough(first):
        return first
    few, many = first, 2 * first
    while not enough(many):
        few, many = many, 2 * many
        if many > MOST_SAMPLES:
            raise AccuracyError(
                "more than 10^15 inputs would be needed: allow a larger share, or use fewer units"
            )
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if enough(middle) else (middle, many)
    return many
