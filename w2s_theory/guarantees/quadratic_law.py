"""The quadratic law in the mean as numbers: ``quadratic_law(model, teacher_units)``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.guarantees.block_alignment import listed_degrees, squares_learnt, time_after
from w2s_theory.guarantees.formulas import teacher_error_from_log_det
from w2s_theory.guarantees.mean_floor import compute_mean_error_floor
from w2s_theory.guarantees.spectral_sums import float_sums, require_degree, require_features
from w2s_theory.guarantees.split_formulas import student_error_from_square_law
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.model import Model
from w2s_theory.tables import html_table, latex_number, latex_table


@dataclass(frozen=True, repr=False)
class QuadraticLaw:
    """E L_ST between two squares, for every target of one degree.

    Parameters
    ----------
    teacher_units
        M.
    tau
        The stopping time lambda_k t = 2 log(1/half_error).
    half_error
        At least E L_TE with half of the units, by the log-det bound.
    student_error
        E L_ST is at most this, at that time.
    factor
        ``student_error`` over the square of ``half_error``.
    least_student_error
        E L_ST is at least this, at every time: the square of a floor of E L_TE; 0 where none is known.
    how
        ``float64``.
    """

    teacher_units: int
    tau: float
    half_error: float
    student_error: float
    factor: float
    least_student_error: float
    how: str = "float64"

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    def _rows(self) -> list[tuple[str, str, Any]]:
        return [
            ("M_TE", r"$M_{TE}$", self.teacher_units), ("tau", r"$\tau$", self.tau),
            ("E L_TE with half of the units at most", r"$\mathbb{E} L_{TE}(M/2) \leq$", self.half_error),
            ("E L_ST at most", r"$\mathbb{E} L_{ST} \leq$", self.student_error), ("factor", "factor", self.factor),
            ("E L_ST at least", r"$\mathbb{E} L_{ST} \geq$", self.least_student_error),
        ]  # fmt: skip

    def to_latex(self) -> str:
        """A ``tabular`` of both bounds."""
        return latex_table([(name, f"${latex_number(value, 6)}$") for _, name, value in self._rows()], "ll")

    def _repr_html_(self) -> str:
        return html_table([(name, value) for name, _, value in self._rows()], caption=repr(self))

    def __repr__(self) -> str:
        law = f"{self.least_student_error:.4g} <= E L_ST <= {self.student_error:.4g} at tau = {self.tau:.4g}"
        return f"QuadraticLaw(M_TE={self.teacher_units}: {law}, {self.factor:.4g} squares of E L_TE at half of the units)"


def quadratic_law(model: Model, teacher_units: int, *, degree: int = 1) -> QuadraticLaw:
    """How far the mean error of a student of infinite width can be from the square of the teacher's.

    Parameters
    ----------
    model : Model
        Random features on the sphere; teacher and student share the kernel.
    teacher_units : int
        M_TE, 2 to 10^12; with an odd number one unit is left out.
    degree : int
        k of the target, ||f*|| = 1.

    Returns
    -------
    QuadraticLaw
        In float64, from ``expected_student_error_le_sq_of_split`` and ``expected_student_error_ge_of_units``.

    Raises
    ------
    InputError
        For wrong arguments.
    AccuracyError
        If the degrees that matter cannot be summed.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> round(quadratic_law(relu_sphere(1000), 30_000).factor, 1)
    1.2
    """
    units = require_whole(teacher_units, "teacher units", 2, 10**12)
    setting = require_features(model, units, require_degree(degree))
    sums, k = float_sums(setting), setting.target.main_degree
    lam, dimension = sums.eigenvalue(k), model.dimension
    x = time_after(sums, units // 2)
    half = float(teacher_error_from_log_det(lam, x))
    tau = -2 * float(np.log(half))
    listed, eigenvalue, multiplicity = listed_degrees(sums, dimension)
    learnt = squares_learnt(tau, lam, eigenvalue)
    # the last entry stands for all that is not listed
    weighted = (listed >= 0) & (np.arange(len(listed)) < max(len(listed) - 1, 1))
    sigma = float(learnt[~weighted].max(initial=0.0))
    error = student_error_from_square_law(
        float(teacher_error_from_log_det(lam, time_after(sums, units))), half**2, sigma, lam, x,
        float(derive_multiplicity(dimension, k)), [float(each) for each in multiplicity[weighted]],
        [float(each) for each in np.maximum(learnt[weighted] - sigma, 0.0)],
        [max(1.0, lam / float(each)) for each in eigenvalue[weighted]],
    )  # fmt: skip
    floor = compute_mean_error_floor(model, k, lam, units)
    least = 0.0 if floor is None else float(floor.value) ** 2
    return QuadraticLaw(units, tau, half, float(error), float(error) / half**2, least)
