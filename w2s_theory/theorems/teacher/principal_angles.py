"""A target drawn from V_k, in the basis of V_k that the teacher's span singles out.

P projects on the teacher's features, Pi on V_k. A = Pi (I - P) Pi on V_k has an orthonormal basis of eigenvectors, the
principal vectors; their eigenvalues sin^2(theta_j) are the squared sines of the principal angles between V_k and the
span. The target is isotropic in V_k: E x_j^2 = 1/n for its coordinates, n the dimension of V_k.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Sum

from w2s_theory.experiments.angles import LENGTH
from w2s_theory.notation import coordinates, f_ST, f_star, f_TE, i, inner, j, mean, n, norm_squared, sines
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step

SIZE = Parameter("n", integers(1), integers(1, LENGTH))
ANGLES = Parameter("sines", reals(0, 1), reals(0, 1), length=LENGTH)
EACH = (Parameter("j", integers(0), integers(0, LENGTH - 1)),)

# of the vector Pi f_TE, called f_ST: it is the student that multiplies V_k by 1 and all else by 0
UNLEARNT = f_star - f_ST
SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"),
    (
        Operator("P", "projection", ((f_star, f_TE),)),
        Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_ST))),
    ),
    (
        ("principal.form", Claim(inner(f_star, UNLEARNT), "==", Sum(sines[j] * coordinates[j] ** 2, (j, 0, n - 1)))),
        (
            "principal.square",
            Claim(norm_squared(UNLEARNT), "==", Sum((sines[j] * coordinates[j]) ** 2, (j, 0, n - 1))),
        ),
    ),
    random=("f_star", "f_TE", "f_ST", "coordinates"),
)
ISOTROPIC = Claim(mean(coordinates[i] ** 2), "==", 1 / n)

ASSUMPTIONS = (
    "f_TE = P f* with P the orthogonal projection on the teacher's features, whatever they are",
    "f* is random in V_k, of dimension n, with mean square 1/n for each coordinate: uniform on the unit sphere, say",
    "sin^2(theta_j) are the eigenvalues of Pi_k (I - P) Pi_k on V_k; x_j are the coordinates of f* in its eigenvectors",
)


def mean_steps(error, weight) -> tuple[Step, ...]:
    """From the used step ``error == sum_j weight_j x_j^2`` to E error = (1/n) sum_j weight_j.

    ``weight`` is an expression in ``j``. The last of the steps is named ``mean_error``.
    """
    moments = Sum(weight * mean(coordinates[j] ** 2), (j, 0, n - 1))
    return (
        Step(
            "in_the_mean", Claim(mean(error), "==", moments), "expectation", uses=("error",), certificate={"of": "error"},
            note="Take the mean over the target; the angles are those of one draw of the units.",
        ),
        Step(
            "isotropic", Claim(mean(coordinates[j] ** 2), "==", 1 / n), "hypothesis", variables=EACH,
            certificate={"values": {i: j}}, note="The target is isotropic in V_k.",
        ),
        Step(
            "over_basis", Claim(mean(error), "==", Sum(weight / n, (j, 0, n - 1))), "ring",
            uses=("in_the_mean", "isotropic"), note="Put it in for every coordinate.",
        ),
        Step(
            "factor_out", Claim(Sum(weight / n, (j, 0, n - 1)), "==", Sum(weight, (j, 0, n - 1)) / n), "termwise",
            note="Term by term.",
        ),
        Step(
            "mean_error", Claim(mean(error), "==", Sum(weight, (j, 0, n - 1)) / n), "ring",
            uses=("over_basis", "factor_out"), note="Put together.",
        ),
    )


FEW_ANGLES = (SIZE, ANGLES)
DISCREPANCY = Fraction(1, 20)
