"""The proof of a theorem, checked now: what ``w2s prove`` prints, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from w2s_theory.api.named import with_library
from w2s_theory.api.theorem_fields import ledger_steps, resting_text, step_remark
from w2s_theory.checks.proofs import Proof, assumed_signs
from w2s_theory.checks.proofs import prove as check_proof
from w2s_theory.checks.run import setting_facts
from w2s_theory.models.sizes import require_whole
from w2s_theory.printing.environments import proof_latex
from w2s_theory.printing.text import claim_text, statement_text
from w2s_theory.proof_search.search import Searched, search_open_steps
from w2s_theory.records.theorem import Theorem
from w2s_theory.second_kernel.coqc import find_coqc
from w2s_theory.second_kernel.recheck import Recheck, recheck
from w2s_theory.tables import html_table
from w2s_theory.theorems.listing import docstring_of
from w2s_theory.theorems.names import theorem_meant

MOST_MODELS = 100


@dataclass(frozen=True, eq=False)
class CheckedProof:
    """What the checker says of one proof.

    Parameters
    ----------
    theorem
        Whose proof.
    proof
        The ledger of its steps, and what they rest on.
    searched
        For each open step that combines facts the certificate found, or why none was; ``None`` where none was looked for.
    coq
        Coq's answers, step by step, and the text of the file; ``None`` where Coq was not asked.
    """

    theorem: Theorem
    proof: Proof
    searched: tuple[Searched, ...] | None = None
    coq: Recheck | None = None

    how = "exact"

    @property
    def complete(self) -> bool:
        """Whether every step was decided and the steps end in the statement."""
        return self.proof.complete

    @property
    def word(self) -> str:
        """``complete``, ``given the ansatz``, ``not complete`` or ``refuted``."""
        if self.proof.ledger.refuted:
            return "refuted"
        if self.complete:
            return "complete"
        return "not complete" if self.proof.open_but_for_the_ansatz else "given the ansatz"

    @property
    def rests_on(self) -> tuple[str, ...]:
        """Theorems, cited facts, enclosures and facts of the setting that the whole proof uses."""
        return self.proof.rests_on

    @property
    def steps(self) -> tuple[dict[str, Any], ...]:
        """Name, rule, decision, reason and what it rests on, step by step."""
        return tuple(ledger_steps(self.proof.ledger))

    def to_dict(self) -> dict[str, Any]:
        """A row of ``w2s prove --json``."""
        more: dict[str, Any] = {}
        if self.searched is not None:
            more["searched"] = [each.to_dict() for each in self.searched]
        if self.coq is not None:
            more["coq"] = {**coq_data(self.coq), "file": None}
        return {
            "name": self.theorem.name,
            "status": self.theorem.status,
            "complete": self.complete,
            "problem": self.proof.problem,
            "reason": self.proof.ledger.reason,
            "statement": statement_text(self.theorem),
            "setting": list(setting_facts(self.theorem, claim_text)),
            "assumed_signs": list(assumed_signs(self.theorem)),
            "rests_on": list(self.rests_on),
            "steps": list(self.steps),
            **more,
        }

    def to_latex(self) -> str:
        """The proof as a LaTeX ``proof`` environment."""
        return proof_latex(self.theorem, docstring_of(self.theorem))

    def __repr__(self) -> str:
        rests = resting_text(self.rests_on, self.complete)
        rests = rests if len(rests) <= 120 else f"{len(self.rests_on)} facts and theorems"
        problem = f"; {self.proof.problem}" if self.word in ("not complete", "refuted") else ""
        return (
            f"<proof of {self.theorem.name}: {self.word}, {len(self.steps)} steps, rests on {rests}{problem}>"
        )

    def _repr_html_(self) -> str:
        rows = [(each["name"], each["rule"], each["decided"], step_remark(each)) for each in self.steps]
        return html_table(rows, ("step", "rule", "decision", "rests on"), repr(self))


def search_proof(theorem: Theorem, proof: Proof, catalog: Mapping[str, Theorem]) -> tuple[Searched, ...]:
    """Certificates for the steps that the proof leaves open, as far as they combine facts."""
    undecided = {line.name for line in proof.ledger.lines if line.decision.status != "decided"}
    return tuple(search_open_steps(theorem, undecided, catalog))


def coq_data(found: Recheck) -> dict[str, Any]:
    """Coq's answers as plain data, without the text of the file."""
    return {
        "accepted": found.accepted,
        "steps": [
            {"name": each.step, "rule": each.rule, "answer": each.answer, "reason": each.reason}
            for each in found.steps
        ],
        "axioms": list(found.axioms),
        "premises": list(found.premises),
    }


def _rechecked(theorem: Theorem, catalog: Mapping[str, Theorem]) -> Recheck:
    return recheck(
        theorem.name,
        theorem.statement(),
        theorem.proof(),
        find_coqc(),
        lambda other: catalog[other].statement(),
    )


def prove(
    name: str | Theorem, *, models: int | None = None, search: bool = False, coq: bool = False
) -> CheckedProof:
    """Check the proof of a theorem, and of those that it uses.

    Parameters
    ----------
    name
        A theorem's name, a part that no other name has, or a ``Theorem`` (of :func:`~w2s_theory.load_theorem`, say).
    models : int, optional
        In how many random models every decided step is evaluated besides, 0 to 100; they may only refuse. By default 0
        for a theorem of the library (its tests ask), 3 for one of yours.
    search : bool
        Also look for the certificates of open steps that combine facts: ``.searched``.
    coq : bool
        Also put the whole proof to Coq: ``.coq``, whose ``.text`` is the Coq file.

    Returns
    -------
    CheckedProof
        ``.complete``, ``.steps``, ``.rests_on``; decided now, by the kernel.

    Raises
    ------
    InputError
        For no or several theorems of that name.

    Notes
    -----
    Without ``coqc`` on the path all steps are *not re-checked*, and ``.coq.accepted`` is ``False``.

    Examples
    --------
    >>> prove("three_quarters").complete
    True
    """
    found = theorem_meant(name)
    if models is not None:
        models = require_whole(models, "the number of models", 0, MOST_MODELS)
    catalog = with_library(found)
    proof = check_proof(found, catalog, models=models)
    return CheckedProof(
        found,
        proof,
        search_proof(found, proof, catalog) if search else None,
        _rechecked(found, catalog) if coq else None,
    )
