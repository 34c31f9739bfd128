"""How well a random teacher of M units is aligned with its student's strong degrees.

B is a set of degrees. With probability at least 1 - delta over the teacher's units,

    ||Pi_B (I - P) Pi_B|| <= (1/delta) sum_{j in B} N_j A_j/(M + A_j),     A_j = K_1/lambda_j - 1,

so the alignment falls at least like 1/M, for every f* in these degrees at once. Every j in B needs lambda_j > 0 for
this to say something. Trace and Markov's inequality lose a constant; see ``student_error_le_of_units`` for what follows.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.alignment_of_units import FAILURE, alignment_trials
from w2s_theory.notation import alignment
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains.alignment_by_units import (
    ALIGNMENT,
    ASSUMPTIONS,
    BY_UNITS,
    EVERY_DEGREE,
    HYPOTHESES,
    LIMIT,
    NORM,
    PARAMETERS,
    RANDOM,
    STABLE_LIMIT,
    alignment_steps,
)


def proof() -> tuple[Step, ...]:
    return alignment_steps()


THEOREM = Theorem(
    name="alignment_le_of_units",
    title="The alignment of a random teacher with its student's strong degrees",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(*PARAMETERS, ALIGNMENT),
    quantity=alignment,
    relation="<=",
    bound=LIMIT,
    stable_bound=STABLE_LIMIT,
    float_accuracy=1e-13,
    quantifier=Probability(FAILURE),
    sharpness="unknown",
    # what Markov's inequality loses at a failure probability of 1/2 even for an alignment without chance
    discrepancy=Fraction(11, 20),
    assumptions=ASSUMPTIONS,
    hypotheses=HYPOTHESES,
    setting=Hilbert((), (), (NORM,), random=RANDOM),
    families=(EVERY_DEGREE,),
    depends_on=(BY_UNITS,),
    experiment=alignment_trials,
    proof=proof,
)
