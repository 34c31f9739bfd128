r"""Fourth moments of what a kernel has beyond the degrees 0..m: kappa_4 = E k_>(z)^4 and Q = sum N_j lambda_j^4 over j > m.

For sigma_p, whose kernel is known in closed form: k_> is that without the first degrees, integrated by balls in the angle.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flint import acb, arb, fmpq_poly

from w2s_theory.derive.arc_cosine_kernel import kernel_polynomials, kernel_scale
from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.evaluate.eigenvalues.adaptive_integral import Budget, integrate_against_harmonic
from w2s_theory.evaluate.eigenvalues.sources import PowerSource, source_of
from w2s_theory.guarantees.degree_tails import rest_traces
from w2s_theory.records.model import Model

_BITS = 400
# for the integrals: what the first degrees cancel, and 20 digits
_INTEGRAL_BITS = 192
_DIGITS = 100
# so many sets B, from the smallest on: with far more degrees in B a second moment says as much
_ROWS = 4
_EVALUATIONS = 200_000


@dataclass(frozen=True)
class FourthMoments:
    """Beyond the degrees 0..``last``: kappa_4 at most ``kernel``, Q at most ``trace`` (balls)."""

    last: int
    kernel: arb
    trace: arb


@lru_cache(maxsize=16)
def fourth_moments(model: Model, degree: int) -> tuple[FourthMoments, ...]:
    """Of the first few rows of :func:`~w2s_theory.guarantees.degree_tails.rest_traces`; empty where no kernel is known."""
    source = source_of(model)
    if not isinstance(source, PowerSource):
        return ()
    with BALLS.working(_BITS):
        rows = rest_traces(model, degree)[:_ROWS]
        lam = [
            source.enclose(j, _DIGITS)
            for j in range(max((row.last for row in rows), default=0) + 2 + source.power)
        ]
        found = []
        for row in rows:
            kernel = _kernel_fourth(source, lam[: row.last + 1])
            # the first degree outside that the features have has the largest eigenvalue there
            beyond = max((each.upper() for each in lam[row.last + 1 :]), default=arb(0))
            if kernel.is_finite():
                found.append(FourthMoments(row.last, kernel.upper(), (row.second_upper * beyond**2).upper()))
        return tuple(found)


def _kernel_fourth(source: PowerSource, lam: list[arb]) -> arb:
    """E k_>^4 with k_> = k minus the degrees of ``lam``."""
    d, p = source.dimension, source.power
    sine_part, angle_part = kernel_polynomials(p)
    scale = 2 * arb.pi() * kernel_scale(d, p)
    amplitudes = [each * derive_multiplicity(d, degree) for degree, each in enumerate(lam)]

    def beyond_to_the_fourth(theta: acb, cosine: acb, analytic: bool) -> acb:
        whole = (
            _value(sine_part, cosine) * theta.sin() + _value(angle_part, cosine) * (arb.pi() - theta)
        ) / scale
        before, now = acb(1), cosine
        for degree, amplitude in enumerate(amplitudes):
            if degree > 1:
                before, now = (
                    now,
                    ((2 * degree + d - 4) * cosine * now - (degree - 1) * before) / (degree + d - 3),
                )
            whole -= amplitude * (before if degree == 0 else now)
        return whole**4

    with BALLS.working(_INTEGRAL_BITS):
        return integrate_against_harmonic(
            beyond_to_the_fourth, (arb(0), arb.pi()), d, 0, Budget(_EVALUATIONS)
        )


def _value(polynomial: fmpq_poly, z: acb) -> acb:
    found = acb(0)
    for coefficient in reversed(polynomial.coeffs()):
        found = found * z + arb(coefficient)
    return found
