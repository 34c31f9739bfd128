"""Intervals: leaving out by subtraction is leaving out, and 95 percent are about 95 percent."""

import numpy as np
import pytest
from planted_features import planted

from w2s_theory.diagnosis.diagnose import diagnose
from w2s_theory.diagnosis.feature_files import open_numbers
from w2s_theory.diagnosis.moments import GROUPS, joint_moments
from w2s_theory.diagnosis.spectra import full_sample
from w2s_theory.simulate.machine.jackknife import jackknife
from w2s_theory.systems.discrepancies import discrepancy_risks


def squared_cosines(weak, strong):
    """d_sw by another route: orthonormal bases of the centred rows, no covariance."""
    bases = [np.linalg.svd(each - each.mean(axis=0), full_matrices=False) for each in (weak, strong)]
    left = [u[:, s > 1e-6 * s[0]] for u, s, _ in bases]
    return float(np.sum((left[1].T @ left[0]) ** 2))


def test_left_out_rows_are_left_out():
    made = planted(240, np.random.default_rng(0), shared=1)
    found = diagnose(made.weak, made.strong)
    rows = np.arange(240)
    others = np.array(
        [squared_cosines(made.weak[rows // 12 != g], made.strong[rows // 12 != g]) for g in range(GROUPS)]
    )
    plain = squared_cosines(made.weak, made.strong)
    value = GROUPS * plain - (GROUPS - 1) * others.mean()
    error = np.sqrt((GROUPS - 1) / GROUPS * np.sum((others - others.mean()) ** 2))
    shared = found.correlation_dimension
    assert shared.plain == pytest.approx(plain, rel=1e-9)
    assert shared.value == pytest.approx(value, rel=1e-6)
    # 2.0930: the 97.5 percent point of Student's t with 19 degrees of freedom
    assert shared.high - shared.low == pytest.approx(2 * 2.0930240544 * error, rel=1e-6)


def test_the_bias_of_chance_is_taken_off():
    """Unrelated features: d_w d_s/(m - 1) of squared cosines by chance, 0 in truth."""
    rng = np.random.default_rng(1)
    found = [
        diagnose(rng.standard_normal((200, 4)), rng.standard_normal((200, 5))).correlation_dimension
        for _ in range(100)
    ]
    plain = [each.plain for each in found]
    assert np.mean(plain) == pytest.approx(20 / 199, abs=5 * np.std(plain) / 10)
    unclipped = [each.value for each in found]
    assert np.mean(unclipped) < 0.5 * np.mean(plain)


def test_intervals_hold_what_they_promise():
    """60 repeats: below 50 hits have probability 1e-3 at 95 percent."""
    inside = dict.fromkeys(("correlation_dimension", "teacher_error", "pgr_discrepancies"), 0)
    for number in range(60):
        made = planted(500, np.random.default_rng(100 + number))
        sizes = {"labelled": 30, "unlabelled": 60, "teacher_units": 1, "taus": [1]}
        found = diagnose(made.weak, made.strong, made.labels, **sizes)
        risks = discrepancy_risks(made.pair, 30, 60, made.noise**2)
        right = (2.0, risks.weak / made.label_variance, risks.performance_gap_recovered)
        for name, truth in zip(inside, right, strict=True):
            inside[name] += found.estimates[name].low <= truth <= found.estimates[name].high
    assert all(count >= 50 for count in inside.values()), inside


def test_a_jackknife_of_means_is_the_error_of_the_mean():
    rng = np.random.default_rng(2)
    groups = [np.array([[10.0, each], [each, 0.0]]) for each in 10 * rng.standard_normal(GROUPS)]
    found = jackknife(sum(groups), groups, lambda s: {"mean": s[0, 1] / s[0, 0], "none": None})
    means = np.array([each[0, 1] / 10 for each in groups])
    assert found["none"] is None
    assert found["mean"].value == pytest.approx(means.mean(), abs=1e-12)
    half = 2.0930240544 * means.std(ddof=1) / np.sqrt(GROUPS)
    assert found["mean"].high - found["mean"].value == pytest.approx(half, rel=1e-9)


def test_moments_do_not_depend_on_the_blocks(monkeypatch):
    from w2s_theory.diagnosis import moments

    rng = np.random.default_rng(3)
    sets = [open_numbers(rng.standard_normal((7000, n)) + 1000, "the features") for n in (3, 4)]
    whole = joint_moments(*sets, None)
    monkeypatch.setattr(moments, "_BLOCK_MEMORY", 1)
    parts = joint_moments(*sets, None)
    assert len(parts.groups) == GROUPS and parts.samples == 7000
    one, two = (full_sample(each, 0.01) for each in (whole, parts))
    assert one.weak.eigenvalues == pytest.approx(two.weak.eigenvalues, rel=1e-9)
    direct = np.linalg.eigvalsh(np.cov(sets[0].array.T, bias=True))[::-1]
    assert one.weak.eigenvalues == pytest.approx(direct, rel=1e-9)
