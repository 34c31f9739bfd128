"""x_M of the log-det bound: the recursion, its enclosure for many units, the bound's reference values."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb, ctx

from w2s_theory import activation_sphere, linear_network, relu_sphere, zonal_kernel
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.evaluate.eigenvalues.power_floats import compute_spectrum
from w2s_theory.guarantees import log_det_recursion as module
from w2s_theory.guarantees.log_det_recursion import log_det_time
from w2s_theory.guarantees.spectral_sums import BITS, ball_sums, float_sums, require_features
from w2s_theory.records.errors import InputError


def recursion(dimension: int, units: int, power: int = 1) -> np.ndarray:
    """x_0, ..., x_M as it is defined, over 4000 degrees and the trace's rest at eigenvalue 0."""
    table = compute_spectrum(dimension, range(4000), power)
    kept = table.eigenvalue > 0
    lam, weight = table.eigenvalue[kept], np.exp(table.log_eigenvalue + table.log_multiplicity)[kept]
    trace = {0: 0.5, 1: 0.5 / dimension}[power]
    found = [0.0]
    for _ in range(units):
        x = found[-1]
        found.append(x + 1 / (np.sum(weight / (1 + lam * x)) + trace - weight.sum()))
    return np.array(found)


@pytest.mark.parametrize(
    ("dimension", "units", "bound"),
    [(32, 512, 0.0219), (32, 1500, 0.00366), (300, 10**7, 1.376e-6), (1000, 10**8, 4.66e-7)],
)
@pytest.mark.parametrize("certified", [False, True])
def test_reference_values_of_the_bound(dimension, units, bound, certified):
    lam = 1 / (4 * dimension**2)
    low = float(log_det_time(relu_sphere(dimension), units, certified=certified).low)
    assert 1 / (1 + lam * low) == pytest.approx(bound, rel=2.5e-3, abs=0)


@pytest.mark.parametrize(("dimension", "power"), [(3, 1), (8, 1), (8, 0), (100, 1)])
def test_against_the_definition(dimension, power):
    expected = recursion(dimension, 60, power)
    for units in (1, 2, 7, 60):
        found = log_det_time(relu_sphere(dimension, power), units)
        assert found.low == found.high == pytest.approx(expected[units], rel=1e-9, abs=0)
        ball = log_det_time(relu_sphere(dimension, power), units, certified=True)
        assert ball.low <= found.low * (1 + 1e-13) and found.low * (1 - 1e-13) <= ball.high
        assert float(ball.high) == pytest.approx(float(ball.low), rel=1e-12, abs=0)


@pytest.mark.parametrize("dimension", [2, 3, 5, 32, 300])
@pytest.mark.parametrize("counted", [0, 1, 20, 300])
def test_enclosure_holds_the_recursion(monkeypatch, dimension, counted):
    units = 2000
    monkeypatch.setattr(module, "COUNTED", units)
    exact = log_det_time(relu_sphere(dimension), units).low
    monkeypatch.setattr(module, "COUNTED", counted)
    monkeypatch.setattr(module, "COUNTED_BALLS", counted)
    for certified in (False, True):
        found = log_det_time(relu_sphere(dimension), units, certified=certified)
        assert found.low <= exact <= found.high
        # and it is no wide one
        assert float(found.high) / float(found.low) - 1 < (2e-2 if counted < 300 else 3e-4)


def test_enclosure_is_narrow_for_many_units_and_agrees_with_the_crude_one():
    model = relu_sphere(32)
    for units in (10**4, 10**6, 10**9):
        setting = require_features(model, units, 1)
        found = log_det_time(model, units)
        assert 0 <= found.high / found.low - 1 < 1e-6
        sums = float_sums(setting)
        lost = np.log(sums.trace / sums.slope(found.low))
        assert units - lost <= sums.log_det(found.low) <= units


def test_concavity_that_the_enclosure_rests_on():
    sums = float_sums(require_features(relu_sphere(8), 5000, 1))
    x = np.geomspace(1e-3, 1e8, 400)
    inverse = np.array([1 / sums.slope(each) for each in x])
    slopes = np.diff(inverse) / np.diff(x)
    assert np.all(np.diff(slopes) <= 1e-9 * slopes[:-1]) and np.all(slopes > 0)
    # curvature is the slope of 1/g: between those of the chords on either side
    found = np.array([sums.curvature(each) for each in x[1:-1]])
    assert np.all(found <= slopes[:-1] * (1 + 1e-9)) and np.all(found >= slopes[1:] * (1 - 1e-9))


@pytest.mark.parametrize("model", [relu_sphere(16), relu_sphere(3), activation_sphere("tanh", 6)])
def test_sums_as_floats_and_balls(model):
    setting = require_features(model, 400, 1)
    fast = float_sums(setting)
    with BALLS.working(BITS):
        sure = ball_sums(setting)
        for x in (0.0, 1e-2, 3.0, 0.5 / fast.kappa):
            for name in ("slope", "log_det", "curvature"):
                expected = getattr(fast, name)(x)
                assert float(getattr(sure, name)(arb(x))) == pytest.approx(expected, rel=1e-11, abs=1e-300)
        level = 2 * fast.kappa
        assert float(sure.count(arb(level))) == pytest.approx(fast.count(level), rel=1e-11, abs=0)
        assert float(sure.trace) == pytest.approx(fast.trace, rel=1e-13, abs=0)
        assert float(sure.largest) == pytest.approx(fast.largest, rel=1e-13, abs=0)
        for last in (0, 1, 2):
            assert float(sure.largest_beyond(last)) == pytest.approx(fast.largest_beyond(last), rel=1e-12)
    assert fast.count(np.array([1.0, level])).shape == (2,)


def test_count_at_kappa_is_the_number_of_units():
    sums = float_sums(require_features(relu_sphere(32), 700, 1))
    assert sums.count(sums.kappa) == pytest.approx(700, rel=1e-12)


def test_precision_is_restored():
    before = ctx.prec
    log_det_time(relu_sphere(8), 900, certified=True)
    assert ctx.prec == before
    with pytest.raises(InputError):
        log_det_time(relu_sphere(8), 0, certified=True)
    assert ctx.prec == before


@pytest.mark.parametrize(
    ("model", "units", "words"),
    [
        (linear_network([1.0, 0.5]), 1, "on the sphere"),
        (zonal_kernel(lambda rho: rho + rho**2, 5), 3, "on the sphere"),
        ("relu", 3, "on the sphere"),
        (relu_sphere(4), 0, "teacher units"),
        (relu_sphere(4), 1.5, "teacher units"),
        (relu_sphere(4), 10**13, "teacher units"),
    ],
)
def test_wrong_settings(model, units, words):
    with pytest.raises(InputError, match=words) as problem:
        log_det_time(model, units)
    assert "\n" not in str(problem.value)
