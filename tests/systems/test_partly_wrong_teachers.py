"""Partly wrong teachers: the tables of the regression and of the gradient-flow student, simulated and refused."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from w2s_theory import InputError
from w2s_theory.simulate.gaussian.regression import draw_basis, fit_least_squares
from w2s_theory.systems.partly_wrong_teachers import (
    alignment_gap_recovered,
    flow_on_wrong_labels,
    wrong_teacher_risks,
)

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("alignment", "fresh", "risk", "gap"),
    [("1/20", 60, 0.12194, 0.756), ("3/10", 60, 0.22143, None), ("3/10", 20, 0.53889, -0.08)],
)
def test_table_of_alignments(alignment, fresh, risk, gap) -> None:
    """d_s = 10, ||delta||^2 = 1/2, a target within the student's features, no noise."""
    a = Fraction(alignment)
    found = wrong_teacher_risks(
        10, fresh, aligned_error=a * HALF, teacher_error=HALF, unseen_labels=(1 - a) * HALF
    )
    assert found.student == pytest.approx(risk, abs=6e-6) and found.kind == "exact"
    assert found.performance_gap_recovered == alignment_gap_recovered(a, 10, fresh)
    if gap is not None:
        assert found.performance_gap_recovered == pytest.approx(gap, abs=6e-3)


def test_student_of_a_fixed_teacher_is_simulated() -> None:
    rng = np.random.default_rng(3)
    ambient, dimension, fresh, noise = 20, 10, 60, 0.4
    basis, target = draw_basis(ambient, dimension, rng), rng.standard_normal(ambient) / 4
    wrong = rng.standard_normal(ambient) / 6
    seen, labels = basis @ (basis.T @ wrong), target + wrong
    unseen = labels - basis @ (basis.T @ labels)
    missed = target - basis @ (basis.T @ target)
    found = wrong_teacher_risks(
        dimension, fresh, aligned_error=seen @ seen, teacher_error=wrong @ wrong, unseen_labels=unseen @ unseen,
        strong_missed=missed @ missed, noise_variance=noise**2,
    )  # fmt: skip
    inputs = rng.standard_normal((4000, fresh, ambient))
    truth = inputs @ target + noise * rng.standard_normal((4000, fresh))
    for values, said in ((inputs @ labels, found.student), (truth, found.ceiling)):
        fitted = fit_least_squares(inputs @ basis, values) @ basis.T
        risks = np.sum((fitted - target) ** 2, axis=1)
        assert abs(risks.mean() - said) < 4 * risks.std() / math.sqrt(len(risks))
        assert risks.std() / math.sqrt(len(risks)) < 0.01 * said


MODES = np.arange(1, 51)
EIGENVALUES, TARGET = MODES**-1.5, 1 / MODES


# the same ||delta||^2 = 1/2, flat, in the tail, along the student's strong directions: largest PGR and its time
@pytest.mark.parametrize(("power", "gap", "time"), [(0, 0.732, 19), (1, 0.856, 30), (-2, 0.004, 177)])
def test_same_accuracy_of_the_teacher_very_different_recovery(power, gap, time) -> None:
    spread = MODES.astype(float) ** power
    found = flow_on_wrong_labels(EIGENVALUES, TARGET, 0.5 * spread / spread.sum())
    best = found.best_time()
    assert found.teacher_risk == pytest.approx(0.5)
    assert found.gap_recovered(best) == pytest.approx(gap, abs=6e-4)
    assert best == pytest.approx(time, rel=0.03)
    assert found.gap_recovered(math.inf) == 0
    assert found.gap_recovered(best) >= np.max(found.gap_recovered(np.geomspace(1e-2, 1e5, 999)))


def test_flow_by_steps_of_its_differential_equation() -> None:
    rng = np.random.default_rng(1)
    means = 0.1 * rng.standard_normal(50)
    found = flow_on_wrong_labels(EIGENVALUES, TARGET, 0.01, means)
    draws = TARGET + means + 0.1 * rng.standard_normal((4000, 50))
    learnt, step, count = np.zeros_like(draws), 0.01, 1000
    for _ in range(count):
        # the midpoint rule for f' = lambda (label - f)
        middle = learnt + step / 2 * EIGENVALUES * (draws - learnt)
        learnt += step * EIGENVALUES * (draws - middle)
    risks = np.sum((learnt - TARGET) ** 2, axis=1)
    assert abs(risks.mean() - found.risk(step * count)) < 4 * risks.std() / math.sqrt(4000)


@pytest.mark.parametrize(
    "change",
    [{"aligned_error": 2}, {"aligned_error": -1}, {"teacher_error": math.nan}, {"unseen_labels": "1"},
     {"strong_missed": -1}, {"noise_variance": math.inf}, {"unlabelled": 11}, {"unlabelled": 9}, {"unlabelled": 5},
     {"strong_dimension": 0}],
)  # fmt: skip
def test_misuse(change) -> None:
    given = {
        "strong_dimension": 10,
        "unlabelled": 60,
        "aligned_error": 0.1,
        "teacher_error": 1,
        "unseen_labels": 0.9,
    }
    with pytest.raises(InputError) as caught:
        wrong_teacher_risks(**{**given, **change})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "args",
    [([1, 2], [1], 0.1), ([1, -2], [1, 1], 0.1), ([1, math.nan], [1, 1], 0.1), ([], [], 0.1), ([1], [1], 0.0),
     ([1], [1], -1), (["a"], [1], 0.1), (1.0, 1.0, 0.1), ([1, 2], [1, 2], [0.1, 0.2], [1])],
)  # fmt: skip
def test_misuse_of_the_flow(args) -> None:
    with pytest.raises(InputError):
        flow_on_wrong_labels(*args)
    with pytest.raises(InputError):
        alignment_gap_recovered(1.5, 10, 60)
