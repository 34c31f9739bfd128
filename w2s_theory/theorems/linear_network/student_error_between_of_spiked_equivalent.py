"""The quadratic rate in closed form: a spiked spectrum brings the student to L_TE^2, and not below.

K = N_k eigenvalues 1, whose eigenspace holds the target, d - K equal to lambda, M = M_TE, K < M, K + M < d,
gradient flow to time t (the target's eigenvalue is 1, so tau = t), L = L_TE:

    L^2 <= L_ST(t) <= (L + (1-L) e^{-t})^2 + L^2 (K (d-K) + lambda t^2 M^2)/((M-K)(d-K-M)).

At t = 2 log(1/L) the first term is L^2 (1 + L - L^2)^2, so L_ST/L_TE^2 -> 1 where L -> 0, K << M << d and
lambda M log^2(1/L) << d. About the equivalent of a student, for this spectrum; networks: see
``student_error_tendsto_sq_of_spiked_spectrum``.

Proof: the noise L (1-L) is shared like K to R, with L (1-L) R = m g/(d-K) for m = M - K (1-L) units that the
spikes leave and g = d - M - K L directions that are left; m g >= (M-K)(d-K-M), m <= M, and s <= lambda t.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from sympy import exp

from w2s_theory.equivalents.spiked import noise_factor, student_bound_form, student_error_form
from w2s_theory.notation import L_TE, M_TE, N_k, d, lam, t, tau
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import EveryDraw
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.equivalents.sharp_setting import linear_shrinkage_steps
from w2s_theory.theorems.linear_network.spiked_setting import (
    ASSUMPTIONS,
    EQUATION,
    HYPOTHESES,
    LEFT,
    OTHERS,
    PARAMETERS,
    ROOM,
    SETTING,
    draw_sizes,
    size_steps,
    solve_general,
)

KEPT, REST_KEPT = exp(-t), exp(-lam * t)
EQUIVALENT_ERROR = student_error_form(L_TE, N_k, d, lam, KEPT, 1 - KEPT, 1 - REST_KEPT)
# lambda + kappa over 1 + kappa, and what the others count in M_TE - S_2 = L_TE (1 - L_TE) (N_k + REST)
SMALL = lam * (1 - L_TE) + L_TE
REST = OTHERS * lam / SMALL**2
LOWER = L_TE**2
UPPER = student_bound_form(L_TE, N_k, d, lam, M_TE, t, KEPT)


def proof() -> tuple[Step, ...]:
    fewest, most = (M_TE - N_k) * (OTHERS - M_TE), LEFT * ROOM
    excess = EQUATION.left - EQUATION.right
    whole = N_k + REST
    spikes, others = L_TE * (1 - L_TE) * N_k / whole, L_TE * (1 - L_TE) * REST / whole
    factor = noise_factor(N_k, d, lam, M_TE, t)
    bias = (1 - L_TE) * KEPT * (2 * L_TE + (1 - L_TE) * KEPT)
    return (
        *linear_shrinkage_steps(),
        *size_steps(),
        Step(
            "spikes_learnt", Claim((1 - KEPT) ** 2, "<=", 1), "ring", uses=("decay", "learnt"),
            certificate={
                "multipliers": {"decay": 2 - KEPT}, "at": {"decay": {tau: t}, "learnt": {tau: t}},
            },
            note="No shrinkage exceeds 1.",
        ),
        Step(
            "others_learnt", Claim((1 - REST_KEPT) ** 2, "<=", (lam * t) ** 2), "ring", uses=("square_below_square",),
            certificate={"multipliers": {"square_below_square": 1}, "at": {"square_below_square": {tau: lam * t}}},
            note="The other directions are learnt slowly.",
        ),
        Step(
            "room_left", Claim(fewest, "<=", most), "rational", uses=("room",),
            certificate={"rest": N_k * (1 - L_TE) * (M_TE - N_k) + N_k * L_TE * ROOM},
            note="m = M - K + K L and g = d - K - M + K (1-L).",
        ),
        Step(
            "seen", Claim(LEFT**2, "<=", M_TE**2), "rational", uses=("left",),
            certificate={"rest": N_k * (1 - L_TE) * (M_TE + LEFT)}, note="The others have at most M units.",
        ),
        Step("others", Claim(OTHERS, ">", 0), "rational", certificate={"rest": OTHERS}, note="There are others."),
        Step(
            "factor", Claim(factor, ">=", 0), "rational", uses=("others",), certificate={"rest": factor},
            note="A quotient of positive numbers.",
        ),
        Step(
            "share", Claim(OTHERS * L_TE * (1 - L_TE) * REST - most, "==", 0), "gram", uses=("room",),
            certificate={
                "multipliers": {
                    "kappa.equation": (OTHERS * L_TE * (OTHERS - 2 * LEFT) - LEFT * excess) / (ROOM * SMALL**2),
                },
            },
            note="By the equation of kappa, L (1-L) R = m g/(d-K).",
        ),
        Step(
            "noise", Claim(L_TE * (1 - L_TE) * (N_k + REST * (lam * t) ** 2) / whole, "<=", L_TE**2 * factor), "gram",
            uses=("share", "room_left", "seen", "factor", "others"),
            certificate={
                "multipliers": {
                    "share": (L_TE * factor / (1 - L_TE) - (lam * t) ** 2) / (OTHERS * whole),
                    "kappa.equation": -LEFT * lam * t**2 / (OTHERS * (1 - L_TE) * whole),
                    "room_left": L_TE * (N_k + lam * t**2 * M_TE**2 / OTHERS) / ((1 - L_TE) * fewest * whole),
                    "seen": L_TE * lam * t**2 / (OTHERS * (1 - L_TE) * whole),
                },
                "rest": L_TE**2 * N_k * (factor + (2 - L_TE) / (1 - L_TE)) / whole,
            },
            note="m g >= (M-K)(d-K-M) and m <= M.",
        ),
        Step(
            "at_least", Claim(EQUIVALENT_ERROR, ">=", LOWER), "rational", uses=("decay",),
            certificate={
                "at": {"decay": {tau: t}}, "rest": bias,
                "squares": ((spikes, 1 - KEPT), (others, 1 - REST_KEPT)),
            },
            note="The bias is at least L^2, and noise is positive.",
        ),
        Step(
            "at_most", Claim(EQUIVALENT_ERROR, "<=", UPPER), "rational", uses=("spikes_learnt", "others_learnt", "noise"),
            certificate={"multipliers": {"spikes_learnt": spikes, "others_learnt": others, "noise": 1}},
            note="Put together.",
        ),
    )


def experiment(rng: np.random.Generator, size: int) -> Draws:
    """The equivalent by the general route, at random sizes and times around the best."""
    rows = []
    for sizes in draw_sizes(rng, size):
        found = solve_general(*sizes)
        time = 10.0 ** rng.uniform(-0.5, 1.3)
        rows.append((*sizes, found.teacher_error, time, found.student_error(time)))
    spikes, dimension, eps, units, level, time, error = np.array(rows, dtype=float).T
    values = {
        "L_TE": level, "lam": eps, "N_k": spikes, "d": dimension.astype(int), "M_TE": units.astype(int), "t": time,
    }
    return Draws(values, error, 1e-12 * error)


THEOREM = Theorem(
    name="student_error_between_of_spiked_equivalent",
    title="The student of a spiked spectrum reaches the square of its teacher, two-sided",
    citation=Citation(
        "medvedev2025weak", "exponent for linear features; from both sides with constant 1",
        relation="sharper",
    ),
    status="proved",
    about="equivalent",
    parameters=(*PARAMETERS, Parameter("t", reals(0), reals(0, 20))),
    hypotheses=HYPOTHESES,
    quantity=EQUIVALENT_ERROR,
    relation="between",
    bound=(LOWER, UPPER),
    float_accuracy=1e-13,
    quantifier=EveryDraw(),
    sharpness="rate",
    discrepancy=Fraction(1, 20),
    assumptions=(*ASSUMPTIONS, "student of infinite width with the teacher's kernel, gradient flow from 0 to time t"),
    setting=SETTING,
    experiment=experiment,
    proof=proof,
)
