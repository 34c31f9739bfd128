"""Two linear feature spaces in R^D and a linear target: what a weak and a strong learner see of it.

Inputs x ~ N(0, I_D), f*(x) = <theta, x>. The weak learner sees V_w^T x, the strong one V_s^T x, columns orthonormal;
C = V_s^T V_w, whose singular values are the cosines of the principal angles.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.tables import html_table, latex_number, latex_table

_LARGEST = 10**9
_ORTHONORMAL = 1e-8
# of inequalities between numbers that a user may have computed in float64
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class SubspacePair:
    """What the risks of the two learners depend on; fields may be exact (``int``, ``Fraction``) or floats.

    Parameters
    ----------
    strong_dimension, weak_dimension
        d_s and d_w.
    correlation_dimension
        d_sw = ||V_s^T V_w||_F^2: the sum of the squared cosines, the dimension of the intersection if these are 0 or 1.
    strong_missed, weak_missed
        rho_s = ||(I - P_s) theta||^2 and rho_w = ||(I - P_w) theta||^2.
    strong_seen, weak_seen
        ||P_s theta||^2 and ||P_w theta||^2.
    passed_on
        ||P_s P_w theta||^2: what the strong learner sees of what the weak one sees.
    product
        <P_s theta, P_w theta>.

    Raises
    ------
    InputError
        For sizes or numbers that belong to no pair of subspaces.
    """

    strong_dimension: int
    weak_dimension: int
    correlation_dimension: Any
    strong_missed: Any = 0
    weak_missed: Any = 0
    strong_seen: Any = 1
    weak_seen: Any = 1
    passed_on: Any = 1
    product: Any = 1

    def __post_init__(self) -> None:
        smaller = min(
            require_whole(self.strong_dimension, "the strong learner's dimension", 1, _LARGEST),
            require_whole(self.weak_dimension, "the weak learner's dimension", 1, _LARGEST),
        )
        for name in ("strong_missed", "weak_missed", "strong_seen", "weak_seen", "passed_on"):
            if not 0 <= _number(getattr(self, name), name) < float("inf"):
                raise InputError(f"{name} is a squared length and must be a finite number >= 0")
        if not 0 <= _number(self.correlation_dimension, "the correlation dimension") <= smaller + _SLACK:
            raise InputError(f"the correlation dimension lies between 0 and the smaller dimension, {smaller}")
        if not self.passed_on <= self.weak_seen * (1 + _SLACK):
            raise InputError("passed_on is a projection of what the weak learner sees: it cannot be longer")
        if (
            not _number(self.product, "product") ** 2
            <= self.strong_seen * self.passed_on * (1 + _SLACK) + _SLACK**2
        ):
            raise InputError("product is an inner product of two projections: it cannot exceed their lengths")
        strong, weak = self.strong_missed + self.strong_seen, self.weak_missed + self.weak_seen
        if not abs(strong - weak) <= _SLACK * max(abs(strong), abs(weak)):
            raise InputError(
                "missed and seen add up to ||theta||^2, and here they do not agree for the two learners"
            )

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers."""
        whole = ("strong_dimension", "weak_dimension")
        return {each.name: int(v) if each.name in whole else float(v) for each, v in self._fields()}

    def to_latex(self) -> str:
        """A ``tabular`` of the numbers."""
        return latex_table(
            [(each.name.replace("_", " "), f"${latex_number(v)}$") for each, v in self._fields()], "ll"
        )

    def _repr_html_(self) -> str:
        return html_table([(each.name.replace("_", " "), v) for each, v in self._fields()])

    def _fields(self) -> list[tuple[Any, Any]]:
        return [(each, getattr(self, each.name)) for each in fields(self)]


def compare_subspaces(strong: Any, weak: Any, target: Any) -> SubspacePair:
    """Build the pair from bases and a target.

    Parameters
    ----------
    strong, weak : arrays, shapes (D, d_s) and (D, d_w)
        Orthonormal columns.
    target : array, shape (D,)
        theta.

    Returns
    -------
    SubspacePair
        In float64, to a few eps of ||theta||^2.

    Raises
    ------
    InputError
        For shapes that do not fit, numbers that are not finite, or columns that are not orthonormal to 1e-8.
    """
    theta = _array(target, 1, "the target")
    bases = [_array(each, 2, f"the {name} basis") for each, name in ((strong, "strong"), (weak, "weak"))]
    for basis, name in zip(bases, ("strong", "weak"), strict=True):
        if basis.shape[0] != len(theta) or not 1 <= basis.shape[1] <= len(theta):
            raise InputError(
                f"the {name} basis must have shape ({len(theta)}, d) with d from 1 to {len(theta)}"
            )
        if not np.allclose(basis.T @ basis, np.eye(basis.shape[1]), atol=_ORTHONORMAL):
            raise InputError(
                f"the columns of the {name} basis must be orthonormal: take the Q of a QR factorisation"
            )
    seen = [basis @ (basis.T @ theta) for basis in bases]
    missed = [float(np.sum((theta - each) ** 2)) for each in seen]
    through = bases[0].T @ seen[1]
    squares = [float(each @ each) for each in (*seen, through)]
    return SubspacePair(
        bases[0].shape[1], bases[1].shape[1], float(np.sum((bases[0].T @ bases[1]) ** 2)),
        missed[0], missed[1], squares[0], squares[1], squares[2], float(seen[0] @ seen[1]),
    )  # fmt: skip


def _array(value: Any, axes: int, what: str) -> np.ndarray:
    try:
        array = np.array(value, dtype=float)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{what} must be an array of numbers") from None
    if array.ndim != axes or not np.all(np.isfinite(array)):
        raise InputError(
            f"{what} must be an array of finite numbers with {axes} {'axes' if axes > 1 else 'axis'}"
        )
    return array


def _number(value: Any, what: str) -> Any:
    if isinstance(value, bool | str | bytes | complex):
        raise InputError(f"{what} must be a number")
    try:
        finite = float(value) == float(value)
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{what} must be a number") from None
    if not finite:
        raise InputError(f"{what} must not be nan")
    return value
