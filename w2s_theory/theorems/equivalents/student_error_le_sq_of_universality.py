"""The exponent is 2: an explicit bound on the equivalent's student error, with L_TE^2 in front.

The target lies in V_k (eigenvalue lambda), L_TE = kappa/(lambda + kappa), tau = lambda t. Then the deterministic
equivalent of the student's error satisfies

    L_ST(t) <= (L_TE + (1 - L_TE) e^{-tau})^2 + L_TE^2 tau^2 (K_1/lambda)/(M_TE - S_2).

At tau = 2 log(1/L_TE) the ratio L_ST/L_TE^2 tends to 1 whenever M_TE - S_2 is large against (K_1/lambda) log^2(1/L_TE)
(``student_error_le_sq_of_quadratic_stopping``): for fixed d and many units, and for d and M_TE = d^a, a > 1. No student
that shrinks gets below L_TE^2 (``student_error_ge_sq_of_eigenfunction_target``), so the exponent is 2 and the
constant 1. Medvedev et al. (2025) have the exponent 1.49 for ReLU features under Gaussian universality; the exponent 2 is
also in arXiv 2610.09044 (October 2026). Proved of the formula, not of networks: how far the formula is from them is what
``student_error_eq_of_universality`` measures.

Proof: s_j <= lambda_j t, and lambda_j^2 h_j (1 - h_j) <= kappa lambda_j, which sums to the trace. Equality at t = 0.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.equivalents.sharp_expressions import TRACE_BOUND
from w2s_theory.experiments.equivalent_bounds import sharp_trials, witness
from w2s_theory.notation import counts, j, kappa, lambdas, t
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.equivalents.setting import over_modes
from w2s_theory.theorems.equivalents.sharp_setting import (
    ASSUMPTIONS,
    EQUIVALENT_ERROR,
    HYPOTHESES,
    PARAMETERS,
    last_step,
    linear_shrinkage_steps,
    noise_steps,
)


def proof() -> tuple[Step, ...]:
    each = kappa * t**2 * counts[j] * lambdas[j]
    rest = each * kappa * (2 * lambdas[j] + kappa) / (lambdas[j] + kappa) ** 2
    total = kappa * t**2 * over_modes(counts[j] * lambdas[j])
    return (
        *linear_shrinkage_steps(), *noise_steps("square_below_square", each, total, rest), last_step(TRACE_BOUND)
    )  # fmt: skip


THEOREM = Theorem(
    name="student_error_le_sq_of_universality",
    title="The equivalent's student error is L_TE squared, with an explicit remainder",
    citation=Citation(
        "medvedev2025weak", "exponent for ReLU features; exponent 2 instead of 1.49",
        relation="sharper",
        beside=(Citation("quadratic2026random", "abstract; ReLU, one harmonic degree, the same ansatz", relation="same"),),
    ),
    status="proved",
    about="equivalent",
    parameters=PARAMETERS,
    quantity=EQUIVALENT_ERROR,
    relation="<=",
    bound=TRACE_BOUND,
    float_accuracy=1e-12,
    quantifier=EveryDraw(),
    sharpness="attained",
    discrepancy=Fraction(1, 20),
    assumptions=ASSUMPTIONS,
    hypotheses=HYPOTHESES,
    experiment=sharp_trials,
    witness=witness,
    kept={
        "hypotheses[2]": "says what the letter stands for; the claim is true for any number in its place",
        "hypotheses[3]": "says what the letter stands for; the claim is true for any number in its place",
    },
    proof=proof,
)
