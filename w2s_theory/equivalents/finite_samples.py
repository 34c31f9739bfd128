r"""Deterministic equivalent of a random-feature ridge teacher trained on finitely many labelled inputs, and of its students.

The teacher has p units (features divided by sqrt(p)) and n inputs with labels f*(x) + noise of variance sigma^2, and solves
(X^T X + rho) w = X^T y. Two roots describe it,

    n - rho/nu_1 = D_1,   p (1 - nu_1/nu_2) = D_1,   D_1 = sum_j N_j h_j,   h_j = lambda_j/(lambda_j + nu_2),

one equation in nu_2: (n - D_1)(p - D_1) nu_2 = p rho; without ridge D_1 = min(n, p). Differences such as n - D_1 are sums of
positive numbers here (from the root of D_1 = min(n, p) on), so nothing is lost where the ridge is small. With
e_j = N_j h_j (1 - h_j), E = sum e_j, D_2 = D_1 - E and A = sum_i f_i^2 h_i (1 - h_i):

    B = sum f_j^2 (1 - h_j)^2 + A E/(p - D_2),   H_2 = D_2 + E^2/(p - D_2),   tau^2 = (sigma^2 + B)/(n - H_2),
    E L_TE = B + tau^2 H_2,   E ||Pi_j f_TE||^2 = f_j^2 h_j^2 + A e_j/(p - D_2) + tau^2 (N_j h_j^2 + E e_j/(p - D_2)).

Status universality; for n -> infinity and rho -> 0 it is the equivalent of a teacher that knows the population, for
p -> infinity that of kernel ridge regression (Defilippis, Loureiro, Misiakiewicz 2024, for the teacher's error).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, inf, isfinite, isinf, log, log2
from typing import Any

import numpy as np

from w2s_theory.equivalents.float_modes import FloatModes
from w2s_theory.equivalents.float_root import shares
from w2s_theory.equivalents.listed_spectrum import ListedSpectrum
from w2s_theory.equivalents.ridge_root import RidgeRoot, solve_ridge_root
from w2s_theory.equivalents.setting import MOST_UNITS, Question, require_setting
from w2s_theory.exact_number import exact_rational
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.tables import html_table, latex_number, latex_table

MOST_SAMPLES = 10**15
# relative errors of a student's error that degrees known by their trace only may cause: before more degrees are taken, and
# before a result is refused
_ENOUGH, _TOLERANCE = 1e-15, 1e-11


@dataclass(frozen=True, eq=False)
class FiniteSampleEquivalent:
    """The equivalent of one teacher on n labelled inputs; numbers are float64, relative accuracy about 1e-11.

    A student's error takes as many degrees as its own time or ridge reaches, and is refused where they cannot be summed.
    Status *universality*: of the equivalent, not of networks. ||f*|| = 1.
    """

    question: Question
    samples: float
    ridge: float
    noise: float
    modes: FloatModes
    root: RidgeRoot

    @property
    def units(self) -> int:
        """p = M_TE."""
        return self.question.units

    @property
    def _places(self) -> np.ndarray:
        return np.array([self.modes.place(k) for k in self.question.target.degrees])

    @property
    def _shares(self) -> np.ndarray:
        return np.array([float(share) for share in self.question.target.shares])

    @property
    def _fluctuation(self) -> float:
        """p - D_2."""
        return self.root.units_left + float(self.root.spread.sum())

    @property
    def _signal_noise(self) -> float:
        """A/(p - D_2)."""
        taken, missed = self.root.taken[self._places], self.root.missed[self._places]
        return float(np.sum(self._shares * taken * missed)) / self._fluctuation

    @property
    def bias(self) -> float:
        """B, the error of a teacher whose labels are free of noise and whose inputs do not fluctuate."""
        missed = self.root.missed[self._places]
        return float(np.sum(self._shares * missed**2)) + self._signal_noise * float(self.root.spread.sum())

    @property
    def label_noise(self) -> float:
        """tau^2 = (sigma^2 + B)/(n - H_2), the noise per direction that the finite sample leaves."""
        spread = float(self.root.spread.sum())
        return (self.noise + self.bias) / (
            self.root.samples_left + spread * self.root.units_left / self._fluctuation
        )

    @property
    def noise_dimension(self) -> float:
        """H_2."""
        spread = self.root.spread
        return float(np.sum(self.root.units * self.root.taken)) + float(spread.sum()) ** 2 / self._fluctuation

    @property
    def teacher_error(self) -> float:
        """E L_TE."""
        if isinf(self.samples):
            return self.bias
        return self.bias + self.label_noise * self.noise_dimension

    @property
    def noise_energies(self) -> np.ndarray:
        """E ||Pi_j f_TE||^2 - f_j^2 h_j^2 per mode, shape (modes,)."""
        spread = self.root.spread
        energies = self._signal_noise * spread
        if isfinite(self.samples):
            own = self.root.units * self.root.taken + float(spread.sum()) / self._fluctuation * spread
            energies = energies + self.label_noise * own
        return energies

    def student_error(self, tau: Any) -> float:
        """E L_ST of the infinitely wide student trained on the teacher by gradient flow over the population.

        ``tau`` = lambda_K t >= 0, K the target's main degree; ``inf`` is a student that never stops.

        Raises
        ------
        InputError
            For a time that is none.
        AccuracyError
            If degrees that matter at this time cannot be summed.
        """
        time = _time(tau)
        found = self._reaching(time)
        rates = found.modes.student / found.modes.student[found._main]
        if isinf(time):
            known = np.where(rates > 0, 1.0, 0.0)
            return found.filtered_error(known, 1.0 - known)
        return found._known(*found._flow(time))

    def kernel_ridge_error(self, inputs: Any, ridge: Any, noise: Any = 0) -> float:
        """E L_ST of kernel ridge regression on N fresh inputs with the teacher's labels.

        Parameters
        ----------
        inputs : int or inf
            N; infinitely many are the population with the filter mu/(mu + ridge), the ridge then per input.
        ridge : number
            rho_S > 0, added to the N x N kernel matrix; of the population's eigenvalues for N = inf.
        noise : number
            Variance of further label noise.

        Raises
        ------
        InputError
            For sizes, ridges and variances that are none.
        AccuracyError
            If degrees that matter at so small a ridge cannot be summed.
        """
        strength, extra = _positive(ridge, "the student's ridge"), not_negative(noise, "the label noise")
        if isinstance(inputs, float) and inputs == inf:
            # 1 - exp(-mu t) and mu/(mu + ridge) reach equally far for t = 1/ridge
            found = self._reaching(float(self.modes.student[self._main]) / strength)
            return found._known(*shares(found.modes.student, strength))
        count = require_whole(inputs, "the student's inputs", 1, MOST_SAMPLES)
        return self.resolved_for(count)._fitted(float(count), strength, extra)

    @property
    def label_energies(self) -> np.ndarray:
        """q_j = E ||Pi_j f_TE||^2, shape (modes,)."""
        energies = self.noise_energies.copy()
        energies[self._places] += self._shares * self.root.taken[self._places] ** 2
        return energies

    def resolved_for(self, inputs: int) -> FiniteSampleEquivalent:
        """The same with the degrees that so many inputs reach; sizes within a factor of 4 share them."""
        size = 4 ** ceil(log(inputs) / log(4))
        if isinstance(self.question.teacher, ListedSpectrum) or size <= min(self.samples, self.units):
            return self
        return _resolved(self, min(size, MOST_UNITS), 0.0)

    def _reaching(self, tau: float) -> FiniteSampleEquivalent:
        """The same with the degrees that a student reaches by tau; times within a factor of 2 share them."""
        if isinf(tau) or self._unknown_share(self._flow(tau)[0]) <= _ENOUGH:
            return self
        return _resolved(self, int(min(self.samples, self.units)), 2.0 ** min(ceil(log2(tau)), 1023))

    def _flow(self, tau: float) -> tuple[np.ndarray, np.ndarray]:
        """Gradient flow at a finite time: what is learnt of each mode, and what is left, shape (modes,)."""
        rates = self.modes.student / self.modes.student[self._main]
        with np.errstate(under="ignore", over="ignore"):
            return -np.expm1(-rates * tau), np.exp(-rates * tau)

    def _unknown_share(self, learnt: np.ndarray) -> float:
        """The share of the learnt noise in the one entry whose eigenvalue is an upper bound for many."""
        if self.modes.tail == 0.0:
            return 0.0
        noise = learnt**2 * self.noise_energies
        # a student that has learnt next to nothing has no noise to speak of
        return float(noise[-1] / max(float(noise.sum()), 1e-300))

    def _known(self, learnt: np.ndarray, left: np.ndarray) -> float:
        """The student's error; ``AccuracyError`` if the degrees that are known by their trace only leave it open."""
        error = self.filtered_error(learnt, left)
        doubt = float(learnt[-1] ** 2 * self.noise_energies[-1]) / error if self.modes.tail > 0.0 else 0.0
        if doubt > _TOLERANCE:
            raise AccuracyError(
                f"degrees above {self.modes.last} matter to {doubt:.1g} of this student's error, and they are known "
                "by their trace only: use a shorter time, a larger ridge, or inf"
            )
        return error

    def _fitted(self, count: float, ridge: float, noise: float) -> float:
        root = solve_ridge_root(self.modes, count, inf, ridge)
        fluctuation = float(np.sum(root.units * root.taken)) / (root.samples_left + float(root.spread.sum()))
        fresh = float(np.sum(root.missed**2 * self.label_energies)) + noise
        return self.filtered_error(root.taken, root.missed) + fluctuation * fresh

    @property
    def _main(self) -> int:
        target = self.question.target
        return int(self._places[target.degrees.index(target.main_degree)])

    def filtered_error(self, learnt: np.ndarray, left: np.ndarray) -> float:
        """E L_ST of a student that learns the share ``learnt`` of each mode and leaves ``left``; shape (modes,)."""
        taken, missed = self.root.taken[self._places], self.root.missed[self._places]
        own = learnt[self._places]
        # 1 - s h = (1 - h) + h (1 - s), whichever does not cancel
        bias = np.where(own < 0.5, 1.0 - own * taken, missed + taken * left[self._places])
        return float(np.sum(self._shares * bias**2)) + float(np.sum(learnt**2 * self.noise_energies))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; infinitely many samples are the text "inf"."""
        return {
            "teacher_units": self.units, "samples": "inf" if isinf(self.samples) else int(self.samples),
            "target": {str(k): float(share) for k, share in zip(self.question.target.degrees, self._shares, strict=True)},
            "ridge": self.ridge, "noise": self.noise, "teacher_error": self.teacher_error, "status": "universality",
        }  # fmt: skip

    def _rows(self) -> list[tuple[str, Any]]:
        return [("$M_{TE}$", self.units), ("$n$", self.samples), (r"$\rho$", self.ridge), (r"$\sigma^2$", self.noise),
                ("$L_{TE}$", self.teacher_error)]  # fmt: skip

    def to_latex(self) -> str:
        """A ``tabular`` of sizes and the teacher's error."""
        return latex_table([(name, f"${latex_number(value, 6)}$") for name, value in self._rows()], "ll")

    def _repr_html_(self) -> str:
        names = ("M_TE", "n", "ridge", "label noise", "L_TE")
        return html_table(
            [(name, value) for name, (_, value) in zip(names, self._rows(), strict=True)], caption=repr(self)
        )

    def __reduce__(self) -> Any:
        # a copy asks the same question: modes and root are computed again, or taken from what is kept
        return _again, (self.question, self.samples, self.ridge, self.noise)

    def __repr__(self) -> str:
        """Return one line: sizes and the teacher's error."""
        size = f"M_TE={self.units}, n={self.samples:g}, ridge={self.ridge:g}, noise={self.noise:g}"
        return f"FiniteSampleEquivalent({size}: L_TE = {self.teacher_error:.6g})"


def finite_sample_equivalent(
    model: Any,
    teacher_units: Any,
    samples: Any,
    target: Any = 1,
    *,
    ridge: Any = 0,
    noise: Any = 0,
) -> FiniteSampleEquivalent:
    """The equivalent of a teacher of M_TE random features fitted to n labelled inputs.

    Parameters
    ----------
    model
        A model on the sphere, a linear network, or pairs (eigenvalue, multiplicity).
    teacher_units : int
        p = M_TE, features divided by sqrt(p).
    samples : int or inf
        n.
    target : int or mapping
        Degree of f*, or degree -> coefficient with squares of sum 1.
    ridge : number
        rho >= 0 of (X^T X + rho) w = X^T y; 0 is least squares, of smallest norm where n < p.
    noise : number
        sigma^2 >= 0, the variance of the label noise, relative to ||f*||^2 = 1.

    Returns
    -------
    FiniteSampleEquivalent
        ``teacher_error``, ``student_error(tau)``, ``kernel_ridge_error(N, ridge)``, ``noise_energies``.

    Raises
    ------
    InputError
        For bad arguments; for n = p without ridge, where the error is infinite.
    AccuracyError
        If the degrees that matter cannot be summed.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> round(finite_sample_equivalent(relu_sphere(16), 128, 256).teacher_error, 4)
    0.0424
    """
    # the units may be more than the rank, where the samples are fewer
    question = replace(
        require_setting(model, 1, target), units=require_whole(teacher_units, "teacher units", 1, MOST_UNITS)
    )
    count = (
        inf
        if isinstance(samples, float) and samples == inf
        else float(require_whole(samples, "the number of samples", 1, MOST_SAMPLES))
    )
    strength, variance = not_negative(ridge, "the ridge"), not_negative(noise, "the label noise")
    if isinf(count):
        if strength:
            raise InputError("with infinitely many samples there is nothing for a ridge to do: leave it out")
    elif strength == 0.0 and count == question.units:
        raise InputError(
            f"{question.units} samples for {question.units} units and no ridge: the mean error is infinite; give a ridge, "
            "or other sizes"
        )
    return _again(question, count, strength, variance)


def _again(question: Question, count: float, ridge: float, noise: float) -> FiniteSampleEquivalent:
    modes = _modes(question, int(min(count, question.units)), 0.0)
    root = solve_ridge_root(modes, count, float(question.units), ridge)
    return FiniteSampleEquivalent(question, count, ridge, noise, modes, root)


@lru_cache(maxsize=64)
def _resolved(found: FiniteSampleEquivalent, size: int, longest: float) -> FiniteSampleEquivalent:
    modes = _modes(found.question, size, longest)
    return replace(
        found, modes=modes, root=solve_ridge_root(modes, found.samples, float(found.units), found.ridge)
    )


@lru_cache(maxsize=64)
def _modes(question: Question, size: int, longest: float) -> FloatModes:
    """Degrees enough for the root of ``size`` units and for students up to tau = ``longest``."""
    fewest = replace(question, units=size)
    if isinstance(question.teacher, ListedSpectrum):
        # all rows, whatever the rank
        return replace(question, units=1).float_formulas(0.0).modes
    rough = fewest.float_formulas(0.0)
    rate = float(rough.modes.student[rough.places[rough.main]])
    return fewest.float_formulas(longest / rate).modes


def _time(tau: Any) -> float:
    if (isinstance(tau, float) and tau == inf) or (isinstance(tau, str) and tau.strip() == "inf"):
        return inf
    value = float(exact_rational(tau, "tau"))
    if value < 0:
        raise InputError("tau must be a number >= 0 or inf, and it is negative")
    return value


def not_negative(value: Any, what: str) -> float:
    """A number >= 0 that somebody typed, as a float; ``InputError`` otherwise."""
    number = float(exact_rational(value, what))
    if number < 0:
        raise InputError(f"{what} must be >= 0")
    return number


def _positive(value: Any, what: str) -> float:
    number = not_negative(value, what)
    if number == 0:
        raise InputError(f"{what} must be > 0")
    return number
