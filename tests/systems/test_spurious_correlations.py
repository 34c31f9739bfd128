"""Spurious correlations: the table of the equivalent, closed forms, simulations, when a student fails, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from w2s_theory import InputError, group_features, spurious_risks
from w2s_theory.simulate.linear.spurious import SpuriousWorld, simulate_spurious
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.systems.group_laws import GroupMoments
from w2s_theory.systems.minority_shares import (
    best_minority_share,
    equal_share_gain,
    keep_groups,
    minority_rate_to_match,
)

ROOT_HALF = 0.5**0.5
COUNTER = {"mu": [0, 40**0.5], "T": [[1], [0]], "S": [[ROOT_HALF], [ROOT_HALF]]}
EQUAL = {"eta_l": 0.1, "eta_u": 0.1, "eta_t": 0.5, "gamma": 0.02, "nu": 0.005}
AWRY = {"eta_l": 0.2, "eta_u": 0.4, "eta_t": 0.5, "gamma": 0.1, "nu": 0.05}


def along_first(teacher_size, separation):
    """p_T - 1 directions that the teacher sees, the minority along one of them at squared distance ``separation``."""
    mu = np.zeros(6)
    mu[0] = separation**0.5
    return group_features(mu=mu, T=np.eye(6)[:, : teacher_size - 1])


def random_features(seed=3, ambient=5, teacher=2, student=1):
    rng = np.random.default_rng(seed)
    first, second = (np.linalg.qr(rng.standard_normal((ambient, each)))[0] for each in (teacher, student))
    return group_features(mu=2 * rng.standard_normal(ambient), sigma=0.8, T=first, S=second)


# the verification table's teachers: law, gamma, eta_l, eta_t, ||mu_T||^2/sigma^2; equivalent, leading order, printed
@pytest.mark.parametrize(
    ("law", "gamma", "eta_l", "separation", "said"),
    [
        ("shift", 0.025, 0.1, 2.59, (0.12739, 0.11036, 0.11036)),
        ("shift", 0.025, 0.1, 10.36, (0.16366, 0.14144, 0.14144)),
        ("mixture", 0.025, 0.1, 2.59, (0.13529, 0.11680, 0.11036)),
        ("mixture", 0.025, 0.1, 10.36, (0.16891, 0.14289, 0.14144)),
        ("mixture", 0.1, 0.2, 4.5919, (0.88032, 0.44765, 0.44133)),
        ("shift", 0.12, 0.2, 4.5919, (1.2252, 0.52959, 0.52959)),
    ],
)
def test_table_of_teachers(law, gamma, eta_l, separation, said) -> None:
    features = along_first(4, separation)
    for kind, value in zip(("equivalent", "leading order", "printed in the paper"), said, strict=True):
        found = spurious_risks(features, eta_l=eta_l, eta_u=0.1, eta_t=0.5, gamma=gamma, law=law, kind=kind)
        assert found.teacher == pytest.approx(value, abs=2e-5) and found.kind == kind


def test_equal_shares_are_not_always_enough() -> None:
    """The counter-example: one and the same setting fails under one law of the groups and not under the other."""
    features = group_features(**COUNTER)
    failing, right = (spurious_risks(features, **EQUAL, law=law) for law in ("shift", "mixture"))
    assert (failing.teacher, failing.student) == pytest.approx((0.0425, 0.0666), abs=6e-5)
    assert right.teacher == pytest.approx(failing.teacher) and right.student == pytest.approx(
        0.0345, abs=6e-5
    )
    assert failing.gain < 0 < right.gain
    assert equal_share_gain(features, eta_l=0.1, eta_t=0.5) == pytest.approx(2 - 1.5 - 0.16 * 10)
    leading = spurious_risks(features, **{**EQUAL, "nu": 0}, law="shift", kind="leading order")
    assert leading.gain == pytest.approx(0.02 * equal_share_gain(features, eta_l=0.1, eta_t=0.5))


@pytest.mark.parametrize("law", ["shift", "mixture"])
def test_counter_example_is_simulated(law) -> None:
    world = SpuriousWorld(
        np.array(COUNTER["T"], float), np.array(COUNTER["S"]), np.array(COUNTER["mu"]), 1.0, law
    )
    # d_z = 24, n = 24/gamma, N = 24/nu with ratios at which 120 repeats are enough
    found = simulate_spurious(world, (0.1, 0.1, 0.5), 24, 240, 480, 1.0, 120, child_generator(1, law))
    said = spurious_risks(group_features(**COUNTER), **{**EQUAL, "gamma": 0.1, "nu": 0.05}, law=law)
    for values, value in ((found.teacher, said.teacher), (found.student, said.student)):
        # finite size: O(1/d_z)
        assert abs(values.mean() - value) < 4 * values.std() / math.sqrt(120) + 0.04 * value
        assert values.std() / math.sqrt(120) < 0.06 * value


def test_general_features_are_simulated() -> None:
    features = random_features()
    for law in ("shift", "mixture"):
        world = SpuriousWorld(features.T, features.S, features.mu, features.sigma, law)
        found = simulate_spurious(world, (0.2, 0.4, 0.5), 32, 320, 640, 0.7, 80, child_generator(2, law))
        said = spurious_risks(features, **AWRY, noise_variance=0.49, law=law)
        for values, value in ((found.teacher, said.teacher), (found.student, said.student)):
            assert abs(values.mean() - value) < 4 * values.std() / math.sqrt(80) + 0.04 * value


def test_means_by_another_quadrature() -> None:
    """E[h v v^T] and E[h^2 v v^T (v^T L v)] by Gauss-Hermite in two dimensions, for a mixture."""
    rng = np.random.default_rng(5)
    root, form = rng.standard_normal((2, 3, 3))
    q, form = root @ root.T / 3, form + form.T
    factor = np.zeros((3, 2))
    factor[1:] = rng.standard_normal((2, 2)) / 2
    law = GroupMoments(np.array([0.7, 0.3]), np.array([[1, 0, 0], [1, 1.5, -1]]), factor @ factor.T)
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    pairs = np.stack(np.meshgrid(nodes, nodes), axis=-1).reshape(-1, 2)
    share = np.outer(weights, weights).ravel()
    second, fourth = np.zeros((3, 3)), np.zeros((3, 3))
    for weight, mean in zip(law.weights, law.means, strict=True):
        v = mean + pairs @ factor.T
        h = 1 / (1 + np.einsum("ni,ij,nj->n", v, q, v))
        second += weight * np.einsum("n,ni,nj->ij", share * h, v, v)
        fourth += weight * np.einsum("n,ni,nj->ij", share * h**2 * np.einsum("ni,ij,nj->n", v, form, v), v, v)
    found = law.tilted(q)
    assert found.second() == pytest.approx(second, abs=2e-9)
    assert found.fourth(form) == pytest.approx(fourth, abs=2e-9)


def test_orders_fit_together() -> None:
    """Small ratios end in the leading order, which is the printed formula for the law shift and not for the mixture."""
    features = random_features()
    small = {**AWRY, "gamma": 1e-6, "nu": 1e-6}
    for law in ("shift", "mixture"):
        exact, leading = (
            spurious_risks(features, **small, law=law, kind=k) for k in ("equivalent", "leading order")
        )
        for name in ("teacher", "transferred", "fresh"):
            assert getattr(exact, name) == pytest.approx(getattr(leading, name), rel=1e-4, abs=0)
        printed = spurious_risks(features, **small, law=law, kind="printed in the paper")
        for name in ("teacher", "transferred", "fresh"):
            same = getattr(leading, name) == pytest.approx(getattr(printed, name), rel=1e-9, abs=0)
            assert same == (law == "shift")


def test_second_order_of_the_teacher() -> None:
    """R_T = sigma_y^2 gamma (k + 1 + delta^2 + gamma (k^2 + 4 k + 1 + (k + 3) delta^2)) + O(gamma^3), shift."""
    features, k = along_first(4, 2.59), 3
    moved = 0.16 * 2.59
    rest = []
    for gamma in (1e-3, 2e-3):
        found = spurious_risks(features, eta_l=0.1, eta_u=0.1, eta_t=0.5, gamma=gamma, law="shift").teacher
        rest.append(found / gamma - (k + 1 + moved + gamma * (k**2 + 4 * k + 1 + (k + 3) * moved)))
    assert rest[1] / rest[0] == pytest.approx(4, rel=0.05)
    found = spurious_risks(features, eta_l=0.1, eta_u=0.1, eta_t=0.5, gamma=0.01, law="shift")
    assert found.teacher == pytest.approx(0.046697, abs=3e-6)


def test_without_groups_it_is_the_regression_of_the_other_systems() -> None:
    """mu = 0: p_both d_z and d_w - d_sw of Dong et al.; only T and S count then."""
    features = random_features()
    still = group_features(mu=np.zeros(5), T=features.T, S=features.S)
    found = spurious_risks(still, **AWRY, kind="printed in the paper")
    shared, nu = still.shared_size, AWRY["nu"]
    assert found.student == pytest.approx(0.1 * (shared + nu * 2 * (3 - shared)))
    # features that are all the teacher's own: nothing to gain and nothing to lose
    same = group_features(mu=features.mu, T=features.T, S=features.T)
    found = spurious_risks(same, **AWRY)
    assert found.student == pytest.approx(found.teacher, rel=1e-12) and found.fresh == pytest.approx(
        0, abs=1e-15
    )


def test_mismatch_is_bounded_in_the_mixture_and_fails_there_too() -> None:
    """Xi = 0: eta_l = eta_t = .02, eta_u = .5, ||mu_T||^2/sigma^2 = 25: gain -2.87, printed -4.76."""
    features = group_features(mu=[5, 0], T=[[1], [0]])
    given = {"eta_l": 0.02, "eta_u": 0.5, "eta_t": 0.02, "gamma": 0.01}
    leading = spurious_risks(features, **given, kind="leading order")
    assert leading.gain == pytest.approx(-2.866e-2, abs=1e-5)
    assert spurious_risks(features, **given, kind="printed in the paper").gain == pytest.approx(-4.76e-2)
    far = group_features(mu=[500, 0], T=[[1], [0]])
    bounded = spurious_risks(far, **given, kind="leading order").student / 0.01
    assert (
        bounded
        < 1 + 0.48**2 / (0.02 * 0.98)
        < spurious_risks(far, **given, kind="printed in the paper").student
    )


def test_a_law_of_ones_own() -> None:
    features = random_features()
    twin = spurious_risks(features, **AWRY, law=lambda eta: ((1 - eta, 0), (eta / 2, 1), (eta / 2, 1)))
    assert twin.student == pytest.approx(spurious_risks(features, **AWRY).student, rel=1e-11)
    assert twin.law == "<lambda>"


@pytest.mark.parametrize("law", ["shift", "mixture"])
def test_best_share_of_the_minority(law) -> None:
    features = group_features(mu=[1.5, -1], T=[[1], [0]], S=[[0.6], [0.8]])
    given = {"eta_l": 0.2, "eta_t": 0.4, "gamma": 1e-5, "nu": 1e-3}
    best = best_minority_share(features, **given, law=law, kind="leading order")
    around = [
        spurious_risks(features, **given, eta_u=each, law=law, kind="leading order").student
        for each in (best - 0.01, best, best + 0.01)
    ]
    assert 0 < best < 0.5 and around[1] < min(around[0], around[2])
    printed = best_minority_share(features, **given, kind="printed in the paper")
    assert (best == pytest.approx(printed, abs=1e-5)) == (law == "shift")


def test_groups_that_are_kept() -> None:
    rate = minority_rate_to_match(eta_u=0.5, eta_l=0.1)
    kept = keep_groups(eta_u=0.5, nu=0.005, keep_minority=rate)
    assert kept.eta_u == pytest.approx(0.1) and kept.kept == pytest.approx(0.5 / 0.9)
    assert kept.nu == pytest.approx(0.005 * 0.9 / 0.5)
    # thinning out a minority that the teacher saw too little of turns failure into success
    features = group_features(mu=[5, 0], T=[[1], [0]])
    given = {"eta_l": 0.1, "eta_t": 0.1, "gamma": 0.05}
    assert spurious_risks(features, **given, eta_u=0.5, nu=0.005).gain < 0
    assert spurious_risks(features, **given, eta_u=kept.eta_u, nu=kept.nu).gain > 0
    world = SpuriousWorld(features.T, features.S, features.mu, 1.0, "mixture")
    found = simulate_spurious(
        world, (0.1, 0.5, 0.1), 16, 320, 3200, 1.0, 60, child_generator(4, "kept"), keep_minority=rate
    )
    said = spurious_risks(features, **given, eta_u=kept.eta_u, nu=kept.nu).student
    assert abs(found.student.mean() - said) < 4 * found.student.std() / math.sqrt(60) + 0.06 * said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"eta_u": 1.5}, "share"), ({"eta_l": -0.1}, "share"), ({"eta_t": math.nan}, "finite"),
        ({"gamma": 0.34}, "infinite"),
        ({"nu": 0.5}, "infinite"), ({"gamma": 0}, "positive"), ({"nu": -1}, ">= 0"), ({"noise_variance": -1}, "variance"),
        ({"law": "bernoulli"}, "law"), ({"law": 3}, "law"), ({"law": lambda eta: ((0.5, 1),)}, "add up"),
        ({"law": lambda eta: 3}, "rows"), ({"kind": "exact"}, "kind"), ({"features": None}, "group_features"),
    ],
)  # fmt: skip
def test_refusals(change, words) -> None:
    given = {"features": random_features(), **AWRY, **change}
    with pytest.raises(InputError, match=words) as caught:
        spurious_risks(given.pop("features"), **given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"mu": [1, math.inf]}, "finite"), ({"mu": [1, 2], "sigma": 0}, "positive"),
        ({"mu": [1, 2], "T": [[1], [1]]}, "orthonormal"),
        ({"mu": [1, 2], "S": [[1], [0], [0]]}, "shape"), ({"mu": [1, 2], "T": [["a"], ["b"]]}, "real numbers"),
    ],
)  # fmt: skip
def test_features_refused(given, words) -> None:
    with pytest.raises(InputError, match=words):
        group_features(**given)


def test_other_refusals() -> None:
    with pytest.raises(InputError, match="thinned out"):
        minority_rate_to_match(eta_u=0.1, eta_l=0.5)
    with pytest.raises(InputError, match="no sample is kept"):
        keep_groups(eta_u=0.5, nu=0.1, keep_majority=0, keep_minority=0)
