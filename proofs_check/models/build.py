"""One random model of a statement: letters, sequences, unknown functions, then vectors and chance."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

import numpy as np
import sympy
from flint import arb

from proofs_check.models.draws import draw, in_domain, row_domain
from proofs_check.models.equations import (
    chance_equations,
    derived_random,
    excess_equation,
    is_drawn,
    operator_equations,
    setting_identities,
)
from proofs_check.models.evaluate import Evaluator, evaluator, rational, settled
from proofs_check.models.functions import Functions, holds
from proofs_check.models.reading import Reading, names_of
from proofs_check.models.solve import Image, Slot, System
from proofs_check.models.world import LENGTH, NotANumber, Silent, World
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.parameter import Domain

# draws of letters until one satisfies the hypotheses about fixed numbers
LETTERS = 40


class Refused(Exception):
    """A try whose values certainly break a domain or a hypothesis."""


def build(reading: Reading, rng: Random) -> World:
    """One try at a model.

    Raises
    ------
    Refused, Silent, NotANumber, NoValue
        If this try gives none.
    """
    setting = reading.statement.setting
    deep = bool(setting and (setting.facts or setting.operators or setting.units or setting.projections
                or setting.noises or setting.duals)) or bool(reading.deep)  # fmt: skip
    for _ in range(LETTERS):
        world = _world_of_letters(reading, rng, deep)
        if world is not None:
            break
    else:
        raise Refused("no letters satisfy the hypotheses")
    if deep or reading.vectors:
        _solve_setting(world, reading, rng)
    _check(world, reading)
    world.outcome = -1
    return world


def _world_of_letters(reading: Reading, rng: Random, deep: bool) -> World | None:
    """A world without vectors, ``None`` if its letters break a domain or a hypothesis."""
    setting = reading.statement.setting
    world = World(hidden=frozenset(reading.hidden), vectors=reading.vectors)
    if reading.random:
        # the equations for units and noise are regular only with this many outcomes
        many = setting is not None and (setting.units or setting.noises)
        world.chance = [{} for _ in range(rng.randint(4, 5) if many else rng.randint(2, 3))]
    _draw_letters(world, reading, rng, deep)
    world.function = Functions(
        rng, reading.equalities, reading.inequalities, reading.flows, reading.starts, reading.random
    )
    try:
        solved = _solve_letters(world, reading)
    except Silent:
        return None
    for name in solved:
        if not in_domain(world, world.fixed[getattr(notation, name)], domain_of(reading, name)):
            return None
    plain = (each for each in reading.plain if not names_of(each.both) & reading.hidden)
    return world if all(holds(world, claim, {}) for claim in plain) else None


def domain_of(reading: Reading, name: str) -> Domain:
    return reading.parameters[name].domain if name in reading.parameters else row_domain(name)


def _draw_letters(world: World, reading: Reading, rng: Random, deep: bool) -> None:
    def put(key: Any, name: str, domain: Domain) -> None:
        stores = world.chance if name in reading.random else [world.fixed]
        for store in stores:
            store[key] = rational(draw(domain, rng, mild=deep))

    for name in sorted(reading.letters):
        put(getattr(notation, name), name, domain_of(reading, name))
    for name in sorted(reading.sequences):
        parameter = reading.parameters.get(name)
        count = min(parameter.length or LENGTH, 8) if parameter else LENGTH
        world.lengths[name] = count
        for i in range(count):
            put((name, i), name, domain_of(reading, name))
    length = rng.randint(1, 4)
    for name in reading.summed:
        world.finite.add(name)
        world.lengths.setdefault(name, length)


def _solve_letters(world: World, reading: Reading) -> set[str]:
    """Give letters the values that equalities between fixed numbers leave them; the names of these letters."""
    solved: set[str] = set()
    for claim in reading.plain:
        if claim.relation != "==":
            continue
        target = _target(claim, reading, solved)
        if target is None:
            continue
        letter, start = target, world.fixed[target]
        at = []
        gap = evaluator(sympy.S(claim.left) - sympy.S(claim.right))
        for trial in (0, 1, 2):
            world.fixed[letter] = arb(trial)
            try:
                at.append(gap(world))
            except NotANumber:
                at = []
                break
        world.fixed[letter] = start
        linear = len(at) == 3 and (at[2] - 2 * at[1] + at[0]).contains(0) and not (at[1] - at[0]).contains(0)
        if not linear:
            continue
        world.fixed[letter] = -at[0] / (at[1] - at[0])
        solved.add(letter.name)
    return solved


def _target(claim: Claim, reading: Reading, solved: set[str]) -> Any:
    """The letter that an equality gives a value: alone on a side, or any that it is linear in."""
    sides = [sympy.S(claim.left), sympy.S(claim.right)]
    letters = [s for s in sides if isinstance(s, sympy.Symbol)]
    gap = sides[0] - sides[1]
    letters += sorted(
        (s for s in gap.free_symbols if isinstance(s, sympy.Symbol)),
        key=lambda s: (bool(s.is_integer), s.name),
    )
    for letter in letters:
        name = letter.name
        if name in reading.letters and name not in solved and name not in reading.random:
            return letter
    return None


def _solve_setting(world: World, reading: Reading, rng: Random) -> None:
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
            domain = domain_of(reading, name)
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


def _check(world: World, reading: Reading) -> None:
    """Raise unless all letters lie in their domains and all hypotheses hold."""
    outcomes = list(range(len(world.chance))) or [-1]
    for each in outcomes:
        world.outcome = each
        for name in {*reading.letters, *reading.parameters}:
            row = notation.row(name)
            if row.kind != "scalar" or name in reading.hidden:
                continue
            value = evaluator(getattr(notation, name))(world)
            if not (
                in_domain(world, value, domain_of(reading, name))
                and in_domain(world, value, row_domain(name))
            ):
                raise Refused(f"{name} leaves its domain")
        for name in reading.sequences - reading.hidden:
            for i in range(world.lengths[name]):
                if not in_domain(world, world.get((name, i)), domain_of(reading, name)):
                    raise Refused(f"an entry of {name} leaves its domain")
        _check_deviation(world, reading)
        facts = [fact for _, fact in reading.statement.setting.facts] if reading.statement.setting else []
        if reading.vectors & reading.hidden:
            facts = []
        for claim in (
            *reading.plain,
            *(each for each in (*reading.deep, *facts) if not reading.indices(each)),
        ):
            if not names_of(claim.both) & reading.hidden and not holds(world, claim, {}):
                raise Refused(f"{claim} does not hold")


def _check_deviation(world: World, reading: Reading) -> None:
    """Raise unless the letter ``deviation`` has the tails that its meaning in the table gives it (matrix Bernstein)."""
    if "deviation" not in reading.random:
        return
    values = [store[notation.deviation] for store in world.chance]
    size, count = (
        evaluator(e)(world) for e in (notation.effective_dimension(notation.penalty), notation.M_TE)
    )
    for v in (value for value in values if not value <= 0):
        share = arb(sum(1 for each in values if not each < v)) / len(values)
        if not share <= 8 * size * (-(v**2 / 2) / (size / count + v / (3 * count))).exp():
            raise Refused("the deviation is larger than it may be")
