r"""Rates of teachers and students on power laws: what a tuned student can gain on its teacher, and what none can on
the truth.

lambda_j = j^-alpha, f_j^2 = j^-(1 + 2 alpha r), j = 1, 2, ...; leading orders of the two-root equivalent (status
universality, derived, not proved of networks). kappa = p^-alpha is the root of p units.

*Bias dominated* (the population): L_TE ~ kappa^min(2r, 1). What the teacher learns of the noise above a cut at
kappa_S is kappa (kappa/kappa_S)^(1 + 1/alpha), and L_ST = L_TE^exponent at the best cut. *Variance dominated* (n
labels with noise, no ridge, many units): L_TE does not fall, and the student is minimax. *Width* p = n^q: from
which q on the student of a ridgeless teacher, or the best-tuned teacher alone, is minimax. *Cannot*: for r < 1/2 no
student that shrinks its teacher's modes gains more than the factor 1 - 2r; the exponent 1. On true labels no
surrogate gains more than a factor: ``surrogate_error_ge_of_overfit``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from w2s_theory.exact_number import exact_rational
from w2s_theory.records.errors import InputError
from w2s_theory.tables import html_table, latex_table


@dataclass(frozen=True, slots=True, repr=False)
class PowerLawExponents:
    """Exact exponents; status universality (leading orders of an equivalent).

    Parameters
    ----------
    capacity, source
        alpha > 1 and r > 0.
    teacher
        min(2r, 1): L_TE ~ kappa^teacher on the population.
    flow_student, ridge_student
        L_ST = L_TE^exponent on the population, gradient flow and ridge at their best.
    least_ratio
        1 - 2r for r < 1/2: the limit of the least L_ST/L_TE of any filter in [0, 1]; else ``None`` (the ratio tends to 0).
    minimax
        2 alpha r/(2 alpha r + 1): L_ST ~ n^-minimax, gradient flow on a ridgeless teacher of many units and noisy labels.
    ridge_rate
        The same for ridge, r replaced by min(r, 1).
    student_width, teacher_width
        The q from which on p = n^q units do for the minimax rate, for the student of a ridgeless teacher and for the
        best-tuned teacher by itself; ``None`` for r <= 1/2, and of the teacher's for r > 1.
    """

    capacity: Fraction
    source: Fraction
    teacher: Fraction
    flow_student: Fraction
    ridge_student: Fraction
    least_ratio: Fraction | None
    minimax: Fraction
    ridge_rate: Fraction
    student_width: Fraction | None
    teacher_width: Fraction | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data: floats, and ``None`` where there is no such number."""
        numbers = {name: None if value is None else float(value) for name, value in asdict(self).items()}
        return {**numbers, "status": "universality"}

    def to_latex(self) -> str:
        """A ``tabular`` of the exponents."""
        return latex_table(
            [(name, "" if value is None else f"${value}$") for name, value in self._rows()], "ll"
        )

    def _repr_html_(self) -> str:
        return html_table(self._rows(), caption=repr(self))

    def _rows(self) -> list[tuple[str, Any]]:
        return [
            (name.replace("_", " "), None if value is None else str(value))
            for name, value in asdict(self).items()
        ]

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"PowerLawExponents(alpha={self.capacity}, r={self.source}: L_ST = L_TE^{float(self.flow_student):.4g} by flow, "
            f"L_TE^{float(self.ridge_student):.4g} by ridge)"
        )


def power_law_exponents(capacity: Any, source: Any) -> PowerLawExponents:
    """Exponents of weak-to-strong generalization on power laws, "can" and "cannot" side by side.

    Parameters
    ----------
    capacity : number
        alpha > 1 of lambda_j = j^-alpha.
    source : number
        r > 0 of f_j^2 = j^-(1 + 2 alpha r).

    Raises
    ------
    InputError
        For exponents out of range; a target that mixes two power laws has no single exponent.

    Examples
    --------
    >>> found = power_law_exponents("3/2", 1)
    >>> found.flow_student, found.student_width, found.teacher_width
    (Fraction(16, 11), Fraction(11, 32), Fraction(5, 8))
    """
    if isinstance(source, list | tuple | dict):
        raise InputError(
            "a mixture of power laws has no exponent: its smoother parts vanish first; give one source r"
        )
    alpha, r = (
        exact_rational(capacity, "the capacity exponent"),
        exact_rational(source, "the source exponent"),
    )
    if not alpha > 1 or not r > 0:
        raise InputError("a power law needs alpha > 1, a trace that is finite, and r > 0")
    minimax = 2 * alpha * r / (2 * alpha * r + 1)
    kept = min(r, Fraction(1))
    ridge_rate = 2 * alpha * kept / (2 * alpha * kept + 1)
    if r <= Fraction(1, 2):
        least = 1 - 2 * r if r < Fraction(1, 2) else None
        return PowerLawExponents(
            alpha, r, 2 * r, Fraction(1), Fraction(1), least, minimax, ridge_rate, None, None
        )
    flow = min(Fraction(2), 2 * r * (2 * alpha + 1) / (2 * alpha * r + alpha + 1))
    bias = min(2 * r, Fraction(2))
    ridge = bias * (2 + 1 / alpha) / (bias + 1 + 1 / alpha)
    student = (2 * alpha * r + alpha + 1) / ((2 * alpha + 1) * (2 * alpha * r + 1))
    teacher = (1 + alpha * (2 * r - 1)) / (2 * alpha * r + 1) if r <= 1 else None
    return PowerLawExponents(
        alpha, r, Fraction(1), flow, ridge, None, minimax, ridge_rate, student if r <= 1 else None, teacher
    )
