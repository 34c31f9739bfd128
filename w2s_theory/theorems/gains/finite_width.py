"""A student of finite width trained to convergence on a fixed teacher: what the mean over the student's units knows.

P_ST projects on the features of the student's M_ST independent units, which know nothing of the teacher. The law of the
units does not change under rotations, so the mean of P_ST is an operator with a kernel that depends on <x, x'> only: on
V_j it is a number (Funk-Hecke; Schur's lemma), and its trace makes that number 1 - ell_j, with the mean error ell_j of a
teacher of M_ST units on a target in V_j.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Sum

from w2s_theory.experiments.finite_students import LENGTH
from w2s_theory.notation import (
    L_ST,
    R_TE,
    L_ceiling,
    f_ceiling,
    f_ST,
    f_star,
    f_TE,
    j,
    l_ceiling,
    mean,
    n,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator, RotatedProjection
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step

SIZE = Parameter("n", integers(1), integers(1, LENGTH))
CEILING = Parameter("l_ceiling", reals(0, 1), reals(Fraction(1, 1000), Fraction(9, 10)))
# ||f* - P_ST P f*|| <= ||f* - f_TE/2|| + ||f_TE||/2 <= 2/sqrt(3), since <f*, f_TE> = ||f_TE||^2 <= 1
VALUES = (Fraction(0), Fraction(4, 3))
# a mean ceiling of at most 1, and at most all of the residual
BOUNDS = (Fraction(0), Fraction(2))


def seen(missed, energy):
    """E ||P_ST (f* - f_TE)||^2 for a mean error ``missed`` and a residual's energy on degree j."""
    return Sum((1 - missed) * energy, (j, 0, n - 1))


def converged(missed, energy) -> Hilbert:
    """The student at the end of its training; only its units are random."""
    return Hilbert(
        ("f_star", "f_TE", "f_ST", "f_ceiling"),
        (Operator("P_ST", "projection", ((f_star, f_ceiling), (f_TE, f_ST))),),
        random=("f_ST", "f_ceiling"),
        projections=(RotatedProjection(R_TE, missed, energy, j, 0, n - 1),),
    )


def mean_steps(missed, energy) -> tuple[Step, ...]:
    """The mean student error; the last step is named ``mean_error``."""
    return (
        Step(
            "pythagoras", Claim(L_ST, "==", L_ceiling + R_TE), "gram", unfold=("L_ST", "L_ceiling", "R_TE"),
            note="f* - P_ST f* is orthogonal to the student's span, which holds P_ST (f* - f_TE).",
        ),
        Step(
            "in_the_mean", Claim(mean(L_ST), "==", mean(L_ceiling) + mean(R_TE)), "expectation", uses=("pythagoras",),
            certificate={"of": "pythagoras"}, note="Take the mean over the student's units.",
        ),
        Step(
            "rotations", Claim(mean(R_TE), "==", seen(missed, energy)), "rotation",
            note="Rotation invariance: on each degree the mean of P_ST is the number 1 - ell_j.",
        ),
        Step(
            "mean_error", Claim(mean(L_ST), "==", l_ceiling + seen(missed, energy)), "ring",
            uses=("in_the_mean", "rotations"), unfold=("l_ceiling",), note="Put together.",
        ),
    )


ASSUMPTIONS = (
    "f_ST = P_ST f_TE: a student of M_ST units trained to convergence; f_TE = P f* is a trained teacher, ||f*|| = 1",
    "the student's units are independent, uniform on the sphere, and independent of f* and of the teacher",
    "f* lies in V_k; ell_j is the mean error of a teacher of M_ST units for a target in V_j",
    "so the mean of ||P_ST e||^2 over the student's units is the sum of (1 - ell_j) ||Pi_j e||^2 over all degrees, "
    "for every fixed e (Funk-Hecke or Schur's lemma); the last entry may stand for many degrees, with their mean ell",
)
