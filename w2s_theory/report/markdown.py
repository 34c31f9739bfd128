"""Pieces of the Markdown that is printed from the records: formulas, links, blocks between markers."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from w2s_theory.printing.text import conclusion_latex, statement_latex, statement_text
from w2s_theory.records.errors import InputError
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.headers import Header

# the longest line of the README, and of a formula in it
LONGEST_LINE = 160
# indented by three in a list, between two dollar signs
_LONGEST_FORMULA = 155
_SHORT_STATEMENT = 80


def formula(theorem: Theorem) -> list[str]:
    """The statement as one typeset line; where that is too long, its conclusion; ``$...$`` or a block of math."""
    latex = statement_latex(theorem) if shows_hypotheses(theorem) else conclusion_latex(theorem)
    rest = "" if shows_hypotheses(theorem) or not theorem.hypotheses else ", under the conditions in the file"
    line = inline(latex)
    if len(line) > _LONGEST_FORMULA:
        return block(latex)
    return [line + rest if len(line + rest) <= _LONGEST_FORMULA else line]


def shows_hypotheses(theorem: Theorem) -> bool:
    """Whether the line has room for the statement's hypotheses."""
    return len(statement_latex(theorem)) <= _LONGEST_FORMULA


def block(latex: str) -> list[str]:
    """A block of typeset mathematics; LaTeX may be broken at any space."""
    return [
        "```math",
        *textwrap.wrap(latex, _LONGEST_FORMULA - 5, break_long_words=False, break_on_hyphens=False),
        "```",
    ]


def inline(latex: str) -> str:
    r"""A formula in a line: between dollar signs, as Markdown leaves it alone.

    Markdown would take the backslash from ``\,`` and ``\{``, so what has them stands between backquotes too.
    """
    safe = latex.replace(r"\|", r"\Vert ").replace("|", r"\vert ").replace("*", r"\ast ")
    return f"$`{safe}`$" if re.search(r"\\[^A-Za-z\s]", safe) else f"${safe}$"


def short_statement(theorem: Theorem) -> str | None:
    """The statement if it is short enough to be read in a list."""
    if len(statement_text(theorem)) > _SHORT_STATEMENT:
        return None
    lines = formula(theorem)
    return lines[0] if len(lines) == 1 else None


def link_definitions(headers: Sequence[Header], prefix: str = "") -> list[str]:
    """``[name]: path`` for every theorem: a link is then as short as the name."""
    return [f"[{each.name}]: {prefix}w2s_theory/theorems/{each.subject}/{each.name}.py" for each in headers]


def row(cells: Sequence[str]) -> str:
    """A row of a table; a bar inside a cell would end it, inside code too."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table, its head and its rows."""
    return [row(columns), row(["---"] * len(columns)), *map(row, rows)]


def with_block(text: str, name: str, lines: Sequence[str]) -> str:
    """The text with ``lines`` between ``<!-- name -->`` and ``<!-- /name -->``; ``InputError`` without one pair."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if text.count(start) != 1 or text.count(end) != 1 or text.index(start) > text.index(end):
        raise InputError(f"the README must hold the lines {start} and {end} once each, in this order")
    before, rest = text.split(start)
    return f"{before}{start}\n" + "\n".join(lines) + f"\n{end}{rest.split(end)[1]}"
