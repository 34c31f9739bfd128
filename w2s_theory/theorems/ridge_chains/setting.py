"""A spectral fit of noisy labels and a spectral fit of its labels, on inputs whose law no rotation changes.

The teacher has N_TE inputs, rows of X, and labels X theta + noise; theta is any fixed unit vector of n
coefficients. All is said *given the eigenvalues* x_j of X^T X/N_TE and the shares s_j that the student learns along
the eigenvectors of its own inputs; what remains random are the eigenvectors, uniformly rotated, and the noise. So
the statements hold in the mean over isotropic Gaussian inputs too, at every number of samples and features, more
than samples or fewer.

By Schur's lemma the mean of V diag(h) V^T over rotations V is the mean of the h_j times I. So the ridge teacher, with
h_j = x_j/(x_j + rho), has E <theta, theta_TE> = sum h_j/n and E ||theta_TE||^2 = sum h_j^2/n + sigma^2/N sum h_j^2/x_j,
where h_j^2/x_j = h_j (1 - h_j)/rho; and likewise its student, whose rotation is independent of the teacher.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import root, sqrt

from w2s_theory.experiments.ridge_chains import LENGTH as LENGTH
from w2s_theory.notation import (
    inner,
    j,
    mean,
    n,
    noise_variance,
    norm_squared,
    risk_ST,
    risk_TE,
    s_ST,
    sample_eigenvalues,
    samples_TE,
    student_fit,
    taught,
    theta_star,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes

COUNT = Parameter("n", integers(1), integers(1, LENGTH), meaning="number of features")
SAMPLES = Parameter("samples_TE", integers(1), integers(2, 20))
EIGENVALUES = Parameter("sample_eigenvalues", reals(0), reals(0, 3), length=LENGTH)
NOISE = Parameter("noise_variance", reals(0, lower_open=True), reals(Fraction(1, 10), 1))
PENALTY = Parameter("penalty", reals(0, lower_open=True), reals(Fraction(1, 10), 2))
SHARES = Parameter("s_ST", reals(0), reals(0, 1), length=LENGTH)

# the ridge that is best for isotropic inputs
TUNED = noise_variance * n / samples_TE

UNIT = ("target.unit", Claim(norm_squared(theta_star), "==", 1))
TEACHER_RISK = ("teacher.risk", Claim(risk_TE, "==", norm_squared(theta_star - taught)))
STUDENT_RISK = ("student.risk", Claim(risk_ST, "==", norm_squared(theta_star - student_fit)))


def share(ridge: Any) -> Any:
    """h_j = x_j/(x_j + rho)."""
    return sample_eigenvalues[j] / (sample_eigenvalues[j] + ridge)


def teacher_facts(ridge: Any) -> tuple[tuple[str, Claim], ...]:
    """First and second moments of a ridge teacher of that penalty."""
    h = share(ridge)
    noise = noise_variance / (samples_TE * ridge) * over_modes(h * (1 - h))
    return (
        ("teacher.mean", Claim(mean(inner(theta_star, taught)), "==", over_modes(h) / n)),
        ("teacher.energy", Claim(mean(norm_squared(taught)), "==", over_modes(h**2) / n + noise)),
    )


def fourth_root(shares: Any) -> Any:
    """An upper bound of (E ||theta_TE||^4)^(1/4) of the tuned ridge: h v, v uniform, and a normal error."""
    squares, fourths = over_entries(shares**2, LENGTH), over_entries(shares**4, LENGTH)
    spread = over_entries(shares * (1 - shares), LENGTH) / n
    return root((squares**2 + 2 * fourths) / (n * (n + 2)), 4) + root(3, 4) * sqrt(spread)


def learnt(*powers: int) -> tuple[Any, ...]:
    """Sums of powers of the student's shares, over n."""
    return tuple(over_modes(s_ST[j] ** power) / n for power in powers)


def student_facts() -> tuple[tuple[str, Claim], ...]:
    """A spectral student of the teacher's labels, on inputs of its own."""
    first, second = learnt(1, 2)
    energy = mean(norm_squared(taught))
    return (
        ("student.mean", Claim(mean(inner(theta_star, student_fit)), "==", first * mean(inner(theta_star, taught)))),
        ("student.along", Claim(mean(inner(taught, student_fit)), "==", first * energy)),
        ("student.energy", Claim(mean(norm_squared(student_fit)), "==", second * energy)),
    )  # fmt: skip


TEACHER = (
    "the teacher's inputs are the rows of X, N_TE of them, and X^T X/N_TE has the eigenvalues x_j; its eigenvectors are "
    "uniformly rotated, as for isotropic Gaussian inputs; the labels are X theta + noise, ||theta|| = 1, noise independent "
    "with mean 0 and variance sigma^2"
)
RIDGE = (
    "the teacher is (X^T X/N_TE + rho)^{-1} X^T y/N_TE: by Schur's lemma its moments are sums over the eigenvalues "
    "(teacher.mean, teacher.energy)"
)
STUDENT = (
    "the student learns the share s_j of the teacher along the j-th eigenvector of its own inputs, which are "
    "uniformly rotated and independent of the teacher: ridge, gradient flow, least squares, of any number of samples "
    "or the population (student.mean, student.along, student.energy)"
)
