"""What a certificate prints is no more than it certifies; failure probabilities far below float64's range."""

from __future__ import annotations

from fractions import Fraction
from math import inf, nextafter

import pytest

from w2s_theory import certified_gap, relu_sphere, rigorous_bounds
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.guarantees.gap_bounds import Setup
from w2s_theory.guarantees.residual_level import compute_level
from w2s_theory.guarantees.spectral_sums import float_sums, require_features
from w2s_theory.guarantees.teacher_lower_bound import compute_floor, enclose_floor


def test_lower_bounds_are_printed_below_themselves():
    found = certified_gap(relu_sphere(8), 6400)
    data, latex = found.to_dict(), found.to_latex()
    assert r"$8.58 \cdot 10^{-9}$" in latex and 8.58e-9 <= data["teacher_error_at_least"] < 8.59e-9
    recovered = latex.split(r"\geq$ & $")[1].split("$")[0]
    assert Fraction(recovered) <= Fraction(data["performance_gap_recovered"])
    text = repr(rigorous_bounds(relu_sphere(8), 50))
    assert "<= 0.07479," in text


@pytest.mark.parametrize(
    ("delta", "text", "number"),
    [("1e-12", "at least 0.999999999999 over", 0.999999999999), ("1e-17", "at least 1 - 1e-17 over", nextafter(1, 0)),
     ("1/3", "at least 0.6666666666 over", None)],
)  # fmt: skip
def test_probability_is_not_rounded_up_to_one(delta, text, number):
    found = certified_gap(relu_sphere(32), 10**6, delta=delta)
    assert text in found.statement
    probability = found.to_dict()["probability"]
    assert (
        Fraction(probability) <= 1 - Fraction(delta) < Fraction(nextafter(probability, inf))
        and probability < 1
    )
    assert number is None or probability == pytest.approx(number, abs=2e-16)


@pytest.mark.parametrize("delta", ["1e-100", "1e-307", "1e-399"])
def test_small_failure_probabilities_in_float64_and_balls(delta):
    """Neither delta nor the sums far out are floats; no warning either (warnings are errors in these tests)."""
    model, units = relu_sphere(32), 2 * 10**6
    setting = require_features(model, units, 1)
    sums, failure = float_sums(setting), Fraction(delta)
    lam = sums.eigenvalue(1)
    level = compute_level(sums, lam, units, failure)
    assert level is not None and 0 < level.deviation < 1
    floor = compute_floor(model, 1, lam, units, failure)
    with BALLS.working(200):
        ball = enclose_floor(model, 1, BALLS.number(Fraction(1, 4 * 32**2)), units, floor)
        assert floor.value == pytest.approx(float(ball.value), rel=1e-6) and float(ball.value) > 0
    assert Setup(model, 1, units, failure).delta == failure


def test_a_gap_is_certain_at_a_failure_probability_of_1e_307():
    found = certified_gap(relu_sphere(32), 1_400_000, delta="1e-307", bound="effective_dimension")
    assert found is not None and found.recovered >= Fraction(1, 2).__float__()
