"""A statement as the terminal shows it: in words, the claim, then *where*, *if*, *for*, what is assumed, the setting."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from w2s_theory.printing.fields import FORMULA_WIDTH
from w2s_theory.printing.formula_lines import claim_lines, packed
from w2s_theory.printing.sentences import quantifier_sentence
from w2s_theory.printing.statement import Blocks
from w2s_theory.records.theorem import Theorem

_LABEL = 9


def print_claim(screen: Any, theorem: Theorem, blocks: Blocks) -> None:
    """The claim, indented, and in which sense it holds."""
    width = min(FORMULA_WIDTH, _width(screen) or FORMULA_WIDTH)
    for line in claim_lines(blocks.claims, width - 4):
        indent = 4 + len(line) - len(line.lstrip())
        print_hanging(screen, " " * indent, line.lstrip())
    screen.line(f"    {quantifier_sentence(theorem)}")


def print_block(screen: Any, label: str, lines: Sequence[str]) -> None:
    """Lines under a label; on a terminal a long one goes on below its own beginning."""
    for number, line in enumerate(lines):
        print_hanging(screen, f"{label if number == 0 else '':<{_LABEL}}", line)


def print_hanging(screen: Any, head: str, line: str) -> None:
    """A line behind its head; on a terminal a long one goes on below its own beginning."""
    width = _width(screen)
    if width is None or len(head) + len(line) <= width:
        screen.line(head + line)
        return
    rows = textwrap.wrap(line, max(width - len(head) - 2, 20), break_long_words=False, break_on_hyphens=False)
    for row, text in enumerate(rows):
        screen.line(head + text if row == 0 else f"{' ' * len(head)}  {text}")


def print_formula(screen: Any, head: str, formula: str) -> None:
    """A formula behind its head; on a terminal a long one is broken at plus and minus."""
    width = _width(screen)
    rows = [formula] if width is None else packed(formula, width - len(head) - 4, "")
    for number, row in enumerate(rows):
        print_hanging(screen, head if number == 0 else " " * len(head), row)


def _width(screen: Any) -> int | None:
    return screen.width
