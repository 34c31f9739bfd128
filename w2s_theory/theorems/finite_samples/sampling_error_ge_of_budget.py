"""The best split of a budget between labels and unlabelled inputs.

Let what finite samples add to the student's error be alpha_l^2/a_l for the teacher's a_l = n - p spare labels and
alpha_u^2/a_u for the student's spare inputs, both paid from one budget, a_l + a_u. Then

    alpha_l^2/a_l + alpha_u^2/a_u >= (alpha_l + alpha_u)^2/(a_l + a_u),

with equality at a_l/a_u = alpha_l/alpha_u: of the budget the share alpha_l/(alpha_l + alpha_u) goes to labels.
Leading order of the deterministic equivalent: alpha_l^2 = (sigma^2 + L) sum N_j s_j^2 h_j and, if a label costs as
much as c inputs, alpha_u^2 = S_2 sum (1 - s_j)^2 q_j/c. Idea: the difference is a square.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.surrogate_labels import best_budgets, budget_trials
from w2s_theory.notation import input_budget, input_cost, label_budget, label_cost
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

QUANTITY = label_cost**2 / label_budget + input_cost**2 / input_budget
BOUND = (label_cost + input_cost) ** 2 / (label_budget + input_budget)


def proof() -> tuple[Step, ...]:
    weight = 1 / (label_budget * input_budget * (label_budget + input_budget))
    return (
        Step(
            "split",
            Claim(QUANTITY, ">=", BOUND),
            "rational",
            certificate={"squares": ((weight, label_cost * input_budget - input_cost * label_budget),)},
            note="Brought to one denominator, the difference is a square.",
        ),
    )


THEOREM = Theorem(
    name="sampling_error_ge_of_budget",
    title="The best split of a budget between labels and inputs",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=(
        Parameter("label_cost", reals(0), reals(0, 2)),
        Parameter("input_cost", reals(0), reals(0, 2)),
        Parameter("label_budget", reals(0, lower_open=True), reals(Fraction(1, 10), 5)),
        Parameter("input_budget", reals(0, lower_open=True), reals(Fraction(1, 10), 5)),
    ),
    quantity=QUANTITY,
    relation=">=",
    bound=BOUND,
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "what finite samples add to an error is, to leading order in them, inversely proportional to the spare labels"
        " and to the spare inputs",
    ),
    experiment=budget_trials,
    witness=best_budgets,
    proof=proof,
)
