"""The mean error of a student with a start, over the teacher's units, for real features.

f_0 is fixed, the teacher f_TE = P f* has independent uniform units. On degree j let f_j be the norm of the target's
part, f^0_j the start's coefficient along it and z_j the energy of the rest of the start there, ell_j the mean error
of such a teacher for a target in V_j and q_j = E ||Pi_j f_TE||^2. The student learns the share s_j (gradient flow from
f_0: 1 - exp(-lambda_j t)); g_j = f_j - (1 - s_j) f^0_j. Then

    E L_ST = sum_j g_j^2 + (1 - s_j)^2 z_j - 2 (1 - ell_j) s_j f_j g_j + s_j^2 q_j.

So of the start only two numbers per degree count, and what it has wrong (z_j) on slow degrees stays. Idea: the
student's overlap with its teacher is <r, P f*> for a fixed r, and by Schur's lemma the mean of P is the number 1 -
ell_j on V_j. The ell_j and q_j are those of the network; with the moments of a deterministic equivalent the formula
is a prediction.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.started_networks import LENGTH, started_network_trials
from w2s_theory.notation import (
    L_ST,
    a_0,
    f,
    f_ST,
    f_star,
    f_TE,
    inner,
    j,
    l_TE,
    mean,
    n,
    norm_squared,
    q_TE,
    r_0,
    r_seen,
    s_ST,
    seen_difference,
    seen_sum,
    w_0,
    z_0,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator, RotatedProjection
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes

LEARNT = s_ST[j]
LEFT = 1 - LEARNT
# what is left to learn along the target's part; r = S (f* - (I - S) f_0) has s_j times that, and more across
AHEAD = f[j] - LEFT * a_0[j]
ACROSS = LEARNT**2 * LEFT**2 * z_0[j]
START = AHEAD**2 + LEFT**2 * z_0[j]
TERM = START - 2 * (1 - l_TE[j]) * LEARNT * f[j] * AHEAD + LEARNT**2 * q_TE[j]
BOUND = over_modes(TERM)

LEARNT_PART = f_ST - w_0
SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST", "w_0", "r_0", "r_seen"),
    (
        Operator("P", "projection", ((f_star, f_TE), (r_0, r_seen))),
        Operator("S", "self_adjoint", ((f_TE, LEARNT_PART), (f_star - w_0, r_0))),
    ),
    (
        ("start.left", Claim(norm_squared(f_star - w_0), "==", over_modes(START))),
        ("teacher.learnt", Claim(mean(norm_squared(LEARNT_PART)), "==", over_modes(LEARNT**2 * q_TE[j]))),
    ),
    random=("f_TE", "f_ST", "r_seen"),
    projections=(
        RotatedProjection(seen_sum, l_TE[j], (f[j] + LEARNT * AHEAD) ** 2 + ACROSS, j, 0, n - 1),
        RotatedProjection(seen_difference, l_TE[j], (f[j] - LEARNT * AHEAD) ** 2 + ACROSS, j, 0, n - 1),
    ),
)


def proof() -> tuple[Step, ...]:
    fixed = norm_squared(f_star - w_0)
    seen = {
        sign: over_modes((1 - l_TE[j]) * ((f[j] + sign * LEARNT * AHEAD) ** 2 + ACROSS)) for sign in (1, -1)
    }
    return (
        Step(
            "overlap", Claim(inner(r_0, f_TE), "==", (seen_sum - seen_difference) / 4), "gram",
            unfold=("seen_sum", "seen_difference"), note="<r, P f*> = <P r, P f*>, and polarisation.",
        ),
        Step(
            "split", Claim(L_ST, "==", fixed - (seen_sum - seen_difference) / 2 + norm_squared(LEARNT_PART)), "gram",
            unfold=("L_ST",), uses=("overlap",), note="f* - f_ST = (f* - (I - S) f_0) - S f_TE; S is self-adjoint.",
        ),
        Step(
            "in_the_mean",
            Claim(
                mean(L_ST), "==",
                fixed - (mean(seen_sum) - mean(seen_difference)) / 2 + mean(norm_squared(LEARNT_PART)),
            ),
            "expectation", uses=("split",), certificate={"of": "split"}, note="Take the mean over the teacher's units.",
        ),
        Step(
            "rotations_of_sum", Claim(mean(seen_sum), "==", seen[1]), "rotation",
            note="Rotation invariance: on each degree the mean of P is the number 1 - ell_j.",
        ),
        Step(
            "rotations_of_difference", Claim(mean(seen_difference), "==", seen[-1]), "rotation",
            note="The same for f* - r.",
        ),
        Step(
            "terms",
            Claim(
                BOUND, "==",
                over_modes(START) - seen[1] / 2 + seen[-1] / 2 + over_modes(LEARNT**2 * q_TE[j]),
            ),
            "termwise", note="Degree by degree: what the two have in common cancels.",
        ),
        Step(
            "mean_error", Claim(mean(L_ST), "==", BOUND), "gram",
            uses=("in_the_mean", "rotations_of_sum", "rotations_of_difference", "terms"),
            certificate={
                "multipliers": {
                    "in_the_mean": 1, "rotations_of_sum": -Fraction(1, 2), "rotations_of_difference": Fraction(1, 2),
                    "terms": -1, "start.left": 1, "teacher.learnt": 1,
                },
            },
            note="Put together.",
        ),
    )  # fmt: skip


def _sequence(name: str, domain, typical) -> Parameter:
    return Parameter(name, domain, typical, length=LENGTH)


THEOREM = Theorem(
    name="expected_student_error_eq_of_start",
    title="The mean error of a student with a start, over its teachers",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(1), integers(1, LENGTH)),
        _sequence("s_ST", reals(0, 1), reals(0, 1)),
        _sequence("f", reals(), reals(0, 1)),
        _sequence("a_0", reals(), reals(-1, 1)),
        _sequence("z_0", reals(0), reals(0, 1)),
        _sequence("q_TE", reals(0), reals(0, 1)),
        _sequence("l_TE", reals(0, 1), reals(0, 1)),
    ),
    quantity=mean(L_ST),
    relation="==",
    bound=BOUND,
    stable_bound=over_entries(TERM, LENGTH),
    # a difference that may nearly vanish
    float_accuracy=1e-11,
    # L_ST <= L_0 + L_TE; the bound's draws are a square, a term linear in a mean error, and at most the teacher's energy
    quantifier=Expectation(value_range=(Fraction(0), Fraction(21, 10)), bound_range=(Fraction(-1), Fraction(21, 10))),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with the teacher's units independent, uniform on the sphere; ||f*|| = 1 and f_0 are fixed",
        "f_ST = f_0 + S (f_TE - f_0); a student of infinite width, S is s_j on V_j, 0 <= s_j <= 1",
        "ell_j is the mean error of such a teacher for a target in V_j, q_j = E ||Pi_j f_TE||^2",
        "so the mean of ||P e||^2 is the sum of (1 - ell_j) ||Pi_j e||^2 over all degrees, for every fixed e "
        "(Funk-Hecke or Schur's lemma); the last entry may stand for many degrees, with their mean ell",
    ),
    setting=SETTING,
    experiment=started_network_trials,
    proof=proof,
)  # fmt: skip
