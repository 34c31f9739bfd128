"""Exponents on the steps: a table of the formulas, slopes of the equivalent beside them, and what is refused."""

import math
from fractions import Fraction

import numpy as np
import pytest

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.equivalents.step_exponents import best_ridge_exponent, flow_exponent, relu_degrees
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import ridge

# degree, a, b, exponent of a flow student stopped at d^{b+1}
FLOW = [
    (2, "3", "2.5", 2), (2, "3", "3.6", Fraction(9, 5)), (2, "3", "3.9", Fraction(6, 5)), (1, "3", "3.5", Fraction(3, 2)),
    (1, "2.5", "2.2", Fraction(5, 3)), (1, "1.7", "1.9", Fraction(9, 7)), (4, "5", "5.7", Fraction(8, 5)),
]  # fmt: skip


@pytest.mark.parametrize(("degree", "units", "time", "expected"), FLOW)
def test_flow(degree, units, time, expected):
    assert flow_exponent(units, time, degree) == expected


def slope(errors):
    """Of log L_ST against log L_TE between two sizes."""
    (first, student), (second, other) = errors
    return math.log(other / student) / math.log(second / first)


@pytest.mark.parametrize(
    ("degree", "units", "time"),
    [
        (1, Fraction(3, 2), Fraction(9, 5)),
        (1, Fraction(17, 10), Fraction(19, 10)),
        (1, Fraction(3, 2), Fraction(13, 10)),
    ],
)
def test_slopes_of_the_equivalent(degree, units, time):
    errors = []
    for d in (10**5, 10**6):
        found = equivalent(relu_sphere(d), round(d ** float(units)), degree)
        errors.append((found.teacher_error, found.student_error(tau=float(d) ** float(time - degree))))
    assert slope(errors) == pytest.approx(float(flow_exponent(units, time, degree)), abs=0.04)


@pytest.mark.parametrize("units", [Fraction(13, 10), Fraction(9, 5)])
def test_the_best_ridge_student_has_a_smaller_exponent(units):
    errors = []
    for d in (10**5, 10**6):
        found = equivalent(relu_sphere(d), round(d ** float(units)), 1)
        taus = np.geomspace(1e2, 1e7, 120)
        errors.append(
            (found.teacher_error, min(found.student_error(tau=tau, spectral_filter=ridge()) for tau in taus))
        )
    assert slope(errors) == pytest.approx(float(best_ridge_exponent(units)), abs=0.1)


@pytest.mark.parametrize(
    ("degree", "units", "following"), [(1, "1.2", 2), (1, "1.95", 2), (2, "3.7", 4), (4, "5.5", 6)]
)
def test_best_ridge_by_its_formula(degree, units, following):
    step = Fraction(following - degree) / (Fraction(units) - degree)
    assert best_ridge_exponent(units, degree) == min(Fraction(2), Fraction(1, 2) + step)


def test_degrees_of_the_relu():
    assert relu_degrees(3) == (0, 1, 2, 4) and relu_degrees(4) == (0, 1, 2, 4, 6)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("1", "1.5", 1), "above the target's degree"),
        (("2", "1.5", 1), "riser"),
        (("3.5", "1", 1), "power of the time"),
        (("3.5", "4", 3), "lack the target's degree"),
        (("3.5", "4", 1, [0, 1, 2]), "name one more"),
    ],
)
def test_refusals(arguments, words):
    with pytest.raises(InputError, match=words):
        flow_exponent(*arguments)
