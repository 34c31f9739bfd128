"""What a teacher of M random features gets wrong has little energy in the kernel.

With N(rho) = sum_j N_j lambda_j/(lambda_j + rho) and c in (0, 1) such that
8 N(rho) exp(-(c^2/2)/(N(rho)/M + c/(3 M))) <= delta, with probability at least 1 - delta for all f* in V_k at once

    mu = <e, K e>/(lambda ||e||^2) <= R = (rho/lambda) c/(1 - c),      e = f* - f_TE.

Always L_TE <= mu, so L_TE <= R as well. N(rho) about M/16 log(8 M/delta) will do: R falls like the eigenvalues do.
Proof: the matrix Bernstein inequality for K_hat, the features' average, in the metric of K + rho.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.effective_dimension import DELTA, residual_energy_trials
from w2s_theory.notation import exceeds, mu
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.quantifier import Probability
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.gains import effective_setting as effective
from w2s_theory.theorems.gains.setting import EIGENVALUE

BOUND = effective.LEVEL
SETTING = Hilbert(
    ("f_star", "f_TE", "K_e"), (), effective.FACTS, random=("f_star", "f_TE", "K_e", "mu", "deviation"),
)


def proof() -> tuple[Step, ...]:
    return (
        *effective.seen_steps(),
        *effective.failure_steps(exceeds(mu, BOUND), "seen", effective.UNSEEN),
    )


THEOREM = Theorem(
    name="residual_energy_le_of_effective_dimension",
    title="What random features leave out has little energy in the kernel",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(EIGENVALUE, *effective.PARAMETERS),
    quantity=mu,
    relation="<=",
    bound=BOUND,
    float_accuracy=1e-12,
    quantifier=Probability(DELTA),
    sharpness="unknown",
    discrepancy=Fraction(199, 200),
    assumptions=effective.ASSUMPTIONS,
    hypotheses=effective.HYPOTHESES,
    setting=SETTING,
    conditions=(effective.CONCENTRATED,),
    experiment=residual_energy_trials,
    proof=proof,
)
