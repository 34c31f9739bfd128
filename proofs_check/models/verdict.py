"""The two questions that models answer: is a step contradicted, and is a statement about anything at all?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from random import Random
from typing import Any

import sympy
from flint import arb, ctx

from proofs_check.models.build import Refused, build
from proofs_check.models.draws import NoValue, draw
from proofs_check.models.evaluate import evaluator, rational
from proofs_check.models.functions import holds
from proofs_check.models.reading import Reading, names_of, read, spoken_of
from proofs_check.models.world import CERTAIN, PRECISION, Binding, NotANumber, Silent, World
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement

# tries at a world, more of them for every success, and draws of a step's own letters in one
BUILDS, MORE, DRAWS = 12, 3, 20
# tries at a model of a statement, before it is said that none was found; vectors cost more than letters
TRIES, TRIES_OF_SETTINGS = 200, 30
NOT_FOUND = (
    "no values were found that satisfy what is assumed (in {} tries): the statement may be about nothing"
)
NOT_LOOKED_FOR = "no values were looked for that satisfy all that is assumed: {} are not modelled"
# worlds of letters alone are cheap, so more of them are looked at
EXACT = 2


def contradiction(step: Step, statement: Statement, *, models: int = 3, seed: int = 0) -> str | None:
    """One line naming the values at which the step's claim is certainly false, or ``None``."""
    with _precision():
        return next((line for line in _looks(step, statement, models, seed) if line), None)


def satisfiable(statement: Statement, *, tries: int = TRIES, seed: int = 0) -> bool | None:
    """Whether a model was found (True), or every one of the tries certainly breaks a domain or a hypothesis (False).

    ``None`` where such models are not built here.
    """
    with _precision():
        refused = 0
        rng = Random(f"{seed}")
        for _ in range(tries):
            try:
                world = build(read(statement), rng)
            except (Refused, NoValue, NotANumber):
                refused += 1
                continue
            except Exception:
                continue
            return True if not world.hidden else None
        setting = statement.setting
        return False if refused == tries and setting is None and not statement.families else None


def unseen(statement: Statement) -> tuple[str, bool]:
    """A remark where no values are known to satisfy what a statement assumes, and whether they were looked for in vain.

    It shows nothing: that a search finds no values is no proof that there are none.
    """
    tries = TRIES if statement.setting is None else TRIES_OF_SETTINGS
    if satisfiable(statement, tries=tries):
        return "", False
    hidden = read(statement).hidden
    if hidden:
        return NOT_LOOKED_FOR.format(", ".join(sorted(hidden))), False
    return NOT_FOUND.format(tries), True


def looks(step: Step, statement: Statement, *, models: int = 3, seed: int = 0) -> list[str]:
    """One line for every model in which a step's claim was evaluated: empty, or what contradicts it there."""
    with _precision():
        return list(_looks(step, statement, models, seed))


class _precision:
    def __enter__(self) -> None:
        self.before, ctx.prec = ctx.prec, PRECISION

    def __exit__(self, *_: object) -> None:
        ctx.prec = self.before


def _looks(step: Step, statement: Statement, models: int, seed: int) -> Iterator[str]:
    """An empty line for every model in which the claim is not contradicted, a line with the reason where it is."""
    rng = Random(f"{seed} {step.name}")
    seen, exact = 0, True
    for extended in (False, True) if step.where else (False,):
        try:
            worlds = _worlds(_context(step, statement, extended), seed)
        except Exception:  # no models of such a statement
            continue
        for index in range(EXACT * models):
            if seen >= models and (index >= EXACT * models or not exact):
                return
            world = worlds.get(index)
            if world is None:
                continue
            exact = world.exact
            try:
                line = _look(world, step, rng, extended)
            except Exception:  # a model that breaks says nothing
                continue
            finally:
                world.outcome, world.touched = -1, None
                world.bound.clear()
            if line is not None:
                seen += 1
                yield line


def _context(step: Step, statement: Statement, extended: bool) -> Statement:
    """The statement; or the same with the step's own letters as parameters, its restrictions as hypotheses.

    Without its setting and its other hypotheses, where these speak of nothing that the step speaks of.
    """
    if statement.setting is not None and _apart(step, statement):
        statement = replace(statement, setting=None, hypotheses=(), families=())
    if extended:
        own = tuple(
            each for each in step.variables if each.symbol not in {p.symbol for p in statement.parameters}
        )
        statement = _with_other_indices(statement, {each.symbol for each in own})
        statement = replace(
            statement,
            parameters=(*statement.parameters, *own),
            hypotheses=(*statement.hypotheses, *step.where),
        )
    return statement


def _with_other_indices(statement: Statement, names: set[str]) -> Statement:
    """The statement with other letters for the indices of its hypotheses, where a step has letters of these names."""
    reading = read(statement)
    taken = (
        {name for claim in statement.hypotheses for name in names_of(claim.both)}
        | names
        | set(reading.parameters)
    )
    values = {}
    for letter in {s for claim in statement.hypotheses for s in reading.indices(claim) if s.name in names}:
        row = notation.row(letter.name)
        other = next(e.name for e in notation.TABLE if e.assumptions == row.assumptions and e.kind == "scalar"
                     and e.definition is None and e.name not in taken)  # fmt: skip
        taken.add(other)
        values[letter] = getattr(notation, other)
    hypotheses = tuple(
        Claim(sympy.S(each.left).xreplace(values), each.relation, sympy.S(each.right).xreplace(values))
        for each in statement.hypotheses
    )
    return replace(statement, hypotheses=hypotheses)


def _apart(step: Step, statement: Statement) -> bool:
    """Whether a step speaks of plain letters that occur in no hypothesis and nowhere in the setting."""
    claims = (step.claim, *step.where)
    if any(claim.both.has(sympy.IndexedBase) for claim in claims):
        return False
    if any(
        each.func.__module__ == notation.__name__
        for claim in claims
        for each in claim.both.atoms(sympy.Function)
    ):
        return False
    names = {str(s) for claim in claims for s in claim.both.free_symbols}
    return not names & spoken_of(statement)


@dataclass
class _Worlds:
    """The models of one statement, built when they are asked for, within a number of tries."""

    reading: Reading
    rng: Random
    worlds: list[World] = field(default_factory=list)
    tries: int = BUILDS

    def get(self, index: int) -> World | None:
        while len(self.worlds) <= index and self.tries > 0:
            self.tries -= 1
            try:
                self.worlds.append(build(self.reading, self.rng))
                self.tries += MORE
            except Exception:  # no model in this try
                continue
        return self.worlds[index] if index < len(self.worlds) else None


@lru_cache(maxsize=256)
def _worlds(statement: Statement, seed: int) -> _Worlds:
    return _Worlds(read(statement), Random(f"{seed}"))


def _look(world: World, step: Step, rng: Random, extended: bool) -> str | None:
    """``None`` if the claim cannot be evaluated, "" if it is not contradicted, or what contradicts it."""
    for _ in range(1 if extended or not step.variables else DRAWS):
        own = {} if extended else {
            getattr(notation, each.symbol): rational(draw(each.domain, rng)) for each in step.variables
        }  # fmt: skip
        with Binding(world, own):
            lines = [_at(world, step, outcome) for outcome in range(len(world.chance)) or (-1,)]
        lines = [line for line in lines if line is not None]
        if lines:
            return max(lines)
    return None


def _at(world: World, step: Step, outcome: int) -> str | None:
    world.outcome = outcome
    try:
        if not all(holds(world, restriction, {}) for restriction in step.where):
            return None
    except (Silent, NotANumber):
        return None
    claim = step.claim
    try:
        left, right = evaluator(sympy.S(claim.left))(world), evaluator(sympy.S(claim.right))(world)
    except Silent:
        return None
    except NotANumber as reason:
        return f"{claim} is not a number at {_values(world, step)}: {reason}"
    gap = left - right
    if not gap.is_finite():
        return None
    if not _false(world, claim, gap):
        return ""
    return f"{claim} fails at {_values(world, step)}: {left.str(8, radius=False)} against {right.str(8, radius=False)}"


def _false(world: World, claim: Claim, gap: Any) -> bool:
    if claim.relation in ("<=", "<"):
        gap = -gap
    if world.exact:
        if claim.relation == "==":
            return not gap.contains(0)
        return bool(gap < 0) or (claim.relation in ("<", ">") and gap.is_zero())
    room = CERTAIN * _size(world, claim)
    if claim.relation == "==":
        return bool(abs(gap) > room)
    return bool(gap < -room)


def _size(world: World, claim: Claim) -> Any:
    """The size of the largest term on either side, at least 1."""
    size = arb(1)
    for side in (claim.left, claim.right):
        for term in sympy.Add.make_args(sympy.S(side)):
            size = arb.max(size, abs(evaluator(term)(world)))
    return size


def _values(world: World, step: Step) -> str:
    """The values of the letters that a step speaks of."""
    names = step.claim.both.free_symbols.union(*(each.both.free_symbols for each in step.where))
    found = []
    for symbol in sorted((s for s in names if isinstance(s, sympy.Symbol)), key=str):
        try:
            value = evaluator(symbol)(world)
        except (Silent, NotANumber):
            continue
        found.append(f"{symbol} = {value.str(8, radius=False)}")
    return ", ".join(found) or "every value"
