"""The judgement that a rule is asked about: a claim, the letters it may speak of, and what may be taken as given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions, difference_of, letter
from proofs_check.declarations import Declarations
from proofs_check.definedness import defined
from proofs_check.gram import eliminate
from proofs_check.requirement import NotShown, require
from proofs_check.substitution import rewrite, runs_within
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.ledger import Decision
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement


class Certificate(dict[str, Any]):
    """A certificate that names what it lacks."""

    def __missing__(self, key: str) -> Any:
        raise NotShown(f"the rule needs {key!r} in the certificate")


@dataclass(frozen=True)
class Context:
    """All that a rule may look at. Claims have the assumed equalities already put in.

    ``used`` are the earlier claims, at the values that the certificate gives their own letters; ``used_steps`` the steps
    as they stand. ``letters`` are the own letters of this step and of the used ones, each with one domain.
    """

    step: Step
    claim: Claim
    used: Mapping[str, Claim]
    used_steps: Mapping[str, Step]
    letters: Mapping[Any, Any]
    known: Assumptions
    gram: Mapping[str, Claim]
    declared: Declarations
    theorems: Mapping[str, Statement]

    @property
    def statement(self) -> Statement:
        return self.declared.statement

    @cached_property
    def certificate(self) -> Mapping[str, Any]:
        """What the search found; asking for what is not there is answered in words."""
        return Certificate(self.step.certificate)

    def expression(self, key: str, default: Any = None) -> Any:
        """An expression of the certificate, the assumed equalities put in."""
        certificate = self.certificate
        return self.known.put_in(
            sympy.S(certificate[key] if default is None else certificate.get(key, default))
        )

    def rewritten(self, expression: Any) -> Any:
        """The used equalities put in one after another, left side to right."""
        for claim in self.used.values():
            if claim.relation == "==" and not isinstance(claim.left, sympy.Add) and claim.left != 0:
                expression = rewrite(expression, claim, self.holds_for_all)
        return expression

    @cached_property
    def solved(self) -> tuple[tuple[Any, Any], ...]:
        """Pairs (inner product, value): the Gram equalities, definitions and used equalities, solved in this order."""
        equalities = [difference_of(claim) for claim in self.gram.values() if claim.relation == "=="]
        if not equalities and not self.step.unfold:
            return ()
        equalities += [-difference_of(definition) for definition in self.definitions()]
        used = [difference_of(claim) for claim in self.used.values() if claim.relation == "=="]
        equalities += [each for each in used if each.has(notation.inner_type())]
        equalities += self._null_vectors()
        return eliminate(tuple(equalities), tuple(getattr(notation, name) for name in self.step.unfold))

    def _null_vectors(self) -> list[Any]:
        """A vector shown to have norm 0 is orthogonal to everything (Cauchy-Schwarz)."""
        found: list[Any] = []
        setting = self.statement.setting
        for vector, name in self.certificate.get("null", {}).items():
            source = self.used[name]
            zero = source.right == 0 and source.relation in ("==", "<=")
            said = zero and source.left == notation.norm_squared(vector)
            require(said, "{} does not say that {} has norm 0", name, vector)
            vectors = setting.vectors if setting else ()
            found += [notation.inner(vector, getattr(notation, other)) for other in vectors]
        return found

    def definitions(self) -> list[Claim]:
        """``symbol == its definition`` for the scalars that the step unfolds, each a number here."""
        found = []
        for name in self.step.unfold:
            if notation.row(name).kind == "scalar":
                value = self.known.put_in(notation.definition(name))
                shown = defined(value, self.known)
                require(shown, "the definition {} of {} is not shown to be a number", value, name)
                found.append(self.known.put_in_claim(Claim(getattr(notation, name), "==", value)))
        return found

    def holds_for_all(self, symbol: Any, node: Any) -> bool:
        """Whether a used equality about a letter holds for all values in the range of an integral or sum over it."""
        own = (each for step in (self.step, *self.used_steps.values()) for each in step.variables)
        domains = [each.domain for each in (*self.statement.parameters, *own) if letter(each) == symbol]
        if not domains or self.restricts(symbol):
            return False
        return all(runs_within(node, symbol, domain) for domain in domains)

    def restricts(self, symbol: Any) -> bool:
        """Whether a restriction of the step, a hypothesis or the setting of the statement speaks of a letter."""
        return self.declared.is_restricted(symbol, self.step.where)

    def require_whole_domain(self, symbol: Any) -> None:
        """Raise if something is assumed about a letter beyond its domain."""
        free = not self.restricts(symbol) and symbol not in self.known.substitution
        require(free, "{} is restricted by what is assumed: it must run over its whole domain", symbol)


Rule = Callable[[Context], Decision]
