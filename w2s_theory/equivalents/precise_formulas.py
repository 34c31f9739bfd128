"""E1-E3 to any number of digits: teacher and student errors, their slope in time.

With balls every number is an enclosure: kappa from :mod:`w2s_theory.equivalents.precise_root`, then interval
arithmetic. With mpmath the same formulas are evaluated, and refused where the tail is not closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from w2s_theory.equivalents.precise_modes import PreciseModes


@dataclass(frozen=True, eq=False)
class PreciseFormulas:
    """The letters of E1-E3 in one arithmetic; see :class:`~w2s_theory.equivalents.float_formulas.FloatFormulas`."""

    modes: PreciseModes
    kappa: Any
    places: Sequence[int]
    shares: Sequence[Any]
    spread: Any

    def teacher_error(self) -> Any:
        """E1."""
        total = self.modes.arithmetic.number(0)
        for place, share in zip(self.places, self.shares, strict=True):
            total += share / (1 + self.modes.eigenvalue[place] / self.kappa)
        return total

    def noise_level(self) -> Any:
        """Kappa * sum_i lambda_i f_i^2/(lambda_i + kappa)^2."""
        total = self.modes.arithmetic.number(0)
        for place, share in zip(self.places, self.shares, strict=True):
            lam = self.modes.eigenvalue[place]
            total += share * lam / (lam + self.kappa) ** 2
        return total * self.kappa

    def unit_surplus(self) -> Any:
        """M_TE - S_2 = kappa sum_j N_j lambda_j/(lambda_j + kappa)^2."""
        return self.kappa * self.spread

    def noise_share(self, place: int) -> Any:
        """v_j of one explicit degree."""
        return self.modes.trace[place] / (self.modes.eigenvalue[place] + self.kappa) ** 2 / self.spread

    def student_error(self, time: Any) -> Any:
        """E3 for gradient flow; ``time`` a number, or ``None`` for infinity."""
        s = self._shrinkage(time)
        total = self.modes.arithmetic.number(0)
        for place, share in zip(self.places, self.shares, strict=True):
            total += share * self._bias(place, time) ** 2
        return total + self.noise_level() * self.passed_noise(time, s) / self.spread

    def passed_noise(self, time: Any, s: Sequence[Any]) -> Any:
        """Sum_j N_j lambda_j s_j^2/(lambda_j + kappa)^2 over all degrees."""
        modes, total = self.modes, self.modes.arithmetic.number(0)
        for lam, trace, shrinkage in zip(modes.eigenvalue, modes.trace, s, strict=True):
            total += trace * shrinkage**2 / (lam + self.kappa) ** 2
        if time is None and modes.covered:
            return _add_spread_tail(modes, total, self.kappa)
        if time is not None and modes.same:
            return _add_flow_tail(modes, total, self.kappa, time)
        # another student: between nothing and the largest shrinkage on the tail
        largest = self._largest_on_tail(time)
        return modes.arithmetic.with_error(total, self.tail_spread() * largest**2)

    def tail_spread(self) -> Any:
        """At least the sum of N_j lambda_j/(lambda_j + kappa)^2 beyond the explicit degrees."""
        modes = self.modes
        return abs(modes.moments[0]) / self.kappa**2 if modes.moments else modes.arithmetic.number(0)

    def _largest_on_tail(self, time: Any) -> Any:
        number, top = self.modes.arithmetic.number, self.modes.student_top
        if top == 0 or not self.modes.moments or self.modes.covered is False:
            return number(0)
        return top * time if time is not None and top * time < 1 else number(1)

    def slope(self, time: Any) -> Any:
        """dE3/dt for gradient flow."""
        modes, number = self.modes, self.modes.arithmetic.number
        exp, s = modes.arithmetic.exp, self._shrinkage(time)
        total = number(0)
        for place, share in zip(self.places, self.shares, strict=True):
            lam, mu = modes.eigenvalue[place], modes.student[place]
            total -= 2 * share * self._bias(place, time) * lam / (lam + self.kappa) * mu * exp(-mu * time)
        noise = number(0)
        for lam, mu, trace, shrinkage in zip(modes.eigenvalue, modes.student, modes.trace, s, strict=True):
            noise += 2 * trace * shrinkage * mu * exp(-mu * time) / (lam + self.kappa) ** 2
        if modes.same:
            noise = _add_flow_tail(modes, noise, self.kappa, time, slope=True)
        else:
            # 0 <= 2 s s' <= 2 mu^2 t on the tail
            bound = 2 * modes.student_top**2 * time * self.tail_spread()
            noise = modes.arithmetic.with_error(noise, bound)
        return total + self.noise_level() * noise / self.spread

    def bend(self, time: Any) -> Any:
        """d^2 E3/dt^2 for gradient flow; what the tail may add is in the radius."""
        modes, number, exp = self.modes, self.modes.arithmetic.number, self.modes.arithmetic.exp
        total = number(0)
        for place, share in zip(self.places, self.shares, strict=True):
            lam, mu = modes.eigenvalue[place], modes.student[place]
            learning = lam / (lam + self.kappa) * mu * exp(-mu * time)
            total += 2 * share * (learning**2 + self._bias(place, time) * learning * mu)
        noise = number(0)
        for lam, mu, trace, s in zip(
            modes.eigenvalue, modes.student, modes.trace, self._shrinkage(time), strict=True
        ):
            left = exp(-mu * time)
            noise += 2 * trace * mu**2 * left * (left - s) / (lam + self.kappa) ** 2
        # |(s^2)''| = 2 mu^2 e^{-mu t} |e^{-mu t} - s| <= 2 mu^2 on the tail
        noise = modes.arithmetic.with_error(noise, 2 * abs(modes.student_top) ** 2 * self.tail_spread())
        return total + self.noise_level() * noise / self.spread

    def rest_of_noise(self, first: int) -> Any:
        """The share of the noise outside the first explicit degrees."""
        modes, total = self.modes, self.modes.arithmetic.number(0)
        for lam, trace in list(zip(modes.eigenvalue, modes.trace, strict=True))[first:]:
            total += trace / (lam + self.kappa) ** 2
        return _add_spread_tail(modes, total, self.kappa) / self.spread

    def _shrinkage(self, time: Any) -> list[Any]:
        modes = self.modes
        number, expm1 = modes.arithmetic.number, modes.arithmetic.expm1
        if time is None:
            return [number(0) if mu == 0 else number(1) for mu in modes.student]
        return [-expm1(-mu * time) for mu in modes.student]

    def _bias(self, place: int, time: Any) -> Any:
        """1 - s h = (kappa + lambda e^{-mu t})/(lambda + kappa) at a degree of the target, without cancellation."""
        modes = self.modes
        lam, mu = modes.eigenvalue[place], modes.student[place]
        left = modes.arithmetic.number(0) if time is None else modes.arithmetic.exp(-mu * time)
        return (self.kappa + lam * left) / (lam + self.kappa)


def count(modes: PreciseModes, kappa: Any) -> Any:
    """S_1(kappa) = sum_j N_j lambda_j/(lambda_j + kappa)."""
    total = modes.arithmetic.number(0)
    for lam, trace in zip(modes.eigenvalue, modes.trace, strict=True):
        total += trace / (lam + kappa)
    powers = [(-1) ** m / kappa ** (m + 1) for m in range(len(modes.moments))]
    rho = kappa / 2
    return modes.add_tail(total, powers, rho / (kappa - rho), rho)


def spread(modes: PreciseModes, kappa: Any) -> Any:
    """Sum_j N_j lambda_j/(lambda_j + kappa)^2 = -dS_1/dkappa."""
    total = modes.arithmetic.number(0)
    for lam, trace in zip(modes.eigenvalue, modes.trace, strict=True):
        total += trace / (lam + kappa) ** 2
    return _add_spread_tail(modes, total, kappa)


def _add_spread_tail(modes: PreciseModes, explicit: Any, kappa: Any) -> Any:
    powers = [(-1) ** m * (m + 1) / kappa ** (m + 2) for m in range(len(modes.moments))]
    rho = kappa / 2
    return modes.add_tail(explicit, powers, rho / (kappa - rho) ** 2, rho)


def _add_flow_tail(modes: PreciseModes, explicit: Any, kappa: Any, time: Any, slope: bool = False) -> Any:
    """With the tail of lambda (1 - exp(-lambda t))^2/(lambda + kappa)^2, or of its derivative in t.

    A product of two power series in lambda: (1 - e^{-x})^2 = sum over i >= 2 of (-1)^i (2^i - 2) x^i/i!.
    """
    if not modes.moments or time == 0:
        return explicit
    n = len(modes.moments)
    number, exp, expm1 = modes.arithmetic.number, modes.arithmetic.exp, modes.arithmetic.expm1
    flow, power = [], number(1)
    for i in range(n):
        term = power * (2**i - 2) if i >= 2 else number(0)
        flow.append(term * i / time if slope else term)
        power = -power * time / (i + 1)
    kernel = [number(0)] + [(-1) ** m * (m + 1) / kappa ** (m + 2) for m in range(n)]
    product = [sum((flow[i] * kernel[m - i] for i in range(m)), number(0)) for m in range(1, n + 1)]
    rho = kappa / 2
    if not rho * time < 1:
        rho = 1 / time
    growth = expm1(rho * time)
    majorant = 2 * rho * exp(rho * time) * growth if slope else growth**2
    return modes.add_tail(explicit, product, majorant * rho / (kappa - rho) ** 2, rho)


def add_left_tail(f: PreciseFormulas, explicit: Any, time: Any) -> Any:
    """With the tail of lambda exp(-2 mu t)/(lambda + kappa)^2: what is not yet learnt of the noise there.

    For a student with the teacher's kernel a product of two power series in lambda; for another one between what it
    leaves at most and at least.
    """
    modes = f.modes
    number, exp = modes.arithmetic.number, modes.arithmetic.exp
    if not modes.moments or (time is None and modes.covered):
        return explicit
    if time is None or not modes.same:
        learnt = (
            number(1)
            if time is None or not 2 * modes.student_top * time < 1
            else 2 * modes.student_top * time
        )
        return modes.arithmetic.with_error(
            _add_spread_tail(modes, explicit, f.kappa), f.tail_spread() * learnt
        )
    flow, power = [], number(1)
    for i in range(len(modes.moments)):
        flow.append(power)
        power = -2 * power * time / (i + 1)
    kernel = [(-1) ** m * (m + 1) / f.kappa ** (m + 2) for m in range(len(flow))]
    product = [sum((flow[i] * kernel[m - i] for i in range(m + 1)), number(0)) for m in range(len(flow))]
    rho = f.kappa / 2
    if not rho * time < 1:
        rho = 1 / time
    return modes.add_tail(explicit, product, exp(2 * rho * time) * rho / (f.kappa - rho) ** 2, rho)
