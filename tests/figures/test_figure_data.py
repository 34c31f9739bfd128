"""The stored data of the figures can be made again, and a wrong number is noticed."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from figure_facts import FACTS, stored

from w2s_theory.figures.finite_width import ceiling_error, converged_error
from w2s_theory.figures.limits import EIGENFUNCTION, EVERY_KERNEL, lower_limit
from w2s_theory.figures.listing import figure_names, load_figure
from w2s_theory.figures.plan import Table, differences, matching_rows
from w2s_theory.figures.recompute import compute_table
from w2s_theory.figures.stored_data import read_table, stored_path, table_text
from w2s_theory.figures.student_error_against_teacher_error import fit_exponent
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.output_file import write_file
from w2s_theory.records.errors import AccuracyError, InputError

NAMES = figure_names()
SLOW_CELLS = [
    ("early_against_late_stopping", (1024, 10)),
    ("map_of_failure", ("gaussian", 4, 1, 64, 40)),
    ("student_error_against_teacher_error", (4096, 0)),
    ("student_error_against_time", (64, 16384, 3)),
    ("student_width", (1024, 10)),
]


def test_every_figure_has_a_cell_that_is_recomputed():
    assert set(FACTS) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_one_cell_made_again_agrees_and_a_wrong_one_does_not(name):
    plan, table = load_figure(name), stored(name)
    cell = FACTS[name].cell
    assert cell in plan.cells(plan.sizes())
    made = plan.compute_cell(cell, 0, plan.sizes())
    old = matching_rows(plan, table, made)
    assert old and differences(plan, old, made) == []
    for column in plan.columns:
        if column.kind == "real" and made[-1][column.name] not in (None, 0.0):
            size = abs(made[-1][column.scale or column.name])
            if math.isinf(size):
                continue
            step = 3 * (column.accuracy or plan.accuracy) * size
            wrong = [*made[:-1], made[-1] | {column.name: made[-1][column.name] + step}]
            assert len(differences(plan, old, wrong)) == 1, column.name
            missing = [*made[:-1], made[-1] | {column.name: None}]
            assert len(differences(plan, old, missing)) == 1, column.name
    assert differences(plan, old[:-1], made)
    other = plan.compute_cell(cell, 1, plan.sizes())
    assert differences(plan, old, other), "another seed must give other numbers"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "cell"), SLOW_CELLS)
def test_larger_cells_made_again_agree(name, cell):
    plan = load_figure(name)
    assert cell in plan.cells(plan.sizes())
    made = plan.compute_cell(cell, 0, plan.sizes())
    assert differences(plan, matching_rows(plan, stored(name), made), made) == []


@pytest.mark.parametrize("name", NAMES)
def test_stored_data_hold_all_cells_and_say_how_they_were_made(name):
    plan, table = load_figure(name), stored(name)
    text = stored_path(name).read_text(encoding="utf-8")
    assert f"# command: w2s figure {name} --recompute --seed 0\n" in text and "# seed: 0\n" in text
    assert re.search(r"^# versions: python 3\.\d+.*, w2s_theory .*, numpy .*, scipy ", text, re.M)
    assert all(f"# {column.name}: {column.meaning}\n" in text for column in plan.columns)
    assert not re.search(r"\d\d:\d\d|20\d\d-\d\d", text), "no date, or the same data give other bytes"
    assert len(text) < 25_000
    assert len(table) == FACTS[name].rows


@pytest.mark.parametrize("name", NAMES)
def test_text_and_table_are_the_same(name, tmp_path):
    plan, table = load_figure(name), stored(name)
    text = table_text(plan, table, "a command", 3)
    write_file(tmp_path / "x.csv", text.encode())
    assert read_table(plan, tmp_path / "x.csv").rows == table.rows
    assert table_text(plan, read_table(plan, tmp_path / "x.csv"), "a command", 3) == text
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_numbers_do_not_depend_on_the_number_of_processes():
    plan = load_figure("student_error_against_teacher_error")
    small = replace(plan, cells=lambda sizes: [(16, 0), (16, 1), (64, 0)])
    done = []
    one = compute_table(small, progress=lambda *step: done.append(step))
    two = compute_table(small, workers=2)
    assert one.rows == two.rows and [step[1:] for step in done] == [(1, 3), (2, 3), (3, 3)]
    assert compute_table(small, seed=1).rows != one.rows


def test_no_draw_lies_where_the_theorems_forbid_it():
    table = stored("student_error_against_teacher_error")
    teacher, student = table.array("teacher_error"), table.array("student_error")
    for name in (EIGENFUNCTION, EVERY_KERNEL):
        assert np.all(student >= lower_limit(name, teacher) * (1 - 1e-6)), name
    assert np.any(student < 1.2 * teacher**2), "the limit is nearly reached, or the test says nothing"
    level = np.array([0.01, 0.5])
    np.testing.assert_allclose(lower_limit(EIGENFUNCTION, level), level**2, rtol=1e-14)
    exact = (np.sqrt(1 + 3 * level) - np.sqrt(1 - level)) ** 2 / 4
    np.testing.assert_allclose(lower_limit(EVERY_KERNEL, level), exact, rtol=1e-12)


def test_exponent_of_a_power_law_is_found_with_its_interval():
    rng = np.random.default_rng(5)
    rows = tuple(
        {
            "teacher_units": n,
            "trial": i,
            "teacher_error": 1 / n,
            "student_error": 3 * n**-1.7 * (1 + 0.01 * z),
        }
        for n in (10, 100, 1000)
        for i, z in enumerate(rng.standard_normal(20))
    )
    found = fit_exponent(Table(rows))
    assert found.low < 1.7 < found.high and found.high - found.low < 0.01
    assert fit_exponent(Table(rows), 100).mean != found.mean


def test_fitted_exponents_of_the_stored_data():
    table = stored("student_error_against_teacher_error")
    found = fit_exponent(table)
    assert found.mean == pytest.approx(1.970, abs=5e-4)
    assert found.low > 1.49, "the paper's rate is not the rate seen"


def test_converged_student_of_finite_width_as_simulated():
    """1 - L_ST/L_TE = 0.38 at d = 16, M_TE = 128, M_ST = 1024; and the limits of narrow and wide students."""
    from w2s_theory.equivalents.prediction import equivalent

    model = relu_sphere(16)
    level = equivalent(model, 128, 1).teacher_error
    assert 1 - converged_error(model, 128, 1024, 1) / level == pytest.approx(0.38, abs=0.01)
    assert ceiling_error(model, 1024, 1) < converged_error(model, 128, 1024, 1) < level
    assert converged_error(model, 128, 10**12, 1) == pytest.approx(level, rel=1e-2)
    table = stored("student_width").where(stopped="converged")
    for row in table:
        width = row["student_units"]
        assert converged_error(relu_sphere(32), 256, width, 1) == pytest.approx(row["mean"], rel=0.08), width


def test_map_shows_which_gap_is_responsible():
    """At d = 4, M_TE = 256, k = 1 the Gaussian features agree with the equivalent and the ReLU does not."""
    from w2s_theory.figures.map_of_failure import ratios

    row = next(
        each
        for each in ratios(stored("map_of_failure"))
        if (each["dimension"], each["degree"], each["teacher_units"]) == (4, 1, 256)
    )
    _, low, high = row["gaussian_teacher"]
    assert low < 1 < high
    mean, low, high = row["relu_teacher"]
    assert 0.65 < low < mean < high < 0.85


def test_a_number_that_is_not_known_is_left_out_not_guessed(monkeypatch):
    from w2s_theory.figures import map_of_failure

    def refuse(*arguments):
        raise AccuracyError("not reached")

    monkeypatch.setattr(map_of_failure, "draw_teacher", refuse)
    (row,) = map_of_failure.compute_cell(("relu", 2, 1, 16, 2), 0, map_of_failure.FIGURE.sizes())
    assert row["teacher_error"] is None and row["student_low"] is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("teacher_units,", "units,"), "must have the columns"),
        (lambda text: re.sub(r"\n16,0,[^,]*,", "\n16,0,much,", text), "teacher_error must be a number"),
        (lambda text: re.sub(r"\n16,0,[^,]*,", "\n16,0,nan,", text), "teacher_error must be a number"),
        (lambda text: text.replace("\n16,0,", "\n1.5,0,", 1), "must be a whole number"),
        (lambda text: text.replace("\n16,0,", "\n16,0,0,", 1), "5 entries were expected, not 6"),
        (lambda text: text[: text.index("\n16,0,")] + "\n", "has no rows"),
        (
            lambda text: text.replace("# figure: student_error_against_teacher_error", "# figure: x"),
            "data of x",
        ),
        (lambda text: "", "must have the columns"),
    ],
)
def test_files_that_are_no_data_are_refused_with_the_place(change, message, tmp_path):
    plan = load_figure("student_error_against_teacher_error")
    text = stored_path(plan.name).read_text(encoding="utf-8")
    path = tmp_path / "data.csv"
    path.write_text(change(text), encoding="utf-8")
    with pytest.raises(InputError, match=message) as problem:
        read_table(plan, path)
    assert "\n" not in str(problem.value)


def test_missing_files_and_bytes_are_refused(tmp_path):
    plan = load_figure(NAMES[0])
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path, tmp_path / "none.csv", tmp_path / "bytes.csv", "\0"):
        with pytest.raises(InputError, match="cannot be read"):
            read_table(plan, path)
    with pytest.raises(InputError, match="make them with"):
        stored_path("no_such_figure")
    with pytest.raises(InputError, match="did you mean student_width"):
        load_figure("student_widht")
    with pytest.raises(InputError, match="lists them"):
        load_figure("zzzzzzzzzzzzzzz" * 20)
