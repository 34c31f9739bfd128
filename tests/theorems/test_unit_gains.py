"""Gains of random units: other routes to what is measured, reference values, and sides that are changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from made_up_proofs import first_undecided

from w2s_theory.checks.run import check_theorem
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.experiments.effective_dimension import (
    best_level,
    effective_dimension,
    failure_probability,
    residual_energy,
)
from w2s_theory.experiments.feature_tails import measure_tails, tail_energy, tail_gram, tail_traces
from w2s_theory.experiments.width_window import measure_window, student_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.claim import Claim
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher
from w2s_theory.theorems.gains import (
    expected_student_error_le_of_units,
    student_error_le_of_effective_dimension,
    student_error_le_of_residual_energy,
    student_error_le_sq_of_relu,
)
from w2s_theory.theorems.listing import Catalog
from w2s_theory.theorems.teacher import mean_teacher_error_ge_of_tail_gram, tail_gram_ge_of_units

# the constant of the theorems, (1 - e^{-x})^2 <= c_0 x
C_0 = 0.4074


def bound_of(module, **values):
    """The bound of a theorem at one or more points."""
    return compute_expression(
        module.THEOREM.bound, {name: np.atleast_1d(value) for name, value in values.items()}
    )


def mean_squares(model, degrees, count=200_000, seed=0):
    """E K_>(<u, u'>)^2 over pairs of units, for the kernel without the degrees B; and its spread."""
    rng = np.random.default_rng(seed)
    cosines = np.sum(draw_units(model, count, rng) * draw_units(model, count, rng), axis=1)
    table = estimate_coefficients(model, 64)
    kernel = relative_kernel(model).values(cosines) * table.kernel_diagonal
    for degree, values in enumerate(islice(gegenbauer_values(cosines, model.dimension), max(degrees) + 1)):
        if degree in degrees:
            kernel -= table.amplitude[degree] ** 2 * values
    return float(np.mean(kernel**2)), float(np.std(kernel**2)) / count**0.5


# the features' tails


def test_teacher_error_from_the_tails_at_the_size_of_the_figures():
    """d = 32, M_TE = 512: the mean over V_1 of ||v||^2 alone gives .0087 of the true .0100; its bound by g .0025."""
    model = relu_sphere(32)
    units = draw_units(model, 512, np.random.default_rng(3))
    energy = tail_energy(model, units[None], 1, (1,))[0][0]
    found = measure_tails(model, units[None], 1, (1,))
    by_smallest = float(bound_of(mean_teacher_error_ge_of_tail_gram, **found.parameters)[0])
    assert by_smallest < 1 / (1 + energy) < found.measured[0]
    assert 1 / (1 + energy) == pytest.approx(0.0087, rel=0.05, abs=0)
    assert found.measured[0] == pytest.approx(0.0099, rel=0.05, abs=0)
    assert by_smallest == pytest.approx(0.00247, rel=0.02, abs=0)


@pytest.mark.parametrize(("dimension", "degrees"), [(16, (0, 1)), (3, (1,)), (8, (0, 1, 2))])
def test_tail_traces_are_the_diagonal_and_the_mean_square(dimension, degrees):
    model = relu_sphere(dimension)
    trace, square = tail_traces(model, degrees)
    single, _ = tail_gram(model, np.eye(dimension)[None, :1], degrees)
    assert single[0] == pytest.approx(trace, rel=1e-11, abs=0)
    sampled, spread = mean_squares(model, degrees)
    assert abs(sampled - square) < 5 * spread < 0.1 * square


def test_tails_of_one_degree_more_are_smaller():
    """A larger B leaves a smaller g, so a weaker bound."""
    units = draw_units(relu_sphere(8), 12, np.random.default_rng(5))[None]
    found = [tail_gram(relu_sphere(8), units, degrees)[0][0] for degrees in ((1,), (0, 1), (0, 1, 2))]
    assert found[0] > found[1] > found[2] > 0


# the student, in the mean over widths


@pytest.mark.parametrize(("dimension", "count", "scaled_time"), [(3, 4, 0.7), (4, 12, 3.0), (8, 20, 2.0)])
def test_many_small_students_are_the_usual_student(dimension, count, scaled_time):
    model, rng = relu_sphere(dimension), np.random.default_rng(count)
    units = draw_units(model, count, rng)
    time = scaled_time / simulate_teacher(model, units, 1).eigenvalue[1]
    usual, accuracy = compute_student_error(simulate_teacher(model, units, 1, times=[time]), [time])
    ours, doubt = student_errors(model, units[None], dimension**0.5 * units[None, :, 0], time)
    assert abs(ours[0] - usual[0]) <= accuracy[0] + doubt[0] < 1e-6


def best_ratio(dimension, units, teacher_error):
    """The smallest bound of E L_ST/ell_M over stopping times, linear target."""
    tau = np.linspace(0.1, 15, 600)
    lam, diagonal = 1 / (2 * dimension) ** 2, 1 / (2 * dimension)
    values = bound_of(
        expected_student_error_le_of_units,
        M_TE=np.full(600, units), K_1=np.full(600, diagonal), l_first=np.full(600, teacher_error), lam=np.full(600, lam),
        t=tau / lam,
    )  # fmt: skip
    return float(values.min()) / teacher_error


@pytest.mark.parametrize(
    ("units", "teacher_error", "recovered", "earlier"),
    [(512, 0.00985, 0.73, 0.57), (1500, 0.001326, 0.88, 0.83)],
)
def test_gap_recovered_where_one_can_simulate(units, teacher_error, recovered, earlier):
    """1 - E L_ST/ell_M at d = 32; the form (sqrt(m) + e^{-tau})^2 + c_0 tau m with m = (2d/M) ell_M recovers less."""
    tau, m = np.linspace(0.1, 15, 600), 64 / units * teacher_error
    root = 1 - np.min((m**0.5 + np.exp(-tau)) ** 2 + C_0 * tau * m) / teacher_error
    found = 1 - best_ratio(32, units, teacher_error)
    assert recovered < found < recovered + 0.01
    assert earlier - 0.01 < root < earlier + 0.01 < found


def test_window_bound_holds_at_a_size_where_the_student_wins():
    """d = 4, M = 64: the student recovers most of the gap, and the bound says that it beats the first teacher."""
    found = measure_window(4, 64, 5.0, 300, np.random.default_rng(0))
    bound = bound_of(expected_student_error_le_of_units, **found.parameters)
    first = found.parameters["l_first"].mean()
    assert found.measured.mean() < bound.mean() < first
    assert found.measured.mean() < 0.3 * first


@pytest.mark.slow
def test_reference_window_of_the_figures():
    """d = 32, M = 512: ell_M = .0099, and the student's error over the window, at tau = 4, below half the bound."""
    found = measure_window(32, 512, 4.0, 4, np.random.default_rng(1))
    bound = bound_of(expected_student_error_le_of_units, **found.parameters)
    assert found.parameters["l_first"].mean() == pytest.approx(0.0099, rel=0.05, abs=0)
    assert found.measured.mean() < 0.5 * bound.mean() < 0.2 * found.parameters["l_first"].mean()


# the effective dimension


@pytest.mark.parametrize(
    ("dimension", "units", "level"), [(32, 10**6, 1.39e-4), (100, 3 * 10**4, 0.122), (1000, 10**7, 4.03e-3)]
)
def test_reference_values_of_the_level(dimension, units, level):
    """R at delta = 1/10."""
    found = best_level(relu_sphere(dimension), units, 0.1)
    assert found is not None and found.relative == pytest.approx(level, rel=0.005, abs=0)
    size = effective_dimension(relu_sphere(dimension), found.level)
    assert failure_probability(size, units, found.deviation) <= 0.1 * (1 + 1e-12)
    assert found.level <= found.largest_eigenvalue


def test_effective_dimension_is_the_energy_of_a_feature_in_the_resolvent():
    """N(rho) = <phi_u, (K + rho)^{-1} phi_u>, with K sampled by many features: a ridge regression on them."""
    model, rho = relu_sphere(3), 0.01
    units = draw_units(model, 1500, np.random.default_rng(0))
    table = estimate_coefficients(model, 4)
    cosines = np.clip(units @ units.T, -1.0, 1.0)
    np.fill_diagonal(cosines, 1.0)
    gram = relative_kernel(model).values(cosines) * table.kernel_diagonal
    sampled = np.trace(np.linalg.solve(gram / 1500 + rho * np.eye(1500), gram / 1500))
    assert sampled == pytest.approx(effective_dimension(model, rho), rel=0.02, abs=0)


@pytest.mark.parametrize("degree", [1, 2])
def test_residual_energy_is_at_least_the_error_and_below_the_level(degree):
    model, rng = relu_sphere(8), np.random.default_rng(degree)
    for _ in range(5):
        teacher = simulate_teacher(model, draw_units(model, 64, rng), degree)
        energy, doubt = residual_energy(teacher)
        level = best_level(model, 64, 0.1, degree)
        assert level is not None and teacher.teacher_error <= energy + doubt < level.relative


def test_linear_bound_is_weaker_than_that_with_the_square_by_the_square_only():
    """The bound that is linear in L_TE exceeds the one of the single draw by (c_0 tau - (1 - e^{-tau})^2) L_TE^2."""
    rng = np.random.default_rng(0)
    error, tau = rng.uniform(0.01, 0.9, 50), rng.uniform(0.1, 8, 50)
    mu = error * rng.uniform(1, 3, 50)
    exact = bound_of(student_error_le_of_residual_energy, L_TE=error, mu=mu, lam=np.ones(50), t=tau)
    decay = np.exp(-tau)
    linear = decay**2 + 2 * decay * (1 - decay) * error + C_0 * tau * mu * error
    assert linear - exact == pytest.approx((C_0 * tau - (1 - decay) ** 2) * error**2, rel=1e-9, abs=1e-15)


def test_square_bound_is_above_the_linear_one_when_stopped_late():
    rng = np.random.default_rng(1)
    error = rng.uniform(0.01, 0.9, 50)
    tau = -np.log(error * rng.uniform(0.1, 1, 50))
    values = {
        "L_TE": error, "penalty": rng.uniform(0.001, 1, 50), "c": rng.uniform(0.1, 0.9, 50), "lam": np.ones(50), "t": tau,
    }  # fmt: skip
    assert np.all(
        bound_of(student_error_le_sq_of_relu, **values)
        >= bound_of(student_error_le_of_effective_dimension, **values)
    )


# what is changed is noticed


def test_mean_square_of_the_tails_without_its_factor_is_refuted():
    """T - sqrt(M (M - 1) S delta), delta on the wrong side, fails too often."""
    theorem = tail_gram_ge_of_units.THEOREM
    delta = tail_gram_ge_of_units.delta
    wrong = replace(theorem, bound=theorem.bound.subs(delta, 40 * delta))
    assert check_theorem(wrong, Catalog(), quick=True).verdict == "refuted"


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("mean_teacher_error_ge_of_tail_gram", "tail.smallest"),
        ("mean_teacher_error_ge_of_tail_gram", "units.products"),
        ("tail_gram_ge_of_units", "pairs.mean"),
        ("expected_student_error_le_of_units", "unit.fresh"),
        ("expected_student_error_le_of_units", "widths.alike"),
        ("residual_energy_le_of_effective_dimension", "units.seen"),
        ("student_error_le_sq_of_relu", "error.low"),
    ],
)
def test_no_fact_of_the_setting_is_idle(name, fact):
    """Without it, or with its right side doubled, the proof is incomplete."""
    catalog = Catalog()
    theorem = catalog[name]
    for factor in (None, Fraction(2)):
        facts = []
        for key, claim in theorem.setting.facts:
            if key != fact:
                facts.append((key, claim))
            elif factor is not None:
                change = 2 if claim.relation != ">=" else Fraction(1, 2)
                right = claim.right * change.numerator / change.denominator
                facts.append((key, Claim(claim.left, claim.relation, right)))
        changed = replace(theorem, setting=replace(theorem.setting, facts=tuple(facts)))
        assert first_undecided(changed)
