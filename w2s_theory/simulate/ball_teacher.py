"""The trained teacher of sigma_p features where float64 is not enough: the same projection in ball arithmetic.

Units are taken as the doubles they are, divided by their length. Every number is a ball (midpoint and proved
radius), so the accuracy reported is an enclosure and no estimate. The library for balls is loaded at the first use
only: whoever's numbers float64 can carry never loads it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model
from w2s_theory.simulate.targets import Target
from w2s_theory.simulate.teacher_parts import TeacherParts

# 512 units in 192 bits take about ten seconds, and the time grows with their cube
LARGEST_BALL_UNITS = 512
_BITS = (192, 384, 768, 1536)
# K(1) of sigma_p is (2p - 1)!!/(2 d (d+2) ... (d+2p-2)); the kernel relative to it divides by these
_DIAGONAL = (1, 1, 3, 15)


@dataclass(frozen=True, eq=False)
class BallProjection:
    """The projection of the target onto M features, in balls.

    Parameters
    ----------
    model, target
        What was projected.
    bits
        Working precision.
    units
        Shape (M, d).
    solution, products
        Balls: weights of features divided by sqrt(K(x, x)), (M,); <Pi_k f*, phi_u> per target degree, (n, M).
    weights
        ``solution`` in float64, shape (M,).
    width
        Upper bound of the width of w.P_k(U U^T) w that comes from the balls of w.
    error, error_accuracy
        ||f* - P f*||^2 for ||f*|| = 1: nearest double, and how far it may be off.
    """

    model: Model
    target: Target
    bits: int
    units: np.ndarray
    solution: Any
    products: Any
    weights: np.ndarray
    width: float
    error: float
    error_accuracy: float


def can_enclose(model: Model, units: np.ndarray) -> bool:
    """Whether balls are available: features sigma_p, and not too many."""
    return (
        model.activation is not None
        and model.activation.power is not None
        and len(units) <= LARGEST_BALL_UNITS
    )


def enclose_projection(model: Model, units: np.ndarray, target: Target) -> BallProjection:
    """Project the target onto sigma_p features of ``units`` (M, d), with as many bits as that needs.

    Raises
    ------
    AccuracyError
        If the features are linearly dependent or represent the target itself (L_TE = 0), or so nearly that 1536
        bits do not tell.
    """
    from flint import ctx

    found = None
    for bits in _BITS:
        with ctx.workprec(bits):
            found = _project(model, units, target, bits)
            # parts of the residual are as small as L_TE^2, and |P_k| <= 1 bounds what the weights' balls add to each
            if found is not None and found.error_accuracy < found.error:
                if found.width <= 2.0**-60 * found.error**2:
                    return found
    if found is not None:
        raise AccuracyError(
            f"these {len(units)} features represent the target (its error is 0, or below "
            f"{abs(found.error) + found.error_accuracy:.0e}): use fewer units or another target"
        )
    raise AccuracyError(
        f"the {len(units)} features are linearly dependent (to {_BITS[-1]} bits): use fewer units, a higher "
        "dimension, or remove nearly equal features"
    )


def resolve_balls(projection: BallProjection, largest: int) -> TeacherParts:
    """Resolve a projection into degrees 0..``largest``, which hold those of the target."""
    from flint import arb, ctx

    model, target = projection.model, projection.target
    with ctx.workprec(projection.bits):
        shares = _amplitudes(model, largest)
        mass = [
            a * a * form
            for a, form in zip(shares, _zonal_forms(projection, model.dimension, largest), strict=True)
        ]
        cross, square = [arb(0)] * (largest + 1), [arb(0)] * (largest + 1)
        squares = _squared_coefficients(target)
        for degree, row in zip(target.degrees, projection.products, strict=True):
            cross[degree] = sum((b * w for b, w in zip(row, projection.solution, strict=True)), arb(0))
            square[degree] = squares[degree]
        kept = [c - x for c, x in zip(square, cross, strict=True)]
        residual = [m - c + 2 * r for m, c, r in zip(mass, square, kept, strict=True)]
        # ||P f*||^2 = <f*, P f*>
        tail = sum(cross, arb(0)) - sum(mass, arb(0))
        found = [_arrays(each) for each in (cross, mass, kept, residual, [tail])]
        (cross_v, cross_a), (mass_v, mass_a), (kept_v, kept_a), (residual_v, residual_a), (tail_v, tail_a) = (
            found
        )
        return TeacherParts(
            cross_v, cross_a, mass_v, mass_a, kept_v, kept_a, np.maximum(residual_v, 0.0), residual_a,
            max(float(tail_v[0]), 0.0), float(tail_a[0]),
        )  # fmt: skip


def _project(model: Model, units: np.ndarray, target: Target, bits: int) -> BallProjection | None:
    """At the precision that is set; ``None`` if the system could not be solved with it."""
    from flint import arb, arb_mat

    assert model.activation is not None and model.activation.power is not None
    count, power = len(units), model.activation.power
    matrix, cosines = _cosines(units)
    gram = arb_mat(count, count)
    for i in range(count):
        gram[i, i] = arb(1)
        for j in range(i):
            # opposite rows are so exactly: there the ball of the angle would hold more than the angle
            opposite = bool(np.array_equal(units[i], -units[j]))
            gram[i, j] = gram[j, i] = arb(0) if opposite else _kernel(cosines[i][j], power)
    amplitudes = _amplitudes(model, target.degrees[-1])
    squares = _squared_coefficients(target)
    products = []
    for degree, c in zip(target.degrees, target.coefficients, strict=True):
        factor = amplitudes[degree] * squares[degree].sqrt() * (1 if c > 0 else -1)
        products.append([factor * _polynomial(matrix[i, 0], model.dimension, degree) for i in range(count)])
    right = [sum(column, arb(0)) for column in zip(*products, strict=True)]
    try:
        solution = [row[0] for row in gram.solve(arb_mat(count, 1, right)).tolist()]
    except ZeroDivisionError:
        return None
    error = 1 - sum((b * w for b, w in zip(right, solution, strict=True)), arb(0))
    value, accuracy = _arrays([error])
    return BallProjection(
        model,
        target,
        bits,
        units,
        solution,
        products,
        _arrays(solution)[0],
        4.0 * sum(float(w.abs_upper()) for w in solution) * sum(float(w.rad()) for w in solution),
        float(value[0]),
        float(accuracy[0]),
    )


def _cosines(units: np.ndarray) -> tuple[Any, list[list[Any]]]:
    """Rows divided by their length, and <u, v> as a list of rows."""
    from flint import arb, arb_mat

    rows = [[arb(float(x)) for x in row] for row in units]
    lengths = [sum((x * x for x in row), arb(0)).sqrt() for row in rows]
    matrix = arb_mat([[x / length for x in row] for row, length in zip(rows, lengths, strict=True)])
    return matrix, (matrix * matrix.transpose()).tolist()


def _kernel(c: Any, power: int) -> Any:
    """K(c)/K(1) of sigma_p (Cho and Saul 2009), c = <u, v> inside (-1, 1)."""
    from flint import arb

    sine, angle = (1 - c * c).sqrt(), (-c).acos()
    value = (
        angle,
        sine + angle * c,
        3 * sine * c + angle * (1 + 2 * c * c),
        angle * c * (6 * c * c + 9) + sine * (11 * c * c + 4),
    )[power]
    return value / (_DIAGONAL[power] * arb.pi())


def _amplitudes(model: Model, largest: int) -> list[Any]:
    """a_k sqrt(N_k)/sqrt(K(x, x)) of sigma_p for k = 0..largest, from the moments of z_+ under the law of <u, x>.

    E[z_+^m] = E|z|^m/2 and E[z_+^(m+2)] = E[z_+^m] (m+1)/(m+d), so a_k = E[z_+^p P_k] is an exact rational number
    times the first moment of its parity.
    """
    from flint import arb

    activation = model.activation
    assert activation is not None and activation.power is not None
    d, p = model.dimension, activation.power
    half = arb(d) / 2
    first = {
        m: half.gamma() * (arb(m + 1) / 2).gamma() / (2 * arb.pi().sqrt() * (half + arb(m) / 2).gamma())
        for m in (0, 1)
    }
    diagonal = arb(math.prod(range(1, 2 * p, 2))) / (2 * math.prod(d + 2 * i for i in range(p)))
    return [
        first[(p + k) % 2] * arb(rational) * arb(_multiplicity(d, k)).sqrt() / diagonal.sqrt()
        for k, rational in enumerate(_rational_parts(d, p, largest))
    ]


@lru_cache(maxsize=32)
def _rational_parts(dimension: int, power: int, largest: int) -> tuple[Any, ...]:
    """E[z_+^p P_k]/E[z_+^r], r = (p + k) mod 2, exactly, for k = 0..largest."""
    from flint import fmpq, fmpq_poly

    moments = [fmpq(1), fmpq(1)]
    for m in range(power + largest):
        moments.append(moments[m] * fmpq(m + 1, m + dimension))
    previous, current, x = fmpq_poly([1]), fmpq_poly([0, 1]), fmpq_poly([0, 1])
    result = []
    for k in range(largest + 1):
        # coefficients of the other parity are 0
        coefficients = previous.coeffs()
        result.append(
            sum((coefficients[j] * moments[power + j] for j in range(k % 2, len(coefficients), 2)), fmpq(0))
        )
        n = k + 1
        following = (x * current * (2 * n + dimension - 2) - previous * n) / (n + dimension - 2)
        previous, current = current, following
    return tuple(result)


def _multiplicity(dimension: int, k: int) -> int:
    """N(d, k)."""
    if k == 0:
        return 1
    return 2 if dimension == 2 else (2 * k + dimension - 2) * math.comb(k + dimension - 3, k - 1) // k


def _squared_coefficients(target: Target) -> dict[int, Any]:
    """c_k^2 as balls that sum to 1: the doubles' squares sum to it up to rounding only."""
    from flint import arb

    squares = [arb(c) ** 2 for c in target.coefficients]
    total = sum(squares, arb(0))
    return {k: square / total for k, square in zip(target.degrees, squares, strict=True)}


def _polynomial(z: Any, dimension: int, degree: int) -> Any:
    """P_k(z), P_k(1) = 1."""
    from flint import arb

    previous, current = arb(1), z
    for k in range(1, degree):
        previous, current = (
            current,
            ((2 * k + dimension - 2) * z * current - k * previous) / (k + dimension - 2),
        )
    return previous if degree == 0 else current


def _zonal_forms(projection: BallProjection, dimension: int, largest: int) -> list[Any]:
    """w.P_k(U U^T) w for k = 0..largest."""
    from flint import arb, ctx

    weights = projection.solution
    # the recurrence widens a ball by at most 1 + sqrt(2) < 2^1.28 per degree
    with ctx.workprec(projection.bits + math.ceil(1.28 * largest) + 16):
        _, cosines = _cosines(projection.units)
        steps = [
            (arb(2 * k + dimension - 2) / (k + dimension - 2), arb(k) / (k + dimension - 2))
            for k in range(1, largest)
        ]
        total = [sum((w * w for w in weights), arb(0))] * (largest + 1)
        for i, row in enumerate(cosines):
            for z, right in zip(row[:i], weights[:i], strict=True):
                pair = 2 * weights[i] * right
                before, now = arb(1), z
                total[0] += pair
                if largest:
                    total[1] += pair * z
                for k, (up, down) in enumerate(steps, start=2):
                    before, now = now, up * z * now - down * before
                    total[k] += pair * now
        return total


def _arrays(balls: list[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Nearest doubles, and upper bounds of their distance from every point of the balls."""
    values = [float(ball.mid()) for ball in balls]
    doubt = [
        math.nextafter(float((ball - value).abs_upper()), math.inf)
        for ball, value in zip(balls, values, strict=True)
    ]
    exact = [
        0.0 if ball.is_exact() and ball == value else each
        for ball, value, each in zip(balls, values, doubt, strict=True)
    ]
    return np.array(values), np.array(exact)
