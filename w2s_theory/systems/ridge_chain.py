r"""A ridge teacher of n noisy labels and its student, on a spectrum whose eigenvalues differ, by the deterministic
equivalent.

The teacher solves (X^T X + rho) w = X^T y on features of covariance diag(lambda_j). kappa is the root of n -
rho/kappa = D_1, h_j = lambda_j/(lambda_j + kappa), D_1 = sum N_j h_j, D_2 = sum N_j h_j^2, and

    R_TE = B + tau^2 D_2,   B = sum f_j^2 (1 - h_j)^2,   tau^2 = (sigma^2 + R_TE)/n.

A student that learns the share s_j has the error sum f_j^2 (1 - s_j h_j)^2 + tau^2 sum N_j s_j^2 h_j^2; kernel
ridge regression on N fresh inputs adds S_2/(N - S_2) sum (1 - s_j)^2 h_j^2 (f_j^2 + N_j tau^2). Whether a tuned
teacher leaves a gain is decided by the order of beta_j^2 = f_j^2/(N_j lambda_j), the target's mean squared
coefficient on a feature of row j (``student_error_slope_eq_of_tuned_ridge``,
``student_error_ge_of_steeper_filter``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import exp, inf, log
from typing import Any, Literal

import numpy as np
from scipy.optimize import brentq, minimize_scalar

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.systems.risk_records import require_amount
from w2s_theory.systems.spectral_bench import read_problem
from w2s_theory.tables import html_table, latex_number, latex_table

Order = Literal["easy", "hard", "constant", "mixed"]
_MOST_SAMPLES = 10**15
_EQUAL = 1e-12


@dataclass(frozen=True, eq=False, repr=False)
class RidgeChain:
    """A ridge teacher, and what its students' errors are; float64, status universality, ||f*|| = 1.

    Parameters
    ----------
    eigenvalues, multiplicities, target : arrays, shape (rows,)
        lambda_j falling, N_j, and the target's norm f_j on each row.
    samples : int
        n.
    ridge : float
        rho, added to X^T X.
    noise : float
        sigma^2.
    kappa, label_noise, teacher_error : float
        kappa, tau^2 and R_TE.
    """

    eigenvalues: np.ndarray
    multiplicities: np.ndarray
    target: np.ndarray
    samples: int
    ridge: float
    noise: float
    kappa: float
    label_noise: float
    teacher_error: float

    @property
    def taken(self) -> np.ndarray:
        """h_j."""
        return self.eigenvalues / (self.eigenvalues + self.kappa)

    @property
    def squared_coefficients(self) -> np.ndarray:
        """beta_j^2 = f_j^2/(N_j lambda_j)."""
        return self.target**2 / (self.multiplicities * self.eigenvalues)

    @property
    def order(self) -> Order:
        """``easy``: beta_j^2 rises with lambda_j, ``hard``: it falls, ``constant`` or ``mixed``."""
        steps = np.diff(self.squared_coefficients) / self.squared_coefficients.max()
        # rows are listed from the largest eigenvalue down; equal ones say nothing
        steps = steps[np.diff(self.eigenvalues) < 0]
        if np.all(np.abs(steps) <= _EQUAL):
            return "constant"
        if np.all(steps <= _EQUAL):
            return "easy"
        return "hard" if np.all(steps >= -_EQUAL) else "mixed"

    @property
    def slope(self) -> float:
        """dL_ST/d rho at no ridge of a student of the population; a first bit of ridge gains where it is negative."""
        share = self.taken
        pull = self.kappa * self.target**2 - self.label_noise * self.multiplicities * self.eigenvalues
        return 2 * float(np.sum(pull * (share / self.eigenvalues) ** 2))

    def student_error(self, ridge: Any, inputs: Any = inf, noise: Any = 0) -> float:
        """R_ST of (kernel) ridge regression on the teacher's labels of fresh inputs.

        Parameters
        ----------
        ridge : number
            rho_S >= 0: added to the Gram matrix of N inputs, for the population (``inputs`` = inf) per input.
        inputs : int or inf
            N.
        noise : number
            Variance of further label noise.

        Raises
        ------
        InputError
            For numbers out of range, and without ridge for N at or above the number of directions (there the
            student copies) or N inputs that determine nothing.
        """
        strength, extra = (
            float(require_amount(ridge, "the student's ridge")),
            float(require_amount(noise, "the noise")),
        )
        if isinstance(inputs, float) and inputs == inf:
            return self.filtered_error(self.eigenvalues / (self.eigenvalues + strength))
        count = require_whole(inputs, "the student's inputs", 1, _MOST_SAMPLES)
        root = _root(self.eigenvalues, self.multiplicities, count, strength)
        learnt, left = self.eigenvalues / (self.eigenvalues + root), root / (self.eigenvalues + root)
        spread = float(np.sum(self.multiplicities * learnt**2))
        fresh = float(
            np.sum((left * self.taken) ** 2 * (self.target**2 + self.multiplicities * self.label_noise))
        )
        return self.filtered_error(learnt) + spread / (count - spread) * (fresh + extra)

    def flow_error(self, time: Any) -> float:
        """R_ST of gradient flow over the population stopped at ``time`` >= 0."""
        return self.filtered_error(-np.expm1(-self.eigenvalues * float(require_amount(time, "the time"))))

    def filtered_error(self, learnt: np.ndarray) -> float:
        """R_ST of a student that learns the shares ``learnt``, shape (rows,)."""
        share = self.taken * learnt
        return float(
            np.sum(self.target**2 * (1 - share) ** 2)
            + self.label_noise * np.sum(self.multiplicities * share**2)
        )

    def best_ridge(self, inputs: Any = inf) -> tuple[float, float]:
        """The student's best penalty and its error; penalty 0 where none helps.

        Only between 1e-6 and 1e6 of the largest eigenvalue (times N) is searched, on a grid and then to its least.
        """
        scale = float(self.eigenvalues[0]) * (1 if inputs == inf else int(inputs))
        grid = np.linspace(log(1e-6 * scale), log(1e6 * scale), 121)
        values = [self.student_error(exp(each), inputs) for each in grid]
        at = int(np.argmin(values))
        if at == 0 and inputs == inf and self.slope >= -_EQUAL:
            return 0.0, self.teacher_error
        ends = grid[max(at - 1, 0)], grid[min(at + 1, len(grid) - 1)]
        found: Any = minimize_scalar(
            lambda each: self.student_error(exp(each), inputs),
            bounds=ends,
            method="bounded",
            options={"xatol": 1e-9},
        )
        return float(exp(found.x)), float(found.fun)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "samples": self.samples, "ridge": self.ridge, "noise": self.noise, "kappa": self.kappa,
            "teacher_error": self.teacher_error, "slope": self.slope, "order": self.order, "status": "universality",
        }  # fmt: skip

    def to_latex(self) -> str:
        """A ``tabular`` of sizes and the teacher's error."""
        return latex_table([(name, f"${latex_number(value, 6)}$") for name, value in self._rows()], "ll")

    def _repr_html_(self) -> str:
        return html_table(self._rows(), caption=repr(self))

    def _rows(self) -> list[tuple[str, Any]]:
        return [("samples", self.samples), ("ridge", self.ridge), ("label noise", self.noise),
                ("teacher error", self.teacher_error), ("slope in the student's ridge", self.slope)]  # fmt: skip

    def __repr__(self) -> str:
        """Return one line."""
        return (
            f"RidgeChain(n={self.samples}, ridge={self.ridge:.6g}, noise={self.noise:g}: R_TE = {self.teacher_error:.6g}, "
            f"target {self.order})"
        )


def ridge_chain(
    spectrum: Iterable[Any], target: Mapping[int, Any], samples: Any, *, noise: Any = 1, ridge: Any = None
) -> RidgeChain:
    """A ridge teacher of n noisy labels on Gaussian features of a given spectrum.

    Parameters
    ----------
    spectrum : rows (eigenvalue, multiplicity)
        Positive eigenvalues, largest first.
    target : mapping
        Row -> the target's norm there, squares of sum 1.
    samples : int
        n.
    noise : number
        sigma^2 >= 0.
    ridge : number, optional
        rho >= 0 of X^T X + rho; without one, the best of the equivalent.

    Returns
    -------
    RidgeChain
        ``teacher_error``, ``student_error(ridge, inputs)``, ``flow_error(time)``, ``best_ridge(inputs)``, ``slope``.

    Raises
    ------
    InputError
        For bad arguments; without ridge for n equal to the number of directions, where the error is infinite.

    Examples
    --------
    >>> chain = ridge_chain([(1, 10), ("1/5", 60)], {0: 1}, 100)
    >>> round(chain.ridge, 1), round(chain.teacher_error, 4), round(chain.student_error(0.05), 4)
    (33.5, 0.2241, 0.215)
    """
    values, counts, goal = read_problem(spectrum, target)
    count = require_whole(samples, "the number of samples", 1, _MOST_SAMPLES)
    variance = float(require_amount(noise, "the noise variance"))

    def risk(kappa: float) -> float:
        share = values / (values + kappa)
        bias, spread = (
            float(np.sum(goal**2 * (kappa / (values + kappa)) ** 2)),
            float(np.sum(counts * share**2)),
        )
        return (count * bias + variance * spread) / (count - spread) if spread < count else inf

    if ridge is None:
        kappa = _tuned(risk, values, counts, goal, count, variance)
        strength = kappa * (count - float(np.sum(counts * values / (values + kappa))))
        if strength < 0:
            raise InputError(
                "the best penalty of this teacher would be negative: there is so little noise that every ridge harms;"
                " give a ridge"
            )
    else:
        strength = float(require_amount(ridge, "the teacher's ridge"))
        kappa = _root(values, counts, count, strength)
    error = risk(kappa)
    return RidgeChain(
        values, counts, goal, count, strength, variance, kappa, (variance + error) / count, error
    )


def _tuned(
    risk: Callable[[float], float],
    values: np.ndarray,
    counts: np.ndarray,
    goal: np.ndarray,
    samples: int,
    variance: float,
) -> float:
    """The kappa of the least error: the best of a grid, and beside it the root of the slope."""
    if variance == 0:
        raise InputError("without label noise no positive ridge is best: give a ridge")

    def slope(logarithm: float) -> float:
        kappa = exp(logarithm)
        share, level = values / (values + kappa), (variance + risk(kappa)) / samples
        return float(np.sum(share**2 * (1 - share) * (kappa * goal**2 / values - level * counts)))

    grid = np.linspace(log(1e-9 * float(values.min())), log(1e9 * float(values.max())), 800)
    at = int(np.argmin([risk(exp(each)) for each in grid]))
    ends = float(grid[max(at - 1, 0)]), float(grid[min(at + 1, len(grid) - 1)])
    if not slope(ends[0]) < 0 < slope(ends[1]):
        raise InputError("the best penalty of this teacher lies beyond every number in sight: give a ridge")
    found: Any = brentq(slope, *ends, xtol=1e-15)
    return exp(found)


def _root(values: np.ndarray, counts: np.ndarray, samples: int, ridge: float) -> float:
    """kappa of n - ridge/kappa = sum N lambda/(lambda + kappa)."""
    directions = float(counts.sum())
    if ridge == 0.0:
        if samples == directions:
            raise InputError(
                f"{samples} samples for {samples} directions and no ridge: the mean error is infinite; give a ridge, or "
                "other sizes"
            )
        if samples > directions:
            return 0.0

    def excess(logarithm: float) -> float:
        kappa = exp(logarithm)
        return (samples - ridge / kappa) - float(np.sum(counts * values / (values + kappa)))

    low = high = log(float(values.max()))
    while excess(low) > 0:
        low -= 5
    while excess(high) < 0:
        high += 5
    found: Any = brentq(excess, low, high, xtol=1e-15)
    return exp(found)
