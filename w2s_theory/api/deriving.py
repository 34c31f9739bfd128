"""The derivation of a theorem, line by line: what ``w2s derive`` prints, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from w2s_theory.api.named import with_library
from w2s_theory.api.theorem_fields import describe_theorem
from w2s_theory.checks.proofs import Proof, prove
from w2s_theory.derive.derivation import Derivation
from w2s_theory.models.sizes import require_whole
from w2s_theory.printing.docstring import in_words
from w2s_theory.printing.environments import proof_latex
from w2s_theory.printing.fields import blocks_fields, proof_fields, words_fields
from w2s_theory.printing.formula_lines import chain_latex
from w2s_theory.printing.statement import blocks_of, shown_claim
from w2s_theory.printing.written_proof import written_proof
from w2s_theory.records.errors import InputError
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.listing import docstring_of, theorem_files
from w2s_theory.theorems.names import theorem_meant


@dataclass(frozen=True, eq=False)
class DerivedTheorem:
    """A theorem with its proof written out, each step decided when it was asked for.

    Parameters
    ----------
    theorem, proof
        What is derived, and what the checker says of it.
    calculation
        For the spectrum, the calculation carried out for one power and degree; else ``None``.
    """

    theorem: Theorem
    proof: Proof
    calculation: Derivation | None = None

    how = "exact"

    @property
    def complete(self) -> bool:
        """Whether every step is decided."""
        return self.proof.complete

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s derive --json``: statement, steps with claim, note, rule, uses and decision."""
        catalog = with_library(self.theorem)
        docstring, blocks = docstring_of(self.theorem), blocks_of(self.theorem)
        return {
            **describe_theorem(self.theorem.name, catalog, self.proof),
            **words_fields(in_words(docstring)),
            **blocks_fields(blocks),
            **proof_fields(written_proof(self.theorem)),
            "proof_latex": self.to_latex(),
            "derivation": self.calculation.to_dict() if self.calculation else None,
        }

    def to_latex(self) -> str:
        """The proof as a ``proof`` environment; the calculation where there is one."""
        if self.calculation is not None:
            return self.calculation.to_latex()
        return proof_latex(self.theorem, docstring_of(self.theorem))

    def __str__(self) -> str:
        data = self.to_dict()
        lines = [self.theorem.title, *(f"    {line}" for line in data["claim"]), ""]
        lines += [f"Idea     {data['idea']}", ""] if data["idea"] else []
        lines += [f"fact     {each}" for each in data["facts"]]
        for number, step in enumerate(data["proof_steps"], 1):
            lines += [f"{number}. {step['name']}: {step['note']}", f"   {step['claim']}"]
            if step["name"] in data["identities"]:
                lines.append(f"   since {data['identities'][step['name']]}")
            uses = f", from {', '.join(step['uses'])}" if step["uses"] else ""
            lines.append(f"   {step['decided']} by {step['rule']}{uses}")
        return "\n".join([*lines, *([str(self.calculation)] if self.calculation else [])])

    def __repr__(self) -> str:
        state = "every step decided" if self.complete else self.proof.problem
        return f"<derivation of {self.theorem.name}: {len(self.proof.ledger.lines)} steps, {state}>"

    def _repr_html_(self) -> str:
        blocks = blocks_of(self.theorem)
        decided = {line.name: line.decision.status for line in self.proof.ledger.lines}
        items = "".join(
            f"<li><b>{escape(step.name)}.</b> {escape(step.note)}<br>"
            rf"\({escape(chain_latex((shown_claim(blocks, step.claim),)))}\)<br>"
            f"<i>{escape(decided.get(step.name, ''))} by {escape(step.rule)}</i></li>"
            for step in self.theorem.proof()
        )
        more = self.calculation._repr_html_() if self.calculation else ""
        return f"<p><b>{escape(self.theorem.title)}</b></p><ol>{items}</ol>{more}"


def derive_theorem(
    name: str | Theorem, *, power: int | None = None, degree: int | None = None
) -> DerivedTheorem:
    """Derive a theorem: its steps, each with its reason and what the checker says of it.

    Parameters
    ----------
    name
        A theorem's name, a part that no other name has, or a ``Theorem``.
    power, degree : int, optional
        For theorems on the spectrum: carry out the calculation for max(z, 0)^power, 0 to 3, and one degree, 0 to 60.

    Returns
    -------
    DerivedTheorem
        ``print`` shows it line by line.

    Raises
    ------
    InputError
        For no or several theorems of that name, and for a power or a degree where there is no spectrum.

    Examples
    --------
    >>> derive_theorem("three_quarters").complete
    True
    """
    found = theorem_meant(name)
    calculation = None
    if power is not None or degree is not None:
        path = theorem_files().get(found.name)
        if path is None or path.parent.name != "spectrum":
            raise InputError(
                f"power and degree are for theorems on the spectrum, and {found.name} is not one"
            )
        from w2s_theory.derive.activation_coefficient import derive_activation_coefficient

        chosen = 1 if power is None else require_whole(power, "the power", 0, 3)
        at = None if degree is None else require_whole(degree, "the degree", 0, 60)
        calculation = derive_activation_coefficient(chosen, at)
    return DerivedTheorem(found, prove(found, with_library(found)), calculation)
