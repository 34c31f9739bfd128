"""Which draws are evidence: those where the statement speaks, and whose numbers are numbers.

A draw outside the declared domain, against a hypothesis on the parameters or against a condition says nothing of the
claim, neither for it nor against it: it is set aside and counted. A draw where the statement does speak, and a
number is missing, is another matter: it might be the one that contradicts, so no verdict may be built on the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.checks.points import restrictions
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.printing.text import claim_text
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.errors import InputError
from w2s_theory.records.parameter import Domain
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import SetAside
from w2s_theory.simulate.machine.streams import child_generator

# by how much two sides of a hypothesis may differ because of float64
ROUNDING = 1e-9


@dataclass(frozen=True)
class Admission:
    """What is left of a set of draws, and what became of the others.

    Parameters
    ----------
    draws
        Inside the domain, all hypotheses and conditions satisfied, every number a number; a measured value alone
        may be infinite.
    made
        Draws that there were.
    set_aside
        Why the statement does not speak of the others, and of how many; each draw counts once.
    not_numbers
        What is not a finite number where the statement speaks, and on how many draws. An infinite measured value is
        counted here and kept among the draws: it may contradict.
    """

    draws: Draws
    made: int
    set_aside: tuple[SetAside, ...] = ()
    not_numbers: tuple[SetAside, ...] = ()

    @property
    def finite(self) -> Draws:
        """The draws whose measured value is finite too."""
        return self.draws.select(np.isfinite(self.draws.measured))

    @property
    def missing(self) -> int:
        """Draws of which the statement speaks and that are not among ``draws``."""
        return self.made - len(self.draws) - sum(each.draws for each in self.set_aside)

    @property
    def problem(self) -> str:
        """One line that names what is not a number; empty if all are."""
        return "; ".join(each.text(self.made) for each in self.not_numbers)


def draw_and_admit(theorem: Theorem, seed: int, size: int) -> Admission:
    """Draws of the theorem's experiment, from its own stream, sorted."""
    return admit(theorem, theorem.experiment(child_generator(seed, f"{theorem.name}/experiment"), size))


def admit(theorem: Theorem, draws: Draws) -> Admission:
    """Sort draws by whether the statement speaks of them and whether they can be judged."""
    left = np.ones(len(draws), dtype=bool)
    set_aside: list[SetAside] = []
    not_numbers: list[SetAside] = []

    def drop(bad: np.ndarray, reason: str, where: list[SetAside]) -> None:
        count = int((left & bad).sum())
        if count:
            where.append(SetAside(reason, count))
            np.logical_and(left, ~bad, out=left)

    numbers = {each.symbol: draws.parameters.get(each.symbol) for each in theorem.parameters}
    for name, values in numbers.items():
        if values is not None:
            drop(~_whole_rows(np.isfinite(values)), f"have no finite number for {name}", not_numbers)
    for parameter in theorem.parameters:
        values = numbers[parameter.symbol]
        if values is not None:
            outside = ~_whole_rows(inside(parameter.domain, values))
            drop(
                outside, f"lie outside the stated domain, {parameter.symbol} in {parameter.domain}", set_aside
            )
    for claim in restrictions(theorem):
        satisfied = _satisfied(claim, draws)
        if satisfied is not None:
            drop(~satisfied, f"violate the hypothesis {claim_text(claim)}", set_aside)
    for condition in theorem.conditions:
        drop(
            ~np.asarray(condition.holds(draws), dtype=bool), f"fail the condition {condition.text}", set_aside
        )

    for name, values in {"error bound": draws.error, **draws.uncertainty}.items():
        what = name if name == "error bound" else f"uncertainty of {name}"
        drop(~np.isfinite(values), f"have no finite {what}", not_numbers)
    drop(np.isnan(draws.measured), "have a measured value that is not a number", not_numbers)
    if left.any():
        kept = np.flatnonzero(left)
        some = draws.select(kept)
        for _, expression in theorem.stable_sides():
            bad = np.zeros(len(draws), dtype=bool)
            bad[kept] = ~np.isfinite(compute_expression(expression, some.parameters, len(some)))
            drop(bad, "have a bound that is not a finite number", not_numbers)
    infinite = int((left & np.isinf(draws.measured)).sum())
    if infinite:
        not_numbers.append(SetAside("have an infinite measured value", infinite))
    return Admission(draws.select(left), len(draws), tuple(set_aside), tuple(not_numbers))


def together(parts: Iterable[Admission], draws: Draws) -> Admission:
    """Several admissions as one, of draws that were joined already."""
    parts = list(parts)

    def total(groups: Iterable[tuple[SetAside, ...]]) -> tuple[SetAside, ...]:
        counts: Counter[str] = Counter()
        for group in groups:
            for each in group:
                counts[each.reason] += each.draws
        return tuple(SetAside(reason, count) for reason, count in counts.items())

    return Admission(
        draws,
        sum(each.made for each in parts),
        total(each.set_aside for each in parts),
        total(each.not_numbers for each in parts),
    )


def inside(domain: Domain, values: np.ndarray) -> np.ndarray:
    """Which numbers lie in a domain, its ends rounded to float64."""
    values = np.asarray(values, dtype=float)
    found = np.isfinite(values)
    if domain.lower is not None:
        low = float(domain.lower)
        found &= values > low if domain.lower_open else values >= low
    if domain.upper is not None:
        high = float(domain.upper)
        found &= values < high if domain.upper_open else values <= high
    return found & (values == np.round(values)) if domain.integer else found


def _whole_rows(good: np.ndarray) -> np.ndarray:
    """Of each draw whether all its entries are good."""
    return good if good.ndim == 1 else np.all(good.reshape(len(good), -1), axis=1)


def _satisfied(claim: Claim, draws: Draws) -> np.ndarray | None:
    """On which draws a hypothesis holds; ``None`` where the draws do not carry its letters."""

    def gap(parameters: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        left, right = (_values(side, parameters) for side in (claim.left, claim.right))
        return left - right, np.maximum(np.abs(left), np.abs(right))

    given = dict(draws.parameters)
    try:
        difference, size = gap(given)
        slack = ROUNDING * size
        for name, uncertainty in draws.uncertainty.items():
            moved = [gap({**given, name: given[name] + sign * uncertainty})[0] for sign in (-1, 1)]
            slack = slack + np.max([np.abs(each - difference) for each in moved], axis=0)
    except InputError:
        return None
    return {
        "==": np.abs(difference) <= slack,
        "<=": difference <= slack,
        ">=": difference >= -slack,
        "<": difference < 0,
        ">": difference > 0,
    }[claim.relation]


def _values(expression: Any, parameters: dict[str, np.ndarray]) -> np.ndarray:
    """Values of one side of a hypothesis; a sum of another number of terms in each draw is added row by row."""
    try:
        return compute_expression(expression, parameters)
    except InputError:
        raise
    except ValueError:
        count = len(next(iter(parameters.values())))
        rows = ({name: values[i : i + 1] for name, values in parameters.items()} for i in range(count))
        return np.concatenate([compute_expression(expression, row) for row in rows])
