"""Students with features on finite samples, certified roots, exponents on power laws and budgets."""

from math import inf, sqrt

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

from w2s_theory import (
    best_split,
    enclose_finite_samples,
    feature_student_error,
    finite_sample_equivalent,
    power_law_exponents,
    relu_sphere,
)
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.machine.streams import child_generator


def power_law(directions, alpha):
    j = np.arange(1.0, directions + 1)
    part = np.sqrt(j**-2.5 / np.sum(j**-2.5))
    return j**-alpha, part


def listed(alpha, *sizes, directions=60, **settings):
    values, part = power_law(directions, alpha)
    spectrum = [(float(value), 1) for value in values]
    return finite_sample_equivalent(spectrum, *sizes, dict(enumerate(part.tolist())), **settings)


def fit(features, labels, ridge):
    return np.linalg.solve(features.T @ features + ridge * np.eye(features.shape[1]), features.T @ labels)


@pytest.mark.parametrize(("own", "inputs", "ridge"), [(40, 100, 0.1), (90, 50, 0.3)])
def test_students_with_features_of_their_own(own, inputs, ridge):
    """Against both regressions solved, Gaussian features: finite sizes are a few per cent off."""
    values, part = power_law(60, 1.3)
    rng, errors = child_generator(own, "feature students"), []
    root = np.sqrt(values)
    for _ in range(150):
        weak, strong = (rng.standard_normal((60, size)) * root[:, None] / sqrt(size) for size in (30, own))
        labelled, fresh = rng.standard_normal((60, 60)), rng.standard_normal((inputs, 60))
        labels = labelled @ part + 0.3 * rng.standard_normal(60)
        teacher = weak @ fit(labelled @ weak, labels, 0.1)
        student = strong @ fit(fresh @ strong, fresh @ teacher, ridge)
        errors.append(np.sum((student - part) ** 2))
    expected = feature_student_error(listed(1.3, 30, 60, ridge="0.1", noise="0.09"), own, inputs, ridge=ridge)
    assert abs(np.mean(errors) - expected) < 4 * np.std(errors) / sqrt(150) + 0.06 * expected


def test_feature_students_at_the_ends():
    teacher = finite_sample_equivalent(relu_sphere(16), 128, 256, ridge="0.01", noise="0.1")
    many = feature_student_error(teacher, 10**9, 2000, ridge=1)
    assert many == pytest.approx(teacher.kernel_ridge_error(2000, 1), rel=1e-6)
    perfect = finite_sample_equivalent(relu_sphere(16), 10**6, 10**12)
    assert feature_student_error(perfect, 128, 256, ridge="0.01", noise="0.1") == pytest.approx(
        teacher.teacher_error, rel=1e-5
    )
    with pytest.raises(InputError, match="infinite"):
        feature_student_error(teacher, 64, 64)


ENCLOSED = [
    ((16, 128, 256), {}),
    ((16, 256, 128), {"ridge": "1/1000", "noise": "1/10"}),
    ((10**4, 10**6, 10**8), {"ridge": "1/100", "noise": "1/10"}),
    ((16, 128, inf), {}),
]


@pytest.mark.parametrize(("sizes", "settings"), ENCLOSED)
def test_certified_roots(sizes, settings):
    d, units, samples = sizes
    enclosed = enclose_finite_samples(relu_sphere(d), units, samples, **settings)
    found = finite_sample_equivalent(relu_sphere(d), units, samples, **settings)
    assert min(enclosed.nu_2.rel_accuracy_bits(), enclosed.teacher_error.rel_accuracy_bits()) >= 166
    assert float(enclosed.teacher_error.mid()) == pytest.approx(found.teacher_error, rel=1e-11)
    assert float(enclosed.nu_2.mid()) == pytest.approx(found.root.root, rel=1e-12)
    assert enclosed.to_dict()["nu_2"].startswith(enclosed.nu_2.str(10, radius=False)[:6])


def test_more_digits_lie_in_the_enclosure_of_fewer():
    few, many = (
        enclose_finite_samples(
            [(1, 5), ("1/2", 9), ("1/10", 40)], 20, 30, {0: 1}, ridge="1/3", noise="1/7", digits=digits
        )
        for digits in (12, 80)
    )
    for name in ("nu_1", "nu_2", "teacher_error"):
        assert getattr(few, name).overlaps(getattr(many, name))
        assert getattr(many, name).rad() < getattr(few, name).rad()
    # both equations, in balls
    values = [(1, 5), (0.5, 9), (0.1, 40)]
    nu_1, nu_2 = float(many.nu_1.mid()), float(many.nu_2.mid())
    taken = sum(count * lam / (lam + nu_2) for lam, count in values)
    assert 30 - taken == pytest.approx(1 / 3 / nu_1, rel=1e-12)
    assert 20 * (1 - nu_1 / nu_2) == pytest.approx(taken, rel=1e-12)


# alpha, r: log L_ST/log L_TE of the best flow and the best ridge, measured on power laws (computed apart)
RATES = [
    ("3/2", "2/5", 1.002, None), ("3/2", "3/5", 1.115, None), ("3/2", 1, 1.443, None), ("3/2", 2, 1.885, 1.436),
    (2, "3/4", 1.245, None), (2, "3/2", 1.666, None), (2, "7/2", 1.953, 1.425),
]  # fmt: skip


@pytest.mark.parametrize(("alpha", "source", "flow", "ridge"), RATES)
def test_exponents_of_power_laws(alpha, source, flow, ridge):
    found = power_law_exponents(alpha, source)
    assert float(found.flow_student) == pytest.approx(flow, rel=0.025)
    if ridge is not None:
        assert float(found.ridge_student) == pytest.approx(ridge, rel=0.015)


def test_an_exponent_by_the_equivalent_itself():
    """alpha = 1.5, r = 1 on a million modes: the slope between two sizes of the teacher."""
    alpha, source = 1.5, 1.0
    j = np.arange(1.0, 1_000_001)
    values, energies = j**-alpha, j ** -(1 + 2 * alpha * source)
    logs = []
    for units in (300, 2400):
        kappa = brentq(lambda k, units=units: np.sum(values / (values + k)) - units, 1e-9, 1.0, xtol=1e-14)
        taken = values / (values + kappa)
        spread = taken * (1 - taken)
        level = np.sum(energies * spread) / np.sum(spread)

        def error(log_time, taken=taken, spread=spread, level=level):
            learnt = -np.expm1(-values * np.exp(log_time))
            return np.sum(energies * (1 - taken * learnt) ** 2) + level * np.sum(learnt**2 * spread)

        best = minimize_scalar(error, bounds=(0, -np.log(kappa) + 3), method="bounded").fun
        logs.append(np.log((np.sum(energies * (1 - taken)), best)))
    slope = (logs[1] - logs[0])[1] / (logs[1] - logs[0])[0]
    assert slope == pytest.approx(float(power_law_exponents("3/2", 1).flow_student), rel=0.03)


@pytest.mark.parametrize(("source", "ratio"), [(0.1, 0.8), (0.25, 0.5), (0.4, 0.2)])
def test_what_no_student_can(source, ratio):
    """The best number on every mode, at many units: L_ST/L_TE of no filter is less."""
    alpha, units = 1.5, 10**5
    # one by one, and by an integral from the middle of the last step on
    beyond = np.geomspace(200_000.5, 1e16, 40_001)
    weight = np.concatenate([np.ones(200_000), np.diff(beyond)])
    j = np.concatenate([np.arange(1.0, 200_001), np.sqrt(beyond[1:] * beyond[:-1])])
    kappa = brentq(lambda log: np.sum(weight / (1 + np.exp(log) * j**alpha)) - units, -30, -5)
    missed = 1 / (1 + j**-alpha / np.exp(kappa))
    energies = weight * j ** -(1 + 2 * alpha * source)
    # the first correction is of the relative order kappa^(1 - 2 r)
    least = np.sum(energies * missed**2) / np.sum(energies * missed)
    assert ratio <= least * (1 + 1e-3) and least < ratio * (1 + 1.5 * np.exp(kappa * (1 - 2 * source)) + 1e-3)
    assert float(power_law_exponents(alpha, source).least_ratio) == pytest.approx(ratio)


def test_widths_and_refusals_of_exponents():
    found = power_law_exponents("3/2", 1)
    assert (found.student_width, found.teacher_width) == (pytest.approx(0.344, abs=5e-4), 0.625)
    assert found.minimax == 0.75 and power_law_exponents("3/2", "1/3").student_width is None
    for arguments in ((1, 1), (2, 0), (2, -1)):
        with pytest.raises(InputError, match="alpha > 1"):
            power_law_exponents(*arguments)
    with pytest.raises(InputError, match="mixture"):
        power_law_exponents(2, {1: 0.5})


def test_a_budget_is_split_near_the_leading_order():
    found = best_split(relu_sphere(16), 128, 4000, 10, penalty="1/10", noise="1/10")
    assert found.labels == pytest.approx(found.leading_labels, rel=0.06)
    assert found.student_error < found.all_on_labels and found.inputs == 10 * (4000 - found.labels)
    teacher = [
        finite_sample_equivalent(relu_sphere(16), 128, n, noise="1/10")
        for n in (found.labels - 400, found.labels + 200)
    ]
    level = 0.1 * float(teacher[0].modes.student[teacher[0].modes.place(1)])
    for each in teacher:
        inputs = int(10 * (4000 - each.samples))
        taken = float(
            np.sum(each.modes.count[:-1] * each.modes.student[:-1] / (each.modes.student[:-1] + level))
        )
        assert each.kernel_ridge_error(inputs, level * (inputs - taken)) > found.student_error
    with pytest.raises(InputError, match="too small"):
        best_split(relu_sphere(16), 128, 120, 10, penalty="1/10")
    with pytest.raises(InputError, match="penalty"):
        best_split(relu_sphere(16), 128, 4000, 10, penalty=0)
