"""Where the eigenvalues of a model come from: one small record per kind of model.

Each source offers exact(k), evaluate(k, digits), enclose(k, digits), fast(degrees) and
multiplicity(k); what a source cannot give it refuses with one line that says what it can.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import log
from typing import Any, Protocol

import mpmath
import numpy as np
import sympy
from flint import arb, fmpq

from w2s_theory.derive.exact_eigenvalue import ExactEigenvalue, derive_exact_eigenvalue
from w2s_theory.derive.piecewise_coefficient import (
    SquaredCoefficient,
    derive_activation_eigenvalue,
    vanishes,
)
from w2s_theory.derive.power_behind import PowerBehind, power_behind
from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.evaluate.eigenvalues.activation_balls import (
    NotToldFromZero,
    derive_kernel_eigenvalue,
    enclose_activation_eigenvalue,
    enclose_kernel_eigenvalue,
)
from w2s_theory.evaluate.eigenvalues.activation_quadrature import (
    estimate_activation_eigenvalue,
    evaluate_activation_eigenvalue,
    evaluate_kernel_eigenvalue,
)
from w2s_theory.evaluate.eigenvalues.kernel_ball import finite_kernel_expression
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for, enclose_eigenvalue
from w2s_theory.evaluate.eigenvalues.power_floats import (
    FastSpectrum,
    compute_multiplicities,
    compute_spectrum,
)
from w2s_theory.evaluate.eigenvalues.power_mpmath import evaluate_eigenvalue
from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.records.precision import working_bits, working_digits

# integrals take milliseconds each, closed forms nanoseconds
LARGEST_INTEGRATED = 2_000
_ZERO = ExactEigenvalue(fmpq(0))
_RHO = sympy.Symbol("rho", real=True)
_SMALLEST = 5e-324


class Source(Protocol):
    """What a kind of model must offer."""

    @property
    def how(self) -> str: ...
    @property
    def most_rows(self) -> int: ...
    def exact(self, k: int) -> Any: ...
    def evaluate(self, k: int, digits: int) -> Any: ...
    def enclose(self, k: int, digits: int) -> arb: ...
    def fast(self, degrees: range | np.ndarray) -> FastSpectrum: ...
    def multiplicity(self, k: int) -> int: ...


@dataclass(frozen=True, slots=True)
class PowerSource:
    """sigma_p on the sphere: everything in closed form."""

    dimension: int
    power: int
    how: str = "exact"
    most_rows: int = 10_000_000

    def exact(self, k: int) -> ExactEigenvalue:
        """Rational, or rational/pi^2."""
        return derive_exact_eigenvalue(self.dimension, k, self.power)

    def evaluate(self, k: int, digits: int) -> Any:
        """``mpmath.mpf``."""
        return evaluate_eigenvalue(self.dimension, k, self.power, digits)

    def enclose(self, k: int, digits: int) -> arb:
        """Certified ball."""
        return enclose_eigenvalue(self.dimension, k, self.power, digits)

    def fast(self, degrees: range | np.ndarray) -> FastSpectrum:
        """Float64 arrays by the recursion."""
        return compute_spectrum(self.dimension, degrees, self.power)

    def multiplicity(self, k: int) -> int:
        """N(d, k)."""
        return derive_multiplicity(self.dimension, k)

    @property
    def closed_from(self) -> int:
        """From here on the degrees follow from each other by ``activation_coefficient_recursion``."""
        return self.power + 1


@dataclass(frozen=True, slots=True)
class ActivationSource:
    """Any activation on the sphere: rigorous integrals, or estimates for a Python function."""

    dimension: int
    activation: Activation
    most_rows: int = LARGEST_INTEGRATED

    @property
    def how(self) -> str:
        """``certified`` or ``estimated``."""
        return self.activation.how

    def exact(self, k: int) -> Any:
        """Where the even or odd part of the activation is a polynomial on each side of 0."""
        value = derive_activation_eigenvalue(self.activation, self.dimension, k)
        if value is not None:
            return value
        if vanishes(self.activation, self.dimension, k):
            return _ZERO
        raise InputError(
            f"lambda_{k} of {self.activation.name} has no known closed form: ask for digits or an enclosure"
        )

    def evaluate(self, k: int, digits: int) -> Any:
        """``mpmath.mpf`` by quadrature."""
        return evaluate_activation_eigenvalue(self.activation, self.dimension, k, digits)

    def enclose(self, k: int, digits: int) -> arb:
        """Certified ball; around 0 where the eigenvalue is not told from 0."""
        try:
            return enclose_activation_eigenvalue(self.activation, self.dimension, k, digits)
        except NotToldFromZero as near:
            return near.ball

    def fast(self, degrees: range | np.ndarray) -> FastSpectrum:
        """Rounded balls, or estimates with their errors."""
        if self.how == "certified":
            return _rounded_balls(self.dimension, degrees, lambda k: self.enclose(k, 18))
        estimates = [estimate_activation_eigenvalue(self.activation, self.dimension, int(k)) for k in degrees]
        value = np.array([estimate.value for estimate in estimates])
        with np.errstate(divide="ignore"):
            log_value = np.log(value)
        counts = compute_multiplicities(self.dimension, degrees)
        error = np.array([estimate.error for estimate in estimates])
        return FastSpectrum(
            np.asarray(degrees, dtype=np.int64), value, log_value, *counts, error, "estimated"
        )

    def multiplicity(self, k: int) -> int:
        """N(d, k)."""
        return derive_multiplicity(self.dimension, k)


@dataclass(frozen=True, slots=True)
class KinkSource:
    """c max(z, 0)^p plus a polynomial, on the sphere: closed forms, from ``start`` on those of the power times c^2."""

    dimension: int
    activation: Activation
    behind: PowerBehind
    how: str = "exact"
    most_rows: int = 10_000_000

    @property
    def power(self) -> int:
        """p."""
        return self.behind.power

    @property
    def closed_from(self) -> int:
        """From here on the degrees follow from each other by ``activation_coefficient_recursion``."""
        return self.behind.start

    @property
    def _tail(self) -> PowerSource:
        return PowerSource(self.dimension, self.behind.power)

    def exact(self, k: int) -> SquaredCoefficient:
        """Rational numbers, 1/pi and at most one root."""
        value = derive_activation_eigenvalue(self.activation, self.dimension, k)
        assert value is not None, "both halves are rational polynomials"
        return value

    def evaluate(self, k: int, digits: int) -> Any:
        """``mpmath.mpf``."""
        with working_digits(digits + 5):
            if k >= self.behind.start:
                factor = self.behind.factor
                return self._tail.evaluate(k, digits + 3) * mpmath.mpf(int(factor.p)) / int(factor.q)
            return mpmath.mpf(self.enclose(k, digits + 3).mid().str(digits + 8, radius=False))

    def enclose(self, k: int, digits: int) -> arb:
        """Certified ball."""
        with working_bits(bits_for(digits) + 20):
            if k >= self.behind.start:
                return self._tail.enclose(k, digits + 2) * self.behind.factor
            value = self.exact(k)
        if value.is_zero():
            return arb(0)
        # terms with and without 1/pi may nearly cancel
        bits = bits_for(digits) + 20
        while True:
            with working_bits(bits):
                ball = value.to_ball()
            if ball.rel_accuracy_bits() >= bits_for(digits) + 10:
                return ball
            bits *= 2

    def fast(self, degrees: range | np.ndarray) -> FastSpectrum:
        """Float64 arrays by the recursion; the first degrees as rounded balls."""
        index = np.asarray(degrees, dtype=np.int64)
        tail, factor = self._tail.fast(index), float(arb(self.behind.factor))
        value, log_value = tail.eigenvalue * factor, tail.log_eigenvalue + log(factor)
        error = np.where(np.isneginf(log_value), 0.0, 3 * np.spacing(value))
        low = np.flatnonzero(index < self.behind.start)
        first = _rounded_balls(self.dimension, index[low], lambda k: self.enclose(k, 18))
        value[low], log_value[low], error[low] = first.eigenvalue, first.log_eigenvalue, first.error
        return FastSpectrum(index, value, log_value, tail.multiplicity, tail.log_multiplicity, error)

    def multiplicity(self, k: int) -> int:
        """N(d, k)."""
        return derive_multiplicity(self.dimension, k)


@dataclass(frozen=True, slots=True)
class KernelSource:
    """A kernel K(rho) on the sphere: rigorous integrals."""

    dimension: int
    kernel: Callable[[Any], Any]
    how: str = "certified"
    most_rows: int = LARGEST_INTEGRATED

    def exact(self, k: int) -> Any:
        """Where the even or odd part of the kernel is a polynomial on rho > 0."""
        value = derive_kernel_eigenvalue(self._expression(), _RHO, self.dimension, k)
        if value is None:
            raise InputError(
                f"lambda_{k} of this kernel has no known closed form: ask for digits or an enclosure"
            )
        self._require_sign(value.to_ball(), k)
        return value

    def evaluate(self, k: int, digits: int) -> Any:
        """``mpmath.mpf`` by quadrature."""
        self._expression()
        value = evaluate_kernel_eigenvalue(self.kernel, self.dimension, k, digits)
        self._require_sign(arb(mpmath.nstr(value, 15)), k)
        return value

    def enclose(self, k: int, digits: int) -> arb:
        """Certified ball; around 0 where the eigenvalue is not told from 0."""
        self._expression()
        try:
            ball = enclose_kernel_eigenvalue(self.kernel, self.dimension, k, digits)
        except NotToldFromZero as near:
            return near.ball
        self._require_sign(ball, k)
        return ball

    def _expression(self) -> Any:
        return finite_kernel_expression(self.kernel)

    def _require_sign(self, ball: arb, k: int) -> None:
        if ball < 0:
            raise InputError(
                f"this is no kernel in dimension {self.dimension}: it is not positive semidefinite, lambda_{k} = "
                f"{ball.str(6, radius=False)} is negative"
            )

    def fast(self, degrees: range | np.ndarray) -> FastSpectrum:
        """Rounded balls."""
        return _rounded_balls(self.dimension, degrees, lambda k: self.enclose(k, 18))

    def multiplicity(self, k: int) -> int:
        """N(d, k)."""
        return derive_multiplicity(self.dimension, k)


@dataclass(frozen=True, slots=True)
class ListSource:
    """A linear network: the k-th number (from 0) of its list, each of multiplicity 1."""

    eigenvalues: tuple[Any, ...]
    how: str = "exact"

    @property
    def most_rows(self) -> int:
        """The length of the list."""
        return len(self.eigenvalues)

    def _at(self, k: int) -> Fraction:
        if k >= len(self.eigenvalues):
            raise InputError(
                f"this linear network has eigenvalues 0 to {len(self.eigenvalues) - 1}, and {k} is beyond"
            )
        return Fraction(self.eigenvalues[k])

    def exact(self, k: int) -> ExactEigenvalue:
        """The number given, taken as the exact binary fraction it is."""
        value = self._at(k)
        return ExactEigenvalue(fmpq(value.numerator, value.denominator))

    def evaluate(self, k: int, digits: int) -> Any:
        """``mpmath.mpf``."""
        value = self._at(k)
        with working_digits(digits + 3):
            return mpmath.mpf(value.numerator) / value.denominator

    def enclose(self, k: int, digits: int) -> arb:
        """A ball around the exact number."""
        value = self._at(k)
        with working_bits(bits_for(digits) + 10):
            return arb(fmpq(value.numerator, value.denominator))

    def fast(self, degrees: range | np.ndarray) -> FastSpectrum:
        """The list as arrays."""
        index = np.asarray(degrees, dtype=np.int64)
        if len(index) and index.max() >= len(self.eigenvalues):
            self._at(int(index.max()))
        value = np.array([float(self.eigenvalues[k]) for k in index])
        with np.errstate(divide="ignore"):
            log_value = np.log(value)
        ones = np.ones(len(index))
        return FastSpectrum(index, value, log_value, ones, 0.0 * ones, 0.0 * ones)

    def multiplicity(self, k: int) -> int:
        """1 each."""
        self._at(k)
        return 1


# whose tails have closed forms
ClosedSource = PowerSource | KinkSource


def source_of(model: Model) -> Source:
    """The source for a model.

    Raises
    ------
    InputError
        For a model that has no spectrum here.
    """
    if not isinstance(model, Model):
        raise InputError("the model must be a Model record such as relu_sphere(32)")
    if model.eigenvalues is not None:
        return ListSource(model.eigenvalues)
    if model.kernel is not None:
        return KernelSource(model.dimension, model.kernel)
    if model.activation is None:
        raise InputError(f"the model {model.name!r} has neither activation, kernel nor eigenvalues")
    power = model.activation.power
    # the closed form needs the argument <u, x> itself
    if power is not None and model.activation.scale == "one" and 0 <= power <= 3:
        return PowerSource(model.dimension, power)
    behind = power_behind(model.activation, model.dimension)
    if behind is not None:
        return KinkSource(model.dimension, model.activation, behind)
    return ActivationSource(model.dimension, model.activation)


def _rounded_balls(
    dimension: int, degrees: range | np.ndarray, enclose: Callable[[int], arb]
) -> FastSpectrum:
    value, log_value, error = [], [], []
    for k in degrees:
        ball = enclose(int(k))
        with working_bits(120):
            if ball == 0:
                row = 0.0, -np.inf, 0.0
            elif ball > 0:
                middle = float(ball.mid())
                row = middle, float(ball.log().mid()), max(float(np.spacing(middle)), 2 * float(ball.rad()))
            else:
                # not told from 0: its logarithm is not known
                row = 0.0, np.nan, max(float(abs(ball).upper()) * (1 + 1e-15), _SMALLEST)
        for column, entry in zip((value, log_value, error), row, strict=True):
            column.append(entry)
    counts = compute_multiplicities(dimension, degrees)
    return FastSpectrum(
        np.asarray(degrees, dtype=np.int64), np.array(value), np.array(log_value), *counts, np.array(error)
    )
