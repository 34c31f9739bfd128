"""A statement read for its models: which letters are drawn, which are defined, what each hypothesis determines."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import sympy

from proofs_check.models.draws import row_domain
from proofs_check.models.equations import derived_random
from proofs_check.models.functions import Rule, applications, unknown_functions
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Domain, Parameter
from w2s_theory.records.theorem import Statement

BINDERS = (sympy.Sum, sympy.Product, sympy.Integral, sympy.Subs, sympy.Limit)


@dataclass
class Reading:
    """What a model of a statement consists of; ``hidden`` names what is not modelled."""

    statement: Statement
    parameters: dict[str, Parameter] = field(default_factory=dict)
    vectors: frozenset[str] = frozenset()
    random: frozenset[str] = frozenset()
    letters: set[str] = field(default_factory=set)
    sequences: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    equalities: list[Rule] = field(default_factory=list)
    inequalities: list[Rule] = field(default_factory=list)
    flows: list[Claim] = field(default_factory=list)
    starts: list[Claim] = field(default_factory=list)
    # functions of one argument and sequences that occur in infinite sums: 0 from some index on, if they may be
    summed: set[str] = field(default_factory=set)
    # hypotheses about fixed numbers; about vectors, chance or what is defined by them
    plain: list[Claim] = field(default_factory=list)
    deep: list[Claim] = field(default_factory=list)
    # letters and sequences that a value of an unknown function may depend on
    frozen: set[str] = field(default_factory=set)

    def defined(self, name: str) -> bool:
        """Whether a scalar has a definition whose vectors are all here."""
        row = notation.row(name)
        if row.kind != "scalar" or row.definition is None:
            return False
        inside = names_of(notation.definition(name)) - {name}
        kinds = {each: notation.row(each) for each in inside if each in notation.NAMES}
        vectors = {each for each, row in kinds.items() if row.kind == "vector"}
        below = [each for each, row in kinds.items() if row.kind == "scalar" and row.definition is not None]
        return vectors <= self.vectors and all(self.defined(each) for each in below)

    def domain(self, name: str) -> Domain:
        """Where a letter or the entries of a sequence lie."""
        return self.parameters[name].domain if name in self.parameters else row_domain(name)

    def is_deep(self, e: Any) -> bool:
        """Whether an expression speaks of vectors or chance."""
        if e.has(notation.mean, notation.inner_type(), notation.exceeds):
            return True
        return any(
            name in self.random or self.defined(name) for name in names_of(e) if name in notation.NAMES
        )

    def indices(self, claim: Claim) -> frozenset[Any]:
        """Whole letters that a hypothesis counts through."""
        letters = {s for s in claim.both.free_symbols if isinstance(s, sympy.Symbol)}
        return frozenset(
            s for s in letters if s.is_integer and s.name in notation.NAMES
            and s.name not in self.parameters and s.name not in self.random and s.name not in self.letters
        )  # fmt: skip


def names_of(e: Any) -> set[str]:
    """Names of letters, sequences and unknown functions in an expression."""
    names = {s.name for s in e.free_symbols if isinstance(s, sympy.Symbol)}
    names |= {type(node).__name__ for node in unknown_functions(e)}
    return names | {str(each.label) for each in e.atoms(sympy.IndexedBase)}


def read(statement: Statement) -> Reading:
    """Sort the parts of a statement."""
    setting = statement.setting
    found = Reading(statement, {each.symbol: each for each in statement.parameters})
    if setting is not None:
        found.vectors = frozenset(setting.vectors)
        found.random = frozenset(set(setting.random) | derived_random(setting))
        for part in _setting_parts(statement):
            found.letters |= {
                name for name in names_of(part) if _is(name, "scalar") and not found.defined(name)
            }
    found.letters |= {name for name in (*found.parameters, *found.random) if _is(name, "scalar")}
    for claim in statement.hypotheses:
        unknown = {
            s.name for s in claim.both.free_symbols if isinstance(s, sympy.Symbol) and not s.is_integer
        }
        found.letters |= {name for name in unknown if _is(name, "scalar")}
    found.letters = {name for name in found.letters if not found.defined(name)}
    for operator in setting.operators if setting is not None else ():
        if operator.kind == "projection":  # whose images are linear equations while these letters stay
            found.frozen |= {name for pair in operator.images for name in names_of(sympy.Tuple(*pair))}
    everything = [
        *(claim.both for claim in (*statement.hypotheses, *statement.claims)),
        *_setting_parts(statement),
    ]
    for node in (node for e in everything for node in e.atoms(sympy.Sum) if node.limits[-1][2] is sympy.oo):
        inside = names_of(node) & {
            entry.name for entry in notation.TABLE if entry.kind in ("function", "sequence")
        }
        found.summed |= {name for name in inside if "positive" not in notation.row(name).assumptions}
    found.sequences = {name for e in everything for name in names_of(e) if _is(name, "sequence")}
    found.sequences |= {name for name in (*found.parameters, *found.random) if _is(name, "sequence")}
    found.flows = [claim for claim in statement.hypotheses if isinstance(claim.left, sympy.Derivative)]
    heads = {type(claim.left.expr).__name__ for claim in found.flows}
    for claim in statement.hypotheses:
        if claim not in found.flows:
            _sort(found, claim, heads)
    _hide_families(found)
    return found


def _is(name: str, kind: str) -> bool:
    return name in notation.NAMES and notation.row(name).kind == kind


def _setting_parts(statement: Statement) -> list[Any]:
    setting = statement.setting
    if setting is None:
        return []
    bound = {
        limit[0] for _, fact in setting.facts for node in fact.both.atoms(sympy.Sum) for limit in node.limits
    }
    bound |= {each.index for each in (*setting.projections, *setting.duals) if each.index is not None}
    parts = [fact.both for _, fact in setting.facts]
    parts += [sympy.Tuple(*pair) for operator in setting.operators for pair in operator.images]
    parts += [sympy.Tuple(unit.coefficient, unit.count or 0) for unit in setting.units]
    parts += [sympy.Tuple(each.seen, each.missed, each.energy, each.last) for each in setting.projections]
    parts += [sympy.Tuple(noise.variance) for noise in setting.noises]
    parts += [sympy.Tuple(dual.size, dual.freedom) for dual in setting.duals]
    # the index letters stand free in what a setting declares for all of their values
    return [part.xreplace({letter: sympy.Dummy(integer=True) for letter in bound}) for part in parts]


@lru_cache(maxsize=64)
def spoken_of(statement: Statement) -> frozenset[str]:
    """Names of all that the hypotheses and the setting of a statement speak of, and of what is defined or random."""
    parts = [*_setting_parts(statement), *(claim.both for claim in statement.hypotheses)]
    names = {name for part in parts for name in names_of(part)}
    names |= {
        entry.name for entry in notation.TABLE if entry.kind == "scalar" and entry.definition is not None
    }
    return frozenset(names | set(statement.setting.random if statement.setting else ()))


def _sort(found: Reading, claim: Claim, flowing: set[str]) -> None:
    left, both = sympy.S(claim.left), claim.both
    if flowing and {type(node).__name__ for node in unknown_functions(both)} & flowing:
        found.starts.append(claim)
        return
    unknown = applications(claim)
    if not unknown:
        (found.deep if found.is_deep(both) else found.plain).append(claim)
        return
    sides = {left, sympy.S(claim.right)}
    if claim.relation == "==" and any(
        isinstance(s, sympy.Symbol) and s.name in found.parameters for s in sides
    ):
        found.plain.append(claim)
        return
    indices = found.indices(claim)
    outside = both.replace(notation.mean, lambda _: sympy.Integer(0))
    bound = {limit[0] for node in both.atoms(*BINDERS[:3]) for limit in node.limits}
    fitting = [
        node
        for node in unknown
        if outside.has(node) and not node.free_symbols & bound and indices <= node.free_symbols
        and all(_simple(argument, indices) for argument in node.args)
    ]  # fmt: skip
    found.frozen |= names_of(both)
    rules = [Rule(type(node).__name__, tuple(map(sympy.S, node.args)), claim, indices) for node in fitting]
    if claim.relation == "==" and rules:
        found.equalities.append(rules[0])
    elif claim.relation != "==" and len(rules) == len(unknown):
        found.inequalities += rules
    else:
        found.hidden |= {type(node).__name__ for node in unknown}


def _simple(argument: Any, indices: frozenset[Any]) -> bool:
    letters = sympy.S(argument).free_symbols & indices
    if len(letters) > 1:
        return False
    return all(
        sympy.S(argument).coeff(each, 1).is_Integer and sympy.degree(argument, each) == 1 for each in letters
    )


def _hide_families(found: Reading) -> None:
    """What other theorems say of members of a family is not modelled: neither is what hypotheses and facts tie to it."""
    statement = found.statement
    for family in statement.families:
        for _, value in family.values:
            found.hidden |= {type(node).__name__ for node in unknown_functions(value)}
    facts = [fact.both for _, fact in statement.setting.facts] if statement.setting else []
    images = (
        [sympy.Tuple(*pair) for each in statement.setting.operators for pair in each.images]
        if statement.setting
        else []
    )
    parts, size = [*(claim.both for claim in statement.hypotheses), *facts, *images], -1
    while size != len(found.hidden):
        size = len(found.hidden)
        for e in parts:
            heads = {type(node).__name__ for node in unknown_functions(e)}
            if (heads | names_of(e)) & found.hidden:
                found.hidden |= heads | (names_of(e) & found.random)
                found.hidden |= found.vectors if e.has(notation.inner_type()) or e in images else set()
