"""What may be assumed in a step: domains of the letters, inequalities, and equalities put in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import sympy

from proofs_check.substitution import substitute, substitute_claim
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Domain, Parameter


@dataclass(frozen=True)
class Assumptions:
    """Letters with their domains, and facts ``expression >= 0`` / ``> 0`` that hold there.

    ``existing`` holds the sums, integrals, derivatives and means that are known to exist (as
    :func:`proofs_check.substitution.canonical` writes them), ``setting`` what is random, for means.
    """

    domains: dict[Any, Domain]
    nonnegative: tuple[Any, ...] = ()
    positive: tuple[Any, ...] = ()
    substitution: dict[Any, Any] = field(default_factory=dict)
    existing: frozenset[Any] = frozenset()
    setting: Hilbert | None = None
    # the same assumptions without one fact
    fewer: dict[Any, Assumptions] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """Signs, and what is a number, already decided where just the same is assumed."""
        facts = (frozenset(self.nonnegative), frozenset(self.positive), self.existing, self.setting)
        return _remembered(frozenset(self.domains.items()), *facts)

    @property
    def facts(self) -> list[tuple[Any, bool]]:
        """Each fact, and whether it is strict."""
        return [*((fact, True) for fact in self.positive), *((fact, False) for fact in self.nonnegative)]

    def put_in(self, expression: Any) -> Any:
        """The expression after the assumed equalities ``letter == value`` are put in."""
        return substitute(expression, self.substitution)

    def put_in_claim(self, claim: Claim) -> Claim:
        return substitute_claim(claim, self.substitution)

    def without(self, letter: Any) -> Assumptions:
        """The same without what speaks of ``letter``: what holds for every value in its domain."""
        weak = tuple(fact for fact in self.nonnegative if letter not in fact.free_symbols)
        strict = tuple(fact for fact in self.positive if letter not in fact.free_symbols)
        existing = frozenset(node for node in self.existing if letter not in node.free_symbols)
        return replace(self, nonnegative=weak, positive=strict, existing=existing)

    def with_facts(self, claims: Iterable[Claim]) -> Assumptions:
        """The same with the inequalities among ``claims`` added (equalities are not facts here)."""
        weak, strict = list(self.nonnegative), list(self.positive)
        for claim in claims:
            if claim.relation != "==":
                (weak if claim.relation in ("<=", ">=") else strict).append(self.put_in(excess(claim)))
        return replace(self, nonnegative=tuple(weak), positive=tuple(strict))


@lru_cache(maxsize=1000)
def _remembered(*assumed: Any) -> dict[Any, Any]:
    return {}


def excess(claim: Claim) -> Any:
    """What the claim says to be 0, >= 0 or > 0: left - right, or right - left for <= and <."""
    return -difference_of(claim) if claim.relation in ("<=", "<") else difference_of(claim)


def difference_of(claim: Claim) -> Any:
    """left - right."""
    return sympy.S(claim.left) - sympy.S(claim.right)


def letter(parameter: Parameter) -> Any:
    """The SymPy object of a parameter."""
    return getattr(notation, parameter.symbol)


def assume(
    parameters: Iterable[Parameter], where: Iterable[Claim], setting: Hilbert | None = None
) -> Assumptions:
    """Domains of ``parameters`` and the restrictions ``where``.

    A restriction ``letter == value`` replaces the letter; that the value then lies in the letter's
    domain becomes a fact (it is part of what is assumed).
    """
    domains = {letter(parameter): parameter.domain for parameter in parameters}
    substitution: dict[Any, Any] = {}
    rest: list[Claim] = []
    for claim in where:
        if claim.relation == "==" and claim.left in domains:
            substitution[claim.left] = claim.right
        else:
            rest.append(claim)
    known = Assumptions(domains, substitution=substitution, setting=setting)
    ends = [end for symbol, value in substitution.items() for end in within(value, domains[symbol])]
    return known.with_facts([*rest, *ends])


def within(value: Any, domain: Domain) -> list[Claim]:
    """That a value lies between the ends of a domain, as claims."""
    ends = []
    if domain.lower is not None:
        ends.append(Claim(value, ">" if domain.lower_open else ">=", exact(domain.lower)))
    if domain.upper is not None:
        ends.append(Claim(value, "<" if domain.upper_open else "<=", exact(domain.upper)))
    return ends


def exact(value: Any) -> Any:
    """A Fraction as a SymPy rational."""
    return sympy.Rational(value.numerator, value.denominator)


def rational(value: Any) -> Fraction:
    """A SymPy rational as a Fraction."""
    return Fraction(int(value.p), int(value.q))
