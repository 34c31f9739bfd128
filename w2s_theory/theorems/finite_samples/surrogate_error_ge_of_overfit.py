"""No labels, however made, give a ridgeless student more than a constant factor over true ones.

A student fits N labels exactly, of a surrogate with the coefficients b_j. By the deterministic equivalent it learns
the shares s_j and its error is sum_j (f_j - s_j b_j)^2 + Omega sum_j (1 - s_j)^2 b_j^2, Omega = S_2/(N - S_2). For
every b, and omega = min(1, Omega),

    error >= omega sum_j (1 - s_j)^2 f_j^2,

while true labels, b = f, give (1 + Omega) sum_j (1 - s_j)^2 f_j^2: a better teacher than the truth can gain the
factor omega/(1 + Omega) at most, never an exponent. (A student that is tuned, against its *teacher*, can: ``w2s
exponents``.) The best surrogate is b_j = s_j f_j/(s_j^2 + Omega (1 - s_j)^2), which amplifies where s_j > S_2/N and
shrinks the rest. Idea: with e = f - s b and r = 1 - s, e^2 + r^2 b^2 - r^2 f^2 = r s (r b - e)^2 + r^3 b^2 + s e^2
on every mode.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.surrogate_labels import surrogate_trials
from w2s_theory.notation import b, f, j, kept_floor, overfit, s_ST
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes

LENGTH = 5
LEFT, ERROR = 1 - s_ST[j], f[j] - s_ST[j] * b[j]
COST = ERROR**2 + overfit * LEFT**2 * b[j] ** 2
FLOOR = LEFT**2 * f[j] ** 2
QUANTITY, BOUND = over_modes(COST), kept_floor * over_modes(FLOOR)
BELOW, LEARNT = Claim(overfit, ">=", kept_floor), Claim(LEFT, ">=", 0)
EACH = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)


def proof() -> tuple[Step, ...]:
    return (
        Step("below", BELOW, "hypothesis", note="omega is at most Omega."),
        Step("learnt", LEARNT, "hypothesis", variables=EACH, note="The student learns at most the whole."),
        Step(
            "one", Claim(COST, ">=", kept_floor * FLOOR), "ring", variables=EACH, uses=("below", "learnt"),
            certificate={
                "multipliers": {"below": LEFT**2 * b[j] ** 2},
                "squares": (
                    (kept_floor * LEFT * s_ST[j], LEFT * b[j] - ERROR), (kept_floor * LEFT, LEFT * b[j]),
                    (kept_floor * s_ST[j], ERROR), (1 - kept_floor, ERROR),
                ),
            },
            note="Four squares, mode by mode.",
        ),
        Step(
            "all", Claim(QUANTITY, ">=", BOUND), "termwise", uses=("one",), certificate={"term": "one"}, note="Add them up.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="surrogate_error_ge_of_overfit",
    title="No labels give a ridgeless student more than a constant",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        Parameter("n", integers(1), integers(1, LENGTH)),
        Parameter("s_ST", reals(0), reals(0, 1), length=LENGTH),
        Parameter("f", reals(), reals(-1, 1), length=LENGTH),
        Parameter("b", reals(), reals(-2, 2), length=LENGTH),
        Parameter("overfit", reals(0), reals(1, 3)),
        Parameter("kept_floor", reals(0, 1), reals(0, 1)),
    ),
    quantity=QUANTITY,
    relation=">=",
    bound=BOUND,
    stable_bound=kept_floor * over_entries(FLOOR, LENGTH),
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="unknown",
    discrepancy=Fraction(1, 4),
    assumptions=(
        "the error of a kernel student on N labels of a function with the coefficients b_j is sum_j (f_j - s_j b_j)^2"
        " + Omega sum_j (1 - s_j)^2 b_j^2: the deterministic equivalent, label noise left out (it only adds)",
    ),
    hypotheses=(BELOW, LEARNT),
    experiment=surrogate_trials,
    proof=proof,
)  # fmt: skip
