"""Adaptive ensembles: the mixture of teachers nearest to the student's start, against any other mixture.

AE-KD weighs its teachers such that the mixed gradient is shortest. In function space that is the mixture nearest to where
the student is; from a start f_0 it stays the same while the student moves towards it. For every mixture f_alpha with weights
of the same convex set

    L_near <= L_alpha - ||f_alpha - f_near||^2 + 2 <f_alpha - f_near, f* - f_0>.

If all teachers are as far ahead of the start in the direction of the target (<f_k - f*, f* - f_0> is the same for all), the
last term is 0 and no mixture is better: AE-KD, which sees no true label, is the oracle. If not, it pays for teachers that
are shrunk towards the start. Idea: the angle at the nearest point of a convex set is obtuse.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.teacher_mixtures import inner_mixture, mixture_trials
from w2s_theory.notation import L_mix, L_near, f_0, f_mix, f_near, inner, mix_ahead, mix_apart
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

BOUND = L_mix - mix_apart + 2 * mix_ahead
SETTING = Hilbert(
    ("f_star", "f_0", "f_near", "f_mix"),
    (),
    (("nearest", Claim(inner(f_mix - f_near, f_near - f_0), ">=", 0)),),
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "nearest", Claim(inner(f_mix - f_near, f_near - f_0), ">=", 0), "gram",
            certificate={"multipliers": {"nearest": 1}},
            note="From the nearest point of a convex set every way into the set leads away from the start.",
        ),
        Step(
            "mixture_error", Claim(L_near, "<=", BOUND), "gram", uses=("nearest",),
            unfold=("L_near", "L_mix", "mix_apart", "mix_ahead"), certificate={"multipliers": {"nearest": 2}},
            note="Write f* - f_alpha as (f* - f_near) - (f_alpha - f_near), and f* - f_near as (f* - f_0) - (f_near - f_0).",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="mixture_error_le_of_nearest_mixture",
    title="Adaptive ensembles: the error of the mixture of teachers nearest to the student's start",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("L_mix", reals(0), reals(0, 1)),
        Parameter("mix_apart", reals(0), reals(0, 1)),
        Parameter("mix_ahead", reals(), reals(-1, 1)),
    ),
    quantity=L_near,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "f*, the start f_0 and the teachers are any functions; mixtures have weights from a convex set, such as "
        "w_k >= 0, w_k <= C, sum w_k = 1",
        "f_near is the mixture nearest to f_0, so <f_alpha - f_near, f_near - f_0> >= 0 for all of them",
    ),
    setting=SETTING,
    experiment=mixture_trials,
    witness=inner_mixture,
    proof=proof,
)
