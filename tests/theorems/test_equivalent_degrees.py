"""Targets of several degrees under the equivalent: limits and tables beyond the check of every theorem."""

import math

import numpy as np
import pytest

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.experiments.late_students import late_trials
from w2s_theory.experiments.risers import relu_riser
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.machine.streams import child_generator

# shares of the degrees, a, and L_ST/L_TE^2 at d = 10^2, 10^3, 10^4 (computed apart)
LEARNT = [
    ({1: 1.0}, 1.5, (1.196, 1.039, 1.011)),
    ({1: 0.5, 2: 0.5}, 3.0, (1.991, 1.999, 2.000)),
    ({1: 0.9, 2: 0.1}, 3.0, (9.03, 9.89, 9.989)),
    ({0: 0.5, 1: 0.5}, 1.5, (2.32, 2.07, 2.02)),
]
# theta -> the teacher's error at the limit of the riser M_TE = theta d
RISER = {0.3: 0.794, 1.0: 0.448, 3.0: 0.145}
# M_TE relative to the size at which the student that stops between degrees 1 and 2 loses: its gain and the best one
HARD = [(0.5, 0.647, 0.651), (0.9, 0.335, 0.336), (1.1, 0.248, 0.249), (10.0, 0.126, 0.124)]


@pytest.mark.parametrize(("shares", "power", "ratios"), LEARNT)
def test_the_hardest_share_decides(shares, power, ratios):
    target = {k: math.sqrt(share) for k, share in shares.items()}
    for d, ratio in zip((10**2, 10**3, 10**4), ratios, strict=True):
        found = equivalent(relu_sphere(d), round(d**power), target)
        assert found.best_stopping_time().error / found.teacher_error**2 == pytest.approx(ratio, rel=2e-3)


@pytest.mark.parametrize("theta", list(RISER))
def test_riser_of_degree_one(theta):
    zeta = 1 - 2 / math.pi
    (x,) = (root for root in np.roots([theta, theta - 1 - zeta, -zeta]) if root > 0)
    assert x / (1 + x) == pytest.approx(RISER[theta], abs=6e-4)
    gaps = []
    for d in (10**3, 10**4):
        found = relu_riser(d, 1, theta)
        gaps.append(abs(found["x"] / (1 + found["x"]) / (x / (1 + x)) - 1))
    assert gaps[0] < 5e-3 and gaps[1] < gaps[0] / 5


@pytest.mark.parametrize(("ratio", "best", "limit"), HARD)
def test_best_gain_on_a_hard_target(ratio, best, limit):
    d = 10**5
    p_1, p_2 = 1 / 2, 1 / (2 * math.pi)
    beyond = 1 - 1 / math.pi - p_1
    n_2 = (d - 1) * (d + 2) / 2
    units = round(ratio * beyond * math.sqrt(d * n_2 / (p_1 * p_2)))
    found = equivalent(relu_sphere(d), units, {1: math.sqrt(0.5), 2: math.sqrt(0.5)})
    missed = [equivalent(relu_sphere(d), units, k).teacher_error for k in (1, 2)]
    easy, hard = 0.5 * missed[0] * (1 - missed[0]), 0.5 * (1 - missed[1])
    y, p = hard / (easy + hard), p_2 / beyond
    phi = 1 - 2 * y + y * y / p if y <= p else 1 - p
    assert phi == pytest.approx(limit, abs=2e-3)
    taus = np.geomspace(1, 3e6, 400)
    gain = max(found.teacher_error - found.student_error(tau=float(tau)) for tau in taus)
    assert gain / (easy + hard) == pytest.approx(best, abs=6e-3)


def test_late_students_gain_where_the_bound_says_so():
    """Every draw whose time is past log(1/q_slow)/(lambda - lambda_J), and there are many."""
    draws = late_trials(child_generator(0, "late"), 400)
    lam, slow, energy, time, teacher = (
        draws.parameters[name] for name in ("lam", "lam_slow", "q_slow", "t", "L_TE")
    )
    with np.errstate(divide="ignore"):
        late = (energy > 0) & (lam * time > slow * time + np.log(1 / energy) + 1e-9)
    visible = late & (energy * np.exp(-slow * time) > 1e-9)
    assert visible.sum() > 40
    assert np.all(draws.measured[visible] < teacher[visible])
