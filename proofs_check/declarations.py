"""What a statement declares: every letter once, with one role, and what may be said of it.

Roles of a letter. *parameter*: the statement holds for all its values in the domain. *own letter* of a step: the
step holds for all its values. *fixed*: something is assumed about it beyond a domain (hypotheses, the setting, the
values of a family), so that no step may quantify over it; the time of a differential equation is not, for that is
assumed at all times. *random*: it depends on the draw. *counting*: a whole letter
of a hypothesis that is no parameter and numbers entries or values there; the hypothesis holds for all whole numbers
that its row allows. *bound* by a sum,
integral, derivative or limit.

SymPy simplifies by what a symbol is assumed to be (``sqrt(x**2)`` is ``x`` for a positive x), so all letters, bound ones
too, are the notation table's own symbols, and their domain or range lies within the assumptions of their row.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy

from proofs_check.assumptions import assume, letter
from proofs_check.definedness import upwards
from proofs_check.expectation import has_mean, random_letters
from proofs_check.gram import gram_facts
from proofs_check.requirement import require
from proofs_check.settings import letters_of, require_consistent, require_numbers, setting_claims
from proofs_check.substitution import BINDERS, bound_letters
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Domain, Parameter, integers
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement

# of a rule's own word, a step, a theorem, or a fact of the setting such as "P.symmetric(0,1)"; no expression
_NAME = re.compile(r"[A-Za-z_]\w*(\.[a-z]+(\(\d+(,\d+)*\))?)?")


@dataclass(frozen=True)
class Declarations:
    """A statement that is well formed, and the roles of its letters; worked out once for all steps."""

    statement: Statement
    parameters: Mapping[Any, Parameter]
    random: frozenset[Any]
    fixed: frozenset[Any]
    counting: frozenset[Any]
    gram: Mapping[str, Claim]

    def is_restricted(self, symbol: Any, where: Iterable[Claim] = ()) -> bool:
        """Whether something is assumed about a letter beyond its domain."""
        name = getattr(symbol, "name", "")
        made = name in notation.NAMES and notation.row(name).definition is not None
        return made or symbol in self.fixed or any(claim.both.has(symbol) for claim in where)


@lru_cache(maxsize=64)
def declarations(statement: Statement) -> Declarations:
    """The letters of a statement with their roles.

    Raises
    ------
    NotShown
        If the statement cannot be checked at all.
    """
    parameters = {letter(each): each for each in _known_rows(statement.parameters)}
    require(len(parameters) == len(statement.parameters), "a parameter is declared twice")
    for parameter in statement.parameters:
        require_domain(parameter)
    if statement.setting is not None:
        require_consistent(statement.setting)
    random = frozenset(random_letters(statement.setting))
    for hypothesis in statement.hypotheses:
        for symbol in hypothesis.both.free_symbols - set(parameters) - random:
            counts = not _is_whole_letter(symbol) or _counts(symbol, hypothesis)
            require(counts, "the letter {} is not declared, and numbers nothing in {}", symbol, hypothesis)
    counting = frozenset(
        symbol
        for hypothesis in statement.hypotheses
        for symbol in hypothesis.both.free_symbols - set(parameters) - random
        if _is_whole_letter(symbol)
    )
    fixed = set(random) | letters_of(statement.setting)
    for hypothesis in statement.hypotheses:
        fixed |= hypothesis.both.free_symbols - counting - times(hypothesis)
    for family in statement.families:
        index = {letter(variable) for variable in family.variables}
        for variable in family.variables:
            require_domain(variable)
        fixed |= set().union(*(sympy.S(value).free_symbols for _, value in family.values)) - index
    gram = gram_facts(statement.setting) if statement.setting else {}
    found = Declarations(
        statement,
        parameters,
        random,
        frozenset(s for s in fixed if isinstance(s, sympy.Symbol)),
        counting,
        gram,
    )
    _require_claims(found)
    return found


def _known_rows(parameters: Iterable[Parameter]) -> Iterable[Parameter]:
    for parameter in parameters:
        name = parameter.symbol
        require(name in notation.NAMES, "the letter {} is not in the notation table", name)
        yield parameter


def _require_claims(declared: Declarations) -> None:
    """Raise unless all that the statement says is made of declared letters and real numbers."""
    statement = declared.statement
    assumed = (*statement.hypotheses, *setting_claims(statement.setting))
    require_letters(statement.claims, declared.parameters, declared)
    require_letters(statement.hypotheses, {*declared.parameters, *declared.counting}, declared)
    require_letters(setting_claims(statement.setting), declared.parameters, declared)
    bound = set().union(*(summed_letters(claim) for claim in assumed))
    for symbol in declared.parameters:
        require(symbol not in bound, "the letter {} is declared and bound in what is assumed as well", symbol)
    known = assume(statement.parameters, statement.hypotheses)
    known = replace(
        known, domains={**known.domains, **{each: counts_through(each) for each in declared.counting}}
    )
    if statement.setting is not None:
        indices = {each.index for each in (*statement.setting.projections, *statement.setting.duals)}
        taken = indices & set(declared.parameters)
        names = ", ".join(map(str, taken))
        require(not taken, "{} is a parameter and the index of what the setting declares", names)
        # the hypotheses hold for every value of a counting letter
        always = statement.hypotheses if indices <= declared.counting | {None} else ()
        require_numbers(statement.setting, known, always)
    for node in (node for claim in (*assumed, *statement.claims) for node in claim.both.atoms(sympy.Sum)):
        for index, first, last in node.limits:
            require(upwards(index, first, last, known), "{} is not shown not to run backwards", node)


def require_well_formed_step(step: Step, declared: Declarations) -> None:
    """Raise if a step is not well formed in its letters and numbers."""
    own = {letter(each): each for each in _known_rows(step.variables)}
    require(len(own) == len(step.variables), "a letter of the step is declared twice")
    for symbol, variable in own.items():
        name, entry = variable.symbol, notation.row(variable.symbol)
        taken = symbol in declared.parameters or symbol in declared.fixed
        require(not taken, "the letter {} belongs to the statement: a step cannot quantify over it", name)
        require(
            entry.definition is None and entry.kind == "scalar",
            "{} stands for something in the notation table: a step cannot quantify over it", name,
        )  # fmt: skip
        require_domain(variable)
    for part in parts_of(step.certificate):
        _require_exact(part)
    letters = {*declared.parameters, *own}
    require_letters((step.claim, *step.where), letters, declared)
    bound = summed_letters(step.claim)
    for symbol in letters | declared.random:
        free = symbol not in bound
        require(free, "the letter {} is declared and bound by an integral or sum as well", symbol)


def summed_letters(claim: Claim) -> set[Any]:
    """The letters that a sum or integral in a claim binds (those of a derivative are looked at in a point)."""
    return set().union(
        *(bound_letters(node) for node in claim.both.atoms(sympy.Sum, sympy.Product, sympy.Integral))
    )


def _is_whole_letter(symbol: Any) -> bool:
    if not isinstance(symbol, sympy.Symbol) or symbol.name not in notation.NAMES:
        return False
    row = notation.row(symbol.name)
    return row.kind == "scalar" and row.definition is None and "integer" in row.assumptions


def _counts(symbol: Any, hypothesis: Claim) -> bool:
    """Whether a whole letter numbers entries or values in a hypothesis; elsewhere it would be read as one number."""
    numbered = hypothesis.both.atoms(sympy.Indexed, sympy.Function)
    return any(
        node.has(symbol) and (isinstance(node, sympy.Indexed) or is_unknown(node)) for node in numbered
    )


def times(hypothesis: Claim) -> set[Any]:
    """The time of a differential equation: it is assumed for every time of its domain, so it fixes none."""
    left = sympy.S(hypothesis.left)
    if hypothesis.relation != "==" or not isinstance(left, sympy.Derivative) or not is_unknown(left.expr):
        return set()
    (time,) = {variable for variable, _ in left.variable_count}
    return {time} if left.expr.args[-1] == time else set()


def is_unknown(function: Any) -> bool:
    """Whether a function is a row of the table without a definition: only hypotheses say what it is."""
    name = function.func.__name__
    if function.func.__module__ != notation.__name__ or name not in notation.NAMES:
        return False
    row = notation.row(name)
    return row.kind == "function" and row.definition is None


def counts_through(symbol: Any) -> Domain:
    """All whole numbers that the row of a counting letter allows."""
    return integers(1 if "positive" in notation.row(symbol.name).assumptions else 0)


def require_domain(parameter: Parameter) -> None:
    """Raise if SymPy assumes more of the letter than its domain says, or if the domain has no number."""
    name, domain = parameter.symbol, parameter.domain
    require(name in notation.NAMES, "the letter {} is not in the notation table", name)
    require(notation.row(name).kind in ("scalar", "sequence"), "{} is no letter for a number", name)
    require(not is_empty(domain), "the domain of the letter {} is empty", name)
    assumptions, low = notation.row(name).assumptions, domain.lower
    require(
        domain.integer == ("integer" in assumptions),
        "the domain of {} and the notation table disagree on whole numbers", name,
    )  # fmt: skip
    ends = [end for end in (low, domain.upper) if end is not None]
    exact = all(isinstance(end, (int, Fraction)) for end in ends)
    require(exact, "the domain of {} has an end that is not an exact number", name)
    closed = not (domain.integer and (domain.lower_open or domain.upper_open))
    require(closed, "the whole numbers of {} need closed ends: say from which to which", name)
    assumed = {
        "integer": domain.integer,
        "nonnegative": low is not None and low >= 0,
        "positive": low is not None and (low > 0 or (low == 0 and domain.lower_open)),
        "real": True,
    }
    for each in assumptions:
        require(assumed.get(each, False), "the letter {} is {}, and the domain {} is not", name, each, domain)


def is_empty(domain: Domain) -> bool:
    """Whether a domain has no number."""
    low, high = domain.lower, domain.upper
    if low is None or high is None:
        return False
    if not domain.integer:
        return low > high or (low == high and (domain.lower_open or domain.upper_open))
    first, last = math.ceil(low), math.floor(high)
    return first + (domain.lower_open and first == low) > last - (domain.upper_open and last == high)


def require_letters(claims: Iterable[Claim], letters: Iterable[Any], declared: Declarations) -> None:
    """Raise if a claim speaks of something that is neither declared nor in the notation table, or of no real number."""
    known = set(letters) | declared.random
    for claim in claims:
        for side in (expression(claim.left), expression(claim.right)):
            require_real_number(side)
            for symbol in side.free_symbols - known:
                if isinstance(symbol, sympy.Symbol):
                    _require_known(symbol, side, known)
            chance = declared.random or not side.has(notation.mean)
            require(chance, "a mean is taken, and the setting declares nothing random")


def _require_known(symbol: Any, side: Any, known: set[Any]) -> None:
    name = symbol.name
    if name in notation.NAMES and getattr(notation, name) in known:
        return  # the label of a declared sequence
    row = notation.row(name)
    require(row.kind != "scalar" or row.definition is not None, "the letter {} is not declared", name)
    loose = row.kind == "vector" and symbol in _outside_inner(side)
    require(not loose, "the vector {} stands outside an inner product", name)


def _outside_inner(side: Any) -> set[Any]:
    if isinstance(side, notation.inner_type()):
        return set()
    return {side} if isinstance(side, sympy.Symbol) else set().union(*(_outside_inner(x) for x in side.args))


def expression(side: Any) -> Any:
    """A side of a claim; SymPy would read a text too, with letters that nobody declared."""
    require(not isinstance(side, str), "the text {!r} is no expression: write it with SymPy", side)
    return sympy.S(side)


@lru_cache(maxsize=20000)  # what raises is not remembered
def require_real_number(e: Any) -> None:
    """No float, no complex number, no foreign letter, and infinity only as an end of a range or of a limit."""
    require(not isinstance(e, sympy.Float), "a float ({}) in an exact expression", e)
    require(e not in (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.I), "{} is not a real number", e)
    if isinstance(e, (sympy.Symbol, sympy.IndexedBase)):
        name = e.label.name if isinstance(e, sympy.IndexedBase) else e.name
        own = name in notation.NAMES and getattr(notation, name) == e
        require(own, "the letter {} is not the one of the notation table", name)
        return
    if isinstance(e, notation.inner_type()):
        kinds = [
            isinstance(x, sympy.Symbol) and x.name in notation.NAMES and notation.row(x.name).kind
            for x in e.args
        ]
        vectors = kinds == ["vector", "vector"]
        require(vectors, "{} is no inner product of two vectors: write it with inner()", e)
        return
    parts = e.args
    if isinstance(e, BINDERS):
        _require_bound_letters(e)
        if isinstance(e, (sympy.Sum, sympy.Integral, sympy.Product)):
            ends = [end for limits in e.limits for end in limits[1:] if end not in (sympy.oo, -sympy.oo)]
            parts = (*ends, e.function)
        elif isinstance(e, sympy.Limit):
            parts = e.args[:1]
        elif isinstance(e, sympy.Subs):
            parts = (e.expr, *e.point)
        else:
            parts = (e.expr, *(count for _, count in e.variable_count))
    elif isinstance(e, sympy.Indexed):
        parts = (e.base, *e.indices)
    for part in parts:
        require_real_number(part)


def _require_bound_letters(node: Any) -> None:
    """Raise unless the bound letters are letters of the table that run over values their row allows."""
    for symbol in bound_letters(node):
        require_real_number(symbol)
        row = notation.row(symbol.name)
        free = row.kind == "scalar" and row.definition is None
        require(free, "{} stands for something in the notation table: {} cannot bind it", symbol, node)
        points = (
            node.point
            if isinstance(node, sympy.Subs)
            else node.args[2:3]
            if isinstance(node, sympy.Limit)
            else ()
        )
        inside = not symbol.is_nonnegative or all(point.is_nonnegative for point in points)
        require(inside, "{} is assumed to be non-negative, and {} looks elsewhere", symbol, node)
    if not isinstance(node, (sympy.Sum, sympy.Integral, sympy.Product)):
        return
    for limits in node.limits:
        require(len(limits) == 3, "{} has no range", node)
        variable, low, high = limits
        over_reals = isinstance(node, sympy.Integral)
        right_kind = bool(variable.is_integer) != over_reals
        require(right_kind, "{} runs over the wrong kind of numbers in {}", variable, node)
        # one end of an interval has no weight, so a positive letter may start an integral at 0
        allowed = low.is_nonnegative if over_reals or not variable.is_positive else low.is_positive
        wider = variable.is_nonnegative and not (
            allowed and (not over_reals or high is sympy.oo or high.is_nonnegative)
        )
        require(not wider, "{} is assumed to be {}, and {} runs over other values", variable,
                "positive" if variable.is_positive else "non-negative", node)  # fmt: skip
        require(not over_reals or high.is_infinite or low != high, "{} runs over one point", node)


def parts_of(value: Any) -> Iterator[Any]:
    """Everything in a certificate: expressions, numbers, names."""
    if isinstance(value, Claim):
        value = (value.left, value.right)
    if isinstance(value, Mapping):
        value = [part for pair in value.items() for part in pair]
    if isinstance(value, (tuple, list)):
        for part in value:
            yield from parts_of(part)
    else:
        yield value


def _require_exact(part: Any) -> None:
    """Raise if a part of a certificate is a float or anything else that is no exact data."""
    if isinstance(part, sympy.Basic):
        require_real_number(part)
    elif isinstance(part, str):
        require(_NAME.fullmatch(part), "the text {!r} in the certificate is no name of a step or fact", part)
    else:
        require(not isinstance(part, float), "a float in the certificate")
        data = (bool, int, Fraction, Parameter, type(None))
        require(isinstance(part, data), "{!r} in the certificate is not exact", part)


def has_means(claims: Iterable[Claim]) -> bool:
    """Whether a mean occurs in one of the claims."""
    return any(has_mean(claim.both) for claim in claims)
