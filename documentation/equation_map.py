"""From formulas to code: for every letter the functions that are named for it and the theorems that speak of it."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import w2s_theory
from documentation.markdown import cell, inline, plain, prose
from proofs_check.cited import FACTS
from w2s_theory import notation
from w2s_theory.theorems.listing import Catalog
from w2s_theory.theorems.subjects import all_headers

_PACKAGE = Path(w2s_theory.__file__).parent
# what the first word of a function's name says of how its number is made
_ROUTES = ("derive", "evaluate", "enclose", "compute", "simulate", "estimate")
_SHOWN = 3  # theorems for each letter
_HEAD = """# From equations to code

Printed from the notation table, the names of the functions, the theorem files and the table of cited facts.
A function's first word says how its number is made: `derive_` exact, `evaluate_` mpmath, `enclose_` balls, `compute_`
float64, `simulate_` drawn, `estimate_` an estimate with its error.

The paper's statements and the files that prove them stand in [the paper, statement by statement](paper.md).

## Letters that are computed
"""


def equation_map() -> str:
    """The page."""
    functions, stated = _functions(), _stated()
    titles = {each.name: each.title for each in all_headers()[0]}
    computed, spoken_of = [], []
    for row in notation.TABLE:
        letter = f"{cell(inline(row.latex))} `{row.name}`: {cell(prose(row.meaning))}"
        if row.word in functions:
            computed.append(f"| {letter} | {'<br>'.join(functions[row.word])} |")
        if row.name in stated:
            links = [f"[{cell(plain(titles[name]))}](theorems/{name}.md)" for name in stated[row.name]]
            more = f"; and {len(links) - _SHOWN} more" if len(links) > _SHOWN else ""
            spoken_of.append(f"| {letter} | {'; '.join(links[:_SHOWN])}{more} |")
    lines = [_HEAD, "| letter | computed by |", "| --- | --- |", *computed]
    lines += ["", "## Where each letter is stated", "", "| letter | theorems |", "| --- | --- |", *spoken_of]
    lines += ["", "## Facts that are cited, not proved here", "", "| fact | statement | where it stands |"]
    lines += ["| --- | --- | --- |"]
    lines += [
        f"| `{name}` | {cell(prose(fact.text))} | {cell(plain(fact.reference))} |"
        for name, fact in FACTS.items()
    ]
    return "\n".join(lines) + "\n"


def _functions() -> dict[str, list[str]]:
    """Word of a letter -> functions whose name is a route and that word, and its module."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(_PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(_PACKAGE.parent).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                route, _, word = node.name.partition("_")
                if route in _ROUTES:
                    for each in {word, word.removesuffix("s")}:
                        found[each].append(f"`{node.name}` in `{module.removeprefix('w2s_theory.')}`")
    return found


def _stated() -> dict[str, list[str]]:
    """Name of a letter -> theorems that have it among their parameters."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, theorem in Catalog().items():
        for parameter in theorem.parameters:
            found[parameter.symbol].append(name)
    return found
