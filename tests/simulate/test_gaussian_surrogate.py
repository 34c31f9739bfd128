"""Gaussian features: exact laws, an independent dense simulation, and the bound for the degrees not drawn."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, chi2, kstest

from w2s_theory.models.linear_network import linear_network
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.models.zonal_kernel import zonal_kernel
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.spectral_filter import gradient_flow, heavy_ball, ridge
from w2s_theory.simulate.gaussian.surrogate import simulate_gaussian_teacher
from w2s_theory.simulate.gaussian.wishart import add_wishart, draw_wishart, multiply_wishart
from w2s_theory.simulate.machine.streams import child_generator


def teachers(spectrum, units, count, name, **options):
    rng = child_generator(0, name)
    return [simulate_gaussian_teacher(spectrum, units, rng, **options) for _ in range(count)]


@pytest.mark.parametrize("freedom", [3, 7, 8, 12, 1e20])
def test_wishart_law(freedom):
    """1/(e.W^{-1} e) is chi-square with n - M + 1 degrees for every unit vector e; x.W x/|x|^2 with n."""
    order, direction = 7, np.arange(1.0, 8.0) / math.sqrt(140.0)
    forward, backward = [], []
    for trial in range(400):
        gram = np.zeros((order, order), order="F")
        drawn = draw_wishart(freedom, order, child_generator(trial, "wishart"))
        add_wishart(gram, 2.0, freedom, drawn, keep=True)
        gram = np.tril(gram) + np.tril(gram, -1).T
        image, form = multiply_wishart(direction, 2.0, freedom, drawn)
        np.testing.assert_allclose(image, gram @ direction, rtol=1e-12)
        assert form == pytest.approx(direction @ gram @ direction, rel=1e-12)
        forward.append(form / 2.0)
        if freedom >= order:
            backward.append(2.0 / (direction @ np.linalg.solve(gram / 2.0, direction)) / 2.0)
    standard = (np.array(forward) - freedom) / math.sqrt(2.0 * freedom)
    law = chi2(freedom)
    assert kstest(forward, law.cdf).pvalue > 1e-3 if freedom < 1e6 else kstest(standard, "norm").pvalue > 1e-3
    assert kstest(np.array(forward) * 1.5, law.cdf).pvalue < 1e-3 or freedom >= 1e6
    if order <= freedom < 1e6:
        assert kstest(backward, chi2(freedom - order + 1).cdf).pvalue > 1e-3
        assert kstest(backward, chi2(freedom - order + 2).cdf).pvalue < 1e-3


def test_isotropic_spectrum_gives_the_beta_law():
    """||P f*||^2 ~ Beta(M/2, (d-M)/2), and a flow has nothing to gain."""
    d, units = 12, 5
    found = teachers([(0.7, d)], units, 1500, "isotropic", target=0)
    captured = np.array([1.0 - each.teacher_error for each in found])
    assert kstest(captured, beta(units / 2, (d - units) / 2).cdf).pvalue > 1e-3
    assert kstest(captured, beta((units + 1) / 2, (d - units - 1) / 2).cdf).pvalue < 1e-6
    assert captured.mean() == pytest.approx(units / d, abs=4 * captured.std() / math.sqrt(len(captured)))
    for each in found[:5]:
        assert each.mass[0] == pytest.approx(1.0 - each.teacher_error, abs=1e-12)
        errors, _ = each.student_error([0.1, 1.0, 10.0])
        assert np.all(errors >= each.teacher_error)


@pytest.mark.parametrize("row", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_three_modes_and_one_unit_by_integration(row):
    """E X/(X+Y) = int E[X e^{-tX}] E[e^{-tY}] dt: .64850 where the deterministic equivalent says 2/3."""
    values = np.array([1.0, 0.1, 0.1])
    own = values[row]
    others = np.delete(values, row)

    def integrand(t):
        return own * (1 + 2 * own * t) ** -1.5 * math.prod((1 + 2 * x * t) ** -0.5 for x in others)

    exact = quad(integrand, 0, math.inf)[0]
    assert exact == pytest.approx([0.6485015658, 0.1757492171][row], rel=1e-9)
    for spectrum, target in ((list(values), row), ([(1, 1), (0.1, 2)], row)):
        found = teachers(spectrum, 1, 1500, f"three{row}", target=target)
        captured = np.array([1.0 - each.teacher_error for each in found])
        spread = captured.std() / math.sqrt(len(captured))
        assert captured.mean() == pytest.approx(exact, abs=4 * spread)
        assert spread < 0.01


def test_dense_features_agree():
    """Features drawn one by one and projected by least squares: means of errors and masses."""
    pairs = [(1.0, 3), (0.2, 6), (0.01, 40)]
    values = np.concatenate([np.full(n, x) for x, n in pairs])
    starts, units, count, times = np.array([0, 3, 9]), 12, 600, np.array([2.0, 20.0])
    target = {0: 0.8, 1: -0.6}
    goal = np.zeros(len(values))
    goal[0], goal[3] = 0.8, -0.6
    rng, dense = child_generator(1, "dense"), []
    s = -np.expm1(-np.outer(values, times))
    for _ in range(count):
        features = rng.standard_normal((units, len(values))) * np.sqrt(values)
        teacher = np.linalg.qr(features.T)[0]
        teacher = teacher @ (teacher.T @ goal)
        students = np.sum((goal[:, None] - s * teacher[:, None]) ** 2, axis=0)
        cross = np.array([0.8 * teacher[0], -0.6 * teacher[3]])
        masses = np.add.reduceat(teacher**2, starts)
        dense.append([np.sum((goal - teacher) ** 2), *students, *cross, *masses])
    ours = []
    for each in teachers(pairs, units, count, "ours", target=target, times=times):
        ours.append([each.teacher_error, *each.student_error(times)[0], *each.cross[:2], *each.mass])
    first, second = np.array(dense), np.array(ours)
    gap = first.mean(axis=0) - second.mean(axis=0)
    spread = np.sqrt((first.var(axis=0) + second.var(axis=0)) / count)
    assert np.all(np.abs(gap) < 4 * spread)
    # the test has power: the means are known to a few percent
    assert np.all(spread < 0.05 * np.abs(second.mean(axis=0)))


@pytest.mark.parametrize("dimension, units, few", [(2, 8, 60), (3, 20, 40), (4, 60, 40), (16, 200, 8)])
def test_degrees_not_drawn_are_covered_by_the_accuracy(dimension, units, few):
    """The same draw with more degrees: every number moves by less than both bounds, and not by nothing."""
    model, times = relu_sphere(dimension), np.array([1.0, 8.0, 100.0]) * (2 * dimension) ** 2
    used = []
    for seed in range(4):
        rough, fine = (
            simulate_gaussian_teacher(model, units, child_generator(seed, "nested"), degrees=degrees)
            for degrees in (few, 4 * few)
        )
        gap = abs(rough.teacher_error - fine.teacher_error)
        assert gap <= rough.teacher_error_accuracy + fine.teacher_error_accuracy
        used.append(gap / rough.teacher_error_accuracy)
        for name in ("mass", "cross", "residual_mass"):
            doubt = f"{name}_accuracy"
            first, second = getattr(rough, name), getattr(fine, name)[: few + 1]
            assert np.all(np.abs(first - second) <= getattr(rough, doubt) + getattr(fine, doubt)[: few + 1])
        first, first_doubt = rough.student_error(times)
        second, second_doubt = fine.student_error(times)
        assert np.all(np.abs(first - second) <= first_doubt + second_doubt)
    assert max(used) > 1e-3


def test_accuracy_that_is_asked_for_is_kept():
    model, times = relu_sphere(6), np.array([8.0, math.inf]) * 144
    rough = simulate_gaussian_teacher(model, 40, child_generator(0, "asked"), times=times, accuracy=1e-2)
    fine = simulate_gaussian_teacher(model, 40, child_generator(0, "asked"), times=times, accuracy=1e-6)
    assert len(rough.mass) < len(fine.mass)
    for each, accuracy in ((rough, 1e-2), (fine, 1e-6)):
        error, doubt = each.student_error(times)
        assert each.teacher_error_accuracy <= accuracy * each.teacher_error and np.all(
            doubt <= accuracy * error
        )
    assert rough.teacher_error == pytest.approx(fine.teacher_error, rel=1e-3, abs=0)
    assert fine.student_error([math.inf])[0][0] == pytest.approx(fine.teacher_error, rel=1e-9, abs=0)


def test_numbers_of_one_draw_fit_together():
    model = relu_sphere(8)
    for target in (0, 2, {1: 0.6, 2: 0.8}):
        each = simulate_gaussian_teacher(model, 50, child_generator(3, "fit"), target)
        assert math.fsum(each.mass) + each.tail_mass == pytest.approx(1 - each.teacher_error, abs=1e-12)
        # <f*, f_TE> = ||f_TE||^2 for a projection
        assert math.fsum(each.cross) == pytest.approx(1 - each.teacher_error, abs=1e-10)
        square = each.shrunk_error(each.target_coefficient != 0)[0]
        assert square >= 0.75 * each.teacher_error**2
        assert each.shrunk_error(np.ones(len(each.mass)))[0] + each.tail_mass == pytest.approx(
            each.teacher_error, rel=1e-6, abs=0
        )
        for chosen in (gradient_flow(), ridge(), heavy_ball(0.1)):
            values, _ = each.student_error([500.0], chosen)
            s = chosen.shrinkage(each.eigenvalue, 500.0)
            direct = math.fsum(each.target_coefficient**2 - 2 * s * each.cross + s**2 * each.mass)
            assert values[0] == pytest.approx(direct, abs=1e-9)
    assert "L_TE" in repr(each)


def test_near_the_equivalent_for_many_units():
    """d = 16, M = 128, linear target: the finite-size gap is a few percent there."""
    found = teachers(relu_sphere(16), 128, 60, "many")
    values = np.array([each.teacher_error for each in found])
    from w2s_theory.equivalents.prediction import equivalent

    predicted = equivalent(relu_sphere(16), 128, 1).teacher_error
    assert values.mean() == pytest.approx(predicted, rel=0.1, abs=0)


def test_a_seed_gives_the_same_draw():
    first, second = (
        simulate_gaussian_teacher(relu_sphere(5), 30, child_generator(9, "same")) for _ in range(2)
    )
    other = simulate_gaussian_teacher(relu_sphere(5), 30, child_generator(10, "same"))
    assert first.teacher_error == second.teacher_error != other.teacher_error


def test_multiplicities_without_bound():
    """N = 10^30 is noise of no spread: one unit, E b^2/(g^2 + c) with c the trace of the rest."""
    found = simulate_gaussian_teacher([(1.0, 1), (1e-30, 10**30)], 1, child_generator(0, "huge"), 0)
    g = child_generator(int(child_generator(0, "huge").integers(2**63)), "target", 0).standard_normal(1)[0]
    assert found.teacher_error == pytest.approx(1 / (1 + g * g), rel=1e-12)
    wide = simulate_gaussian_teacher(relu_sphere(10**6), 40, child_generator(0, "wide"))
    # d = 10^6 >> M: nothing can be learnt but M directions of d
    assert 1 - wide.teacher_error == pytest.approx(40 / (2e6), rel=1.0) and wide.mass[0] < 1e-3


def test_bad_input_is_refused():
    model, rng = relu_sphere(4), child_generator(0, "bad")
    bad = [
        ([], 1, 0), ("abc", 1, 0), (None, 1, 0), ([(-1.0, 2)], 1, 0), ([(math.nan, 2)], 1, 0), ([(0.0, 5)], 1, 0),
        ([(1.0, 0)], 1, 0), ([(1.0, 1.5)], 1, 0), ([(1.0, 2, 3)], 1, 0), ([(1.0, 3)], 3, 0), ([(1.0, 3)], 4, 0),
        ([(1.0, 3)], 1, 1), ([(1.0, 3), (0.0, 2)], 1, 1), ([(1.0, 3)], 1, {0: 0.5}), ([(1.0, 3)], 1, "a"),
        ([(1.0, 3)], 1, {0: "x"}), ([(1.0, 9)], 0, 0), ([(1.0, 9)], 2.5, 0), (model, 5, 3), (model, 5, -1),
        ([1.0] * 5000, 1, 0), ([("x", 2)], 1, 0), ([(True, 2)], 1, 0),
        (zonal_kernel(lambda rho: 1 + rho, 3), 1, 0), (linear_network([1.0, 1.0]), 2, 0),
    ]  # fmt: skip
    for spectrum, units, target in bad:
        with pytest.raises(InputError) as caught:
            simulate_gaussian_teacher(spectrum, units, rng, target)
        assert "\n" not in str(caught.value)
    with pytest.raises(InputError, match="rank 3"):
        simulate_gaussian_teacher([(1.0, 2), (0.5, 1), (0.0, 7)], 3, rng, 0)
    with pytest.raises(InputError):
        simulate_gaussian_teacher(model, 5, rng, times=[-1.0])
    with pytest.raises(InputError):
        simulate_gaussian_teacher(model, 5, rng, accuracy=2.0)
    with pytest.raises(InputError, match="leave out degrees"):
        simulate_gaussian_teacher([1.0, 0.5], 1, rng, 0, degrees=1)
    with pytest.raises(AccuracyError):
        simulate_gaussian_teacher(relu_sphere(2), 64, rng, accuracy=1e-12)
    with pytest.raises(AccuracyError):
        # one degree says nothing about the features' smallest eigenvalue
        simulate_gaussian_teacher(relu_sphere(3), 200, rng, degrees=2)
    same = simulate_gaussian_teacher(linear_network([1.0, 0.5, 0.25]), 2, child_generator(4, "x"), 0)
    listed = simulate_gaussian_teacher([1.0, 0.5, 0.25], 2, child_generator(4, "x"), 0)
    assert same.teacher_error == listed.teacher_error
