"""What a diagnosis says of features whose spaces, spectra and target are known."""

import numpy as np
import pytest
from planted_features import planted

from w2s_theory.diagnosis.diagnose import diagnose
from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.simulate.linear.discrepancies import simulate_discrepancies
from w2s_theory.systems.discrepancies import discrepancy_risks
from w2s_theory.systems.partly_wrong_teachers import wrong_teacher_risks

ROWS = 600


@pytest.fixture(scope="module")
def exact():
    """Features whose sample moments are the population's, and their diagnosis."""
    made = planted(ROWS, np.random.default_rng(1), exact=True)
    return made, diagnose(
        made.weak, made.strong, made.labels, labelled=30, unlabelled=60, taus=[0, 0.5, 2, 1e6]
    )


def test_ranks_overlap_and_spectra_are_the_planted_ones(exact):
    made, found = exact
    assert (found.weak.rank, found.strong.rank) == (4, 5)
    assert found.correlation_dimension.plain == pytest.approx(2, abs=1e-10)
    assert found.weak.eigenvalues[:4] == pytest.approx(np.linspace(1, 0.25, 4) ** 2, rel=1e-10)
    assert abs(found.weak.eigenvalues[4:]).max() < 1e-12
    squares = np.linspace(1, 0.25, 4) ** 2
    assert found.weak.participation_ratio == pytest.approx(squares.sum() ** 2 / np.sum(squares**2), rel=1e-9)


def test_ranks_against_the_cut(exact):
    _, found = exact
    assert found.curve.strong_ranks.tolist() == [
        int(np.sum(np.linspace(1, 0.25, 5) ** 2 >= cut)) for cut in found.curve.cuts
    ]
    assert found.curve.correlation_dimensions[-1] == pytest.approx(2, abs=1e-10)
    assert found.curve.by_chance[-1] == pytest.approx(20 / (ROWS - 1))


def test_the_target_is_split_as_planted(exact):
    made, found = exact
    variance = made.label_variance
    # the residual of the fit is divided by its degrees of freedom: 7 directions and the mean
    noise = made.noise**2 / variance * ROWS / (ROWS - 8)
    for name, right in (
        ("target_in_weak", made.pair.weak_seen / variance),
        ("target_in_strong", made.pair.strong_seen / variance),
        ("target_in_both", 1 / variance),
        ("label_noise", noise),
    ):
        assert found.estimates[name].plain == pytest.approx(float(right), rel=1e-9), name


def test_predicted_risks_are_those_of_the_planted_pair(exact):
    made, found = exact
    variance = made.label_variance
    right = discrepancy_risks(made.pair, 30, 60, made.noise**2 * ROWS / (ROWS - 8))
    for name, risk in (
        ("teacher_error", right.weak), ("student_error", right.student), ("strong_error", right.strong),
        ("ceiling_error", right.ceiling),
    ):  # fmt: skip
        assert found.estimates[name].plain == pytest.approx(float(risk) / variance, rel=1e-8), name
    pgr = found.estimates["pgr_discrepancies"].plain
    assert pgr == pytest.approx(float(right.performance_gap_recovered), rel=1e-8)


def test_the_residual_of_the_teacher_in_the_strong_directions(exact):
    """The share, against E ||P_s delta||^2 from draws of the teacher; PGR of S7 from that share."""
    made, found = exact
    strong, weak, target = made.bases
    rng = np.random.default_rng(2)
    inside, all_of_it = [], []
    for _ in range(4000):
        x = rng.standard_normal((30, len(target)))
        y = x @ target + made.noise * rng.standard_normal(30)
        delta = weak @ np.linalg.lstsq(x @ weak, y)[0] - target
        inside.append(np.sum((strong.T @ delta) ** 2))
        all_of_it.append(delta @ delta)
    share = np.mean(inside) / np.mean(all_of_it)
    spread = np.std(np.array(inside) - share * np.array(all_of_it)) / np.mean(all_of_it) / np.sqrt(4000)
    alignment = found.estimates["residual_alignment"].plain
    assert abs(alignment - share) < 5 * spread
    assert found.arrays["alignment_by_direction"][3, -1] == pytest.approx(alignment, rel=1e-9)
    error = found.estimates["teacher_error"].plain
    fixed = wrong_teacher_risks(
        5, 60, aligned_error=alignment * error, teacher_error=error,
        unseen_labels=found_unseen(made, found), strong_missed=float(made.pair.strong_missed) / made.label_variance,
        noise_variance=found.estimates["label_noise"].plain,
    )  # fmt: skip
    assert found.estimates["pgr_fixed_teacher"].plain == pytest.approx(
        fixed.performance_gap_recovered, rel=1e-6
    )


def found_unseen(made, found):
    """E ||(I - P_s) f_TE||^2 from the least-squares student of S1: what is left of its risk, over kappa."""
    kappa = 5 / (60 - 6)
    missed = float(made.pair.strong_missed) / made.label_variance
    error, alignment = (found.estimates[each].plain for each in ("teacher_error", "residual_alignment"))
    return (found.estimates["student_error"].plain - missed - alignment * error) / kappa


def test_the_flow_ends_where_least_squares_on_all_inputs_ends(exact):
    made, found = exact
    variance = made.label_variance
    start, *_, end = found.arrays["student_error_at"][3]
    assert start == pytest.approx(1 / variance, rel=1e-9)
    limit = discrepancy_risks(made.pair, 30, 10**9, made.noise**2 * ROWS / (ROWS - 8)).student
    assert end == pytest.approx(float(limit) / variance, rel=1e-6)
    whitened = found.arrays["whitened_student_error_at"][3]
    assert whitened[0] == pytest.approx(1 / variance, rel=1e-9)


def test_several_outputs_in_the_flow_are_the_sum_of_each():
    rng = np.random.default_rng(3)
    made = planted(400, rng)
    two = np.column_stack([made.labels, made.weak[:, 0] + rng.standard_normal(400)])
    joint = diagnose(made.weak, made.strong, two, labelled=30, unlabelled=60)
    sums = np.zeros((2, len(joint.taus)))
    for column in two.T:
        each = diagnose(made.weak, made.strong, column, labelled=30, unlabelled=60)
        sums += column.var() * np.stack(
            [each.arrays[name][3] for name in ("student_error_at", "whitened_student_error_at")]
        )
    total = two.var(axis=0).sum()
    for row, name in zip(sums, ("student_error_at", "whitened_student_error_at"), strict=True):
        assert joint.arrays[name][3] == pytest.approx(row / total, rel=1e-8)


def test_predicted_errors_contain_the_simulated_ones():
    """From 4000 rows alone, against trained teachers and students on fresh draws."""
    made = planted(4000, np.random.default_rng(4))
    found = diagnose(
        made.weak.astype("f4"), made.strong.astype("f4"), made.labels, labelled=30, unlabelled=60
    )
    trials = simulate_discrepancies(*made.bases, 30, 60, made.noise, 4000, np.random.default_rng(5))
    for name, risks in (
        ("teacher_error", trials.weak),
        ("student_error", trials.student),
        ("ceiling_error", trials.ceiling),
    ):
        estimate = found.estimates[name]
        slack = 4 * risks.std() / np.sqrt(len(risks)) / made.label_variance
        right = risks.mean() / made.label_variance
        assert estimate.low - slack < right < estimate.high + slack, name
    gap = found.performance_gap_recovered
    right = (trials.weak - trials.student).mean() / (trials.weak - trials.ceiling).mean()
    assert gap.low - 0.05 < right < gap.high + 0.05 and gap.high - gap.low < 0.3


def test_equivalents_are_those_of_each_spectrum(exact):
    made, found = exact
    coefficients = np.sqrt(found.arrays["strong_coefficients"][3])
    coefficients /= np.linalg.norm(coefficients)
    values = found.strong.eigenvalues[:5] / found.strong.eigenvalues[0]
    right = equivalent(values.tolist(), found.sizes.teacher_units, dict(enumerate(coefficients.tolist())))
    assert found.estimates["equivalent_teacher_error_strong"].plain == pytest.approx(
        right.teacher_error, rel=1e-6
    )
    best = float(right.best_stopping_time().error)
    assert found.estimates["equivalent_student_error_strong"].plain == pytest.approx(best, rel=1e-6)


def test_float32_products_are_enough():
    made = planted(3000, np.random.default_rng(6))
    low, high = (
        diagnose(made.weak.astype(kind), made.strong.astype(kind), made.labels, labelled=30, unlabelled=60)
        for kind in ("f4", "f8")
    )
    for name, estimate in high.estimates.items():
        assert low.estimates[name].plain == pytest.approx(estimate.plain, rel=2e-4, abs=2e-5), name


def test_without_labels_noise_alone_is_predicted():
    made = planted(ROWS, np.random.default_rng(1), exact=True)
    found = diagnose(made.weak, made.strong, labelled=30, unlabelled=60)
    assert set(found.estimates) == {"correlation_dimension", "pgr_noise_only"}
    kappa = 5 / (60 - 6)
    right = (1 - kappa) * (4 - 2) / (4 - 5 * (30 - 5) / (90 - 6))
    assert found.performance_gap_recovered.plain == pytest.approx(right, rel=1e-9)


def test_two_copies_of_one_model_recover_nothing():
    made = planted(ROWS, np.random.default_rng(7))
    found = diagnose(made.weak, made.weak, made.labels, labelled=30, unlabelled=60)
    assert found.correlation_dimension.value == pytest.approx(4, abs=1e-6)
    # the student is its teacher: not nearly
    assert found.performance_gap_recovered.plain == 0
    assert found.estimates["pgr_fixed_teacher"].plain == 0
    wider = diagnose(
        made.weak,
        np.hstack([made.weak, np.random.default_rng(3).standard_normal((ROWS, 2)) / 3]),
        made.labels,
        labelled=30,
        unlabelled=60,
    )
    assert wider.performance_gap_recovered.plain == 0
    found = diagnose(made.weak, made.weak, made.labels, labelled=30, unlabelled=60, teacher_units=3)
    stopped = [name for name in found.estimates if name.startswith("equivalent_pgr")]
    assert stopped and all(
        found.estimates[name] is None
        or found.estimates[name].plain == 0
        or found.estimates[name].plain > 1e-13
        for name in stopped
    )


def test_a_wrong_overlap_would_be_seen(exact):
    """The comparison with the planted pair is no tautology: half a direction moves every risk."""
    from dataclasses import replace

    made, found = exact
    other = discrepancy_risks(replace(made.pair, correlation_dimension=2.5), 30, 60, made.noise**2)
    assert abs(found.estimates["student_error"].plain * made.label_variance - float(other.student)) > 1e-3
