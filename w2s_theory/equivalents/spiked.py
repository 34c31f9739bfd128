r"""The spiked spectrum in closed form: K eigenvalues 1, which hold the target, and d - K equal to eps.

The equation of kappa, K/(1 + kappa) + (d-K) eps/(eps + kappa) = M, is a quadratic:

    M kappa^2 + B kappa - eps (d - M) = 0,   B = M (1 + eps) - K - (d-K) eps.

The formulas are written once, for every kind of number (floats, balls, exact expressions): the theorems
about the spiked spectrum state these very expressions. ``spikes`` is K, ``units`` M = M_TE, tau = t, the
target's eigenvalue being 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import exp, expm1, sqrt
from typing import Any

import mpmath
from flint import arb

from w2s_theory.equivalents.arithmetic import BALLS, GUARD_BITS, HIGH_PRECISION, Arithmetic
from w2s_theory.equivalents.listed_spectrum import listed_spectrum
from w2s_theory.equivalents.prediction import MOST_DIGITS, Equivalent, equivalent, exact_time
from w2s_theory.equivalents.setting import MOST_UNITS
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.exact_number import exact_rational
from w2s_theory.models.linear_network import spiked_spectrum
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError


def linear_coefficient(spikes: Any, dimension: Any, eps: Any, units: Any) -> Any:
    """B of the quadratic for kappa."""
    return units * (1 + eps) - spikes - (dimension - spikes) * eps


def kappa_form(linear: Any, constant: Any, units: Any, root: Callable[[Any], Any]) -> Any:
    """The positive root of M kappa^2 + B kappa - C = 0, C > 0, without cancellation for B >= 0."""
    return 2 * constant / (linear + root(linear**2 + 4 * units * constant))


def student_error_form(
    level: Any, spikes: Any, dimension: Any, eps: Any, kept: Any, learnt: Any, rest_learnt: Any
) -> Any:
    """E3 with L = ``level``, kept = e^{-tau}, learnt = 1 - e^{-tau}, rest_learnt = 1 - e^{-eps tau}.

    The noise L (1-L) is shared between the spikes and the rest like K to (d-K) eps/(eps (1-L) + L)^2.
    """
    rest = (dimension - spikes) * eps / (eps * (1 - level) + level) ** 2
    noise = (spikes * learnt**2 + rest * rest_learnt**2) / (spikes + rest)
    return (level + (1 - level) * kept) ** 2 + level * (1 - level) * noise


def student_bound_form(
    level: Any, spikes: Any, dimension: Any, eps: Any, units: Any, tau: Any, kept: Any
) -> Any:
    """The bound (L + (1-L) e^{-tau})^2 + L^2 (K (d-K) + eps tau^2 M^2)/((M-K)(d-K-M)), for K < M < d - K."""
    return (level + (1 - level) * kept) ** 2 + level**2 * noise_factor(spikes, dimension, eps, units, tau)


def noise_factor(spikes: Any, dimension: Any, eps: Any, units: Any, tau: Any) -> Any:
    """(K (d-K) + eps tau^2 M^2)/((M-K)(d-K-M)), what the noise may amount to relative to L^2."""
    rest = dimension - spikes
    return (spikes * rest + eps * tau**2 * units**2) / ((units - spikes) * (rest - units))


def teacher_bounds(spikes: Any, dimension: Any, eps: Any, units: Any) -> tuple[Any, Any]:
    """Lower and upper bound of L_TE for K < M < d - K; both are near eps (d-K)/M when K << M << d, eps d << M."""
    low, high = eps * (dimension - spikes - units), eps * (dimension - units)
    return low / (units + low), high / (units - spikes + high)


@dataclass(frozen=True, eq=False)
class SpikedEquivalent:
    """E1-E3 of the spiked spectrum in closed form; see :func:`spiked_equivalent`."""

    spikes: int
    dimension: int
    eps: Fraction
    teacher_units: int
    digits: int | None
    certified: bool

    @cached_property
    def kappa(self) -> Any:
        """The root of K/(1 + kappa) + (d-K) eps/(eps + kappa) = M."""
        return self._value(self._kappa)

    @cached_property
    def teacher_error(self) -> Any:
        """E1: L = kappa/(1 + kappa)."""
        return self._value(self._level)

    def student_error(self, tau: Any) -> Any:
        """E3 for gradient flow, M_ST = infinity, at tau = t >= 0 (or ``inf``)."""
        exact, _ = exact_time(None, tau)

        def value(numbers: _Numbers) -> Any:
            if exact is None:
                return self._level(numbers)
            t, eps = numbers.number(exact), numbers.number(self.eps)
            return student_error_form(
                self._level(numbers), self.spikes, self.dimension, eps,
                numbers.kept(t), numbers.learnt(t), numbers.learnt(eps * t),
            )  # fmt: skip

        return self._value(value)

    def student_bound(self, tau: Any) -> Any:
        """An upper bound of E3 at a finite tau, for K < M < d - K (``InputError`` otherwise)."""
        exact, _ = exact_time(None, tau)
        if exact is None:
            raise InputError("the bound needs a finite tau: at inf the error is the teacher's")
        if not self.spikes < self.teacher_units < self.dimension - self.spikes:
            raise InputError("the bound needs spikes < teacher units < dimension - spikes")

        def value(numbers: _Numbers) -> Any:
            t, eps = numbers.number(exact), numbers.number(self.eps)
            return student_bound_form(
                self._level(numbers), self.spikes, self.dimension, eps, self.teacher_units, t, numbers.kept(t)
            )

        return self._value(value)

    def general(self) -> Equivalent:
        """The same through the general route, with its best stopping time and noise profile."""
        rows = spiked_spectrum(self.spikes, self.dimension, self.eps)
        return equivalent(rows, self.teacher_units, 0, digits=self.digits, certified=self.certified)

    def _kappa(self, numbers: _Numbers) -> Any:
        units = self.teacher_units
        # both exactly, before anything is rounded
        linear = linear_coefficient(self.spikes, self.dimension, self.eps, units)
        constant = self.eps * (self.dimension - units)
        if linear < 0:
            # the other form of the same root, 2 C/(B + R) = (R - B)/(2 M)
            root = numbers.root(numbers.number(linear**2 + 4 * units * constant))
            return (root - numbers.number(linear)) / (2 * units)
        return kappa_form(numbers.number(linear), numbers.number(constant), units, numbers.root)

    def _level(self, numbers: _Numbers) -> Any:
        kappa = self._kappa(numbers)
        return kappa / (1 + kappa)

    def _value(self, formula: Callable[[_Numbers], Any]) -> Any:
        if self.digits is None:
            return formula(_FLOATS)
        arithmetic = BALLS if self.certified else HIGH_PRECISION
        with arithmetic.working(bits_for(self.digits + 12) + GUARD_BITS):
            return formula(_precise(arithmetic))


def spiked_equivalent(
    spikes: int,
    dimension: int,
    eps: Any,
    teacher_units: int,
    *,
    digits: int | None = None,
    certified: bool = False,
) -> SpikedEquivalent:
    """E1-E3 of the linear network with K eigenvalues 1 and d - K equal to eps, target among the spikes.

    Parameters
    ----------
    spikes, dimension : int
        1 <= K < d.
    eps : number or text
        > 0, and exact: '1/256' and Fractions are taken as they are.
    teacher_units : int
        M_TE, 1 <= M_TE < d.
    digits : int, optional
        Correct decimal digits, 1 to 1000: then numbers are ``mpmath.mpf``; floats to a few ulp otherwise.
    certified : bool
        Balls (``flint.arb``) instead, with ``digits`` (default 15) digits.

    Returns
    -------
    SpikedEquivalent
        ``kappa``, ``teacher_error``, ``student_error(tau)``, ``student_bound(tau)``.

    Raises
    ------
    InputError
        For sizes out of range, eps <= 0, or M_TE at or above the rank d.

    Notes
    -----
    Status *universality* for networks: exact as M_TE grows. The closed forms are proved about E1-E3
    (``teacher_error_eq_of_spiked_equivalent``, ``student_error_between_of_spiked_equivalent``).

    Examples
    --------
    >>> round(spiked_equivalent(4, 4096, "1/256", 256).teacher_error, 6)
    0.056129
    """
    units = require_whole(teacher_units, "teacher units", 1, MOST_UNITS)
    small = exact_rational(eps, "eps")
    # the list checks eps, and that there are spikes and others
    rank = listed_spectrum(spiked_spectrum(spikes, dimension, small)).rank
    if units >= rank:
        raise InputError(
            f"the spectrum has rank {rank}, and kappa does not exist for {units} teacher units: use fewer than {rank}"
        )
    if digits is not None:
        digits = require_whole(digits, "digits", 1, MOST_DIGITS)
    found = 15 if certified and digits is None else digits
    return SpikedEquivalent(int(spikes), int(dimension), small, units, found, bool(certified))


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What the formulas need of a kind of numbers."""

    number: Callable[[Any], Any]
    root: Callable[[Any], Any]
    kept: Callable[[Any], Any]
    learnt: Callable[[Any], Any]


_FLOATS = _Numbers(float, sqrt, lambda x: exp(-x), lambda x: -expm1(-x))


def _precise(arithmetic: Arithmetic) -> _Numbers:
    def learnt(x: Any) -> Any:
        return -(-x).expm1() if isinstance(x, arb) else -mpmath.expm1(-x)

    def root(x: Any) -> Any:
        return x.sqrt() if isinstance(x, arb) else mpmath.sqrt(x)

    return _Numbers(arithmetic.number, root, lambda x: arithmetic.exp(-x), learnt)
