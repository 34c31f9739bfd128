"""One step of one-pass SGD in the mean, for any kernel on the sphere, any teacher and any batch size.

The student of infinite width makes f <- f - (eta/B) sum_i r_i K(x_i, .) on B fresh inputs, r_i what it is off by there,
label noise of variance sigma^2 included. On a degree with the eigenvalue lambda_j and N_j functions, e_j = ||Pi_j (f_t -
f_TE)||^2 and E = ||f_t - f_TE||^2 before the step become, in the mean over the batch,

    ((1 - eta lambda_j)^2 - eta^2 lambda_j^2/B) e_j + (eta^2 lambda_j^2 N_j/B) (E + sigma^2).

Nothing about E is lost, so the means of all degrees follow a closed recursion: no Gaussian approximation. Idea: the mean
of r K(x, .) is K (f_t - f_TE), and by the addition theorem ||Pi_j K(x, .)||^2 = lambda_j^2 N_j at every input x, so that
the square of a single term is known without knowing r. For Gaussian linear features the sign of eta^2 lambda_j^2/B is +:
the two must not be mixed.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.one_pass_sgd import LARGEST, one_step_trials
from w2s_theory.notation import (
    K_first,
    batch,
    degree_count,
    eta,
    gap_energy,
    gap_part_energy,
    lam,
    mean,
    noise_variance,
    norm_squared,
    r_first,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.one_pass_sgd.batch_setting import (
    AFTER,
    ASSUMPTIONS,
    BATCH_MULTIPLIERS,
    SQUARE,
    batch_of,
    expanded,
)

SPREAD = lam**2 * degree_count
BOUND = ((1 - eta * lam) ** 2 - eta**2 * lam**2 / batch) * gap_part_energy + (
    eta**2 * SPREAD / batch
) * (gap_energy + noise_variance)

SETTING = batch_of(
    ("addition_theorem", Claim(norm_squared(K_first), "==", SPREAD)),
    ("population_loss", Claim(mean(r_first**2), "==", gap_energy + noise_variance)),
)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "every_input", Claim(r_first**2 * norm_squared(K_first), "==", SPREAD * r_first**2), "gram",
            certificate={"multipliers": {"addition_theorem": r_first**2}},
            note="Addition theorem: K(x, .) has the same norm on this degree for every x.",
        ),
        Step(
            "one_input", Claim(SQUARE, "==", SPREAD * mean(r_first**2)), "expectation", uses=("every_input",),
            certificate={"of": "every_input"}, note="Take the mean over the input.",
        ),
        *expanded(),
        Step(
            "step", Claim(mean(AFTER), "==", BOUND), "gram", uses=("one_input", "in_the_mean"), unfold=("gap_part_energy",),
            certificate={
                "multipliers": {
                    **BATCH_MULTIPLIERS, "one_input": eta**2 / batch, "population_loss": eta**2 * SPREAD / batch,
                },
            },
            note="The mean over one input is known, and two inputs are independent.",
        ),
    )  # fmt: skip


THEOREM = Theorem(
    name="degree_error_after_step_eq_of_one_pass_sgd",
    title="One step of one-pass SGD, degree by degree",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("lam", reals(0), reals(0, Fraction(1, 2))),
        Parameter("degree_count", reals(1), reals(1, 10)),
        Parameter("eta", reals(0, lower_open=True), reals(Fraction(1, 10), Fraction(3, 2))),
        Parameter("batch", integers(1), integers(1, 20)),
        Parameter("gap_part_energy", reals(0), reals(0, 1)),
        Parameter("gap_energy", reals(0), reals(Fraction(1, 10), 1)),
        Parameter("noise_variance", reals(0), reals(0, 1)),
    ),
    quantity=mean(AFTER),
    relation="==",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=Expectation(value_range=(Fraction(0), Fraction(LARGEST)), bound_range=(Fraction(0), Fraction(LARGEST))),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "inputs are uniform on the sphere; K depends on <x, x'> only and has the eigenvalue lambda_j on V_j",
        "so E r Pi_j K(x, .) = lambda_j Pi_j (f_t - f_TE) (Funk-Hecke) and ||Pi_j K(x, .)||^2 = lambda_j^2 N_j for every x "
        "(addition theorem); E r^2 = E + sigma^2",
        *ASSUMPTIONS,
    ),
    setting=SETTING,
    experiment=one_step_trials,
    proof=proof,
)  # fmt: skip
