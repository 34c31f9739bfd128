"""The experiment of a theorem that names none, made from what its setting declares.

Vectors and operators of the declared kinds are drawn (:mod:`w2s_theory.experiments.drawn_setting`), the facts of the setting
and the hypotheses made to hold, and the quantity and the parameters measured on them by their definitions in the notation
table. The bound is not looked at. What is random, sequences, letters that nothing defines need an experiment of one's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy

from w2s_theory import notation
from w2s_theory.experiments.drawn_setting import ROUNDING, DrawnOperator, Found, Plan, World, draw_worlds
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.errors import InputError
from w2s_theory.records.parameter import Domain, bounded_part
from w2s_theory.records.theorem import Attack, made_from_setting

if TYPE_CHECKING:
    from w2s_theory.records.hilbert import Operator
    from w2s_theory.records.theorem import Theorem

# dimensions of random draws, and of those that an optimiser moves
_DIMENSIONS, _ATTACKED = (1, 2, 3, 4, 6), 3
_NESTED = 8
# how far from the setting a draw is that does not satisfy it
_NOWHERE = 1e200


def with_experiment(theorem: Theorem) -> Theorem:
    """The theorem, with an experiment (and an attack) made from its setting if it has none.

    Where none can be made the experiment says so when it is asked for draws.
    """
    if theorem.experiment is not made_from_setting:
        return theorem
    try:
        draws = SettingDraws(theorem)
    except InputError as problem:
        return replace(theorem, experiment=_refusal(str(problem)))
    attack = theorem.attack
    if attack is None and draws.plan.coordinates(_ATTACKED):
        attack = Attack(draws.plan.coordinates(_ATTACKED), draws.at)
    return replace(theorem, experiment=draws.experiment, attack=attack)


def _refusal(problem: str) -> Callable[[Any, int], Draws]:
    def experiment(rng: Any, size: int) -> Draws:
        raise InputError(problem)

    return experiment


class SettingDraws:
    """A theorem's setting as a plan, with what is measured on each draw.

    Raises
    ------
    InputError
        Naming what cannot be drawn.
    """

    def __init__(self, theorem: Theorem) -> None:
        self.theorem, self.name = theorem, theorem.name
        setting = theorem.setting
        if setting is not None and (
            setting.random or setting.units or setting.projections or setting.noises or setting.duals
        ):
            raise self._no("its setting is random")
        if theorem.families or any(each.length for each in theorem.parameters):
            raise self._no("it speaks of sequences")
        self.domains: dict[str, Domain] = {}
        self._compiled: dict[Any, Callable[[World], np.ndarray]] = {}
        operators, free = self._operators(
            setting.operators if setting else (), setting.vectors if setting else ()
        )
        facts = dict(setting.facts) if setting else {}
        facts |= {str(each): each for each in theorem.hypotheses}
        unit, zero, positive = [], {}, {}
        for name, claim in facts.items():
            lower = claim.relation in ("<=", "<")
            difference = sympy.S(claim.left) - sympy.S(claim.right)
            value = self._value(-difference if lower else difference)
            (zero if claim.relation == "==" else positive)[name] = value
            unit += [v for v in free if difference == notation.norm_squared(getattr(notation, v)) - 1]
        self.quantity = self._value(theorem.quantity)
        self.measured = {
            each.symbol: self._value(getattr(notation, each.symbol)) for each in theorem.parameters
        }
        ranges = {name: _range(domain) for name, domain in self.domains.items()}
        whole = tuple(name for name, domain in self.domains.items() if domain.integer)
        self.plan = Plan(tuple(free), tuple(unit), operators, ranges, whole, zero, positive)

    def experiment(self, rng: np.random.Generator, size: int) -> Draws:
        """About ``size`` draws, in several dimensions."""
        dimensions = _DIMENSIONS if self.plan.free else (1,)
        parts = []
        failed = ""
        for n in dimensions:
            coordinates = rng.standard_normal((-(-size // len(dimensions)), self.plan.coordinates(n)))
            found = draw_worlds(self.plan, n, coordinates, rng)
            draws = self._draws(found)
            parts.append(draws.select(np.isfinite(found.distance)))
            failed = failed or found.failed
        draws = join(parts)
        if not len(draws):
            raise self._no(f"nothing was found that satisfies {failed or 'what is assumed'}")
        return draws

    def at(self, coordinates: Any) -> Draws:
        """The one draw of these coordinates; where none was found its error is beyond all bounds, and it is no evidence."""
        return self._draws(draw_worlds(self.plan, _ATTACKED, np.asarray(coordinates, dtype=float)[None, :]))

    def _draws(self, found: Found) -> Draws:
        world, count = found.world, len(found.distance)
        measured = _whole(self.quantity(world), count)
        size = sum((world.inner(name, name) for name in world.vectors), np.ones(count))
        distance = np.where(np.isfinite(found.distance), found.distance, _NOWHERE)
        error = ROUNDING * (size + np.abs(measured)) + 4 * distance * np.sqrt(size)
        parameters, uncertainty = {}, {}
        for parameter in self.theorem.parameters:
            name, domain = parameter.symbol, parameter.domain
            value = _whole(self.measured[name](world), count)
            low = -np.inf if domain.lower is None else float(domain.lower)
            high = np.inf if domain.upper is None else float(domain.upper)
            inside = np.clip(value, low, high)
            parameters[name] = np.where(np.abs(value - inside) <= error, inside, value)
            if name not in self.domains:
                uncertainty[name] = np.where(distance < _NOWHERE, error, 0)
        return Draws(parameters, measured, error, uncertainty)

    def _operators(
        self, operators: tuple[Operator, ...], vectors: tuple[str, ...]
    ) -> tuple[tuple[DrawnOperator, ...], list[str]]:
        """Operators with the vectors they give, in an order in which each is known before it is used."""
        given = {
            str(image): (operator.letter, source)
            for operator in reversed(operators)
            for source, image in reversed(operator.images)
            if isinstance(image, sympy.Symbol) and not sympy.S(source).has(image)
        }
        free = [name for name in vectors if name not in given]
        known, found, left = set(free), [], list(operators)
        while left:
            for operator in left:
                made = [name for name, (letter, _) in given.items() if letter == operator.letter]
                needed = set().union(*(self._letters(given[name][1]) for name in made)) if made else set()
                if needed <= known:
                    break
            else:  # the images run in a circle: one of them is free, and an equation
                operator = left[0]
                made = [name for name, (letter, source) in given.items()
                        if letter == operator.letter and self._letters(source) <= known]  # fmt: skip
                lost = {name for name, (letter, _) in given.items() if letter == operator.letter} - set(made)
                free += [name for name in vectors if name in lost]
                given = {name: pair for name, pair in given.items() if name not in lost}
                known |= lost
            left.remove(operator)
            known |= set(made)
            images = tuple((name, self._combination(given[name][1])) for name in made)
            pairs = tuple(
                (self._combination(source), self._combination(image))
                for source, image in operator.images
                if (str(image) not in made or given[str(image)][1] != source)
            )
            found.append(DrawnOperator(operator.kind, images, pairs))
        return tuple(found), free

    def _letters(self, vector: Any) -> set[str]:
        return set(self._combination(vector))

    def _combination(self, vector: Any) -> dict[str, Callable[[World], np.ndarray]]:
        expanded = sympy.expand(vector)
        letters = [s for s in expanded.free_symbols if notation.row(s.name).kind == "vector"]
        return {s.name: self._value(expanded.coeff(s, 1)) for s in sorted(letters, key=str)}

    def _value(self, expression: Any) -> Callable[[World], np.ndarray]:
        """An expression in inner products and letters as a function of a world."""
        expression = self._unfolded(sympy.S(expression))
        if expression in self._compiled:
            return self._compiled[expression]
        atoms = sorted(expression.atoms(notation.inner_type()), key=str)
        stand_ins = [sympy.Dummy() for _ in atoms]
        plain = expression.xreplace(dict(zip(atoms, stand_ins, strict=True)))
        letters = sorted(plain.free_symbols - set(stand_ins), key=str)
        for symbol in letters:
            self._declare(symbol)
        if plain.atoms(sympy.Indexed, sympy.Sum, sympy.Integral, sympy.Derivative) or any(
            each.func.__module__ == notation.__name__ for each in plain.atoms(sympy.Function)
        ):
            raise self._no(f"it speaks of {expression}, which the setting does not define")
        function = sympy.lambdify([*stand_ins, *letters], plain, modules=["scipy", "numpy"])
        pairs = [(each.args[0].name, each.args[1].name) for each in atoms]
        names = [symbol.name for symbol in letters]

        def value(world: World) -> np.ndarray:
            given = [world.inner(*pair) for pair in pairs] + [world.scalars[name] for name in names]
            some = next(iter((*world.vectors.values(), *world.scalars.values())))
            with np.errstate(all="ignore"):
                return _whole(function(*given), len(some))

        self._compiled[expression] = value
        return value

    def _unfolded(self, expression: Any) -> Any:
        """Letters that have a definition, by it."""
        setting = self.theorem.setting
        vectors = set(setting.vectors) if setting else set()
        for _ in range(_NESTED):
            defined = {
                symbol: notation.definition(symbol.name)
                for symbol in expression.free_symbols
                if symbol.name in notation.NAMES
                and notation.row(symbol.name).kind == "scalar"
                and notation.row(symbol.name).definition is not None
            }
            spoken = {symbol: _vectors_in(value) for symbol, value in defined.items()}
            defined = {
                symbol: value for symbol, value in defined.items() if vectors and spoken[symbol] <= vectors
            }
            if not defined:
                break
            expression = sympy.S(expression).xreplace(defined)
        if not _vectors_in(expression) <= vectors:
            raise self._no(f"it speaks of {expression}, whose vectors the setting does not have")
        return expression

    def _declare(self, symbol: Any) -> None:
        """A letter that nothing defines is drawn from the typical part of its domain, or of what its row allows."""
        if symbol.name not in notation.NAMES or notation.row(symbol.name).kind != "scalar":
            raise self._no(f"it speaks of {symbol}, which the setting does not define")
        stated = {each.symbol: each.typical for each in self.theorem.parameters}
        low = 1 if symbol.is_positive and symbol.is_integer else 0 if symbol.is_nonnegative else None
        allowed = bounded_part(Domain(_fraction(low), integer=bool(symbol.is_integer)))
        self.domains[symbol.name] = stated.get(symbol.name, allowed)

    def _no(self, problem: str) -> InputError:
        return InputError(
            f"{self.name}: no experiment can be made from its setting, {problem}: give it experiment=..."
        )


def _vectors_in(expression: Any) -> set[str]:
    return {each.name for atom in expression.atoms(notation.inner_type()) for each in atom.args}


def _fraction(value: int | None) -> Any:
    from fractions import Fraction

    return None if value is None else Fraction(value)


def _range(domain: Domain) -> tuple[float, float]:
    assert domain.lower is not None and domain.upper is not None  # typical parts are bounded
    return float(domain.lower), float(domain.upper)


def _whole(values: Any, count: int) -> np.ndarray:
    return np.broadcast_to(np.asarray(values, dtype=float), (count,)).copy()
