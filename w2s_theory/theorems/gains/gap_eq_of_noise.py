"""Where a gain comes from, exactly: the noise that the student has not learnt, less what it has not learnt of the target.

*In words.* A student gains on its teacher by what it leaves out of the teacher's mistakes, and by nothing else.

f* in V_k, e = f* - f_TE the teacher's residual, x = ||Pi_k e||^2 its energy in V_k and r_j that in the other eigenspaces,
the student s times the teacher on V_k and s_j times on the others, any real filter. For every network

    L_TE - L_ST = sum_j (1 - s_j^2) r_j - 2 s (1 - s)(L_TE - x) - (1 - s)^2 (1 - x).

With 0 <= s <= 1 the two last terms only lose, as x <= L_TE <= 1: 1 - L_ST/L_TE is at most the mean of 1 - s_j^2 over the
energy of the noise. So to stop early is necessary: a filter that learns all the noise gains nothing.

*Idea.* Pythagoras by eigenspaces, of the student and of the filter that is 1 everywhere, which is the teacher itself.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Sum

from w2s_theory.experiments.noise_shares import LENGTH, gain_trials
from w2s_theory.notation import (
    L_ST,
    L_TE,
    f_k,
    f_ST,
    f_star,
    f_TE,
    inner,
    j,
    n,
    norm_squared,
    residual_energies,
    residual_square,
    s,
    s_ST,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.limits.setting import EIGENFUNCTION, UNIT_TARGET

ENERGY, LEARNT = residual_energies[j], s_ST[j] ** 2 * residual_energies[j]
UNLEARNT = (1 - s_ST[j] ** 2) * ENERGY
LOST = 2 * s * (1 - s) * (L_TE - residual_square) + (1 - s) ** 2 * (1 - residual_square)
SETTING = Hilbert(
    EIGENFUNCTION.vectors, EIGENFUNCTION.operators,
    (
        UNIT_TARGET,
        ("target.residual", Claim(norm_squared(f_star - f_k), "==", residual_square)),
        ("teacher.noise", Claim(norm_squared(f_TE - f_k), "==", Sum(ENERGY, (j, 0, n - 1)))),
        ("student.noise", Claim(norm_squared(f_ST - s * f_k), "==", Sum(LEARNT, (j, 0, n - 1)))),
    ),
)  # fmt: skip


def proof() -> tuple[Step, ...]:
    noise, learnt, unlearnt = (Sum(each, (j, 0, n - 1)) for each in (ENERGY, LEARNT, UNLEARNT))
    return (
        Step(
            "overlap", Claim(inner(f_star, f_k), "==", 1 - L_TE), "gram", unfold=("L_TE",),
            note="The target lies in V_k, so the teacher's part there has all of the overlap.",
        ),
        Step("teacher", Claim(L_TE, "==", residual_square + noise), "gram", unfold=("L_TE",),
             note="The teacher's error in V_k and outside."),
        Step(
            "student", Claim(L_ST, "==", (1 - s) ** 2 + 2 * s * (1 - s) * L_TE + s**2 * residual_square + learnt), "gram",
            unfold=("L_ST", "L_TE"), uses=("overlap",), note="The student's: Pi_k f_ST = s (f* - Pi_k e).",
        ),
        Step("left_out", Claim(unlearnt, "==", noise - learnt), "termwise", note="What is not learnt of the noise."),
        Step(
            "gain", Claim(L_TE - L_ST, "==", unlearnt - LOST), "ring", uses=("teacher", "student", "left_out"),
            certificate={
                "multipliers": {"teacher": 1, "student": -1, "left_out": -1},
            },
            note="The difference.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="gap_eq_of_noise",
    title="Where a gain comes from: noise that is left out",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10))),
        Parameter("n", integers(1), integers(1, LENGTH)),
        Parameter("s", reals(0), reals(0, 1)),
        Parameter("residual_square", reals(0, lower_open=True), reals(Fraction(1, 1000), Fraction(9, 10))),
        Parameter("s_ST", reals(0), reals(0, 1), length=LENGTH),
        Parameter("residual_energies", reals(0), reals(0, 1), length=LENGTH),
    ),
    quantity=L_TE - L_ST,
    relation="==",
    bound=Sum(UNLEARNT, (j, 0, n - 1)) - LOST,
    stable_bound=over_entries(UNLEARNT, LENGTH) - LOST,
    # a difference that may nearly vanish
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f_TE = P f* with P an orthogonal projection, ||f*|| = 1, f* in an eigenspace V_k of the student's kernel",
        "x = ||Pi_k (f* - f_TE)||^2, and r_j the energy of f_TE in n other eigenspaces, which hold all of it outside V_k",
        "the student multiplies V_k by s, and the other eigenspaces by s_j",
    ),
    setting=SETTING,
    experiment=gain_trials,
    proof=proof,
)
