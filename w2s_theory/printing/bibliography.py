"""The entries of references.bib that a theorem cites, in its own name or through the cited facts of its proof."""

from __future__ import annotations

from proofs_check.cited import FACTS
from w2s_theory.printing.references import entries
from w2s_theory.records.theorem import Theorem

# how the table of cited facts names its sources
_SOURCES = {
    "Atkinson and Han": "atkinson2012spherical",
    "DLMF": "dlmf",
    "Mueller": "mueller1966spherical",
    "Tropp": "tropp2015introduction",
    "Serre": "serre1977linear",
    "Muirhead": "muirhead1982aspects",
}


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
