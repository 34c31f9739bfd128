"""The facts that proofs rest on: what ``w2s needs --facts`` prints, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from w2s_theory.api.named import with_library
from w2s_theory.hypotheses.facts import FactUse, fact_row, facts_behind
from w2s_theory.printing.escaped import escaped, prose_latex
from w2s_theory.records.theorem import Theorem
from w2s_theory.tables import html_table, latex_table
from w2s_theory.theorems.names import library, theorem_meant


@dataclass(frozen=True, eq=False)
class Facts:
    """What the proofs of all theorems, or of one, take for granted.

    Parameters
    ----------
    of
        The theorem; empty for all.
    facts
        Cited facts first, then those of settings, then what is assumed.
    """

    of: str
    facts: tuple[FactUse, ...]

    @property
    def how(self) -> str:
        """``exact``: the checker was asked."""
        return "exact"

    def __getitem__(self, name: str) -> FactUse:
        for each in self.facts:
            if each.name == name:
                return each
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s needs --facts --json``."""
        return {"facts": [fact_row(each) for each in self.facts]}

    def to_latex(self) -> str:
        """A ``tabular`` of fact, place, and how many theorems fall with it."""
        rows = [
            (
                rf"\texttt{{{escaped(each.name)}}}",
                prose_latex(each.reference) if each.reference else each.kind,
                str(len(each.falls)),
            )
            for each in self.facts
        ]
        return latex_table(rows, "llr", ("fact", "stands in", "theorems"))

    def __repr__(self) -> str:
        kinds = [each.kind for each in self.facts]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        return f"<facts behind {self.of or 'all theorems'}: {counts or 'none'}>"

    def _repr_html_(self) -> str:
        rows = [
            (
                each.name,
                each.statement,
                each.reference or each.kind,
                each.source.read if each.source else "",
                each.source.formal if each.source else "",
                ", ".join(each.falls),
            )
            for each in self.facts
        ]
        head = ("fact", "statement", "stands in", "read by us", "formal proof", "falls with it")
        return html_table(rows, head, repr(self))


def facts(name: str | Theorem | None = None) -> Facts:
    """Which theorems fall with which fact, and what is known of the places that are cited.

    Parameters
    ----------
    name
        A theorem's name, a part that no other name has, or a ``Theorem``: the facts that its proof rests on, directly or
        through the theorems that it uses. ``None``: those of all theorems (seconds).

    Returns
    -------
    Facts
        ``facts()["schur"].falls`` names the theorems; ``.source`` says who has read the place and what is formalised.

    Raises
    ------
    InputError
        For no or several theorems of that name.

    Examples
    --------
    >>> facts("three_quarters")
    <facts behind student_error_ge_three_quarters_sq_of_shrinkage: 1 setting>
    """
    if name is None:
        return Facts("", facts_behind(library()))
    found = theorem_meant(name)
    return Facts(found.name, facts_behind(with_library(found), [found.name]))
