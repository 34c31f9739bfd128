"""The mean error of a student of any finite width trained to convergence, exactly.

Let e = f* - f_TE be the teacher's residual, r_j = ||Pi_j e||^2 its energy on degree j, and ell_j the mean error of a
teacher with as many units as the student has, M_ST, on degree j. For f* in V_k, in the mean over the student's units,

    E L_ST(inf) = ell_k + sum_j (1 - ell_j) r_j.

The first term is what the student could not learn from f* itself, the second how much of the teacher's error it can see.
Where the residual sits on degrees that M_ST units hardly resolve, the student is better than its teacher
without early stopping (d = 8, M_TE = 40, M_ST = 80: 0.01950).
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.finite_students import LENGTH, energy_trials
from w2s_theory.notation import L_ST, j, l_ceiling, mean, residual_energies, width_errors
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gains.finite_width import (
    ASSUMPTIONS,
    BOUNDS,
    CEILING,
    SIZE,
    VALUES,
    converged,
    mean_steps,
    seen,
)

MISSED, ENERGY = width_errors[j], residual_energies[j]


def proof() -> tuple[Step, ...]:
    return mean_steps(MISSED, ENERGY)


THEOREM = Theorem(
    name="expected_student_error_eq_of_finite_width",
    title="The mean error of a finite student at convergence",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        CEILING,
        SIZE,
        Parameter("width_errors", reals(0, 1), reals(0, 1), length=LENGTH),
        Parameter("residual_energies", reals(0), reals(0, Fraction(1, 10)), length=LENGTH),
    ),
    quantity=mean(L_ST),
    relation="==",
    bound=l_ceiling + seen(MISSED, ENERGY),
    stable_bound=l_ceiling + over_entries((1 - MISSED) * ENERGY, LENGTH),
    float_accuracy=1e-12,
    quantifier=Expectation(value_range=VALUES, bound_range=BOUNDS),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(*ASSUMPTIONS, "r_j is the energy of the teacher's residual f* - f_TE on degree j"),
    setting=converged(MISSED, ENERGY),
    experiment=energy_trials,
    proof=proof,
)
