"""The numeric check of a claim, by its quantifier; each shows its power in the same run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from w2s_theory.checks.adversary import attack_bound
from w2s_theory.checks.betting import (
    largest_failure_rate,
    log_capital_against,
    log_capital_of_variance,
    slope_interval,
    smallest_failure_rate,
)
from w2s_theory.checks.margins import Side, admitted, bound_on, declared, sides_on
from w2s_theory.checks.universality import measure_gaps
from w2s_theory.simulate.streams import child_generator
from w2s_theory.spec.draws import Draws, join
from w2s_theory.spec.theorem import Theorem
from w2s_theory.spec.verdict import Trial

FALSE_ALARM = 1e-8
# more different bounds than that do not come from the settings of an experiment
MOST_SETTINGS = 64


@dataclass(frozen=True, slots=True)
class Effort:
    """How much a check may spend: draws of an experiment, optimiser starts and evaluations."""

    draws: int
    starts: int
    evaluations: int
    samples: int
    points: int


# an expectation starts with ``draws`` and doubles them until it is decided, or ``samples`` are drawn
FULL = Effort(draws=400, starts=6, evaluations=4000, samples=32_000, points=60)
QUICK = Effort(draws=60, starts=2, evaluations=1500, samples=8_000, points=16)


def run_trial(theorem: Theorem, seed: int, effort: Effort) -> Trial:
    """The numeric check that the theorem's status and quantifier ask for."""
    empirical = theorem.status == "empirical" and theorem.largest_gap is not None
    if theorem.status == "universality" or empirical:
        return _measured(theorem, seed, effort)
    return _METHODS[theorem.quantifier](theorem, seed, effort)


def _measured(theorem: Theorem, seed: int, effort: Effort) -> Trial:
    """Mean against formula at every size, for what is measured and not proved."""
    made = theorem.experiment(child_generator(seed, f"{theorem.name}/experiment"), effort.draws)
    draws = admitted(theorem, made)
    if not len(draws):
        return _failed(theorem, "gap", len(made), "no draw satisfies the conditions")
    return measure_gaps(theorem, draws, len(made), FALSE_ALARM)


def _every_draw(theorem: Theorem, seed: int, effort: Effort) -> Trial:
    """Random draws, the optimiser's draws and the witness; one draw beyond its own error refutes."""
    made = [theorem.experiment(child_generator(seed, f"{theorem.name}/experiment"), effort.draws)]
    drawn = len(made[0])
    attack = attack_bound(
        theorem, child_generator(seed, f"{theorem.name}/attack"), effort.starts, effort.evaluations
    )
    pool = [admitted(theorem, draws) for draws in made]
    random_admitted = len(pool[0])
    reached = None
    if attack is not None:
        attack = admitted(theorem, attack)
        pool.append(_comparable(attack, pool[0]))
        reached = _tightness(theorem, attack)
        drawn += len(attack)
    if theorem.witness is not None:
        witness = admitted(theorem, theorem.witness())
        pool.append(_comparable(witness, pool[0]))
        drawn += len(witness)
    if not random_admitted:
        return _failed(theorem, "every draw", drawn, "no random draw satisfies the conditions")
    return _judge(theorem, join(pool), "every draw", drawn, reached)


def _identity(theorem: Theorem, seed: int, effort: Effort) -> Trial:
    """Two different computations of the same number, within their stated errors."""
    draws = theorem.experiment(child_generator(seed, f"{theorem.name}/experiment"), effort.draws)
    kept = admitted(theorem, draws)
    if not len(kept):
        return _failed(theorem, "two computations", len(draws), "no draw satisfies the conditions")
    return _judge(theorem, kept, "two computations", len(draws), None)


def _judge(theorem: Theorem, draws: Draws, method: str, drawn: int, attack: float | None) -> Trial:
    sides = sides_on(theorem, draws)
    broken = [side for side in sides if np.any(side.excess(draws.measured) > 0)]
    powerless = [
        side
        for side in sides
        for change in side.mutations(declared(theorem))
        if not np.any(side.excess(draws.measured, change) > 0)
    ]
    worst, index = _closest(broken or sides, draws)
    problem = ""
    if broken:
        measured, bound = f"{draws.measured[index]:.10g}", f"{worst.bound[index]:.10g}"
        problem = f"a draw contradicts it: measured {measured} {_not(worst.relation)} {bound}"
    elif powerless:
        problem = f"the bound changed by {theorem.discrepancy} is not noticed by these draws"
    return Trial(
        method,
        drawn,
        len(draws),
        bool(broken),
        not powerless,
        float(draws.measured[index]),
        float(worst.bound[index]),
        float(-worst.excess(draws.measured)[index]),
        _ratio(draws.measured[index], worst.bound[index]),
        attack,
        0.0,
        True,
        dict(draws.sizes),
        problem,
    )


def _expectation(theorem: Theorem, seed: int, effort: Effort) -> Trial:
    """Bets against the claimed mean on its true range or variance; time-uniform, so looking often is allowed."""
    if (theorem.value_range is None) == (theorem.value_variance is None):
        raise ValueError(
            f"{theorem.name} speaks of an expectation: declare either its value_range or its value_variance"
        )
    rng = child_generator(seed, f"{theorem.name}/experiment")
    threshold = math.log(len(theorem.claims()) * 2 / FALSE_ALARM)
    pool: list[Draws] = []
    refuted = powerful = upheld = False
    drawn = 0
    while drawn < effort.samples:
        batch = theorem.experiment(rng, min(max(effort.draws, drawn), effort.samples - drawn))
        drawn += len(batch)
        pool.append(admitted(theorem, batch))
        draws = join(pool)
        if not len(draws):
            continue
        refuted, powerful, upheld = _bets(theorem, draws, threshold)
        # a stronger claim falls first when the claim itself is wrong: power alone is no reason to stop
        if refuted or (powerful and upheld):
            break
    draws = join(pool)
    if not len(draws):
        return _failed(theorem, "confidence sequence", drawn, "no draw satisfies the conditions")
    mean = float(draws.measured.mean())
    side = sides_on(theorem, draws)[0]
    problem = (
        "the mean lies beyond the bound"
        if refuted
        else ""
        if powerful and upheld
        else f"the budget ended before the mean was shown to be within {theorem.discrepancy} of the bound"
        if powerful
        else "the budget ended before the power was shown"
    )
    bound = float(side.bound.mean())
    return Trial(
        "confidence sequence",
        drawn,
        len(draws),
        refuted,
        powerful,
        mean,
        bound,
        mean - bound if side.relation in (">=", ">") else bound - mean,
        _ratio(mean, bound),
        None,
        FALSE_ALARM,
        refuted or (powerful and upheld),
        dict(draws.sizes),
        problem,
    )


def _bets(theorem: Theorem, draws: Draws, threshold: float) -> tuple[bool, bool, bool]:
    """Whether the claim is refuted, every stronger claim is, and the claim is upheld to the discrepancy.

    Stronger: the bound moved by the declared discrepancy. Upheld: bets the other way round refute that
    the mean is beyond the bound by as much as that.

    Bounds may differ from draw to draw; the bet is on the mean of value - bound, so the values are compared
    with their own bound. A bound that differs by chance, not only from setting to setting, needs a range of its own.
    """
    refuted, powerful, upheld = False, True, True
    for side in sides_on(theorem, draws):
        directions = {">": ("below",), "<": ("above",), "=": ("below", "above")}[side.relation[0]]
        for direction in directions:
            refuted |= _capital(theorem, draws, side.bound, direction) >= threshold
            change = declared(theorem) * (1.0 if direction == "below" else -1.0)
            powerful &= _capital(theorem, draws, side.changed(change), direction) >= threshold
            other = "above" if direction == "below" else "below"
            upheld &= _capital(theorem, draws, side.changed(-change), other) >= threshold
    return refuted, powerful, upheld


def _capital(theorem: Theorem, draws: Draws, bound: np.ndarray, direction: str) -> float:
    gap = draws.measured - bound
    slack = float(draws.error.max())
    if theorem.value_range is None:
        variance = bound_on(theorem.value_variance, draws) / draws.repeats
        limit = np.full(len(draws), slack if direction == "above" else -slack)
        return log_capital_of_variance(gap, limit, direction, variance, declared(theorem) * np.abs(bound))
    low, high = (float(end) for end in theorem.value_range)
    least, most = _bound_range(theorem, bound)
    return log_capital_against(
        gap, slack if direction == "above" else -slack, direction, low - most - slack, high - least + slack
    )


def _bound_range(theorem: Theorem, bound: np.ndarray) -> tuple[float, float]:
    """Where one value of the bound can lie, known before the draws."""
    if theorem.bound_range is not None:
        low, high = (float(end) for end in theorem.bound_range)
        # the bounds compared with are changed by up to the declared discrepancy
        room = declared(theorem) * max(abs(low), abs(high))
        return low - room, high + room
    if len(np.unique(bound)) > MOST_SETTINGS:
        raise ValueError(f"the bound of {theorem.name} differs by chance: declare its bound_range")
    return float(bound.min()), float(bound.max())


def _probability(theorem: Theorem, seed: int, effort: Effort) -> Trial:
    """Count the failures; refuted when even the lower Clopper-Pearson limit exceeds delta."""
    if theorem.failure_probability is None:
        raise ValueError(f"{theorem.name} speaks of a probability and declares no failure_probability")
    delta = float(theorem.failure_probability)
    made = theorem.experiment(child_generator(seed, f"{theorem.name}/experiment"), effort.draws)
    draws = admitted(theorem, made)
    if not len(draws):
        return _failed(theorem, "failure count", len(made), "no draw satisfies the conditions")
    sides = sides_on(theorem, draws)

    def failures(change: float) -> int:
        failed = np.zeros(len(draws), dtype=bool)
        for side in sides:
            failed |= side.excess(draws.measured, change if side.relation[0] == ">" else -change) > 0
        return int(failed.sum())

    n, count = len(draws), failures(0.0)
    refuted = smallest_failure_rate(count, n, FALSE_ALARM) > delta
    powerful = smallest_failure_rate(failures(declared(theorem)), n, FALSE_ALARM) > delta
    worst, index = _closest(sides, draws)
    problem = (
        f"{count} of {n} draws fail, more than probability {delta:g} explains"
        if refuted
        else ""
        if powerful
        else f"the bound changed by {theorem.discrepancy} is not noticed by {n} draws"
    )
    rate = largest_failure_rate(count, n, 0.05)
    return Trial(
        "failure count",
        len(made),
        n,
        refuted,
        powerful,
        float(draws.measured[index]),
        float(worst.bound[index]),
        delta - rate,
        _ratio(draws.measured[index], worst.bound[index]),
        None,
        FALSE_ALARM,
        True,
        {**draws.sizes, "failures": count},
        problem,
    )


def _asymptotic(theorem: Theorem, seed: int, effort: Effort) -> Trial:
    """Slope of log(measured/bound) against log(scale): the exponent's interval must contain 0.

    At best *consistent on this range*: a fit is not a proof.
    """
    if theorem.scale is None:
        raise ValueError(f"{theorem.name} is asymptotic and declares no scale")
    made = theorem.experiment(child_generator(seed, f"{theorem.name}/experiment"), effort.draws)
    draws = admitted(theorem, made)
    if len(draws) < 3:
        return _failed(theorem, "exponent", len(made), "too few draws satisfy the conditions")
    relation, expression = theorem.stable_sides()[0]
    bound = bound_on(expression, draws)
    scale = np.log(np.asarray(draws.parameters[theorem.scale], dtype=float))
    low, high = slope_interval(scale, np.log(draws.measured / bound), FALSE_ALARM)
    beyond = {"=": not low <= 0.0 <= high, "<": low > 0.0, ">": high < 0.0}[relation[0]]
    powerful = high - low < 2 * declared(theorem)
    problem = (
        f"the exponent is off by {low:.3g} to {high:.3g}"
        if beyond
        else ""
        if powerful
        else "the exponent's interval is too wide"
    )
    return Trial(
        "exponent",
        len(made),
        len(draws),
        beyond,
        powerful,
        float(draws.measured[-1]),
        float(bound[-1]),
        float(min(-low, high)),
        _ratio(draws.measured[-1], bound[-1]),
        None,
        FALSE_ALARM,
        True,
        dict(draws.sizes),
        problem,
    )


_METHODS: dict[str, Callable[[Theorem, int, Effort], Trial]] = {
    "identity": _identity,
    "every draw": _every_draw,
    "expectation": _expectation,
    "probability": _probability,
    "asymptotic": _asymptotic,
}


def _closest(sides: list[Side], draws: Draws) -> tuple[Side, int]:
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
    side, index = _closest(sides_on(theorem, draws), draws)
    return _ratio(draws.measured[index], side.bound[index])


def _ratio(measured: float, bound: float) -> float | None:
    ratio = float(measured / bound) if bound != 0 else math.inf
    return ratio if math.isfinite(ratio) else None


def _comparable(draws: Draws, other: Draws) -> Draws:
    """Draws with just the facts and uncertainties that the others have, so that they can be joined."""
    missing = [name for name in other.facts if name not in draws.facts]
    if missing:
        raise ValueError(f"a witness or attack lacks the fact {missing[0]}")
    facts = {name: draws.facts[name] for name in other.facts}
    exact = np.zeros(len(draws))
    uncertainty = {name: draws.uncertainty.get(name, exact) for name in other.uncertainty}
    return Draws(draws.parameters, draws.measured, draws.error, uncertainty, facts, other.sizes)


def _not(relation: str) -> str:
    return {">=": "<", ">": "<=", "<=": ">", "<": ">=", "==": "!="}[relation]


def _failed(theorem: Theorem, method: str, drawn: int, problem: str) -> Trial:
    return Trial(method, drawn, 0, False, False, None, None, None, None, decided=False, problem=problem)
