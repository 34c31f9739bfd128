"""Which theorems fall with which fact: what the proofs take from the literature, from their settings, and on trust.

A theorem falls with a fact if one of its own steps rests on it, or if it uses a theorem that falls with it. The kernel
says what a step rests on; only the steps of rules that may cite are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from proofs_check.cited import FACTS
from proofs_check.rules import load_rules
from w2s_theory.checks.proofs import ANSATZ, facts_used
from w2s_theory.hypotheses.fact_sources import SOURCES, Source
from w2s_theory.hypotheses.use_in_proof import decide_only
from w2s_theory.printing.text import claim_text
from w2s_theory.records.theorem import Theorem

# rules that may answer with a cited fact (a test reads their files)
CITING = ("cited", "gamma_monotone", "gaussian", "rotation", "taylor", "unit")

FactKind = Literal["cited", "setting", "assumed"]


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact that proofs rest on, and what falls with it.

    Parameters
    ----------
    name
        Of the table of cited facts, or of the setting (``target.unit``).
    kind
        ``cited``: of the literature; ``setting``: what statements take for granted of their vectors and operators;
        ``assumed``: the universality ansatz.
    statement
        In words, or the claim as text.
    reference
        Where a cited fact stands; empty for the others.
    source
        Who has read that place, and what formal libraries prove; ``None`` for the others.
    direct, falls
        Theorems that use it in their own steps; these and all that use such a theorem, in the order of the catalog.
    """

    name: str
    kind: FactKind
    statement: str
    reference: str
    source: Source | None
    direct: tuple[str, ...]
    falls: tuple[str, ...]


def facts_behind(
    catalog: Mapping[str, Theorem],
    names: Iterable[str] | None = None,
    advance: Callable[[str], None] = lambda name: None,
) -> tuple[FactUse, ...]:
    """Every fact that proofs of a catalog rest on: all cited ones first, then those of settings, then what is assumed.

    Parameters
    ----------
    names
        Only the facts with which one of these theorems falls, and of what falls only these; ``None`` for all. A cited
        fact that no proof uses is listed then too.
    advance
        Called with each theorem whose proof has been asked.
    """
    direct: dict[tuple[FactKind, str, str], list[str]] = {("cited", name, ""): [] for name in FACTS}
    wanted = list(catalog) if names is None else list(names)
    uses = {name: closure(catalog, [name]) for name in wanted}
    below = set[str]().union(*uses.values())
    for name in (each for each in catalog if each in below):
        for key in facts_of(catalog[name], catalog):
            direct.setdefault(key, []).append(name)
        advance(name)
    order = {"cited": 0, "setting": 1, "assumed": 2}
    found = []
    for (kind, fact, claim), using in sorted(direct.items(), key=lambda item: order[item[0][0]]):
        falls = tuple(name for name in wanted if uses[name] & set(using))
        if names is None or falls:
            known = FACTS.get(fact) if kind == "cited" else None
            text, reference = (known.text, known.reference) if known else (claim, "")
            source = SOURCES[fact] if known else None
            found.append(FactUse(fact, kind, text, reference, source, tuple(using), falls))
    return tuple(found)


def facts_of(theorem: Theorem, catalog: Mapping[str, Theorem]) -> list[tuple[FactKind, str, str]]:
    """(kind, name, claim of a fact of the setting) of what a theorem's own steps rest on."""
    steps, statement = theorem.proof(), theorem.statement()
    statements = {name: catalog[name].statement() for name in theorem.depends_on if name in catalog}
    asked = {step.name for step in steps if step.rule in CITING}
    lines = decide_only(asked, statement, steps, load_rules(), statements)
    cited = {name for line in lines for kind, name in line.decision.rests_on if kind == "cited"}
    found: list[tuple[FactKind, str, str]] = []
    found.extend(("cited", name, "") for name in FACTS if name in cited)
    if theorem.setting is not None:
        claims = dict(theorem.setting.facts)
        found.extend(("setting", name, claim_text(claims[name])) for name in facts_used(theorem, steps))
    if theorem.status == "universality":
        found.append(("assumed", ANSATZ, "networks follow their deterministic equivalent"))
    return found


def closure(catalog: Mapping[str, Theorem], names: Iterable[str]) -> set[str]:
    """The named theorems and all that their proofs use, however indirectly."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [each for each in catalog[name].depends_on if each in catalog]
    return found


def fact_row(fact: FactUse) -> dict[str, Any]:
    """A fact in words that JSON has."""
    source = fact.source
    return {
        "fact": fact.name,
        "kind": fact.kind,
        "statement": fact.statement,
        "reference": fact.reference or None,
        "read": source.read if source else None,
        "formal": source.formal if source else None,
        "gap": (source.gap or None) if source else None,
        "direct": list(fact.direct),
        "falls": list(fact.falls),
    }
