"""The kinds of student that ``try_bound`` knows: the sharp limit of each, and who attains it.

Each limit is a theorem of the catalog and the exact minimum of L_ST at a given L_TE, so a bound
holds for the whole kind if and only if it stays below it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from w2s_theory.exact_number import shorten
from w2s_theory.records.errors import InputError

Vector = tuple[Any, Any]
Place = Callable[[Any], Vector]


@dataclass(frozen=True, slots=True)
class StudentClass:
    """One kind of student.

    Parameters
    ----------
    name, meaning
        As typed after ``--for``, and in words.
    theorem
        Name of the sharp limit in the catalog.
    best, worst
        The student with the smallest and with the largest error for a teacher error L (an mpmath
        number), in the plane spanned by f* = (1, 0) and the teacher's residual.
    """

    name: str
    meaning: str
    theorem: str
    best: Place
    worst: Place


def teacher_vector(L: Any) -> Vector:
    """f_TE = P f* with ||f* - f_TE||^2 = L: (1 - L, sqrt(L (1 - L)))."""
    return (1 - L, mpmath.sqrt(L * (1 - L)))


def _ball_point(L: Any, side: int) -> Vector:
    """The point of the ball of diameter [0, f_TE] nearest to (side 1) or farthest from (-1) f*."""
    x, y = teacher_vector(L)
    radius, distance = mpmath.sqrt(1 - L) / 2, mpmath.sqrt(1 + 3 * L) / 2
    return (x / 2 + side * radius * (1 - x / 2) / distance, y / 2 - side * radius * (y / 2) / distance)


CLASSES = (
    StudentClass(
        "shrinkage",
        "f_ST = S f_TE with S self-adjoint and 0 <= S <= I",
        "student_error_ge_of_shrinkage",
        lambda L: _ball_point(L, 1),
        lambda L: _ball_point(L, -1),
    ),
    StudentClass(
        "eigenfunction",
        "the same, with the target an eigenfunction of the student's kernel",
        "student_error_ge_sq_of_eigenfunction_target",
        lambda L: (1 - L, mpmath.mpf(0)),
        lambda L: (mpmath.mpf(0), mpmath.sqrt(L * (1 - L))),
    ),
    StudentClass(
        "norm_nonincreasing",
        "any student with ||f_ST|| <= ||f_TE||",
        "student_error_ge_of_norm_nonincreasing",
        lambda L: (mpmath.sqrt(1 - L), mpmath.mpf(0)),
        lambda L: (-mpmath.sqrt(1 - L), mpmath.mpf(0)),
    ),
)
CLASS_NAMES = tuple(each.name for each in CLASSES)


def student_class(name: str) -> StudentClass:
    """The kind of a name; ``InputError`` lists the names."""
    for each in CLASSES:
        if each.name == name:
            return each
    raise InputError(f"the kind of student must be one of {', '.join(CLASS_NAMES)}, not {shorten(name)}")


@dataclass(frozen=True, slots=True)
class Witness:
    """Matrices one can multiply by hand: f* = (1, 0), f_TE = P f*, f_ST = S f_TE.

    Entries are decimal strings; ``measured`` is ||f* - S P f*||^2, multiplied out.
    """

    teacher_projection: tuple[tuple[str, str], tuple[str, str]]
    student_operator: tuple[tuple[str, str], tuple[str, str]]
    teacher_error: str
    measured: str

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and strings."""
        return {
            "target": ["1", "0"],
            "teacher_projection": [list(row) for row in self.teacher_projection],
            "student_operator": [list(row) for row in self.student_operator],
            "teacher_error": self.teacher_error,
            "student_error": self.measured,
        }


def build_witness(kind: StudentClass, teacher_error: Fraction, place: Place | None) -> Witness:
    """The example at a teacher error in (0, 1); ``place`` None is the student that learnt nothing."""
    digits = 40 + 2 * len(str(teacher_error.denominator))
    with mpmath.workdps(digits):
        L = mpmath.mpf(teacher_error.numerator) / teacher_error.denominator
        v = teacher_vector(L)
        w = (mpmath.mpf(0), mpmath.mpf(0)) if place is None else place(L)
        P = _outer(v, v, v[0] ** 2 + v[1] ** 2)
        S = _operator(kind, v, w)
        f_TE = _times(P, (1, 0))
        f_ST = _times(S, f_TE)
        measured = (1 - f_ST[0]) ** 2 + f_ST[1] ** 2
        error = (1 - f_TE[0]) ** 2 + f_TE[1] ** 2
        return Witness(_text(P), _text(S), str(mpmath.nstr(error, 17)), str(mpmath.nstr(measured, 17)))


def _operator(kind: StudentClass, v: Vector, w: Vector) -> tuple[Vector, Vector]:
    overlap = w[0] * v[0] + w[1] * v[1]
    if w == (0, 0):
        return ((0, 0), (0, 0))
    if kind.name == "norm_nonincreasing":
        return _outer(w, v, v[0] ** 2 + v[1] ** 2)
    # rank one and self-adjoint: maps v to w, norm |w|^2/<w, v> <= 1
    return _outer(w, w, overlap)


def _outer(left: Vector, right: Vector, divisor: Any) -> tuple[Vector, Vector]:
    return tuple(tuple(a * b / divisor for b in right) for a in left)  # type: ignore[return-value]


def _times(matrix: tuple[Vector, Vector], vector: Vector) -> Vector:
    return tuple(row[0] * vector[0] + row[1] * vector[1] for row in matrix)  # type: ignore[return-value]


def _text(matrix: tuple[Vector, Vector]) -> tuple[tuple[str, str], tuple[str, str]]:
    return tuple(tuple(mpmath.nstr(mpmath.mpf(entry), 17) for entry in row) for row in matrix)  # type: ignore
