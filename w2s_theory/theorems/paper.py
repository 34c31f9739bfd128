"""The paper, statement by statement: what it says, in words that were read, and which file here stands beside it.

Nobody here has the whole text: its theorem numbers, its constants and the definition of its kappa_S are not known.
So a headline is what its abstracts (first and second version) and one summary at the level of theorems say, and nothing
more is attributed to it. Which theorem stands beside which headline is read from the theorems' citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from w2s_theory.records.citation import Citation
from w2s_theory.records.errors import InputError
from w2s_theory.theorems.headers import Header

KEY = "medvedev2025weak"
ARXIV = "2503.02877"
TITLE = "Weak-to-Strong Generalization Even in Random Feature Networks, Provably"
READ = (
    "Read were the abstracts of its first and second version and a summary of its theorems; "
    "its theorem numbers, its constants and the definition of kappa_S are not known here."
)


@dataclass(frozen=True)
class Headline:
    """What the paper says: ``place`` is what a citation names, ``assumption`` on what it rests there."""

    place: str
    words: str
    assumption: str


@dataclass(frozen=True)
class PaperRow:
    """A headline and the theorems here that cite it, each with its citation."""

    headline: Headline
    theorems: tuple[tuple[Header, Citation], ...]


HEADLINES = (
    Headline(
        "quadratic limit", "the student's error is at least of the order of the teacher's squared", "proved"
    ),
    Headline(
        "class of the limit",
        "the same for any features, pre-trained too, and a broad class of learning rules",
        "proved",
    ),
    Headline(
        "no boost",
        "a strong student cannot boost a slightly-better-than-chance teacher",
        "proved",
    ),
    Headline(
        "exponent for ReLU features", "L_ST = O~(L_TE^1.49) for ReLU random features", "Gaussian universality"
    ),
    Headline(
        "exponent for linear features",
        "L_ST = O~(L_TE^2) for linear random features",
        "Gaussian universality",
    ),
    Headline("multiplicative gain", "the student's error is below the teacher's by a factor", "proved"),
    Headline("early stopping", "the gain is enabled by early stopping", "explained"),
    Headline("gradient flow", "the student is trained by gradient flow, seen through its kernel", "setting"),
    Headline(
        "alignment", "a quantity kappa_S of the alignment of teacher and student features", "definition"
    ),
)

_POWER = re.compile(r"L_ST = O~\(L_TE\^([\d.]+)\)")
# how a relation reads in a table
RELATION_WORDS = {
    "same": "the same",
    "sharper": "sharper",
    "weaker": "weaker",
    "beyond": "not claimed there",
    "not compared": "not compared",
    "not ours": "theirs, restated",
}


def paper_rows(headers: Iterable[Header]) -> list[PaperRow]:
    """A row per headline; inside it the theorems that are shown first come first.

    Raises
    ------
    InputError
        For a citation of the paper that names no headline or has no relation.
    """
    found: dict[str, list[tuple[Header, Citation]]] = {each.place: [] for each in HEADLINES}
    for header in headers:
        for citation in header.citation.works:
            if citation.key == KEY:
                problem = citation_problem(citation)
                if problem:
                    raise InputError(f"{header.name} {problem}")
                found[citation.place].append((header, citation))
    for members in found.values():
        # what can be compared comes before what cannot
        members.sort(
            key=lambda each: (each[0].headline or 1000, each[1].relation == "not compared", each[0].name)
        )
    return [PaperRow(each, tuple(found[each.place])) for each in HEADLINES]


def citation_problem(citation: Citation) -> str:
    """What is wrong with a citation of the paper: what was read of it are its headlines, and no theorem numbers."""
    places = [each.place for each in HEADLINES]
    if citation.place not in places:
        return f"cites the paper at {citation.place!r}, of which nothing was read: give one of {', '.join(places)}"
    if citation.relation is None:
        return "cites the paper and does not say how it stands to it: give the citation a relation"
    return ""


def paper_data(rows: Iterable[PaperRow]) -> dict[str, Any]:
    """Plain data: of the paper what was read, and row by row its words and the theorems beside them."""
    return {
        "paper": {"title": TITLE, "arxiv": ARXIV, "read": READ},
        "rows": [
            {
                "words": row.headline.words,
                "assumption": row.headline.assumption,
                "theorems": [
                    {
                        "name": header.name,
                        "status": header.status,
                        "about": header.about,
                        "relation": citation.relation,
                        "difference": citation.difference,
                    }
                    for header, citation in row.theorems
                ],
            }
            for row in rows
        ],
    }


def other_works(headers: Iterable[Header]) -> dict[str, list[tuple[Header, Citation]]]:
    """Key of another work -> the theorems that cite it."""
    found: dict[str, list[tuple[Header, Citation]]] = {}
    for header in headers:
        for citation in header.citation.works:
            if citation.key not in (KEY, "this project"):
                found.setdefault(citation.key, []).append((header, citation))
    return dict(sorted(found.items()))


def typeset(words: str) -> str:
    """The words with their one formula between dollar signs."""
    return _POWER.sub(r"$L_{ST} = \\tilde O(L_{TE}^{\1})$", words)


def standing(header: Header) -> str:
    """What is known of a theorem here: ``proved``, ``proved of the equivalent``, ``measured on networks``."""
    about = {"network": "networks", "gaussian features": "Gaussian features", "equivalent": "the equivalent"}[
        header.about
    ]
    return f"proved of {about}" if header.status == "proved" else f"measured on {about}, given the ansatz"
