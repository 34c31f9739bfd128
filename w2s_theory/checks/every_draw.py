"""The check of what is claimed for every draw, and of identities: one draw beyond its own error refutes."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from w2s_theory.checks.admission import Admission, admit, together
from w2s_theory.checks.adversary import attack_bound
from w2s_theory.checks.effort import FEWEST_DRAWS, MOST_BATCHES, Effort
from w2s_theory.checks.sharpness import nearest
from w2s_theory.checks.sides import Side, declared, sides_on
from w2s_theory.evaluate.enclosure import ball_precision, enclose_expression
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import NumericCheck
from w2s_theory.simulate.machine.streams import child_generator

_DIGITS = 30
# of a sequence, in a line
_ENTRIES = 4


def try_every_draw(theorem: Theorem, seed: int, effort: Effort) -> NumericCheck:
    """Random draws, the optimiser's draws and the witness."""
    parts = [_random_draws(theorem, seed, effort)]
    random_admitted = len(parts[0].draws)
    attack = attack_bound(
        theorem, child_generator(seed, f"{theorem.name}/attack"), effort.starts, effort.evaluations
    )
    reached = None
    if attack is not None:
        parts.append(admit(theorem, attack))
        reached = _tightness(theorem, parts[-1].finite)
    if theorem.witness is not None:
        parts.append(admit(theorem, theorem.witness()))
    like = parts[0].draws
    pool = join([like, *(comparable(each.draws, like) for each in parts[1:])])
    return _judge(theorem, together(parts, pool), random_admitted, "every draw", reached)


def try_identity(theorem: Theorem, seed: int, effort: Effort) -> NumericCheck:
    """Two different computations of the same number, within their stated errors."""
    found = _random_draws(theorem, seed, effort)
    return _judge(theorem, found, len(found.draws), "two computations", None)


def _random_draws(theorem: Theorem, seed: int, effort: Effort) -> Admission:
    """Draws of the experiment, made again while too few of them are admitted."""
    rng = child_generator(seed, f"{theorem.name}/experiment")
    parts: list[Admission] = []
    for _ in range(MOST_BATCHES):
        parts.append(admit(theorem, theorem.experiment(rng, effort.draws)))
        if parts[-1].not_numbers or sum(len(each.draws) for each in parts) >= FEWEST_DRAWS:
            break
    return together(parts, join([each.draws for each in parts]))


def _judge(
    theorem: Theorem, found: Admission, random_admitted: int, method: str, attack: float | None
) -> NumericCheck:
    draws = found.draws
    if not len(draws):
        return no_draws(theorem, method, found, "no random draw satisfies the conditions")
    sides = sides_on(theorem, draws)
    broken = [side for side in sides if np.any(side.excess(draws.measured) > 0)]
    powerless = [
        side
        for side in sides
        for change in side.mutations(declared(theorem))
        if not np.any(side.excess(draws.measured, change) > 0)
    ]
    worst, index = closest(broken or sides, draws)
    few = random_admitted < FEWEST_DRAWS
    problem = ""
    if broken:
        measured, bound = f"{draws.measured[index]:.10g}", f"{worst.bound[index]:.10g}"
        problem = (
            f"a draw contradicts it: measured {measured} {_NOT[worst.relation]} {bound}{_where(draws, index)}"
        )
    elif found.problem:
        problem = found.problem
    elif few:
        problem = _too_few(found, random_admitted)
    elif powerless:
        problem = f"the bound changed by {theorem.discrepancy} is not noticed by these draws"
    return NumericCheck(
        method=method,
        draws=found.made,
        admitted=len(draws),
        refuted=bool(broken),
        powerful=not powerless,
        measured=finite_or_none(draws.measured[index]),
        bound=float(worst.bound[index]),
        margin=finite_or_none(-worst.excess(draws.measured)[index]),
        tightness=ratio(draws.measured[index], worst.bound[index]),
        attack=attack,
        sizes=dict(draws.sizes),
        problem=problem,
        decided=bool(broken) or not (found.not_numbers or few),
        set_aside=found.set_aside,
        certified=bool(broken) and _certainly_beyond(theorem, sides.index(worst), worst, draws, index),
        attained=nearest(theorem, draws),
    )


def _where(draws: Draws, index: int) -> str:
    """`` at L_TE = 0.25, s = 0.5``: the numbers of one draw, the first entries of a sequence."""

    def text(value: Any) -> str:
        if not np.ndim(value):
            return f"{float(value):.6g}"
        return f"({', '.join(f'{float(each):.4g}' for each in value[:_ENTRIES])}{', ...' * (len(value) > _ENTRIES)})"

    letters = [f"{name} = {text(values[index])}" for name, values in draws.parameters.items()]
    return f" at {', '.join(letters)}" if letters else ""


def _too_few(found: Admission, admitted: int) -> str:
    why = "; ".join(each.text(found.made) for each in found.set_aside)
    return f"{admitted} random draws are too few, {FEWEST_DRAWS} are needed{': ' if why else ''}{why}"


def _certainly_beyond(theorem: Theorem, number: int, side: Side, draws: Draws, index: int) -> bool:
    """Whether a draw contradicts the exact bound too, evaluated in balls at the draw's own parameters."""
    point = {name: _exact(values[index]) for name, values in draws.parameters.items()}
    try:
        ball = enclose_expression(theorem.claims()[number].right, point, _DIGITS)
        measured, tolerance = arb(float(draws.measured[index])), arb(float(side.tolerance[index]))
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return False  # no ball is to be had: nothing is certain
    with ball_precision(200):
        if not math.isfinite(draws.measured[index]):
            return bool(ball.is_finite())
        beyond = measured - ball if side.relation in ("<=", "<") else ball - measured
        return bool((abs(beyond) if side.relation == "==" else beyond) - tolerance > 0)


def _exact(value: Any) -> Any:
    if np.ndim(value):
        return tuple(Fraction(float(entry)) for entry in value)
    return Fraction(float(value))


def closest(sides: list[Side], draws: Draws) -> tuple[Side, int]:
    """The side and draw nearest to a contradiction, relative to the bound.

    A bound of 0 has no relative distance: such draws are looked at only when they contradict, or
    when there is nothing else.
    """
    best, where, value = sides[0], 0, -math.inf
    for side in sides:
        excess = side.excess(draws.measured)
        size = np.abs(side.bound)
        relative = np.divide(excess, size, out=np.full(len(draws), -math.inf), where=size > 0)
        relative = np.where((size == 0) & (excess > 0), math.inf, relative)
        index = int(np.argmax(relative))
        if relative[index] > value:
            best, where, value = side, index, float(relative[index])
    return best, where


def _tightness(theorem: Theorem, draws: Draws) -> float | None:
    if not len(draws):
        return None
    side, index = closest(sides_on(theorem, draws), draws)
    return ratio(draws.measured[index], side.bound[index])


def ratio(measured: float, bound: float) -> float | None:
    """measured/bound; ``None`` where that is no number."""
    return finite_or_none(measured / bound) if bound != 0 else None


def finite_or_none(value: float) -> float | None:
    """A number for a record, which holds no infinity."""
    return float(value) if math.isfinite(value) else None


def comparable(draws: Draws, other: Draws) -> Draws:
    """Draws with just the facts and uncertainties that the others have, so that they can be joined."""
    missing = [name for name in other.facts if name not in draws.facts]
    if missing:
        raise ValueError(f"a witness or attack lacks the fact {missing[0]}")
    facts = {name: draws.facts[name] for name in other.facts}
    exact = np.zeros(len(draws))
    uncertainty = {name: draws.uncertainty.get(name, exact) for name in other.uncertainty}
    return Draws(draws.parameters, draws.measured, draws.error, uncertainty, facts, other.sizes)


_NOT = {">=": "<", ">": "<=", "<=": ">", "<": ">=", "==": "!="}


def no_draws(theorem: Theorem, method: str, found: Admission, otherwise: str) -> NumericCheck:
    """The trial of which no draw is left: what is not a number, or why all were set aside, or ``otherwise``."""
    aside = "; ".join(each.text(found.made) for each in found.set_aside)
    problem = found.problem or (f"{otherwise}: {aside}" if aside else otherwise)
    return NumericCheck(
        method, draws=found.made, admitted=0, refuted=False, powerful=False, measured=None, bound=None, margin=None,
        tightness=None, decided=False, problem=problem, set_aside=found.set_aside,
    )  # fmt: skip
