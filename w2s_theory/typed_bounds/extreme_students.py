r"""The students of each kind that are extreme for a teacher error L and a misfit m (or a stopping time): exact limits.

Coordinates: f* = (1, 0, 0), sqrt(L) = a, sqrt(1 - L) = b on the unit circle, f_TE = (b^2, a b, 0), so that
v = (b, a, 0) is the teacher's direction and n = (a, -b, 0) that of the residual f* - f_TE, which is orthogonal to it.
With u = f_TE - f_ST, ||u||^2 = m,

    L_ST = ||f* - f_TE + u||^2 = L + m + 2 a <n, u>,

so that a kind of student is the set of u that it allows.

* ``shrinkage``: <u, f_TE - u> >= 0, the ball of diameter [0, f_TE]. On its boundary u = b s (s v +- c n) with
  (s, c) on the unit circle: L_ST = L + m +- 2 sqrt(L m (1 - m/(1 - L))), m = (1 - L) s^2, for 0 <= m <= 1 - L.
* ``norm_nonincreasing``: ||f_TE - u|| <= b: u = 2 b s (s v +- c n), m = 4 (1 - L) s^2.
* ``eigenfunction``: S keeps the line of f*, so f_ST = (1 - L)(1 - g) f* + y with 0 <= g <= 1 and y in the ball of
  diameter [0, r], r = (0, a b, 0): the largest and the smallest L_ST change their form where g or y reaches its end.
* ``least_squares``: S is a projection and keeps f*: g = 0 and y on the sphere of diameter [0, r], L_ST = L - m exactly.
* ``convex``: f_ST is nearest to f_TE in a convex set with f* in it: <u, f* - f_ST> <= 0, the ball of diameter [f_TE, f*].

Each piece is a map of the open unit square, rational both ways, so that a claim becomes a polynomial inequality.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from w2s_theory.typed_bounds.witness import Matrix, Vector, diagonal, dot, outer, plus

Side = Literal[">=", "<="]


@dataclass(frozen=True, slots=True)
class Extreme:
    """One student: roots of L, 1 - L and m (``None`` if not rational), m, e^(-tau), its error and itself."""

    a: Any
    b: Any
    misfit: Any
    root_misfit: Any
    decay: Any
    error: Any
    student: Vector


Piece = Callable[[Any, Any], Extreme]


def circle(p: Any) -> tuple[Any, Any]:
    """A rational point (2 p, 1 - p^2)/(1 + p^2) of the quarter circle, for 0 < p < 1."""
    square = p * p
    return 2 * p / (1 + square), (1 - square) / (1 + square)


def _on_sphere(reach: int, sign: int) -> Piece:
    """u = reach b s (s v + sign c n)."""

    def at(p: Any, q: Any) -> Extreme:
        (a, b), (s, c) = circle(p), circle(q)
        size = reach * b * s
        along, across = size * s, sign * size * c
        student = (b * b - along * b - across * a, a * b - along * a + across * b, 0 * a)
        return Extreme(a, b, size * size, size, None, a * a + size * size + 2 * a * across, student)

    return at


def _noise_kept(p: Any, q: Any) -> Extreme:
    """Eigenfunction, largest error: the target's part is not learnt, all of the noise is; g = q."""
    a, b = circle(p)
    root = b * b * q
    student = ((1 - q) * b * b, a * b, 0 * a)
    return Extreme(a, b, root * root, root, None, (1 - (1 - q) * b * b) ** 2 + a * a * b * b, student)


def _target_lost(p: Any, q: Any) -> Extreme:
    """Eigenfunction, largest error beyond m = (1 - L)^2: nothing of the target, y on its sphere."""
    (a, b), (s, c) = circle(p), circle(q)
    misfit = b**4 + (a * b * s) ** 2
    student = (0 * a, a * b * c * c, a * b * c * s)
    return Extreme(a, b, misfit, None, None, 1 + (a * b * c) ** 2, student)


def _noise_removed(p: Any, q: Any) -> Extreme:
    """Eigenfunction, smallest error: the target's part is learnt, the noise removed in part."""
    a, b = circle(p)
    root = a * b * q
    student = (b * b, a * b * (1 - q), 0 * a)
    return Extreme(a, b, root * root, root, None, a**4 + (a * b * (1 - q)) ** 2, student)


def _target_shrunk(p: Any, q: Any) -> Extreme:
    """Eigenfunction, smallest error beyond m = L (1 - L): no noise, and the target shrunk as well."""
    a, b = circle(p)
    student = ((1 - q) * b * b, 0 * a, 0 * a)
    return Extreme(a, b, (a * b) ** 2 + (b * b * q) ** 2, None, None, (1 - (1 - q) * b * b) ** 2, student)


def _projected(p: Any, q: Any) -> Extreme:
    """Least squares onto features that hold the target."""
    (a, b), (s, c) = circle(p), circle(q)
    root = a * b * s
    student = (b * b, a * b * c * c, a * b * c * s)
    return Extreme(a, b, root * root, root, None, a**4 + (a * b * c) ** 2, student)


def _convex_far(p: Any, q: Any) -> Extreme:
    """Nearest point of a convex set, largest error: on the sphere of diameter [f_TE, f*]."""
    (a, b), (s, c) = circle(p), circle(q)
    root = a * s
    along, across = root * s, root * c
    student = (b * b + along * a + across * b, a * b - along * b + across * a, 0 * a)
    return Extreme(a, b, root * root, root, None, (a * c) ** 2, student)


def _convex_near(p: Any, q: Any) -> Extreme:
    """Nearest point of a convex set, smallest error: on the way from f_TE to f*."""
    a, b = circle(p)
    root = a * q
    student = (b * b + root * a, a * b - root * b, 0 * a)
    return Extreme(a, b, root * root, root, None, (a * (1 - q)) ** 2, student)


def _at_time(noise: int) -> Piece:
    """Gradient flow at tau with the target in one eigenspace: e^(-tau) = q, none or all of the noise learnt."""

    def at(p: Any, q: Any) -> Extreme:
        a, b = circle(p)
        student = ((1 - q) * b * b, noise * a * b, 0 * a)
        error = (a * a + b * b * q) ** 2 + noise * (a * b) ** 2
        misfit = (q * b * b) ** 2 + (1 - noise) * (a * b) ** 2
        return Extreme(a, b, misfit, None, q, error, student)

    return at


# by kind: the pieces that bound L_ST from below (">=": for lower bounds), and from above
MISFIT_PIECES: dict[str, dict[Side, tuple[Piece, ...]]] = {
    "shrinkage": {">=": (_on_sphere(1, -1),), "<=": (_on_sphere(1, 1),)},
    "eigenfunction": {">=": (_noise_removed, _target_shrunk), "<=": (_noise_kept, _target_lost)},
    "least_squares": {">=": (_projected,), "<=": (_projected,)},
    "convex": {">=": (_convex_near,), "<=": (_convex_far,)},
    "norm_nonincreasing": {">=": (_on_sphere(2, -1),), "<=": (_on_sphere(2, 1),)},
}
TIME_PIECES: dict[str, dict[Side, tuple[Piece, ...]]] = {
    "eigenfunction": {">=": (_at_time(0),), "<=": (_at_time(1),)}
}


def student_operator(kind: str, teacher: Vector, student: Vector) -> Matrix | None:
    """An operator S of the kind with S f_TE = f_ST; ``None`` for a nearest point of a convex set."""
    size = len(teacher)
    if kind == "convex":
        return None
    if not any(student):
        return diagonal([0] * size)
    if kind == "norm_nonincreasing":
        return outer(student, teacher, dot(teacher, teacher))
    if kind == "shrinkage":
        # rank one and self-adjoint: maps f_TE to f_ST, of norm |f_ST|^2/<f_ST, f_TE> <= 1
        return outer(student, student, dot(student, teacher))
    first = [student[0] / teacher[0]] + [0] * (size - 1)
    rest, noise = (0 * student[0], *student[1:]), (0 * teacher[0], *teacher[1:])
    if not any(rest):
        return diagonal(first)
    return plus(diagonal(first), outer(rest, rest, dot(rest, noise)))
