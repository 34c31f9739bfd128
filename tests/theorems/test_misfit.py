"""Gain and misfit beyond what the check of every theorem does: reference values, other routes, times from equivalents."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import mpmath
import numpy as np
import pytest
from scipy.optimize import brentq

from w2s_theory.equivalents.prediction import Equivalent, equivalent
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.experiments.bregman_students import POTENTIALS, divergence, draw_in_box, draw_on_face
from w2s_theory.experiments.convex_classes import KINDS, draw_class
from w2s_theory.experiments.misfit_profile import draw_filtered, filtered, misfit_of
from w2s_theory.experiments.penalised_students import PENALTIES, draw_penalised
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import ridge
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.misfit import compute_misfit
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import TeacherDraw, simulate_teacher
from w2s_theory.theorems.misfit.student_error_le_of_misfit_outside import BOUND as OUTSIDE
from w2s_theory.theorems.misfit.student_error_le_of_nearly_optimal_misfit import BOUND as NEARLY
from w2s_theory.theorems.misfit.student_shrinkage_ge_of_gain_above_misfit import BOUND as NECESSARY


def value_of(bound: Any, **letters: float) -> float:
    """A bound in float64 at one point."""
    return float(compute_expression(bound, {name: np.array([value]) for name, value in letters.items()})[0])


def square(vector: np.ndarray) -> float:
    return float(vector @ vector)


# convex classes, penalties, divergences


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_nearest_points_of_the_classes(kind: int) -> None:
    """A point of the set, and no acute angle to any other: that is what nearest means."""
    rng = np.random.default_rng(kind)
    for _ in range(200):
        inside, far, other = rng.standard_normal((3, int(rng.integers(2, 8))))
        nearest = draw_class(kind, inside, rng)
        found, member = nearest(far), nearest(other)
        assert np.allclose(nearest(inside), inside, atol=1e-12) and np.allclose(
            nearest(found), found, atol=1e-12
        )
        assert (far - found) @ (member - found) <= 1e-10


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=KINDS)
def test_classes_with_and_without_the_target(kind: int) -> None:
    rng = np.random.default_rng(100 + kind)
    slack, outside = [], []
    for _ in range(150):
        target, away, noise = rng.standard_normal((3, int(rng.integers(2, 8))))
        teacher = target + rng.exponential() * noise
        student = draw_class(kind, target, rng)(teacher)
        slack.append(square(target - teacher) - square(teacher - student) - square(target - student))
        nearest = draw_class(kind, target + away, rng)
        student, misfit = nearest(teacher), square(teacher - nearest(teacher))
        missed = square(target - nearest(target))
        bound = value_of(OUTSIDE, L_TE=square(target - teacher), misfit=misfit, L_class=missed)
        outside.append(bound - square(target - student))
    assert min(slack) >= -1e-11 and min(outside) >= -1e-11
    if KINDS[kind] == "subspace":
        assert max(slack) <= 1e-11, "a subspace that holds the target: equality"


def test_price_of_a_missing_target_is_attained() -> None:
    """A class of one point with the teacher on the ray from it through the target: .04, .25, 1 at L_C = misfit."""
    for size in (0.04, 0.25, 1.0):
        assert value_of(OUTSIDE, L_TE=0.0, misfit=size, L_class=size) == pytest.approx(size, rel=1e-15)


def test_nearly_optimal_students_approach_the_misfit_inequality() -> None:
    """Both forms of the bound, and its limit for a student that is optimal."""
    for teacher, misfit, excess in ((0.5, 0.2, 1e-4), (0.3, 0.3, 1e-2), (1.0, 0.1, 0.3)):
        value = value_of(NEARLY, L_TE=teacher, misfit=misfit, excess_misfit=excess)
        # L_ST <= L_TE - misfit + 2 sqrt(eps L_ST) with equality at the bound
        assert value == pytest.approx(teacher - misfit + 2 * math.sqrt(excess * value), rel=1e-13)
    assert value_of(NEARLY, L_TE=0.5, misfit=0.2, excess_misfit=1e-20) == pytest.approx(0.3, abs=1e-9)


def test_quadratic_penalties_leave_only_the_penalty_of_the_difference() -> None:
    """L_ST = L_TE - misfit + 2 (Omega(f*) - Omega(f_ST) - Omega(f* - f_ST)) for ridge."""
    rng = np.random.default_rng(5)
    for _ in range(100):
        n = int(rng.integers(2, 9))
        target, teacher = rng.standard_normal((2, n))
        weights = rng.exponential(size=n)
        student = teacher / (1 + weights)

        def price(v: np.ndarray, weights: np.ndarray = weights) -> float:
            return float(weights @ v**2) / 2

        gain = square(target - teacher) - square(target - student)
        extra = price(target) - price(student) - price(target - student)
        assert gain == pytest.approx(square(teacher - student) - 2 * extra, abs=1e-11)


@pytest.mark.parametrize("kind", range(len(PENALTIES)), ids=PENALTIES)
def test_penalised_students_are_the_minimum(kind: int) -> None:
    """The subgradient inequality towards the target, and no better point on the way to it."""
    rng = np.random.default_rng(kind)
    for _ in range(200):
        each = draw_penalised(kind, rng)
        angle = (each.teacher - each.student) @ (each.target - each.student)
        assert angle <= each.target_price - each.student_price + 1e-11


@pytest.mark.parametrize("kind", range(len(POTENTIALS)), ids=POTENTIALS)
def test_bregman_students_in_boxes(kind: int) -> None:
    rng = np.random.default_rng(kind)
    slack = []
    for _ in range(150):
        each = draw_in_box(kind, rng)
        slack.append(each.teacher_divergence - each.misfit - each.student_divergence)
        # the conjugate's form: the same three points read backwards
        backwards = divergence(kind, each.teacher, each.target)
        assert backwards >= 0
    assert min(slack) >= -1e-12 and max(slack) > 1e-3


def test_bregman_students_on_faces_attain_it() -> None:
    rng = np.random.default_rng(1)
    found = [draw_on_face(rng) for _ in range(150)]
    assert max(abs(each.teacher_divergence - each.misfit - each.student_divergence) for each in found) < 1e-12


# students stopped early


@cache
def network(dimension: int, units: int) -> tuple[TeacherDraw, np.ndarray]:
    """A ReLU teacher of a linear target, resolved for times up to tau = 30."""
    model = relu_sphere(dimension)
    drawn = draw_units(model, units, child_generator(3, "misfit", dimension, units))
    rough = simulate_teacher(model, drawn, 1)
    times = np.array([0.0, 0.5, 1, 2, 4, 7, 12, 30]) / float(rough.eigenvalue[1])
    return simulate_teacher(model, drawn, 1, times=tuple(times)), times


SIZES = ((16, 128), (16, 256), (32, 128), (32, 512))


@pytest.mark.parametrize(("dimension", "units"), SIZES)
def test_bridge_identity_on_real_networks(dimension: int, units: int) -> None:
    """Gain minus misfit from two computations of the simulation, over-fit from the teacher's energies alone."""
    teacher, times = network(dimension, units)
    error, _ = compute_student_error(teacher, times)
    misfit, accuracy = compute_misfit(teacher, times)
    s = -np.expm1(-teacher.eigenvalue[:, None] * times)
    overlap = np.where(np.arange(len(s)) == 1, 1 - teacher.teacher_error, 0.0)
    overfit = 2 * np.sum((1 - s) * (s * teacher.mass[:, None] - overlap[:, None]), axis=0)
    doubt = 2 * teacher.tail_mass * -np.expm1(-teacher.tail_eigenvalue * times) + 1e-11 + accuracy
    assert np.all(np.abs(teacher.teacher_error - error - misfit - overfit) <= doubt)
    # at the start the student is 0, and the misfit all of the teacher
    assert misfit[0] == pytest.approx(1 - teacher.teacher_error, rel=1e-9)
    assert np.all(np.diff(misfit) < 0)


def test_misfit_of_other_filters_and_of_a_trained_student() -> None:
    teacher, times = network(16, 128)
    found, accuracy = compute_misfit(teacher, [*times, np.inf], ridge())
    left = 1 / (1 + teacher.eigenvalue[:, None] * times)
    expected = np.sum(left**2 * teacher.mass[:, None], axis=0)
    # degrees above J are between not learnt at all and as far as the first of them
    assert np.all(np.abs(found[:-1] - expected) <= accuracy[:-1] + teacher.tail_mass)
    assert found[-1] <= accuracy[-1] + 1e-12
    with pytest.raises(InputError, match="times must be numbers"):
        compute_misfit(teacher, [-1.0])


@pytest.mark.parametrize(("dimension", "units"), SIZES)
def test_no_network_has_its_misfit_before_the_necessary_time(dimension: int, units: int) -> None:
    """The gain exceeds the misfit later than log(2 + 2/sqrt(L_TE)), on every network looked at."""
    teacher, times = network(dimension, units)
    error, _ = compute_student_error(teacher, times)
    misfit, _ = compute_misfit(teacher, times)
    needed = math.log(2 + 2 / math.sqrt(teacher.teacher_error))
    explained = teacher.teacher_error - error >= misfit
    taus = times * float(teacher.eigenvalue[1])
    assert explained.any() and not explained[taus < needed].any()
    shrinkage = value_of(NECESSARY, L_TE=teacher.teacher_error)
    assert shrinkage == pytest.approx(1 - math.exp(-needed), rel=1e-14)


def test_necessary_time_and_dichotomy_on_random_profiles() -> None:
    rng = np.random.default_rng(4)
    explained = 0
    for _ in range(400):
        each = draw_filtered(rng)
        gain = each.teacher_error - each.student_error - misfit_of(each)
        if gain >= 0:
            explained += 1
            assert each.shrinkage[0] >= value_of(NECESSARY, L_TE=each.teacher_error) - 1e-12
        # all noise learnt further than the target: never
        fast = np.maximum(each.shrinkage, each.shrinkage[0])
        quick = filtered(each, fast)
        assert quick.teacher_error - quick.student_error <= misfit_of(quick) + 1e-14
    assert explained > 20


def sufficient_time(teacher_error: float, energy: float, ratio: float) -> float:
    """max(1, log(2/W)/(1 - 3r/2), log(2/(L W))/(2 - 3r/2)), for r < 2/3."""
    return max(
        1.0,
        math.log(2 / energy) / (1 - 1.5 * ratio),
        math.log(2 / (teacher_error * energy)) / (2 - 1.5 * ratio),
    )


def test_times_that_are_said_to_be_late_enough_are() -> None:
    """The closed form of the sufficient time satisfies the theorem's hypothesis, then and later."""
    rng = np.random.default_rng(8)
    for _ in range(500):
        error, energy, ratio = rng.uniform(1e-6, 1), 10.0 ** rng.uniform(-6, 0), rng.uniform(0, 0.6)
        first = sufficient_time(error, energy, ratio)
        for tau in (first, 1.3 * first, 3 * first):
            decay = math.exp(-tau)
            assert decay * (error + (1 - error) * decay) <= tau * energy * error * math.exp(
                -1.5 * ratio * tau
            )


def test_one_mode_pays_what_the_lemma_says() -> None:
    """exp(-y) - exp(-2 y) >= y exp(-3 y/2), by series to 40 digits: y^3/24 is what is left at 0."""
    with mpmath.workdps(40):
        for y in (mpmath.mpf(10) ** -6, mpmath.mpf("0.1"), 1, 5, 40):
            left = mpmath.exp(-y) - mpmath.exp(-2 * y) - y * mpmath.exp(-1.5 * mpmath.mpf(y))
            assert left > 0
            if y < 1e-3:
                assert left / mpmath.mpf(y) ** 3 == pytest.approx(1 / 24, rel=1e-5)


# the same by the deterministic equivalent


# d, M_TE: L_TE, necessary tau, tau from which the misfit explains, best tau, (L_TE - misfit)/L_ST there
TABLE = (
    (16, 128, 0.0212176, 2.756, 3.633, 5.904, 4.046),
    (16, 512, 0.00152572, 3.974, 6.531, 9.193, 3.300),
    (32, 512, 0.00971434, 3.104, 4.268, 7.013, 5.999),
    (32, 1024, 0.00245113, 3.747, 5.651, 8.487, 5.571),
    (32, 4096, 3.55220e-4, 4.683, 8.305, 11.719, 3.225),
    (300, 10**7, 1.328878e-6, 7.460, 15.215, 22.055, 1.631),
    (1000, 10**8, 4.51005e-7, 8.000, 17.019, 24.106, 1.276),
)


@pytest.mark.parametrize(("dimension", "units", "error", "needed", "starts", "best", "loose"), TABLE)
def test_when_misfit_explains_by_the_equivalent(
    dimension: int, units: int, error: float, needed: float, starts: float, best: float, loose: float
) -> None:
    """The gain starts near half of log(1/L); the misfit explains it only about twice as late, and loosely."""
    found = equivalent(relu_sphere(dimension), units, 1)
    assert found.teacher_error == pytest.approx(error, rel=1e-5)
    assert math.log(2 + 2 / math.sqrt(found.teacher_error)) == pytest.approx(needed, abs=1e-3)

    def beyond(tau: float) -> float:
        return found.teacher_error - found.misfit(tau=tau) - found.student_error(tau=tau)

    optimum = found.best_stopping_time()
    assert brentq(beyond, needed, optimum.tau) == pytest.approx(starts, abs=1e-3)
    assert optimum.tau == pytest.approx(best, abs=1e-3)
    assert (found.teacher_error - found.misfit(tau=optimum.tau)) / optimum.error == pytest.approx(
        loose, abs=1e-3
    )


def by_hand(found: Equivalent, pairs: list[tuple[Any, int]], share: list[int], time: Any) -> Any:
    """The formula of the theorem, on a listed spectrum, from kappa found anew."""
    units = found.teacher_units
    guess = mpmath.mpf(found.kappa)
    kappa = mpmath.findroot(
        lambda k: sum(n * lam / (lam + k) for lam, n in pairs) - units, (guess, 2 * guess)
    )
    gains = [lam / (lam + kappa) for lam, _ in pairs]
    spread = [n * h * (1 - h) for (_, n), h in zip(pairs, gains, strict=True)]
    lost = sum(f * h * (1 - h) for f, h in zip(share, gains, strict=True))
    left = [mpmath.exp(-2 * lam * time) for lam, _ in pairs]
    signal = sum(x * f * h**2 for x, f, h in zip(left, share, gains, strict=True))
    return signal + lost / sum(spread) * sum(x * v for x, v in zip(left, spread, strict=True))


def test_misfit_of_the_equivalent_by_hand() -> None:
    spectrum = [("1", 4), ("1/10", 40), ("1/100", 300)]
    with mpmath.workdps(40):
        pairs = [(mpmath.mpf(1), 4), (mpmath.mpf(1) / 10, 40), (mpmath.mpf(1) / 100, 300)]
        for digits, certified in ((None, False), (25, False), (20, True)):
            found = equivalent(spectrum, 8, {0: 1}, digits=digits, certified=certified)
            for tau in ("0", "1/3", "7"):
                value = found.misfit(tau=tau)
                middle = mpmath.mpf(value.mid().str(30, radius=False)) if certified else value
                expected = by_hand(equivalent(spectrum, 8, {0: 1}), pairs, [1, 0, 0], fraction(tau))
                assert abs(middle - expected) <= expected * mpmath.mpf(10) ** (-18 if digits else -13)
            assert found.misfit("inf") == 0


def fraction(text: str) -> Any:
    numerator, _, denominator = text.partition("/")
    return mpmath.mpf(numerator) / mpmath.mpf(denominator or 1)


def test_misfit_of_the_equivalent_starts_with_the_teacher_and_agrees_in_all_numbers() -> None:
    fast = equivalent(relu_sphere(16), 64, 1)
    balls = equivalent(relu_sphere(16), 64, 1, digits=15, certified=True)
    assert fast.misfit(0) == pytest.approx(1 - fast.teacher_error, rel=1e-13)
    for tau in ("1/2", "3", "20"):
        ball = balls.misfit(tau=tau)
        assert ball.rad() < 1e-15 and abs(float(ball) - fast.misfit(tau=tau)) < 1e-12


def test_misfit_of_the_equivalent_of_another_student() -> None:
    """Balls for a student whose kernel is not the teacher's: its tail lies between what it leaves least and most."""
    fast = equivalent(relu_sphere(16), 64, 1, relu_sphere(16, 2))
    balls = equivalent(relu_sphere(16), 64, 1, relu_sphere(16, 2), digits=6, certified=True)
    for tau in ("1/2", "3"):
        ball = balls.misfit(tau=tau)
        assert abs(float(ball) - fast.misfit(tau=tau)) < 1e-9 and ball.rad() < 1e-6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "give the stopping time"),
        ({"tau": -1}, "must be a number >= 0"),
        ({"time": "1e400"}, "beyond float64"),
    ],
)
def test_bad_times_are_one_line(arguments: dict, words: str) -> None:
    with pytest.raises((InputError, AccuracyError), match=words) as refusal:
        equivalent(relu_sphere(16), 64, 1).misfit(**arguments)
    assert "\n" not in str(refusal.value)
