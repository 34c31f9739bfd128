"""What M units can learn is M: the energies learnt of all degrees add up to the number of units.

The projection P on M linearly independent features has trace M. Degree by degree, tr(Pi_k P) = N_k (1 - ell_k) with the
mean ell_k of L_TE over an orthonormal basis of V_k, so

    sum_k N_k (1 - ell_k) = M

for every draw of the units, and for the means over them. The proof counts the squares <q_i, Y_{k,m}>^2 twice, q_i an
orthonormal basis of the span and Y_{k,m} one of V_k. Degree k alone gets at most min(N_k, M).
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Sum, oo

from w2s_theory.experiments.learnt_degrees import trace_trials
from w2s_theory.notation import M_TE, basis_energy, degree_multiplicity, i, k, mean_error
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem

LEARNT = degree_multiplicity(k) * (1 - mean_error(k, M_TE))
TOTAL = Sum(LEARNT, (k, 0, oo))

TRACE = Claim(LEARNT, "==", Sum(basis_energy(i, k), (i, 0, M_TE - 1)))
PARSEVAL = Claim(Integer(1), "==", Sum(basis_energy(i, k), (k, 0, oo)))
ENERGY = Claim(basis_energy(i, k), ">=", Integer(0))

ANY_DEGREE = Parameter("k", integers(0), integers(0, 20))
ANY_FUNCTION = Parameter("i", integers(0), integers(0, 20))


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "degree", TRACE, "hypothesis", variables=(ANY_DEGREE,),
            note="tr(Pi_k P) over an orthonormal basis of V_k is N_k (1 - ell_k), over one of the span the sum of energies.",
        ),
        Step(
            "function", PARSEVAL, "hypothesis", variables=(ANY_FUNCTION,),
            note="Parseval: q_i has norm 1, and the harmonics of all degrees are complete.",
        ),
        Step(
            "energy", ENERGY, "hypothesis", variables=(ANY_FUNCTION, ANY_DEGREE), note="An energy is never negative.",
        ),
        Step(
            "trace", Claim(TOTAL, "==", M_TE), "double_counting", uses=("degree", "function", "energy"),
            certificate={"rows": "degree", "columns": "function"},
            note="Add up all energies, first over the functions or first over the degrees.",
        ),
    )


THEOREM = Theorem(
    name="trace_projection_eq_units",
    title="What is learnt of all degrees adds up to the number of units",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(Parameter("M_TE", integers(1), integers(1, 1000)),),
    quantity=TOTAL,
    relation="==",
    bound=M_TE,
    float_accuracy=1e-15,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=(
        "M units with linearly independent features: almost surely so where infinitely many a_k are not 0",
        "ell_k is the mean of L_TE over an orthonormal basis of V_k, of dimension N_k, with M units",
        "the units may be fixed, or ell_k and the energies ||Pi_k q_i||^2 means over them",
        "tr(Pi_k P) = N_k (1 - ell_k) = sum_i ||Pi_k q_i||^2 for an orthonormal basis q_i of the features' span",
    ),
    hypotheses=(TRACE, PARSEVAL, ENERGY),
    experiment=trace_trials,
    proof=proof,
)
