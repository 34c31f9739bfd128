"""How much noise a teacher makes: exactly L_TE (1 - L_TE), whatever its features are.

A trained teacher f_TE = P f* is (1 - L_TE) f* plus something orthogonal to f*, its noise. By
<f*, f_TE> = ||f_TE||^2 = 1 - L_TE the noise has the energy L_TE (1 - L_TE). So the noise profile of
``student_error_eq_bias_plus_noise`` has sum 1: only where the noise sits differs between teachers.
"""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.experiments.noise_profile import noise_trials
from w2s_theory.notation import L_TE, f_star, f_TE, norm_squared
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Citation, Theorem
from w2s_theory.theorems.limits.setting import TEACHER, UNIT_TARGET

NOISE = norm_squared(f_TE - (1 - L_TE) * f_star)


def proof() -> tuple[Step, ...]:
    return (
        Step(
            "noise", Claim(NOISE, "==", L_TE * (1 - L_TE)), "gram", unfold=("L_TE",),
            note="||f_TE||^2 - 2 (1 - L_TE) <f*, f_TE> + (1 - L_TE)^2, with <f*, f_TE> = ||f_TE||^2.",
        ),
    )


THEOREM = Theorem(
    name="noise_energy_eq_of_projection",
    title="The energy of a teacher's noise",
    citation=Citation("this project"),
    status="proved",
    about="network",
    parameters=(Parameter("L_TE", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10))),),
    quantity=NOISE,
    relation="==",
    bound=L_TE * (1 - L_TE),
    float_accuracy=1e-15,
    quantifier=Identity(),
    sharpness="exact",
    discrepancy=Fraction(1, 20),
    assumptions=("f_TE = P f* with P an orthogonal projection, ||f*|| = 1",),
    setting=Hilbert(("f_star", "f_TE"), (TEACHER,), (UNIT_TARGET,)),
    experiment=noise_trials,
    proof=proof,
)
