"""When one-pass SGD is stable: one sum over the degrees falls by a fixed share of the error in every step.

With the recursion e_j <- rho_j e_j + u_j (E + sigma^2), E = sum_j e_j, and kappa = sum_j u_j/(1 - rho_j), the potential
Phi = sum_j e_j/(1 - rho_j) becomes

    Phi - (1 - kappa) E + kappa sigma^2.

So for kappa < 1 the errors of all steps add up to at most (Phi_0 + t kappa sigma^2)/(1 - kappa): without label noise they
tend to 0, with it their mean over time to at most sigma^2 kappa/(1 - kappa), where the recursion stands still. For kappa >=
1 the potential never falls, and nothing is learnt for good. On the sphere kappa = sum_j eta lambda_j N_j/(B (2 - eta
lambda_j (1 - 1/B))); with single inputs the condition is eta K(x, x) < 2. Idea: e_j/(1 - rho_j) is what e_j will be in all
steps together.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.one_pass_sgd import DEGREES, potential_trials
from w2s_theory.notation import (
    gap_energy,
    injected_energies,
    j,
    lasting_at,
    lasting_steps,
    mean_gaps,
    noise_variance,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gradient_flow.setting import over_modes


def potential_after(total):
    """Phi - E + kappa (E + sigma^2), the first E as the sum that it is, for a way to sum over the degrees."""
    noise_ratio = total(lasting_steps[j] * injected_energies[j])
    before, error = total(lasting_steps[j] * mean_gaps[j]), total(mean_gaps[j])
    return before - error + noise_ratio * (gap_energy + noise_variance)


AFTER, BOUND = over_modes(lasting_at(j, 1)), potential_after(over_modes)
# e_j' = rho_j e_j + u_j (E + sigma^2), divided by 1 - rho_j
STEPPED = (lasting_steps[j] - 1) * mean_gaps[j] + lasting_steps[j] * injected_energies[j] * (
    gap_energy + noise_variance
)
RECURSION = Claim(lasting_at(j, 1), "==", STEPPED)
EACH = (Parameter("j", integers(0), integers(0, DEGREES - 1)),)


def proof() -> tuple[Step, ...]:
    return (
        Step("one_degree", RECURSION, "hypothesis", variables=EACH, note="The recursion."),
        Step(
            "put_in", Claim(AFTER, "==", over_modes(STEPPED)), "ring", uses=("one_degree",), note="On every degree.",
        ),
        Step("terms", Claim(over_modes(STEPPED), "==", BOUND), "termwise", note="Three sums."),
        Step("potential", Claim(AFTER, "==", BOUND), "ring", uses=("put_in", "terms"), note="Put together."),
    )  # fmt: skip


def _sequence(name: str, domain, typical) -> Parameter:
    return Parameter(name, domain, typical, length=DEGREES)


THEOREM = Theorem(
    name="error_potential_eq_of_one_pass_sgd",
    title="Stability of one-pass SGD",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("n", integers(1), integers(1, DEGREES)),
        _sequence("lasting_steps", reals(0), reals(Fraction(1, 2), 10)),
        _sequence("injected_energies", reals(0), reals(0, Fraction(1, 2))),
        _sequence("mean_gaps", reals(0), reals(0, 1)),
        Parameter("gap_energy", reals(0), reals(0, 2), meaning="E, the sum of all e_j"),
        Parameter("noise_variance", reals(0), reals(0, 1)),
    ),
    quantity=AFTER,
    relation="==",
    bound=BOUND,
    stable_bound=potential_after(lambda term: over_entries(term, DEGREES)),
    float_accuracy=1e-11,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "e_j' = rho_j e_j + u_j (E + sigma^2) with E the sum of all e_j, rho_j < 1: one step of one-pass SGD in the mean",
        "w_j = 1/(1 - rho_j), and v_j is w_j e_j after the step",
    ),
    hypotheses=(RECURSION,),
    experiment=potential_trials,
    proof=proof,
)
