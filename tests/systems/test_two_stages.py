"""Early stopping, filters and two stages: the tables, the simulators, limits, refusals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from w2s_theory import InputError, averaging_accuracies, filtered_label_risks, two_stage_risks
from w2s_theory.simulate.linear.two_stages import (
    SampledBlock,
    simulate_averaging,
    simulate_disagreement_filter,
    simulate_two_stages,
)
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.systems.disagreement_filter import best_threshold, repeated_filter
from w2s_theory.systems.two_stage_training import InputBlock, early_stopped_risk

TENTH = {"shares": [0.7, 0.3], "variances": [0.1, 9]}
# least squares on the contaminated labels
FIRST = 2.77 * 40 / 759


def within(values, said, slack=0.0):
    """Whether the mean agrees to 4.5 standard errors and a relative slack for what an equivalent leaves out."""
    return abs(values.mean() - said) < 4.5 * values.std() / math.sqrt(len(values)) + slack * said


@pytest.mark.parametrize(
    ("dimension", "samples", "noise", "said"),
    [
        (100, 200, 1, (0.5181, 0.4290, 0.4521, 0.6391, 0.9525)),
        (150, 100, 0.5, (0.6546, 0.6375, 0.6916, 0.8651, 1.2117)),
    ],
)  # fmt: skip
def test_table_of_early_stopping(dimension, samples, noise, said) -> None:
    times = (0.5, 1, 2, 5, 20)
    found = [early_stopped_risk(dimension, samples, each, noise_variance=noise) for each in times]
    assert found == pytest.approx(said, abs=6e-5)
    scaled = early_stopped_risk(
        dimension, samples, 0.25, signal=0.5, noise_variance=noise, feature_variance=2
    )
    assert scaled == pytest.approx(said[0], abs=6e-5)


@pytest.mark.parametrize(
    ("first", "dimension", "samples", "labels", "threshold", "said"),
    [
        (FIRST, 40, 800, TENTH, 0.5, (0.553, 0.520, 0.05060, 0.68)),
        (FIRST, 40, 800, TENTH, 1, (0.203, 0.747, 0.01495, 0.93)),
        (FIRST, 40, 800, TENTH, 2, (0.148, 0.847, 0.02308, 0.87)), (FIRST, 40, 800, TENTH, 20, (0, 1, 0.14598, 0)),
        (5.2 * 40 / 359, 40, 400, {"shares": [0.8, 0.2], "variances": [0.25, 25]}, 2, (0.127, 0.839, 0.05613, 0.95)),
        (0.0906, 80, 1600, {"shares": [0.6, 0.4], "variances": [0.2, 4]}, 1, (0.372, 0.713, 0.02760, 0.79)),
    ],
)  # fmt: skip
def test_table_of_the_disagreement_filter(first, dimension, samples, labels, threshold, said) -> None:
    found = filtered_label_risks(first, dimension, samples, threshold=threshold, **labels)
    assert (found.bias, found.kept) == pytest.approx(said[:2], abs=6e-4)
    assert found.student == pytest.approx(said[2], abs=1e-5)
    assert found.performance_gap_recovered == pytest.approx(said[3], abs=6e-3)


def test_disagreement_filter_is_simulated() -> None:
    values = simulate_disagreement_filter(
        0.146, 40, 800, 1.0, *TENTH.values(), 300, child_generator(1, "filter")
    )
    assert within(values, filtered_label_risks(0.146, 40, 800, threshold=1, **TENTH).student, 0.02)


def test_filtering_again_settles_above_the_ceiling() -> None:
    found = repeated_filter(0.146, 40, 800, threshold=1, rounds=40, **TENTH)
    assert [each.student for each in found[:4]] == pytest.approx(
        [0.01495, 0.00862, 0.00851, 0.00851], abs=6e-6
    )
    assert found[-1].student == pytest.approx(found[-2].student, rel=1e-12)
    assert found[-1].student > found[-1].ceiling


def test_best_threshold_is_inside_and_missing_for_clean_labels() -> None:
    best = best_threshold(0.146, 40, 800, **TENTH)
    around = [
        filtered_label_risks(0.146, 40, 800, threshold=best * each, **TENTH).student
        for each in (0.99, 1, 1.01)
    ]
    assert around[1] <= min(around)
    assert best_threshold(5, 40, 800, shares=[1], variances=[0.1]) is None


def test_small_thresholds_do_not_cancel() -> None:
    """T/S of a narrow window is a^2/3, whichever way it is computed."""
    near, nearer = (
        filtered_label_risks(1.0, 2, 10**9, threshold=each, shares=[1], variances=[1]).label_variance
        for each in (1.001e-3 * 2**0.5, 0.999e-3 * 2**0.5)
    )
    assert near == pytest.approx(nearer * (1.001 / 0.999) ** 2, rel=1e-6) and nearer < 1e-6


BLOCKS = [InputBlock(0.6, 10, [1], [0.5]), InputBlock(0.4, 10, [0.3, 0.7], [0.5, 100])]


@pytest.mark.parametrize(
    ("samples", "time", "kind", "said"),
    [
        (3000, 6, "leading order", (0.58419, 0.13657, 0.07347)),
        (3000, 6, "equivalent", (0.58896, 0.14482, 0.08079)),
        (3000, 12, "leading order", (0.58419, 0.02080, 0.01247)), (3000, 12, "equivalent", (0.58896, 0.02544, 0.01575)),
        (24000, 6, "leading order", (None, 0.13539, 0.07189)), (24000, 6, "equivalent", (None, 0.13642, 0.07280)),
    ],
)  # fmt: skip
def test_table_of_two_stages(samples, time, kind, said) -> None:
    found = two_stage_risks(BLOCKS, samples, draws=5, threshold=1, first_time=time, second_time=20, kind=kind)
    for value, wanted in zip(found.blocks[1], said, strict=False):
        assert wanted is None or value == pytest.approx(wanted, abs=6e-6)
    if kind == "leading order" and samples == 3000:
        gaps = {6: (0.766, 0.874), 12: (0.963, 0.977)}[time]
        assert (found.recovered_by_first, found.recovered_by_second) == pytest.approx(gaps, abs=6e-4)


def test_two_stages_are_simulated() -> None:
    blocks = [
        SampledBlock(*(getattr(each, n) for n in ("probability", "dimension", "shares", "variances")))
        for each in BLOCKS
    ]
    found = simulate_two_stages(blocks, 6000, 5, 1.0, 6.0, 20.0, 100, child_generator(1, "two stages"))
    said = two_stage_risks(BLOCKS, 6000, draws=5, threshold=1, first_time=6, second_time=20)
    for block in range(2):
        for stage in range(3):
            # what is left out: kept counts and the discarded inputs' own covariance
            assert within(found[:, block, stage], said.blocks[block][stage], 0.04)


def test_without_anything_to_keep_back_both_stages_are_one_flow() -> None:
    """A threshold that keeps all: stage 2 is a flow for t_2 from zero on the same labels."""
    one = [InputBlock(1, 5, [1], [2.0])]
    found = two_stage_risks(one, 100, draws=3, threshold=1e4, first_time=3, second_time=3)
    assert found.first == pytest.approx(found.second, rel=1e-12)
    again = early_stopped_risk(5, 100, 3, noise_variance=2 / 3)
    assert found.first == pytest.approx(again, rel=1e-12) and found.kept == (1.0,)
    assert found.naive == pytest.approx(early_stopped_risk(5, 100, 3, noise_variance=2), rel=1e-12)


@pytest.mark.parametrize(
    ("draws", "first", "second"),
    [(1, 0.7483, 0.7483), (2, 0.7887, 0.7475), (3, 0.7973, 0.7419), (5, 0.7927, 0.7301)],
)
def test_table_of_averaging(draws, first, second) -> None:
    found = averaging_accuracies(1.5, 0.2, draws)
    assert (found.first, found.second) == pytest.approx((first, second), abs=6e-5)
    assert (found.teacher, found.ceiling) == pytest.approx((0.6872, 0.8374), abs=6e-5)
    values = simulate_averaging(1.5, 100, 500, draws, 0.0, 60, child_generator(draws, "averaging"))
    assert within(values[:, 0], found.first, 0.005) and within(values[:, 1], found.second, 0.005)


def test_confident_relabelling_hurts_less() -> None:
    plain, sure = averaging_accuracies(3, 0.1, 3), averaging_accuracies(3, 0.1, 3, confidence=1)
    assert (plain.second, sure.second) == pytest.approx((0.7431, 0.7521), abs=6e-5)
    assert plain.second < sure.second < sure.first == plain.first
    never = averaging_accuracies(3, 0.1, 3, confidence=30)
    assert never.second == pytest.approx(never.first, rel=1e-12) and never.added == pytest.approx(
        0, abs=1e-15
    )
    values = simulate_averaging(3.0, 100, 1000, 3, 1.0, 40, child_generator(9, "averaging"))
    assert within(values[:, 1], sure.second, 0.005)


def test_nearly_noiseless_teacher_is_the_ceiling() -> None:
    found = averaging_accuracies(1e-6, 0.2, 3)
    assert found.first == pytest.approx(found.ceiling, abs=1e-6) and found.kept == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"shares": [0.5, 0.6]}, "add up"), ({"shares": [1.5, -0.5]}, ">= 0"), ({"variances": [-1, 1]}, "variances"),
        ({"variances": [1]}, "2 numbers"), ({"threshold": 0}, "positive"), ({"threshold": 0.01}, "are kept"),
        ({"first_error": 0}, "positive"), ({"samples": 41}, "samples"), ({"first_error": math.inf}, "finite"),
    ],
)  # fmt: skip
def test_filter_refuses(change, words) -> None:
    given = {"first_error": 0.146, "dimension": 40, "samples": 800, "threshold": 1, **TENTH, **change}
    with pytest.raises(InputError, match=words) as caught:
        filtered_label_risks(given.pop("first_error"), given.pop("dimension"), given.pop("samples"), **given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"blocks": []}, "InputBlock"), ({"blocks": [InputBlock(0.5, 1, [1], [1])]}, "add up"), ({"draws": 1}, "draws"),
        ({"blocks": [InputBlock(1, 1, [0.5], [1])]}, "add up"), ({"blocks": [InputBlock(1, 1, [1], [0])]}, "positive"),
        ({"threshold": 1e-9}, "less than one sample"), ({"first_time": -1}, "time"), ({"kind": "exact"}, "kind"),
    ],
)  # fmt: skip
def test_two_stages_refuse(change, words) -> None:
    given = {
        "blocks": BLOCKS, "samples": 100, "draws": 3, "threshold": 1, "first_time": 1, "second_time": 1, **change,
    }  # fmt: skip
    with pytest.raises(InputError, match=words) as caught:
        two_stage_risks(given.pop("blocks"), given.pop("samples"), **given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("noise", "ratio", "draws"), [(0, 0.1, 2), (1, 0, 2), (1, 0.1, 0), (math.nan, 0.1, 2)]
)
def test_averaging_refuses(noise, ratio, draws) -> None:
    with pytest.raises(InputError):
        averaging_accuracies(noise, ratio, draws)


def test_flow_by_small_steps() -> None:
    """The simulator's gradient flow against explicit steps."""
    from w2s_theory.simulate.linear.two_stages import _flow

    rng = np.random.default_rng(3)
    inputs, labels = rng.standard_normal((20, 4)), rng.standard_normal(20)
    fit = np.zeros(4)
    for _ in range(20000):
        fit += 1e-4 * inputs.T @ (labels - inputs @ fit) / 30
    assert _flow(inputs, labels, 30, 2.0) == pytest.approx(fit, abs=1e-4)
