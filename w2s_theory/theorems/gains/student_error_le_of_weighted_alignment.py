"""A student's error from one number, in which every degree counts as far as the student has learnt it.

f* lies in V_k, e = f* - f_TE, the student multiplies V_k by s and every other degree j by s_j. With weights
gamma_j >= 0 and sigma >= 0 such that s_j^2 <= sigma + gamma_j (the target's degree too), Gamma the operator of the weights
and Z = ||(I - P) Gamma (I - P)||, for every network, every f* in V_k and any real filter

    L_ST <= (1 - s)^2 + (2 s (1 - s) + sigma + Z) L_TE.

Nothing is divided by a lower bound of L_TE but (1 - s)^2, and of that only the logarithm matters for the time. Z is the
norm of Gamma^{1/2} (I - P) Gamma^{1/2} too, which random units make small (``weighted_alignment_le_of_split``).

Idea: L_ST = (1 - s)^2 + 2 s (1 - s) L_TE + sum_j s_j^2 ||Pi_j e||^2 exactly, the sum over all degrees, k among them; and
e is in the range of I - P. Attained where e is an eigenvector of (I - P) Gamma (I - P) and all s_j^2 = sigma + gamma_j.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Sum, oo

from w2s_theory.experiments.weighted_alignment import ATTACK, alignment_trials, witness
from w2s_theory.notation import (
    L_ST,
    L_TE,
    G_e,
    Q_G_e,
    degree_shrinkage,
    degree_weight,
    f_k,
    f_ST,
    f_star,
    f_TE,
    gamma_k,
    inner,
    j,
    norm_squared,
    residual_energies,
    s,
    slow_square,
    weighted_alignment,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains.setting import SOMETHING_TO_LEARN, TEACHER_ERROR
from w2s_theory.theorems.limits.setting import UNIT_TARGET

RESIDUAL = f_star - f_TE
ON_TARGET = norm_squared(f_star - f_k)
BOUND = (1 - s) ** 2 + (2 * s * (1 - s) + slow_square + weighted_alignment) * L_TE


# over the degrees but k, of which residual_energies has 0
ENERGY = residual_energies[j]
LEARNT = Sum(degree_shrinkage(j) ** 2 * ENERGY, (j, 0, oo))
NOISE = Sum(ENERGY, (j, 0, oo))
WEIGHTED = Sum(degree_weight(j) * ENERGY, (j, 0, oo))
STUDENT_FACTS = (
    UNIT_TARGET,
    ("student.noise", Claim(norm_squared(f_ST - s * f_k), "==", LEARNT)),
    ("teacher.noise", Claim(norm_squared(f_TE - f_k), "==", NOISE)),
    ("residual.weighted", Claim(inner(RESIDUAL, G_e), "==", gamma_k * ON_TARGET + WEIGHTED)),
)
STUDENT = Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_k), (f_ST, s * f_k)))
TARGET_LEARNT = Claim(s**2, "<=", slow_square + gamma_k)
EACH_LEARNT = Claim(degree_shrinkage(j) ** 2, "<=", slow_square + degree_weight(j))
EACH = (Parameter("j", integers(0), integers(0, 40)),)
FILTER = (
    Parameter("s", reals(0), reals(0, Fraction(1, 2))),
    Parameter("slow_square", reals(0), reals(Fraction(1, 4), Fraction(1, 2))),
    Parameter("gamma_k", reals(0), reals(0, 1)),
)
# the last operator is (I - P) Gamma (I - P)/Z
VECTORS = ("f_star", "f_TE", "f_ST", "f_k", "G_e", "Q_G_e")
SETTING = Hilbert(
    VECTORS,
    (
        Operator("P", "projection", ((f_star, f_TE), (G_e, G_e - Q_G_e))),
        STUDENT,
        Operator("A", "shrinkage", ((RESIDUAL, Q_G_e / weighted_alignment),)),
    ),
    STUDENT_FACTS,
    random=(*VECTORS, "residual_energies", "weighted_alignment"),
)


def learnt_steps(apart: object = 0) -> tuple[Step, ...]:
    """Steps that end in ``weighted_bound``: L_ST <= (1 - s)^2 + (2 s (1 - s) + sigma) L_TE + <e, Gamma e>.

    Where the setting's Gamma leaves the target's degree out, ``apart`` is what that degree adds.
    """
    return (
        Step("each_learnt", EACH_LEARNT, "hypothesis", variables=EACH, certificate={"values": {j: j}},
             note="What sigma and the weights are."),
        Step("target_learnt", TARGET_LEARNT, "hypothesis", note="The same for the target's degree."),
        Step(
            "one_degree",
            Claim(degree_shrinkage(j) ** 2 * ENERGY, "<=", slow_square * ENERGY + degree_weight(j) * ENERGY),
            "ring", variables=EACH, uses=("each_learnt",), certificate={"multipliers": {"each_learnt": ENERGY}},
            note="What the student has of one degree of noise.",
        ),
        Step(
            "noise_learnt", Claim(LEARNT, "<=", slow_square * NOISE + WEIGHTED), "termwise", uses=("one_degree",),
            certificate={"term": "one_degree"}, note="All degrees outside V_k.",
        ),
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step(
            "by_degrees", Claim(L_ST, "==", (1 - s) ** 2 + 2 * s * (1 - s) * L_TE + s**2 * ON_TARGET + LEARNT), "gram",
            unfold=("L_ST", "L_TE"), uses=("overlap",),
            note="Pi_k f_ST = s (f* - Pi_k e) and <f*, Pi_k e> = L_TE; outside V_k the student has only noise.",
        ),
        Step(
            "error_by_degrees", Claim(L_TE, "==", ON_TARGET + NOISE), "gram", unfold=("L_TE",),
            note="The teacher's error in V_k and outside.",
        ),
        Step(
            "weighted_bound",
            Claim(L_ST, "<=", (1 - s) ** 2 + (2 * s * (1 - s) + slow_square) * L_TE + apart + inner(RESIDUAL, G_e)), "gram",
            uses=("by_degrees", "error_by_degrees", "noise_learnt", "target_learnt"),
            certificate={
                "multipliers": {"noise_learnt": 1}, "squares": ((slow_square + gamma_k - s**2, f_star - f_k),),
            },
            note="Every square of a shrinkage is at most sigma plus the weight.",
        ),
    )


def proof() -> tuple[Step, ...]:
    return (
        *learnt_steps(),
        Step(
            "aligned", Claim(inner(RESIDUAL, G_e), "<=", weighted_alignment * L_TE), "gram", unfold=("L_TE",),
            certificate={"multipliers": {"A.below(0)": weighted_alignment}},
            note="e = (I - P) e, so <e, Gamma e> = <e, (I - P) Gamma (I - P) e>, at most the norm times ||e||^2.",
        ),
        Step(
            "student_error", Claim(L_ST, "<=", BOUND), "ring", uses=("weighted_bound", "aligned"),
            certificate={"multipliers": {"weighted_bound": 1, "aligned": 1}}, note="Put together.",
        ),
    )


THEOREM = Theorem(
    name="student_error_le_of_weighted_alignment",
    title="The student's error from an alignment that counts what is learnt",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        TEACHER_ERROR,
        *FILTER,
        Parameter("weighted_alignment", reals(0, lower_open=True), reals(Fraction(1, 1000), 1)),
    ),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection; f* lies in an eigenspace V_k of the student's kernel, ||f*|| = 1",
        "the student is s times the teacher on V_k, and s_j times on degree j (any real filter)",
        "s^2 <= sigma + gamma_k, and s_j^2 <= sigma + gamma_j for every other degree",
        "Z is at least the norm of (I - P) Gamma (I - P), Gamma the operator with the eigenvalues gamma_k and gamma_j",
    ),
    hypotheses=(TARGET_LEARNT, EACH_LEARNT),
    setting=SETTING,
    conditions=(SOMETHING_TO_LEARN,),
    experiment=alignment_trials,
    witness=witness,
    attack=ATTACK,
    proof=proof,
)
