"""A second bound on the equivalent's student error: it counts the degrees that the teacher has fitted.

As in ``student_error_le_sq_of_universality``, with the noise bounded by S_2 = sum_j N_j h_j^2 instead of the trace:

    L_ST(t) <= (L_TE + (1 - L_TE) e^{-tau})^2 + c_0 tau L_TE^2 S_2/(M_TE - S_2),   c_0 = 0.4074.

It grows with tau only, and is the better one where M_TE is not far above K_1/lambda: best bound/L_TE^2 for d = 32,
M_TE = 4096, linear target: 1.91 instead of 3.11. Proved of the formula, not of networks.

Proof: (1 - e^{-x})^2 <= c_0 x for every mode. Equality at t = 0.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.equivalents.sharp_expressions import C_0, COUNT_BOUND
from w2s_theory.experiments.equivalent_bounds import sharp_trials, witness
from w2s_theory.notation import counts, j, kappa, t
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.equivalents.setting import GAIN, over_modes
from w2s_theory.theorems.equivalents.sharp_setting import (
    ASSUMPTIONS,
    EQUIVALENT_ERROR,
    HYPOTHESES,
    PARAMETERS,
    last_step,
    noise_steps,
)
from w2s_theory.theorems.gains.square_shrinkage import square_shrinkage_steps


def proof() -> tuple[Step, ...]:
    each = C_0 * kappa * t * counts[j] * GAIN**2
    total = C_0 * kappa * t * over_modes(counts[j] * GAIN**2)
    return (*square_shrinkage_steps(), *noise_steps("square_below_line", each, total, 0), last_step(COUNT_BOUND))


THEOREM = Theorem(
    name="student_error_le_of_equivalent_noise_degrees",
    title="The equivalent's student error, by the degrees that the teacher has fitted",
    citation=Citation("this project"),
    status="proved",
    about="equivalent",
    parameters=PARAMETERS,
    quantity=EQUIVALENT_ERROR,
    relation="<=",
    bound=COUNT_BOUND,
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=ASSUMPTIONS,
    hypotheses=HYPOTHESES,
    experiment=sharp_trials,
    witness=witness,
    kept={
        "hypotheses[1]": "K_1 is in neither side of this form; the two forms share their hypotheses",
        "hypotheses[2]": "says what the letter stands for; the claim is true for any number in its place",
    },
    proof=proof,
)
