"""Which letters and numbers a statement and its steps may speak of.

SymPy simplifies by what a symbol is assumed to be (``sqrt(x**2)`` is ``x`` for a positive x), so a
letter's declared domain must lie within the assumptions of its row in the notation table. Letters
of a step are universally quantified: they must be free for that, and their domain not empty.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy

from proofs_check.assumptions import letter
from proofs_check.expectation import depends_on_draw, order, random_in, random_letters
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.hilbert import Hilbert
from w2s_theory.spec.parameter import Domain, Parameter
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Statement


def statement_problem(statement: Statement) -> str:
    """Why a statement cannot be checked at all; empty if it can."""
    symbols = [parameter.symbol for parameter in statement.parameters]
    if len(set(symbols)) < len(symbols):
        return "a parameter is declared twice"
    for parameter in statement.parameters:
        problem = _domain_problem(parameter)
        if problem:
            return problem
    declared = {letter(parameter) for parameter in statement.parameters} | random_letters(statement.setting)
    for claim in (*statement.claims, *statement.hypotheses, *_setting_claims(statement)):
        for side in (sympy.S(claim.left), sympy.S(claim.right)):
            problem = _number_problem(side)
            if problem:
                return problem
    for claim in statement.claims:
        problem = _letter_problem(claim, declared)
        if problem:
            return problem
    return _unbounded_problem(statement.setting)


def _unbounded_problem(setting: Hilbert | None) -> str:
    """Why a setting with what is not bounded makes no sense; empty if it does."""
    if setting is None:
        return ""
    unbounded = {*setting.square_integrable, *setting.integrable}
    if unbounded - set(setting.random):
        return f"{sorted(unbounded - set(setting.random))[0]} is said to be integrable and not to be random"
    if unbounded and (setting.units or setting.projections):
        return "what is said of random units and projections is said of bounded letters"
    for noise in setting.noises:
        if depends_on_draw(sympy.S(noise.variance), random_letters(setting)):
            return f"the variance of {noise.vector} depends on the draw"
        if noise.vector not in setting.square_integrable:
            return f"the noise {noise.vector} is not said to be square integrable, and it is not bounded"
        if noise.vector in noise.independent:
            return f"{noise.vector} is said to be independent of itself"
    for dual in setting.duals:
        names = {str(each) for each in random_in(sympy.S(dual.size), setting)}
        names |= {s.name for s in sympy.S(dual.size).free_symbols if isinstance(s, sympy.Symbol)}
        if names & set(dual.independent):
            return f"{dual.size} is said to be independent of itself"
        if order(sympy.S(dual.size), setting) != 2:
            return f"{dual.size} is not said to be integrable, and it is not bounded"
        if depends_on_draw(sympy.S(dual.freedom), random_letters(setting)):
            return f"the dimension {dual.freedom} depends on the draw"
    return ""


def step_problem(step: Step, statement: Statement) -> str:
    """Why a step is not well formed in its letters and numbers; empty if it is."""
    parameters = {parameter.symbol for parameter in statement.parameters}
    fixed = {symbol.name for symbol in fixed_letters(statement)}
    names = [variable.symbol for variable in step.variables]
    if len(set(names)) < len(names):
        return "a letter of the step is declared twice"
    for variable in step.variables:
        entry = notation.row(variable.symbol)
        if variable.symbol in parameters or variable.symbol in fixed:
            return f"the letter {variable.symbol} belongs to the statement: a step cannot quantify over it"
        if entry.definition is not None or entry.kind != "scalar":
            return f"{variable.symbol} stands for something in the notation table: a step cannot quantify over it"
        if _is_empty(variable.domain):
            return f"the domain of the letter {variable.symbol} is empty"
        problem = _domain_problem(variable)
        if problem:
            return problem
    problem = _certificate_problem(step.certificate)
    if problem:
        return problem
    declared = {letter(parameter) for parameter in (*statement.parameters, *step.variables)} | random_letters(
        statement.setting
    )
    for claim in (step.claim, *step.where):
        problem = _letter_problem(claim, declared)
        if problem:
            return problem
    return ""


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
    images = [Claim(x, "==", image) for operator in setting.operators for x, image in operator.images]
    said = [
        *(Claim(noise.variance, "==", noise.variance) for noise in setting.noises),
        *(Claim(dual.freedom, "==", dual.freedom) for dual in setting.duals),
    ]
    return [*(fact for _, fact in setting.facts), *images, *said]


def _domain_problem(parameter: Parameter) -> str:
    """Whether SymPy assumes more of the letter than its domain says."""
    if parameter.symbol not in notation.NAMES:
        return f"the letter {parameter.symbol} is not in the notation table"
    row, domain = notation.row(parameter.symbol), parameter.domain
    if domain.integer != ("integer" in row.assumptions):
        return f"the domain of {parameter.symbol} and the notation table disagree on whole numbers"
    ends = [end for end in (domain.lower, domain.upper) if end is not None]
    if any(not isinstance(end, (int, Fraction)) for end in ends):
        return f"the domain of {parameter.symbol} has an end that is not an exact number"
    low = domain.lower
    assumed = {
        "integer": domain.integer,
        "nonnegative": low is not None and low >= 0,
        "positive": low is not None and (low > 0 or (low == 0 and domain.lower_open)),
        "real": True,
    }
    for assumption in row.assumptions:
        if not assumed.get(assumption, False):
            return f"the letter {parameter.symbol} is {assumption}, and the domain {domain} is not"
    return ""


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


def _letter_problem(claim: Claim, declared: set[Any]) -> str:
    for side in (sympy.S(claim.left), sympy.S(claim.right)):
        problem = _number_problem(side)
        if problem:
            return problem
        for symbol in side.free_symbols:
            if symbol in declared or isinstance(symbol, sympy.Indexed):
                continue
            name = symbol.name
            if name not in notation.NAMES or getattr(notation, name, None) != symbol:
                if not any(getattr(base, "label", None) == symbol for base in declared):
                    return f"the letter {name} is not declared and not in the notation table"
                continue
            row = notation.row(name)
            if row.kind == "scalar" and row.definition is None:
                return f"the letter {name} is not declared"
            if row.kind == "vector" and symbol in _outside_inner(side).free_symbols:
                return f"the vector {name} stands outside an inner product"
    return ""


def _outside_inner(side: Any) -> Any:
    return side.replace(notation.inner_type(), lambda *_: sympy.Integer(0))


def _number_problem(e: Any) -> str:
    """No float, no complex number, and infinity only as an end of a range or of a limit."""
    if isinstance(e, sympy.Float):
        return f"a float ({e}) in an exact expression"
    if e in (sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.I):
        return f"{e} is not a real number"
    if isinstance(e, sympy.Limit):
        return _number_problem(e.args[0])
    if isinstance(e, (sympy.Sum, sympy.Integral, sympy.Product)):
        for variable, low, high in e.limits:
            if isinstance(e, sympy.Integral) and variable.is_integer:
                return f"an integral over the whole number {variable}"
            if variable.is_nonnegative and not low.is_nonnegative:
                return f"{variable} is assumed to be non-negative, and {e} runs over other values"
            for end in (low, high):
                if end not in (sympy.oo, -sympy.oo) and _number_problem(end):
                    return _number_problem(end)
        return _number_problem(e.function)
    return next((problem for problem in map(_number_problem, e.args) if problem), "")


def _certificate_problem(value: Any) -> str:
    if isinstance(value, Mapping):
        return next((p for pair in value.items() for part in pair if (p := _certificate_problem(part))), "")
    if isinstance(value, (tuple, list)):
        return next((p for part in value if (p := _certificate_problem(part))), "")
    if isinstance(value, sympy.Basic):
        return "a float in the certificate" if value.has(sympy.Float) else ""
    if value is None or isinstance(value, (str, bool, int, Fraction, sympy.IndexedBase, Claim, Parameter)):
        return ""
    return (
        "a float in the certificate"
        if isinstance(value, float)
        else f"{value!r} in the certificate is not exact"
    )
