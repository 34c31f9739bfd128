"""Keeping the labels that a first student agrees with: the loss on them, and why the next student inherits an error.

A label misses the truth by epsilon with variance sigma_eps^2, a first student by w with variance E, both Gaussian and
independent. A label is kept (chi = 1) by a rule that looks at r = epsilon - w only, such as |r| <= c. With S =
sigma_eps^2 + E, a share q that is kept and T the mean of r^2 over the kept, a next student that takes over the share
b of w has the loss

    E chi (epsilon - b w)^2 = q (T (sigma_eps^2 + b E)^2/S^2 + (1 - b)^2 sigma_eps^2 E/S).

It is least at b = sigma_eps^2 (S - T)/(E T + sigma_eps^2 S): 0 if nothing is selected (T = S), and the nearer to 1
the narrower the window. So more data do not remove the error b w: selection by agreement confirms what the first
student believed. Idea: given r, both epsilon and w are shares of r plus one common part that the rule does not see.
An analogue of filtering by self-consistency, no statement about language models.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.stages import agreement_trials
from w2s_theory.notation import (
    first_slip,
    gap_rest,
    keep,
    kept_share,
    kept_spread,
    label_error,
    label_error_variance,
    label_gap,
    mean,
    retained,
    slip_variance,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.related.student_setting import given

TOTAL = label_error_variance + slip_variance
OF_GAP, REST = (label_error_variance + retained * slip_variance) / TOTAL, 1 - retained
COMMON = label_error_variance * slip_variance / TOTAL
QUANTITY = mean(keep * (label_error - retained * first_slip) ** 2)
BOUND = kept_share * (OF_GAP**2 * kept_spread + REST**2 * COMMON)
SETTING = Hilbert(
    (),
    (),
    (
        ("label", Claim(label_error, "==", label_error_variance / TOTAL * label_gap + gap_rest)),
        ("slip", Claim(first_slip, "==", gap_rest - slip_variance / TOTAL * label_gap)),
        ("kept.spread", Claim(mean(keep * label_gap**2), "==", kept_share * kept_spread)),
        ("kept.apart", Claim(mean(keep * label_gap * gap_rest), "==", 0)),
        ("kept.common", Claim(mean(keep * gap_rest**2), "==", kept_share * COMMON)),
    ),
    random=("label_error", "first_slip", "label_gap", "gap_rest", "keep"),
    square_integrable=("label_error", "first_slip", "label_gap", "gap_rest"),
)


def proof() -> tuple[Step, ...]:
    both = label_error - retained * first_slip
    split = OF_GAP * label_gap + REST * gap_rest
    square = keep * (OF_GAP**2 * label_gap**2 + 2 * OF_GAP * REST * label_gap * gap_rest + REST**2 * gap_rest**2)
    return (
        Step(
            "error", Claim(both, "==", split), "gram", certificate={"multipliers": {"label": 1, "slip": -retained}},
            note="Both are shares of r plus the same rest.",
        ),
        Step(
            "square", Claim(keep * both**2, "==", square), "gram", uses=("error",),
            certificate={"multipliers": {"error": keep * (both + split)}}, note="Its square on the kept labels.",
        ),
        Step(
            "mean_square",
            Claim(
                QUANTITY, "==",
                OF_GAP**2 * mean(keep * label_gap**2) + 2 * OF_GAP * REST * mean(keep * label_gap * gap_rest)
                + REST**2 * mean(keep * gap_rest**2),
            ),
            "expectation", uses=("square",), certificate={"of": "square"}, note="Take the mean.",
        ),
        given(SETTING, "kept.spread", "spread", "What the rule does to r."),
        given(SETTING, "kept.apart", "apart", "The rest has mean 0 whatever r is."),
        given(SETTING, "kept.common", "common", "And the same variance: the rule does not see it."),
        Step(
            "kept_loss", Claim(QUANTITY, "==", BOUND), "rational", uses=("mean_square", "spread", "apart", "common"),
            certificate={
                "multipliers": {"mean_square": 1, "spread": OF_GAP**2, "apart": 2 * OF_GAP * REST, "common": REST**2},
            },
            note="Put together.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="kept_loss_eq_of_agreement",
    title="Keeping what a first student agrees with: the loss on the kept labels, and its confirmation bias",
    citation=Citation("this project"),
    status="proved",
    about="gaussian features",
    parameters=(
        Parameter("retained", reals(), reals(0, 1)),
        Parameter("kept_share", reals(0, 1), reals(Fraction(1, 10), 1)),
        Parameter("kept_spread", reals(0), reals(Fraction(1, 100), 2)),
        Parameter("slip_variance", reals(0, lower_open=True), reals(Fraction(1, 10), 2)),
        Parameter("label_error_variance", reals(0, lower_open=True), reals(Fraction(1, 10), 4)),
    ),
    quantity=QUANTITY,
    relation="==",
    bound=BOUND,
    float_accuracy=1e-13,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "an analogue: linear students of Gaussian inputs in place of language models; one kind of labels (a mixture of "
        "kinds adds up, kind by kind)",
        "epsilon and w are independent and Gaussian with mean 0; g = epsilon - sigma_eps^2 r/S is then independent of r, "
        "with variance sigma_eps^2 E/S (kept.apart, kept.common)",
        "a label is kept by a rule that looks at r = epsilon - w only; q and T are what it keeps (kept.spread)",
    ),
    setting=SETTING,
    experiment=agreement_trials,
    proof=proof,
)
