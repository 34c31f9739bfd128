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
_ROUTES = {
    "derive": "exact",
    "evaluate": "mpmath",
    "enclose": "ball",
    "compute": "float64",
    "simulate": "drawn",
    "estimate": "estimated",
}
_HEAD = """# From equations to code

Printed from the notation table, the names of the functions, the theorem files and the table of cited facts.
A function's first word says how its number is made: `derive_` exact, `evaluate_` mpmath, `enclose_` balls, `compute_`
float64, `simulate_` drawn, `estimate_` an estimate with its error. *Stated in*: theorems with the letter as a parameter.

The paper's statements and the files that prove them stand in [the paper, statement by statement](paper.md).

## Letters
"""


def equation_map() -> str:
    """The page."""
    functions, stated = _functions(), _stated()
    titles = {each.name: each.title for each in all_headers()[0]}
    lines = [_HEAD, "| letter | computed by | stated in |", "| --- | --- | --- |"]
    for row in notation.TABLE:
        named = functions.get(row.word, [])
        theorems = stated.get(row.name, [])
        if not named and not theorems:
            continue
        links = "<br>".join(f"[{cell(plain(titles[name]))}](theorems/{name}.md)" for name in theorems[:2])
        more = f"<br>and {len(theorems) - 2} more" if len(theorems) > 2 else ""
        code = "<br>".join(f"`{each}`" for each in named)
        letter = f"{cell(inline(row.latex))} `{row.name}`: {cell(prose(row.meaning))}"
        lines.append(f"| {letter} | {code} | {links}{more} |")
    lines += ["", "## Facts that are cited, not proved here", "", "| fact | statement | where it stands |"]
    lines += ["| --- | --- | --- |"]
    lines += [
        f"| `{name}` | {cell(prose(fact.text))} | {cell(plain(fact.reference))} |"
        for name, fact in FACTS.items()
    ]
    return "\n".join(lines) + "\n"


def _functions() -> dict[str, list[str]]:
    """Word of a letter -> functions whose name is a route and that word, as ``module.function``."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(_PACKAGE.rglob("*.py")):
        module = ".".join(path.relative_to(_PACKAGE.parent).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                route, _, word = node.name.partition("_")
                if route in _ROUTES:
                    for each in {word, word.removesuffix("s")}:
                        found[each].append(f"{module.removeprefix('w2s_theory.')}.{node.name}")
    return found


def _stated() -> dict[str, list[str]]:
    """Name of a letter -> theorems that have it among their parameters."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, theorem in Catalog().items():
        for parameter in theorem.parameters:
            found[parameter.symbol].append(name)
    return found
