"""The entries of references.bib that a theorem cites, in its own name or through the cited facts of its proof."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from proofs_check.cited import FACTS
from w2s_theory.records.theorem import Theorem

_PACKAGE = Path(__file__).resolve().parents[1]
# beside the package in a checkout, inside it when installed
_PLACES = (_PACKAGE.parent / "references.bib", _PACKAGE / "references.bib")
# how the table of cited facts names its sources
_SOURCES = {
    "Atkinson and Han": "atkinson2012spherical",
    "DLMF": "dlmf",
    "Mueller": "mueller1966spherical",
    "Tropp": "tropp2015introduction",
    "Serre": "serre1977linear",
    "Muirhead": "muirhead1982aspects",
}


@cache
def entries() -> dict[str, str]:
    """Every entry of references.bib by key; none where the file is not there."""
    path = next((place for place in _PLACES if place.is_file()), None)
    text = path.read_text(encoding="utf-8") if path else ""
    found = re.findall(r"^@\w+\{([^,]+),.*?^\}", text, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^@\w+\{[^,]+,.*?^\}", text, re.MULTILINE | re.DOTALL)
    return dict(zip(found, blocks, strict=True))


def cited_keys(theorem: Theorem) -> tuple[str, ...]:
    """The keys that a theorem cites, its own source first."""
    keys = [work.key for work in theorem.citation.works]
    for step in theorem.proof():
        fact = FACTS.get(str(step.certificate.get("fact", "")))
        keys += [key for name, key in _SOURCES.items() if fact is not None and name in fact.reference]
    return tuple(key for key in dict.fromkeys(keys) if key in entries())


def cited_entries(theorem: Theorem) -> tuple[str, ...]:
    """The same as BibTeX."""
    return tuple(entries()[key] for key in cited_keys(theorem))
