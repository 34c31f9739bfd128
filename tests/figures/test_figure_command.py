"""``w2s figure``: lists, draws, computes, and refuses in one line."""

from __future__ import annotations

import contextlib
import io
import json
import os

import pytest
from figure_facts import drawn, stored

from w2s_theory.cli.entry import main
from w2s_theory.figures.listing import figure_names, load_figure
from w2s_theory.figures.stored_data import stored_path

NAME = "student_error_against_teacher_error"


def w2s(*arguments):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(list(arguments))
    return status, out.getvalue(), err.getvalue()


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_name_all_figures_are_listed(empty_folder):
    status, out, err = w2s("figure", "--json")
    rows = json.loads(out)["figures"]
    assert (status, err) == (0, "") and [row["name"] for row in rows] == list(figure_names())
    assert all(row["title"] and row["seconds"] > 0 for row in rows)
    status, out, _ = w2s("figure")
    assert status == 0 and all(name in out for name in figure_names())
    assert os.listdir(empty_folder) == []


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_figure_is_drawn_from_the_stored_data(kind, empty_folder):
    name = "student_width"
    status, out, err = w2s("figure", name, "--out", f"a figure.{kind}", "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    plan = load_figure(name)
    assert (empty_folder / f"a figure.{kind}").read_bytes() == drawn(name, kind)
    assert found["rows"] == 23 and found["recomputed"] is False and found["seed"] is None
    assert found["caption"] == plan.caption(stored(name))
    assert os.listdir(empty_folder) == [f"a figure.{kind}"]


def test_quick_data_are_written_and_drawn_again_alike(empty_folder):
    status, out, _ = w2s(
        "figure", NAME, "--quick", "--seed", "4", "--out", "x.svg", "--data", "x.csv", "--threads", "1"
    )
    assert status == 0 and "seed 4" in out
    assert f"# command: w2s figure {NAME} --quick --seed 4\n" in (empty_folder / "x.csv").read_text()
    status, out, _ = w2s("figure", NAME, "--data", "x.csv", "--out", "y.svg")
    assert status == 0 and "x.csv" in out and "fitted exponent" in out
    # the file holds eight digits, which is less than a drawing shows
    first, second = (empty_folder / "x.svg").read_bytes(), (empty_folder / "y.svg").read_bytes()
    assert abs(len(first) - len(second)) < 0.01 * len(first)
    w2s("figure", NAME, "--data", "x.csv", "--out", "z.svg")
    assert (empty_folder / "z.svg").read_bytes() == second


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([NAME], "--out FILE is needed"),
        (["--out", "x.svg"], "give the NAME"),
        (["--recompute"], "give the NAME"),
        (["student_widths", "--out", "x.svg"], "did you mean student_width"),
        ([NAME, "--out", "x.gif"], "must end in .svg, .pdf or .png"),
        ([NAME, "--out", "nowhere/x.svg"], "must lie in an existing folder"),
        ([NAME, "--out", "x.svg", "--data", "none.csv"], "cannot be read"),
        ([NAME, "--out", "x.svg", "--seed", "1"], "give it with --recompute"),
        ([NAME, "--out", "x.svg", "--quick", "--data", "nowhere/x.csv"], "must lie in an existing folder"),
        ([NAME, "--out", "x.svg", "--seed", "-1"], "the seed must be a whole number"),
    ],
)
def test_wrong_use_is_one_line_and_writes_nothing(arguments, message, empty_folder):
    status, out, err = w2s("figure", *arguments)
    assert (status, out) == (2, "") and message in err and err.count("\n") == 1
    assert os.listdir(empty_folder) == []


def test_a_folder_is_no_place_for_a_figure(empty_folder):
    (empty_folder / "x.svg").mkdir()
    status, out, err = w2s("figure", NAME, "--out", "x.svg")
    assert (status, out) == (2, "") and "is a folder" in err


def test_data_of_another_figure_are_refused(empty_folder):
    status, _, err = w2s("figure", NAME, "--out", "x.svg", "--data", str(stored_path("student_width")))
    assert status == 2 and "holds the data of student_width" in err
