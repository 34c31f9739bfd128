"""Discrepancies between weak and strong features: exact risks against simulation, tables, lemmas and limits."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from w2s_theory import InputError, SubspacePair, catalog, compare_subspaces, discrepancy_risks
from w2s_theory.simulate.gaussian.regression import draw_basis
from w2s_theory.simulate.linear.discrepancies import simulate_discrepancies
from w2s_theory.systems.regression_risks import coefficient_moments, direct_risk
from w2s_theory.systems.sample_sizes import best_label_count, unlabelled_inputs_needed

# d_s = 6, d_w = 10, two shared directions that hold the target; n = 40, N = 60, sigma^2 = 1
SHARED = SubspacePair(6, 10, 2)


def test_table_of_a_target_in_the_shared_directions() -> None:
    exact = discrepancy_risks(SHARED, 40, 60)
    assert exact.student == Fraction(1, 29) * (2 + Fraction(6, 53) * 8)
    assert [round(float(each), 5) for each in (exact.student, exact.weak, exact.ceiling)] == [
        0.1002,
        0.34483,
        0.06452,
    ]
    assert round(float(exact.performance_gap_recovered), 4) == 0.8727
    assert round(float(exact.outperforming_ratio), 4) == 1.8146
    rough = discrepancy_risks(SHARED, 40, 60, kind="leading order")
    assert [float(each) for each in (rough.student, rough.weak, rough.ceiling)] == [0.07, 0.25, 0.06]
    assert round(float(rough.performance_gap_recovered), 3) == 0.947
    assert round(float(rough.outperforming_ratio), 2) == 2.14
    assert rough.to_dict()["kind"] == "leading order" and exact.to_dict()["student"] == pytest.approx(
        0.1002, abs=1e-5
    )


def bases(
    strong: int, weak: int, shared: int, ambient: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bases that share some directions exactly and are otherwise random, and a target in general position."""
    rng = np.random.default_rng(seed)
    common = rng.standard_normal((ambient, shared))
    first, second = (
        np.linalg.qr(np.column_stack((common, rng.standard_normal((ambient, each - shared)))))[0]
        for each in (strong, weak)
    )
    target = rng.standard_normal(ambient)
    return first, second, target / np.linalg.norm(target)


# d_s, d_w, shared, D, n, N, sigma: both regimes of teacher and student, and their four combinations
REGIMES = (
    (5, 8, 1, 12, 30, 50, 0.7),
    (10, 4, 1, 14, 20, 45, 1.0),
    (20, 6, 3, 30, 30, 9, 1.0),
    (6, 20, 2, 26, 9, 40, 1.0),
    (20, 24, 8, 40, 10, 8, 0.5),
)


@pytest.mark.parametrize(("strong", "weak", "shared", "ambient", "n", "fresh", "noise"), REGIMES)
def test_exact_risks_are_the_means_of_simulated_ones(strong, weak, shared, ambient, n, fresh, noise) -> None:
    first, second, target = bases(strong, weak, shared, ambient, strong)
    exact = discrepancy_risks(compare_subspaces(first, second, target), n, fresh, noise**2)
    rng = np.random.default_rng(weak)
    found = [simulate_discrepancies(first, second, target, n, fresh, noise, 1500, rng) for _ in range(4)]
    for name in ("weak", "student", "strong"):
        values = np.concatenate([getattr(each, name) for each in found])
        error = values.std() / math.sqrt(len(values))
        gap = values.mean() - float(getattr(exact, name))
        assert abs(gap) < 4.5 * error and error < 0.04 * float(getattr(exact, name)), name
        # a formula without the finite-size denominators is seen to be wrong
        if name == "student" and n > weak and fresh > strong:
            rough = discrepancy_risks(
                compare_subspaces(first, second, target), n, fresh, noise**2, "leading order"
            )
            assert abs(values.mean() - rough.student) > 6 * error
    if n + fresh > strong + 3:
        values = np.concatenate([each.ceiling for each in found])
        assert abs(values.mean() - float(exact.ceiling)) < 4.5 * values.std() / math.sqrt(len(values))


def test_same_features_teach_nothing() -> None:
    same = SubspacePair(6, 6, 6, Fraction(1, 5), Fraction(1, 5))
    found = discrepancy_risks(same, 40, 60, Fraction(1, 2))
    assert found.student == found.weak == found.strong
    assert found.performance_gap_recovered == 0 and found.outperforming_ratio == 1
    basis, _, target = bases(5, 5, 5, 9, 0)
    trials = simulate_discrepancies(basis, basis, target, 20, 30, 1.0, 50, np.random.default_rng(0))
    assert np.allclose(trials.student, trials.weak, rtol=1e-10)
    floats = discrepancy_risks(compare_subspaces(basis, -basis[:, ::-1], target), 20, 30)
    assert floats.performance_gap_recovered == 0 and floats.outperforming_ratio == 1


def test_moments_are_those_of_the_theorems() -> None:
    """The lemma on one direction, for every direction of an orthonormal basis."""
    beta, noise = np.array([0.3, -0.8, 0.5, 0.0]), 0.7
    for name, count in (
        ("squared_coefficient_eq_of_least_squares", 9),
        ("squared_coefficient_eq_of_minimum_norm", 2),
    ):
        theorem = catalog[name]
        fit = coefficient_moments(count, 4, float(beta @ beta), noise)
        for value in beta:
            for goal in (0.0, 0.4):
                numbers = {
                    "d": 4, "samples": count, "slope": value, "slope_goal": goal, "label_variance": noise,
                    "other_slope": math.sqrt(beta @ beta - value**2),
                }  # fmt: skip
                said = theorem.bound.subs({s: numbers[s.name] for s in theorem.bound.free_symbols})
                ours = fit.second * value**2 + fit.spread + fit.noise - 2 * goal * fit.first * value + goal**2
                assert float(said) == pytest.approx(float(ours), rel=1e-12)


@pytest.mark.parametrize(("samples", "dimension"), [(30, 6), (4, 9)])
def test_direct_risk_is_that_of_a_student_of_the_truth(samples: int, dimension: int) -> None:
    """A teacher without noise on features that hold the target teaches it exactly."""
    pair = SubspacePair(
        dimension, 12, 5, Fraction(2, 7), 0, Fraction(5, 7), 1, Fraction(5, 7), Fraction(5, 7)
    )
    found = discrepancy_risks(pair, 40, samples, 0)
    assert found.weak == 0
    assert found.student == direct_risk(samples, dimension, Fraction(2, 7), Fraction(5, 7), 0)


def test_many_labels_and_a_better_student_than_the_ceiling() -> None:
    """Limit n -> inf of PGR: (1 - kappa)(d_w - d_sw)/(d_w - d_s), above 1 when little is shared."""
    pair, damping = SubspacePair(6, 10, 2), Fraction(6, 93)
    limit = (1 - damping) * 8 / 4
    found = discrepancy_risks(pair, 10**9, 100)
    assert float(found.performance_gap_recovered) == pytest.approx(float(limit), rel=1e-6)
    assert limit > 1 and found.outperforming_ratio > 1


def test_unlabelled_inputs_needed() -> None:
    count = unlabelled_inputs_needed(SHARED, Fraction(1, 4))
    floor = Fraction(2, 29)
    enough, fewer = (discrepancy_risks(SHARED, 40, each).student for each in (count, count - 1))
    assert enough <= Fraction(5, 4) * floor < fewer
    with pytest.raises(InputError, match="share no direction"):
        unlabelled_inputs_needed(replace(SHARED, correlation_dimension=0), 1)
    for wrong in (0, -1, math.inf, True, "1"):
        with pytest.raises(InputError):
            unlabelled_inputs_needed(SHARED, wrong)


def test_best_label_count_is_where_the_exact_ratio_is_largest() -> None:
    pair = SubspacePair(
        5,
        9,
        2,
        Fraction(1, 20),
        Fraction(1, 5),
        Fraction(19, 20),
        Fraction(4, 5),
        Fraction(7, 10),
        Fraction(3, 4),
    )
    best = best_label_count(pair, 60, Fraction(1, 2))
    assert best is not None
    ratios = {n: discrepancy_risks(pair, n, 60, Fraction(1, 2)).outperforming_ratio for n in range(11, 2000)}
    assert abs(max(ratios, key=ratios.__getitem__) - best) <= 1
    assert best_label_count(SubspacePair(9, 5, 2), 60) is None
    assert best_label_count(pair, 60, kind="leading order") is None
    for wrong in (
        {"unlabelled": 5},
        {"unlabelled": 6},
        {"of": "risk"},
        {"kind": "printed"},
        {"noise_variance": -1},
    ):
        with pytest.raises(InputError):
            best_label_count(pair, **{"unlabelled": 60, **wrong})


@pytest.mark.parametrize("kind", ["exact", "leading order"])
def test_best_label_count_for_the_gap_recovered(kind) -> None:
    """Against all whole numbers of labels, at three pairs with a maximum inside, for both kinds of risk."""
    inside = 0
    for strong, weak, fresh, missed in (
        (9, 12, 60, 1e-3),
        (5, 9, 80, 1e-4),
        (12, 10, 90, 0.01),
        (6, 14, 200, 0),
    ):
        # the target lies in the strong features, nearly all of it in the weak ones
        pair, noise = SubspacePair(strong, weak, 2, 0, missed, 1, 1 - missed, 1 - missed, 1 - missed), 0.5
        best = best_label_count(pair, fresh, noise, of="performance gap recovered", kind=kind)
        counts = np.arange(max(strong, weak) + 2, 4000)
        risks = [discrepancy_risks(pair, int(n), fresh, noise, kind) for n in counts]
        gaps = [each.performance_gap_recovered if each.weak > each.ceiling else -math.inf for each in risks]
        at = int(counts[int(np.argmax(gaps))])
        if best is None:
            assert at in (counts[0], counts[-1])
        else:
            inside += 1
            assert abs(at - best) <= 1
    assert inside >= 2


def test_bias_and_variance_are_apart() -> None:
    """The variance is what grows with the noise; the bias is the risk of labels without noise and unseen parts."""
    pair = SubspacePair(8, 4, 2, 0, 0)
    for n, fresh in ((40, 60), (40, 5), (2, 60), (2, 4)):
        loud, quiet = discrepancy_risks(pair, n, fresh, 3), discrepancy_risks(pair, n, fresh, 0)
        for name in ("weak", "student", "strong", "ceiling"):
            assert getattr(loud, f"{name}_parts").bias == getattr(quiet, name)
            assert getattr(loud, f"{name}_parts").total == getattr(loud, name)
        assert loud.student_variance == 3 * discrepancy_risks(pair, n, fresh, 1).student_variance > 0


def test_printed_variance_forgets_what_the_weak_features_miss() -> None:
    pair = SubspacePair(6, 10, 2, 0, Fraction(2, 5), 1, Fraction(3, 5), Fraction(2, 5), Fraction(3, 5))
    printed = discrepancy_risks(pair, 40, 60, kind="printed in the paper")
    leading = discrepancy_risks(pair, 40, 60, kind="leading order")
    assert printed.kind == "printed in the paper" and printed.student_bias == leading.student_bias
    assert printed.student_variance == Fraction(1, 40) * (2 + Fraction(6, 60) * 8)
    assert leading.student_variance == Fraction(7, 5) * printed.student_variance
    with pytest.raises(InputError, match="known exactly"):
        discrepancy_risks(pair, 40, 60, kind="equivalent")


@pytest.mark.parametrize(
    ("dimension", "rate"), [(1, "at least 3 samples"), (6, "at most 4 samples or at least 8")]
)
def test_advice_where_a_mean_is_infinite(dimension, rate) -> None:
    with pytest.raises(InputError, match=rate):
        discrepancy_risks(SubspacePair(dimension, 20, 1), 50, dimension)


@pytest.mark.parametrize(
    ("n", "fresh"), [(9, 60), (10, 60), (11, 60), (40, 5), (40, 7), (6, 60), (0, 60), (40, True)]
)
def test_sizes_at_which_a_mean_is_infinite(n, fresh) -> None:
    with pytest.raises(InputError) as caught:
        discrepancy_risks(SHARED, n, fresh)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [{"correlation_dimension": 7}, {"correlation_dimension": -1}, {"strong_dimension": 0}, {"passed_on": 2},
     {"strong_missed": -1}, {"weak_seen": math.nan}, {"product": 3}, {"strong_missed": 1}, {"weak_dimension": 1.5},
     {"product": "1"}, {"strong_seen": None}],
)  # fmt: skip
def test_numbers_that_belong_to_no_subspaces(change) -> None:
    with pytest.raises(InputError):
        replace(SHARED, **change)


def test_bad_bases_and_kinds() -> None:
    basis, other, target = bases(3, 4, 1, 8, 1)
    for wrong in (2 * basis, basis[:5], basis[:, :0], np.full_like(basis, np.nan), "basis", basis[0]):
        with pytest.raises(InputError):
            compare_subspaces(wrong, other, target)
    with pytest.raises(InputError):
        compare_subspaces(basis, other, target[None])
    with pytest.raises(InputError):
        discrepancy_risks(SHARED, 40, 60, kind="printed")  # type: ignore[arg-type]
    with pytest.raises(InputError):
        discrepancy_risks(SHARED, 9, 60, kind="leading order")
    with pytest.raises(InputError):
        discrepancy_risks(SHARED, 40, 60, -1)


def test_cosines_of_random_bases() -> None:
    rng = np.random.default_rng(4)
    first, second = draw_basis(40, 7, rng), draw_basis(40, 11, rng)
    pair = compare_subspaces(first, second, rng.standard_normal(40))
    assert pair.correlation_dimension == pytest.approx(np.sum(np.linalg.svd(first.T @ second)[1] ** 2))
    assert abs(pair.correlation_dimension - 7 * 11 / 40) < 1
