"""The deciding statistics: rarely wrong under the truth, and able to see a wrong claim."""

import math

import numpy as np
import pytest

from w2s_theory.checks.betting import (
    largest_failure_rate,
    log_capital_against,
    slope_interval,
    smallest_failure_rate,
)


def test_a_true_mean_is_rarely_bet_against():
    """At level 5 % the capital ever reaches 20 in at most 5 % of runs, looked at after every value."""
    rng = np.random.default_rng(1)
    runs, alarms = 2000, 0
    for _ in range(runs):
        values = rng.beta(0.5, 2.0, size=200)
        alarms += log_capital_against(values, 0.2, "above", 0.0, 1.0) >= math.log(20)
    # the expected number is at most 100; 150 would be five standard deviations off
    assert alarms < 150


@pytest.mark.parametrize("side, claimed", [("above", 0.15), ("below", 0.25)])
def test_a_wrong_mean_is_refuted_at_a_tiny_level(side, claimed):
    values = np.random.default_rng(2).beta(2.0, 8.0, size=20_000)
    assert log_capital_against(values, claimed, side, 0.0, 1.0) > math.log(1e8)
    other = "below" if side == "above" else "above"
    assert log_capital_against(values, claimed, other, 0.0, 1.0) < math.log(1e8)


def test_the_range_may_be_any_interval():
    values = np.random.default_rng(3).uniform(-1.0, 3.0, size=4000)
    shifted = log_capital_against(values, 1.2, "below", -1.0, 3.0)
    assert shifted == pytest.approx(log_capital_against((values + 1) / 4, 0.55, "below", 0.0, 1.0), rel=1e-9)


def test_a_value_outside_the_range_is_refused():
    with pytest.raises(ValueError, match="outside the a-priori range"):
        log_capital_against(np.array([0.5, 1.5]), 0.5, "above", 0.0, 1.0)


def test_a_mean_outside_the_range_is_impossible():
    values = np.array([0.5, 0.6])
    assert log_capital_against(values, 1.5, "below", 0.0, 1.0) == math.inf
    assert log_capital_against(values, -0.5, "above", 0.0, 1.0) == math.inf
    assert log_capital_against(values, 1.0, "above", 0.0, 1.0) == 0.0


def test_no_values_no_capital():
    assert log_capital_against(np.zeros(0), 0.5, "above", 0.0, 1.0) == 0.0


def test_clopper_pearson_against_the_binomial_law():
    from scipy.stats import binom

    for failures, trials in ((0, 10), (3, 50), (50, 50)):
        low = smallest_failure_rate(failures, trials, 0.01)
        high = largest_failure_rate(failures, trials, 0.01)
        assert 0.0 <= low <= failures / trials <= high <= 1.0
        if failures:
            assert binom.sf(failures - 1, trials, low) == pytest.approx(0.01, rel=1e-9)
        if failures < trials:
            assert binom.cdf(failures, trials, high) == pytest.approx(0.01, rel=1e-9)


def test_slope_interval_covers_and_narrows():
    rng = np.random.default_rng(4)
    x = np.linspace(0.0, 5.0, 40)
    covered = 0
    for _ in range(400):
        low, high = slope_interval(x, 1.5 * x + rng.normal(size=40), 0.05)
        covered += low <= 1.5 <= high
    assert 360 <= covered <= 396
