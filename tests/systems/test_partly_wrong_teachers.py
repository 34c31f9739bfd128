"""Partly wrong teachers: the tables of the regression and of the gradient-flow student, simulated and refused."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from w2s_theory import (
    InputError,
    chain_risks,
    compare_subspaces,
    discrepancy_risks,
    wrong_answer_risks,
    wrong_teacher_risks,
)
from w2s_theory.simulate.gaussian.regression import draw_basis, fit_least_squares
from w2s_theory.simulate.linear.fits import excess_risks, simulate_fits
from w2s_theory.systems.partly_wrong_teachers import (
    alignment_gap_recovered,
    flow_on_wrong_labels,
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
    draws = TARGET + means + 0.1 * rng.standard_normal((2000, 50))
    learnt, step, count = np.zeros_like(draws), 0.02, 300
    for _ in range(count):
        # the midpoint rule for f' = lambda (label - f)
        middle = learnt + step / 2 * EIGENVALUES * (draws - learnt)
        learnt += step * EIGENVALUES * (draws - middle)
    risks = np.sum((learnt - TARGET) ** 2, axis=1)
    assert abs(risks.mean() - found.risk(step * count)) < 4 * risks.std() / math.sqrt(2000)


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


def test_chain_of_teachers_is_simulated() -> None:
    """Dimensions 8, 6, 9, 12 in R^30 that share four directions with the target among them; n = 30, sigma = 1."""
    rng = np.random.default_rng(6)
    common = rng.standard_normal((30, 4))
    target = common @ rng.standard_normal(4)
    target /= np.linalg.norm(target)
    bases = [
        np.linalg.qr(np.column_stack((common, rng.standard_normal((30, each - 4)))))[0]
        for each in (8, 6, 9, 12)
    ]
    samples = [30, 30, 45, 60]
    found = chain_risks(target, bases, samples)
    # the first generation is exactly 8/(30 - 8 - 1), as printed in the table
    assert found.risks[0] == pytest.approx(0.38095, abs=6e-6) and found.kind == "exact"
    labels, noise, repeats = target, 1.0, 5000
    for basis, count, said in zip(bases, samples, found.risks, strict=True):
        labels = simulate_fits(basis, labels, count, noise, repeats, rng)
        risks, noise = excess_risks(labels, target), 0.0
        assert abs(risks.mean() - said) < 4 * risks.std() / math.sqrt(repeats)
    assert list(found.risks) == sorted(found.risks, reverse=True)


def test_a_chain_of_two_is_a_discrepant_pair() -> None:
    rng = np.random.default_rng(2)
    strong, weak, target = draw_basis(20, 6, rng), draw_basis(20, 9, rng), rng.standard_normal(20)
    exact = discrepancy_risks(compare_subspaces(strong, weak, target), 40, 60, 0.5)
    assert chain_risks(target, [weak, strong], [40, 60], 0.5).risks == pytest.approx(
        (float(exact.weak), float(exact.student))
    )


def test_table_of_wrong_answers() -> None:
    """v = (.5 x 8, 1), d = 15, N = 200, 40 % correct; traces' noise .1 and .4, answers err by 1.5 and noise .5."""
    found = wrong_answer_risks(
        15, 80, 120, trace_readout=2, answer_readout=1, answer_error=Fraction(3, 2), answer_noise=HALF,
        correct_trace_noise=Fraction(1, 10), incorrect_trace_noise=Fraction(2, 5),
    )  # fmt: skip
    assert found.answer_share == Fraction(1, 3)
    table = {"correct": 0.00521, "incorrect": 0.18750, "every": 0.07057, "answers": 1.57212}
    for name, value in table.items():
        assert getattr(found, name) == pytest.approx(value, abs=6e-6)
    assert found.recovered_by_incorrect == pytest.approx(0.8125, abs=1e-4)
    assert found.recovered_by_correct == pytest.approx(0.995, abs=3e-4)
    assert (found.kind, found.kind_of_every) == ("exact", "leading order")


def test_wrong_answers_are_simulated() -> None:
    rng = np.random.default_rng(9)
    d, right, wrong, repeats = 5, 40, 60, 4000
    readout, share = np.array([0.5] * 8 + [1.0]), Fraction(1, 3)
    delta = np.full(d, (1.5 / d) ** 0.5)
    skill = rng.standard_normal(d)
    found = wrong_answer_risks(
        d, right, wrong, trace_readout=2, answer_readout=1, answer_error=1.5, answer_noise=0.5, correct_trace_noise=0.1,
        incorrect_trace_noise=0.4,
    )  # fmt: skip
    inputs = rng.standard_normal((repeats, right + wrong, d))
    outputs = (inputs @ skill)[:, :, None] * readout
    tokens = rng.standard_normal((repeats, right + wrong, 8))
    outputs[:, :right, :8] += 0.1**0.5 * tokens[:, :right]
    outputs[:, right:, :8] += 0.4**0.5 * tokens[:, right:]
    outputs[:, right:, 8] += inputs[:, right:] @ delta + 0.5**0.5 * rng.standard_normal((repeats, wrong))
    skills = outputs @ readout / (readout @ readout)
    answers = outputs[:, :, 8]
    for name, values, part in (
        ("correct", skills, slice(0, right)), ("incorrect", skills, slice(right, None)),
        ("answers", answers, slice(right, None)), ("every", skills, slice(None)),
    ):  # fmt: skip
        errors = np.sum((fit_least_squares(inputs[:, part], values[:, part]) - skill) ** 2, axis=1)
        doubt = 0.06 * found.every if name == "every" else 0.0
        assert abs(errors.mean() - getattr(found, name)) < 4 * errors.std() / math.sqrt(repeats) + doubt, name
    assert found.answer_share == share
