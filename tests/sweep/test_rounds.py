"""Adaptive sampling: intervals that survive looking, allocations that depend on complete rounds alone."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
from faulty_tasks import one_fails_uneven, uneven
from scipy.stats import binom
from sweep_cases import Inline, compute_inline, exported, small_plan

from w2s_theory.checks.confidence_sequences import mean_confidence_interval
from w2s_theory.simulate.machine.intervals import describe_mean
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.operators import draw_operators
from w2s_theory.sweep import run
from w2s_theory.sweep.rounds import LARGEST_STUDENT_ERROR, bound_means, next_round
from w2s_theory.sweep.store_opening import open_to_read

LOOKS = (5, 10, 20, 40, 80, 160)


def ever_missed(interval, mean, draw, runs=250):
    """How many of the runs have an interval without the mean at one of the looks."""
    missed = 0
    for number in range(runs):
        values = draw(child_generator(7, "looks", number))
        ends = [interval(values[:n]) for n in LOOKS]
        missed += any(not low <= mean <= high for low, high in ends)
    return missed


@pytest.mark.parametrize(
    ("a", "b"),
    [(0.3, 3), pytest.param(1, 1, marks=pytest.mark.slow), pytest.param(20, 5, marks=pytest.mark.slow)],
)
def test_the_intervals_hold_however_often_one_looks(a, b):
    missed = ever_missed(
        lambda x: mean_confidence_interval(x, 0.0, 1.0, 0.2),
        a / (a + b),
        lambda rng: rng.beta(a, b, LOOKS[-1]),
    )
    # 1e-6: the chance that a valid interval fails this test
    assert missed <= binom.isf(1e-6, 250, 0.2)


def test_the_test_notices_intervals_that_do_not_survive_looking():
    def student(x):
        found = describe_mean(x, 0.8)
        return found.low, found.high

    missed = ever_missed(student, 0.5, lambda rng: rng.uniform(size=LOOKS[-1]))
    assert missed > binom.isf(1e-6, 250, 0.2)


def test_an_interval_is_where_the_values_are_and_shrinks():
    values = 0.3 + 0.02 * child_generator(1, "narrow").standard_normal(1000)
    ends = [mean_confidence_interval(values[:n], 0.0, 4 / 3, 0.05) for n in (0, 10, 100, 1000)]
    assert ends[0] == (0.0, 4 / 3)
    for (low, high), (lower, higher) in zip(ends[1:], ends[:-1], strict=True):
        assert lower <= low < 0.3 < high <= higher
    assert ends[-1][1] - ends[-1][0] < 0.03
    with pytest.raises(ValueError, match="range"):
        mean_confidence_interval(np.array([0.5, 1.1]), 0.0, 1.0, 0.05)
    # mirrored values, mirrored interval
    low, high = mean_confidence_interval(1.0 - values[:50], 0.0, 1.0, 0.05)
    assert mean_confidence_interval(values[:50], 0.0, 1.0, 0.05) == pytest.approx((1 - high, 1 - low))


def test_no_student_is_worse_than_four_thirds_and_one_is_as_bad():
    worst = max(draw_operators(child_generator(2, "operators", i)).student_error for i in range(300))
    assert worst <= LARGEST_STUDENT_ERROR
    target = np.array([1.0, 0.0])
    c = 1.0 / 3.0
    teacher = np.array([c, np.sqrt(c - c * c)])  # <g, f*> = ||g||^2 = c: the target projected on a line
    away = target - teacher / 2
    student = teacher / 2 - np.sqrt(c) / 2 * away / np.linalg.norm(away)
    # a projection of the teacher, hence reached by an operator between 0 and I
    assert student @ student == pytest.approx(student @ teacher)
    assert np.sum((target - student) ** 2) == pytest.approx(LARGEST_STUDENT_ERROR)


def test_numerical_doubt_widens_an_interval():
    values = np.full((30, 2), 0.25)
    sharp = bound_means(values, np.zeros((30, 2)), 0.95)
    doubtful = bound_means(values, np.full((30, 2), 0.01), 0.95)
    for a, b in zip(sharp, doubtful, strict=True):
        assert b.low == pytest.approx(a.low - 0.01) and b.high == pytest.approx(a.high + 0.01)


def test_a_round_goes_to_the_widest_half_within_the_budget():
    plan = small_plan(10, accuracy=0.1, budget=100)
    widths = [0.3, 0.05, 0.5, 0.4]
    assert next_round(plan, (10, 10, 10, 10), widths) == (10, 10, 20, 20)
    assert next_round(plan, (10, 10, 40, 20), [0.3, 0.05, 0.5, 0.2]) == (10, 10, 60, 20)
    assert next_round(plan, (10, 10, 10, 10), [0.5, 0.5, 0.5, 0.5]) == (20, 20, 10, 10)
    assert next_round(plan, (10, 10, 10, 10), [0.3, 0.1, None, 0.09]) == (20, 10, 10, 10)
    assert next_round(plan, (10, 10, 10, 10), [0.1, 0.1, None, 0.09]) is None
    assert next_round(plan, (25, 25, 25, 25), widths) is None
    assert next_round(small_plan(10), (10, 10, 10, 10), widths) is None


@pytest.fixture
def inline(monkeypatch):
    """Sweeps computed in this process."""
    monkeypatch.setattr(run, "LocalWorkers", lambda workers: Inline())


def trials_of(path):
    with closing(open_to_read(path)) as opened:
        return [row["trials"] for row in run.bound_cells(opened)[::3]]


@pytest.mark.usefixtures("inline")
def test_trials_go_where_the_scatter_is(tmp_path):
    plan, path = small_plan(8, accuracy=0.12, budget=2000), tmp_path / "s.sqlite"
    state = run.run_sweep(plan, path, compute=uneven)
    trials = trials_of(path)
    assert state.done == sum(trials) <= 2000 and state.remaining == 0
    assert min(trials[1::2]) > max(trials[::2]), "cells of odd number scatter"
    with closing(open_to_read(path)) as opened:
        rows = run.bound_cells(opened)
    assert all((row["high"] - row["low"]) / 2 <= 0.12 for row in rows)
    poor = tmp_path / "poor.sqlite"
    state = run.run_sweep(small_plan(8, accuracy=0.12, budget=75), poor, compute=uneven)
    assert state.done == 75


@pytest.mark.usefixtures("inline")
@pytest.mark.parametrize("stop", [1, 40, 100, 150])
def test_the_allocation_does_not_depend_on_order_or_restarts(tmp_path, stop):
    plan, path, reference = (
        small_plan(8, accuracy=0.12, budget=2000),
        tmp_path / "s.sqlite",
        tmp_path / "r.sqlite",
    )
    run.run_sweep(plan, reference, compute=uneven)
    # some of the first round first, backwards
    compute_inline(plan, path, uneven, tasks=lambda all_: all_[::-3])

    class Stop(BaseException):
        pass

    def watch(finished, planned):
        if finished >= stop:
            raise Stop

    with pytest.raises(Stop):
        run.run_sweep(plan, path, compute=uneven, progress=watch)
    assert len(exported(path)) < len(exported(reference))
    run.run_sweep(plan, path, compute=uneven)
    assert exported(path) == exported(reference)


@pytest.mark.usefixtures("inline")
def test_a_cell_in_which_a_task_failed_gets_no_more(tmp_path):
    plan, path = small_plan(8, accuracy=0.12, budget=2000), tmp_path / "s.sqlite"
    state = run.run_sweep(plan, path, compute=one_fails_uneven)
    trials = trials_of(path)
    assert state.failed == 1 and trials[1] == 5 and trials[3] > 8


@pytest.mark.slow
def test_two_workers_and_one_allocate_alike(tmp_path):
    plan = small_plan(8, accuracy=0.12, budget=2000)
    for workers in (1, 2):
        run.run_sweep(plan, tmp_path / f"{workers}.sqlite", workers=workers, compute=uneven)
    assert exported(tmp_path / "1.sqlite") == exported(tmp_path / "2.sqlite")
