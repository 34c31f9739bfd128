"""Long lines on a terminal go on below their own beginning; in a pipe they stay one line."""

from __future__ import annotations

import pytest

from w2s_theory.cli.reading import print_block, print_claim, print_formula
from w2s_theory.printing.statement import blocks_of
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()


class Recorder:
    """A screen that remembers its lines."""

    def __init__(self, width: int, terminal: bool) -> None:
        self.width = width if terminal else None
        self.lines: list[str] = []

    def line(self, text: str = "") -> None:
        self.lines.append(text)


TEXT = "f_TE = P f* with P the projection on the features of M independent units, uniform on the sphere"


@pytest.mark.parametrize("width", [40, 60, 80])
def test_long_lines_hang(width):
    screen = Recorder(width, True)
    print_block(screen, "assumed", [TEXT, "short"])
    assert all(len(line) <= width for line in screen.lines) and screen.lines[0].startswith("assumed  f_TE")
    assert all(line.startswith(" " * 11) for line in screen.lines[1:-1])
    assert " ".join(" ".join(screen.lines).split()) == f"assumed {TEXT} short"


def test_a_pipe_gets_one_line():
    screen = Recorder(40, False)
    print_block(screen, "assumed", [TEXT])
    print_formula(screen, "   since ", "a" * 90)
    assert screen.lines == [f"assumed  {TEXT}", f"   since {'a' * 90}"]


def test_formulas_break_at_plus_and_minus():
    screen = Recorder(44, True)
    print_formula(screen, "since ", "x - y = (a + b) [one] - 1/4 [another one] + 2 [a third one]")
    assert screen.lines == [
        "since x - y = (a + b) [one]",
        "          - 1/4 [another one]",
        "          + 2 [a third one]",
    ]


@pytest.mark.parametrize("name", CATALOG)
def test_every_claim_fits_a_terminal_of_eighty_columns(name):
    screen = Recorder(80, True)
    print_claim(screen, CATALOG[name], blocks_of(CATALOG[name]))
    too_long = [line for line in screen.lines if len(line) > 80]
    assert not [line for line in too_long if " " in line.strip()], too_long
