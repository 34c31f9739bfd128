"""A student of random features beats its teacher, with constants that say something where one can simulate.

Linear target or any f* in V_k (eigenvalue lambda), M the number of units, K_1 = K(x, x), ell_M = E L_TE with M units.
In the mean over networks and over the widths M, M + 1, ..., 2 M - 1 (each with the same probability), the
student at lambda t has

    E L_ST <= exp(-2 lambda t) + (2 exp(-lambda t) (1 - exp(-lambda t)) + c_0 t K_1/M) ell_M,     c_0 = 0.4074.

For the ReLU and a linear target K_1 t/M = (2 d/M) lambda t: once M is a multiple of 2 d log(1/ell_M) the
student has lost nearly all of the teacher's error. No universality, no logarithm, no cited inequality.

Proof: one more unit u with the weight <e, phi_u>/K_1, e = f* - f_TE, lowers the error by <e, phi_u>^2/K_1, whose mean
over u is <e, K e>/K_1. Over the widths the drops add up to at most ell_M, so E <e, K e> <= K_1 ell_M/M; and
``energy_bound`` is linear in L_TE and <e, K e>. A network of the window is at least as good as its first M units.

Linear target, d = 32, ell_M as measured, at the best time: E L_ST/ell_M <= .264 for M = 512, .114 for M = 1500. This
compares the window with its first width; the teacher's own mean error over the window 512 to 1023 is .50 ell_M,
so against the same widths the student recovers at least .47 of the gap.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.width_window import window_trials
from w2s_theory.notation import (
    K_1,
    L_ST,
    L_TE,
    M_TE,
    K_e,
    f_first,
    f_last,
    f_next,
    f_star,
    f_TE,
    inner,
    l_first,
    lam,
    mean,
    norm_squared,
    overlap,
    phi,
    t,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Expectation
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains import energy_setting as energy
from w2s_theory.theorems.gains.square_shrinkage import C_0

DECAY, LEARNT = energy.DECAY, energy.LEARNT_ERROR
ENERGY = energy.ENERGY
BOUND = DECAY**2 + (LEARNT + C_0 * t * K_1 / M_TE) * l_first

# 2 M units; the teacher has the first W of them, W from M to 2 M - 1, and u is the next. f_first and f_last are the
# teachers of the first M and of all. The last fact adds up over the widths: all but the ends cancel.
FIRST, LAST = norm_squared(f_star - f_first), norm_squared(f_star - f_last)
NOW, NEXT = norm_squared(energy.RESIDUAL), norm_squared(f_star - f_next)
SETTING = Hilbert(
    (*energy.VECTORS, "f_next", "f_first", "f_last", "phi"),
    (
        Operator("P", "projection", ((f_star, f_TE), (f_first, f_first))),
        Operator("Q", "projection", ((f_star, f_next), (f_TE, f_TE), (phi, phi))),
        energy.STUDENT_OPERATOR,
    ),
    (
        *energy.FACTS,
        ("unit.norm", Claim(norm_squared(phi), "==", K_1)),
        ("unit.overlap", Claim(inner(phi, energy.RESIDUAL), "==", overlap)),
        ("unit.fresh", Claim(mean(overlap**2), "==", mean(inner(energy.RESIDUAL, K_e)))),
        ("widths.alike", Claim(M_TE * (mean(NOW) - mean(NEXT)), "==", mean(FIRST) - mean(LAST))),
    ),
    random=(*energy.RANDOM, "f_next", "f_first", "f_last", "phi", "overlap"),
)


def proof() -> tuple[Step, ...]:
    return (*energy.energy_steps(), *_energy_mean(), *_conclusion())


def _energy_mean() -> tuple[Step, ...]:
    """E <e, K e> <= K_1 ell_M/M."""
    return (
        Step(
            "one_more", Claim(overlap**2, "<=", K_1 * (NOW - NEXT)), "gram",
            certificate={"squares": ((K_1, f_next - f_TE - overlap * phi / K_1),)},
            note="The next teacher is at least as good as f_TE + <e, phi_u> phi_u/K_1.",
        ),
        Step(
            "one_more_mean", Claim(mean(overlap**2), "<=", K_1 * (mean(NOW) - mean(NEXT))), "expectation",
            uses=("one_more",), certificate={"of": "one_more"}, note="In the mean over networks and widths.",
        ),
        Step("nothing_lost", Claim(LAST, ">=", 0), "gram", certificate={"squares": ((1, f_star - f_last),)},
             note="An error is not negative."),
        Step("nothing_lost_mean", Claim(mean(LAST), ">=", 0), "expectation", uses=("nothing_lost",),
             certificate={"of": "nothing_lost"}, note="In the mean."),
        Step(
            "energy_mean", Claim(mean(ENERGY), "<=", K_1 * mean(FIRST) / M_TE), "gram",
            uses=("one_more_mean", "nothing_lost_mean"),
            certificate={
                "multipliers": {
                    "one_more_mean": 1, "nothing_lost_mean": K_1 / M_TE, "unit.fresh": 1, "widths.alike": -K_1 / M_TE,
                },
            },
            note="E <e, phi_u>^2 = <e, K e> for a unit that e does not know; the drops add up over the widths.",
        ),
    )


def _conclusion() -> tuple[Step, ...]:
    return (
        Step(
            "first", Claim(L_TE, "<=", FIRST), "gram", unfold=("L_TE",), certificate={"squares": ((1, f_TE - f_first),)},
            note="More units are at least as good.",
        ),
        Step("first_mean", Claim(mean(L_TE), "<=", mean(FIRST)), "expectation", uses=("first",),
             certificate={"of": "first"}, note="In the mean."),
        Step(
            "student_mean", Claim(mean(L_ST), "<=", DECAY**2 + LEARNT * mean(L_TE) + C_0 * t * mean(ENERGY)),
            "expectation", uses=("energy_bound",), certificate={"of": "energy_bound"}, note="The bound is linear.",
        ),
        Step(
            "not_negative", Claim(1 - DECAY, ">=", 0), "ring", uses=("learnt",),
            certificate={"multipliers": {"learnt": 1}, "at": {"learnt": {energy.tau: lam * t}}},
            note="A shrinkage is not negative.",
        ),
        Step(
            "student_error", Claim(mean(L_ST), "<=", BOUND), "rational",
            uses=("student_mean", "first_mean", "energy_mean", "not_negative"), unfold=("l_first",),
            certificate={"multipliers": {"student_mean": 1, "first_mean": LEARNT, "energy_mean": C_0 * t}},
            note="Put the two means in.",
        ),
    )


THEOREM = Theorem(
    name="expected_student_error_le_of_units",
    title="A student of random features beats its teacher, with constants",
    citation=Citation(
        "medvedev2025weak", "multiplicative gain; in the mean over networks, every constant written out",
        relation="not compared",
    ),
    status="proved",
    about="network",
    parameters=(
        Parameter("M_TE", integers(1), integers(1, 1000)),
        Parameter("K_1", reals(0, lower_open=True), reals(Fraction(1, 100), 1)),
        Parameter("l_first", reals(0, 1), reals(Fraction(1, 1000), 1)),
        *energy.PARAMETERS,
    ),
    quantity=mean(L_ST),
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-12,
    # at the sizes drawn, with 0 <= L_TE <= 1
    quantifier=Expectation(value_range=(Fraction(0), Fraction(4, 3)), bound_range=(Fraction(0), Fraction(11, 10))),
    sharpness="unknown",
    discrepancy=Fraction(7, 20),
    assumptions=(
        *energy.ASSUMPTIONS,
        "2 M independent units, uniform on the sphere; the teacher has the first W, each W from M to 2 M - 1 equally likely",
        "the mean is over units and W; ell_M is the mean of L_TE with the first M units; K_1 = K(x, x)",
    ),
    setting=SETTING,
    experiment=window_trials,
    proof=proof,
)
