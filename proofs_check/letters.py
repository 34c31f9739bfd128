"""Which letters and numbers a statement and its steps may speak of.

SymPy simplifies by what a symbol is assumed to be (``sqrt(x**2)`` is ``x`` for a positive x), so a
letter's declared domain must lie within the assumptions of its row in the notation table. Letters
of a step are universally quantified: they must be free for that, and their domain not empty.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import sympy

from proofs_check.assumptions import letter
from proofs_check.expectation import depends_on_draw, order, random_in, random_letters
from proofs_check.requirement import NotShown, require
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.hilbert import Hilbert
from w2s_theory.spec.parameter import Domain, Parameter
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Statement

# of a rule's own word, a step, a theorem, or a fact of the setting such as "P.symmetric(0,1)"; no expression
_NAME = re.compile(r"[A-Za-z_]\w*(\.[a-z]+(\(\d+(,\d+)*\))?)?")


def require_well_formed_statement(statement: Statement) -> None:
    """Raise if a statement cannot be checked at all."""
    symbols = [parameter.symbol for parameter in statement.parameters]
    require(len(set(symbols)) == len(symbols), "a parameter is declared twice")
    for parameter in statement.parameters:
        _require_domain(parameter)
    for claim in (*statement.claims, *statement.hypotheses, *_setting_claims(statement)):
        for side in (claim.left, claim.right):
            _require_real_number(_expression(side))
    _require_letters(statement.claims, statement.parameters, statement)
    if statement.setting is not None:
        _require_means(statement.setting)


def _require_means(setting: Hilbert) -> None:
    """Raise unless what a setting says of what is not bounded makes sense."""
    random, unbounded = random_letters(setting), {*setting.square_integrable, *setting.integrable}
    for name in unbounded:
        require(name in setting.random, "{} is said to be integrable and not to be random", name)
    bounded = not (unbounded and (setting.units or setting.projections))
    require(bounded, "what is said of random units and projections is said of bounded letters")
    for noise in setting.noises:
        r = noise.vector
        require(
            not depends_on_draw(sympy.S(noise.variance), random), "the variance of {} depends on the draw", r
        )
        square = r in setting.square_integrable
        require(square, "the noise {} is not said to be square integrable, and it is not bounded", r)
        require(r not in noise.independent, "{} is said to be independent of itself", r)
    for dual in setting.duals:
        size = sympy.S(dual.size)
        letters = random_in(size, setting) | {s for s in size.free_symbols if isinstance(s, sympy.Symbol)}
        apart = not {str(each) for each in letters} & set(dual.independent)
        require(apart, "{} is said to be independent of itself", size)
        require(order(size, setting) == 2, "{} is not said to be integrable, and it is not bounded", size)
        fixed = not depends_on_draw(sympy.S(dual.freedom), random)
        require(fixed, "the dimension {} depends on the draw", dual.freedom)


def require_well_formed_step(step: Step, statement: Statement) -> None:
    """Raise if a step is not well formed in its letters and numbers."""
    taken = {parameter.symbol for parameter in statement.parameters}
    taken |= {symbol.name for symbol in fixed_letters(statement)}
    names = [variable.symbol for variable in step.variables]
    require(len(set(names)) == len(names), "a letter of the step is declared twice")
    for variable in step.variables:
        name, entry = variable.symbol, notation.row(variable.symbol)
        require(
            name not in taken, "the letter {} belongs to the statement: a step cannot quantify over it", name
        )
        require(
            entry.definition is None and entry.kind == "scalar",
            "{} stands for something in the notation table: a step cannot quantify over it", name,
        )  # fmt: skip
        require(not _is_empty(variable.domain), "the domain of the letter {} is empty", name)
        _require_domain(variable)
    _require_exact(step.certificate)
    _require_letters((step.claim, *step.where), (*statement.parameters, *step.variables), statement)


def fixed_letters(statement: Statement) -> set[Any]:
    """Letters about which the statement assumes something beyond their domains.

    A hypothesis on an unknown function (a differential equation) is understood for every value of
    its index, so an index that is no parameter is not fixed by it.
    """
    parameters = {letter(parameter) for parameter in statement.parameters}
    fixed: set[Any] = random_letters(statement.setting)
    for claim in (*statement.hypotheses, *_setting_claims(statement)):
        both = sympy.Tuple(sympy.S(claim.left), sympy.S(claim.right))
        unknown = any(_is_unknown(function) for function in both.atoms(sympy.Function))
        fixed |= both.free_symbols & parameters if unknown else both.free_symbols
    return {symbol for symbol in fixed if isinstance(symbol, sympy.Symbol)}


def _is_unknown(function: Any) -> bool:
    name = function.func.__name__
    if function.func.__module__ != notation.__name__ or name not in notation.NAMES:
        return False
    row = notation.row(name)
    return row.kind == "function" and row.definition is None


def _setting_claims(statement: Statement) -> list[Claim]:
    setting = statement.setting
    if setting is None:
        return []
    pairs = [pair for operator in setting.operators for pair in operator.images]
    pairs += [(noise.variance, noise.variance) for noise in setting.noises]
    pairs += [(dual.freedom, dual.freedom) for dual in setting.duals]
    return [*(fact for _, fact in setting.facts), *(Claim(x, "==", image) for x, image in pairs)]


def _require_domain(parameter: Parameter) -> None:
    """Raise if SymPy assumes more of the letter than its domain says."""
    name, domain = parameter.symbol, parameter.domain
    require(name in notation.NAMES, "the letter {} is not in the notation table", name)
    assumptions, low = notation.row(name).assumptions, domain.lower
    require(
        domain.integer == ("integer" in assumptions),
        "the domain of {} and the notation table disagree on whole numbers", name,
    )  # fmt: skip
    ends = [end for end in (low, domain.upper) if end is not None]
    exact = all(isinstance(end, (int, Fraction)) for end in ends)
    require(exact, "the domain of {} has an end that is not an exact number", name)
    assumed = {
        "integer": domain.integer,
        "nonnegative": low is not None and low >= 0,
        "positive": low is not None and (low > 0 or (low == 0 and domain.lower_open)),
        "real": True,
    }
    for each in assumptions:
        require(assumed.get(each, False), "the letter {} is {}, and the domain {} is not", name, each, domain)


def _is_empty(domain: Domain) -> bool:
    low, high = domain.lower, domain.upper
    if low is None or high is None:
        return False
    if not domain.integer:
        return low > high or (low == high and (domain.lower_open or domain.upper_open))
    first, last = math.ceil(low), math.floor(high)
    first += domain.lower_open and first == low
    last -= domain.upper_open and last == high
    return first > last


def _require_letters(claims: Iterable[Claim], declared: Iterable[Parameter], statement: Statement) -> None:
    """Raise if a claim speaks of something that is neither declared nor in the notation table."""
    known = {letter(parameter) for parameter in declared} | random_letters(statement.setting)
    labels = {getattr(base, "label", base) for base in known}
    for side in (_expression(side) for claim in claims for side in (claim.left, claim.right)):
        _require_real_number(side)
        for symbol in side.free_symbols - known:
            if isinstance(symbol, sympy.Indexed) or symbol in labels:
                continue
            name = symbol.name
            in_table = name in notation.NAMES and getattr(notation, name, None) == symbol
            require(in_table, "the letter {} is not declared and not in the notation table", name)
            row = notation.row(name)
            require(row.kind != "scalar" or row.definition is not None, "the letter {} is not declared", name)
            loose = row.kind == "vector" and symbol in _outside_inner(side).free_symbols
            require(not loose, "the vector {} stands outside an inner product", name)


def _expression(side: Any) -> Any:
    """A side of a claim; SymPy would read a text too, with letters that nobody declared."""
    require(not isinstance(side, str), "the text {!r} is no expression: write it with SymPy", side)
    return sympy.S(side)


def _outside_inner(side: Any) -> Any:
    return side.replace(notation.inner_type(), lambda *_: sympy.Integer(0))


def _require_real_number(e: Any) -> None:
    """No float, no complex number, and infinity only as an end of a range or of a limit."""
    require(not isinstance(e, sympy.Float), "a float ({}) in an exact expression", e)
    require(e not in (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.I), "{} is not a real number", e)
    parts = e.args
    if isinstance(e, sympy.Limit):
        parts = e.args[:1]
    if isinstance(e, (sympy.Sum, sympy.Integral, sympy.Product)):
        for variable, low, _ in e.limits:
            whole = isinstance(e, sympy.Integral) and variable.is_integer
            require(not whole, "an integral over the whole number {}", variable)
            wider = variable.is_nonnegative and not low.is_nonnegative
            require(not wider, "{} is assumed to be non-negative, and {} runs over other values", variable, e)
        ends = [end for limits in e.limits for end in limits[1:] if end not in (sympy.oo, -sympy.oo)]
        parts = (*ends, e.function)
    for part in parts:
        _require_real_number(part)


def _require_exact(value: Any) -> None:
    """Raise if a certificate holds a float or anything else that is no exact data."""
    if isinstance(value, Mapping):
        value = [part for pair in value.items() for part in pair]
    if isinstance(value, (tuple, list)):
        for part in value:
            _require_exact(part)
    elif isinstance(value, sympy.Basic):
        require(not value.has(sympy.Float), "a float in the certificate")
    elif isinstance(value, float):
        raise NotShown("a float in the certificate")
    elif isinstance(value, str):
        require(
            _NAME.fullmatch(value), "the text {!r} in the certificate is no name of a step or fact", value
        )
    elif value is not None:
        data = (bool, int, Fraction, sympy.IndexedBase, Claim, Parameter)
        require(isinstance(value, data), "{!r} in the certificate is not exact", value)
