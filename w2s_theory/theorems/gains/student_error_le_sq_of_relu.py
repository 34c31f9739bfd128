"""The student's error is the square of the teacher's, up to logarithms, for real random features.

Let l be a number below L_TE for every network, R as in ``student_error_le_of_effective_dimension``, and stop at
lambda t = log(1/l). Then with probability at least 1 - delta, for every f* in V_k, with Q = R/l and c_0 = 0.4074,

    L_ST <= L_TE^2 (3 + c_0 Q log(1/l)).

It is stated with l = exp(-lambda t). For the ReLU in fixed dimension and k even, l = const M^{-(d+2)/(d-1)} will do for
every placement of the units (``teacher_error_ge_of_units``), and R is that power of M/log M: Q is a power of log M, and the
exponent 2 is reached.
No shrinkage student does better than L_TE^2 (``student_error_ge_sq_of_eigenfunction_target``), so the exponent is
exactly 2, with no assumption of universality. The constants are large: Q is 10^3 to 10^4 for d = 32 to 1000.
``student_error_le_of_effective_dimension`` is the one with small constants.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import exp

from w2s_theory.experiments.effective_dimension import DELTA, square_trials
from w2s_theory.notation import L_ST, L_TE, c, deviation, exceeds, lam, norm_squared, t, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains import effective_setting as effective
from w2s_theory.theorems.gains import energy_setting as energy
from w2s_theory.theorems.gains import student_error_le_of_effective_dimension as linear
from w2s_theory.theorems.gains.square_shrinkage import C_0

# c_0 lambda t R, and l = exp(-lambda t)
SPEED = C_0 * lam * t * effective.LEVEL
LOW = energy.DECAY
BOUND = L_TE**2 * (3 + SPEED * exp(lam * t))

SETTING = Hilbert(
    linear.SETTING.vectors, linear.SETTING.operators,
    (*linear.SETTING.facts, ("error.low", Claim(norm_squared(energy.RESIDUAL), ">=", LOW))),
    random=linear.SETTING.random,
)


def proof() -> tuple[Step, ...]:
    factor = C_0 * lam * t * L_TE * effective.UNSEEN
    at_x = x**2 + (2 * x * (1 - x) + SPEED) * L_TE
    above = 3 * L_TE + x + SPEED * L_TE / x
    return (
        *linear.student_steps(),
        Step("low", Claim(LOW, "<=", L_TE), "gram", unfold=("L_TE",), certificate={"multipliers": {"error.low": 1}},
             note="l is below L_TE."),
        Step(
            "square", Claim(at_x - L_TE**2 * (3 + SPEED / x), "<=", (x - L_TE) * above), "rational",
            variables=(Parameter("x", reals(0, lower_open=True), reals(0, 1)),), certificate={"rest": 2 * x**2 * L_TE},
            note="For a number x in place of l: each of x^2, 2 x L_TE and c_0 tau R L_TE, against its share.",
        ),
        Step(
            "squared", Claim(L_ST - BOUND, "<=", factor * (deviation - c)), "rational",
            uses=("student_seen", "low", "square"),
            certificate={
                "at": {"square": {x: LOW}},
                "multipliers": {"student_seen": 1, "square": 1, "low": above.subs(x, LOW)},
            },
            note="At x = l, which is at most L_TE.",
        ),
        *effective.failure_steps(exceeds(L_ST, BOUND), "squared", factor),
    )


THEOREM = Theorem(
    name="student_error_le_sq_of_relu",
    title="The square of the teacher's error, for real random features",
    citation=Citation(
        "medvedev2025weak", "exponent for ReLU features; the square up to logarithms, for real networks, without the ansatz",
        relation="beyond",
    ),
    status="proved",
    about="network",
    parameters=(*energy.PARAMETERS, *effective.PARAMETERS),
    quantity=L_ST,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=Probability(DELTA),
    sharpness="rate",
    discrepancy=Fraction(199, 200),
    assumptions=(
        *effective.ASSUMPTIONS, *energy.ASSUMPTIONS[1:],
        "exp(-lambda t) is at most L_TE, for every draw",
    ),
    hypotheses=effective.HYPOTHESES,
    setting=SETTING,
    conditions=(
        effective.CONCENTRATED,
        Condition("exp(-lambda t) <= L_TE", lambda draws: draws.facts["late"] <= draws.parameters["L_TE"]),
    ),
    experiment=square_trials,
    proof=proof,
    headline=3,
)
