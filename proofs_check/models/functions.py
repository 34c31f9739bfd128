"""Unknown functions of the notation table: one random value per argument, under the statement's hypotheses.

An equality determines a function at the arguments it names (``x(i + 1) == x(i) + 1/g(i)``, ``a(j)^2 == lambda_j``), an
inequality is met by drawing again, a linear differential equation is solved by a matrix exponential. What a hypothesis says
in any other way (under a sum, in a mean) leaves its functions unmodelled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

import sympy
from flint import arb, arb_mat

from proofs_check.models.draws import draw, row_domain
from proofs_check.models.evaluate import evaluator, rational
from proofs_check.models.world import Binding, NotANumber, Silent, World, whole
from w2s_theory import notation
from w2s_theory.records.claim import Claim

TRIES, DEEPEST = 40, 60


def unknown_functions(e: Any) -> set[Any]:
    """Applications of functions of the table that have no definition and no known values."""
    return {
        node
        for node in sympy.S(e).atoms(sympy.Function)
        if node.func.__module__ == notation.__name__
        and type(node).__name__ in notation.NAMES
        and notation.row(type(node).__name__).kind == "function"
        and notation.row(type(node).__name__).definition is None
        and type(node).__name__ != "P"
    }


@dataclass(frozen=True)
class Rule:
    """A hypothesis that speaks of ``head`` at ``arguments``; ``indices`` are its free whole letters."""

    head: str
    arguments: tuple[Any, ...]
    claim: Claim
    indices: frozenset[Any]

    def match(self, world: World, values: tuple[Any, ...]) -> dict[Any, Any] | None:
        """The indices at which the hypothesis speaks of these values, if it does."""
        found: dict[Any, Any] = {}
        for argument, value in zip(self.arguments, values, strict=True):
            letters = argument.free_symbols & self.indices
            if not letters:
                if not (evaluator(argument)(world) - value).contains(0):
                    return None
                continue
            (letter,) = letters
            with Binding(world, {letter: arb(0)}):
                start = evaluator(argument)(world)
            slope = argument.coeff(letter, 1)
            place = (value - start) / rational(slope)
            if not (place.is_exact() and place.is_integer()):
                return None
            least = 1 if "positive" in notation.row(letter.name).assumptions else 0
            if whole(place) < least or (letter in found and not (found[letter] - place).is_zero()):
                return None
            found[letter] = place
        return found


@dataclass
class Functions:
    """The values of unknown functions in one world, made when they are asked for."""

    rng: Random
    equalities: list[Rule]
    inequalities: list[Rule]
    flows: list[Claim]
    starts: list[Claim]
    random: frozenset[str]
    values: dict[Any, Any] = field(default_factory=dict)
    open: dict[Any, Any] = field(default_factory=dict)

    def __call__(self, world: World, name: str, values: tuple[Any, ...]) -> Any:
        outcome = world.outcome if name in self.random else -1
        world.depends = world.depends or name in self.random
        key = (name, outcome, tuple(str((value * 2**60 + arb(0.5)).mid().floor()) for value in values))
        if key in self.open:
            return self.open[key]
        if key not in self.values:
            if len(self.open) > DEEPEST:
                raise Silent("a deep recursion")
            value = self._flow(world, name, values)
            if value is not None:  # its letters may still move, so it is not kept
                return value
            value = self._determined(world, key, values)
            self.values[key] = self._drawn(world, key, values) if value is None else value
        return self.values[key]

    def _determined(self, world: World, key: Any, values: tuple[Any, ...]) -> Any:
        for rule in (each for each in self.equalities if each.head == key[0]):
            indices = rule.match(world, values)
            if indices is not None:
                with Binding(world, indices):
                    roots = self._roots(world, key, rule.claim)
                domain = row_domain(key[0])
                roots = [
                    x
                    for x in roots
                    if domain.lower is None or x > 0 or (x.is_zero() and not domain.lower_open)
                ]
                if not roots:
                    raise Silent(f"no value of {key[0]}")
                return self.rng.choice(roots)
        return None

    def _roots(self, world: World, key: Any, claim: Claim) -> list[Any]:
        """Solve left == right for the value at ``key``, at most quadratic in it."""
        at = []
        for trial in (0, 1, -1):
            self.open[key] = arb(trial)
            try:
                at.append(evaluator(sympy.S(claim.left))(world) - evaluator(sympy.S(claim.right))(world))
            finally:
                del self.open[key]
        constant, linear, square = at[0], (at[1] - at[2]) / 2, (at[1] + at[2]) / 2 - at[0]
        if square.contains(0):
            return [] if world.negligible(linear) or linear.is_zero() else [-constant / linear]
        inside = linear**2 - 4 * square * constant
        if inside.is_zero():
            return [-linear / (2 * square)]
        return [(-linear + sign * inside.sqrt()) / (2 * square) for sign in (1, -1)] if inside > 0 else []

    def _drawn(self, world: World, key: Any, values: tuple[Any, ...]) -> Any:
        name = key[0]
        rules = [(rule, rule.match(world, values)) for rule in self.inequalities if rule.head == name]
        beyond = name in world.finite and values[0] >= world.lengths[name]
        for _ in range(1 if beyond else TRIES):
            self.open[key] = arb(0) if beyond else rational(draw(row_domain(name), self.rng, mild=True))
            try:
                if all(holds(world, rule.claim, place) for rule, place in rules if place is not None):
                    return self.open[key]
            finally:
                value = self.open.pop(key)
            del value
        raise Silent(f"no value of {name}")

    def _flow(self, world: World, name: str, values: tuple[Any, ...]) -> Any:
        """The solution of y^(m) = c + a y (+ b y') with its starting values, by the exponential of a matrix."""
        for claim in self.flows:
            unknown, (time, order) = claim.left.expr, claim.left.variable_count[0]
            if type(unknown).__name__ != name or unknown.args[1] != time:
                continue
            index, order = unknown.args[0], int(order)
            right, letters = _force(claim)
            indices = {} if index in world.fixed else {index: values[0]}
            if not indices and not (world.fixed[index] - values[0]).is_zero():
                raise Silent("no differential equation for this index")
            with Binding(world, indices):
                at = [self._at(world, right, letters, point) for point in ((0, 0), (1, 0), (0, 1))]
                start = [self._start(world, sympy.S(each)) for each in _first(unknown, time, order)]
            force, spring, drag = at[0], at[1] - at[0], at[2] - at[0]
            if order == 1:
                matrix = arb_mat([[spring, force], [0, 0]]) * values[1]
                return (matrix.exp() * arb_mat([[start[0]], [1]]))[0, 0]
            matrix = arb_mat([[0, 1, 0], [spring, drag, force], [0, 0, 0]]) * values[1]
            return (matrix.exp() * arb_mat([[start[0]], [start[1]], [1]]))[0, 0]
        return None

    @staticmethod
    def _at(world: World, right: Any, letters: tuple[Any, Any], point: tuple[int, int]) -> Any:
        with Binding(world, dict(zip(letters, map(arb, point), strict=True))):
            return right(world)

    def _start(self, world: World, left: Any) -> Any:
        given = [claim.right for claim in self.starts if claim.left == left]
        if len(given) != 1:
            raise Silent("no starting value")
        return evaluator(sympy.S(given[0]))(world)


@lru_cache(maxsize=100)
def _force(claim: Claim) -> tuple[Any, tuple[Any, Any]]:
    """The right side of a differential equation, in letters for the unknown and its slope."""
    unknown, (time, _) = claim.left.expr, claim.left.variable_count[0]
    letters = (sympy.Dummy(), sympy.Dummy())
    right = sympy.S(claim.right).xreplace({sympy.Derivative(unknown, time): letters[1]})
    return evaluator(right.xreplace({unknown: letters[0]})), letters


@lru_cache(maxsize=100)
def _first(unknown: Any, time: Any, order: int) -> tuple[Any, ...]:
    return (unknown.subs(time, 0), sympy.Subs(sympy.Derivative(unknown, time), time, 0))[:order]


def holds(world: World, claim: Claim, indices: dict[Any, Any]) -> bool:
    """Whether a claim certainly holds, at these values of its index letters."""
    with Binding(world, indices):
        try:
            gap = evaluator(sympy.S(claim.left))(world) - evaluator(sympy.S(claim.right))(world)
        except NotANumber:
            return False
    if claim.relation == "==":
        return bool(gap.contains(0)) or world.negligible(gap)
    gap = gap if claim.relation in (">", ">=") else -gap
    if world.negligible(gap):
        return claim.relation in (">=", "<=") and not world.exact
    return bool(gap > 0) or (gap.is_zero() and claim.relation in (">=", "<="))


def applications(claim: Claim) -> list[Any]:
    """The unknown functions of a claim: alone on a side first, later arguments first (``x(i + 1)`` before ``x(i)``)."""
    nodes = unknown_functions(claim.both)
    return sorted(
        nodes, key=lambda node: (node not in (claim.left, claim.right), -len(str(node.args)), str(node))
    )
