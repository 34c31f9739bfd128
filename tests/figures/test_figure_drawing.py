"""Figures are drawn from data alone, some of them twice to the same bytes, and hold what the data hold."""

from __future__ import annotations

import hashlib
import math
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from fast_and_slow import some_then_all
from figure_facts import FACTS, drawn, stored

from w2s_theory.figures.counts import draws, listed, span
from w2s_theory.figures.listing import figure_names, load_figure
from w2s_theory.figures.plan import Table
from w2s_theory.figures.recompute import compute_table
from w2s_theory.figures.style import ramp, render, require_kind
from w2s_theory.records.errors import InputError

NAMES = figure_names()
QUICK = ("early_against_late_stopping", "student_width")
# a column of sizes that the caption names
COUNTED = dict.fromkeys(NAMES, "teacher_units") | {
    "bounds_against_simulation": "dimension",
    "early_against_late_stopping": "student_units",
    "map_of_failure": "dimension",
    "student_width": "student_units",
}
SVG = "{http://www.w3.org/2000/svg}"


@some_then_all("name", NAMES, QUICK)
def test_every_figure_is_drawn(name):
    svg = drawn(name)
    text = svg.decode("utf-8")
    assert "<text" not in text and "dc:date" not in text and "<image" not in text
    ElementTree.fromstring(text)
    assert len(svg) < 1_000_000


@pytest.mark.parametrize("name", QUICK)
def test_figures_are_drawn_the_same_every_time(name):
    """A panel of lines and a grid of points; `make mutants` draws all of them again."""
    assert render(load_figure(name), stored(name), "svg") == drawn(name)


@pytest.mark.parametrize(
    ("kind", "start"),
    [("svg", b"<?xml"), ("png", b"\x89PNG"), pytest.param("pdf", b"%PDF", marks=pytest.mark.slow)],
)
def test_every_kind_of_file_and_no_moment_in_any(kind, start):
    file = drawn("student_width", kind)
    assert file.startswith(start) and b"CreationDate" not in file and b"Software" not in file
    if kind != "svg":  # that is drawn again above
        assert file == render(load_figure("student_width"), stored("student_width"), kind)


@pytest.mark.slow
def test_same_bytes_in_another_process():
    name = "student_width"
    code = (
        "import hashlib;from w2s_theory.figures.listing import load_figure;"
        "from w2s_theory.figures.stored_data import read_table, stored_path;"
        "from w2s_theory.figures.style import render;"
        f"plan = load_figure({name!r});table = read_table(plan, stored_path({name!r}));"
        "print(hashlib.sha256(render(plan, table, 'svg')).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(drawn(name)).hexdigest()


@some_then_all("name", NAMES, QUICK)
def test_figure_changes_with_its_data(name):
    plan, table = load_figure(name), stored(name)
    column = FACTS[name].drawn
    rows = list(table.rows)
    rows[-1] = rows[-1] | {column: rows[-1][column] * 1.3}
    assert render(plan, Table(tuple(rows)), "svg") != drawn(name)


@some_then_all("name", NAMES, QUICK)
def test_quick_data_are_computed_and_drawn(name):
    plan = load_figure(name)
    table = compute_table(plan, sizes=plan.sizes(quick=True))
    assert {column.name for column in plan.columns} == set(table.rows[0])
    assert render(plan, table, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("name", NAMES)
def test_a_caption_says_nothing_of_other_data_than_those_drawn(name):
    """Half of the rows, or the smallest cells alone: sizes and draws in the caption are theirs."""
    plan, table = load_figure(name), stored(name)
    whole = plan.caption(table)
    column = COUNTED[name]
    few = table.distinct(column)[:2]
    part = plan.caption(Table(tuple(row for row in table if row[column] in few)))
    largest = max(value for value in table.array(column) if math.isfinite(value))
    assert f" {largest:.0f}" in whole and f" {largest:.0f} " not in part.replace(",", " ")
    changed = Table(tuple(row | {"trials": 7} for row in table)) if "trials" in table.rows[0] else None
    assert changed is None or "7 draws" in plan.caption(changed)


def test_numbers_in_words():
    assert span([64, 16, math.inf, None]) == "16 to 64" and span([5]) == "5" and span([math.inf]) == "no"
    assert draws([1]) == "1 draw" and draws([4, 10]) == "4 to 10 draws" and listed([2, 1, 2]) == "1 and 2"


@pytest.mark.parametrize("name", NAMES)
def test_captions_say_what_is_simulated_and_what_is_universality(name):
    plan = load_figure(name)
    caption = plan.caption(stored(name))
    assert "imulated" in caption and "interval" in caption
    assert "equivalent" in caption.lower()
    assert plan.title and not plan.title.endswith(".") and caption.endswith(".")
    if plan.summarise is not None:
        head, rows = plan.summarise(stored(name))
        assert rows and all(
            len(row) == len(head) and all(isinstance(cell, str) for cell in row) for row in rows
        )


def test_colours_of_a_ramp_differ_and_grow_lighter():
    colours = ramp(9)
    light = [sum(int(c[i : i + 2], 16) * w for i, w in ((1, 0.299), (3, 0.587), (5, 0.114))) for c in colours]
    assert len(set(colours)) == 9 and light == sorted(light)


def test_unknown_kinds_of_file_are_refused():
    assert require_kind("a.b/x.PDF") == "pdf"
    for path in ("x", "x.jpg", "svg", ".svg/x"):
        with pytest.raises(InputError, match="must end in"):
            require_kind(path)
