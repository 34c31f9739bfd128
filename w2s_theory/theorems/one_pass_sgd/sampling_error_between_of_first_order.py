"""What sampling costs is first order in eta/B, and how far that is from exact.

Under one-pass SGD the energy of f_t - f_TE on a degree follows e_j <- rho_j e_j + u_j (E + sigma^2), u_j =
eta^2 lambda_j^2 N_j/B. Put the error E^0 of exact gradient steps in the place of E, which is known in closed form, and call
what comes out e^1_j: of first order in eta/B, since u_j is. If sampling has added at most w to E before step n,

    e^1_j <= e_j <= e^1_j + u_j w/(1 - rho_j)    after n steps.

Summed over the degrees, with kappa = sum_j u_j/(1 - rho_j): what sampling costs, E L_ST minus the error of exact steps, is
at least its first order F and at most F + kappa w, so its largest value is at most 1/(1 - kappa) times the largest F. And F
is V_1/n_S for n_S = B t inputs, up to a relative order eta: only the number of samples counts, not the batch
(``w2s_theory.one_pass_sgd`` has V_1 as ``first_order``). Idea: the difference of both follows the same recursion from 0,
fed by E - E^0.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.sampled_steps import first_order_trials, first_step
from w2s_theory.notation import (
    energy_at,
    exact_energy_at,
    first_gap,
    first_gap_at,
    gap_at,
    i,
    injected_energy,
    kept_energy,
    largest_sampling,
    n,
    noise_variance,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

LONGEST = 12
ADDED = energy_at(i) - exact_energy_at(i)
RECURSION = Claim(
    gap_at(i + 1), "==", kept_energy * gap_at(i) + injected_energy * (energy_at(i) + noise_variance)
)
FIRST_ORDER = Claim(
    first_gap_at(i + 1), "==",
    kept_energy * first_gap_at(i) + injected_energy * (exact_energy_at(i) + noise_variance),
)  # fmt: skip
START = Claim(gap_at(0), "==", first_gap_at(0))
ENDS = Claim(first_gap_at(n), "==", first_gap)
ADDS, AT_MOST = Claim(ADDED, ">=", 0), Claim(ADDED, "<=", largest_sampling)
EACH = (Parameter("i", integers(0), integers(0, LONGEST)),)


UPPER = first_gap + injected_energy * largest_sampling / (1 - kept_energy)


def above(step):
    """By how much e_j is above its first order."""
    return gap_at(step) - first_gap_at(step)


def proof() -> tuple[Step, ...]:
    some = Claim(above(i), ">=", 0)
    few = Claim((1 - kept_energy) * above(i), "<=", injected_energy * largest_sampling)
    return (
        Step("recursion", RECURSION, "hypothesis", variables=EACH, note="One step of SGD in the mean."),
        Step("first_order", FIRST_ORDER, "hypothesis", variables=EACH, note="The same, with the error of exact steps."),
        Step("start", START, "hypothesis", note="Both start at the teacher's energy."),
        Step("adds", ADDS, "hypothesis", variables=EACH, note="Sampling adds a variance."),
        Step("at_most", AT_MOST, "hypothesis", variables=EACH, note="And w bounds it."),
        Step(
            "some_at_start", Claim(above(0), ">=", 0), "ring", uses=("start",), note="It starts at 0.",
        ),
        Step(
            "some_after", Claim(above(i + 1), ">=", 0), "ring", variables=EACH, where=(some,),
            uses=("recursion", "first_order", "adds"),
            certificate={"multipliers": {"adds": injected_energy}, "rest": kept_energy * above(i)},
            note="rho_j times the difference, and what is injected more.",
        ),
        Step(
            "some", some, "induction", variables=EACH, uses=("some_at_start", "some_after"),
            certificate={"variable": i, "base": "some_at_start", "step": "some_after"}, note="Step by step.",
        ),
        Step(
            "few_at_start", Claim((1 - kept_energy) * above(0), "<=", injected_energy * largest_sampling), "ring",
            uses=("start",), certificate={"rest": injected_energy * largest_sampling}, note="It starts at 0.",
        ),
        Step(
            "few_after", Claim((1 - kept_energy) * above(i + 1), "<=", injected_energy * largest_sampling), "ring",
            variables=EACH, where=(few,), uses=("recursion", "first_order", "at_most"),
            certificate={
                "multipliers": {"at_most": (1 - kept_energy) * injected_energy},
                "rest": kept_energy * (injected_energy * largest_sampling - (1 - kept_energy) * above(i)),
            },
            note="A mean of the bound and of what was there, with the weights 1 - rho_j and rho_j.",
        ),
        Step(
            "few", few, "induction", variables=EACH, uses=("few_at_start", "few_after"),
            certificate={"variable": i, "base": "few_at_start", "step": "few_after"}, note="Step by step.",
        ),
        Step("ends", ENDS, "hypothesis", note="The last value."),
        Step(
            "lower", Claim(gap_at(n), ">=", first_gap), "ring", uses=("some", "ends"),
            certificate={"multipliers": {"some": 1}, "at": {"some": {i: n}}}, note="After n steps.",
        ),
        Step(
            "upper", Claim(gap_at(n), "<=", UPPER), "rational", uses=("few", "ends"),
            certificate={"multipliers": {"few": 1 / (1 - kept_energy)}, "at": {"few": {i: n}}}, note="The same.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="sampling_error_between_of_first_order",
    title="What sampling costs, to first order, with its remainder",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(0), integers(0, LONGEST), meaning="number of steps"),
        Parameter("kept_energy", reals(0, 1, upper_open=True), reals(0, Fraction(9, 10))),
        Parameter("injected_energy", reals(0), reals(0, Fraction(1, 2))),
        Parameter("first_gap", reals(0), reals(0, 1)),
        Parameter("noise_variance", reals(0), reals(0, 1)),
        Parameter("largest_sampling", reals(0), reals(0, 1)),
    ),
    quantity=gap_at(n),
    relation="between",
    bound=(first_gap, UPPER),
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "e_j follows the recursion of one-pass SGD in the mean, from the teacher's energy on that degree",
        "e^1_j follows it with E^0, the error of exact gradient steps, in the place of E",
        "E^0 <= E <= E^0 + w at every step: sampling adds a variance, of at most w",
    ),
    hypotheses=(RECURSION, FIRST_ORDER, START, ENDS, ADDS, AT_MOST),
    experiment=first_order_trials,
    witness=first_step,
    proof=proof,
)
