"""Text on a screen of 80 columns, on a wide one and in a pipe: no word broken, numbers whole, what goes on indented."""

from __future__ import annotations

import contextlib
import io

import pytest

from w2s_theory.cli.layout import WIDTH_OF_A_PIPE, table_lines, wrapped
from w2s_theory.cli.output import Screen, counted

LONG = "1." + "0123456789" * 30
NAMES = ("student_error_ge_three_quarters_sq_of_shrinkage", "expected_student_error_le_of_finite_width")
COLUMNS = ("theorem", "verdict", "tightness", "rests on", "")
ROWS = [
    (NAMES[0], "verified", "1", "theorem: student_error_ge_of_shrinkage; setting: target.unit", ""),
    (
        NAMES[1],
        "measured",
        "0.25",
        "the universality ansatz (assumed)",
        "44 of 67 draws violate a hypothesis",
    ),
]


@pytest.mark.parametrize("width", [40, 80, 100, 140, 300, None])
def test_no_name_and_no_number_is_ever_broken(width):
    lines = table_lines(COLUMNS, ROWS, right=(2,), width=width)
    words = " ".join(lines).split()
    assert set(NAMES) <= set(words) and {"0.25", "verified", "student_error_ge_of_shrinkage;"} <= set(words)
    if width:
        longest = max(len(name) for name in NAMES)
        assert max(map(len, lines)) <= max(width, longest + 4)


def test_at_eighty_columns_a_name_stands_on_its_own_line():
    lines = table_lines(COLUMNS, ROWS, right=(2,), width=80)
    assert [line for line in lines if not line.startswith(" ")] == list(NAMES)
    assert "    verdict measured   tightness 0.25" in lines
    assert max(map(len, lines)) <= 80


def test_a_table_that_fits_is_aligned():
    lines = table_lines(("name", "n"), [("a", 1), ("bb", 100)], right=(1,), width=80, rule="-")
    assert lines == ["name    n", "----  ---", "a       1", "bb    100"]


def test_a_cell_of_text_goes_on_below_itself():
    lines = table_lines(("name", "why"), [("one", "a b c d e f g h i j k l m n o")], width=30)
    assert lines[2:] == ["one   a b c d e f g h i j k l", "      m n o"]


@pytest.mark.parametrize("width", [80, None])
def test_a_number_of_many_digits_is_one_line_beside_its_name(width):
    lines = table_lines(("degree", "eigenvalue"), [(7, LONG)], right=(0, 1), width=width)
    assert lines == ["degree 7", f"    eigenvalue  {LONG}"] and len(LONG) > WIDTH_OF_A_PIPE


def test_in_a_pipe_a_row_is_a_line_however_long_its_text():
    lines = table_lines(COLUMNS, [(*ROWS[0][:4], "word " * 100)], right=(2,), width=None)
    assert len(lines) == 3 and lines[2].count("word") == 100


def test_columns_that_hold_nothing_are_left_out():
    lines = table_lines(("a", ""), [("x", ""), ("y", None)], width=80)
    assert lines == ["a", "-", "x", "y"]


def test_control_characters_do_not_reach_the_screen():
    lines = table_lines(("a",), [("x\x1b[31m\ny",)], width=80)
    assert lines[2:] == ["x [31m y"]


@pytest.mark.parametrize(
    ("text", "hanging"),
    [
        ("    L_ST >= (sqrt(1 + 3 L_TE) - sqrt(1 - L_TE))^2/4 if this and that", 8),
        ("given  target.unit: ||f*||^2 = 1 and more of it and more of it", 7),
        ("3. name: a sentence that is longer than the line on which it stands", 3),
        ("a sentence that is longer than the line on which it has to stand", 4),
    ],
)
def test_what_goes_on_is_indented(text, hanging):
    first, *rest = wrapped(text, 40)
    assert rest and all(len(line) <= 40 for line in (first, *rest))
    assert all(line.startswith(" " * hanging) and line[hanging] != " " for line in rest)
    assert " ".join([first, *(line.strip() for line in rest)]) == text
    assert wrapped(text, None) == wrapped(text, 200) == [text]


def test_a_screen_has_the_width_of_its_terminal(monkeypatch):
    class Terminal(io.StringIO):
        encoding = "utf-8"

        def isatty(self):
            return True

    monkeypatch.setenv("COLUMNS", "50")
    with contextlib.redirect_stdout(Terminal()) as out:
        screen = Screen()
        screen.fields([("citation", "word " * 20), ("rests on", ""), ("x", "1")])
        screen.source("word " * 20)
    lines = out.getvalue().splitlines()
    assert all(len(line) <= 50 for line in lines[:-1]) and len(lines[-1]) == 100
    assert lines[1].startswith(" " * 10 + "word") and lines[-2] == "x         1"
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert Screen().width == 50  # asked for, in a pipe too
        monkeypatch.delenv("COLUMNS")
        assert Screen().width is None


def test_one_is_not_plural():
    assert (counted(1, "trial"), counted(2, "trial"), counted(0, "entry", "entries")) == (
        "1 trial",
        "2 trials",
        "0 entries",
    )
