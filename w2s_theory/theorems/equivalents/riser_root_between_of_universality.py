"""On a riser, where the teacher has theta units for each dimension of V_k, its error follows one quadratic equation.

Between two steps of the learning curve M_TE = theta N_k. Let x = kappa/lambda_k, so that the teacher's error on V_k is
x/(1 + x); zeta the kernel's trace on all harder eigenspaces relative to that on V_k, phi N_k the units that the easier ones
take, epsilon the largest lambda_j/kappa of the harder ones. Then the equation for kappa says

    phi x (1 + x) - epsilon zeta (1 + x) <= theta x^2 + (theta - 1 - zeta) x - zeta <= phi x (1 + x).

For d -> infinity and the ReLU both ends vanish, phi like N_{k-1}/N_k, or N_{k-2}/N_k, and epsilon like lambda_j/lambda_k
of the next active degree: the error on a riser tends to x/(1 + x) with x > 0 the root of
theta x^2 + (theta - 1 - zeta) x - zeta = 0. For k = 1 zeta = 1 - 2/pi: theta = 0.3, 1, 3 give 0.794, 0.448, 0.145. With the
best filter of ``student_error_ge_of_equivalent_filter`` the student's error follows. Proved of the formula, not of networks.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.risers import riser_trials
from w2s_theory.notation import N_k, counts, j, kappa, lam, lambdas, phi_k, ratio_beyond, theta_k, x, zeta_k
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.equivalents.setting import COUNT, EACH_MODE, EIGENVALUE, GAIN, LENGTH, over_modes

QUADRATIC = theta_k * x**2 + (theta_k - 1 - zeta_k) * x - zeta_k
UPPER = phi_k * x * (1 + x)
LOWER = UPPER - ratio_beyond * zeta_k * (1 + x)

TRACE, FITTED = over_modes(counts[j] * lambdas[j]), over_modes(counts[j] * GAIN)
HYPOTHESES = (
    Claim(x, "==", kappa / lam),
    Claim(zeta_k, "==", TRACE / (N_k * lam)),
    Claim(theta_k, "==", lam / (lam + kappa) + phi_k + FITTED / N_k),
)
HARDER = Claim(lambdas[j], "<=", ratio_beyond * kappa)
# what the harder eigenspaces fit, as a multiple of kappa N_k
SCALE = (lam + kappa) / (lam**2 * N_k)


def proof() -> tuple[Step, ...]:
    return (
        Step("harder", HARDER, "hypothesis", variables=EACH_MODE, note="The harder eigenspaces are far below kappa."),
        Step(
            "at_most", Claim(kappa * counts[j] * GAIN, "<=", counts[j] * lambdas[j]), "rational", variables=EACH_MODE,
            certificate={"rest": counts[j] * lambdas[j] ** 2 / (lambdas[j] + kappa)}, note="h <= lambda_j/kappa.",
        ),
        Step(
            "nearly", Claim(kappa * counts[j] * GAIN, ">=", (1 - ratio_beyond) * counts[j] * lambdas[j]), "rational",
            variables=EACH_MODE, uses=("harder",),
            certificate={
                "multipliers": {"harder": counts[j] * lambdas[j] / (lambdas[j] + kappa)},
                "rest": ratio_beyond * counts[j] * lambdas[j] ** 2 / (lambdas[j] + kappa),
            },
            note="And h >= (1 - epsilon) lambda_j/kappa.",
        ),
        Step(
            "all_at_most", Claim(kappa * FITTED, "<=", TRACE), "termwise", uses=("at_most",),
            certificate={"term": "at_most"}, note="All of them.",
        ),
        Step(
            "all_nearly", Claim(kappa * FITTED, ">=", (1 - ratio_beyond) * TRACE), "termwise", uses=("nearly",),
            certificate={"term": "nearly"}, note="All of them.",
        ),
        Step(
            "lower", Claim(QUADRATIC, ">=", LOWER), "rational", uses=("all_nearly",),
            certificate={"multipliers": {"all_nearly": SCALE}}, note="The equation for kappa, times x (1 + x)/N_k.",
        ),
        Step(
            "upper", Claim(QUADRATIC, "<=", UPPER), "rational", uses=("all_at_most",),
            certificate={"multipliers": {"all_at_most": SCALE}}, note="The same.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="riser_root_between_of_universality",
    title="The teacher's error on a riser of its learning curve",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        Parameter("kappa", reals(0, lower_open=True), reals(Fraction(1, 2), 2)),
        EIGENVALUE, Parameter("N_k", reals(0, lower_open=True), reals(1, 20)), COUNT,
        Parameter("lambdas", reals(0), reals(Fraction(1, 1000), Fraction(1, 100)), length=LENGTH),
        Parameter("counts", reals(0), reals(1, 20), length=LENGTH),
        Parameter("x", reals(0, lower_open=True), reals(Fraction(1, 10), 5), meaning="kappa/lambda_k"),
        Parameter("theta_k", reals(0, lower_open=True), reals(Fraction(1, 5), 3)),
        Parameter("zeta_k", reals(0), reals(0, 2)),
        Parameter("phi_k", reals(0), reals(0, 1)),
        Parameter("ratio_beyond", reals(0), reals(Fraction(1, 50), 1)),
    ),
    quantity=QUADRATIC,
    relation="between",
    bound=(LOWER, UPPER),
    # a difference that may nearly vanish
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "kappa > 0 is the root of sum_j N_j h_j = M_TE over all eigenspaces, M_TE = theta N_k: formulas, not networks",
        "phi N_k is the part of this sum over the easier eigenspaces; the sums here are over the harder ones",
        "lambda_j <= epsilon kappa on the harder eigenspaces",
    ),
    hypotheses=(*HYPOTHESES, HARDER),
    experiment=riser_trials,
    proof=proof,
)  # fmt: skip
