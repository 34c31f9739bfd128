"""A teacher of M units errs at least this much, wherever its units are: a lower bound in closed form.

For every m with D > F M, where D = binomial(m + d - 1, d - 1) is the dimension of the polynomials of degree m with the
parity of m on the sphere of R^d, and F >= the mean of f*(x)^2 over the targets (||f*||_inf^2 for one target, 1 for a basis
of V_k),

    mean of L_TE >= 1/(1 + (lambda_k/lambda_{k+2m}) F M/(D - F M)).

With D about 2 F M it falls with the power (d+2p)/(d-1) of M, the one that random units reach. It is sharp where the target's
degree is high and the units are few (within 1e-3 of the error at d = 8, k = 40, one unit); where the power shows, no draw
came nearer than a factor 5. It is ``teacher_error_ge_of_kernel_product`` with m' = m + k:

* z_k = D, since P_k(<x, .>) kappa_m(<x, .>) lies in W_{m+k}, where kappa_{m+k} reproduces its value at x, which is D;
* z_j <= D: N_j z_j is the sum over an orthonormal basis Y of V_j of the squared Hilbert-Schmidt norms of multiplication
  by Y from W_m to W_{m+k}, at most the integral of sum_Y Y^2 kappa_m(1) = N_j D, by the addition theorem;
* z_j = 0 for j > k + 2m and for j - k odd, by degree and parity;
* lambda_j >= lambda_{k+2m} for the other j: by the recursion in the degree the eigenvalues of one parity do not grow.

The first three say which product of kernels z is, and are assumed of it; the last one is proved below.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import gamma

from w2s_theory.experiments.unit_placement import UNITS_ATTACK, units_trials, units_witness
from w2s_theory.notation import (
    M_TE,
    L_mean,
    a,
    d,
    degree_coefficient,
    eigenvalue,
    gamma_z,
    i,
    j,
    k,
    kernel_product,
    lam,
    m,
    n,
    p,
    peak,
    z_k,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Family, Theorem
from w2s_theory.theorems.spectrum import activation_coefficient_recursion as recursion
from w2s_theory.theorems.spectrum import eigenvalue_between_of_large_degree as decay
from w2s_theory.theorems.teacher import teacher_error_ge_of_kernel_product as product

# binomial(m + d - 1, d - 1)
DIMENSION = gamma(m + d) / (gamma(m + 1) * gamma(d))
SEEN = peak * M_TE
TOP_DEGREE = k + 2 * m
TARGET, TOP = eigenvalue(k, d, p), eigenvalue(TOP_DEGREE, d, p)
BOUND = 1 / (1 + TARGET / TOP * SEEN / (DIMENSION - SEEN))

# the product of kernels at this m and m' = m + k, and the numbers that belong to it
VALUES = ((M_TE, M_TE), (peak, peak), (lam, TARGET), (z_k, DIMENSION), (gamma_z, TOP / DIMENSION), (L_mean, L_mean))
PRODUCTS = Family(product.THEOREM.name, (), VALUES)
ENOUGH = Claim(DIMENSION, ">", SEEN)
# what is known of the features and of the product of kernels, for every degree j
OF_PRODUCT = (
    Claim(degree_coefficient(j) ** 2, ">=", eigenvalue(j, d, p)),
    Claim(kernel_product(j) / DIMENSION, "<=", 1),
    Claim(kernel_product(TOP_DEGREE + 1 + j), "<=", 0),
    Claim(kernel_product(TOP_DEGREE - 1 - 2 * j), "<=", 0),
)
DEGREE, BELOW = Parameter("j", integers(0), integers(0, 40)), Parameter("n", integers(0), integers(0, 40))


def proof() -> tuple[Step, ...]:
    return (*falling_steps(), *_same_parity(), *_every_degree(), *_conclusion())


def falling_steps() -> tuple[Step, ...]:
    """``falling``: the eigenvalues of one parity do not grow with the degree."""
    here, after = n + 2 * j, n + 2 * j + 2
    gain = (d + 2 * p) * (2 * here + d) / (here + d + p) ** 2
    both = (BELOW, DEGREE)
    return (
        Step(
            "recursion", Claim(a(after, d, p), "==", -a(here, d, p) * (here - p) / (here + d + p)), "theorem",
            variables=both, certificate={"name": recursion.THEOREM.name, "values": {k: here}},
            note="The recursion of the coefficients.",
        ),
        Step(
            "two_on", Claim(eigenvalue(here, d, p), ">=", eigenvalue(after, d, p)), "rational", variables=both,
            uses=("recursion",), unfold=("eigenvalue",), certificate={"rest": a(here, d, p) ** 2 * gain},
            note="|j - p| <= j + d + p for every degree j.",
        ),
        Step("same", Claim(eigenvalue(n, d, p), ">=", eigenvalue(n, d, p)), "ring", variables=both, note="Nothing to show."),
        Step(
            "falling", Claim(eigenvalue(n, d, p), ">=", eigenvalue(n + 2 * j, d, p)), "induction", variables=both,
            uses=("same", "two_on"), certificate={"variable": j, "base": "same", "step": "two_on"}, note="Step by step.",
        ),
    )


def _at(degree):
    """lambda_j >= (lambda_{k+2m}/D) z_j."""
    return Claim(eigenvalue(degree, d, p), ">=", TOP / DIMENSION * kernel_product(degree))


def _same_parity() -> tuple[Step, ...]:
    """For the degrees j = k + 2m - n, by the parity of n."""
    low = Claim(n, "<=", TOP_DEGREE)
    even, odd = (low, Claim(n, "==", 2 * j)), (low, Claim(n, "==", 1 + 2 * j))
    return (
        Step(
            "product_small", Claim(kernel_product(j) / DIMENSION, "<=", 1), "hypothesis", variables=(DEGREE,),
            certificate={"values": {j: j}}, note="z_j <= D.",
        ),
        Step(
            "even", _at(TOP_DEGREE - n), "rational", variables=(BELOW, DEGREE), where=even,
            uses=("falling", "product_small"),
            certificate={
                "at": {"falling": {n: TOP_DEGREE - 2 * j, j: j}, "product_small": {j: TOP_DEGREE - 2 * j}},
                "multipliers": {"falling": 1, "product_small": TOP},
            },
            note="Degrees with the parity of k: the eigenvalue is the larger one, and z_j <= D.",
        ),
        Step(
            "no_product", Claim(kernel_product(TOP_DEGREE - 1 - 2 * j), "<=", 0), "hypothesis", variables=(DEGREE,),
            certificate={"values": {j: j}}, note="z_j = 0 for the other parity.",
        ),
        Step(
            "odd", _at(TOP_DEGREE - n), "rational", variables=(BELOW, DEGREE), where=odd, uses=("no_product",),
            certificate={
                "multipliers": {"no_product": TOP / DIMENSION}, "rest": eigenvalue(TOP_DEGREE - 1 - 2 * j, d, p),
            },
            note="Degrees of the other parity.",
        ),
        Step(
            "up_to_top", _at(TOP_DEGREE - n), "cases", variables=(BELOW,), where=(low,), uses=("even", "odd"),
            note="Both parities.",
        ),
    )


def _every_degree() -> tuple[Step, ...]:
    low, high = Claim(j, "<=", TOP_DEGREE), Claim(j, ">=", TOP_DEGREE + 1)
    each = (DEGREE,)
    return (
        Step(
            "low", _at(j), "rational", variables=each, where=(low,), uses=("up_to_top",),
            certificate={"at": {"up_to_top": {n: TOP_DEGREE - j}}, "multipliers": {"up_to_top": 1}},
            note="The degrees up to k + 2m.",
        ),
        Step(
            "beyond", Claim(kernel_product(j), "<=", 0), "hypothesis", variables=each, where=(high,),
            certificate={"values": {j: j - TOP_DEGREE - 1}}, note="z_j = 0 above k + 2m.",
        ),
        Step(
            "high", _at(j), "rational", variables=each, where=(high,), uses=("beyond",),
            certificate={"multipliers": {"beyond": TOP / DIMENSION}, "rest": eigenvalue(j, d, p)}, note="The degrees above.",
        ),
        Step("every_degree", _at(j), "cases", variables=each, uses=("low", "high"), note="All degrees."),
        Step(
            "coefficient", Claim(degree_coefficient(j) ** 2, ">=", eigenvalue(j, d, p)), "hypothesis", variables=each,
            certificate={"values": {j: j}}, note="The features' coefficient on degree j.",
        ),
        Step(
            "ratio", Claim(degree_coefficient(j) ** 2, ">=", TOP / DIMENSION * kernel_product(j)), "rational",
            variables=each, uses=("every_degree", "coefficient"),
            certificate={"multipliers": {"coefficient": 1, "every_degree": 1}}, note="So gamma = lambda_{k+2m}/D will do.",
        ),
    )


def _conclusion() -> tuple[Step, ...]:
    least = decay.LOWER.subs(k, TOP_DEGREE)
    instance = product.BOUND.subs(dict(VALUES), simultaneous=True)
    return (
        Step(
            "top_least", Claim(TOP, ">=", least), "theorem",
            certificate={"name": decay.THEOREM.name, "values": {k: TOP_DEGREE, j: i}},
            note="The decay of the eigenvalues, from below.",
        ),
        Step(
            "top_positive", Claim(TOP, ">", 0), "rational", uses=("top_least",),
            certificate={"multipliers": {"top_least": 1}, "rest": least}, note="It does not vanish: k + 2m - p is odd.",
        ),
        Step(
            "target_above_top", Claim(TARGET, ">=", TOP), "ring", uses=("falling",),
            certificate={"at": {"falling": {n: k, j: m}}, "multipliers": {"falling": 1}}, note="k has the parity of k + 2m.",
        ),
        Step(
            "target_positive", Claim(TARGET, ">", 0), "ring", uses=("target_above_top", "top_positive"),
            certificate={"multipliers": {"target_above_top": 1, "top_positive": 1}}, note="So it does not vanish either.",
        ),
        Step(
            "instance", Claim(L_mean, ">=", instance), "theorem",
            uses=("ratio", "target_above_top", "target_positive", "top_positive"),
            certificate={"name": product.THEOREM.name, "index": {}}, note="The bound by products of kernels, m' = m+k.",
        ),
        Step(
            "bound", Claim(L_mean, ">=", BOUND), "rational", uses=("instance", "target_positive", "top_positive"),
            certificate={"multipliers": {"instance": 1}}, note="Written with one fraction less.",
        ),
    )


SIZES = (
    Parameter("d", integers(2), integers(2, 8)),
    Parameter("k", integers(0), integers(0, 4)),
    Parameter("p", integers(0, 3), integers(0, 3)),
    Parameter("i", integers(0), integers(0, 8)),
    Parameter("m", integers(0), integers(1, 8)),
    Parameter("M_TE", integers(1), integers(1, 12)),
)
PEAK = Parameter("peak", reals(0, lower_open=True), reals(1, Fraction(493, 100)))

ASSUMPTIONS = (
    "f_TE = P f* with P the projection on the features of M units, placed anywhere on the sphere of R^d",
    "activation max(z, 0)^p with p = 0, 1, 2, 3",
    "f* in V_k with ||f*|| = 1: one target, or several with equal weight",
    "the mean of f*(x)^2 over the targets is at most F for every x: ||f*||_inf^2 <= N_k for one, 1 for a basis of V_k",
)

THEOREM = Theorem(
    name="teacher_error_ge_of_units",
    title="No placement of the units beats the power (d+2p)/(d-1): a lower bound in closed form",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(*SIZES, PEAK),
    quantity=L_mean,
    relation=">=",
    bound=BOUND,
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=(*ASSUMPTIONS, "k + 2m = p + 1 + 2i for a whole i >= 0: k - p is odd; m is any whole number with D > F M"),
    hypotheses=(Claim(k, "==", p + 1 + 2 * i - 2 * m), ENOUGH, *OF_PRODUCT),
    families=(PRODUCTS,),
    depends_on=(product.THEOREM.name, recursion.THEOREM.name, decay.THEOREM.name),
    experiment=units_trials,
    witness=units_witness,
    attack=UNITS_ATTACK,
    proof=proof,
)
