r"""The best split of a budget between a teacher's labels and its student's unlabelled inputs, by the two-root equivalent.

One label costs as much as c inputs. The teacher is least squares of p features on n labels, the student kernel ridge
regression of a given effective penalty kappa_S on N = c (budget - n) inputs. To leading order finite samples add
A/(n - p) and C/(N - S_2) to the student's error, with the student's shares s_j = lambda_j/(lambda_j + kappa_S),

    A = (sigma^2 + L) sum N_j s_j^2 h_j,   C = S_2 sum (1 - s_j)^2 q_j,
    n - p = (budget - p - S_2/c)/(1 + sqrt(C/(A c)))

(``sampling_error_ge_of_budget``); the numerical optimum is a few per cent from it. n near p is the worst choice: there the
teacher's error is infinite. Status universality.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import inf
from typing import Any

import numpy as np

from w2s_theory.equivalents.finite_samples import (
    MOST_SAMPLES,
    FiniteSampleEquivalent,
    finite_sample_equivalent,
    not_negative,
)
from w2s_theory.equivalents.float_root import shares
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.tables import html_table, latex_number, latex_table

_GRID = 60


@dataclass(frozen=True, repr=False)
class BestSplit:
    """The best split; status universality.

    Parameters
    ----------
    labels, inputs : int
        n and N.
    student_error : float
        E L_ST there.
    leading_labels : int
        n by the leading order.
    all_on_labels : float
        L_TE of a teacher that has the whole budget, for comparison.
    """

    labels: int
    inputs: int
    student_error: float
    leading_labels: int
    all_on_labels: float

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {each.name: getattr(self, each.name) for each in fields(self)} | {"status": "universality"}

    def _rows(self) -> list[tuple[str, Any]]:
        return [(each.name.replace("_", " "), getattr(self, each.name)) for each in fields(self)]

    def to_latex(self) -> str:
        """A ``tabular`` of the split."""
        return latex_table([(name, f"${latex_number(value)}$") for name, value in self._rows()], "lr")

    def _repr_html_(self) -> str:
        return html_table(self._rows(), caption=repr(self))

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"BestSplit({self.labels} labels and {self.inputs} inputs: L_ST = {self.student_error:.6g}; leading order "
            f"{self.leading_labels} labels)"
        )


def best_split(
    model: Any,
    teacher_units: Any,
    budget: Any,
    price: Any,
    target: Any = 1,
    *,
    penalty: Any,
    noise: Any = 0,
) -> BestSplit:
    """How to spend a budget on labels of a teacher and unlabelled inputs of its student.

    Parameters
    ----------
    model, teacher_units, target, noise
        As for :func:`~w2s_theory.equivalents.finite_samples.finite_sample_equivalent`.
    budget : int
        In labels.
    price : int
        c, how many inputs cost as much as one label.
    penalty : number
        kappa_S > 0, the student's effective penalty in units of the target's kernel eigenvalue: it learns the share
        1/(1 + kappa_S) of the target. Its ridge is chosen to have it.

    Raises
    ------
    InputError
        For bad arguments, and for a budget that is too small for the teacher's units and the student's dimension.
    """
    total = require_whole(budget, "the budget", 1, MOST_SAMPLES)
    each = require_whole(price, "the price", 1, MOST_SAMPLES)
    share = not_negative(penalty, "the student's penalty")
    if share == 0.0:
        raise InputError("the student's penalty must be > 0: without one it copies its teacher")
    whole = finite_sample_equivalent(model, teacher_units, inf, target)
    level = share * float(whole.modes.student[whole.modes.place(whole.question.target.main_degree)])
    student, left = shares(whole.modes.eigenvalue, level)
    dimension, square = _dimensions(whole, student, left, level)
    first, last = whole.units + 2, total - int(dimension / each) - 2
    if first >= last:
        raise InputError(
            f"a budget of {total} labels is too small: the teacher's units take {first} labels and its student needs more "
            f"than {dimension:.0f} inputs"
        )

    def error(labels: int) -> float:
        inputs = each * (total - labels)
        teacher = finite_sample_equivalent(model, teacher_units, labels, target, noise=noise)
        return teacher.kernel_ridge_error(inputs, level * (inputs - dimension))

    labels = _least(error, first, last)
    variance = not_negative(noise, "the label noise")
    kept = float(np.sum(student**2 * whole.root.units))
    cost = (variance + whole.teacher_error) * kept
    other = square * float(np.sum(left**2 * whole.label_energies))
    spare = (total - whole.units - square / each) / (1 + (other / (cost * each)) ** 0.5)
    alone = finite_sample_equivalent(model, teacher_units, total, target, noise=noise).teacher_error
    return BestSplit(labels, each * (total - labels), error(labels), whole.units + round(spare), alone)


def _dimensions(
    found: FiniteSampleEquivalent, student: np.ndarray, left: np.ndarray, level: float
) -> tuple[float, float]:
    """sum N s and S_2 = sum N s^2; through the trace where N is beyond float64."""
    modes = found.modes
    with np.errstate(invalid="ignore", over="ignore"):
        units = np.where(np.isfinite(modes.count), modes.count * student, modes.trace / level * left)
    return float(units.sum()), float(np.sum(units * student))


def _least(error: Any, first: int, last: int) -> int:
    """The whole number of the least error: the best of a grid, then of ever finer ones around it."""
    while last - first > _GRID:
        grid = sorted({int(each) for each in np.linspace(first, last, _GRID)})
        at = min(range(len(grid)), key=lambda place: error(grid[place]))
        first, last = grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)]
    return min(range(first, last + 1), key=error)
