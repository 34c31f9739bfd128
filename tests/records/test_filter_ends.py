"""Spectral filters at both ends of their arguments, against their formulas at hundreds of digits."""

from __future__ import annotations

import random
from math import inf, sqrt

import mpmath
import numpy as np
import pytest

from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import (
    averaged_flow,
    explicit_steps,
    gradient_flow,
    heavy_ball,
    projection,
    ridge,
)


def swing(damping: float, lam: float, t: float):
    """1 - s of the heavy ball from its two exponentials."""
    damping, lam, t = mpmath.mpf(damping), mpmath.mpf(lam), mpmath.mpf(t)
    root = mpmath.sqrt(damping**2 / 4 - lam)
    if root == 0:
        return mpmath.exp(-damping * t / 2) * (1 + damping * t / 2)
    slow, fast = damping / 2 - root, damping / 2 + root
    return mpmath.re((fast * mpmath.exp(-slow * t) - slow * mpmath.exp(-fast * t)) / (fast - slow))


@pytest.mark.parametrize("seed", range(4))
def test_heavy_ball_over_twenty_decades(seed):
    draw = random.Random(seed)
    chosen = 0
    while chosen < 60:
        damping, lam, t = (10 ** draw.uniform(*ends) for ends in ((-6, 6), (-12, 6), (-12, 12)))
        if draw.random() < 0.25:
            # at and near the double root
            lam = damping**2 / 4 * (1 + draw.choice([0.0, 1e-15, -1e-15, 1e-8, -1e-8, 1e-3]))
        phase = sqrt(lam) * t if sqrt(lam) > damping / 2 else 0.0
        if phase > 1e6:
            # so late a float64 time has no phase any more
            continue
        chosen += 1
        with mpmath.workdps(80):
            left = swing(damping, lam, t)
            found = heavy_ball(damping)
            slack = 1e-13 * (1 + phase)
            assert abs(found.shrinkage(lam, t) - (1 - left)) <= slack * max(
                abs(1 - left), mpmath.mpf("1e-60")
            )
            assert abs(found.remainder(lam, t) - left) <= slack


@pytest.mark.parametrize(
    ("chosen", "lam", "time", "expected"),
    [
        (heavy_ball(2.0), 1e-5, 1500.0, 0.00746948245215489),
        (heavy_ball(1e4), 1.0, 1e4, 0.632120558828558),
        (heavy_ball(1.0), 1e-3, 1e-9, 5e-22),
        (heavy_ball(1e-3), 1e-3, 1e-3, 4.9999983e-10),
        (heavy_ball(0.01), 1e-3, 1e8, 1.0),
        (heavy_ball(1.0), 0.3, inf, 1.0),
        (heavy_ball(2.0), 1.0, inf, 1.0),
        (heavy_ball(3.0), 1.0, inf, 1.0),
        (heavy_ball(3.0), 0.0, inf, 0.0),
        (heavy_ball(1e200), 1.0, 1e200, 0.632120558828558),
        (explicit_steps(1.0, 1.0), 1e-17, 1e18, 0.9999546000702375),
        (explicit_steps(1e-10, 1.0), 1e-6, 1000, 9.999999999999950e-14),
        (explicit_steps(1.5, 1.0), 1.0, 3, 1.125),
        (explicit_steps(1.5, 1.0), 1.0, inf, 1.0),
        (explicit_steps(1.0, 1.0), 1.0, 0, 0.0),
        (explicit_steps(1.0, 1.0), 0.0, inf, 0.0),
        (averaged_flow(), 1e-3, 1e-2, 4.99998333337500e-6),
        (averaged_flow(), 1.0, 1e-14, 4.99999999999998333e-15),
        (averaged_flow(), 1.0, 0.5, 0.213061319425267),
        (averaged_flow(), 1.0, inf, 1.0),
        (ridge(), 1e200, 1e200, 1.0),
        (ridge(), 1.0, inf, 1.0),
        (gradient_flow(), 1e-300, 1e10, 1e-290),
        (gradient_flow(), 1e300, 1e300, 1.0),
        (projection(0.5), 1.0, inf, 1.0),
    ],
)  # fmt: skip
def test_right_values_at_the_ends(chosen, lam, time, expected):
    assert float(chosen.shrinkage(lam, time)) == pytest.approx(
        expected, rel=2e-8 if expected == 4.9999983e-10 else 1e-14
    )
    assert float(chosen.remainder(lam, time)) == pytest.approx(1 - expected, abs=1e-14)


def test_what_has_no_value_is_refused():
    with pytest.raises(InputError, match="use a finite time"):
        heavy_ball(0).shrinkage(1.0, inf)
    with pytest.raises(InputError, match="whole number"):
        explicit_steps(1.5, 1.0).remainder(np.array([0.1, 1.0]), 2.5)
    with pytest.raises(InputError, match="diverge"):
        explicit_steps(1.5, 1.0).shrinkage(2.0, 3)
    # a real power exists where no factor is negative
    assert float(explicit_steps(1.0, 1.0).shrinkage(0.5, 2.5)) == pytest.approx(1 - 0.5**2.5, rel=1e-15)


def test_arrays_broadcast():
    lam, time = np.array([0.0, 1e-3, 1.0])[:, None], np.array([0.0, 1.0, 1e3, 1e6])
    for chosen in (heavy_ball(0.5), explicit_steps(1.0, 1.0), averaged_flow(), ridge(), gradient_flow()):
        s, left = chosen.shrinkage(lam, time), chosen.remainder(lam, time)
        assert s.shape == left.shape == (3, 4) and np.allclose(s + left, 1, rtol=0, atol=1e-15)
        assert np.all(s[0] == 0) and np.all(s[:, 0] == 0)
