r"""A ridge student of a ridge teacher on isotropic Gaussian inputs, in closed form.

d features, N samples, gamma = d/N; the fit (X^T X/N + rho)^{-1} X^T y/N. Over the Marchenko-Pastur law of the
sample covariance the means of h = x/(x + rho), h^2 and x/(x + rho)^2 are

    u = 2/((1 + gamma + rho) + sqrt((1 + gamma + rho)^2 - 4 gamma)),
    mu_2 = u^2 (1 + gamma - 2 gamma u)/(1 - gamma u^2),   nu = u^2/(1 - gamma u^2),

and rho = (1 - u)(1 - gamma u)/u, so u in (0, min(1, 1/gamma)] stands for the penalty; its upper end is ridgeless.
With a target of norm 1 and label noise sigma^2 the teacher has m = E <theta_TE, theta> = u and q = E ||theta_TE||^2
= mu_2 + sigma^2 gamma nu, and R_TE = 1 - 2 m + q; its student, on inputs of its own, R_ST = 1 - 2 u_S m +
mu_2(gamma_S, u_S) q. Equivalents: exact as sizes grow; that a tuned teacher, rho = sigma^2 gamma, leaves no gain is
exact at every size (``student_risk_minus_teacher_risk_eq_of_tuned_ridge``).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

from scipy.optimize import brentq

from w2s_theory.records.errors import InputError
from w2s_theory.systems.filter_moments import FilterMoments
from w2s_theory.systems.risk_records import Kind, NamedNumbers, require_amount

_ROUNDING = 1e-14


def ridge_moments(ratio: Any, ridge: Any) -> FilterMoments:
    """mu_1 = u, mu_2 and nu of ridge regression on isotropic Gaussian features, in closed form.

    Parameters
    ----------
    ratio : number
        gamma = d/N >= 0; 0 is the population.
    ridge : number
        rho >= 0 of X^T X/N + rho.

    Returns
    -------
    FilterMoments
        float64, to a relative 1e-13; the record of ``filter_moments``, which integrates.

    Raises
    ------
    InputError
        For numbers out of range, and for as many samples as features without ridge.

    Examples
    --------
    >>> round(ridge_moments(0.5, 1).first, 12)
    0.438447187191
    """
    gamma, rho = (
        float(require_amount(ratio, "the ratio of features to samples")),
        float(require_amount(ridge, "the ridge")),
    )
    if gamma == 1.0 and rho == 0.0:
        raise InputError(
            "with as many samples as features least squares has an infinite expected risk: give a ridge"
        )
    # (1 + gamma + rho)^2 - 4 gamma without cancellation
    root = sqrt((1 - gamma) ** 2 + rho * (rho + 2 * (1 + gamma)))
    return _moments_at(gamma, 2 / (1 + gamma + rho + root), rho, root)


def _moments_at(gamma: float, u: float, rho: float, root: float) -> FilterMoments:
    # 1 - gamma u^2 = u root; mu_2 = u - rho nu where that does not cancel
    nu = u / root
    second = u - rho * nu if rho * nu < 0.5 * u else nu * (1 + gamma - 2 * gamma * u)
    return FilterMoments(u, second, nu, _ROUNDING, gamma)


@dataclass(frozen=True, slots=True)
class IsotropicRidgeChain(NamedNumbers):
    """A ridge teacher and its ridge student; risks E ||theta - theta^||^2 with ||theta|| = 1, in the limit of large sizes.

    Parameters
    ----------
    teacher_risk, student_risk, misfit : float
        R_TE, R_ST and E ||theta_TE - theta_ST||^2.
    gain : float
        R_TE - R_ST = 2 (1 - u) (q - m) - misfit.
    product, energy : float
        m = E <theta_TE, theta> and q = E ||theta_TE||^2.
    tuned_ridge : float
        sigma^2 gamma_TE, the teacher's best penalty; of all its spectral filters the best one.
    student_ridge : float
        rho_ST; 0 is ridgeless.
    kind
        ``equivalent``.
    """

    shown: ClassVar[tuple[str, ...]] = (
        "teacher_risk", "student_risk", "misfit", "gain", "product", "energy", "tuned_ridge", "student_ridge",
    )  # fmt: skip
    teacher_risk: float
    student_risk: float
    misfit: float
    gain: float
    product: float
    energy: float
    tuned_ridge: float
    student_ridge: float
    kind: Kind = "equivalent"


def isotropic_ridge_chain(
    teacher_ratio: Any, teacher_ridge: Any, student_ratio: Any = 0, student_ridge: Any = None, noise: Any = 1
) -> IsotropicRidgeChain:
    """Risks of a ridge teacher of noisy labels and of its ridge student on isotropic Gaussian inputs.

    Parameters
    ----------
    teacher_ratio, student_ratio : number
        d/N of each, > 0 and >= 0 (0: the student sees the population).
    teacher_ridge : number
        rho >= 0 of X^T X/N + rho.
    student_ridge : number, optional
        The same of the student; without one, the best.
    noise : number
        sigma^2 >= 0, relative to the target's squared norm.

    Returns
    -------
    IsotropicRidgeChain

    Raises
    ------
    InputError
        For numbers out of range, and for as many samples as features without ridge.

    Examples
    --------
    >>> chain = isotropic_ridge_chain(0.5, 0, 0.25)
    >>> round(chain.student_risk, 5), round(chain.student_ridge, 3)
    (0.53332, 0.885)
    """
    gamma = float(require_amount(teacher_ratio, "the teacher's ratio of features to samples"))
    if gamma == 0.0:
        raise InputError(
            "a teacher that sees the population has nothing wrong to teach: give a ratio d/N > 0"
        )
    other = float(require_amount(student_ratio, "the student's ratio of features to samples"))
    variance = float(require_amount(noise, "the noise variance"))
    fit = ridge_moments(gamma, teacher_ridge)
    product, energy = fit.first, fit.second + variance * gamma * fit.noise
    if student_ridge is None:
        rho = _best_ridge(product / energy, other)
    else:
        rho = float(require_amount(student_ridge, "the student's ridge"))
    # labels without noise: a ridgeless student of as many inputs as features copies its teacher
    first, second = (1.0, 1.0) if (other, rho) == (1.0, 0.0) else _first_two(ridge_moments(other, rho))
    teacher_risk = 1 - 2 * product + energy
    misfit = energy * (1 - 2 * first + second)
    gain = 2 * (1 - first) * (energy - product) - misfit
    return IsotropicRidgeChain(
        teacher_risk, teacher_risk - gain, misfit, gain, product, energy, variance * gamma, rho
    )


def _first_two(moments: FilterMoments) -> tuple[float, float]:
    return moments.first, moments.second


def _best_ridge(ratio: float, gamma: float) -> float:
    """The student's best penalty for m/q = ``ratio``; 0 is ridgeless.

    The risk is stationary at (m/q) (1 - gamma u^2)^2 = u (1 + gamma) - 3 gamma u^2 + gamma^2 u^4
    (``student_risk_slope_eq_of_ridge_chain``). The right side over the square on the left rises from 0 to 1 at
    min(1, 1/gamma), and to 3/4 for gamma = 1, where both have the factor (1 - u)^2.
    """

    def excess(u: float) -> float:
        if gamma == 1.0:
            return u * (u + 2) - ratio * (1 + u) ** 2
        return u * (1 + gamma) - 3 * gamma * u**2 + gamma**2 * u**4 - ratio * (1 - gamma * u**2) ** 2

    top = min(1.0, 1 / gamma) if gamma else 1.0
    if excess(top) <= 0:
        return 0.0
    u: Any = brentq(excess, 0.0, top, xtol=1e-15)
    return (1 - u) * (1 - gamma * u) / u
