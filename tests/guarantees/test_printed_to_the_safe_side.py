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


def printed(latex: str, name: str) -> Fraction:
    """The number of a row of a tabular, with its power of ten."""
    cell = latex.split(name)[1].split("& $")[1].split("$")[0]
    mantissa, _, exponent = cell.partition(r" \cdot 10^{")
    return Fraction(mantissa) * Fraction(10) ** int(exponent.rstrip("}") or 0)


@pytest.mark.parametrize("units", [6400, 9000, 20_000])
def test_lower_bounds_are_printed_below_themselves(units):
    found = certified_gap(relu_sphere(8), units)
    data, latex = found.to_dict(), found.to_latex()
    for name, field in (("PGR", "performance_gap_recovered"), ("L_{TE}", "teacher_error_at_least")):
        value, exact = printed(latex, name), Fraction(data[field])
        assert value <= exact <= value * (1 + Fraction(1, 99))
    assert "e-" not in latex


def test_bounds_of_the_mean_are_printed_around_it():
    for model, units in ((relu_sphere(8), 50), (relu_sphere(4), 1000)):
        found = rigorous_bounds(model, units)
        low, _, rest = repr(found).split(f"M_TE={units}, ")[1].partition(" <= E L_TE <= ")
        assert Fraction(low) <= Fraction(found.mean_teacher_floor)
        assert Fraction(rest.split(",")[0]) >= Fraction(found.teacher_error_from_log_det)


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
