"""Several degrees, all of them learnt: L_ST/L_TE^2 tends to one over the share of the hardest, with a rate.

The target has the norm c_k > 0 in V_k (eigenvalue lambda), its hardest degree, and f_j in easier eigenspaces, on which the
teacher's errors are at most r times that on V_k. The student learns the share s of V_k, at least as much of the target's
other eigenspaces, and of any eigenspace at most lambda_j t: gradient flow to time t, ridge regression with penalty 1/t. Then
the equivalent has

    c_k^2/(c_k^2 + r (1 - c_k^2))^2 <= L_ST/L_TE^2 <= (1 + y)^2/c_k^2 + (1/c_k^2 - 1) (r + y)^2/c_k^2
                                        + (lambda t)^2 (K_1/lambda)(1 + kappa/lambda)/(c_k^2 (M_TE - S_2)),
    y = c_k^2 (1 - s)/L_TE.

For gradient flow to tau = lambda t = 2 log(1/L_TE), y = c_k^2 L_TE: where r, L_TE and the last term are small, both ends are
1/c_k^2. So they are for d -> infinity and M_TE = d^a, a above the degree k and no active degree: r falls like a ratio of
multiplicities, the last term like log^2 times a power of 1/d. The exponent is then 2 for every target that is learnt, and
only its hardest degree counts. One degree, c_k = 1: ``student_error_le_sq_of_universality``. Ridge regression has
y = c_k^2/(L_TE (1 + lambda t)), for which lambda t must be far above 1/L_TE: then the last term decides, and its exponent
stays below 2 (``equivalents.step_exponents``). Proved of the formula, not of networks.

Idea: L_TE is between c_k^2 l and (c_k^2 + r (1 - c_k^2)) l, l = kappa/(lambda + kappa); and each degree's bias is the
square of (1 - h_j) + h_j (1 - s_j).
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.learnt_targets import learnt_target_trials
from w2s_theory.notation import (
    K_1,
    L_TE,
    S_1,
    S_2,
    c_k,
    counts,
    f,
    j,
    kappa,
    lam,
    lambdas,
    r_easy,
    s,
    s_ST,
    t,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.equivalents.setting import (
    COUNT,
    EACH_MODE,
    EIGENVALUE,
    GAIN,
    LENGTH,
    LOST,
    MISSED,
    ROOT,
    SPREAD,
    TARGET_GAIN,
    as_products,
    over_modes,
)

LEFT, EACH_LEFT = 1 - s, 1 - s_ST[j]
OWN_MISSED = kappa / (lam + kappa)

BIAS_TERM = f[j] ** 2 * (1 - s_ST[j] * GAIN) ** 2
OWN_BIAS = c_k**2 * (1 - s * TARGET_GAIN) ** 2
PASSED = over_modes(SPREAD * s_ST[j] ** 2)
LOST_SUM = over_modes(LOST) + c_k**2 * TARGET_GAIN * OWN_MISSED
STUDENT = OWN_BIAS + over_modes(BIAS_TERM) + LOST_SUM * PASSED / (S_1 - S_2)

EASY = over_modes(f[j] ** 2)
MISSED_EASY = over_modes(f[j] ** 2 * MISSED)
# c_k^2 + r (1 - c_k^2)
WEIGHT = c_k**2 + r_easy * (1 - c_k**2)
LOWER = c_k**2 * L_TE**2 / WEIGHT**2
Y = c_k**2 * LEFT
UPPER = (
    (L_TE + Y) ** 2 / c_k**2
    + (1 - c_k**2) * (r_easy * L_TE + Y) ** 2 / c_k**4
    + L_TE**2 * (lam * t) ** 2 * K_1 / lam * (1 + kappa / lam) / (c_k**2 * (S_1 - S_2))
)

EASIER = Claim(f[j] ** 2 * MISSED, "<=", f[j] ** 2 * r_easy * OWN_MISSED)
SOONER = Claim(f[j] ** 2 * s_ST[j], ">=", f[j] ** 2 * s)
LINEAR, NOT_BEYOND = Claim(s_ST[j], "<=", lambdas[j] * t), Claim(s_ST[j], "<=", 1)
HYPOTHESES = (
    Claim(K_1, "==", over_modes(counts[j] * lambdas[j])),
    Claim(L_TE, "==", c_k**2 * kappa / (lam + kappa) + MISSED_EASY),
    Claim(EASY, "<=", 1 - c_k**2),
    Claim(S_1, ">", S_2),
    EASIER,
    SOONER,
    LINEAR,
    NOT_BEYOND,
)

REACHED = r_easy * OWN_MISSED + LEFT
EACH_BIAS = MISSED + GAIN * EACH_LEFT
OWN_REACHED = OWN_MISSED + TARGET_GAIN * LEFT
NOISE = over_modes(counts[j] * lambdas[j]) * kappa * t**2


def _termwise(name: str, claim: Claim, term: str, note: str) -> Step:
    return Step(name, claim, "termwise", uses=(term,), certificate={"term": term}, note=note)


def _level_steps() -> tuple[Step, ...]:
    """``level_below`` and ``level_above``: L_TE between c_k^2 l and (c_k^2 + r (1 - c_k^2)) l."""
    return (
        Step("easier", EASIER, "hypothesis", variables=EACH_MODE, note="The other degrees are learnt better."),
        Step("whole", Claim(EASY, "<=", 1 - c_k**2), "hypothesis", note="||f*|| = 1."),
        Step(
            "one_missed", Claim(f[j] ** 2 * MISSED, ">=", 0), "rational", variables=EACH_MODE,
            certificate={"rest": f[j] ** 2 * MISSED}, note="An error.",
        ),
        _termwise("missed", Claim(MISSED_EASY, ">=", 0), "one_missed", "All of them."),
        _termwise("all_easier", Claim(MISSED_EASY, "<=", r_easy * OWN_MISSED * EASY), "easier", "All of them."),
        Step(
            "level_below", Claim(L_TE, ">=", c_k**2 * OWN_MISSED), "rational", uses=("missed",),
            certificate={"multipliers": {"missed": 1}}, note="The hardest degree alone.",
        ),
        Step(
            "level_above", Claim(L_TE, "<=", WEIGHT * OWN_MISSED), "rational", uses=("all_easier", "whole"),
            certificate={"multipliers": {"all_easier": 1, "whole": r_easy * OWN_MISSED}}, note="And all others.",
        ),
    )  # fmt: skip


def _noise_steps() -> tuple[Step, ...]:
    """``noise``: what passes of the noise, at most L_TE kappa t^2 K_1."""
    each = kappa * t**2 * counts[j] * lambdas[j]
    return (
        Step("linear", LINEAR, "hypothesis", variables=EACH_MODE, note="No mode is learnt faster than that."),
        Step(
            "one_passed", Claim(SPREAD * s_ST[j] ** 2, "<=", each), "rational", variables=EACH_MODE,
            uses=("linear",),
            certificate={
                "multipliers": {"linear": as_products(SPREAD) * (lambdas[j] * t + s_ST[j])},
                "rest": each * kappa * (2 * lambdas[j] + kappa) / (lambdas[j] + kappa) ** 2,
            },
            note="A mode is learnt no further than lambda_j t.",
        ),
        _termwise("all_passed", Claim(PASSED, "<=", NOISE), "one_passed", "All eigenspaces."),
        Step(
            "one_lost", Claim(LOST, ">=", 0), "rational", variables=EACH_MODE,
            certificate={"rest": as_products(LOST)}, note="An energy.",
        ),
        _termwise("all_lost", Claim(over_modes(LOST), ">=", 0), "one_lost", "All of them."),
        Step(
            "one_below", Claim(LOST, "<=", f[j] ** 2 * MISSED), "rational", variables=EACH_MODE,
            certificate={"rest": f[j] ** 2 * MISSED**2}, note="Since h is at most 1.",
        ),
        _termwise("all_below", Claim(over_modes(LOST), "<=", MISSED_EASY), "one_below", "All of them."),
        Step(
            "lost", Claim(LOST_SUM, ">=", 0), "rational", uses=("all_lost",),
            certificate={"multipliers": {"all_lost": 1}, "rest": c_k**2 * TARGET_GAIN * OWN_MISSED},
            note="The noise's energy.",
        ),
        Step(
            "energy", Claim(LOST_SUM, "<=", L_TE), "rational", uses=("all_below",),
            certificate={"multipliers": {"all_below": 1}, "rest": c_k**2 * OWN_MISSED**2},
            note="At most the teacher's error.",
        ),
        Step(
            "noise", Claim(LOST_SUM * PASSED, "<=", L_TE * kappa * t**2 * K_1), "rational",
            uses=("lost", "energy", "all_passed"),
            certificate={"multipliers": {"energy": kappa * t**2 * K_1, "all_passed": LOST_SUM}}, note="Put together.",
        ),
    )  # fmt: skip


def _bias_steps() -> tuple[Step, ...]:
    """``easy_bias``: of the other degrees at most (r l + 1 - s)^2 is missed."""
    both = REACHED + EACH_BIAS
    return (
        Step("sooner", SOONER, "hypothesis", variables=EACH_MODE, note="They are learnt sooner, too."),
        Step("not_beyond", NOT_BEYOND, "hypothesis", variables=EACH_MODE, note="No part is learnt more than wholly."),
        Step(
            "some_left", Claim(EACH_LEFT, ">=", 0), "ring", variables=EACH_MODE, uses=("not_beyond",),
            certificate={"multipliers": {"not_beyond": 1}}, note="The same.",
        ),
        Step("own_left", Claim(LEFT, ">=", 0), "ring", certificate={"rest": LEFT}, note="Nor is V_k."),
        Step(
            "both", Claim(both, ">=", 0), "rational", variables=EACH_MODE, uses=("some_left", "own_left"),
            certificate={
                "multipliers": {"some_left": GAIN, "own_left": 1}, "rest": r_easy * OWN_MISSED + MISSED,
            },
            note="What is missed.",
        ),
        Step(
            "one_bias", Claim(BIAS_TERM, "<=", f[j] ** 2 * REACHED**2), "rational", variables=EACH_MODE,
            uses=("easier", "sooner", "not_beyond", "both"),
            certificate={
                "multipliers": {"easier": both, "sooner": both, "not_beyond": f[j] ** 2 * MISSED * both},
            },
            note="1 - s h = (1 - h) + h (1 - s).",
        ),
        _termwise("all_bias", Claim(over_modes(BIAS_TERM), "<=", REACHED**2 * EASY), "one_bias", "All of them."),
        Step(
            "easy_bias", Claim(over_modes(BIAS_TERM), "<=", (1 - c_k**2) * REACHED**2), "rational",
            uses=("all_bias", "whole"), certificate={"multipliers": {"all_bias": 1, "whole": REACHED**2}},
            note="Their shares add up to 1 - c_k^2.",
        ),
    )  # fmt: skip


def _lower_steps() -> tuple[Step, ...]:
    return (
        Step(
            "one_square", Claim(BIAS_TERM, ">=", 0), "rational", variables=EACH_MODE, certificate={"rest": BIAS_TERM},
            note="It is a square.",
        ),
        _termwise("squares", Claim(over_modes(BIAS_TERM), ">=", 0), "one_square", "All of them."),
        Step(
            "one_noise", Claim(SPREAD * s_ST[j] ** 2, ">=", 0), "rational", variables=EACH_MODE,
            certificate={"rest": as_products(SPREAD) * s_ST[j] ** 2}, note="An energy.",
        ),
        _termwise("passes", Claim(PASSED, ">=", 0), "one_noise", "All of them."),
        Step(
            "own_part", Claim(STUDENT, ">=", c_k**2 * OWN_MISSED**2), "rational", uses=("squares", "passes", "lost"),
            certificate={
                "multipliers": {"squares": 1, "passes": LOST_SUM / (S_1 - S_2)},
                "rest": c_k**2 * TARGET_GAIN * LEFT * (OWN_MISSED + OWN_REACHED),
            },
            note="What the teacher misses of V_k, no student of its labels has.",
        ),
        Step(
            "lower", Claim(STUDENT, ">=", LOWER), "rational", uses=("own_part", "level_above"),
            certificate={
                "multipliers": {"own_part": 1, "level_above": c_k**2 * (OWN_MISSED * WEIGHT + L_TE) / WEIGHT**2},
            },
            note="And l >= L_TE/(c_k^2 + r (1 - c_k^2)).",
        ),
    )  # fmt: skip


def _upper_step() -> Step:
    own, easy = L_TE + Y + c_k**2 * OWN_REACHED, r_easy * L_TE + Y + c_k**2 * REACHED
    noise = L_TE * t**2 * K_1 * (lam + kappa) / (c_k**2 * (S_1 - S_2))
    return Step(
        "upper", Claim(STUDENT, "<=", UPPER), "rational", uses=("easy_bias", "noise", "level_below"),
        certificate={
            "multipliers": {
                "easy_bias": 1, "noise": 1 / (S_1 - S_2),
                "level_below": own / c_k**2 + (1 - c_k**2) * r_easy * easy / c_k**4 + noise,
            },
            "rest": LEFT * OWN_MISSED * own,
        },
        note="l <= L_TE/c_k^2 in each of the three parts.",
    )  # fmt: skip


def proof() -> tuple[Step, ...]:
    return (*_level_steps(), *_noise_steps(), *_bias_steps(), *_lower_steps(), _upper_step())


THEOREM = Theorem(
    name="student_error_tendsto_sq_of_equivalent_degrees",
    title="Several learnt degrees: the student's error over the square of the teacher's",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        ROOT, EIGENVALUE, Parameter("t", reals(0), reals(1, 20)), COUNT,
        Parameter("lambdas", reals(0), reals(2, 20), length=LENGTH),
        Parameter("counts", reals(0), reals(1, 20), length=LENGTH),
        Parameter("s", reals(0, 1), reals(0, Fraction(1, 2))),
        Parameter("s_ST", reals(0), reals(Fraction(1, 2), 1), length=LENGTH),
        Parameter("f", reals(), reals(0, Fraction(1, 10)), length=LENGTH),
        Parameter("c_k", reals(0, 1, lower_open=True), reals(Fraction(1, 10), Fraction(1, 2))),
        Parameter("r_easy", reals(0), reals(1, 2)),
        Parameter("L_TE", reals(0, lower_open=True), reals(Fraction(1, 100), 1)),
        Parameter("K_1", reals(0, lower_open=True), reals(1, 10)),
        Parameter("S_1", reals(0, lower_open=True), reals(2, 20)),
        Parameter("S_2", reals(0), reals(1, 2)),
    ),
    quantity=STUDENT,
    relation="between",
    bound=(LOWER, UPPER),
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "the left side is the equivalent of the mean of L_ST for a target of norm c_k in V_k and f_j in other eigenspaces, "
        "||f*|| <= 1: a formula, not a network; K_1, S_1 and S_2 are sums over all eigenspaces, S_1 = M_TE",
        "on the other eigenspaces of the target the teacher's error kappa/(lambda_j + kappa) is at most r times that on "
        "V_k, and the student learns at least the share s that it learns of V_k",
        "of eigenspace j it learns the share s_j, at most lambda_j t and at most 1",
    ),
    hypotheses=HYPOTHESES,
    experiment=learnt_target_trials,
    proof=proof,
)  # fmt: skip
