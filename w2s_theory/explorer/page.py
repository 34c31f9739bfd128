"""The explorer: one HTML file that holds its formulas, its data, its style and the font of its mathematics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from w2s_theory.explorer.formulas import EQUIVALENTS, LIMITS, filters, formulas
from w2s_theory.explorer.stored_points import stored_points
from w2s_theory.printing.statement import blocks_of
from w2s_theory.records.quantifier import Measured
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.formula import prose_html
from w2s_theory.report.html_page import HtmlPage
from w2s_theory.report.offline_page import asset, offline_page
from w2s_theory.report.theorem_page import statement_html

TITLE = "Weak-to-strong explorer"
_HERE = Path(__file__).parent
# degrees of the target that have a slider
DEGREES = (0, 1, 2, 3, 4)
_OVERSHOOT = "student_error_lt_sq_of_overshoot"


def explorer_page() -> HtmlPage:
    """The page, about a second's work; the same bytes for the same package.

    Raises
    ------
    InputError
        If the stored simulations did not come with the package.
    """
    return offline_page(
        _HERE, "explorer", TITLE, _script(),
        degrees=DEGREES,
        filters=[(record.name, record.title) for record, _ in filters()],
        limits=[_shown(each.THEOREM) for each in LIMITS],
        equivalents=[_shown(each.THEOREM) for each in EQUIVALENTS.values()],
    )  # fmt: skip


def engine_script() -> str:
    """The numbers of the page alone: an ``engine`` made of the printed ``FORMULAS``."""
    return f"{asset(_HERE, 'engine.js')}const FORMULAS = {formulas()};\n"


def _script() -> str:
    data = {"points": stored_points(), "degrees": DEGREES, "overshoot": _OVERSHOOT}
    # a closing tag inside a string would end the script
    stored = json.dumps(data, separators=(",", ":")).replace("</", "<\\/")
    return f"{engine_script()}const DATA = {stored};\n{asset(_HERE, 'plot.js')}{asset(_HERE, 'page.js')}"


def _shown(theorem: Theorem) -> dict[str, Any]:
    """Title, statement, and for what is only assumed of networks, where it was measured."""
    blocks = blocks_of(theorem)
    measured = theorem.quantifier if isinstance(theorem.quantifier, Measured) else None
    return {
        "name": theorem.name,
        "title": prose_html(theorem.title),
        "statement": statement_html(blocks.claims),
        "where": [statement_html((each,)) for each in blocks.definitions],
        "measured": "" if measured is None else prose_html(measured.region),
        "gap": "" if measured is None else f"{float(measured.largest_gap):.0%}",
    }
