"""Whether what a statement assumes contradicts itself: of nothing everything is true, and nobody is told anything by it.

A contradiction is *derived*, never guessed from models that were not found. Linear equalities are solved, for an inner
product or a letter; a bound on whole numbers is rounded; a hypothesis about all values of a counting letter is looked at
where another speaks of the same value; bounds on one letter narrow its domain. Then one assumption may be false on all of
that domain by the sign procedure, or some of them add up to ``0 >= 1``, each product of letters taken for an unknown
(:mod:`proofs_check.consistency.linear`). Silence means only that nothing was derived. It may only refuse.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import gcd, lcm
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions, excess, rational, within
from proofs_check.consistency.linear import Row, infeasible, row_of
from proofs_check.declarations import Declarations, counts_through, is_empty, is_unknown, times
from proofs_check.definedness import with_existing
from proofs_check.gram import apply_solved, eliminate
from proofs_check.polynomials import exact_rational, expanded, polynomial_in_symbols
from proofs_check.requirement import NotShown
from proofs_check.sign import nonnegative, positive
from proofs_check.substitution import substitute_claim
from w2s_theory import notation
from w2s_theory.records.claim import Claim, Relation
from w2s_theory.records.parameter import Domain

# of an assumption about more letters only its terms are looked at
FEW = 2


def contradiction_in(declared: Declarations) -> str:
    """One line that names hypotheses and facts which contradict each other; empty if none is derived."""
    statement = declared.statement
    facts = [fact for _, fact in statement.setting.facts] if statement.setting else []
    said = dict.fromkeys((*statement.hypotheses, *facts))
    if not _contradict(tuple(said), declared):
        return ""
    for claim in tuple(said):  # what is not needed is not named
        fewer = tuple(each for each in said if each != claim)
        if _contradict(fewer, declared):
            del said[claim]
    if len(said) == 1:
        return f"{next(iter(said))} holds nowhere on the domain: the statement is about nothing"
    return f"{', and '.join(map(str, said))} contradict each other: the statement is about nothing"


def _contradict(claims: Sequence[Claim], declared: Declarations) -> bool:
    domains = {symbol: each.domain for symbol, each in declared.parameters.items()}
    domains |= {symbol: counts_through(symbol) for symbol in declared.counting}
    # a differential equation fixes no value
    claims = _tied([each for each in claims if not times(each) and each.left != each.right], domains)
    try:
        facts = _solved([*claims, *_instances(claims, declared)], domains)
    except NotShown:  # an equality would be put under a sign that binds its letters
        return False
    for fact in facts:
        _narrow(domains, fact)
    if any(is_empty(domain) for domain in domains.values()):
        return True
    known = with_existing(Assumptions(domains, setting=declared.statement.setting), facts)
    return any(_fails(fact, known) for fact in facts) or infeasible(
        _rows(facts), lambda monomial: _of_one(monomial, known)
    )


def _tied(claims: list[Claim], domains: Mapping[Any, Domain]) -> list[Claim]:
    """The claims without those that hold for some value of a letter, product or function of which no other one speaks."""
    spoken = {each: _spoken_of(each) for each in claims}
    count = Counter(node for nodes in spoken.values() for node in nodes)
    waiting = list(claims)
    while waiting:
        claim = waiting.pop()
        if claim in spoken and any(
            count[node] == 1 and _moves(node, claim, domains) for node in spoken[claim]
        ):
            gone = spoken.pop(claim)
            count.subtract(gone)
            waiting += [each for each, nodes in spoken.items() if nodes & gone]
    return [*spoken]


def _spoken_of(claim: Claim) -> set[Any]:
    """Letters, inner products, means, and functions of the table whatever their arguments."""
    nodes = claim.both.atoms(notation.inner_type(), sympy.Function, sympy.Sum)
    heads = {node.func for node in nodes if is_unknown(node)}
    return {*claim.both.free_symbols, *heads, *(node for node in nodes if not is_unknown(node))}


def _moves(node: Any, claim: Claim, domains: Mapping[Any, Domain]) -> bool:
    """Whether a claim holds for some value of a node, whatever the rest of it is worth."""
    if isinstance(node, (notation.inner_type(), notation.mean, sympy.Sum)):
        free = not isinstance(node, notation.inner_type()) or node.args[0] != node.args[1]
        sides = sympy.Add.make_args(claim.left) + sympy.Add.make_args(claim.right)
        return free and any(
            term == node or (isinstance(term, sympy.Mul) and term.args[1:] == (node,)) for term in sides
        )
    for side, other, upwards in (
        (claim.left, claim.right, (">=", ">")),
        (claim.right, claim.left, ("<=", "<")),
    ):
        above = claim.relation in upwards
        if side == node and node in domains and not sympy.S(other).has(node):
            end = domains[node].upper if above else domains[node].lower
            return claim.relation != "==" and end is None
        if sympy.S(side).func == node and not sympy.S(other).has(node):
            return above  # a function of the table may be as large as you like
    return False


def _fails(fact: Claim, known: Assumptions) -> bool:
    """Whether the opposite of an assumption ``e == 0``, ``e >= 0`` or ``e > 0`` about letters is shown."""
    letters = fact.left.free_symbols
    if len(letters) > FEW or not letters <= set(known.domains):
        return False
    if fact.relation == "==":
        return positive(fact.left, known) or positive(-fact.left, known)
    return (positive if fact.relation == ">=" else nonnegative)(-fact.left, known)


def _solved(claims: Sequence[Claim], domains: Mapping[Any, Domain]) -> list[Claim]:
    """Every assumption with 0 on its right, after the linear equalities are put in."""
    letters = tuple(symbol for symbol in domains if isinstance(symbol, sympy.Symbol))
    solved = eliminate(tuple(excess(each) for each in claims if each.relation == "=="), letters)
    assumed = [
        *claims,
        *(end for atom, _ in solved if atom in domains for end in within(atom, domains[atom])),
    ]
    assumed += [Claim(atom, ">=", 0) for atom, _ in solved if atom.args and atom.args[0] == atom.args[1]]
    facts = [_rounded(each, excess(each)) for each in claims if each.relation == "=="]
    facts += [_rounded(each, expanded(apply_solved(excess(each), solved))) for each in assumed]
    return [each for each in dict.fromkeys(facts) if each.left != 0 or each.relation == ">"]


def _narrow(domains: dict[Any, Domain], fact: Claim) -> None:
    """Make the domain of a letter smaller by a bound on it."""
    terms = dict(fact.left.as_coefficients_dict())
    end, (letter, factor) = (
        -terms.pop(sympy.S.One, sympy.S.Zero),
        next(iter(terms.items()), (None, sympy.S.Zero)),
    )
    if len(terms) != 1 or letter not in domains or not (factor.is_Rational and end.is_Rational):
        return
    end, domain, opened = (
        rational(end / factor),
        domains[letter],
        fact.relation == ">",
    )
    if fact.relation == "==" or factor > 0:
        at_least = [(domain.lower, domain.lower_open), (end, opened)]
        low = max(((each, shut) for each, shut in at_least if each is not None))
        domain = replace(domain, lower=low[0], lower_open=low[1])
    if fact.relation == "==" or factor < 0:
        at_most = [(domain.upper, domain.upper_open), (end, opened)]
        high = min(((each, not shut) for each, shut in at_most if each is not None))
        domain = replace(domain, upper=high[0], upper_open=not high[1])
    domains[letter] = domain


def _rows(facts: Sequence[Claim]) -> list[Row]:
    """The assumptions as linear inequalities in their monomials."""
    return [row_of(side, fact.relation == ">") for fact in facts
            for side in ((fact.left, -fact.left) if fact.relation == "==" else (fact.left,))]  # fmt: skip


def _of_one(monomial: Any, known: Assumptions) -> list[Row]:
    """What is known of a monomial alone: the ends of a letter's domain, or a sign."""
    if monomial in known.domains:
        return [
            row_of(excess(end), end.relation in ("<", ">"))
            for end in within(monomial, known.domains[monomial])
        ]
    bases = [factor.as_base_exp()[0] for factor in sympy.Mul.make_args(monomial)]
    asked = all(base in known.domains or isinstance(base, (sympy.Function, sympy.exp)) for base in bases)
    return [row_of(side, False) for side in (monomial, -monomial) if asked and nonnegative(side, known)]


def _rounded(claim: Claim, e: Any) -> Claim:
    """``e == 0``, ``e >= 0`` or ``e > 0``, as the claim says; for a polynomial in whole letters as whole numbers may be."""
    relation: Relation = "==" if claim.relation == "==" else ">" if claim.relation in ("<", ">") else ">="
    as_it_is = Claim(e, relation, sympy.Integer(0))
    found = polynomial_in_symbols(e) if all(each.is_integer for each in e.free_symbols) else None
    if found is None or not found[0]:
        return as_it_is
    terms = {powers: exact_rational(value) for powers, value in found[1].terms()}
    constant = terms.pop((0,) * len(found[0]), sympy.Integer(0))
    # the rest is a multiple of ``unit`` at whole numbers
    unit = sympy.Rational(gcd(*(int(c.p) for c in terms.values())), lcm(*(int(c.q) for c in terms.values())))
    least = -constant / unit
    if relation == "==":
        return as_it_is if least.is_integer else Claim(sympy.Integer(1), "==", sympy.Integer(0))
    whole = sympy.floor(least) + 1 if relation == ">" else sympy.ceiling(least)
    return Claim(expanded((e - constant) / unit - whole), ">=", sympy.Integer(0))


def _instances(claims: Sequence[Claim], declared: Declarations) -> list[Claim]:
    """Hypotheses about all values of a counting letter, at those of which another one speaks."""
    nodes = {each: each.both.atoms(sympy.Indexed, sympy.Function) for each in claims}
    spoken = [node for found in nodes.values() for node in found if not node.free_symbols & declared.counting]
    found: dict[Claim, None] = {}
    for claim in claims:
        counting = claim.both.free_symbols & declared.counting
        for node in nodes[claim] if len(counting) == 1 else ():
            for other in spoken:
                place = _place(node, other, *counting)
                if place is not None:
                    found[substitute_claim(claim, {next(iter(counting)): place})] = None
    return [*found]


def _place(node: Any, other: Any, letter: Any) -> Any:
    """The value of a counting letter at which one application of a function, or entry of a sequence, is another one."""
    if node.func != other.func or len(node.args) != len(other.args):
        return None
    gaps = [mine - theirs for mine, theirs in zip(node.args, other.args, strict=True) if mine != theirs]
    if len(gaps) != 1 or not gaps[0].has(letter):
        return None
    place = sympy.expand(letter - gaps[0])
    start = counts_through(letter).lower or 0
    number = not place.has(letter) and place.is_integer and (place - int(start)).is_nonnegative
    return place if number else None
