"""What is to be found for a step: its claim and the facts that it may combine, as the checker reads them.

A certificate of the rules ``gram``, ``ring``, ``rational`` and ``radical`` says ``excess of the claim == sum of multipliers
times facts + coefficients times squares + rest``. The used equalities and those of the setting are put in first, by the
checker's own code, so that the search looks for an identity between what is left of both. Nothing here is trusted: a
certificate counts when the kernel decides the step with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import sympy

from proofs_check import polynomials
from proofs_check.assumptions import excess
from proofs_check.combination import put_equalities_in
from proofs_check.context import Context
from proofs_check.declarations import declarations
from proofs_check.kernel import context_of, decide_step
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement

RULES = ("gram", "ring", "rational", "radical")
# what the search finds; the rest of a certificate (values of letters, null vectors) stays
_FOUND = ("multipliers", "squares", "rest")


@dataclass(frozen=True)
class Fact:
    """A used step or a fact of the setting, with what is left of its excess."""

    name: str
    claim: Claim
    excess: Any

    @property
    def equality(self) -> bool:
        """Whether its multiplier may have any sign."""
        return self.claim.relation == "=="


@dataclass(frozen=True)
class Problem:
    """One step and all that its certificate may be made of.

    Raises
    ------
    NotShown
        If the step cannot be put to its rule at all.
    """

    step: Step
    accepted: Mapping[str, Step]
    statement: Statement
    theorems: Mapping[str, Statement]

    @cached_property
    def context(self) -> Context:
        """The judgement as the rule sees it, but for the certificate."""
        return context_of(self.bare, self.accepted, declarations(self.statement), self.theorems)[0]

    @cached_property
    def bare(self) -> Step:
        """The step without what is searched for."""
        kept = {key: value for key, value in self.step.certificate.items() if key not in _FOUND}
        return replace(self.step, certificate=kept)

    @property
    def of_vectors(self) -> bool:
        return self.step.rule == "gram"

    @cached_property
    def goal(self) -> Any:
        """What the claim says to be 0 or >= 0, the equalities put in."""
        return self.reduced(excess(self.context.claim))

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """Facts that may be used by name; those of which nothing is left are put in already."""
        found = []
        inequality = self.context.claim.relation != "=="
        named = {**self.context.used, **(self.context.gram if self.of_vectors else {})}
        for name, claim in named.items():
            if claim.relation == "==" or inequality:
                left = self.reduced(excess(claim))
                if left != 0:
                    found.append(Fact(name, claim, left))
        return tuple(found)

    @property
    def vectors(self) -> tuple[Any, ...]:
        """The letters of the setting's vectors, where squared norms may be added."""
        setting = self.statement.setting
        squares = self.of_vectors and setting is not None and self.context.claim.relation != "=="
        return tuple(getattr(notation, name) for name in setting.vectors) if setting and squares else ()

    def measured(self, symbol: Any) -> bool:
        """Whether a symbol is a number of the table that the statement does not quantify over, such as L_ST."""
        scalar = symbol.name in notation.NAMES and notation.row(symbol.name).kind == "scalar"
        return scalar and symbol not in self.context.known.domains

    def reduced(self, expression: Any) -> Any:
        """An expression after the equalities are put in; 0 if it then vanishes."""
        left = put_equalities_in(self.context.known.put_in(sympy.S(expression)), self.context)
        return sympy.S.Zero if polynomials.vanishes(left) else sympy.expand(left)

    def certificate(
        self,
        multipliers: Mapping[str, Any],
        squares: Sequence[tuple[Any, Any]] = (),
        rest: Any = 0,
    ) -> dict[str, Any]:
        """A certificate without what is zero."""
        found: dict[str, Any] = {}
        kept = {name: value for name, value in multipliers.items() if value != 0}
        if kept:
            found["multipliers"] = kept
        some = tuple((c, v) for c, v in squares if c != 0 and v != 0)
        if some:
            found["squares"] = some
        if rest != 0:
            found["rest"] = rest
        return found

    def accepted_form(self, certificate: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The certificate in a form with which the kernel decides the step; ``None`` if it does in none."""
        for form in forms_of(certificate):
            step = replace(self.bare, certificate={**self.bare.certificate, **form})
            decision = decide_step(step, self.accepted, self.statement, load_rules(), self.theorems)
            if decision.status == "decided":
                return form
        return None


def simplest(expression: Any) -> Any:
    """A rational function in lowest terms, each part as a product."""
    e = sympy.S(expression)
    if e.is_Rational:
        return e
    above, below = polynomials.together(e)
    return above / below


def forms_of(certificate: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A certificate as it is, then with the radicands of its square roots written as squares of these, and cancelled.

    ``(sqrt(1 - x) sqrt(1 + 3 x) - (1 - x))/(1 - x)`` is ``(sqrt(1 + 3 x) - sqrt(1 - x))/sqrt(1 - x)``, whose sign shows.
    """
    parts = [*certificate.get("multipliers", {}).values(), *(c for c, _ in certificate.get("squares", ()))]
    roots = sorted(
        {
            root
            for part in parts
            for root in sympy.S(part).atoms(sympy.Pow)
            if root.exp == sympy.Rational(1, 2)
        },
        key=str,
    )
    return [certificate, *(_by_root(certificate, root, roots) for root in roots if root.base.free_symbols)]


def _by_root(certificate: Mapping[str, Any], root: Any, roots: Sequence[Any]) -> Mapping[str, Any]:
    stand_ins = {each: sympy.Dummy() for each in roots}
    for symbol in sorted(root.base.free_symbols, key=str):
        radicand = root.base.as_poly(symbol)
        if radicand is not None and radicand.degree() == 1 and radicand.LC().is_Rational:
            break
    else:
        return certificate
    slope, start = radicand.all_coeffs()
    value = (stand_ins[root] ** 2 - start) / slope

    def rewritten(e: Any) -> Any:
        plain = sympy.S(e).xreplace({**stand_ins, 1 / root: 1 / stand_ins[root]}).xreplace({symbol: value})
        return simplest(plain).xreplace({stand_in: each for each, stand_in in stand_ins.items()})

    found = dict(certificate)
    if "multipliers" in found:
        found["multipliers"] = {name: rewritten(each) for name, each in found["multipliers"].items()}
    if "squares" in found:
        found["squares"] = tuple((rewritten(c), v) for c, v in found["squares"])
    return found
