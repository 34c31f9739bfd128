"""All systems on one problem: against simulations of that problem, against each other, limits, refusals."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

import w2s_theory as w
from w2s_theory import InputError, compare, power_law
from w2s_theory.simulate.gaussian.regression import fit_least_squares
from w2s_theory.simulate.linear.fits import excess_risks, simulate_fits
from w2s_theory.simulate.linear.rounds import simulate_rounds
from w2s_theory.systems.ridgeless import ridgeless_student
from w2s_theory.systems.rounds_on_bench import rounds_on_bench
from w2s_theory.systems.spectral_bench import spectral_bench

SPECTRUM, GOAL = [(1.0, 8), (0.1, 40), (0.02, 80)], {0: 0.9, 1: math.sqrt(0.18), 2: 0.1}
UNITS, LABELS, FRESH, NOISE, TEACHERS = 24, 70, 60, 0.2, 3
KAPPA = spectral_bench(SPECTRUM, UNITS, GOAL).kappa


@pytest.fixture(scope="module")
def found():
    return compare(SPECTRUM, GOAL, UNITS, LABELS, FRESH, noise_variance=NOISE, teachers=TEACHERS)


@pytest.fixture(scope="module")
def trials() -> dict[str, np.ndarray]:
    """Teacher, student and squared distance of both, for the systems that can be drawn plainly."""
    rng = np.random.default_rng(4)
    values = np.concatenate([np.full(count, value) for value, count in SPECTRUM])
    directions = len(values)
    target = np.zeros(directions)
    for place, (start, row) in enumerate(((0, 0), (8, 1), (48, 2))):
        target[start] = GOAL[row]
        assert place == row
    strong = np.eye(directions)[:, :8]
    kept: dict[str, list[list[float]]] = {
        "dong": [],
        "ensemble": [],
        "ridgeless": [],
        "flow": [],
        "rounds": [],
    }
    for _ in range(120):
        fits = []
        for _ in range(TEACHERS):
            basis = np.linalg.qr((np.sqrt(values) * rng.standard_normal((UNITS, directions))).T)[0]
            fits.append(simulate_fits(basis, target, LABELS, NOISE**0.5, 1, rng)[0])
        teacher, mean = fits[0], np.mean(fits, axis=0)
        inputs = rng.standard_normal((1, FRESH, directions))
        ridgeless = np.sqrt(values) * fit_least_squares(inputs * np.sqrt(values), inputs @ teacher)[0]
        stop = 12.0
        flow = -np.expm1(-values * stop) * teacher
        share = -np.expm1(-values / KAPPA)
        rounds = simulate_rounds(np.zeros(directions), np.array(fits), 3, share, share, 0.5)[0]
        for name, label, student in (
            ("rounds", teacher, rounds),
            ("dong", teacher, simulate_fits(strong, teacher, FRESH, 0.0, 1, rng)[0]),
            ("ensemble", mean, simulate_fits(strong, mean, FRESH, 0.0, 1, rng)[0]),
            ("ridgeless", teacher, ridgeless), ("flow", teacher, flow),
        ):  # fmt: skip
            kept[name].append(
                [
                    *(float(excess_risks(each, target)) for each in (label, student)),
                    float(excess_risks(label, student)),
                ]
            )
    return {name: np.array(rows) for name, rows in kept.items()}


def near(values: np.ndarray, said: float) -> bool:
    """The equivalent's own error at these sizes is a few percent."""
    return abs(values.mean() - said) < 4 * values.std() / math.sqrt(len(values)) + 0.04 * said


def test_equivalents_are_those_of_a_simulated_problem(found, trials) -> None:
    rows = {each.system: each for each in found.rows}
    assert found.strong_dimension == 8
    for system, name in (
        ("Dong et al.", "dong"),
        ("AE-KD (Du et al.)", "ensemble"),
        ("Ildiz et al.", "ridgeless"),
    ):
        row = rows[system]
        for place, said in enumerate((row.teacher, row.student, row.misfit)):
            assert near(trials[name][:, place], said), (system, place)
    # a wrong number would be seen: the ensemble's row is not that of one teacher
    assert not near(trials["ensemble"][:, 0], rows["Dong et al."].teacher)


def test_rounds_are_those_of_agents_one_by_one(found, trials) -> None:
    bench = spectral_bench(SPECTRUM, UNITS, GOAL)
    said = rounds_on_bench(bench, bench.label_spread(LABELS, NOISE), TEACHERS, 3)
    assert near(trials["rounds"][:, 0], said.start) and near(trials["rounds"][:, 1], said.student)
    row = next(each for each in found.rows if each.system == "MACPO (analogue)")
    assert row.analogue and row.teacher == pytest.approx(said.start) and row.student <= said.student


def test_flow_of_a_teacher_of_finitely_many_labels(trials) -> None:
    from w2s_theory.systems.comparison import _flow

    bench = spectral_bench(SPECTRUM, UNITS, GOAL)
    flow = _flow(bench, bench.label_spread(LABELS, NOISE) * bench.multiplicities * bench.taken)
    assert near(trials["flow"][:, 0], flow.teacher_risk) and near(
        trials["flow"][:, 1], float(flow.risk(12.0))
    )


def test_definitions_are_the_same_for_all(found) -> None:
    for row in found.rows:
        if row.ceiling is not None:
            assert row.gap_recovered == pytest.approx(
                (row.teacher - row.student) / (row.teacher - row.ceiling)
            )
        if row.strong is not None:
            assert row.outperforming_ratio == pytest.approx(row.strong / row.student)
        assert row.kind in ("equivalent", "leading order")
    teachers = {row.system: row.teacher for row in found.rows}
    assert (
        teachers["Dong et al."] == pytest.approx(teachers["the same, n labels"]) == teachers["Ildiz et al."]
    )


def test_the_population_row_is_the_equivalent_of_the_network() -> None:
    rows = [(1.0, 6), (0.05, 300)]
    found = compare(rows, {0: 1.0}, 60, 100, 400, noise_variance=0.0)
    said = w.equivalent(rows, 60, 0)
    best = said.best_stopping_time()
    assert found.rows[0].teacher == pytest.approx(said.teacher_error, rel=1e-10)
    assert found.rows[0].student == pytest.approx(float(best.error), rel=1e-6)
    assert found.rows[0].misfit == pytest.approx(float(said.misfit(time=best.time)), rel=1e-3)
    # no student that shrinks its teacher falls below the square
    assert found.rows[0].exponent <= 2


def test_regimes() -> None:
    """Tuned students have a larger exponent than their teachers; the best labels win a constant, at every size."""
    teachers, students, ratios = [], [], []
    for units in (20, 40, 80):
        found = compare(*power_law(800, 2, 0.75), units, 2 * units, 2 * units, noise_variance=0.1)
        can, cannot = found.regimes
        teachers.append(math.log(can.worse))
        students.append(math.log(can.better))
        assert cannot.limit <= cannot.better / cannot.worse <= 1
        ratios.append(cannot.better / cannot.worse)
    slope = np.polyfit(teachers, students, 1)[0]
    assert slope > 1.15 and max(ratios) / min(ratios) < 1.05


def test_ridgeless_student() -> None:
    bench = spectral_bench(SPECTRUM, UNITS, GOAL)
    student = ridgeless_student(bench, 60)
    assert np.sum(bench.multiplicities * student.taken) == pytest.approx(60)
    true = student.true_labels(0.3)
    assert student.risk(bench.target**2, bench.target**2, 0.3) == pytest.approx(true)
    assert student.best_labels(0.3) < true
    # the best labels are the least of all: none of a thousand others is better
    best = student.best_coefficients
    assert student.risk(best * bench.target, best**2, 0.0) == pytest.approx(student.best_labels(0.0))
    for factor in np.random.default_rng(0).uniform(0.5, 1.5, (200, 3)):
        other = best * factor
        assert student.risk(other * bench.target, other**2, 0.0) >= student.best_labels(0.0)
    full = ridgeless_student(bench, 200)
    assert full.inflation == 128 / 71 and full.true_labels(1.0) == pytest.approx(128 / 71)
    for count in (127, 128, 129):
        with pytest.raises(InputError, match="infinite"):
            ridgeless_student(bench, count)


def test_bench_refuses() -> None:
    bench = spectral_bench(SPECTRUM, UNITS, GOAL)
    assert bench.pair(48).strong_dimension == 48 and bench.strong_rows(None) == 1
    with pytest.raises(InputError, match="48 or 8 directions, not 20"):
        bench.pair(20)
    with pytest.raises(InputError, match="at least 26 labels"):
        bench.label_spread(25, 0.1)
    assert replace(bench, taken=bench.taken).teacher_error == pytest.approx(1 - np.sum(bench.means))
    with pytest.raises(InputError, match="below float64"):
        power_law(1000, 20, 20)
