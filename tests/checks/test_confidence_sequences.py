"""The deciding statistics: they rarely accuse the innocent, find the guilty, and refuse a wrong range."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binom

from w2s_theory.checks.confidence_sequences import (
    largest_failure_rate,
    log_capital_against,
    log_capital_of_variance,
    slope_interval,
    smallest_failure_rate,
)

RUNS, DRAWS = 400, 300


def capitals(draw, mean: float, side: str, low: float = 0.0, high: float = 1.0) -> np.ndarray:
    """The largest log-capital of many gamblers."""
    rng = np.random.default_rng(11)
    return np.array([log_capital_against(draw(rng), mean, side, low, high) for _ in range(RUNS)])


LAWS = {
    "coin": lambda rng: rng.integers(0, 2, DRAWS).astype(float),
    "rare": lambda rng: (rng.random(DRAWS) < 0.01).astype(float),
    "uniform": lambda rng: rng.random(DRAWS),
    "constant": lambda rng: np.full(DRAWS, 0.25),
    "skewed": lambda rng: rng.beta(0.05, 0.95, DRAWS),
}
MEANS = {"coin": 0.5, "rare": 0.01, "uniform": 0.5, "constant": 0.25, "skewed": 0.05}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("side", ["above", "below"])
def test_a_true_mean_is_rarely_refuted(law: str, side: str) -> None:
    """At level alpha a true claim is refuted with probability at most alpha, however often one looks."""
    found = capitals(LAWS[law], MEANS[law], side)
    for alpha in (0.2, 0.05):
        alarms = int(np.sum(found >= math.log(1 / alpha)))
        # with 400 runs: an honest test exceeds this number with probability below 1e-6
        assert alarms <= binom.isf(1e-6, RUNS, alpha), (law, side, alpha, alarms)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(("side", "claimed"), [("above", 0.5), ("below", 1.6)])
def test_a_wrong_mean_is_found(law: str, side: str, claimed: float) -> None:
    """Half or 1.6 times the true mean, from enough draws."""
    rng = np.random.default_rng(3)
    values = np.concatenate([LAWS[law](rng) for _ in range(100)])
    assert log_capital_against(values, claimed * MEANS[law], side, 0.0, 1.0) > math.log(1e8)


def test_the_innocent_side_gains_nothing() -> None:
    values = np.full(1000, 0.9)
    assert log_capital_against(values, 0.5, "above", 0.0, 1.0) > 100
    assert log_capital_against(values, 0.5, "below", 0.0, 1.0) == 0.0


def test_scale_of_the_range_does_not_matter() -> None:
    values = np.random.default_rng(0).random(500)
    first = log_capital_against(values, 0.4, "above", 0.0, 1.0)
    assert log_capital_against(7 * values - 3, 7 * 0.4 - 3, "above", -3.0, 4.0) == pytest.approx(
        first, rel=1e-9
    )


@pytest.mark.parametrize("bad", [1.0000001, -1e-9, math.inf])
def test_a_value_outside_the_range_raises(bad: float) -> None:
    with pytest.raises(ValueError, match="outside the a-priori range"):
        log_capital_against(np.array([0.5, bad]), 0.5, "above", 0.0, 1.0)


def test_a_mean_outside_the_range_is_impossible_or_trivial() -> None:
    values = np.array([0.2, 0.8])
    assert log_capital_against(values, 1.5, "below", 0.0, 1.0) == math.inf
    assert log_capital_against(values, -0.5, "above", 0.0, 1.0) == math.inf
    assert log_capital_against(values, 1.5, "above", 0.0, 1.0) == 0.0
    assert log_capital_against(values[:0], 0.5, "above", 0.0, 1.0) == 0.0


@pytest.mark.parametrize("rate", [0.01, 0.1, 0.5])
@pytest.mark.parametrize("alpha", [0.05, 1e-3])
def test_binomial_limits_cover(rate: float, alpha: float) -> None:
    """Exactly: the probability of all counts whose limit misses the truth is at most alpha."""
    n = 60
    counts = np.arange(n + 1)
    chance = binom.pmf(counts, n, rate)
    missed_below = sum(
        p
        for count, p in zip(counts, chance, strict=True)
        if smallest_failure_rate(int(count), n, alpha) > rate
    )
    missed_above = sum(
        p
        for count, p in zip(counts, chance, strict=True)
        if largest_failure_rate(int(count), n, alpha) < rate
    )
    assert missed_below <= alpha and missed_above <= alpha


def test_binomial_limits_at_the_ends() -> None:
    assert smallest_failure_rate(0, 50, 0.05) == 0.0 and largest_failure_rate(50, 50, 0.05) == 1.0
    assert largest_failure_rate(0, 100, 0.05) == pytest.approx(1 - 0.05 ** (1 / 100))
    assert smallest_failure_rate(100, 100, 0.05) == pytest.approx(0.05 ** (1 / 100))


def test_slope_interval_covers_a_true_slope_and_not_a_wrong_one() -> None:
    rng = np.random.default_rng(5)
    x = np.linspace(0, 5, 60)
    misses = 0
    for _ in range(300):
        low, high = slope_interval(x, 2 * x + rng.standard_normal(60), 0.05)
        misses += not low <= 2 <= high
        assert not low <= 4 <= high
    assert misses <= binom.isf(1e-6, 300, 0.05)


# values without a range, of known variance

HEAVY = {
    # (draw, mean, variance): Student with 2.5 degrees of freedom has no third moment
    "student": (lambda rng, n: rng.standard_t(2.5, n), 0.0, 5.0),
    "pareto": (lambda rng, n: rng.pareto(2.2, n), 1 / 1.2, 2.2 / (1.2**2 * 0.2)),
    "normal": (lambda rng, n: 3 + 2 * rng.standard_normal(n), 3.0, 4.0),
    "rare": (lambda rng, n: 100.0 * (rng.random(n) < 1e-3), 0.1, 9.99),
}


def capital_of(law: str, rng: np.random.Generator, n: int, off: float, side: str, edge: float) -> float:
    """The log-capital against the true mean plus ``off`` standard deviations."""
    draw, mean, variance = HEAVY[law]
    spread = math.sqrt(variance)
    claimed, known, believed = (np.full(n, x) for x in (mean + off * spread, variance, edge * spread))
    return log_capital_of_variance(draw(rng, n), claimed, side, known, believed)


@pytest.mark.parametrize("law", HEAVY)
@pytest.mark.parametrize("side", ["above", "below"])
@pytest.mark.parametrize("edge", [0.05, 0.5])
def test_a_true_mean_of_heavy_tails_is_rarely_refuted(law: str, side: str, edge: float) -> None:
    rng = np.random.default_rng(11)
    # the claim that is true with room to spare, too
    room = 0.3 if side == "above" else -0.3
    for off in (0.0, room):
        found = np.array([capital_of(law, rng, DRAWS, off, side, edge) for _ in range(RUNS)])
        for alpha in (0.2, 0.05):
            alarms = int(np.sum(found >= math.log(1 / alpha)))
            assert alarms <= binom.isf(1e-6, RUNS, alpha), (law, side, edge, off, alarms)


@pytest.mark.parametrize("law", HEAVY)
@pytest.mark.parametrize(("side", "off"), [("above", -0.1), ("below", 0.1)])
def test_a_wrong_mean_of_heavy_tails_is_found(law: str, side: str, off: float) -> None:
    """A tenth of a standard deviation, from enough draws."""
    assert capital_of(law, np.random.default_rng(3), 30_000, off, side, 0.1) > math.log(1e8)


def test_understated_variance_raises_false_alarms() -> None:
    """So the variance has to be an upper bound that is known: a tenth of it is not enough."""
    rng = np.random.default_rng(5)
    draw, mean, variance = HEAVY["normal"]
    claimed, edge = np.full(DRAWS, mean), np.full(DRAWS, 0.2)
    alarms = sum(
        log_capital_of_variance(draw(rng, DRAWS), claimed, "above", np.full(DRAWS, variance / 10), edge)
        > math.log(20)
        for _ in range(RUNS)
    )
    assert alarms > binom.isf(1e-6, RUNS, 0.05)


@pytest.mark.parametrize("variance", [0.0, -1.0, math.inf, math.nan])
def test_variance_that_is_no_variance_is_refused(variance: float) -> None:
    one = np.ones(1)
    with pytest.raises(ValueError, match="variance"):
        log_capital_of_variance(one, one, "above", np.full(1, variance), one)
