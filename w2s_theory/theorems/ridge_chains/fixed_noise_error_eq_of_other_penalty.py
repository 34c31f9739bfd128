"""A teacher is tuned if and only if its penalty is the best one at the noise that it has.

By the deterministic equivalent a ridge teacher of N labels has the error R = B + tau^2 S_2 with tau^2 = (sigma^2 +
R)/N; the noise contains the error. With another penalty it has R' = B' + S'_2 (sigma^2 + R')/N. At the noise of the
first

    B' + tau^2 S'_2 = R + (R' - R) (1 - S'_2/N),

so R' >= R for every other penalty exactly if R is least among all B' + tau^2 S'_2 with tau^2 held fixed. That is
why a tuned teacher can be compared with fixed filters, its student among them. Idea: put B' in.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.ridge_modes import other_penalty_trials
from w2s_theory.notation import (
    bias_other,
    label_variance,
    noise_variance,
    risk_other,
    risk_TE,
    samples_TE,
    spread_other,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

QUANTITY = bias_other + label_variance * spread_other
BOUND = risk_TE + (risk_other - risk_TE) * (1 - spread_other / samples_TE)
NOISE = Claim(label_variance, "==", (noise_variance + risk_TE) / samples_TE)
OTHER = Claim(bias_other, "==", risk_other - spread_other * (noise_variance + risk_other) / samples_TE)


def proof() -> tuple[Step, ...]:
    return (
        Step("noise", NOISE, "hypothesis", note="The noise per direction of the teacher that is looked at."),
        Step("other", OTHER, "hypothesis", note="The error of the other penalty, solved for its bias."),
        Step(
            "fixed_noise",
            Claim(QUANTITY, "==", BOUND),
            "rational",
            uses=("noise", "other"),
            note="Put both in.",
        ),
    )


THEOREM = Theorem(
    name="fixed_noise_error_eq_of_other_penalty",
    title="A tuned ridge is best at its own noise",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        Parameter("risk_TE", reals(0), reals(0, 1)),
        Parameter("risk_other", reals(0), reals(Fraction(1, 2), 2)),
        Parameter("spread_other", reals(0), reals(0, 1)),
        Parameter("samples_TE", integers(1), integers(10, 100)),
        Parameter("noise_variance", reals(0), reals(0, 1)),
        Parameter("label_variance", reals(0), reals(0, 1)),
        Parameter("bias_other", reals(0), reals(0, 1)),
    ),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "R = B + tau^2 S_2 with tau^2 = (sigma^2 + R)/N is the deterministic equivalent of a ridge teacher of N "
        "labels, and R' that of one with another penalty: a formula, no theorem on networks",
    ),
    hypotheses=(NOISE, OTHER),
    experiment=other_penalty_trials,
    proof=proof,
)
