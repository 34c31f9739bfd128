"""One teacher and one student that anybody can multiply out: f_TE = P f*, f_ST = S f_TE, in two or three dimensions.

f* is the first unit vector, f_TE lies in the plane of the first two. Entries are exact fractions where
the numbers are rational, and decimals otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

Vector = tuple[Any, ...]
Matrix = tuple[Vector, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A target, a teacher and a student, written out.

    Parameters
    ----------
    target
        f*, a unit vector.
    teacher_projection, student_operator
        P and S: f_TE = P f*, f_ST = S f_TE; S is ``None`` where the student is no linear map of its teacher.
    student
        f_ST.
    teacher_error, measured, misfit
        ||f* - f_TE||^2, ||f* - f_ST||^2 and ||f_TE - f_ST||^2, multiplied out.
    exact
        Whether all of it is rational. The texts are fractions in every vector, matrix and number that is rational, and
        decimals in the others.
    note
        Which student it is, in words.
    """

    target: tuple[str, ...]
    teacher_projection: tuple[tuple[str, ...], ...]
    student_operator: tuple[tuple[str, ...], ...] | None
    student: tuple[str, ...]
    teacher_error: str
    measured: str
    misfit: str
    exact: bool
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and strings."""
        return {
            "target": list(self.target),
            "teacher_projection": [list(row) for row in self.teacher_projection],
            "student_operator": self.student_operator and [list(row) for row in self.student_operator],
            "student": list(self.student),
            "teacher_error": self.teacher_error,
            "student_error": self.measured,
            "misfit": self.misfit,
            "exact": self.exact,
            "note": self.note,
        }


def write_out(
    target: Vector, teacher: Vector, projection: Matrix, operator: Matrix | None, student: Vector,
    digits: int = 17, note: str = "",
) -> Witness:  # fmt: skip
    """The texts of a configuration; the errors are multiplied out from P and S, not taken from a formula."""
    f_TE = times(projection, target)
    exact = all(map(_rational, (*target, *teacher, *student)))
    if operator is None:
        f_ST = student
    else:
        f_ST = times(operator if exact else _decimals(operator), f_TE if exact else _decimal_vector(f_TE))

    def texts(values: Vector) -> tuple[str, ...]:
        if all(map(_rational, values)):
            return tuple(str(Fraction(each)) for each in values)
        return tuple(str(mpmath.nstr(_decimal(each), digits, strip_zeros=True)) for each in values)

    def rows(matrix: Matrix) -> Matrix:
        entries = texts(tuple(entry for row in matrix for entry in row))
        size = len(matrix[0])
        return tuple(entries[i : i + size] for i in range(0, len(entries), size))

    (teacher_error,), (student_error,), (misfit,) = (
        texts((squared_distance(*((left, right) if exact else map(_decimal_vector, (left, right)))),))
        for left, right in ((target, f_TE), (target, f_ST), (f_TE, f_ST))
    )
    return Witness(
        texts(target), rows(projection), None if operator is None else rows(operator), texts(f_ST),
        teacher_error, student_error, misfit,
        exact, note,
    )  # fmt: skip


def _rational(value: Any) -> bool:
    return isinstance(value, (int, Fraction))


def _decimal(value: Any) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator if _rational(value) else mpmath.mpf(value)


def _decimal_vector(vector: Vector) -> Vector:
    return tuple(map(_decimal, vector))


def _decimals(matrix: Matrix) -> Matrix:
    return tuple(map(_decimal_vector, matrix))


def outer(left: Vector, right: Vector, divisor: Any) -> Matrix:
    """The matrix left right^T / divisor."""
    return tuple(tuple(a * b / divisor for b in right) for a in left)


def identity(size: int) -> Matrix:
    return diagonal([1] * size)


def diagonal(entries: Sequence[Any]) -> Matrix:
    return tuple(
        tuple(entry if i == j else 0 for j in range(len(entries))) for i, entry in enumerate(entries)
    )


def times(matrix: Matrix, vector: Vector) -> Vector:
    return tuple(dot(row, vector) for row in matrix)


def plus(left: Matrix, right: Matrix) -> Matrix:
    return tuple(
        tuple(a + b for a, b in zip(one, two, strict=True)) for one, two in zip(left, right, strict=True)
    )


def dot(left: Vector, right: Vector) -> Any:
    return sum(a * b for a, b in zip(left, right, strict=True))


def squared_distance(left: Vector, right: Vector) -> Any:
    return sum((a - b) ** 2 for a, b in zip(left, right, strict=True))
