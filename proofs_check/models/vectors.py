"""The vectors of a model, with the random letters and entries that the setting's equations tie to them."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

import numpy as np
import sympy
from flint import arb

from proofs_check.models.equations import (
    chance_equations,
    derived_random,
    excess_equation,
    is_drawn,
    operator_equations,
    setting_identities,
)
from proofs_check.models.evaluate import Evaluator, evaluator
from proofs_check.models.reading import Reading, names_of
from proofs_check.models.solve import Image, Slot, System
from proofs_check.models.world import LENGTH, Silent, World, settled
from w2s_theory import notation
from w2s_theory.records.claim import Claim


def solve_setting(world: World, reading: Reading, rng: Random) -> None:
    """Vectors, random letters and what else the setting's equations decide."""
    world.exact = False
    if reading.vectors & reading.hidden:
        return
    equations, letters = _equations(world, reading, rng)
    free = [slot for slot in letters if _free(slot, reading, rng)]
    few = len(reading.vectors) < 5
    dimension = rng.choice((1, 2, 3, 4, 5, 6) if few else (3, 4, 5, 6, 6))
    vectors = _start(world, reading, rng, dimension)
    for outcome in range(len(world.chance)):
        world.chance[outcome].setdefault("draw", arb(outcome))
    setting = reading.statement.setting
    system = System(world, dimension, vectors, free, [], setting_identities(setting) if setting else {})
    system.put_products()
    hidden = {name for name in reading.hidden if name in notation.NAMES}
    for equation in (each for each in equations if not names_of(each) & hidden):
        system.equations += _instances(world, equation)
    for slot in free:
        if not isinstance(slot[1], sympy.Dummy):
            name = slot[1][0] if isinstance(slot[1], tuple) else slot[1].name
            domain = reading.domain(name)
            low = -1e6 if domain.lower is None else float(domain.lower) + 1e-3
            system.bounds[slot] = (low, 1e6 if domain.upper is None else float(domain.upper) - 1e-3)
    system.images = _images(system, reading, rng)
    if not system.solve():
        raise Silent("no vectors were found")
    world.memory["settled"] = True
    for store in (world.fixed, *world.chance):
        for key, value in store.items():
            store[key] = settled(world, value)


def _free(slot: Slot, reading: Reading, rng: Random) -> bool:
    key = slot[1]
    name = key[0] if isinstance(key, tuple) else key.name
    if isinstance(key, sympy.Dummy):
        return True
    if name in reading.frozen or notation.row(name).assumptions[:1] == ("integer",):
        return False
    return name in reading.random or isinstance(key, tuple) or rng.random() < 0.6


def _equations(world: World, reading: Reading, rng: Random) -> tuple[list[Any], list[Slot]]:
    """All equations, and the slots of what may move: letters, entries and slack letters."""
    setting = reading.statement.setting
    found: list[Any] = []
    room: list[Any] = []
    claims = [claim for claim in reading.deep if not reading.indices(claim)]
    for claim in reading.deep:
        for letter in list(reading.indices(claim))[:1]:
            claims += [at_index(claim, letter, i) for i in range(LENGTH)]
    if setting is not None:
        claims += [fact for _, fact in setting.facts]
        for operator in (each for each in setting.operators if not is_drawn(each, setting)):
            more, slacks = operator_equations(operator)
            found, room = found + more, room + slacks
        found += chance_equations(setting)
    for claim in claims:
        expression, letter = excess_equation(claim)
        found.append(expression)
        room += [] if letter is None else [letter]
    slots = [(-1, key) for key in world.fixed if _movable(key)]
    slots += [(o, key) for o, store in enumerate(world.chance) for key in store if _movable(key)]
    for letter in room:
        for o in range(len(world.chance)) if world.chance else (-1,):
            store = world.fixed if o < 0 else world.chance[o]
            store[letter] = arb(rng.choice((0.1, 0.5, 1.0)) * (1 + rng.random()))
            slots.append((o, letter))
    return [e for e in map(sympy.S, found) if e != 0], slots


def at_index(claim: Claim, letter: Any, i: int) -> Claim:
    """A hypothesis at one value of its index letter."""
    left, right = (sympy.S(side).xreplace({letter: sympy.Integer(i)}) for side in (claim.left, claim.right))
    return Claim(left, claim.relation, right)


def _movable(key: Any) -> bool:
    return isinstance(key, sympy.Symbol) or (isinstance(key, tuple) and key[0] != "inner")


def _instances(world: World, expression: Any) -> list[tuple[Evaluator, int]]:
    """An equation for every outcome, if it depends on the draw."""
    equation = evaluator(expression)
    if not world.chance:
        return [(equation, -1)]
    world.outcome, world.depends = 0, False
    equation(world)
    return [(equation, o) for o in range(len(world.chance))] if world.depends else [(equation, 0)]


def _start(world: World, reading: Reading, rng: Random, dimension: int) -> dict[Slot, list[Any]]:
    """Vectors near what the operators ask for: images under random projections and shrinkages, of every rank."""
    setting = reading.statement.setting
    if setting is None:
        return {}
    generator = np.random.default_rng(rng.getrandbits(32))
    random = derived_random(setting)
    vectors: dict[Slot, Any] = {}
    for name in setting.vectors:
        for o in range(len(world.chance)) if name in random else (-1,):
            vectors[o, name] = generator.normal(size=dimension) / np.sqrt(dimension)
    return {slot: [arb(float(x)) for x in vector] for slot, vector in vectors.items()}


def _images(system: System, reading: Reading, rng: Random) -> list[Image]:
    """The images under random projections of every rank; in half of the worlds their ranges lie one in another."""
    setting, world, found = reading.statement.setting, system.world, []
    operators = [each for each in setting.operators if is_drawn(each, setting)] if setting else []
    nested = rng.random() < 0.6
    for o in range(len(world.chance)) or (-1,):
        world.outcome = o
        basis = _basis(system.dimension, rng)
        for operator in operators:
            basis = basis if nested else _basis(system.dimension, rng)
            values, size = _spectrum(operator.kind, system.dimension, rng), range(system.dimension)
            parts = [(b, arb(c)) for b, c in zip(basis, values, strict=True) if c]
            matrix = [[sum((b[i] * b[j] * c for b, c in parts), arb(0)).mid() for j in size] for i in size]
            for pair in operator.images:
                sides = [
                    {system.owner(o, name): factor(world).mid() for name, factor in _combination(side)}
                    for side in pair
                ]
                found.append(Image(matrix, sides[0], sides[1]))
    return found


def _spectrum(kind: str, dimension: int, rng: Random) -> list[float]:
    """Eigenvalues: of a projection of mostly proper rank, of a shrinkage within [0, 1] and often at its ends."""
    if kind != "projection":
        return [
            rng.choice((0.0, 0.5, 1.0, rng.random())) * (1 if kind == "shrinkage" else 2)
            for _ in range(dimension)
        ]
    least = 0 if rng.random() < 0.1 else 1
    most = dimension if rng.random() < 0.2 else max(least, dimension - 1)
    rank = rng.randint(least, most)
    return [1.0] * rank + [0.0] * (dimension - rank)


@lru_cache(maxsize=500)
def _combination(vector: Any) -> tuple[tuple[str, Evaluator], ...]:
    expanded = sympy.expand(vector)
    letters = [
        s for s in expanded.free_symbols if s.name in notation.NAMES and notation.row(s.name).kind == "vector"
    ]
    return tuple((s.name, evaluator(expanded.coeff(s, 1))) for s in letters)


def _basis(dimension: int, rng: Random) -> list[list[Any]]:
    """A random orthonormal basis, to all digits."""
    found: list[list[Any]] = []
    for _ in range(dimension):
        v = [arb(rng.gauss(0, 1)) for _ in range(dimension)]
        for b in found:
            along = sum((x * y for x, y in zip(v, b, strict=True)), arb(0))
            v = [x - along * y for x, y in zip(v, b, strict=True)]
        length = sum((x * x for x in v), arb(0)).sqrt()
        found.append([(x / length).mid() for x in v])
    return found
