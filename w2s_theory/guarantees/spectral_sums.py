r"""Sums over all degrees of one kernel, in float64 and as balls, that the rigorous bounds are made of.

With lambda_j of multiplicity N_j: the trace K(x, x), N(rho) = sum N_j lambda_j/(lambda_j + rho),
g(x) = sum N_j lambda_j/(1 + lambda_j x), its integral F(x) = sum N_j log(1 + lambda_j x), and
c(x) = -g'(x)/g(x)^2. The degrees come from :mod:`w2s_theory.equivalents`, tail included.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf, log
from typing import Any

import numpy as np
from flint import arb

from w2s_theory.equivalents.arithmetic import BALLS, GUARD_BITS
from w2s_theory.equivalents.float_modes import (
    FIRST_LAST,
    FloatModes,
    sphere_modes,
)
from w2s_theory.equivalents.float_root import missing_share, solve_root
from w2s_theory.equivalents.precise_formulas import count
from w2s_theory.equivalents.precise_modes import PreciseModes
from w2s_theory.equivalents.setting import Question, require_setting
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.evaluate.eigenvalues.sources import source_of
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model

# correct digits of the sums as balls, and the precision they are worked to
DIGITS = 25
BITS = bits_for(DIGITS) + GUARD_BITS
LARGEST_DEGREE = 500
# relative error in N(kappa) at which no more degrees are taken, and above which float64 refuses
_ENOUGH, _ACCEPTED = 1e-15, 1e-9
_SHARES = (1, 3, 9, 27)


@dataclass(frozen=True, eq=False)
class FloatSums:
    """The sums in float64, to a few ulp times the root of the number of degrees.

    Parameters
    ----------
    modes
        Eigenvalues and multiplicities; the infinite tail is one entry whose eigenvalue is an upper bound.
    kappa
        The level with N(kappa) = M_TE, down to which the sums are good.
    """

    modes: FloatModes
    kappa: float

    @property
    def trace(self) -> float:
        """K(x, x)."""
        return float(self.modes.trace.sum())

    @property
    def largest(self) -> float:
        """The largest eigenvalue."""
        return float(self.modes.eigenvalue.max())

    def largest_beyond(self, last: int) -> float:
        """At least every eigenvalue of degree > ``last``."""
        beyond = (self.modes.degree > last) | (self.modes.degree < 0)
        return float(self.modes.eigenvalue[beyond].max(initial=0.0))

    def eigenvalue(self, degree: int) -> float:
        """lambda_j, 0 where the features lack the degree."""
        place = self.modes.place(degree)
        return 0.0 if place is None else float(self.modes.eigenvalue[place])

    def count(self, level: Any) -> Any:
        """N(rho); an array of levels gives an array."""
        parts = self.modes.trace / (self.modes.eigenvalue + np.asarray(level)[..., None])
        found = parts.sum(axis=-1)
        return found if found.ndim else float(found)

    def slope(self, x: float) -> float:
        """g(x)."""
        return float(np.sum(self.modes.trace / (1 + self.modes.eigenvalue * x)))

    def log_det(self, x: float) -> float:
        """F(x)."""
        lam = self.modes.eigenvalue
        return float(np.sum(self.modes.trace / lam * np.log1p(lam * x)))

    def curvature(self, x: float) -> float:
        """-g'(x)/g(x)^2."""
        rest = self.modes.trace / (1 + self.modes.eigenvalue * x)
        return (
            float(np.sum(rest * self.modes.eigenvalue / (1 + self.modes.eigenvalue * x))) / self.slope(x) ** 2
        )


@dataclass(frozen=True, eq=False)
class BallSums:
    """The sums as certified balls at the ambient precision (:data:`BITS`), the infinite tail enclosed."""

    modes: PreciseModes

    @property
    def trace(self) -> arb:
        """K(x, x)."""
        total = sum(self.modes.trace, arb(0))
        return total + self.modes.moments[0] if self.modes.moments else total

    @property
    def largest(self) -> arb:
        """The largest eigenvalue."""
        best = self.modes.eigenvalue[0]
        for lam in self.modes.eigenvalue[1:]:
            best = best.max(lam)
        return best

    def largest_beyond(self, last: int) -> arb:
        """At least every eigenvalue of degree > ``last``."""
        best = arb(self.modes.top).upper() if self.modes.moments else arb(0)
        for degree, lam in zip(self.modes.degree, self.modes.eigenvalue, strict=True):
            best = best.max(lam) if degree > last else best
        return best

    def eigenvalue(self, degree: int) -> arb:
        """lambda_j, 0 where the features lack the degree."""
        place = self.modes.places.get(degree)
        return arb(0) if place is None else self.modes.eigenvalue[place]

    def count(self, level: arb) -> arb:
        """N(rho)."""
        return count(self.modes, level)

    def slope(self, x: arb) -> arb:
        """g(x) = N(1/x)/x."""
        return self.trace if x == 0 else count(self.modes, 1 / x) / x

    def log_det(self, x: arb) -> arb:
        """F(x)."""
        if x == 0:
            return arb(0)
        total = arb(0)
        for lam, trace in zip(self.modes.eigenvalue, self.modes.trace, strict=True):
            total += trace / lam * (lam * x).log1p()
        # log(1 + lambda x) = lambda x - ..., and |x^m/m| (1/(2x))^m <= 1/2
        powers = [-((-x) ** m) / m for m in range(1, len(self.modes.moments) + 1)]
        return self.modes.add_tail(total, powers, arb(1) / 2, 1 / (2 * x))

    def curvature(self, x: arb) -> arb:
        """-g'(x)/g(x)^2."""
        total = arb(0)
        for lam, trace in zip(self.modes.eigenvalue, self.modes.trace, strict=True):
            total += trace * lam / (1 + lam * x) ** 2
        if x == 0 and self.modes.moments:
            # lambda^2 on the tail is between 0 and top * lambda
            total = BALLS.with_error(total, abs(self.modes.top * self.modes.moments[0]))
        elif self.modes.moments:
            # lambda^2/(1 + lambda x)^2 = lambda^2 - 2 x lambda^3 + ..., and (m-1) 2^{-m} <= 1/4
            powers = [arb(0)] + [(m - 1) * (-x) ** (m - 2) for m in range(2, len(self.modes.moments) + 1)]
            total = self.modes.add_tail(total, powers, 1 / (4 * x**2), 1 / (2 * x))
        return total / self.slope(x) ** 2


Sums = FloatSums | BallSums


def require_degree(degree: Any) -> int:
    """The target's degree, a whole number, or ``InputError``."""
    return require_whole(degree, "the degree", 0, LARGEST_DEGREE)


def require_features(model: Any, units: Any, degree: Any) -> Question:
    """The setting of random features on a sphere with a target of one degree, or ``InputError`` in one line.

    Raises
    ------
    InputError
        For a model without features on the sphere, a wrong number of units, a degree the features lack.
    """
    if not isinstance(model, Model) or model.activation is None or model.eigenvalues is not None:
        raise InputError(
            "the bounds hold for random features on the sphere: give relu_sphere(d) or activation_sphere(name, d)"
        )
    if degree is None:
        # some degree that the features have: the sums do not depend on it
        degree = int(np.argmax(source_of(model).fast(range(8)).eigenvalue))
    setting = require_setting(model, units, require_degree(degree))
    if not _has_degree(model, setting.target.main_degree):
        raise InputError(
            f"the features {model.activation.name} have no component of degree {degree} (above 1e-290) in dimension "
            f"{model.dimension}: choose another degree"
        )
    return setting


@lru_cache(maxsize=256)
def _has_degree(model: Model, degree: int) -> bool:
    return float(source_of(model).fast(np.array([degree])).eigenvalue[0]) > 1e-290


@lru_cache(maxsize=64)
def float_sums(setting: Question) -> FloatSums:
    """The sums in float64 with degrees enough for levels down to kappa(M_TE).

    Raises
    ------
    AccuracyError
        If that many degrees cannot be had.
    """
    assert isinstance(setting.teacher, Model)
    last, before = max(FIRST_LAST, setting.target.main_degree), inf
    while True:
        modes = _modes(setting.teacher, last)
        root = solve_root(modes, setting.units)
        missing = missing_share(modes, root)
        # where the rest is rounding, more degrees do not make it smaller
        if modes.complete or missing <= _ENOUGH or 1.0 > missing >= before:
            break
        last, before = 2 * last, missing
    if not missing <= _ACCEPTED:
        raise AccuracyError(
            f"{setting.units} units reach degrees beyond the {modes.last} that can be computed here: use fewer units"
        )
    return FloatSums(modes, root.kappa)


@lru_cache(maxsize=64)
def _modes(model: Model, last: int) -> FloatModes:
    # eigenvalues that are integrals take long, and many numbers of units share them
    return sphere_modes(model, model, last)


@lru_cache(maxsize=16)
def ball_sums(setting: Question) -> BallSums:
    """The sums as balls; to be used inside ``BALLS.working(BITS)``.

    Raises
    ------
    InputError
        For an activation whose eigenvalues are estimates.
    AccuracyError
        If that many degrees cannot be summed.
    """
    assert isinstance(setting.teacher, Model)
    if source_of(setting.teacher).how == "estimated":
        raise InputError(
            "nothing is certain about an activation given as a bare function: give it an expression or use a built-in one"
        )
    refusal: AccuracyError | None = None
    with BALLS.working(BITS):
        for share in _SHARES:
            # the levels that bounds use lie above kappa(M_TE): degrees for fewer units may do, and where they
            # do not, the tail's enclosure refuses
            fewer = replace(setting, units=max(1, setting.units // share))
            try:
                guess = log(float_sums(fewer).kappa)
                return BallSums(fewer.precise_formulas(BALLS, DIGITS, BITS, guess, 0.0).modes)
            except AccuracyError as problem:
                refusal = refusal or problem
    assert refusal is not None
    raise refusal
