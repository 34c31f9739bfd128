"""One random model of a statement: letters, sequences, unknown functions, then vectors and chance."""

from __future__ import annotations

from random import Random
from typing import Any

import sympy
from flint import arb

from proofs_check.models.draws import draw, in_domain, row_domain
from proofs_check.models.evaluate import evaluator, rational
from proofs_check.models.functions import Functions, holds
from proofs_check.models.reading import Reading, names_of
from proofs_check.models.vectors import solve_setting
from proofs_check.models.world import LENGTH, NotANumber, Silent, World
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Domain

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
        solve_setting(world, reading, rng)
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
        if not in_domain(world, world.fixed[getattr(notation, name)], reading.domain(name)):
            return None
    plain = (each for each in reading.plain if not names_of(each.both) & reading.hidden)
    return world if all(holds(world, claim, {}) for claim in plain) else None


def _draw_letters(world: World, reading: Reading, rng: Random, deep: bool) -> None:
    def put(key: Any, name: str, domain: Domain) -> None:
        stores = world.chance if name in reading.random else [world.fixed]
        for store in stores:
            store[key] = rational(draw(domain, rng, mild=deep))

    for name in sorted(reading.letters):
        put(getattr(notation, name), name, reading.domain(name))
    for name in sorted(reading.sequences):
        parameter = reading.parameters.get(name)
        count = min(parameter.length or LENGTH, 8) if parameter else LENGTH
        world.lengths[name] = count
        for i in range(count):
            put((name, i), name, reading.domain(name))
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
                in_domain(world, value, reading.domain(name)) and in_domain(world, value, row_domain(name))
            ):
                raise Refused(f"{name} leaves its domain")
        for name in reading.sequences - reading.hidden:
            for i in range(world.lengths[name]):
                if not in_domain(world, world.get((name, i)), reading.domain(name)):
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
