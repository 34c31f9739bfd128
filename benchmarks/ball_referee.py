"""A teacher and its students in ball arithmetic: the referee of the simulation, by the textbook formulas.

Shares no line with the package: coefficients from the closed form of a_k, the kernel from Cho and Saul's formulas, all
in balls of a given number of bits. What it returns are enclosures of the exact numbers for the given doubles.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx

KERNELS: dict[int, Callable[[Any, Any, Any], Any]] = {
    0: lambda angle, c, s: arb.pi() - angle,
    1: lambda angle, c, s: s + (arb.pi() - angle) * c,
    2: lambda angle, c, s: 3 * s * c + (arb.pi() - angle) * (1 + 2 * c * c),
    3: lambda angle, c, s: (arb.pi() - angle) * (6 * c**3 + 9 * c) + s * (11 * c * c + 4),
}
SHRINKAGES: dict[str, Callable[[Any], Any]] = {
    "gradient_flow": lambda x: -(-x).expm1(),
    "ridge": lambda x: x / (1 + x),
    "averaged_flow": lambda x: 1 + (-x).expm1() / x,
}


@dataclass(frozen=True, eq=False)
class RefereedTeacher:
    """Balls: L_TE, per degree 0..J the inner products and masses of f_TE and of f* - f_TE, the tail, and lambda_k."""

    teacher_error: Any
    cross: list[Any]
    mass: list[Any]
    residual_cross: list[Any]
    residual_mass: list[Any]
    tail_mass: Any
    eigenvalue: list[Any]
    square: list[Any]
    tail_eigenvalue: Any
    bits: int

    def student_error(self, time: float, filter_name: str = "gradient_flow") -> Any:
        """L_ST of the infinitely wide student at a time, ``inf`` included, as one ball."""
        with ctx.workprec(self.bits):
            if math.isinf(time):
                return self.teacher_error
            total = arb(0)
            for j, c, mass, x in zip(self.square, self.cross, self.mass, self.eigenvalue, strict=True):
                s = SHRINKAGES[filter_name](arb(time) * x) if not x.is_zero() else arb(0)
                total += j - 2 * s * c + s * s * mass
            most = SHRINKAGES[filter_name](arb(time) * self.tail_eigenvalue)
            return total + (self.tail_mass * most * most).union(arb(0))


def coefficient(power: int, dimension: int, k: int) -> Any:
    """a_k of sigma_p as a ball."""
    half = arb(dimension) / 2
    value = arb(math.factorial(power)) * half.gamma() / 2 ** (power + 1)
    return value * (arb(power - k) / 2 + 1).rgamma() * (arb(k + power + dimension) / 2).rgamma()


def multiplicity(dimension: int, k: int) -> int:
    """N(d, k)."""
    if k == 0:
        return 1
    return 2 if dimension == 2 else (2 * k + dimension - 2) * math.comb(k + dimension - 3, k - 1) // k


def polynomials(z: Any, dimension: int, largest: int) -> list[Any]:
    """P_0(z), ..., P_largest(z)."""
    values = [arb(1), z]
    for n in range(1, largest):
        values.append(((2 * n + dimension - 2) * z * values[-1] - n * values[-2]) / (n + dimension - 2))
    return values[: largest + 1]


def enclose_teacher(
    units: np.ndarray, power: int, target: Mapping[int, float] | int, largest: int, bits: int = 300
) -> RefereedTeacher:
    """Train the teacher of ``units`` (M, d), rows taken in the direction they have, and resolve it to ``largest``.

    Raises
    ------
    ZeroDivisionError
        If the Gram matrix could not be inverted with this many bits.
    """
    coefficients = {target: 1.0} if isinstance(target, int) else dict(target)
    with ctx.workprec(bits):
        count, dimension = units.shape
        rows = [[arb(float(x)) for x in row] for row in units]
        rows = [[x / sum((y * y for y in row), arb(0)).sqrt() for x in row] for row in rows]
        scale = 2 * arb.pi() * math.prod(dimension + 2 * i for i in range(power))
        gram, cosines = arb_mat(count, count), {}
        for i in range(count):
            for j in range(i, count):
                c = arb(1) if i == j else sum((a * b for a, b in zip(rows[i], rows[j], strict=True)), arb(0))
                angle, s = (arb(0), arb(0)) if i == j else (c.acos(), (1 - c * c).sqrt())
                gram[i, j] = gram[j, i] = KERNELS[power](angle, c, s) / scale
                cosines[i, j] = c
        norm = sum((arb(c) ** 2 for c in coefficients.values()), arb(0)).sqrt()
        share = {k: arb(c) / norm for k, c in coefficients.items()}
        products = {
            k: [
                c * arb(multiplicity(dimension, k)).sqrt() * coefficient(power, dimension, k)
                * polynomials(row[0], dimension, max(k, 1))[k]
                for row in rows
            ]
            for k, c in share.items()
        }  # fmt: skip
        right = [sum(column, arb(0)) for column in zip(*products.values(), strict=True)]
        weights = [row[0] for row in gram.solve(arb_mat(count, 1, right)).tolist()]
        zero = [arb(0)] * (largest + 1)
        cross, square, mass = list(zero), list(zero), list(zero)
        for k, column in products.items():
            cross[k] = sum((a * b for a, b in zip(column, weights, strict=True)), arb(0))
            square[k] = share[k] ** 2
        for (i, j), c in cosines.items():
            pair = weights[i] * weights[j] * (1 if i == j else 2)
            mass = [m + pair * p for m, p in zip(mass, polynomials(c, dimension, largest), strict=True)]
        eigenvalue = [coefficient(power, dimension, j) ** 2 for j in range(largest + 1)]
        mass = [
            m * x * multiplicity(dimension, j) for j, (m, x) in enumerate(zip(mass, eigenvalue, strict=True))
        ]
        kept = [a - b for a, b in zip(square, cross, strict=True)]
        residual = [m - a + 2 * b for m, a, b in zip(mass, square, kept, strict=True)]
        total = sum(cross, arb(0))
        beyond = [coefficient(power, dimension, j) ** 2 for j in (largest + 1, largest + 2)]
        return RefereedTeacher(
            1 - total, cross, mass, kept, residual, total - sum(mass, arb(0)), eigenvalue, square,
            beyond[0].max(beyond[1]), bits,
        )  # fmt: skip


def distance(ball: Any, number: float, bits: int = 300) -> tuple[float, float]:
    """The least and the largest |x - number| over all x of a ball, as floats."""
    with ctx.workprec(bits):
        gap = ball - arb(float(number))
        return float(gap.abs_lower()), float(gap.abs_upper())


def largest_gap(balls: Sequence[Any], numbers: Sequence[float]) -> float:
    """The largest distance of a number from its ball's farthest point."""
    return max(distance(ball, number)[1] for ball, number in zip(balls, numbers, strict=True))
