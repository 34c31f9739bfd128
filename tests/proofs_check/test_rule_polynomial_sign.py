"""The rule ``polynomial_sign``: shown, refuted at an exact point, or not decided."""

import pytest
from flint import fmpq
from single_step import real, status
from sympy import Poly, Rational, sqrt

from proofs_check.bernstein import bernstein_coefficients
from w2s_theory.notation import coefficient, n, s, t, x, z
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers


def exact(value):
    return fmpq(int(value.p), int(value.q))


UNIT = (real("s", 0, 1), real("t", 0, 1))


def sign(left, relation, right, *letters, **options):
    return status(Claim(left, relation, right), "polynomial_sign", *(letters or UNIT), **options)


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        (s * (1 - s), ">=", 0),
        (s**2 - s * t + t**2 + Rational(1, 100), ">", 0),
        (s**4 + t**4 - s**2 * t**2 + Rational(1, 50), ">", 0),
        (s * t, "<=", s),
        ((s + t) ** 3, "<", 9),
        (s**2 * (1 - t) + t**2 * (1 - s), ">=", 0),
    ],
)
def test_polynomial_sign_shows_true_claims(left, relation, right):
    assert sign(left, relation, right) == "decided"


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        (s * (1 - s), ">", 0),
        (s * t, "<", s),
        (s**2 - s * t + t**2 - Rational(1, 100), ">", 0),
        (s * (1 - s), "<=", Rational(1, 5)),
        ((s + t) ** 3, "<", 8),
    ],
)
def test_polynomial_sign_refutes_false_claims(left, relation, right):
    assert sign(left, relation, right) == "refuted"


def test_polynomial_sign_needs_its_domain():
    assert sign(1 - s * t, ">=", 0) == "decided"
    assert sign(1 - s * t, ">=", 0, real("s", 0, 2), real("t", 0, 1)) == "refuted"
    assert sign(1 - s, ">=", 0, real("s", 0)) == "refuted"
    assert sign(1 - x, ">=", 0) == "not decided"  # x is not declared


def test_polynomial_sign_uses_hypotheses():
    below = (Claim(s + t, "<=", 1),)
    form = Rational(11, 10) - s**2 - t**2 - s * t
    assert sign(form, ">=", 0, hypotheses=below) == "decided"
    assert sign(form, ">=", 0) == "refuted"
    assert sign(form - Rational(1, 5), ">=", 0, hypotheses=below) == "refuted"
    # the counterexample must satisfy what is assumed
    assert sign(s, ">=", t, hypotheses=(Claim(s, ">=", t),)) == "decided"
    assert sign(s, ">=", 2 * t, hypotheses=(Claim(s, ">=", t),)) == "refuted"


def test_polynomial_sign_does_not_refute_where_more_is_assumed_than_it_can_test():
    # s t = 1 leaves one point of the square; a point that ignores it shows nothing
    assert sign(s, ">", t, hypotheses=(Claim(s * t, "==", 1),)) == "not decided"
    assert sign(s, ">", t) == "refuted"


def test_polynomial_sign_tells_what_it_cannot_decide():
    # zero at an irrational point: no box decides it
    assert sign((3 * s**2 - 1) ** 2 + (t - s) ** 2, ">", 0) == "not decided"
    assert sign(sqrt(s), ">=", s) == "not decided"
    assert sign(s, "==", s) == "not decided"
    assert sign(z**2 - 3 * z * s + 3 * s**2, ">=", 0, real("z"), real("s", 0)) == "not decided"


def test_polynomial_sign_takes_a_certificate_of_squares():
    letters = (real("z"), real("coefficient"))
    y = coefficient
    form = z**2 - 3 * z * y + 3 * y**2
    good = {"squares": ((1, z - 3 * y / 2), (Rational(3, 4), y))}
    assert sign(form, ">=", 0, *letters, certificate=good) == "decided"
    assert sign(form - y**2, ">=", 0, *letters, certificate=good) == "not decided"
    negative = {"squares": ((1, z - 3 * y / 2), (-Rational(3, 4), y))}
    assert (
        sign(z**2 - 3 * z * y + Rational(3, 2) * y**2, ">=", 0, *letters, certificate=negative)
        == "not decided"
    )


def test_polynomial_sign_treats_whole_letters_soundly():
    size = Parameter("n", integers(1, 10), integers(1, 3))
    assert sign(n**2, ">=", n, size) == "decided"
    assert sign(n**2, ">", n, size) == "refuted"
    assert sign(n**2 - 3 * n, ">=", -2, size) == "not decided"  # true for whole numbers only


def test_polynomial_sign_respects_open_ends():
    inside = (real("s", 0, 1, lower_open=True),)
    assert sign(s, ">", 0, *inside) == "decided"
    assert sign(s, ">", 0, real("s", 0, 1)) == "refuted"
    assert sign(1 - s, ">", 0, *inside) == "refuted"


def test_bernstein_coefficients_bound_the_polynomial_and_hold_at_the_corners():
    polynomial = Poly(s**3 - 2 * s * t + t**2, s, t)
    box = ((Rational(1, 4), Rational(3, 4)), (Rational(1, 2), Rational(1)))
    found = bernstein_coefficients(polynomial, box).values
    corners = [exact(polynomial.eval((a, d))) for a in box[0] for d in box[1]]
    assert all(corner in found for corner in corners)
    inside = [
        exact(polynomial.eval((Rational(k, 16) + box[0][0], Rational(k, 16) + box[1][0]))) for k in range(9)
    ]
    assert min(found) <= min(inside) and max(inside) <= max(found)


@pytest.mark.parametrize("axis", [0, 1])
def test_bernstein_halves_are_the_coefficients_on_the_halves(axis):
    polynomial = Poly(s**3 - 2 * s * t + t**2 - 5, s, t)
    box = [(Rational(-1), Rational(3)), (Rational(0), Rational(2, 3))]
    low, high = box[axis]
    middle = (low + high) / 2
    halves = bernstein_coefficients(polynomial, tuple(box)).halves(axis)
    for half, ends in zip(halves, ((low, middle), (middle, high)), strict=True):
        part = list(box)
        part[axis] = ends
        assert half.values == bernstein_coefficients(polynomial, tuple(part)).values
