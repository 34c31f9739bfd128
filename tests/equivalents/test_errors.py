"""E1-E3: reference values, identities, other students and filters, stopping, simulated networks."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import numpy as np
import pytest
from flint import arb

from w2s_theory import (
    activation_sphere,
    equivalent,
    performance_gap_recovered,
    relu_sphere,
    simulate_networks,
)
from w2s_theory.equivalents.arithmetic import GUARD_BITS, HIGH_PRECISION
from w2s_theory.equivalents.listed_spectrum import listed_spectrum
from w2s_theory.evaluate.eigenvalues.power_balls import bits_for
from w2s_theory.evaluate.eigenvalues.power_floats import compute_spectrum
from w2s_theory.records.spectral_filter import averaged_flow, gradient_flow, heavy_ball, projection, ridge


def direct(lam, counts, kappa, units, target, s):
    """E3 as it is written, over explicit rows."""
    h = lam / (lam + kappa)
    spread = np.sum(target * lam / (lam + kappa) ** 2)
    noise = kappa**2 / (units - np.sum(counts * h * h)) * spread
    return np.sum(target * (1 - s * h) ** 2) + noise * np.sum(counts * s * s * lam / (lam + kappa) ** 2)


@pytest.mark.parametrize("target", [1, 2, {1: 0.8, 2: 0.6}, {0: "0.6", 1: Fraction(4, 5)}])
@pytest.mark.parametrize("dimension", [2, 3, 100, pytest.param(8, marks=pytest.mark.slow)])
def test_ends_of_time(dimension, target):
    for found in (
        equivalent(relu_sphere(dimension), 40, target),
        equivalent(relu_sphere(dimension), 40, target, activation_sphere("gelu", dimension))
        if (dimension, target) == (8, 1)
        else None,
        equivalent(relu_sphere(dimension), 40, target, certified=True),
    ):
        if found is not None:
            assert float(found.student_error(0)) == 1
            end, start = float(found.student_error("inf")), float(found.teacher_error)
            assert end == pytest.approx(start, rel=1e-12, abs=0)


def test_formula_against_direct_sums():
    d, units = 9, 70
    table = compute_spectrum(d, range(400))
    kept = table.eigenvalue > 0
    lam, counts = table.eigenvalue[kept], table.multiplicity[kept]
    target = np.zeros(400)
    target[1], target[2] = 0.64, 0.36
    mu = compute_spectrum(d, range(400), 3).eigenvalue[kept]
    # the step's kernel has odd degrees besides 0
    for student, values in ((None, lam), (relu_sphere(d, 3), mu)):
        found = equivalent(relu_sphere(d), units, {1: 0.8, 2: 0.6}, student)
        for time in (10.0, 3000.0, 1e5):
            expected = direct(lam, counts, found.kappa, units, target[kept], 1 - np.exp(-values * time))
            assert found.student_error(time) == pytest.approx(expected, rel=1e-6, abs=0)
            assert found.student_error(time) != pytest.approx(expected * 1.001, rel=1e-6, abs=0)


def test_student_of_other_activation_in_three_views():
    d, units = 12, 100
    arguments = (relu_sphere(d), units, {1: 0.8, 2: 0.6}, relu_sphere(d, 3))
    fast, high, ball = (
        equivalent(*arguments),
        equivalent(*arguments, digits=12),
        equivalent(*arguments, digits=12, certified=True),
    )
    for tau in ("3", "inf"):
        assert fast.student_error(tau=tau) == pytest.approx(
            float(ball.student_error(tau=tau)), rel=1e-12, abs=0
        )
        assert float(high.student_error(tau=tau)) == pytest.approx(
            float(ball.student_error(tau=tau)), rel=1e-12
        )
    assert float(ball.best_stopping_time().error) == pytest.approx(
        fast.best_stopping_time().error, rel=1e-12, abs=0
    )


def test_filters():
    d, units = 10, 60
    found = equivalent(relu_sphere(d), units, 1)
    table = compute_spectrum(d, range(600))
    kept = table.eigenvalue > 0
    lam, counts = table.eigenvalue[kept], table.multiplicity[kept]
    target = np.eye(1, len(lam), 1)[0]
    for chosen in (ridge(), averaged_flow(), heavy_ball(0.1), projection(lam[1]), gradient_flow()):
        expected = direct(lam, counts, found.kappa, units, target, chosen.shrinkage(lam, 2000.0))
        assert found.student_error(2000, spectral_filter=chosen) == pytest.approx(
            expected, rel=1e-7, abs=0
        ), chosen.name
    # the best projection student of one degree leaves L^2 + its own share of the noise
    keep = found.student_error(1, spectral_filter=projection(lam[1]))
    assert found.teacher_error**2 < keep < found.teacher_error


def test_equal_eigenvalues_leave_no_gain():
    found = equivalent([(1, 200)], 50, 0)
    best = found.best_stopping_time()
    assert (best.time, best.error) == (inf, pytest.approx(found.teacher_error, rel=1e-14, abs=0))
    assert found.performance_gap_recovered() == pytest.approx(0, abs=1e-14)
    assert found.to_dict()["best_tau"] == "inf"


def test_best_time_is_a_least_value_and_its_slope_vanishes():
    found = equivalent(relu_sphere(20), 300, 1)
    best = found.best_stopping_time()
    times = best.time * np.exp(np.linspace(-3, 3, 601))
    assert min(found.student_error(float(t)) for t in times) >= best.error * (1 - 1e-14)
    f = found.float_formulas(best.time)
    unit = 2.0**f.clock
    for t in (best.time / 2, best.time, best.time * 3):
        step = 1e-5 * t
        difference = (f.student_error(t + step) - f.student_error(t - step)) / (2 * step)
        assert unit * f.slope().value(unit * t) == pytest.approx(
            difference, rel=1e-5, abs=1e-6 * best.error / best.time
        )
    assert found.performance_gap_recovered() == pytest.approx(
        performance_gap_recovered(found.teacher_error, best.error), rel=1e-14
    )
    ball = equivalent(relu_sphere(20), 300, 1, digits=20, certified=True).best_stopping_time()
    assert ball.how == "certified" and float(ball.time) == pytest.approx(best.time, rel=1e-11, abs=0)
    assert float(ball.error) == pytest.approx(best.error, rel=1e-13, abs=0)


def test_noise_profile_and_units_surplus():
    found = equivalent(relu_sphere(16), 512, 1)
    profile = found.noise_profile
    assert sum(profile.values()) == pytest.approx(1, rel=1e-13, abs=0) and min(profile.values()) >= 0
    assert profile[4] > 0.5 and profile[None] < 0.5 and 3 not in profile
    f = found.float_formulas(0.0)
    h = f.modes.eigenvalue / (f.modes.eigenvalue + found.kappa)
    second = np.sum(f.modes.trace * h / (f.modes.eigenvalue + found.kappa))
    assert found.unit_surplus == pytest.approx(512 - second, rel=1e-12, abs=0)
    # E3 from the profile: bias and noise
    level, tau = found.teacher_error, 5
    s = -np.expm1(-tau * f.modes.eigenvalue / f.modes.eigenvalue[f.places[0]])
    bias = (1 - s[f.places[0]] * (1 - level)) ** 2
    assert found.student_error(tau=tau) == pytest.approx(
        bias + level * (1 - level) * np.sum(f.profile * s**2), rel=1e-13
    )


def test_records_speak(capsys):
    found = equivalent(relu_sphere(16), 512, {1: 0.8, 2: 0.6})
    assert "universality" in repr(found) and "\n" not in repr(found)
    assert "tabular" in found.to_latex() and "<table>" in found._repr_html_()
    assert {"kappa", "teacher_error", "best_tau", "noise_profile"} <= set(found.to_dict())
    ball = equivalent(relu_sphere(16), 512, 1, certified=True)
    assert (
        ball.how == "certified" and isinstance(ball.kappa, arb) and isinstance(ball.to_dict()["kappa"], str)
    )
    assert "<table>" in ball._repr_html_() and r"10^{-6}" in ball.to_latex()
    assert equivalent(relu_sphere(16), 512, 1, digits=30).text(Fraction(1, 3).__float__()) == repr(1 / 3)
    assert repr(listed_spectrum([1, 2])) == "ListedSpectrum(2 eigenvalues, rank 2)"


@pytest.mark.parametrize(("dimension", "units"), [(16, 256), (32, 200)])
def test_simulated_networks_are_near(dimension, units):
    """Universality seen: real ReLU features within a few per cent of the equivalent, which knows no draw."""
    found = equivalent(relu_sphere(dimension), units, 1)
    time = 4 * 4 * dimension**2
    drawn = simulate_networks(
        relu_sphere(dimension), units, target=1, times=[time], trials=40, seed=5
    ).to_dict()
    for row, value in (
        (drawn["teacher_error"], found.teacher_error),
        (drawn["student_errors"][0], found.student_error(time)),
    ):
        slack = row["high"] - row["low"] + 0.01 * value
        assert abs(row["mean"] - value) < slack < 0.3 * value


@pytest.mark.parametrize("tau", ["1e4", "1e7", "1e9"])
def test_long_times_where_the_tail_learns(tau):
    arguments = (relu_sphere(3), 100, 1)
    fast, high, ball = (
        equivalent(*arguments).student_error(tau=tau),
        equivalent(*arguments, digits=16).student_error(tau=tau),
        equivalent(*arguments, digits=16, certified=True).student_error(tau=tau),
    )
    assert fast == pytest.approx(float(ball), rel=1e-12, abs=0)
    assert float(high) == pytest.approx(float(ball), rel=1e-15, abs=0)


def test_precise_slope_is_the_derivative():
    found = equivalent(relu_sphere(3), 100, 1, digits=20)
    arithmetic, bits = HIGH_PRECISION, bits_for(45) + GUARD_BITS
    with arithmetic.working(bits):
        for time in (100.0, 1e6, 1e9):
            f = found.setting.precise_formulas(
                arithmetic, 45, bits, found.float_formulas().root.log_kappa, 2 * time
            )
            t, step = arithmetic.number(time), arithmetic.number(time) / 10**8
            difference = (f.student_error(t + step) - f.student_error(t - step)) / (2 * step)
            assert float(f.slope(t) / difference) == pytest.approx(1, rel=1e-12, abs=0)
