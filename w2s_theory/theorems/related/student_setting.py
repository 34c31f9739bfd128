"""A linear student of linear labels on Gaussian inputs: what its statements share.

x ~ N(0, I); the student sees the projection P_ST x on d_ST directions and fits N labels <u, x> by least squares. Summed
over an orthonormal basis of its features, ``squared_coefficient_eq_of_least_squares`` says of its coefficients, for every
fixed u, that their mean is P_ST u and the mean of their squared length ||P_ST u||^2 + kappa tau^2, with
kappa = d_ST/(N - d_ST - 1) and tau^2 the variance of what the features do not tell of a label. A teacher that is itself
fitted, to other samples, is independent of the student's inputs: the same holds given the teacher, and so in the mean.

Variances are a-priori facts on which the numeric check rests. R - rho_ST is the square of a length that is at most the sum
of the lengths of a bias and of several errors, whose fourth moments add up by Minkowski's inequality. A fit's error on k
of its directions is, given its features, normal with a covariance whose trace is tau^2 times a sum of inverse chi-squares
with N - d + 1 degrees of freedom and weights that add up to k, so its fourth moment is at most
3 tau^4 k^2/((N - d - 1)(N - d - 3)).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Rational, sqrt

from w2s_theory.notation import (
    aligned,
    d_both,
    d_ST,
    d_TE,
    inner,
    label_variance,
    mean,
    missed_ST,
    norm_squared,
    risk_ST,
    samples,
    samples_TE,
    student_fit,
    taught,
    taught_seen,
    theta_both,
    theta_seen,
    theta_star,
    theta_TE,
    unseen,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step

DAMPING = d_ST / (samples - d_ST - 1)
TEACHER_SPREAD = label_variance / (samples_TE - d_TE - 1)
ENOUGH_SAMPLES = Claim(samples, ">=", d_ST + 2)
ENOUGH_LABELS = Claim(samples_TE, ">=", d_TE + 2)

STUDENT_SIZES = (
    Parameter("d_ST", integers(1), integers(1, 20)),
    Parameter("samples", integers(1), integers(30, 60)),
    Parameter("missed_ST", reals(0), reals(0, 1)),
    Parameter("aligned", reals(0), reals(0, 1)),
    Parameter("unseen", reals(0), reals(0, 1)),
)
TEACHER_SIZES = (
    Parameter("d_TE", integers(1), integers(1, 20)),
    Parameter("d_both", reals(0), reals(0, 1)),
    Parameter("samples_TE", integers(1), integers(30, 60)),
    Parameter("label_variance", reals(0), reals(Fraction(1, 10), 2)),
)

# no definition of the table: a fit is not bounded, and its risk is integrable for another reason than its parts
RISK = ("risk", Claim(risk_ST, "==", norm_squared(theta_star - student_fit)))
MISSED = ("missed", Claim(norm_squared(theta_star - theta_seen), "==", missed_ST))
# of a teacher fitted by least squares; its mean is what its features see of the target
ALIGNED = ("aligned", Claim(norm_squared(theta_seen - theta_both), "==", aligned))
UNSEEN = ("unseen", Claim(norm_squared(theta_TE - theta_both), "==", unseen))
TEACHER_FACTS = (
    ALIGNED,
    UNSEEN,
    ("teacher.mean", Claim(mean(inner(theta_seen, taught)), "==", inner(theta_seen, theta_TE))),
    ("teacher.energy", Claim(mean(norm_squared(taught)), "==", norm_squared(theta_TE) + TEACHER_SPREAD * d_TE)),
    (
        "teacher.seen",
        Claim(mean(norm_squared(taught_seen)), "==", norm_squared(theta_both) + TEACHER_SPREAD * d_both),
    ),
)
INPUTS = (
    "inputs x ~ N(0, I), independent samples; target <theta, x>, teacher and student linear in their features, which are "
    "projections of x on d_TE and d_ST directions; risks are E_x (f - f*)^2"
)
STUDENT_FIT = (
    "the student is fitted by least squares to N >= d_ST + 2 labels; given the teacher its coefficients have the moments "
    "of squared_coefficient_eq_of_least_squares in each of d_ST orthonormal directions (student.mean, student.energy)"
)
TEACHER_FIT = (
    "the teacher is fitted by least squares to N_TE >= d_TE + 2 other samples, labels <theta, x> with independent noise; "
    "tau^2 is the noise's variance and what its features miss of the target; its coefficients have the moments of "
    "squared_coefficient_eq_of_least_squares in each of d_TE orthonormal directions (teacher.mean, teacher.energy, "
    "teacher.seen)"
)


def fitted_student(mean_fit: Any, energy: Any, *facts: tuple[str, Claim], random_teacher: bool) -> Hilbert:
    """The setting of a student with these first two moments, its teacher fitted (``random_teacher``) or fixed.

    Parameters
    ----------
    mean_fit, energy
        The means of <P theta, theta_ST^> and of ||theta_ST^||^2.
    facts
        What else is known, by name.
    """
    seen = ((theta_star, theta_seen), (theta_TE, theta_both), (taught, taught_seen), (student_fit, student_fit))
    pairs = seen if random_teacher else tuple(pair for pair in seen if pair[0] is not theta_TE)
    drawn = ("taught", "taught_seen", "student_fit") if random_teacher else ("student_fit",)
    return Hilbert(
        tuple(dict.fromkeys(str(vector) for pair in pairs for vector in pair)),
        (Operator("P", "projection", pairs),),
        (
            RISK, MISSED, *(TEACHER_FACTS if random_teacher else ()), *facts,
            ("student.mean", Claim(mean(inner(theta_seen, student_fit)), "==", mean_fit)),
            ("student.energy", Claim(mean(norm_squared(student_fit)), "==", energy)),
        ),
        random=(*drawn, "risk_ST"), square_integrable=drawn, integrable=("risk_ST",),
    )  # fmt: skip


def given(setting: Hilbert, name: str, step: str, note: str) -> Step:
    """A fact of the setting as a step of its own, which the steps after it may combine."""
    return Step(step, dict(setting.facts)[name], "gram", certificate={"multipliers": {name: 1}}, note=note)


def student_steps(setting: Hilbert) -> tuple[Step, ...]:
    """Steps ``square`` to ``energy``: E R_ST by the first two moments of the student's coefficients."""
    overlap, energy = inner(theta_seen, student_fit), norm_squared(student_fit)
    return (
        Step(
            "square", Claim(risk_ST, "==", norm_squared(theta_star) - 2 * overlap + energy), "gram",
            certificate={"multipliers": {"risk": 1}},
            note="The student lies in its features: of theta it meets P theta only.",
        ),
        Step(
            "mean_square", Claim(mean(risk_ST), "==", norm_squared(theta_star) - 2 * mean(overlap) + mean(energy)),
            "expectation", uses=("square",), certificate={"of": "square"}, note="Take the mean over all samples.",
        ),
        given(setting, "student.mean", "mean_fit", "The mean of a fit is what its features see of the labels."),
        given(setting, "student.energy", "energy", "Its spread: what they do not tell is noise of a regression."),
    )  # fmt: skip


def teacher_steps(setting: Hilbert) -> tuple[Step, ...]:
    """Steps ``overlap`` to ``unseen_geometry``: the first two moments of a fitted teacher, seen by the student and not."""
    seen = inner(theta_seen, taught)
    return (
        Step(
            "overlap", Claim(inner(theta_seen, taught_seen), "==", seen), "gram",
            note="P is a projection.",
        ),
        Step(
            "mean_overlap", Claim(mean(inner(theta_seen, taught_seen)), "==", mean(seen)), "expectation",
            uses=("overlap",), certificate={"of": "overlap"}, note="In the mean.",
        ),
        given(setting, "teacher.mean", "mean_teacher", "The mean teacher is what its features see of the target."),
        given(setting, "teacher.energy", "teacher_energy", "Its noise has the same variance in all directions,"),
        given(setting, "teacher.seen", "teacher_seen", "so the student's features hold d_ST,TE of d_TE parts of it."),
        Step(
            "unseen_geometry", Claim(norm_squared(theta_TE) - norm_squared(theta_both), "==", unseen), "gram",
            certificate={"multipliers": {"unseen": 1, "P.same(1,1)": -2}},
            note="Pythagoras, outside the student's features.",
        ),
    )  # fmt: skip


# a bound of the mean of the fourth power of a fit's error, for tau^2 = 1 and k of the fit's directions: its fourth root
_FOURTH = Rational(1, 4)


def fourth_root_of_error(directions: Any, samples_used: Any, dimension: Any) -> Any:
    """(E ||error||^4)^(1/4) <= (3 k^2/((N - d - 1)(N - d - 3)))^(1/4) for tau^2 = 1; for N > d + 3."""
    freedom = samples_used - dimension
    return (3 * directions**2 / ((freedom - 1) * (freedom - 3))) ** _FOURTH


STUDENT_SPREAD = fourth_root_of_error(d_ST, samples, d_ST)
TEACHER_SEEN = sqrt(label_variance) * fourth_root_of_error(d_both, samples_TE, d_TE)
TEACHER_UNSEEN = sqrt(label_variance) * fourth_root_of_error(d_TE - d_both, samples_TE, d_TE)
