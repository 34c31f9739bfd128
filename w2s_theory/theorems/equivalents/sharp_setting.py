"""The equivalent of the student's error as a statement about numbers, for a target in one eigenspace V_k.

L_TE = kappa/(lambda + kappa) is the equivalent's teacher error, K_1 the trace of the kernel, S_1 = M_TE and S_2
the sums of N_j h_j and N_j h_j^2. Nothing here speaks of networks.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp

from w2s_theory.notation import K_1, L_TE, S_1, S_2, counts, j, kappa, lam, lambdas, t, tau
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.step import Step
from w2s_theory.theorems.equivalents.setting import (
    COUNT,
    EACH_MODE,
    EIGENVALUE,
    GAIN,
    ROOT,
    SHRINKAGE,
    SPECTRUM,
    SPREAD,
    TARGET_GAIN,
    TARGET_SHRINKAGE,
    TIME,
    over_modes,
)
from w2s_theory.theorems.gains.square_shrinkage import ANY_TIME, linear_steps

# the noise's energy h (1 - h), over the sum of what it is spread proportionally to, N_j h_j (1 - h_j)
NOISE_LEVEL = TARGET_GAIN * (1 - TARGET_GAIN) / (S_1 - S_2)
PASSED = over_modes(SPREAD * SHRINKAGE**2)
EQUIVALENT_ERROR = (1 - TARGET_SHRINKAGE * TARGET_GAIN) ** 2 + NOISE_LEVEL * PASSED

PARAMETERS = (
    ROOT,
    EIGENVALUE,
    TIME,
    COUNT,
    *SPECTRUM,
    Parameter("L_TE", reals(0, 1, lower_open=True, upper_open=True), reals(Fraction(1, 100), Fraction(9, 10))),
    Parameter("K_1", reals(0, lower_open=True), reals(1, 10)),
    Parameter("S_1", reals(0, lower_open=True), reals(2, 20)),
    Parameter("S_2", reals(0), reals(1, 2)),
)
HYPOTHESES = (
    Claim(L_TE, "==", kappa / (lam + kappa)),
    Claim(K_1, "==", over_modes(counts[j] * lambdas[j])),
    Claim(S_1, "==", over_modes(counts[j] * GAIN)),
    Claim(S_2, "==", over_modes(counts[j] * GAIN**2)),
    Claim(S_1, ">", S_2),
)
ASSUMPTIONS = (
    "the left side is the deterministic equivalent of the mean of L_ST (student_error_eq_of_universality), for a "
    "target in an eigenspace V_k with eigenvalue lambda: a formula, not a network",
    "kappa > 0 is the root of S_1 = M_TE",
    "student of infinite width with the teacher's kernel, gradient flow from 0 to time t; tau = lambda t",
)

_DECAY = exp(-tau)


def linear_shrinkage_steps() -> tuple[Step, ...]:
    """Steps that end in ``square_below_square``: (1 - e^{-tau})^2 <= tau^2 for every tau >= 0."""
    return (
        *linear_steps(),
        Step(
            "square_below_square", Claim((1 - _DECAY) ** 2, "<=", tau**2), "ring", variables=ANY_TIME,
            uses=("learnt", "linear"), certificate={"multipliers": {"linear": tau + 1 - _DECAY}},
            note="0 <= 1 - e^{-tau} <= tau.",
        ),
    )


def noise_steps(shrinkage: str, each, total, rest) -> tuple[Step, ...]:
    """``one_mode`` and ``all_modes``: the noise taken over, from a bound on the square of the shrinkage.

    ``rest`` is what one eigenspace's bound has to spare beyond that.
    """
    return (
        Step(
            "one_mode", Claim(SPREAD * SHRINKAGE**2, "<=", each), "rational", variables=EACH_MODE, uses=(shrinkage,),
            certificate={"multipliers": {shrinkage: SPREAD}, "at": {shrinkage: {tau: lambdas[j] * t}}, "rest": rest},
            note="The shrinkage of one eigenspace.",
        ),
        Step(
            "all_modes", Claim(PASSED, "<=", total), "termwise", uses=("one_mode",),
            certificate={"term": "one_mode"}, note="All eigenspaces.",
        ),
    )


def last_step(bound) -> Step:
    """The statement from ``all_modes``."""
    return Step(
        "student_error", Claim(EQUIVALENT_ERROR, "<=", bound), "rational", uses=("all_modes",),
        certificate={"multipliers": {"all_modes": NOISE_LEVEL}},
        note="1 - s h = L_TE + (1 - L_TE) e^{-tau}, and kappa h (1 - h) = lambda L_TE^2.",
    )
