"""Linear networks with any covariance: the student's mean error by its deterministic equivalent.

f_v(x) = <v, x> with x ~ N(0, I_d), features u ~ N(0, Lambda): Lambda is the kernel operator, its eigenvalues
are the user's. The formula is that of ``student_error_eq_of_universality``; features are Gaussian, so of its
two gaps only one is left, that of finite size, and it closes as M_TE grows (with all eigenvalues equal the
mean of L_TE is exact for every size: ``teacher_error_eq_beta_of_isotropic_spectrum``).
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.linear_networks import REGION, linear_network_trials
from w2s_theory.notation import L_ST, mean
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.quantifier import Measured
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.equivalents.setting import (
    COUNT,
    INFINITE_STUDENT,
    KAPPA_IS_ROOT,
    ROOT,
    SPECTRUM,
    SPREADS,
    TARGET,
    TARGET_PARTS,
    TIME,
)
from w2s_theory.theorems.equivalents.student_error_eq_of_universality import BOUND, STABLE, steps_from


def proof() -> tuple[Step, ...]:
    return steps_from(
        "First and second moments of the teacher in each eigenspace, in their limit for many units: assumed "
        "at finite size. The gap measures what that is worth."
    )


THEOREM = Theorem(
    name="student_error_eq_of_linear_network",
    title="The student's mean error in a linear network with any covariance",
    citation=Citation("this project"),
    status="universality",
    about="gaussian features",
    parameters=(ROOT, TIME, COUNT, *SPECTRUM, TARGET),
    quantity=mean(L_ST),
    relation="==",
    bound=BOUND,
    stable_bound=STABLE,
    # the bias is the square of a difference
    float_accuracy=1e-12,
    quantifier=Measured(REGION, Fraction(1, 10)),
    sharpness="unknown",
    discrepancy=Fraction(1, 4),
    assumptions=(
        "linear network: x ~ N(0, I_d), M_TE features u ~ N(0, Lambda), eigenvalues lambda_j with multiplicity N_j",
        KAPPA_IS_ROOT,
        TARGET_PARTS,
        INFINITE_STUDENT,
        "the ansatz: moments of the teacher's projection as for M_TE -> infinity, exact for no finite network",
    ),
    hypotheses=(SPREADS,),
    setting=Hilbert(("f_star", "f_ST"), random=("f_ST",)),
    experiment=linear_network_trials,
    proof=proof,
)
