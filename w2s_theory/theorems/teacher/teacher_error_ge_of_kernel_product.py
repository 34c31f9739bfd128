"""No placement of the units beats a power law: a lower bound on the teacher's error from products of kernels.

Let kappa_m(z) = sum of N_i P_i(z) over i <= m with the parity of m, the reproducing kernel of W_m = span of those V_i, and
z_j = E[P_j kappa_m kappa_m']. If gamma z_j <= lambda_j for all j, and F >= the mean of f*(x)^2 for every x (the mean is
over the targets: F = ||f*||_inf^2 for one target, F = 1 for an orthonormal basis of V_k), then for z_k > F M and M units
anywhere (random, trained, repeated)

    mean of L_TE >= y/(1 + y),   y = gamma z_k (z_k - F M)/(lambda_k F M).

Idea: f_TE = sum_i w_i phi_{u_i} has only M units, so the operator R = a_k sum_i w_i kappa_m'(u_i, .) (x) kappa_m(u_i, .)
has rank M. What it has in common with multiplication by f* is then small unless R is large; R large means large
energy r_j on some degrees j, and there f_TE pays lambda_j r_j.

What the setting says, and why. Let nu = sum_i w_i delta_{u_i} with parts nu_j in V_j; r_j = ||nu_j||^2 for j != k, r_k = 0.

* Funk-Hecke gives Pi_j f_TE = a_j nu_j; so f_k = Pi_k f_TE, and the other degrees add up to at least sum_j a_j^2 r_j.
* kappa_m kappa_m' = sum_j z_j N_j P_j and the reproducing kernels of the V_j give for the Hilbert-Schmidt norm
  ||R||^2 = a_k^2 sum_{il} w_i w_l (kappa_m kappa_m')(<u_i, u_l>) = z_k ||f_k||^2 + lambda_k sum_j z_j r_j.
* B multiplies by f*, from W_m to W_m'. By Funk-Hecke <R, B> = a_k sum_i w_i E (kappa_m kappa_m')(<u_i, x>) f*(x)
  = z_k a_k sum_i w_i f*(u_i) = z_k <f_k, f*>.
* Q projects W_m on the span of the kappa_m(u_i, .), of dimension <= M. R Q = R, since a function of W_m orthogonal to this
  span vanishes at all u_i; B -> B Q is an orthogonal projection of operators.
* ||B Q||^2 = tr Q B^T B Q, and the mean of B^T B is at most that of multiplication by f*^2 on W_m, so at most F; its
  trace on at most M dimensions is at most F M.

Functions and operators live in the orthogonal sum of L2 and the Hilbert-Schmidt operators.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Sum, oo

from w2s_theory.experiments.kernel_products import (
    KERNEL_ATTACK,
    kernel_product_trials,
    kernel_product_witness,
)
from w2s_theory.notation import (
    M_TE,
    B_seen,
    B_target,
    L_mean,
    R_units,
    c_u,
    degree_coefficient,
    f_k,
    f_star,
    f_TE,
    gamma_z,
    inner,
    j,
    kernel_product,
    lam,
    mean,
    norm_squared,
    peak,
    unit_energies,
    z_k,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import TEACHER, UNIT_TARGET

SEEN = peak * M_TE
RATIO = gamma_z * z_k * (z_k - SEEN) / (lam * SEEN)
BOUND = RATIO / (1 + RATIO)
# the multiples of f* and of B Q that are nearest to f_k and to R
SHARE = 1 / (1 + RATIO)
WEIGHT = SHARE * z_k / SEEN
ROOM = 1 - gamma_z * z_k / lam

OTHERS = Sum(degree_coefficient(j) ** 2 * unit_energies[j], (j, 0, oo))
PRODUCTS = Sum(kernel_product(j) * unit_energies[j], (j, 0, oo))
SETTING = Hilbert(
    ("f_star", "f_TE", "f_k", "R_units", "B_target", "B_seen"),
    (
        TEACHER,
        Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_k))),
        Operator("Q", "projection", ((R_units, R_units), (B_target, B_seen))),
    ),
    (
        UNIT_TARGET,
        ("teacher.rest", Claim(norm_squared(f_TE - f_k), ">=", OTHERS)),
        ("kernels.energy", Claim(norm_squared(R_units), "==", z_k * norm_squared(f_k) + lam * PRODUCTS)),
        ("kernels.target", Claim(inner(R_units, B_target), "==", z_k * inner(f_k, f_star))),
        ("target.trace", Claim(mean(norm_squared(B_seen)), "<=", SEEN)),
    ),
    random=("f_star", "f_TE", "f_k", "R_units", "B_target", "B_seen", "unit_energies"),
)
ENOUGH = Claim(z_k, ">", SEEN)
TARGET_DEGREE = Claim(lam, ">=", gamma_z * z_k)
OTHER_DEGREES = Claim(degree_coefficient(j) ** 2, ">=", gamma_z * kernel_product(j))
ANY_NUMBER = (Parameter("c_u", reals(), reals(-10, 10)),)
EACH = (Parameter("j", integers(0), integers(0, 40)),)


def proof() -> tuple[Step, ...]:
    error, seen = norm_squared(f_star - f_TE), norm_squared(B_seen)
    energy, overlap = norm_squared(f_TE), inner(f_star, f_k)
    lost = ROOM * SHARE**2 + gamma_z / lam * WEIGHT**2 * seen
    return (
        Step(
            "each_degree", OTHER_DEGREES, "hypothesis", variables=EACH, certificate={"values": {j: j}},
            note="gamma is that small.",
        ),
        Step(
            "each_energy",
            Claim(degree_coefficient(j) ** 2 * unit_energies[j], ">=", gamma_z * kernel_product(j) * unit_energies[j]),
            "ring", variables=EACH, uses=("each_degree",), certificate={"multipliers": {"each_degree": unit_energies[j]}},
            note="Times the energy on this degree.",
        ),
        Step(
            "other_degrees", Claim(OTHERS, ">=", gamma_z * PRODUCTS), "termwise", uses=("each_energy",),
            certificate={"term": "each_energy"}, note="Term by term.",
        ),
        Step(
            "energy", Claim(energy, ">=", ROOM * norm_squared(f_k) + gamma_z / lam * norm_squared(R_units)), "gram",
            uses=("other_degrees",), certificate={"multipliers": {"teacher.rest": 1, "other_degrees": 1}},
            note="Degree k and the others; the energies of the others are those of R.",
        ),
        Step(
            "on_target", Claim(norm_squared(f_k), ">=", 2 * c_u * overlap - c_u**2), "gram", variables=ANY_NUMBER,
            certificate={"squares": ((1, f_k - c_u * f_star),)}, note="Cauchy-Schwarz in V_k, with any multiple of f*.",
        ),
        Step(
            "rank", Claim(norm_squared(R_units), ">=", 2 * c_u * z_k * overlap - c_u**2 * seen), "gram",
            variables=ANY_NUMBER, certificate={"squares": ((1, R_units - c_u * B_seen),)},
            note="Cauchy-Schwarz for operators: <R, B Q> = <R Q, B> = <R, B> = z_k <f_k, f*>.",
        ),
        Step(
            "learnt", Claim(overlap, "==", energy), "gram", note="<f_k, f*> = <f_TE, f*> = ||f_TE||^2: two projections.",
        ),
        Step(
            "each_target", Claim(energy, "<=", lost), "rational", uses=("energy", "on_target", "rank", "learnt"),
            certificate={
                "multipliers": {"energy": 1, "on_target": ROOM, "rank": gamma_z / lam},
                "at": {"on_target": {c_u: SHARE}, "rank": {c_u: WEIGHT}},
            },
            note="||f_TE||^2 >= 2 ||f_TE||^2 - what is lost: the factors were chosen so that the first is 2.",
        ),
        Step("error", Claim(error, "==", 1 - energy), "gram", note="The error of a projection."),
        Step(
            "each_error", Claim(error, ">=", 1 - lost), "ring", uses=("error", "each_target"),
            certificate={"multipliers": {"each_target": 1}}, note="For every target.",
        ),
        Step(
            "in_the_mean", Claim(mean(error), ">=", 1 - ROOM * SHARE**2 - gamma_z / lam * WEIGHT**2 * mean(seen)),
            "expectation", uses=("each_error",), certificate={"of": "each_error"}, note="The mean over the targets.",
        ),
        Step(
            "bound", Claim(L_mean, ">=", BOUND), "rational", uses=("in_the_mean",), unfold=("L_mean",),
            certificate={"multipliers": {"in_the_mean": 1, "target.trace": gamma_z / lam * WEIGHT**2}},
            note="The trace is at most F M; what is left is 1 - 1/(1 + y).",
        ),
    )


THEOREM = Theorem(
    name="teacher_error_ge_of_kernel_product",
    title="A lower bound on the teacher's error for every placement of its units",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("M_TE", integers(1), integers(1, 12)),
        Parameter("peak", reals(0, lower_open=True), reals(1, 5)),
        Parameter("lam", reals(0, lower_open=True), reals(Fraction(1, 2), 1)),
        Parameter("z_k", reals(0, lower_open=True), reals(1, 100)),
        Parameter("gamma_z", reals(0, lower_open=True), reals(Fraction(1, 10**6), Fraction(1, 200))),
    ),
    quantity=L_mean,
    relation=">=",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 2),
    assumptions=(
        "f_TE = P f* with P the projection on the features of M units, placed anywhere; the activation is any zonal one",
        "f* in V_k with ||f*|| = 1 and kernel eigenvalue lambda > 0: one target, or several with equal weight",
        "the mean of f*(x)^2 over the targets is at most F for every x: ||f*||_inf^2 for one, 1 for a basis of V_k",
        "z_j = E[P_j kappa_m kappa_m'] for any m, m' with m + m' - k even, gamma z_j <= lambda_j for all j, and z_k > F M",
    ),
    hypotheses=(ENOUGH, TARGET_DEGREE, OTHER_DEGREES),
    setting=SETTING,
    experiment=kernel_product_trials,
    witness=kernel_product_witness,
    attack=KERNEL_ATTACK,
    proof=proof,
)
