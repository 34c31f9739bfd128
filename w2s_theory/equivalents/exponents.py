r"""The exponent of weak-to-strong generalization, L_ST = L_TE^exponent, from the equivalent and from its bound.

Above it stands what no student that shrinks can exceed: L_ST >= L_TE^2 for a target in one eigenspace of the student's
kernel, so 2. Below it stands what an explicit bound guarantees of the equivalent (``sharp_bound``), and what is published
under Gaussian universality: by Medvedev et al. (2025) 1.49 for ReLU features and 2 for linear ones, up to logarithms; since
October 2026 also 2 for ReLU features and a target of one degree (arXiv 2610.09044).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import log
from typing import Any, overload

from w2s_theory.equivalents.float_formulas import scaled_by
from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.equivalents.setting import MOST_UNITS
from w2s_theory.equivalents.sharp_bound import compute_error_bound
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.tables import html_table, latex_number, latex_table

# of every student with shrinkage in [0, 1] whose kernel has the target as an eigenfunction
LARGEST_EXPONENT = Fraction(2)
# the headline of Medvedev et al. (2025), as their abstracts and a summary have it: for ReLU features, for linear features
PUBLISHED_RELU = Fraction(149, 100)
PUBLISHED_LINEAR = Fraction(2)


@dataclass(frozen=True, slots=True)
class ExponentRow:
    """One size; all errors are the equivalent's, float64.

    Parameters
    ----------
    teacher_units
        M_TE.
    teacher_error, student_error
        L_TE, and L_ST at the best stopping time.
    exponent
        log L_ST/log L_TE.
    guaranteed
        The same for the bound on L_ST at its own best time: the equivalent's exponent is no smaller.
    slope
        Of log L_ST against log L_TE between the size before and this one; ``None`` in the first row.
    """

    teacher_units: int
    teacher_error: float
    student_error: float
    exponent: float
    guaranteed: float
    slope: float | None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


_HEAD = ("M_TE", "L_TE", "L_ST", "exponent", "guaranteed", "slope")


@dataclass(frozen=True, slots=True, repr=False)
class StudentExponents(Sequence[ExponentRow]):
    """The rows of :func:`student_exponents`; indexed, counted and iterated like a tuple of them."""

    rows: tuple[ExponentRow, ...]

    @property
    def how(self) -> str:
        """``float64``."""
        return "float64"

    @overload
    def __getitem__(self, index: int) -> ExponentRow: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[ExponentRow, ...]: ...
    def __getitem__(self, index: int | slice) -> ExponentRow | tuple[ExponentRow, ...]:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, row by row."""
        return {"rows": [row.to_dict() for row in self.rows], "about": "equivalent", "how": self.how}

    def to_latex(self) -> str:
        """A ``tabular`` of sizes, errors and exponents, six digits."""
        head = ("$M_{TE}$", "$L_{TE}$", "$L_{ST}$", "exponent", "guaranteed", "slope")
        rows = [[f"${latex_number(value, 6)}$" for value in row.to_dict().values()] for row in self.rows]
        return latex_table(rows, "rrrrrr", head)

    def _repr_html_(self) -> str:
        return html_table([list(row.to_dict().values()) for row in self.rows], _HEAD, repr(self))

    def __repr__(self) -> str:
        sizes = f"M_TE = {self.rows[0].teacher_units} to {self.rows[-1].teacher_units}"
        last = self.rows[-1]
        return f"StudentExponents({sizes}: {last.exponent:.6g} at the last, guaranteed {last.guaranteed:.6g}, universality)"


def student_exponents(model: Any, teacher_units: Iterable[int], target: int = 1) -> StudentExponents:
    """The equivalent's exponent at several sizes, beside the one that is guaranteed.

    Parameters
    ----------
    model
        Teacher's and student's, as for :func:`~w2s_theory.equivalents.prediction.equivalent`.
    teacher_units : iterable of int
        Values of M_TE, in increasing order.
    target : int
        Degree (or row) of f*.

    Returns
    -------
    StudentExponents
        A row per size.
        Status universality: of the formula, not of networks. Exponents to about 1e-9.

    Raises
    ------
    InputError
        For no sizes, sizes that do not increase, or whatever ``equivalent`` refuses.
    AccuracyError
        Where L_TE rounds to 1, so that its logarithm is 0.
    """
    expected = "give at least one number of teacher units, in increasing order"
    if isinstance(teacher_units, str | bytes) or not isinstance(teacher_units, Iterable):
        raise InputError(f"{expected}, as a list such as [100, 1000]")
    sizes = [require_whole(each, "the number of teacher units", 1, MOST_UNITS) for each in teacher_units]
    if not sizes or any(later <= earlier for earlier, later in zip(sizes, sizes[1:], strict=False)):
        raise InputError(expected)
    rows: list[ExponentRow] = []
    before: tuple[float, float] | None = None
    for units in sizes:
        found = equivalent(model, units, target)
        best = found.best_stopping_time()
        formulas = found.float_formulas(best.time)
        teacher = formulas.log_teacher_error
        student = formulas.log_student_error(scaled_by(best.time, formulas.clock))
        if teacher == 0.0:
            raise AccuracyError(
                f"with {units} teacher units L_TE is 1 in float64: use more, or a lower degree"
            )
        slope = None
        if before is not None and teacher != before[0]:
            slope = (student - before[1]) / (teacher - before[0])
        before = teacher, student
        # a student that never starts has the error 1: no guarantee is worse
        guaranteed = log(min(compute_error_bound(found).value, 1.0)) / teacher + 0.0
        rows.append(ExponentRow(units, found.teacher_error, best.error, student / teacher, guaranteed, slope))
    return StudentExponents(tuple(rows))
