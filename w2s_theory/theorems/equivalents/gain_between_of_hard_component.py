"""A target with a hard part: what a student gains by stopping between the easy degrees and the hard one, or in it.

The target has easy parts f_j, and one of norm c_k in V_k (eigenvalue lambda, gain h), which is learnt later. Let
E = sum_j f_j^2 h_j (1 - h_j) and H = c_k^2 h: the noise that the easy parts cause, and what the teacher knows of the hard
one; p the share of the noise on V_k, omega that on the easy eigenspaces. The student learns the easy parts, the share s of
V_k and nothing beyond. Then under the equivalent

    G - H h - (E + H) omega <= E L_TE - E L_ST <= G,    G = E - H + 2 s H - (E + H) p s^2.

Where the hard part is hardly learnt (h small) and the easy one well (omega small), G is the gain. Stopped before V_k, s = 0:
E - H, so a gain iff the noise of the easy part is more than the teacher's knowledge of the hard one; with h = lambda/kappa
and 1 - h_j = kappa/lambda_j there, iff kappa > (c_k/f_j) sqrt(lambda lambda_j): with too many units the student throws away
more than it cleans. Stopped at the best s: with y = H/(E + H), G/(E + H) = 1 - 2 y + y^2/p for y <= p and 1 - p beyond,
positive always. L_TE stays above c_k^2 (1 - h), so log L_ST/log L_TE tends to 1: of such targets only gains have a size, no
exponent. Proved of the formula, not of networks.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.hard_parts import between_witness, hard_part_trials
from w2s_theory.notation import S_1, S_2, E_easy, H_hard, N_k, c_k, f, j, kappa, lam, omega_easy, p_hard, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.equivalents.setting import (
    COUNT,
    EIGENVALUE,
    GAIN,
    LOST,
    ROOT,
    SPECTRUM,
    SPREAD,
    TARGET,
    TARGET_GAIN,
    over_modes,
)

TEACHER_EASY, BIAS_EASY = over_modes(f[j] ** 2 * (1 - GAIN)), over_modes(f[j] ** 2 * (1 - GAIN) ** 2)
MISSED = kappa / (lam + kappa)
# all of the noise, and the share of it that passes
NOISE = over_modes(LOST) + c_k**2 * TARGET_GAIN * MISSED
PASSED = (over_modes(SPREAD) + N_k * TARGET_GAIN * MISSED * s**2) / (S_1 - S_2)
EQUIVALENT_GAIN = TEACHER_EASY + c_k**2 * MISSED - BIAS_EASY - c_k**2 * (1 - s * TARGET_GAIN) ** 2 - NOISE * PASSED

GAIN_AT = E_easy - H_hard + 2 * s * H_hard - (E_easy + H_hard) * p_hard * s**2
LOWER = GAIN_AT - H_hard * TARGET_GAIN - (E_easy + H_hard) * omega_easy
HYPOTHESES = (
    Claim(E_easy, "==", over_modes(LOST)),
    Claim(H_hard, "==", c_k**2 * lam / (lam + kappa)),
    Claim(p_hard, "==", N_k * lam * kappa / (lam + kappa) ** 2 / (S_1 - S_2)),
    Claim(omega_easy, "==", over_modes(SPREAD) / (S_1 - S_2)),
    Claim(S_1, ">", S_2),
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "easy", Claim(TEACHER_EASY - BIAS_EASY, "==", over_modes(LOST)), "termwise",
            note="(1 - h) - (1 - h)^2 = h (1 - h).",
        ),
        Step(
            "gain",
            Claim(
                EQUIVALENT_GAIN, "==",
                GAIN_AT - H_hard * TARGET_GAIN * s**2 * (1 - p_hard) - (E_easy + H_hard * MISSED) * omega_easy,
            ),
            "rational", uses=("easy",), certificate={"multipliers": {"easy": 1}}, note="What is left of G.",
        ),
        Step(
            "share", Claim(omega_easy, ">=", 0), "rational", certificate={"rest": omega_easy}, note="A share of the noise.",
        ),
        Step(
            "lower", Claim(EQUIVALENT_GAIN, ">=", LOWER), "rational", uses=("gain",),
            certificate={
                "multipliers": {"gain": 1},
                "rest": H_hard * TARGET_GAIN * ((1 - s) * (1 + s) + p_hard * s**2 + omega_easy),
            },
            note="Since s is at most 1.",
        ),
        Step(
            "upper", Claim(EQUIVALENT_GAIN, "<=", GAIN_AT), "rational", uses=("gain", "share"),
            certificate={
                "multipliers": {"gain": -1, "share": E_easy + H_hard * MISSED},
                "rest": H_hard * TARGET_GAIN * s**2 * (1 - p_hard),
            },
            note="Since p is at most 1.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="gain_between_of_hard_component",
    title="What a student gains on a target with a hard part",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        ROOT, EIGENVALUE, Parameter("N_k", reals(0, lower_open=True), reals(1, 20)),
        Parameter("c_k", reals(0), reals(Fraction(1, 10), 1)),
        Parameter("s", reals(0, 1), reals(0, 1)), COUNT, *SPECTRUM, TARGET,
        Parameter("S_1", reals(0, lower_open=True), reals(1000, 2000)),
        Parameter("S_2", reals(0), reals(1, 2)),
        Parameter("E_easy", reals(0), reals(0, 1)),
        Parameter("H_hard", reals(0), reals(0, 1)),
        Parameter("p_hard", reals(0, 1), reals(0, 1)),
        Parameter("omega_easy", reals(0), reals(0, 1)),
    ),
    quantity=EQUIVALENT_GAIN,
    relation="between",
    bound=(LOWER, GAIN_AT),
    # a difference that may nearly vanish
    float_accuracy=1e-11,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "the left side is the difference of the equivalent's mean errors of teacher and student: formulas, not networks",
        "kappa > 0 is the root of S_1 = M_TE; S_1 and S_2 are sums over all eigenspaces, the written sums over "
        "the easy ones",
        "the target has the norm f_j in the easy eigenspaces and c_k in V_k",
        "the student learns the easy eigenspaces wholly, the share s of V_k, and nothing of all others",
    ),
    hypotheses=HYPOTHESES,
    experiment=hard_part_trials,
    witness=between_witness,
    proof=proof,
)  # fmt: skip
