"""What a Hilbert-space setting fixes: all its letters, whether it makes sense, and when one is part of another.

Trusted, so short. What a theorem says of its setting may be used only where the same setting, or more, is declared.
A setting that contradicts itself would show anything, so what it declares of chance is held against what it names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.cited import tied_letters
from proofs_check.definedness import running
from proofs_check.expectation import depends_on_draw, order, random_in, random_letters
from proofs_check.requirement import require
from proofs_check.sign import nonnegative, positive
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, RandomUnit
from w2s_theory.records.parameter import integers


def letters_of(setting: Hilbert | None) -> set[Any]:
    """Every letter that a setting speaks of."""
    if setting is None:
        return set()
    parts = [side for operator in setting.operators for pair in operator.images for side in pair]
    parts += [fact.both for _, fact in setting.facts]
    parts += [part for unit in setting.units for part in (unit.coefficient, unit.count or 0)]
    parts += [noise.variance for noise in setting.noises]
    found = random_letters(setting) | sympy.Tuple(*parts).free_symbols | tied_letters(setting.random)
    # the index of many projections or dual vectors is theirs
    for each in setting.projections:
        found |= sympy.Tuple(each.seen, each.missed, each.energy, each.last).free_symbols - {each.index}
    for dual in setting.duals:
        found |= sympy.Tuple(dual.size, dual.freedom).free_symbols - {dual.index}
    return found


def setting_claims(setting: Hilbert | None) -> list[Claim]:
    """The facts of a setting, and every other expression in it as a claim that it is itself."""
    if setting is None:
        return []
    numbers = [noise.variance for noise in setting.noises] + [dual.freedom for dual in setting.duals]
    return [*(fact for _, fact in setting.facts), *(Claim(each, "==", each) for each in numbers)]


def require_consistent(setting: Hilbert) -> None:
    """Raise unless what a setting declares makes sense.

    Raises
    ------
    NotShown
        Naming the letter: an unknown one, a vector that depends on the draw and is not said to, a unit that is not
        random or independent of itself, noise that is independent of something made of it.
    """
    for name in setting.vectors:
        vector = name in notation.NAMES and notation.row(name).kind == "vector"
        require(vector, "{} is no vector of the notation table", name)
    for name in setting.random:
        letter = name in notation.NAMES and notation.row(name).kind in ("scalar", "vector", "sequence")
        require(letter, "{} is said to be random and is no letter of the notation table", name)
    random = random_letters(setting)
    for said in (
        [unit.feature for unit in setting.units], [each.seen for each in setting.projections],
        [noise.vector for noise in setting.noises], [dual.size for dual in setting.duals],
    ):  # fmt: skip
        twice = [each for each in said if said.count(each) > 1]
        require(not twice, "{} is declared twice", twice)
    for operator in setting.operators:
        for x, image in operator.images:
            for each in (x, image):
                _require_vector(each, setting)
            said = (
                image == 0
                or depends_on_draw(sympy.S(image), random)
                or not depends_on_draw(sympy.S(x), random)
            )
            require(
                said,
                "{} is the image of {}, which depends on the draw, and is not said to be random",
                image,
                x,
            )
    _require_bounded(setting)
    for unit in setting.units:
        _require_unit(unit, setting, random)
    for each in setting.projections:
        seen = depends_on_draw(sympy.S(each.seen), random)
        fixed = not any(
            depends_on_draw(sympy.S(part), random) for part in (each.missed, each.energy, each.last)
        )
        require(seen and fixed, "of a projection {} must be random, and what it is made of fixed", each.seen)
    for noise in setting.noises:
        r = noise.vector
        fixed = not depends_on_draw(sympy.S(noise.variance), random)
        require(fixed, "the variance of {} depends on the draw", r)
        square = r in setting.square_integrable
        require(square, "the noise {} is not said to be square integrable, and it is not bounded", r)
        _require_apart(r, _made_of({r}, setting), noise.independent)
    for dual in setting.duals:
        size = sympy.S(dual.size)
        letters = random_in(size, setting) | {s for s in size.free_symbols if isinstance(s, sympy.Symbol)}
        _require_apart(size, _made_of({str(each) for each in letters}, setting), dual.independent)
        require(order(size, setting) == 2, "{} is not said to be integrable, and it is not bounded", size)
        fixed = not depends_on_draw(sympy.S(dual.freedom), random)
        require(fixed, "the dimension {} depends on the draw", dual.freedom)
        loose = {s for node in size.atoms(sympy.Indexed) for i in node.indices for s in i.free_symbols} - {
            dual.index
        }
        require(not loose, "{} has the index {}, and is said to be one vector", size, loose)


def _require_vector(x: Any, setting: Hilbert) -> None:
    """Raise unless ``x`` is a combination of the setting's vectors."""
    notation.inner(x, x)  # raises for anything else
    for symbol in sympy.S(x).free_symbols:
        if notation.row(symbol.name).kind == "vector":
            require(symbol.name in setting.vectors, "{} is not among the vectors of the setting", symbol)


def _require_bounded(setting: Hilbert) -> None:
    unbounded = {*setting.square_integrable, *setting.integrable}
    for name in unbounded:
        require(name in setting.random, "{} is said to be integrable and not to be random", name)
    bounded = not (unbounded and (setting.units or setting.projections))
    require(bounded, "what is said of random units and projections is said of bounded letters")


def _require_unit(unit: RandomUnit, setting: Hilbert, random: set[Any]) -> None:
    for name in (unit.feature, unit.value, unit.target, *([unit.average] if unit.average else [])):
        known = name in notation.NAMES and getattr(notation, name) in random
        require(known, "{} belongs to a random unit and is not said to be random", name)
    for number in (unit.coefficient, unit.count or 0):
        fixed = not depends_on_draw(sympy.S(number), random)
        require(fixed, "{} depends on the draw, and is a number of the unit {}", number, unit.feature)
    _require_apart(unit.feature, _made_of({unit.feature, unit.value}, setting), unit.independent)
    _require_apart(unit.target, _made_of({unit.target, unit.value, unit.average}, setting), unit.blind)


def _made_of(names: set[str], setting: Hilbert) -> set[str]:
    """The names, and the vectors that operators make of them: what depends on the same draw."""
    found, size = set(names), -1
    while len(found) > size:
        size = len(found)
        for operator in setting.operators:
            for x, image in operator.images:
                if {str(s) for s in sympy.S(x).free_symbols} & found:
                    found |= {str(s) for s in sympy.S(image).free_symbols}
    return found


def _require_apart(of: Any, made: set[str], independent: Iterable[str]) -> None:
    """Raise if something that is said to be independent is made of it, or defined by it."""
    for name in independent:
        require(name in notation.NAMES, "{} is no letter of the notation table", name)
        parts = {name}
        if notation.row(name).definition is not None:
            parts |= {str(symbol) for symbol in notation.definition(name).free_symbols}
        require(name not in made, "{} is said to be independent of itself: it is a part of {}", name, of)
        require(not parts & made, "{} is said to be independent of {}, and is made of it", name, of)


def require_numbers(setting: Hilbert, known: Assumptions, always: Iterable[Claim]) -> None:
    """Raise unless the numbers that a setting is made of are shown to be what they must be.

    ``always`` holds for every value of the indices of projections.
    """
    for noise in setting.noises:
        at_least_0 = nonnegative(noise.variance, known)
        require(at_least_0, "the variance {} of {} is not shown to be >= 0", noise.variance, noise.vector)
    for each in setting.projections:
        inside = running(known, each.index, sympy.S(each.first), sympy.S(each.last)).with_facts(always)
        whole = is_share(each.missed, inside) and nonnegative(each.energy, inside)
        require(whole, "{} is not shown to lie in [0, 1], or {} to be >= 0", each.missed, each.energy)
    for count in (sympy.S(unit.count) for unit in setting.units if unit.count):
        rows = {s: integers(int(bool(s.is_positive))) for s in count.free_symbols if s.is_integer}
        sized = replace(known, domains={**rows, **known.domains})
        whole = count.is_integer and positive(count, sized)
        require(whole, "{} units are averaged: that is not shown to be a whole number >= 1", count)


def is_share(value: Any, known: Assumptions) -> bool:
    """Whether a number is shown to lie between 0 and 1: by its sequence's domain, or by the sign procedure."""
    domain = known.domains.get(value.base) if isinstance(value, sympy.Indexed) else None
    if domain is not None:
        low, high = domain.lower, domain.upper
        return low is not None and high is not None and 0 <= low and high <= 1
    return nonnegative(value, known) and nonnegative(1 - value, known)


def contains(ours: Hilbert | None, theirs: Hilbert | None) -> bool:
    """Whether all that ``theirs`` declares is declared in ``ours``, and the same is random in both."""
    if theirs is None or ours is None:
        return theirs is None
    return (
        set(theirs.operators) <= set(ours.operators)
        and set(theirs.facts) <= set(ours.facts)
        and set(theirs.units) <= set(ours.units)
        and set(theirs.projections) <= set(ours.projections)
        # what holds without a draw holds for every draw
        and (not theirs.random or _same_chance(ours, theirs))
    )


def _same_chance(ours: Hilbert, theirs: Hilbert) -> bool:
    """Whether the same is random in both, and as much is known of it here as there."""
    return (
        set(theirs.random) == set(ours.random)
        and set(theirs.square_integrable) == set(ours.square_integrable)
        and set(theirs.integrable) == set(ours.integrable)
        and set(theirs.noises) <= set(ours.noises)
        and set(theirs.duals) <= set(ours.duals)
    )
