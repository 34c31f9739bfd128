r"""The two roots of finite samples and the teacher's error, as certified balls.

Equations and letters as in :mod:`w2s_theory.equivalents.finite_samples`. nu_2 is the root of (n - D_1)(p - D_1)
nu_2 = p rho, whose left side rises with nu_2 from the root of D_1 = min(n, p) on: two certified signs enclose it.
The degrees beyond the explicit ones enter through their traces, as for kappa.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import isinf, log
from typing import Any

from flint import arb

from w2s_theory.equivalents.arithmetic import BALLS, GUARD_BITS
from w2s_theory.equivalents.finite_samples import finite_sample_equivalent
from w2s_theory.equivalents.precise_formulas import count, spread
from w2s_theory.equivalents.precise_modes import PreciseModes
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.exact_number import exact_rational
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError
from w2s_theory.tables import html_table, latex_number, latex_table

_GUARDS = (10, 30, 60)
_MOST_DIGITS = 300
_MOST_STEPS = 60


@dataclass(frozen=True, eq=False, repr=False)
class EnclosedSamples:
    """Certified balls (``flint.arb``) of one teacher on finitely many inputs; of the equivalent, status universality.

    Parameters
    ----------
    nu_1, nu_2
        The roots; nu_1 = nu_2 (1 - D_1/p).
    teacher_error
        E L_TE, ||f*|| = 1.
    digits
        How many digits each has at least.
    """

    nu_1: Any
    nu_2: Any
    teacher_error: Any
    digits: int

    def to_dict(self) -> dict[str, Any]:
        """Plain data: decimal texts whose last digit is off by one at most."""
        return {
            name: getattr(self, name).str(self.digits, radius=False) for name in ("nu_1", "nu_2", "teacher_error")
        } | {"digits": self.digits, "status": "universality"}  # fmt: skip

    def _rows(self) -> list[tuple[str, Any]]:
        found = self.to_dict()
        return [("nu_1", found["nu_1"]), ("nu_2", found["nu_2"]), ("teacher error", found["teacher_error"])]

    def to_latex(self) -> str:
        """A ``tabular`` of the certified digits."""
        rows = [(r"$\nu_1$", self.nu_1), (r"$\nu_2$", self.nu_2), (r"$L_{TE}$", self.teacher_error)]
        return latex_table([(name, f"${latex_number(value, self.digits)}$") for name, value in rows], "ll")

    def _repr_html_(self) -> str:
        return html_table(self._rows(), caption=repr(self))

    def __repr__(self) -> str:
        """Return one line."""
        return f"EnclosedSamples(nu_2 = {self.nu_2.str(12)}, L_TE = {self.teacher_error.str(12)})"


def enclose_finite_samples(
    model: Any,
    teacher_units: Any,
    samples: Any,
    target: Any = 1,
    *,
    ridge: Any = 0,
    noise: Any = 0,
    digits: int = 50,
) -> EnclosedSamples:
    """Roots and teacher's error with certified digits.

    Parameters
    ----------
    model, teacher_units, samples, target, ridge, noise
        As for :func:`~w2s_theory.equivalents.finite_samples.finite_sample_equivalent`; ridge and noise are taken exactly
        (a text such as ``"0.1"`` is a tenth, the float 0.1 is not).
    digits : int
        1 to 300.

    Returns
    -------
    EnclosedSamples

    Raises
    ------
    InputError
        For bad arguments, as there.
    AccuracyError
        If the digits are not to be had.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> enclose_finite_samples(relu_sphere(16), 128, 256, digits=20).to_dict()["teacher_error"][:10]
    '0.04243525'
    """
    wanted = require_whole(digits, "the number of digits", 1, _MOST_DIGITS)
    found = finite_sample_equivalent(model, teacher_units, samples, target, ridge=ridge, noise=noise)
    strength, variance = exact_rational(ridge, "the ridge"), exact_rational(noise, "the label noise")
    problem: AccuracyError | None = None
    for guard in _GUARDS:
        bits = bits_for(wanted + guard) + GUARD_BITS
        with BALLS.working(bits):
            try:
                enclosed = _enclosed(found, strength, variance, wanted, wanted + guard, bits)
            except AccuracyError as refusal:
                problem = refusal
                continue
            needed = bits_for(wanted)
            if all(
                each.rel_accuracy_bits() >= needed
                for each in (enclosed.nu_1, enclosed.nu_2, enclosed.teacher_error)
                if each != 0
            ):
                return enclosed
    raise problem or AccuracyError(f"{wanted} digits were not reached: ask for fewer")


def _enclosed(
    found: Any, ridge: Fraction, variance: Fraction, asked: int, digits: int, bits: int
) -> EnclosedSamples:
    small = int(min(found.samples, found.units))
    question = replace(found.question, units=small)
    guess = question.float_formulas(0.0).root.log_kappa
    formulas = question.precise_formulas(BALLS, digits, bits, guess, 0.0, asked)
    modes, units = formulas.modes, arb(found.units)
    if ridge == 0:
        nu, taken = formulas.kappa, arb(small)
    else:
        nu = _root(
            modes,
            int(found.samples),
            found.units,
            BALLS.number(ridge),
            formulas.kappa,
            log(found.root.root),
            bits,
        )
        taken = count(modes, nu)
    units_left = units - taken
    fluctuation = nu * spread(modes, nu)
    free = units_left + fluctuation
    bias, signal = arb(0), arb(0)
    for place, share in zip(formulas.places, formulas.shares, strict=True):
        missed = nu / (modes.eigenvalue[place] + nu)
        bias += share * missed**2
        signal += share * missed * (1 - missed)
    bias += signal * fluctuation / free
    if isinf(found.samples):
        return EnclosedSamples(arb(0), nu, bias, asked)
    dimension = taken - fluctuation + fluctuation**2 / free
    left = arb(int(found.samples)) - taken
    level = (BALLS.number(variance) + bias) / (left + fluctuation * units_left / free)
    return EnclosedSamples(nu * units_left / units, nu, bias + level * dimension, asked)


def _root(
    modes: PreciseModes, samples: int, units: int, ridge: arb, least: arb, guess: float, bits: int
) -> arb:
    """nu_2 by Newton's rule from the float64 root, enclosed by two certified signs."""

    def excess(nu: arb) -> arb:
        taken = count(modes, nu)
        return (samples - taken) * (units - taken) * nu - units * ridge

    def slope(nu: arb) -> arb:
        taken, falling = count(modes, nu), spread(modes, nu)
        return (samples - taken) * (units - taken) + nu * falling * (samples + units - 2 * taken)

    nu = BALLS.middle(arb(guess).exp())
    accuracy = arb(2) ** (8 - bits)
    for _ in range(_MOST_STEPS):
        step = BALLS.middle(excess(nu) / slope(nu))
        nu = BALLS.middle(nu - step)
        if abs(step) <= abs(nu) * accuracy:
            break
    for lost in (16, 32, 64, 128):
        width = nu * arb(2) ** (lost - bits)
        low, high = nu - width, nu + width
        # on the branch that begins at D_1 = min(n, p) both factors are positive
        if low > least and excess(low) < 0 and excess(high) > 0:
            return low.union(high)
    raise AccuracyError("the signs that enclose nu_2 could not be told at this precision")
