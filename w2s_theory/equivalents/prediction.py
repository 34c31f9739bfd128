"""The public face of E1-E3: ``equivalent(...)`` and its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from html import escape
from math import inf, isinf, log2
from typing import Any

import mpmath
from flint import arb

from w2s_theory.equivalents.arithmetic import BALLS, GUARD_BITS, HIGH_PRECISION, Arithmetic
from w2s_theory.equivalents.float_formulas import FloatFormulas, noise_rows
from w2s_theory.equivalents.listed_spectrum import exact_rational
from w2s_theory.equivalents.precise_formulas import PreciseFormulas
from w2s_theory.equivalents.setting import Question, require_setting
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import SpectralFilter
from w2s_theory.tables import latex_number

MOST_DIGITS = 1000
_GUARDS = (12, 40, 120)


@dataclass(frozen=True)
class BestStop:
    """When E3 is least under gradient flow.

    Parameters
    ----------
    time, tau
        t and tau = lambda_K t, in the numbers of the equivalent; ``inf`` (float) if E3 falls for ever.
    error
        E3 there.
    how
        ``float64``; ``high precision``, ``certified``: a stationary point in the bracket that float64 found.
    """

    time: Any
    tau: Any
    error: Any
    how: str


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
        return self._value(lambda f: f.kappa, lambda f: f.kappa)

    @cached_property
    def teacher_error(self) -> Any:
        """E1: the mean of L_TE."""
        return self._value(lambda f: f.teacher_error, lambda f: f.teacher_error())

    @cached_property
    def unit_surplus(self) -> Any:
        """M_TE - S_2, S_2 = sum_j N_j (lambda_j/(lambda_j + kappa))^2."""
        return self._value(lambda f: f.unit_surplus, lambda f: f.unit_surplus())

    @cached_property
    def noise_profile(self) -> dict[int | None, float]:
        """Where the teacher's noise sits: degree -> share of it (float64), first degrees; ``None``: all others."""
        return dict(noise_rows(self.float_formulas(0.0)))

    def student_error(
        self, time: Any = None, *, tau: Any = None, spectral_filter: SpectralFilter | None = None
    ) -> Any:
        """E3: the mean of L_ST at a stopping time, M_ST = infinity.

        Parameters
        ----------
        time, tau : number, or "inf"
            One of them: t >= 0, or tau = lambda_K t with the student's eigenvalue at the target's main
            degree K. Decimal texts and Fractions are exact.
        spectral_filter : SpectralFilter, optional
            Gradient flow if not given; others in float64 only.

        Raises
        ------
        InputError
            For no time or two, a negative one, or another filter with digits.
        AccuracyError
            If degrees that matter at this time cannot be summed.
        """
        exact, scaled = exact_time(time, tau)
        if spectral_filter is not None and not isinstance(spectral_filter, SpectralFilter):
            raise InputError("the filter must be a SpectralFilter such as ridge()")
        plain = spectral_filter is None or spectral_filter.name == "gradient_flow"
        if self.digits is not None and not plain:
            raise InputError("digits and certified values exist for gradient flow only: leave them out")
        if exact is None:
            approximate = inf
        else:
            approximate = _float(exact) / (self._student_eigenvalue() if scaled else 1.0)
            if isinf(approximate):
                raise InputError("this time is beyond float64: use a shorter one, or inf")

        def fast(f: FloatFormulas) -> float:
            f.require_accuracy(approximate, None if plain else spectral_filter)
            return f.student_error(
                approximate, None if plain or spectral_filter is None else spectral_filter.shrinkage
            )

        def precise(f: PreciseFormulas) -> Any:
            if exact is None:
                return f.student_error(None)
            t = f.modes.arithmetic.number(exact)
            return f.student_error(t / f.modes.student[f.modes.places[self.main_degree]] if scaled else t)

        return self._value(fast, precise, approximate)

    def best_stopping_time(self) -> BestStop:
        """The stopping time of gradient flow at which E3 is least (see :class:`BestStop`)."""
        if "best" not in self._kept:
            self._kept["best"] = self._best()
        return self._kept["best"]

    def performance_gap_recovered(self, time: Any = None, *, tau: Any = None) -> Any:
        """(L_TE - L_ST)/L_TE; at the best stopping time without arguments. The ceiling is 0."""
        if time is None and tau is None:
            best = self.best_stopping_time().error
        else:
            best = self.student_error(time, tau=tau)
        with (BALLS if self.certified else HIGH_PRECISION).working(bits_for((self.digits or 15) + 20)):
            return 1 - best / self.teacher_error

    @property
    def main_degree(self) -> int:
        """K in tau = lambda_K t."""
        return self.setting.target.main_degree

    def _student_eigenvalue(self) -> float:
        f = self.float_formulas(0.0)
        place = f.modes.place(self.main_degree)
        assert place is not None
        return float(f.modes.student[place])

    def _best(self) -> BestStop:
        f = self.float_formulas(0.0)
        t = f.best_time()
        later = self.float_formulas(t)
        if later.modes.last != f.modes.last:
            f, t = later, later.best_time()
        mu = self._student_eigenvalue()
        if isinf(t):
            return BestStop(inf, inf, self.student_error("inf"), self.how)
        if self.digits is None:
            f.require_accuracy(t, None)
            return BestStop(t, mu * t, f.student_error(t), self.how)
        found = self._value(lambda f: t, lambda f: _stationary_time(f, t, self.digits or 15), t)
        tau = self._value(lambda f: t, lambda f: found * f.modes.student[f.modes.places[self.main_degree]], t)
        error = self._value(lambda f: t, lambda f: f.student_error(found), t)
        return BestStop(found, tau, error, self.how)

    def float_formulas(self, time: float = 0.0) -> FloatFormulas:
        """The letters of E1-E3 in float64, arrays per degree included, good for times up to ``time``."""
        key = ("float", 0.0 if isinf(time) else 2.0 ** round(log2(time)) if time > 0 else 0.0)
        if key not in self._kept:
            self._kept[key] = self.setting.float_formulas(2.0 * key[1])
        return self._kept[key]

    def _value(
        self,
        fast: Callable[[FloatFormulas], float],
        precise: Callable[[PreciseFormulas], Any],
        time: float = 0.0,
    ) -> Any:
        if self.digits is None:
            return fast(self.float_formulas(time))
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
                if (
                    not isinstance(value, arb)
                    or value == 0
                    or value.rel_accuracy_bits() >= bits_for(self.digits)
                ):
                    return value
        raise problem or AccuracyError(f"{self.digits} digits were not reached: ask for fewer")

    def _precise(self, arithmetic: Arithmetic, digits: int, bits: int, time: float) -> PreciseFormulas:
        key = (digits, 0.0 if isinf(time) else 2.0 ** (round(log2(time)) + 1) if time > 0 else 0.0)
        if key not in self._kept:
            kappa = self.float_formulas(0.0).kappa
            self._kept[key] = self.setting.precise_formulas(arithmetic, digits, bits, kappa, key[1])
        return self._kept[key]

    def to_dict(self) -> dict[str, Any]:
        """Plain data: floats, or strings with ``digits`` and ``certified``."""
        best = self.best_stopping_time()
        return {
            "teacher_units": self.teacher_units,
            "target": self.setting.target.to_dict(),
            "kappa": self.text(self.kappa),
            "teacher_error": self.text(self.teacher_error),
            "best_tau": self.text(best.tau),
            "best_student_error": self.text(best.error),
            "performance_gap_recovered": self.text(self.performance_gap_recovered()),
            "noise_profile": [{"degree": k, "share": share} for k, share in self.noise_profile.items()],
            "about": "equivalent",
            "how": self.how,
        }

    def text(self, value: Any) -> Any:
        """A number as plain data: a float, or its digits as text (infinity is ``inf``)."""
        if isinstance(value, float):
            return "inf" if isinf(value) else value if self.digits is None else repr(value)
        digits = self.digits or 15
        if isinstance(value, arb):
            return value.str(digits, radius=False)
        return mpmath.nstr(value, digits, min_fixed=-4, max_fixed=max(digits, 15))

    def to_latex(self) -> str:
        """A ``tabular`` of the main numbers."""
        best = self.best_stopping_time()
        rows = [
            (r"\kappa", self.kappa),
            (r"\mathbb{E} L_{\mathrm{TE}}", self.teacher_error),
            (r"\tau_{\mathrm{best}}", best.tau),
            (r"\mathbb{E} L_{\mathrm{ST}}", best.error),
        ]
        lines = [rf"${name}$ & ${latex_number(value)}$ \\" for name, value in rows]
        return "\n".join([r"\begin{tabular}{ll}", *lines, r"\end{tabular}"])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(name)}</td><td>{escape(str(value))}</td></tr>"
            for name, value in self.to_dict().items()
            if name not in ("noise_profile", "target")
        )
        return f"<p>{escape(repr(self))}</p><table>{rows}</table>"

    def __reduce__(self) -> Any:
        # a copy asks the same question and computes its own answers: what is kept holds no value of its own
        return Equivalent, (self.setting, self.digits, self.certified)

    def __repr__(self) -> str:
        return (
            f"Equivalent(M_TE={self.teacher_units}, target={list(self.setting.target.degrees)}, "
            f"kappa={_short(self.kappa)}, teacher_error={_short(self.teacher_error)}, {self.how}, universality)"
        )


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
    Gaussian features. About 1 ms in float64, to about 1e-13.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> round(equivalent(relu_sphere(16), 512, 1).teacher_error, 6)
    0.001526
    """
    setting = require_setting(teacher_model, teacher_units, target, student_model)
    if digits is not None:
        digits = require_whole(digits, "digits", 1, MOST_DIGITS)
    found = Equivalent(setting, 15 if certified and digits is None else digits, bool(certified))
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


def _stationary_time(f: PreciseFormulas, guess: float, digits: int) -> Any:
    """The zero of the slope near ``guess``: secant steps; with balls, two certified signs around it."""
    number, middle = f.modes.arithmetic.number, f.modes.arithmetic.middle
    old, new = number(Fraction(guess) * (1 + Fraction(1, 10**6))), number(Fraction(guess))
    slope_old = middle(f.slope(old))
    accuracy = number(Fraction(1, 10 ** (digits + 4)))
    for _ in range(12 + digits.bit_length()):
        slope = middle(f.slope(new))
        if slope == slope_old:
            break
        step = slope * (new - old) / (slope - slope_old)
        old, slope_old, new = new, slope, middle(new - step)
        if abs(middle(step)) <= abs(new) * accuracy:
            break
    low, high = new * (1 - accuracy), new * (1 + accuracy)
    if not (f.slope(low) < 0 and f.slope(high) > 0):
        raise AccuracyError("the best stopping time could not be enclosed to these digits: ask for fewer")
    return low.union(high) if isinstance(new, arb) else new


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return inf


def _short(value: Any) -> str:
    if isinstance(value, arb):
        return value.str(12)
    return f"{value:.9g}" if isinstance(value, float) else str(mpmath.nstr(value, 12))
