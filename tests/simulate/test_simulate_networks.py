"""The function a user calls: reference numbers, validation, reproducibility, independence."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest

from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.linear_network import linear_network
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.simulate.finite_student import simulate_finite_run
from w2s_theory.simulate.grid_flow import simulate_teacher_on_grid
from w2s_theory.simulate.machine import free_memory
from w2s_theory.simulate.machine.intervals import METHOD, describe_mean
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.networks import simulate_networks
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import circle_grid
from w2s_theory.simulate.teacher import simulate_teacher


def within(values, expected, reference_trials=20):
    """|mean - expected| within 5 standard errors of both means: false alarm below 1e-4."""
    spread = np.std(values, ddof=1)
    return abs(np.mean(values) - expected) <= 5 * spread * math.sqrt(1 / len(values) + 1 / reference_trials)


@pytest.mark.parametrize("dimension, teacher, student", [(16, 0.001531, 5.04e-6), (32, 0.009662, 2.03e-4)])
def test_reference_numbers_at_512_units(dimension, teacher, student):
    tau = 8.0
    result = simulate_networks(relu_sphere(dimension), 512, times=[tau * (2 * dimension) ** 2], trials=60)
    assert result.taus == pytest.approx([tau], rel=1e-12)
    assert within(result.teacher_error, teacher) and within(result.student_error[:, 0], student)
    assert np.all(result.student_error_accuracy <= 1e-6 * result.student_error)
    # the test has power: 25 % off is refused
    assert not within(result.teacher_error, 1.25 * teacher) and not within(
        result.student_error[:, 0], 1.25 * student
    )


def test_reference_number_in_low_dimension():
    result = simulate_networks(relu_sphere(4), 256)
    assert within(result.teacher_error, 2.07e-5) and not within(result.teacher_error, 2.96e-5)


def test_finite_width_alone_regularises():
    result = simulate_networks(relu_sphere(16), 128, student_units=1024, trials=8)
    gain = 1 - result.student_error[:, 0] / result.teacher_error
    assert within(gain, 0.38, 8) and not within(gain, 0.1, 8)


def test_trials_are_reproducible_and_independent_of_their_number():
    first = simulate_networks(
        relu_sphere(6), 20, target=1, student_units=30, times=[10.0, math.inf], trials=3, seed=5
    )
    again = simulate_networks(
        relu_sphere(6), 20, target=1, student_units=30, times=[10.0, math.inf], trials=2, seed=5
    )
    assert np.allclose(first.teacher_error[:2], again.teacher_error, rtol=1e-12)
    assert np.allclose(first.student_error[:2], again.student_error, rtol=1e-11)
    other = simulate_networks(relu_sphere(6), 20, trials=2, seed=6)
    assert not np.any(np.isclose(other.teacher_error, first.teacher_error[:2]))


def test_record():
    done = []
    result = simulate_networks(
        activation_sphere("erf", 6),
        10,
        target={1: 0.8, 3: 0.6},
        times=[0.0, 2.0, math.inf],
        trials=3,
        progress=done.append,
    )
    assert done == [1, 2, 3] and result.how == "simulated" and result.trials == 3
    data = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert data["student_units"] == "inf" and data["student_errors"][2]["tau"] == "inf" and data["seed"] == 0
    assert data["target"] == {"1": 0.8, "3": 0.6} and data["teacher_error"]["method"] == METHOD
    assert data["student_errors"][0]["mean"] == pytest.approx(1.0)
    assert data["teacher_error"]["low"] < data["teacher_error"]["mean"] < data["teacher_error"]["high"]
    assert "\n" not in repr(result) and "+-" in repr(result)
    assert result._repr_html_().count("<tr>") == 4 and r"\infty" in result.to_latex()
    single = simulate_networks(relu_sphere(3), 4, trials=1).to_dict()
    assert single["teacher_error"]["low"] is None


def test_interval_is_student_t():
    interval = describe_mean(np.array([1.0, 2.0, 3.0, 4.0]))
    half = 3.182446305284263 * math.sqrt(5 / 3) / 2
    assert (interval.low, interval.high) == pytest.approx((2.5 - half, 2.5 + half))
    with pytest.raises(InputError):
        describe_mean(np.ones(3), 1.0)


MODEL = relu_sphere(4)


@pytest.mark.parametrize(
    "change",
    [
        {"teacher_units": 0},
        {"teacher_units": -3},
        {"teacher_units": 2.0},
        {"teacher_units": True},
        {"teacher_units": "8"},
        {"teacher_units": 10**30},
        {"teacher_units": 10**6},
        {"teacher_units": math.inf},
        {"student_units": 0},
        {"student_units": 3.5},
        {"student_units": -math.inf},
        {"student_units": math.nan},
        {"student_units": 10**7},
        {"target": 3},
        {"target": -1},
        {"target": {1: 0.5}},
        {"times": [-1.0]},
        {"times": [math.nan]},
        {"times": "abc"},
        {"times": None},
        {"trials": 0},
        {"trials": -1},
        {"trials": 1.5},
        {"trials": 10**9},
        {"seed": -1},
        {"seed": 2**128},
        {"seed": 0.5},
        {"accuracy": 0.0},
        {"accuracy": math.nan},
        {"accuracy": "x"},
        {"model": "relu"},
        {"model": linear_network([1.0, 2.0])},
    ],
)
def test_bad_input_is_one_line(change):
    arguments = {"model": MODEL, "teacher_units": 8, "trials": 1, **change}
    with pytest.raises(InputError) as caught:
        simulate_networks(**arguments)
    assert "\n" not in str(caught.value) and 20 < len(str(caught.value)) < 240


def test_memory_is_refused_before_starting(monkeypatch):
    monkeypatch.setattr(free_memory, "free_bytes", lambda: 2**30)
    with pytest.raises(InputError, match="GiB"):
        simulate_networks(MODEL, 20_000, trials=1)
    assert simulate_networks(MODEL, 16, trials=1).trials == 1


def test_accuracy_beyond_float64_is_met_or_an_accuracy_error():
    found = simulate_networks(relu_sphere(2), 60, trials=1, times=[16.0, 128.0, math.inf], accuracy=1e-9)
    assert found.teacher_error_accuracy[0] < 1e-15 * found.teacher_error[0] < 1e-22
    assert np.all(found.student_error_accuracy <= 1e-9 * found.student_error)
    assert found.student_error[0, -1] == pytest.approx(found.teacher_error[0], rel=1e-12)
    with pytest.raises(AccuracyError):
        simulate_networks(activation_sphere("erf", 2), 12, trials=1, accuracy=1e-12)


def test_no_times():
    assert simulate_networks(MODEL, 8, times=(), trials=2).student_error.shape == (2, 0)


SIMULATORS = """
import sys
ours = ["w2s_theory." + part for part in ("derive", "evaluate", "equivalents")]
for name in ("sympy", "flint", "mpmath", *ours):
    sys.modules[name] = None
import pkgutil, importlib
import numpy as np
import w2s_theory.simulate
for module in pkgutil.iter_modules(w2s_theory.simulate.__path__):
    importlib.import_module("w2s_theory.simulate." + module.name)
from w2s_theory.activations import activation_names
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.finite_student import simulate_finite_student, simulate_student_limit
from w2s_theory.simulate.momentum import simulate_heavy_ball
from w2s_theory.simulate.networks import simulate_networks
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.sphere_grid import circle_grid, product_grid, simulate_on_grid
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import simulate_teacher
from w2s_theory.records import spectral_filter as filters
for name in activation_names():
    model = activation_sphere(name, 12)
    degree = 2 if name == "cos" else 1
    result = simulate_networks(model, 5, target=degree, student_units=6, times=[1.0, np.inf], trials=2, accuracy=1e-3)
    assert np.all(result.student_error >= 0)
for power in range(4):
    model = relu_sphere(2, power)
    units = draw_units(model, 6, child_generator(0, "a"))
    student = draw_units(model, 200, child_generator(0, "b"))
    draw = simulate_teacher(model, units, times=[1.0], accuracy=1e-3)
    several = [filters.ridge(), filters.averaged_flow(), filters.heavy_ball(0.1), filters.projection(1e-3)]
    for chosen in (*several, filters.explicit_steps(0.1, 1.0)):
        compute_student_error(draw, [1.0, 2.0], chosen)
        simulate_finite_student(draw, student, [1.0, 2.0], chosen)
    simulate_student_limit(draw, student[:5])
    simulate_heavy_ball(draw, student, [1.0], 0.1)
    grid = circle_grid(units)
    simulate_on_grid(model, units, np.sqrt(2) * grid.points[:, 0], grid, np.ones(1), student)
product_grid(4, 8)
print("independent")
"""


def test_every_simulator_runs_without_the_symbolic_side():
    done = subprocess.run([sys.executable, "-c", SIMULATORS], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "independent"


@pytest.mark.parametrize("student_units", [math.inf, 40])
def test_misfit_stands_beside_the_error(student_units: float) -> None:
    """All of the teacher at the start, falling with time, and 0 once an infinitely wide student has learnt all."""
    found = simulate_networks(
        relu_sphere(8), 16, student_units=student_units, taus=[0, 1, 4, math.inf], trials=2
    )
    assert found.misfit is not None and found.misfit_accuracy is not None
    assert found.misfit[:, 0] == pytest.approx(1 - found.teacher_error, rel=1e-10)
    assert np.all(np.diff(found.misfit, axis=1) < 0) and np.all(found.misfit_accuracy < 1e-9)
    if math.isinf(student_units):
        assert np.all(found.misfit[:, -1] == 0)
    rows = found.to_dict()["misfits"]
    assert [row["tau"] for row in rows] == [0, 1, 4, "inf"]
    assert rows[1]["mean"] == pytest.approx(found.misfit[:, 1].mean())


@pytest.mark.parametrize(("width", "nodes"), [(6, 12), (200, 3)])
def test_misfit_of_a_finite_student_from_values_on_the_circle(width: int, nodes: int) -> None:
    """Features as functions on a grid, their kernel operator's exponential: no inner product in closed form."""
    model = relu_sphere(2)
    units, student = (draw_units(model, n, child_generator(4, "circle", n)) for n in (7, width))
    teacher = simulate_teacher(model, units, 1)
    grid = circle_grid(np.vstack((units, student)), nodes)
    features = np.sqrt(grid.weights)[:, None] * np.maximum(grid.points @ student.T, 0.0)
    _, taught = simulate_teacher_on_grid(units, 1, grid)
    speed, directions = np.linalg.eigh(features @ features.T / width)
    for tau in (0.5, 5.0):
        time = tau / float(teacher.eigenvalue[1])
        left = directions @ (np.exp(-np.maximum(speed, 0.0) * time) * (directions.T @ taught))
        found = simulate_finite_run(teacher, student, [time])
        assert found.misfit[0] == pytest.approx(float(left @ left), rel=1e-7)
        assert found.misfit_accuracy[0] < 1e-9


def test_a_third_number_is_neither_degree_nor_width():
    with pytest.raises(InputError, match="give them by name"):
        simulate_networks(relu_sphere(8), 16, 64)
