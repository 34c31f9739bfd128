"""Plans: every wrong entry is named with its key and line; seeds depend on nothing but the plan and the name."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from w2s_theory.records.errors import InputError
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.networks import simulate_networks
from w2s_theory.sweep import task_run
from w2s_theory.sweep.example import EXAMPLE
from w2s_theory.sweep.plan import build_plan, first_difference, read_plan
from w2s_theory.sweep.task_run import compute_task, compute_tasks, round_up, run_batch
from w2s_theory.sweep.tasks import cell_seeds, list_cells

GOOD = """\
trials = 3
seed = 1
[model]
kind = "relu_sphere"
power = 1
[grid]
dimension = [8]
teacher_units = [
  16,
]
degree = [1]
tau = [1.5, inf]
"""


def read(tmp_path, text):
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("trials = 3", "trials = 0", "line 1: trials must be a whole number"),
        ("trials = 3", "trials = 2.5", "line 1: trials must be a whole number"),
        ("trials = 3", "trials = true", "line 1: trials must be a whole number"),
        ("trials = 3\n", "", "trials is missing"),
        ("trials = 3", "trails = 3", "line 1: trails is no key"),
        ("seed = 1", "seed = -1", "line 2: seed must be"),
        ("seed = 1", f"seed = {2**128}", "line 2: seed must be"),
        ("seed = 1", "seed = 1\nseed = 2", "line 3"),
        ("seed = 1", "seed = 1\nnumerical_accuracy = 2", "line 3: numerical_accuracy must be"),
        ("seed = 1", "accuracy = 0.1", "budget is missing"),
        ("seed = 1", "accuracy = 0\nbudget = 9", "line 2: accuracy must be"),
        ("seed = 1", "accuracy = 0.1\nbudget = 2", "line 3: budget must be at least 3"),
        ("seed = 1", "budget = 9", "line 2: budget goes with"),
        ("seed = 1", "confidence = 1", "line 2: confidence must be"),
        ("seed = 1", "seed = 1\nschema = 2", "line 3: schema must be 1"),
        ('kind = "relu_sphere"', 'kind = "relu"', "line 4: model.kind must be one of"),
        ('kind = "relu_sphere"', "kind = [1]", "line 4: model.kind must be one of"),
        ("power = 1", "power = 4", "line 5: model.power must be"),
        ("power = 1", 'activation = "erf"', "line 5: model.activation does not belong"),
        ('"relu_sphere"\npower = 1', '"activation_sphere"', "line 3: model.activation is missing"),
        ('"relu_sphere"\npower = 1', '"activation_sphere"\nactivation = "erv"', "line 5: model.activation"),
        ("dimension = [8]", "dimension = 8", "line 7: grid.dimension must be a list"),
        ("dimension = [8]", "dimension = []", "line 7: grid.dimension must be a list"),
        ("dimension = [8]", "dimension = [1]", "line 7: grid.dimension must be a whole number from 2"),
        ("dimension = [8]", "dimension = [8, 8]", "line 7: grid.dimension holds a value twice"),
        ("dimension = [8]", 'dimension = ["8"]', "line 7: grid.dimension"),
        ("dimension = [8]\n", "", "line 6: grid.dimension is missing"),
        ("  16,", "  0,", "line 8: grid.teacher_units"),
        ("degree = [1]", "degree = [3]", "line 11: grid.degree: the features"),
        ("degree = [1]", "degree = [1]\ntarget = [{1 = 1.0}]", "line 6: grid needs either"),
        ("degree = [1]", "target = [{1 = 0.5}]", "line 11: grid.target: the squares"),
        ("degree = [1]", "target = [{one = 1.0}]", "line 11: grid.target must be a table"),
        ("degree = [1]", "target = [{1 = 0.6, 01 = 0.8}]", "line 11: grid.target names a degree twice"),
        ("degree = [1]", "degree = [1]\nstudent_units = [0]", "line 12: grid.student_units"),
        ("degree = [1]", "degree = [1]\nstudents = [8]", "line 12: grid.students is no key"),
        ("tau = [1.5, inf]", "tau = [-1]", "line 12: grid.tau"),
        ("tau = [1.5, inf]", "tau = [nan]", "line 12: grid.tau"),
        ("tau = [1.5, inf]", "tau = [1e301]", "line 12: grid.tau"),
        ("tau = [1.5, inf]", 'tau = ["1"]', "line 12: grid.tau"),
        ("tau = [1.5, inf]", "tau = [1", "is not TOML"),
        ("[grid]", "grid = 1\n[other]", "line 7: other is no key"),
    ],
)
def test_a_wrong_entry_is_named_with_its_line(tmp_path, old, new, expected):
    assert old in GOOD
    with pytest.raises(InputError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert expected in str(caught.value) and "p.toml" in str(caught.value)


def test_too_many_tasks_are_refused(tmp_path):
    many = ", ".join(str(8 + i) for i in range(101))
    with pytest.raises(InputError, match="line 1: trials times 101 cells"):
        read(tmp_path, GOOD.replace("trials = 3", "trials = 1000000").replace("[8]", f"[{many}]"))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"a" * 1_000_001])
def test_what_is_no_plan(tmp_path, content):
    path = tmp_path / "p.toml"
    path.write_bytes(content)
    with pytest.raises(InputError):
        read_plan(path)
    with pytest.raises(InputError, match="--example"):
        read_plan(tmp_path / "missing.toml")


def test_the_example_is_a_plan_and_survives_its_own_json(tmp_path):
    plan = read(tmp_path, EXAMPLE)
    again = build_plan(json.loads(json.dumps(plan.to_dict())))
    assert again == plan and len(list_cells(plan)) == 12
    changed = {**plan.to_dict(), "seed": 1}
    assert first_difference(plan.to_dict(), changed) == "seed is '0' there and '1' in the plan"
    assert first_difference(plan.to_dict(), plan.to_dict()) is None


def test_the_documentation_shows_the_example(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "sweeps.md").read_text(encoding="utf-8")
    shown = page.partition("```toml\n")[2].partition("```")[0]
    assert shown == EXAMPLE.partition("\n\n")[2]


def test_a_seed_depends_on_its_name_alone(tmp_path):
    plan = read(tmp_path, GOOD)
    wider = read(tmp_path, GOOD.replace("[8]", "[4, 8]").replace("tau = [1.5", "tau = [7, 1.5"))
    cell, same = list_cells(plan)[0], list_cells(wider)[1]
    assert (cell.dimension, same.dimension, same.number) == (8, 8, 1)
    seeds = [task.seed for task in cell_seeds(plan, cell, range(3))]
    assert seeds == [task.seed for task in cell_seeds(wider, same, range(3))]
    assert seeds[2] == next(cell_seeds(plan, cell, range(2, 3))).seed
    others = [task.seed for task in cell_seeds(wider, list_cells(wider)[0], range(3))]
    moved = read(tmp_path, GOOD.replace("seed = 1", "seed = 2"))
    others += [task.seed for task in cell_seeds(moved, cell, range(3))]
    assert len({*seeds, *others}) == 9


def test_a_task_is_one_trial_of_the_public_function(tmp_path):
    text = GOOD.replace("degree = [1]", "target = [{1 = 0.8, 2 = 0.6}]\nstudent_units = [12]")
    plan = read(tmp_path, text)
    cell = list_cells(plan)[0]
    task = next(cell_seeds(plan, cell, range(2, 3)))
    found = compute_task(plan, cell, task)
    # lambda_1 of the ReLU in dimension 8: 1/(4 d^2)
    alone = simulate_networks(
        plan.model(8),
        16,
        target={1: 0.8, 2: 0.6},
        student_units=12,
        times=[1.5 * 4 * 64, math.inf],
        trials=1,
        seed=task.seed,
    )
    expected = [alone.teacher_error[0], *alone.student_error[0]]
    assert [value for value, _ in found] == pytest.approx(expected, rel=1e-9)
    assert all(0 < error < 1e-6 for _, error in found)


def test_a_task_is_the_same_wherever_its_memory_lies():
    wanted = {"dimension": [8], "teacher_units": [256], "degree": [1], "tau": [1, "inf"]}
    plan = build_plan({"trials": 1, "seed": 5, "model": {"kind": "relu_sphere"}, "grid": wanted})
    cell = list_cells(plan)[0]
    # its condition number differs in the last bit with the place of LAPACK's work space
    work = tuple((cell, task) for task in cell_seeds(plan, cell, [45]))
    rng, kept, found = child_generator(0, "places"), [], set()
    for _ in range(25):
        kept.append([np.empty(size) for size in rng.integers(1, 3000, size=5)])
        found.add(run_batch(plan, work)[1][0].values)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("error", "kept"),
    [(1.23456e-13, 1.24e-13), (0.01, 0.01), (0.0, 0.0), (9.999e-9, 1e-8), (1.2300000001, 1.24), (3.0, 3.0)],
)
def test_an_error_estimate_has_three_digits_and_is_not_made_smaller(error, kept):
    assert round_up(error) == kept >= error


def test_tasks_of_one_cell_together_are_the_same_as_alone(monkeypatch):
    wanted = {"dimension": [6, 8], "teacher_units": [16], "degree": [1], "tau": [1, "inf"]}
    plan = build_plan({"trials": 5, "seed": 3, "model": {"kind": "relu_sphere"}, "grid": wanted})
    work = tuple((cell, task) for cell in list_cells(plan) for task in cell_seeds(plan, cell, range(5)))
    together = [outcome.values for outcome in run_batch(plan, work)[1]]
    assert together == [run_batch(plan, (one,))[1][0].values for one in work]

    def several_fail(plan, cell, tasks):
        if len(tasks) > 1 or tasks[0].trial == 2:
            raise ZeroDivisionError("never\nworks")
        return compute_tasks(plan, cell, tasks)

    monkeypatch.setattr(task_run, "compute_tasks", several_fail)
    outcomes = run_batch(plan, work)[1]
    failed = [outcome.task.trial == 2 for outcome in outcomes]
    assert [outcome.problem for outcome in outcomes] == [
        "ZeroDivisionError: never works" if fails else None for fails in failed
    ]
    kept = [values for values, fails in zip(together, failed, strict=True) if not fails]
    assert [outcome.values for outcome in outcomes if outcome.problem is None] == kept
