"""Figures at one's own sizes: what --set takes, that caption and data say what was drawn, and data that are refused."""

from __future__ import annotations

import contextlib
import io
import json
import os
import warnings
from dataclasses import replace

import pytest
from figure_facts import stored

from w2s_theory.cli.entry import main
from w2s_theory.figures.listing import figure_names, load_figure
from w2s_theory.figures.plan import Table
from w2s_theory.figures.recompute import compute_table
from w2s_theory.figures.stored_data import read_table, stored_path, table_text
from w2s_theory.figures.style import render
from w2s_theory.records.errors import InputError
from w2s_theory.sweep.plan import build_plan

NAME = "student_error_against_teacher_error"
# own sizes that are computed in a second or two
OWN = {
    "bounds_against_simulation": {"d": "16", "M_TE": "10:1000:2", "simulated": "16,32", "dimensions": "8,16", "trials": "1"},
    "early_against_late_stopping": {"d": "12", "M_TE": "24", "M_ST": "30,inf", "tau": "0.3:100:5", "trials": "2"},
    "gain_region": {"d": "8", "k": "1,2", "M_TE": "12,20", "tau": "1:20:3", "trials": "8"},
    "linear_network_exponent": {"K": "2", "M_TE": "16,64", "trials": "2"},
    "map_of_failure": {"d": "6", "k": "2", "M_TE": "12", "trials": "2", "gaussian_trials": "2"},
    "misfit": {"d": "12", "M_TE": "20,40", "tau": "1:20:4", "trials": "2"},
    NAME: {"d": "20", "k": "2", "M_TE": "30:120:3", "trials": "2"},
    "scaling_laws": {"modes": "60", "M_TE": "6,12,24", "trials": "3"},
    "student_error_against_time": {"d": "12", "M_TE": "20", "M_ST": "inf,40", "tau": "1:20:4", "trials": "2",
                                   "finite_trials": "1"},
    "student_width": {"d": "12", "M_TE": "24", "M_ST": "48,96", "trials": "1"},
}  # fmt: skip


# the others take their seconds for the equivalent's curves
RENDERED = ("early_against_late_stopping", "map_of_failure", "student_error_against_time")


def w2s(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(list(arguments))
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_own_sizes_are_known_for_every_figure():
    assert set(OWN) == set(figure_names())


@pytest.mark.parametrize("name", [name for name in OWN if name != "bounds_against_simulation"])
def test_a_figure_at_own_sizes_says_them_and_is_read_again(name, tmp_path):
    plan = load_figure(name)
    sizes = plan.sizes(changes=OWN[name])
    table = compute_table(plan, sizes=sizes)
    plan.require(table)
    caption = plan.caption(table)
    assert "d" not in OWN[name] or f"d = {OWN[name]['d']}" in caption
    assert " 32" not in caption.replace("(32", ""), "nothing of the usual sizes"
    if name in RENDERED:
        assert render(plan, table, "png").startswith(b"\x89PNG")
    (tmp_path / "x.csv").write_text(table_text(plan, table, "a command", 0), encoding="utf-8")
    again = read_table(plan, tmp_path / "x.csv")
    assert again.sizes == sizes and plan.caption(again) == caption


def test_bounds_at_own_sizes_are_cells_of_their_own():
    plan = load_figure("bounds_against_simulation")
    sizes = plan.sizes(changes=OWN[plan.name])
    assert plan.cells(sizes) == [
        ("bounds", 10), ("bounds", 1000), ("needed", 8), ("needed", 16), ("onset", 8), ("onset", 16),
        ("simulated", 16, 0), ("simulated", 32, 0),
    ]  # fmt: skip
    rows = plan.compute_cell(("bounds", 1000), 0, sizes)
    assert {row["dimension"] for row in rows} == {16}


@pytest.mark.parametrize("name", OWN)
def test_settings_print_as_they_are_typed(name):
    plan = load_figure(name)
    for sizes in (plan.sizes(), plan.sizes(quick=True), plan.sizes(changes=OWN[name])):
        assert plan.sizes(changes=dict(each.split("=") for each in str(sizes).split())) == sizes
    assert stored(name).sizes == plan.sizes()


def test_the_command_computes_draws_and_writes_own_sizes(empty_folder, monkeypatch):
    monkeypatch.setattr("w2s_theory.figures.style.render", lambda plan, table, kind: b"<svg/>")
    status, out, err = w2s("figure", NAME, "--set", "d=20", "--set", "k=2", "M_TE=30:120:3", "--trials", "2",
                           "--out", "x.svg", "--data", "x.csv", "--threads", "1", "--json")  # fmt: skip
    found = json.loads(out)
    assert (status, err) == (0, "") and found["recomputed"] and found["rows"] == 6
    assert found["settings"] == {"d": [20], "k": [2], "M_TE": [30, 60, 120], "trials": [2]}
    assert "d = 20, target of degree 2; teachers of 30 to 120 units" in found["caption"]
    assert "2 draws per size" in found["caption"]
    text = (empty_folder / "x.csv").read_text()
    assert (
        f"# command: w2s figure {NAME} --recompute --set trials=2 d=20 k=2 M_TE=30:120:3 --seed 0\n" in text
    )
    # saved by a spreadsheet: the mark at the beginning, other ends of lines
    (empty_folder / "y.csv").write_bytes(b"\xef\xbb\xbf" + text.encode().replace(b"\n", b"\r\n"))
    status, out, err = w2s("figure", NAME, "--data", "y.csv", "--out", "y.svg")
    assert (status, err) == (0, "") and found["caption"] in out
    # without the line of settings somebody has to say what is assumed
    (empty_folder / "z.csv").write_text(
        "".join(line for line in text.splitlines(True) if not line.startswith("#"))
    )
    status, out, err = w2s("figure", NAME, "--data", "z.csv", "--out", "z.svg")
    assert status == 0 and err.count("\n") == 1 and "# settings:" in err and "d=32" in err


def test_sizes_are_listed(empty_folder):
    status, out, _ = w2s("figure", NAME, "--sizes")
    assert status == 0 and all(f"\n{each.name} " in out for each in load_figure(NAME).settings)
    rows = json.loads(w2s("figure", NAME, "--sizes", "--json")[1])["settings"]
    assert [row["name"] for row in rows] == ["d", "k", "M_TE", "trials"] and rows[0]["usual"] == [32]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "e=20"], "it has d, k, M_TE, trials"),
        (["--set", "M_T=20,30"], "did you mean M_TE"),
        (["--set", "d"], "NAME=VALUE"),
        (["--set", "d=1"], "from 2"),
        (["--set", "d=8,9"], "is one number"),
        (["--set", "d=8", "--set", "d=9"], "twice"),
        (["--set", "M_TE=30"], "at least two sizes"),
        (["--set", "M_TE=1000:30:7"], "go up"),
        (["--set", "d=8", "--set", "k=3"], "degree 3"),
        (["--trials", "0"], "trials"),
        (["--trials", "3", "--trials", "4"], "given twice"),
    ],
)
def test_sizes_that_do_not_fit_are_refused(arguments, message, empty_folder):
    status, out, err = w2s("figure", NAME, "--out", "x.svg", "--threads", "1", *arguments)
    assert (status, out) == (2, "") and message in err and err.count("\n") == 1
    assert os.listdir(empty_folder) == []


def test_sizes_of_other_figures_are_refused_too():
    for name, changes, message in (
        ("linear_network_exponent", {"M_TE": "16,50"}, "squares"),
        ("linear_network_exponent", {"K": "20"}, "above K"),
        ("early_against_late_stopping", {"tau": "0,1,2"}, "above 0"),
        ("student_error_against_time", {"tau": "1,inf"}, "finite"),
    ):
        plan = load_figure(name)
        with pytest.raises(InputError, match=message):
            plan.cells(plan.sizes(changes=changes))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("0", "positive"), ("-0.1", "positive"), ("inf", "number"), ("1e400", "too large"), ("1_0", "number"),
        ("", "is none"), ("1e-320", "to be drawn"), ("1.5", "above 1"), ("nan", "number"), ("0x1", "number"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("column", ["teacher_error", "student_error"])
def test_numbers_that_cannot_be_drawn_are_refused_with_their_place(entry, message, column, empty_folder):
    if (entry, column) == ("1.5", "student_error"):
        return
    lines = stored_path(NAME).read_text(encoding="utf-8").splitlines()
    names = next(line for line in lines if line.startswith("teacher_units,")).split(",")
    cells = lines[-1].split(",")
    cells[names.index(column)] = entry
    (empty_folder / "x.csv").write_text("\n".join([*lines[:-1], ",".join(cells)]), encoding="utf-8")
    status, out, err = w2s("figure", NAME, "--data", "x.csv", "--out", "x.svg")
    assert (status, out) == (2, "") and err.count("\n") == 1 and message in err
    assert os.listdir(empty_folder) == ["x.csv"]


def test_a_slope_needs_two_points():
    plan, table = load_figure(NAME), stored(NAME)
    for rows in (table.rows[:1], tuple(row for row in table if row["teacher_units"] == 16)):
        with pytest.raises(InputError, match="a slope needs two"):
            plan.require(Table(rows))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert plan.summarise(
            Table(table.rows[:1] + tuple(r for r in table if r["trial"] == 0 and r["teacher_units"] == 32))
        )


def test_a_caption_claims_only_what_its_data_show():
    plan, table = load_figure("student_width"), stored("student_width")
    assert "falls with the student's width" in plan.caption(table)
    means = {"early": 1.0, "converged": 0.5, "ceiling": 0.1}
    flat = tuple(row | {"mean": means[row["stopped"]]} for row in table)
    caption = plan.caption(replace(table, rows=flat))
    assert "falls" not in caption and "rises" not in caption
    plan, table = load_figure("map_of_failure"), stored("map_of_failure")
    assert "nearly antipodal" in plan.caption(table)
    large = tuple(row for row in table if row["dimension"] > 5)
    assert "nearly antipodal" not in plan.caption(replace(table, rows=large))


@pytest.mark.parametrize("spelled", [("30:1000:7", "64,inf", "0.1:300:21"), ("2:5,40", "inf", "0.5,8")])
def test_a_figure_and_a_sweep_expand_the_same_texts_to_the_same_grid(spelled):
    names = ("M_TE", "M_ST", "tau")
    sizes = load_figure("student_error_against_time").sizes(changes=dict(zip(names, spelled, strict=True)))
    grid = dict(zip(("teacher_units", "student_units", "tau"), spelled, strict=True))
    plan = build_plan({
        "trials": 1, "model": {"kind": "relu_sphere"}, "grid": {"dimension": [32], "degree": [1], **grid},
    })  # fmt: skip
    assert (plan.teacher_units, plan.student_units, plan.taus) == tuple(sizes[name] for name in names)
