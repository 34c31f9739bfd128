r"""The root kappa to any number of digits, from the complementary equation (see :mod:`w2s_theory.equivalents.float_root`).

The first M_TE units are inside, the others outside, and what the inside lacks equals what the outside has. The search
starts at a float64 guess, but rests on a bracket of its own: the guess is believed once the signs on both sides of it
say so, and left if they do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb

from w2s_theory.equivalents.precise_modes import PreciseModes
from w2s_theory.records.errors import AccuracyError

# kappa lies within this factor of its float64 guess, or the bracket is widened
_NEAR = Fraction(1, 1 << 20)
_MOST_DOUBLINGS = 14
_MOST_HALVINGS = 200


@dataclass(frozen=True, eq=False)
class Balance:
    """How many units of each explicit eigenspace are inside, exact."""

    modes: PreciseModes
    inside: tuple[int, ...]

    def difference(self, kappa: Any) -> Any:
        """What the outside has less what the inside lacks: > 0 below the root, < 0 above it."""
        modes = self.modes
        lacking, having = modes.arithmetic.number(0), modes.arithmetic.number(0)
        for lam, n, inside in zip(modes.eigenvalue, modes.counts, self.inside, strict=True):
            if inside:
                lacking += inside * kappa / (lam + kappa)
            if n > inside:
                having += (n - inside) * lam / (lam + kappa)
        powers = [(-1) ** m / kappa ** (m + 1) for m in range(len(modes.moments))]
        rho = kappa / 2
        return modes.add_tail(having, powers, rho / (kappa - rho), rho) - lacking

    def steepness(self, kappa: Any) -> Any:
        """Minus the derivative in log kappa, explicit degrees alone: M_TE - S_2."""
        total = self.modes.arithmetic.number(0)
        for lam, n in zip(self.modes.eigenvalue, self.modes.counts, strict=True):
            total += n * (lam / (lam + kappa)) * (kappa / (lam + kappa))
        return total + (self.modes.moments[0] / kappa if self.modes.moments else 0)


def balance(modes: PreciseModes, units: int) -> Balance:
    """M_TE units put inside, the largest eigenvalues first."""
    middle = modes.arithmetic.middle
    order = sorted(range(len(modes.counts)), key=lambda i: middle(modes.eigenvalue[i]), reverse=True)
    inside, left = [0] * len(order), units
    for i in order:
        inside[i] = min(left, modes.counts[i])
        left -= inside[i]
    if left:
        raise AccuracyError("the degrees summed hold fewer units than the teacher has")
    return Balance(modes, tuple(inside))


def precise_root(modes: PreciseModes, units: int, log_guess: float, bits: int) -> Any:
    """The root of S_1 = M_TE: bracketed, by Newton's rule; with balls, enclosed by two certified signs.

    Raises
    ------
    AccuracyError
        If the signs cannot be told.
    """
    found, arithmetic = balance(modes, units), modes.arithmetic
    low, high = _bracket(found, log_guess)
    kappa = arithmetic.middle(low + (high - low) / 2)
    accuracy = arithmetic.number(Fraction(1, 1 << (bits - 8)))
    for _ in range(8 + bits.bit_length()):
        step = arithmetic.middle(kappa * found.difference(kappa) / found.steepness(kappa))
        kappa = arithmetic.middle(kappa + step)
        if not low <= kappa <= high:
            raise AccuracyError("the root kappa was not found in its bracket")
        if abs(step) <= abs(kappa) * accuracy:
            break
    if arithmetic.name != "certified":
        return kappa
    for lost in (16, 32, 64, 128):
        if lost > bits // 2:
            break
        width = kappa * arb(2) ** (lost - bits)
        low, high = kappa - width, kappa + width
        if found.difference(low) > 0 and found.difference(high) < 0:
            return low.union(high)
    raise AccuracyError("the signs that enclose kappa could not be told at this precision")


def _bracket(found: Balance, log_guess: float) -> tuple[Any, Any]:
    """Two numbers with the root between them, a factor of at most 1 + 2^-18 apart."""
    arithmetic = found.modes.arithmetic
    number, middle = arithmetic.number, arithmetic.middle
    guess = middle(arithmetic.exp(number(Fraction(log_guess))))
    factor = 1 + number(_NEAR)
    for doubling in range(_MOST_DOUBLINGS):
        low, high = middle(guess / factor), middle(guess * factor)
        below, above = found.difference(low) > 0, found.difference(high) < 0
        if below and above:
            break
        # the guess was not that good
        factor = number(2 ** (1 << doubling))
    else:
        raise AccuracyError("the root kappa was not found")
    for _ in range(_MOST_HALVINGS):
        if high <= low * (1 + 4 * number(_NEAR)):
            return low, high
        centre = middle(arithmetic.exp((arithmetic.log(low) + arithmetic.log(high)) / 2))
        if found.difference(centre) > 0:
            low = centre
        else:
            high = centre
    raise AccuracyError("the root kappa was not found")
