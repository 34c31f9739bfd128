"""The kinds of student that ``try_bound`` knows: who belongs to each, and the exact limits of its errors.

Lower limits are theorems of the catalog, and so are the upper limits of shrinkage and of convex classes;
those of an eigenfunction and of a norm follow in one line from the hypotheses of the theorem named. Each
is attained for every L_TE, so a bound holds for the whole kind if and only if it stays on its side.

A kind with a *path* is trained from 0: its best-stopped student is the best of all times. With
K = 1 (no spectrum) the path is a segment from 0 to f_TE and nothing on it is better than the
teacher; with K > 0 it always ends at the teacher. So L_TE is the exact upper limit of the best.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy

from w2s_theory.exact_number import shorten
from w2s_theory.notation import L_TE
from w2s_theory.records.errors import InputError

Vector = tuple[Any, ...]
Place = Callable[[Any], Vector]

DIRECT = 1 - L_TE  # ||f_TE||^2
BEST_OF_A_PATH = "student_error_tendsto_teacher_error"


@dataclass(frozen=True, slots=True)
class StudentClass:
    """One kind of student.

    Parameters
    ----------
    name, synonyms, meaning
        As typed after ``--for``, what else may be typed, and in words: who belongs to it.
    theorem
        Name of the sharp lower limit in the catalog; ``None`` where it is 0.
    upper, upper_reason, upper_theorem
        The largest L_ST at a given L_TE, why, and the theorem that the reason rests on.
    best, worst
        The student with the smallest and with the largest error for a teacher error L (an mpmath
        number), in the plane spanned by f* = (1, 0) and the teacher's residual.
    has_path
        Whether the student is trained from 0 and can be stopped at its best time.
    """

    name: str
    synonyms: tuple[str, ...]
    meaning: str
    theorem: str | None
    upper: Any
    upper_reason: str
    upper_theorem: str
    best: Place
    worst: Place
    has_path: bool


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
        ("gradient_flow", "flow", "ridge", "averaged", "averaging", "truncation", "early_stopped"),
        "f_ST = S f_TE with S self-adjoint and 0 <= S <= I (gradient flow at any time, ridge, averaging; any kernel)",
        "student_error_ge_of_shrinkage",
        (sympy.sqrt(1 + 3 * L_TE) + sympy.sqrt(DIRECT)) ** 2 / 4,
        "implied by student_error_le_of_shrinkage",
        "student_error_le_of_shrinkage",
        lambda L: _ball_point(L, 1),
        lambda L: _ball_point(L, -1),
        True,
    ),
    StudentClass(
        "eigenfunction",
        ("one_eigenspace", "one_degree"),
        "f_ST = S f_TE with S self-adjoint and 0 <= S <= I, and f* an eigenfunction of the student's kernel",
        "student_error_ge_sq_of_eigenfunction_target",
        1 + L_TE * DIRECT,
        "at worst all of the teacher's noise is learnt and nothing of the target: 1 + L_TE (1 - L_TE)",
        "student_error_ge_sq_of_eigenfunction_target",
        lambda L: (1 - L, mpmath.mpf(0)),
        lambda L: (mpmath.mpf(0), mpmath.sqrt(L * (1 - L))),
        True,
    ),
    StudentClass(
        "least_squares",
        ("projection", "minimum_norm"),
        "f_ST = Q f_TE with Q the projection on student's features that hold the target (least squares, never stopped)",
        "student_error_ge_sq_of_eigenfunction_target",
        L_TE,
        "L_ST = L_TE - misfit exactly, by Pythagoras",
        "student_error_le_of_convex_student",
        lambda L: (1 - L, mpmath.mpf(0)),
        teacher_vector,
        False,
    ),
    StudentClass(
        "convex",
        ("nearest_point", "convex_class"),
        "f_ST is the function nearest to f_TE in a closed convex class that holds the target; any teacher",
        None,
        L_TE,
        "L_ST <= L_TE - misfit, and a misfit is not negative",
        "student_error_le_of_convex_student",
        lambda L: (mpmath.mpf(1), mpmath.mpf(0)),
        teacher_vector,
        False,
    ),
    StudentClass(
        "norm_nonincreasing",
        ("norm",),
        "any student with ||f_ST|| <= ||f_TE||",
        "student_error_ge_of_norm_nonincreasing",
        (1 + sympy.sqrt(DIRECT)) ** 2,
        "a student opposite to the target, of norm ||f_TE|| = sqrt(1 - L_TE)",
        "student_error_ge_of_norm_nonincreasing",
        lambda L: (mpmath.sqrt(1 - L), mpmath.mpf(0)),
        lambda L: (-mpmath.sqrt(1 - L), mpmath.mpf(0)),
        False,
    ),
)
CLASS_NAMES = tuple(each.name for each in CLASSES)


def student_class(name: Any) -> StudentClass:
    """The kind of a name or of one of its synonyms; ``InputError`` lists them."""
    typed = name.strip().lower().replace("-", "_").replace(" ", "_") if isinstance(name, str) else name
    for each in CLASSES:
        if typed == each.name or typed in each.synonyms:
            return each
    raise InputError(f"the kind of student must be one of {kinds_in_words()}, not {shorten(name)}")


def kinds_in_words() -> str:
    """Every name with its synonyms, for help texts and errors."""
    return "; ".join(f"{each.name} ({', '.join(each.synonyms)})" for each in CLASSES)
