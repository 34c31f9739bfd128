"""The alignment of a random teacher from any number of disjoint blocks of its units: high powers instead of squares.

Gamma = sum_j gamma_j Pi_j, Z the norm of (I - P) Gamma (I - P) for a teacher with q disjoint blocks of m random units (and
any further units). With probability at least 1 - delta over the units

    Z^q <= (1/delta) sum_j N_j (gamma_j ell_j(m))^q,

ell_j(m) any bound of E L_TE on degree j with m units. The price of a probability falls to (N_k/delta)^{1/q}; that of the
split is ell_j(m) instead of ell_j(q m). Linear target, d = 32, delta = 1/10: five blocks certify a recovered gap of 0.9 from
2,105 units on, two from 2,741. With q = 2 this is ``weighted_alignment_le_of_split`` for equal halves.

Idea: C = Gamma^{1/2} (I - P) Gamma^{1/2} is at most C_b, the same with the units of block b alone; the C_b are independent,
and by Schur's lemma E C_b <= D, which is the number gamma_j ell_j(m) on V_j. The blocks are peeled off one by one. Let
R_q = 1 and R_{i-1} = (R_i C_i R_i*)^{1/(2(i-1))} R_i, made of the blocks i, ..., q.

* tr (R_i C R_i*)^i <= tr (R_{i-1} C R_{i-1}*)^{i-1} for i > 1: with X = R_i C R_i* <= Y = R_i C_i R_i* a small power
  keeps the order (Loewner and Heinz), X^{1/(i-1)} <= Y^{1/(i-1)}; put between X^{1/2} from both sides, raise to the power
  i - 1 and take the trace, which grows with the eigenvalues.
* E tr R_1 C R_1* <= E tr R_1 D R_1*: C <= C_1, which is independent of R_1.
* E tr (R_{i-1} D R_{i-1}*)^{i-1} <= E tr (R_i D R_i*)^i: for A, B >= 0 tr (A^{1/2} B A^{1/2})^p <= tr A^p B^p, p >= 1
  (Araki, Lieb and Thirring), with A^p = R_i C_i R_i*, whose mean over block i is at most B = R_i D R_i*.

The last of these is tr D^q = sum_j N_j (gamma_j ell_j(m))^q. The setting says these three of
v_i = E tr (R_{i+1} C R_{i+1}*)^{i+1} and w_i, the same with D; for i >= q they are the values at q - 1. Both
matrix inequalities are in Bhatia, *Matrix Analysis* (1997), chapters V and IX. All matrices are finite: on the degrees that
have a weight.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Sum

from w2s_theory.experiments.split_units import DELTA, LENGTH, block_trials
from w2s_theory.notation import (
    averaged,
    block_count,
    block_errors,
    counts,
    degree_weights,
    delta,
    i,
    j,
    mean,
    missed_power,
    n,
    peeled,
    weighted_alignment,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.entries import over_entries
from w2s_theory.theorems.gains.markov import markov_steps

TERM = counts[j] * (degree_weights[j] * block_errors[j]) ** block_count
LIMIT = Sum(TERM, (j, 0, n - 1))
BOUND = LIMIT / delta
POWER = weighted_alignment**block_count
LAST = block_count - 1

FACTS = (
    ("power.size", Claim(missed_power, ">=", 0)),
    ("power.norm", Claim(POWER, "<=", missed_power)),
    ("power.mean", Claim(mean(missed_power), "==", peeled(LAST))),
)
PEEL = Claim(peeled(i + 1), "<=", peeled(i))
SWAP = Claim(peeled(0), "<=", averaged(0))
AVERAGE = Claim(averaged(i), "<=", averaged(i + 1))
END = Claim(averaged(LAST), "==", LIMIT)
SOMETHING_MISSED = Claim(LIMIT, ">", Integer(0))
EACH = (Parameter("i", integers(0), integers(0, 20)),)


def proof() -> tuple[Step, ...]:
    return (
        Step("peel", PEEL, "hypothesis", variables=EACH, certificate={"values": {i: i}},
             note="A block more is peeled off: Loewner and Heinz."),
        Step("nothing_peeled", Claim(peeled(0), ">=", peeled(0)), "ring", note="Where the peeling ends."),
        Step("peel_again", Claim(peeled(i), ">=", peeled(i + 1)), "ring", variables=EACH, uses=("peel",),
             certificate={"multipliers": {"peel": 1}}, note="The other way round."),
        Step(
            "all_peeled", Claim(peeled(0), ">=", peeled(i)), "induction", variables=EACH,
            uses=("nothing_peeled", "peel_again"),
            certificate={"variable": i, "base": "nothing_peeled", "step": "peel_again"}, note="Block by block.",
        ),
        Step("swap", SWAP, "hypothesis", note="The first block instead of all, and its mean."),
        Step("average", AVERAGE, "hypothesis", variables=EACH, certificate={"values": {i: i}},
             note="A block is averaged out: Araki, Lieb and Thirring."),
        Step(
            "all_averaged", Claim(peeled(0), "<=", averaged(i)), "induction", variables=EACH, uses=("swap", "average"),
            certificate={"variable": i, "base": "swap", "step": "average"}, note="Block by block.",
        ),
        Step("end", END, "hypothesis", note="The trace of D^q."),
        Step(
            "power", Claim(mean(missed_power), "<=", LIMIT), "gram", uses=("all_peeled", "all_averaged", "end"),
            certificate={
                "multipliers": {"all_peeled": 1, "all_averaged": 1, "power.mean": -1, "end": -1},
                "at": {"all_peeled": {i: LAST}, "all_averaged": {i: LAST}},
            },
            note="All blocks are peeled off and averaged out.",
        ),
        Step("missed", SOMETHING_MISSED, "hypothesis", note="Some weighted degree may be missed."),
        *markov_steps(
            POWER, missed_power, LIMIT, "power", positive=("missed",),
            certificate=lambda beyond: {
                "multipliers": {
                    "power.norm": beyond, "power.size": (1 - beyond) ** 2, "beyond": 1, "zero_or_one": -missed_power,
                },
            },
            note="Markov's inequality: the power of a norm is at most the trace of the power.",
        ),
    )


THEOREM = Theorem(
    name="weighted_alignment_le_of_blocks",
    title="The alignment of a random teacher from disjoint blocks of its units",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(
        Parameter("block_count", integers(1), integers(1, 6)),
        Parameter("n", integers(1), integers(1, LENGTH)),
        Parameter("counts", reals(0), reals(1, 30), length=LENGTH),
        Parameter("degree_weights", reals(0), reals(0, 1), length=LENGTH),
        Parameter("block_errors", reals(0), reals(Fraction(1, 100), 1), length=LENGTH),
        Parameter("delta", reals(0, 1, lower_open=True), reals(Fraction(1, 10), 1)),
    ),
    quantity=POWER,
    relation="<=",
    bound=BOUND,
    stable_bound=over_entries(TERM, LENGTH) / delta,
    float_accuracy=1e-13,
    quantifier=Probability(DELTA),
    sharpness="unknown",
    discrepancy=Fraction(17, 20),
    assumptions=(
        "P projects on the features of independent units, uniform on the sphere, q disjoint blocks of m among them",
        "Gamma = sum of gamma_j Pi_j over n degrees, degree j of dimension N_j; the other degrees have weight 0",
        "the errors of a block are at least the mean of L_TE on these degrees with its m units",
        "Z is the norm of (I - P) Gamma (I - P), that of Gamma^{1/2} (I - P) Gamma^{1/2}; T is the trace of its power q",
        "peeling (Loewner, Heinz) and averaging (Araki, Lieb, Thirring), Bhatia 1997, V and IX: stated, not derived here",
    ),
    hypotheses=(PEEL, SWAP, AVERAGE, END, SOMETHING_MISSED),
    setting=Hilbert((), (), FACTS, random=("weighted_alignment", "missed_power")),
    experiment=block_trials,
    proof=proof,
)
