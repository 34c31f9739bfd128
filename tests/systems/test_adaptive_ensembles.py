"""Ensembles of weak teachers: weights against enumeration, risks against simulation, where AE-KD wins and where it loses."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest

from w2s_theory import InputError, SubspacePair, discrepancy_risks
from w2s_theory.experiments.two_stage_regressions import draw_pair
from w2s_theory.models.subspace_pair import compare_subspaces
from w2s_theory.simulate.gaussian.regression import draw_basis
from w2s_theory.simulate.linear.fits import excess_risks, simulate_fits
from w2s_theory.systems.adaptive_ensembles import (
    WeakTeacher,
    ensemble_of_teachers,
    equal_ensemble_risk,
    normalised_weights,
    random_ensemble_risk,
)
from w2s_theory.systems.capped_simplex import capped_weights


def enumerated(form: np.ndarray, cap: float) -> float:
    """The smallest value over all ways in which weights can be 0, at the cap, or between."""
    count, best = len(form), math.inf
    for kinds in itertools.product((0, 1, 2), repeat=count):
        high, free = np.array(kinds) == 1, np.array(kinds) == 2
        weights = np.where(high, cap, 0.0)
        if free.any():
            size = int(free.sum())
            system = np.block([[form[np.ix_(free, free)], np.ones((size, 1))], [np.ones((1, size)), 0.0]])
            right = np.append(-form[free] @ weights, 1 - weights.sum())
            weights[free] = np.linalg.lstsq(system, right, rcond=None)[0][:size]
        if weights.min() > -1e-12 and weights.max() < cap + 1e-12 and abs(weights.sum() - 1) < 1e-10:
            best = min(best, float(weights @ form @ weights))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_weights_are_the_best_of_all_active_sets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = 2 + seed % 4
    root = rng.standard_normal((count, 1 + seed % 6))
    form = root @ root.T + 0.01 * (seed % 2) * np.eye(count)
    for cap in (1.0, 0.6, 1 / count):
        cap = max(cap, 1 / count)
        found = capped_weights(form, cap)
        assert found.value == pytest.approx(enumerated(form, cap), rel=1e-8, abs=1e-10 * np.trace(form))
        assert found.gap <= 1e-8 * np.trace(form) and found.weights.max() <= cap + 1e-12
        assert found.weights.sum() == pytest.approx(1, abs=1e-12) and found.weights.min() >= 0


def test_many_teachers_and_large_numbers() -> None:
    rng = np.random.default_rng(0)
    root = rng.standard_normal((60, 40))
    small, large = capped_weights(root @ root.T, 0.1), capped_weights(1e9 * root @ root.T, 0.1)
    assert large.value == pytest.approx(1e9 * small.value, rel=1e-7)
    assert capped_weights(np.zeros((3, 3))).weights.tolist() == [1 / 3] * 3


def test_inverse_energy_weights_of_orthogonal_errors() -> None:
    """Energies .2, .5, 1, 3: adaptive and oracle .120, uniform .294; normalised gradients .394."""
    energies = np.array([0.2, 0.5, 1.0, 3.0])
    # f_k = f* + e_k with orthogonal errors, ||f*|| = 1
    form = np.diag(energies) + 1
    found = capped_weights(form)
    assert found.weights == pytest.approx(1 / energies / np.sum(1 / energies), abs=1e-12)
    assert found.value - 1 == pytest.approx(0.120, abs=5e-4)
    assert capped_weights(form, 0.25).value - 1 == pytest.approx(0.294, abs=5e-4)
    normal = normalised_weights(form).weights
    assert normal == pytest.approx([0.108, 0.284, 0.319, 0.288], abs=6e-4)
    assert normal**2 @ energies == pytest.approx(0.394, abs=6e-4)


def test_adaptive_weights_fall_for_the_shrunk_teacher() -> None:
    """f_1 = .3 f*, f_2 = f* + e, ||e||^2 = .3: AE-KD (1, 0) risks .490, uniform .1975, oracle (.380, .620) .1861."""
    teachers = np.array([[0.3, 0.0], [1.0, math.sqrt(0.3)]])
    errors = (teachers - [1, 0]) @ (teachers - [1, 0]).T
    adaptive, oracle = capped_weights(teachers @ teachers.T), capped_weights(errors)
    assert adaptive.weights == pytest.approx([1, 0], abs=1e-9)
    risks = [float(w @ errors @ w) for w in (adaptive.weights, np.array([0.5, 0.5]), oracle.weights)]
    assert risks == pytest.approx([0.490, 0.1975, 0.1861], abs=5e-5)
    assert oracle.weights == pytest.approx([0.380, 0.620], abs=5e-4)


def heterogeneous(seed: int = 1) -> tuple[np.ndarray, np.ndarray, list[WeakTeacher]]:
    """D = 40, d_s = 12; d_k = 8, 10, 6, 14; n = 40, 30, 25, 60; sigma^2 = .5, 1, 2, .5; the last one shrunk to .7."""
    rng = np.random.default_rng(seed)
    strong, target = draw_basis(40, 12, rng), rng.standard_normal(40)
    target = strong @ (strong.T @ target) + 0.4 * target
    sizes = ((8, 40, 0.5, 1.0), (10, 30, 1.0, 1.0), (6, 25, 2.0, 1.0), (14, 60, 0.5, 0.7))
    target /= np.linalg.norm(target)
    return (
        strong,
        target,
        [
            WeakTeacher(
                np.linalg.qr(np.column_stack((target, draw_basis(40, d - 1, rng))))[0], n, noise, shrunk
            )
            for d, n, noise, shrunk in sizes
        ],
    )


def test_risks_of_an_ensemble_are_those_of_simulations() -> None:
    strong, target, teachers = heterogeneous()
    ensemble = ensemble_of_teachers(strong, target, teachers, 60)
    rng, repeats = np.random.default_rng(2), 6000
    fits = [
        each.shrinkage
        * simulate_fits(each.basis, target, each.labels, each.noise_variance**0.5, repeats, rng)
        for each in teachers
    ]
    for place, fit in enumerate(fits):
        risks = excess_risks(fit, target)
        assert abs(risks.mean() - ensemble.teacher_risks[place]) < 4 * risks.std() / math.sqrt(repeats)
        for other in range(place + 1):
            products = np.sum(fit * fits[other], axis=1)
            assert abs(products.mean() - ensemble.gram[place, other]) < 4 * products.std() / math.sqrt(
                repeats
            )
    found = {}
    for weighting in ("uniform", "adaptive", "oracle"):
        weights = ensemble.weights(weighting).weights
        labels = sum(w * fit for w, fit in zip(weights, fits, strict=True))
        risks = excess_risks(simulate_fits(strong, labels, 60, 0.0, repeats, rng), target)
        found[weighting] = ensemble.risk(weights)
        assert abs(risks.mean() - found[weighting]) < 4 * risks.std() / math.sqrt(repeats), weighting
        assert risks.std() / math.sqrt(repeats) < 0.01 * found[weighting]
    assert found["oracle"] <= min(found.values()) + 1e-12
    assert ensemble.risk([1, 0, 0, 0]) > found["oracle"]


def test_adaptive_weights_are_the_best_where_the_overlaps_are_equal_and_can_lose_to_uniform() -> None:
    """Teachers that hold the target and are not shrunk: the theorem's case. One that is shrunk: worse than uniform."""
    strong, target, teachers = heterogeneous()
    same = ensemble_of_teachers(np.eye(40), target, teachers[:3], 10**9)
    assert same.overlaps == pytest.approx(np.zeros(3), abs=1e-12)
    assert same.weights("adaptive").weights == pytest.approx(same.weights("oracle").weights, abs=1e-6)
    shrunk = [WeakTeacher(each.basis, each.labels, each.noise_variance, each.shrinkage) for each in teachers]
    shrunk[3] = WeakTeacher(teachers[3].basis, 60, 0.5, 0.2)
    worse = ensemble_of_teachers(np.eye(40), target, shrunk, 10**9)
    adaptive, uniform = (worse.risk(worse.weights(name).weights) for name in ("adaptive", "uniform"))
    assert adaptive > uniform > worse.risk(worse.weights("oracle").weights)
    # a cap repairs some of it
    assert worse.risk(worse.weights("adaptive", 0.4).weights) < adaptive


def test_one_teacher_is_a_discrepant_pair() -> None:
    first, second = draw_pair(6, 9, 2, 20, np.random.default_rng(3))
    target = np.random.default_rng(4).standard_normal(20)
    pair = compare_subspaces(first, second, target)
    alone = ensemble_of_teachers(first, target, [WeakTeacher(second, 40)], 60)
    exact = discrepancy_risks(pair, 40, 60)
    assert alone.risk([1.0]) == pytest.approx(exact.student) and alone.teacher_risks[0] == pytest.approx(
        exact.weak
    )
    several = ensemble_of_teachers(first, target, [WeakTeacher(second, 40)] * 5, 60)
    assert several.risk([0.2] * 5) == pytest.approx(equal_ensemble_risk(pair, 40, 60, 5).total)


def test_equal_teachers() -> None:
    pair = SubspacePair(6, 10, 2)
    one, ten = (equal_ensemble_risk(pair, 40, 60, count) for count in (1, 10))
    assert ten.variance == one.variance / 10 and ten.bias == one.bias == 0
    correlated = equal_ensemble_risk(pair, 40, 60, 10, noise_correlation=Fraction(3, 10))
    assert correlated.variance == one.variance * Fraction(37, 100)
    # splitting one budget of labels: (n_total - K (d_w + 1)) only falls with K
    split = [equal_ensemble_risk(pair, 240 // count, 60, count).variance for count in (1, 2, 4, 8)]
    assert split == sorted(split) and split[0] < split[1]


@pytest.mark.parametrize(("count", "scale"), [(1, 1.0), (5, 1.0), (5, 2.2)])
def test_teachers_on_random_subspaces(count: int, scale: float) -> None:
    rng = np.random.default_rng(count)
    ambient, strong, weak, n, fresh, repeats = 14, 5, 6, 18, 25, 700
    basis, target = draw_basis(ambient, strong, rng), rng.standard_normal(ambient) / 4
    seen = float(np.sum((basis.T @ target) ** 2))
    risks = []
    for _ in range(repeats):
        fits = [simulate_fits(draw_basis(ambient, weak, rng), target, n, 0.5, 1, rng) for _ in range(count)]
        labels = scale * np.mean(fits, axis=0)
        risks.append(excess_risks(simulate_fits(basis, labels, fresh, 0.0, 1, rng), target)[0])
    said = random_ensemble_risk(
        ambient, strong, weak, n, fresh, count, 0.25, target_seen=seen, target_missed=float(target @ target) - seen,
        scale=scale,
    )  # fmt: skip
    assert abs(np.mean(risks) - said) < 4 * np.std(risks) / math.sqrt(repeats)
    assert np.std(risks) / math.sqrt(repeats) < 0.06 * said


@pytest.mark.parametrize(
    ("gram", "cap"),
    [([[1, 0], [0, 1]], 0.4), ([[1, 0], [0, 1]], 1.5), ([[1, 2], [0, 1]], 1), ([[1, 2], [2, 1]], 1), ([1, 2], 1),
     ([[1, math.nan], [0, 1]], 1), ([["a"]], 1), ([[1, 0], [0, 1]], math.nan), ([[True, False], [False, True]], 1),
     ([[1, 0, 0], [0, 1, 0]], 1), ([], 1)],
)  # fmt: skip
def test_misuse_of_weights(gram, cap) -> None:
    with pytest.raises(InputError) as caught:
        capped_weights(gram, cap)
    assert "\n" not in str(caught.value)


def test_misuse_of_ensembles() -> None:
    strong, target, teachers = heterogeneous()
    ensemble = ensemble_of_teachers(strong, target, teachers, 60)
    for wrong in ([0.5, 0.5], [0.5, 0.5, 0.5, 0.5], [1.5, -0.5, 0, 0], [math.nan, 0, 0, 1], "uniform", None):
        with pytest.raises(InputError):
            ensemble.risk(wrong)
    with pytest.raises(InputError):
        ensemble.weights("best")  # type: ignore[arg-type]
    for change in (
        {"strong": 2 * strong}, {"target": target[:5]}, {"teachers": []}, {"teachers": [strong]}, {"unlabelled": 13},
        {"teachers": [WeakTeacher(strong, 13)]}, {"teachers": [WeakTeacher(2 * strong, 60)]},
        {"teachers": [WeakTeacher(strong, 60, -1)]}, {"teachers": [WeakTeacher(strong, 60, 1, math.inf)]},
    ):  # fmt: skip
        with pytest.raises(InputError):
            ensemble_of_teachers(
                **{"strong": strong, "target": target, "teachers": teachers, "unlabelled": 60, **change}
            )
    pair = SubspacePair(6, 10, 2, 0, Fraction(1, 5), 1, Fraction(4, 5), Fraction(4, 5), Fraction(4, 5))
    for options in (
        {"noise_correlation": 2},
        {"noise_correlation": Fraction(1, 2)},
        {"teachers": 0},
        {"labels": 9},
    ):
        with pytest.raises(InputError):
            equal_ensemble_risk(**{"pair": pair, "labels": 40, "unlabelled": 60, "teachers": 2, **options})
