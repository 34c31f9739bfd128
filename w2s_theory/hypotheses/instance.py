"""A statement in coordinates: what an instance of it is, as equations and inequalities in finitely many numbers.

Vectors become points of R^n, a sequence its first entries, chance a few equally likely outcomes. An instance that
satisfies every constraint but those of one hypothesis, and breaks the claim, is a counter-example to the statement
without that hypothesis. The Gram facts of an operator are all that the statement says of it; where they hold there
is such an operator on the space (for a projection, the projection on the images).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

from proofs_check.assumptions import letter
from proofs_check.expectation import depends_on_draw, has_mean, random_letters
from proofs_check.gram import apply_solved, eliminate, gram_facts
from w2s_theory import notation
from w2s_theory.evaluate.closed_form import closed_form
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.theorem import Statement


class NoInstance(ValueError):
    """The statement speaks of something that finitely many numbers do not give (the text names it)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of an instance: coordinates of a vector, entries of a sequence, outcomes of chance."""

    coordinates: int
    entries: int
    outcomes: int


@dataclass(frozen=True, slots=True)
class Constraint:
    """``value == 0``, ``value >= 0`` or ``value > 0``; ``source`` names what it comes from."""

    source: str
    relation: str
    value: Any


@dataclass(frozen=True, slots=True)
class Problem:
    """The unknowns of an instance, its whole numbers, the constraints, and what breaks the claim.

    ``broken`` holds expressions of which one must be positive (both signs of the difference for an identity).
    """

    unknowns: tuple[Any, ...]
    whole: tuple[Parameter, ...]
    constraints: tuple[Constraint, ...]
    broken: tuple[Any, ...]
    shown: tuple[tuple[str, Any], ...]
    coordinates: int = 0


class _Coordinates:
    """Rewrites expressions of a statement into the unknowns."""

    def __init__(self, statement: Statement, shape: Shape) -> None:
        self.statement, self.shape = statement, shape
        self.random = random_letters(statement.setting)
        self.vectors = set(statement.setting.vectors) if statement.setting else set()
        self.parameters = {each.symbol: each for each in statement.parameters}
        self.unknowns: dict[str, Any] = {}

    def unknown(self, name: str) -> Any:
        if name not in self.unknowns:
            self.unknowns[name] = sympy.Symbol(name, real=True)
        return self.unknowns[name]

    def copy(self, base: Any, outcome: int) -> str:
        return f"@{outcome}" if base in self.random and self.shape.outcomes > 1 else ""

    def write(self, expression: Any, outcome: int = 0) -> Any:
        """The expression at one outcome; definitions of the notation table put in."""
        expression = self._define(sympy.S(expression))
        if expression.has(notation.mean):
            expression = expression.replace(
                lambda node: isinstance(node, notation.mean), lambda node: self._mean(node.args[0])
            )
        if "n" in self.parameters:
            expression = expression.subs(notation.n, self.shape.entries)
        expression = expression.replace(sympy.Sum, lambda *args: _finite(sympy.Sum(*args)))
        expression = closed_form(expression)
        for function in expression.atoms(sympy.Function):
            if function.func.__module__ == notation.__name__ and not isinstance(
                function, notation.inner_type()
            ):
                raise NoInstance(f"{function.func.__name__} is a function that the statement does not give")
        if expression.has(sympy.Derivative, sympy.Limit, sympy.Integral):
            raise NoInstance("the statement speaks of a limit, a derivative or an integral")
        expression = expression.replace(notation.inner_type(), lambda x, y: self._inner(x, y, outcome))
        return expression.xreplace(self._names(expression, outcome))

    def _define(self, expression: Any) -> Any:
        for _ in range(4):
            known = [
                symbol
                for symbol in expression.free_symbols
                if symbol.name in notation.NAMES and self._has_definition(symbol.name)
            ]
            if not known:
                return expression
            expression = expression.xreplace({symbol: notation.definition(symbol.name) for symbol in known})
        return expression

    def _has_definition(self, name: str) -> bool:
        """A letter counts by its definition where the statement has the vectors it speaks of."""
        entry = notation.row(name)
        if entry.kind != "scalar" or entry.definition is None:
            return False
        spoken = {symbol.name for symbol in notation.definition(name).free_symbols}
        vectors = {each for each in spoken if each in notation.NAMES and notation.row(each).kind == "vector"}
        return vectors <= self.vectors if vectors else name not in self.parameters

    def _mean(self, inside: Any) -> Any:
        outcomes = self.shape.outcomes
        return sympy.Add(*[self.write(inside, each) for each in range(outcomes)]) / outcomes

    def _inner(self, x: Any, y: Any, outcome: int) -> Any:
        return sympy.Add(
            *[self._entry(x, i, outcome) * self._entry(y, i, outcome) for i in range(self.shape.coordinates)]
        )

    def _entry(self, vector: Any, number: int, outcome: int) -> Any:
        if vector.name not in self.vectors:
            raise NoInstance(f"the vector {vector} is not declared")
        return self.unknown(f"{vector}{self.copy(vector, outcome)}[{number}]")

    def _names(self, expression: Any, outcome: int) -> dict[Any, Any]:
        names = {}
        for entry in expression.atoms(sympy.Indexed):
            if not entry.indices[0].is_Integer:
                raise NoInstance(f"{entry} has an index that is no number")
            names[entry] = self.unknown(f"{entry.base}{self.copy(entry.base, outcome)}[{entry.indices[0]}]")
        for symbol in expression.free_symbols - set(self.unknowns.values()):
            if isinstance(symbol, sympy.Indexed) or isinstance(symbol, sympy.IndexedBase) or symbol in names:
                continue
            if symbol.name in self.parameters and self.parameters[symbol.name].domain.integer:
                continue
            if symbol.name in notation.NAMES:
                names[symbol] = self.unknown(f"{symbol}{self.copy(symbol, outcome)}")
        return names


def _finite(total: Any) -> Any:
    if len(total.limits) != 1 or not all(end.is_Integer for end in total.limits[0][1:]):
        raise NoInstance("an endless sum, or one whose length is a letter")
    return total.doit()


def build_problem(statement: Statement, shape: Shape) -> Problem:
    """The statement in coordinates.

    Raises
    ------
    NoInstance
        For unknown functions, endless sums, probabilities, and what is said of random units in words of their law.
    """
    setting = statement.setting
    if setting and (setting.units or setting.projections or setting.noises or setting.duals):
        raise NoInstance("the law of random units or labels is not given by finitely many numbers")
    if statement.families:
        raise NoInstance("it speaks of a family of settings")
    coordinates = _Coordinates(statement, shape)
    facts = gram_facts(setting) if setting else {}
    constraints: list[Constraint] = []
    for number, claim in enumerate(statement.hypotheses):
        constraints += _written(f"hypotheses[{number}]", claim, coordinates)
    redundant = _redundant(facts)
    for name, claim in facts.items():
        if name not in redundant:
            constraints += _written(name, claim, coordinates)
    broken = []
    for claim in statement.claims:
        left, right = (coordinates.write(side) for side in (claim.left, claim.right))
        broken += {
            ">=": [right - left], ">": [right - left], "<=": [left - right], "<": [left - right],
            "==": [left - right, right - left],
        }[claim.relation]  # fmt: skip
    shown = [(claim_side, coordinates.write(side)) for claim_side, side in _sides(statement)]
    for parameter in statement.parameters:
        constraints += _domain(parameter, coordinates)
    return Problem(
        tuple(coordinates.unknowns.values()),
        tuple(each for each in statement.parameters if each.domain.integer and each.symbol != "n"),
        tuple(constraints),
        tuple(broken),
        tuple(shown),
        shape.coordinates,
    )


def _sides(statement: Statement) -> list[tuple[str, Any]]:
    return [pair for claim in statement.claims for pair in (("left", claim.left), ("right", claim.right))]


def _redundant(facts: dict[str, Claim]) -> set[str]:
    """Equalities between inner products that follow from those before them."""
    kept: list[Any] = []
    redundant = set()
    for name, claim in facts.items():
        if claim.relation != "==":
            continue
        expression = sympy.expand(claim.left - claim.right)
        if sympy.expand(apply_solved(expression, eliminate(tuple(kept)))) == 0:
            redundant.add(name)
        else:
            kept.append(expression)
    return redundant


def _written(source: str, claim: Claim, coordinates: _Coordinates) -> list[Constraint]:
    difference = sympy.S(claim.left) - sympy.S(claim.right)
    if claim.relation in ("<=", "<"):
        difference = -difference
    relation = {"==": "==", ">=": ">=", "<=": ">=", ">": ">", "<": ">"}[claim.relation]
    outcomes = range(coordinates.shape.outcomes)
    defined = coordinates._define(difference)
    if not depends_on_draw(defined, coordinates.random) or (has_mean(defined) and len(outcomes) == 1):
        outcomes = range(1)
    return [Constraint(source, relation, coordinates.write(difference, each)) for each in outcomes]


def _domain(parameter: Parameter, coordinates: _Coordinates) -> list[Constraint]:
    """Both ends of a domain that is no range of whole numbers, at every entry and outcome."""
    domain, symbol = parameter.domain, parameter.symbol
    if domain.integer:
        return []
    base = letter(parameter)
    if parameter.length is not None:
        names = [base[number] for number in range(coordinates.shape.entries)]
    else:
        names = [base]
    found = []
    for name in names:
        for end, sign in (("lower", 1), ("upper", -1)):
            value = getattr(domain, end)
            if value is None:
                continue
            exact = sympy.Rational(value.numerator, value.denominator)
            relation = ">" if getattr(domain, f"{end}_open") else ">="
            claim = Claim(sign * name, relation, sign * exact)
            found += [
                Constraint(f"{symbol} {end}", each.relation, each.value)
                for each in _written("", claim, coordinates)
                if each.value.free_symbols
            ]
    return found
