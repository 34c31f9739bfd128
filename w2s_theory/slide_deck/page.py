"""The slides: one HTML file, a slide a page in print; what they say stands in the theorems' files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from w2s_theory import notation
from w2s_theory.printing.docstring import in_words
from w2s_theory.printing.formula_lines import claim_parts
from w2s_theory.printing.sentences import quantifier_sentence, status_sentence
from w2s_theory.printing.statement import blocks_of
from w2s_theory.records.claim import Claim
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.formula import mathml, prose_html, wrapped
from w2s_theory.report.html_page import HtmlPage
from w2s_theory.report.offline_page import asset, offline_page
from w2s_theory.report.pictures.listing import pictures_of
from w2s_theory.report.theorem_page import statement_html, themed
from w2s_theory.theorems.listing import Catalog, docstring_of
from w2s_theory.theorems.subjects import all_headers

TITLE = "Weak-to-strong generalization: what is proved"
_HERE = Path(__file__).parent
# what the second slide names, in the words of the table of symbols
LETTERS = ("f_star", "f_TE", "f_ST", "L_TE", "L_ST", "M_TE", "PGR")


def slides_page() -> HtmlPage:
    """The slides, in the order in which the theorems are to be read; the same bytes for the same package."""
    return offline_page(
        _HERE, "slides", TITLE, asset(_HERE, "slides.js"),
        letters=[_letter(name) for name in LETTERS],
        theorems=[_slide(theorem) for theorem in headline_theorems()],
    )  # fmt: skip


def headline_theorems() -> tuple[Theorem, ...]:
    """The theorems to begin with, in their order."""
    headers = [each for each in all_headers()[0] if each.headline is not None]
    catalog = Catalog()
    return tuple(catalog[each.name] for each in sorted(headers, key=lambda each: each.headline or 0))


def _slide(theorem: Theorem) -> dict[str, Any]:
    words, blocks = in_words(docstring_of(theorem)), blocks_of(theorem)
    return {
        "name": theorem.name,
        "title": prose_html(theorem.title),
        "lead": prose_html(words.lead),
        "idea": prose_html(words.idea),
        "statement": statement_html(blocks.claims),
        "hypotheses": [_in_line(each) for each in blocks.hypotheses],
        "definitions": [_in_line(each) for each in blocks.definitions],
        "more": [
            prose_html(each.text.rstrip(" .,") if each.kind == "formula" else each.text)
            for each in words.rest
        ],
        "assumptions": [prose_html(each) for each in theorem.assumptions],
        "holds": prose_html(quantifier_sentence(theorem)),
        "status": prose_html(status_sentence(theorem, True)),
        "pictures": [
            (themed(each.svg), prose_html(each.caption), each.caption)
            for each in pictures_of(theorem.name, f"s{theorem.headline}p")
        ],
    }


def _in_line(claim: Claim) -> Markup:
    return wrapped(claim_parts((claim,)))


def _letter(name: str) -> tuple[Markup, Markup]:
    """A symbol and what it means."""
    row = notation.row(name)
    return mathml(row.latex), prose_html(row.meaning)
