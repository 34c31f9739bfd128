"""Letters of the deterministic equivalents: n eigenspaces with multiplicity, the root kappa, a target.

Eigenspace j has kernel eigenvalue lambda_j and multiplicity N_j, the target has the norm f_j there, and
h_j = lambda_j/(lambda_j + kappa). With infinitely many eigenspaces every sum here converges, N_j lambda_j being
summable; an instance has the first ones and one entry for all others together.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Sum, exp

from w2s_theory.experiments.equivalent_means import LENGTH as LENGTH
from w2s_theory.notation import counts, f, f_star, j, kappa, lam, lambdas, n, norm_squared, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.theorems.limits.setting import TEACHER

# h_j and 1 - h_j; the second without cancellation
GAIN = lambdas[j] / (lambdas[j] + kappa)
MISSED = kappa / (lambdas[j] + kappa)
TARGET_GAIN = lam / (lam + kappa)
# what the teacher's noise in eigenspace j is proportional to; the sum is M_TE - S_2
SPREAD = counts[j] * GAIN * (1 - GAIN)
# the target's counterpart; the sum is the noise's energy
LOST = f[j] ** 2 * GAIN * (1 - GAIN)
SHRINKAGE = 1 - exp(-lambdas[j] * t)
TARGET_SHRINKAGE = 1 - exp(-lam * t)

ROOT = Parameter("kappa", reals(0, lower_open=True), reals(Fraction(1, 100), 1))
COUNT = Parameter("n", integers(1), integers(1, LENGTH))
SPECTRUM = (
    Parameter("lambdas", reals(0), reals(Fraction(1, 100), 2), length=LENGTH),
    Parameter("counts", reals(0), reals(1, 20), length=LENGTH),
)
TARGET = Parameter("f", reals(), reals(Fraction(1, 10), 1), length=LENGTH)
TIME = Parameter("t", reals(0), reals(0, 20))
EIGENVALUE = Parameter("lam", reals(0, lower_open=True), reals(Fraction(1, 100), 2))
EACH_MODE = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)


def over_modes(term):
    """The sum over all eigenspaces."""
    return Sum(term, (j, 0, n - 1))


# a noise without modes spreads nowhere
SPREADS = Claim(over_modes(SPREAD), ">", 0)

FEATURES = "M_TE random features whose kernel has the eigenvalues lambda_j with multiplicity N_j"
KAPPA_IS_ROOT = "kappa > 0 is the root of sum_j N_j lambda_j/(lambda_j + kappa) = M_TE"
TARGET_PARTS = "the target has the norm f_j in eigenspace j, ||f*|| = 1"
INFINITE_STUDENT = (
    "the student is infinitely wide with the same kernel, trained by gradient flow from 0 to time t: it "
    "multiplies eigenspace j by 1 - exp(-lambda_j t)"
)

# the teacher is a projection of the target, whose energy is the sum over eigenspaces
TEACHER_SPACE = (
    ("f_star", "f_TE"),
    (TEACHER,),
    (("target.parts", Claim(norm_squared(f_star), "==", over_modes(f[j] ** 2))),),
)


def as_products(term):
    """A term with 1 - h_j as kappa/(lambda_j + kappa), which loses no digits."""
    return term.subs(1 - GAIN, MISSED)
