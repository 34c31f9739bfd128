"""The public face of E1-E3: ``equivalent(...)`` and its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import inf, isinf, log2
from typing import Any

import mpmath
from flint import arb

from w2s_theory.equivalents.arithmetic import BALLS, GUARD_BITS, HIGH_PRECISION, Arithmetic
from w2s_theory.equivalents.best_stop import BestStop
from w2s_theory.equivalents.float_formulas import (
    LONGEST,
    FloatFormulas,
    held,
    noise_rows,
    scaled_by,
)
from w2s_theory.equivalents.listed_spectrum import ListedSpectrum
from w2s_theory.equivalents.misfit import float_misfit, precise_misfit
from w2s_theory.equivalents.number_text import plain_number
from w2s_theory.equivalents.precise_formulas import PreciseFormulas
from w2s_theory.equivalents.prediction_text import html_table, latex_table, one_line, plain_data
from w2s_theory.equivalents.setting import Question, require_setting
from w2s_theory.equivalents.stop_search import search_best_stop
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.exact_number import exact_rational
from w2s_theory.given import require_flag
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.records.spectral_filter import spectral_filter as filter_named

MOST_DIGITS = 1000
# working digits above those asked for, until they do; a difference of two errors may need many
_GUARDS = (12, 40, 120, 400)
# digits that the formulas themselves may lose
_LOST = 6
_SHOWN = 12


@dataclass(frozen=True, eq=False)
class Equivalent:
    """Deterministic equivalent of one weak-to-strong experiment. Status *universality*: no theorem on networks.

    Numbers are floats; ``mpmath.mpf`` with ``digits``; certified balls (``flint.arb``) with ``certified``,
    which enclose the value of the equivalent, not that of a network.
    """

    setting: Question
    digits: int | None
    certified: bool
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def how(self) -> str:
        """``float64``, ``high precision`` or ``certified``."""
        return "certified" if self.certified else "float64" if self.digits is None else "high precision"

    @property
    def teacher_units(self) -> int:
        """M_TE."""
        return self.setting.units

    @cached_property
    def kappa(self) -> Any:
        """The root of sum_j N_j lambda_j/(lambda_j + kappa) = M_TE."""
        return self.value(lambda f: held(f.kappa, "kappa"), lambda f: f.kappa)

    @cached_property
    def teacher_error(self) -> Any:
        """E1: the mean of L_TE."""
        return self.value(lambda f: f.teacher_error, lambda f: f.teacher_error())

    @cached_property
    def unit_surplus(self) -> Any:
        """M_TE - S_2, S_2 = sum_j N_j (lambda_j/(lambda_j + kappa))^2."""
        return self.value(lambda f: f.unit_surplus, lambda f: f.unit_surplus())

    @cached_property
    def condition(self) -> Any:
        """d log kappa/d log M_TE up to its sign, M_TE/(M_TE - S_2): what a relative change of the units does to kappa.

        Large near the rank of a finite spectrum and in a wide gap; relative errors of the eigenvalues are not magnified.
        """
        units = self.teacher_units
        return self.value(lambda f: units / f.unit_surplus, lambda f: units / f.unit_surplus())

    @cached_property
    def noise_profile(self) -> dict[int | None, Any]:
        """Where the teacher's noise sits: degree -> share of it, first degrees; ``None``: all others together."""
        rows = noise_rows(self.float_formulas(0.0), _SHOWN)
        if self.digits is None:
            return dict(rows)
        found: dict[int | None, Any] = {}
        count = len(rows) - 1
        for place, (degree, share) in enumerate(rows[:-1]):
            found[degree] = self.value(lambda f, s=share: s, lambda f, i=place: f.noise_share(i))
        found[None] = self.value(lambda f: rows[-1][1], lambda f: f.rest_of_noise(count))
        return found

    def student_error(
        self, time: Any = None, *, tau: Any = None, spectral_filter: SpectralFilter | str | None = None
    ) -> Any:
        """E3: the mean of L_ST at a stopping time, M_ST = infinity.

        Parameters
        ----------
        time, tau : number, or "inf"
            One of them: t >= 0, or tau = lambda_K t with the student's eigenvalue at the target's main
            degree K. Decimal texts and Fractions are exact.
        spectral_filter : SpectralFilter or str, optional
            Gradient flow if not given; others in float64 only, also by name: ``"ridge"``, ``"heavy_ball(0.5)"``.

        Raises
        ------
        InputError
            For no time or two, a negative one, or another filter with digits.
        AccuracyError
            If degrees that matter at this time cannot be summed.
        """
        exact, scaled = exact_time(time, tau)
        chosen = None if spectral_filter is None else filter_named(spectral_filter)
        plain = chosen is None or chosen.name == "gradient_flow"
        if self.digits is not None and not plain:
            raise InputError("digits and certified values exist for gradient flow only: leave them out")
        fast_time = inf if exact is None else self.float_formulas(0.0).on_clock(exact, scaled)
        if exact is not None and isinf(fast_time) and self.digits is None:
            raise InputError("this time is beyond float64: use a shorter one, inf, or digits")
        approximate = self.rough_time(fast_time)
        if not plain:
            assert chosen is not None
            filter_time = inf if exact is None else scaled_by(fast_time, -self.float_formulas(0.0).clock)
            if isinf(filter_time) and exact is not None:
                raise InputError("this time is beyond float64: use a shorter one, or inf")

        def fast(f: FloatFormulas) -> float:
            if plain:
                f.require_accuracy(approximate, None)
                return f.flow_error(fast_time)
            f.require_accuracy(filter_time, chosen)
            return f.student_error(filter_time, chosen)

        return self.value(fast, lambda f: f.student_error(self._precise_time(f, exact, scaled)), approximate)

    def misfit(self, time: Any = None, *, tau: Any = None) -> Any:
        """The mean of ||f_TE - f_ST||^2 at a stopping time of gradient flow, given as for :meth:`student_error`.

        Raises
        ------
        InputError
            For no time or two, or a negative one.
        AccuracyError
            If degrees that matter at this time cannot be summed.
        """
        exact, scaled = exact_time(time, tau)
        fast_time = inf if exact is None else self.float_formulas(0.0).on_clock(exact, scaled)
        if exact is not None and isinf(fast_time) and self.digits is None:
            raise InputError("this time is beyond float64: use a shorter one, inf, or digits")
        if exact is None and self._student_learns_all():
            return self._zero()
        return self.value(
            lambda f: float_misfit(f, fast_time),
            lambda f: precise_misfit(f, self._precise_time(f, exact, scaled)),
            self.rough_time(fast_time),
            difference=True,
        )

    def best_stopping_time(self) -> BestStop:
        """The stopping time of gradient flow at which E3 is least (see :class:`BestStop`)."""
        if "best" not in self._kept:
            self._kept["best"] = search_best_stop(self)
        return self._kept["best"]

    def performance_gap_recovered(self, time: Any = None, *, tau: Any = None) -> Any:
        """(L_TE - L_ST)/L_TE, to the digits asked for; at the best stopping time without arguments. The ceiling is 0."""
        if time is None and tau is None:
            best = self.best_stopping_time().time
            exact, fixed = None, None if isinstance(best, float) and isinf(best) else best
            scaled = False
        else:
            fixed = None
            exact, scaled = exact_time(time, tau)
        formulas = self.float_formulas(0.0)
        if fixed is not None:
            approximate = float(fixed)
            fast_time = scaled_by(approximate, formulas.clock)
        else:
            fast_time = inf if exact is None else formulas.on_clock(exact, scaled)
            approximate = self.rough_time(fast_time)
        if isinf(fast_time) and self._student_learns_all():
            return self._zero()

        def precise(f: PreciseFormulas) -> Any:
            t = fixed if fixed is not None else self._precise_time(f, exact, scaled)
            return 1 - f.student_error(t) / f.teacher_error()

        def fast(f: FloatFormulas) -> float:
            f.require_accuracy(approximate, None)
            return f.gap(fast_time) / f.teacher_error

        return self.value(fast, precise, approximate, difference=True)

    @property
    def main_degree(self) -> int:
        """K in tau = lambda_K t."""
        return self.setting.target.main_degree

    def rough_time(self, fast_time: float) -> float:
        """A time in units of the clock as a plain float, for what needs its size only."""
        return (
            inf if isinf(fast_time) else min(scaled_by(fast_time, -self.float_formulas(0.0).clock), LONGEST)
        )

    def _precise_time(self, f: PreciseFormulas, exact: Fraction | None, scaled: bool) -> Any:
        if exact is None:
            return None
        t = f.modes.arithmetic.number(exact)
        return t / f.modes.student[f.modes.places[self.main_degree]] if scaled else t

    def _zero(self) -> Any:
        """0 in the numbers asked for: a student that has learnt all is a copy of its teacher."""
        return 0.0 if self.digits is None else mpmath.mpf(0) if not self.certified else arb(0)

    def _student_learns_all(self) -> bool:
        setting = self.setting
        if isinstance(setting.teacher, ListedSpectrum) and isinstance(setting.student, ListedSpectrum):
            pairs = zip(setting.teacher.eigenvalues, setting.student.eigenvalues, strict=True)
            return all(mu > 0 for lam, mu in pairs if lam > 0)
        return setting.teacher == setting.student

    def float_formulas(self, time: float = 0.0) -> FloatFormulas:
        """The letters of E1-E3 in float64, arrays per degree included, good for times up to ``time``."""
        key = ("float", 0.0 if isinf(time) or time <= 0 else 2.0 ** min(round(log2(time)), 1022))
        if key not in self._kept:
            least = self._kept.get(("float", 0.0))
            served = least is not None and least.serves(2.0 * key[1])
            self._kept[key] = least if served else self.setting.float_formulas(2.0 * key[1])
        return self._kept[key]

    def value(
        self,
        fast: Callable[[FloatFormulas], float],
        precise: Callable[[PreciseFormulas], Any],
        time: float = 0.0,
        difference: bool = False,
    ) -> Any:
        """A number in float64, or to ``digits`` digits; a ``difference`` of errors may lose digits, or be 0 in float64."""
        if self.digits is None:
            return fast(self.float_formulas(time)) if difference else held(fast(self.float_formulas(time)))
        arithmetic: Arithmetic = BALLS if self.certified else HIGH_PRECISION
        problem: AccuracyError | None = None
        for guard in _GUARDS:
            digits = self.digits + guard
            bits = bits_for(digits) + GUARD_BITS
            with arithmetic.working(bits):
                try:
                    value = precise(self._precise(arithmetic, digits, bits, time))
                except AccuracyError as refusal:
                    problem = refusal
                    continue
                if isinstance(value, arb):
                    enough = value == 0 or value.rel_accuracy_bits() >= bits_for(self.digits)
                else:
                    enough = not difference or abs(value) * mpmath.mpf(10) ** (guard - _LOST) >= 1
                if enough:
                    return value
        raise problem or AccuracyError(f"{self.digits} digits were not reached: ask for fewer")

    def _precise(self, arithmetic: Arithmetic, digits: int, bits: int, time: float) -> PreciseFormulas:
        key = (digits, 0.0 if isinf(time) or time <= 0 else 2.0 ** min(round(log2(time)) + 1, 1023))
        if key not in self._kept:
            guess = self.float_formulas(0.0).root.log_kappa
            self._kept[key] = self.setting.precise_formulas(
                arithmetic, digits, bits, guess, key[1], self.digits
            )
        return self._kept[key]

    def best_stop_or_reason(self) -> tuple[BestStop | None, str | None]:
        """The best stop, or ``None`` and why it is not known; the errors of teacher and student stand without it."""
        try:
            return self.best_stopping_time(), None
        except AccuracyError as refusal:
            return None, str(refusal)

    def to_dict(self) -> dict[str, Any]:
        """Plain data: floats, or strings with ``digits`` and ``certified``; ``None`` for a best stop that is not known."""
        return plain_data(self)

    def text(self, value: Any) -> Any:
        """A number as plain data: a float, or its digits as text (infinity is ``inf``)."""
        return plain_number(value, self.digits)

    def to_latex(self) -> str:
        """A ``tabular`` of the main numbers."""
        return latex_table(self)

    def _repr_html_(self) -> str:
        return html_table(self)

    def __reduce__(self) -> Any:
        # a copy asks the same question and computes its own answers: what is kept holds no value of its own
        return Equivalent, (self.setting, self.digits, self.certified)

    def __repr__(self) -> str:
        return one_line(self)


def equivalent(
    teacher_model: Any,
    teacher_units: int,
    target: Any,
    student_model: Any = None,
    *,
    digits: int | None = None,
    certified: bool = False,
) -> Equivalent:
    """Deterministic equivalent of a random-feature teacher and an infinitely wide student (E1-E3).

    Parameters
    ----------
    teacher_model
        A model on the sphere, a linear network, or a list of pairs (eigenvalue, multiplicity).
    teacher_units : int
        M_TE, 1 to 10^12; below the rank of a finite spectrum.
    target : int or mapping
        Degree of f*, or degree -> coefficient with squares of sum 1; rows from 0 for a listed spectrum.
    student_model
        The student's, if not the teacher's: same dimension, or same rows.
    digits : int, optional
        Correct decimal digits, 1 to 1000: then numbers are ``mpmath.mpf``.
    certified : bool
        Balls instead, with ``digits`` (default 15) correct digits.

    Returns
    -------
    Equivalent
        ``kappa``, ``teacher_error``, ``student_error(time)``, ``best_stopping_time()``, ``noise_profile``.

    Raises
    ------
    InputError
        For bad arguments, a target outside the span, M_TE at or above the rank.
    AccuracyError
        If the accuracy cannot be reached; the text says why.

    Notes
    -----
    Status universality: two gaps separate it from a network, the finite size and ReLU against
    Gaussian features. About 1 ms in float64, to about 1e-13 (listed spectra: to a few ulp).

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> round(equivalent(relu_sphere(16), 512, 1).teacher_error, 6)
    0.001526
    """
    setting = require_setting(teacher_model, teacher_units, target, student_model)
    if digits is not None:
        digits = require_whole(digits, "digits", 1, MOST_DIGITS)
    certified = require_flag(certified, "certified")
    found = Equivalent(setting, 15 if certified and digits is None else digits, certified)
    found.float_formulas(0.0)
    return found


def exact_time(time: Any, tau: Any) -> tuple[Fraction | None, bool]:
    """A stopping time given one way or the other: (exact number or ``None`` for infinity, whether it is tau)."""
    if (time is None) == (tau is None):
        raise InputError("give the stopping time as time or as tau, one of them")
    value, what = (time, "the time") if tau is None else (tau, "tau")
    if isinstance(value, str) and value.strip() == "inf" or isinstance(value, float) and value == inf:
        return None, tau is not None
    exact = exact_rational(value, what)
    if exact < 0:
        raise InputError(f"{what} must be a number >= 0 or inf, and it is negative")
    return exact, tau is not None
