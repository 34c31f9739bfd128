"""The fate of every hypothesis: what breaks in the proof without it, and where the claim then fails.

Three routes to a counter-example, none of them believed unchecked: an instance in coordinates, certified with balls;
draws of the theorem's own experiment that violate a condition; draws that the theorem's file gives for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import sympy

from w2s_theory.checks.sides import admitted, sides_on
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.hypotheses.counter_example import CounterExample, Searcher
from w2s_theory.hypotheses.instance import NoInstance
from w2s_theory.hypotheses.use_in_proof import BrokenStep, needs_of
from w2s_theory.hypotheses.weaker_statements import Hypothesis
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.ledger import Ledger
from w2s_theory.records.parameter import Domain
from w2s_theory.records.quantifier import EveryDraw, Identity, Probability
from w2s_theory.records.theorem import Theorem
from w2s_theory.simulate.machine.streams import child_generator

Word = Literal["needed", "used", "defines", "meaning", "unused", "condition"]
DRAWS = 60

WORDS: dict[str, str] = {
    "needed": "needed: without it the claim is false",
    "used": "needed by the proof; no counter-example found",
    "defines": "needed so that everything has a value",
    "meaning": "what the letter means",
    "unused": "no step uses it: the theorem is proved without it",
    "condition": "looked at on every draw; no draw without it contradicts the claim",
}


@dataclass(frozen=True, slots=True)
class Fate:
    """What one hypothesis is for.

    Parameters
    ----------
    hypothesis
        Of the statement; a condition of the experiment has the kind ``condition``.
    word
        One of ``WORDS``.
    broken
        Steps that fail without it, in the order of the proof.
    counter_example
        Where the claim is false without it.
    remark
        Why it is kept, or why nothing was searched.
    """

    hypothesis: Hypothesis
    word: Word
    broken: tuple[BrokenStep, ...] = ()
    counter_example: CounterExample | None = None
    remark: str = ""


def fates_of(
    theorem: Theorem,
    catalog: Mapping[str, Theorem],
    *,
    search: bool = True,
    seed: int = 0,
    ledger: Ledger | None = None,
) -> tuple[Fate, ...]:
    """The fate of every hypothesis and condition of a theorem.

    Parameters
    ----------
    search
        Whether to look for counter-examples; without, only the proof is asked, and conditions are left out.
    seed
        Of the search and of the draws.
    ledger
        That of the proof, where it is known already.
    """
    searcher = (
        Searcher(theorem.statement()) if search and not isinstance(theorem.quantifier, Probability) else None
    )
    found: list[Fate] = []
    problem = ""
    for need in needs_of(theorem, catalog, ledger):
        each = need.hypothesis
        fate = Fate(each, need.use, need.broken, remark=_remark(theorem, each, need.use))
        if search and need.use in ("used", "defines"):
            example = _drawn(theorem, each, seed)
            if example is None and searcher is not None and not problem and need.use == "used":
                try:
                    example = searcher.search(each, child_generator(seed, f"{theorem.name}/{each.name}"))
                except NoInstance as error:
                    problem = str(error)
            if example is not None:
                fate = replace(fate, word="needed", counter_example=example)
            elif problem and need.use == "used":
                fate = replace(fate, remark=f"not searched: {problem}")
        found.append(fate)
    if search:
        found += [_condition(theorem, each, seed) for each in theorem.conditions]
    return tuple(found)


def _remark(theorem: Theorem, hypothesis: Hypothesis, use: str) -> str:
    if use != "unused":
        return ""
    if hypothesis.name in theorem.kept:
        return theorem.kept[hypothesis.name]
    return {
        "domain": "where the letter lies, and where the statement is evaluated and tried",
        "operator": "true of every such operator; the proof asks less of it",
    }.get(hypothesis.kind, "")


def _condition(theorem: Theorem, condition: Condition, seed: int) -> Fate:
    """Draws that violate one condition and satisfy the others, judged against the claim."""
    as_hypothesis = Hypothesis(condition.text, "condition", condition.text, None, None)
    example = None
    if isinstance(theorem.quantifier, (EveryDraw, Identity)):
        others = _without_condition(theorem, condition)
        for make in (theorem.without.get(condition.text), lambda rng: theorem.experiment(rng, DRAWS)):
            if make is None or example is not None:
                continue
            draws = make(child_generator(seed, f"{theorem.name}/without/{condition.text}"))
            example = contradiction(theorem, _failing(others, condition, draws))
    return Fate(as_hypothesis, "needed" if example else "condition", counter_example=example)


def _failing(others: Theorem, condition: Condition, draws: Draws) -> Draws:
    """The draws that fail the condition and nothing else; a hypothesis that says the same is switched off with it."""
    failing = draws.select(np.zeros(len(draws), dtype=bool))
    for gone in (None, *others.hypotheses):
        left = tuple(each for each in others.hypotheses if each is not gone)
        found = admitted(replace(others, hypotheses=left), draws)
        failing = found.select(~condition.holds(found))
        if len(failing):
            break
    return failing


def _without_condition(theorem: Theorem, condition: Condition) -> Theorem:
    """The theorem without one condition, which may say of a draw what a domain says of a letter.

    So the letters that neither the claim nor a hypothesis on the parameters contains (how far the student is
    trained, ...) may then lie anywhere.
    """
    claims = [
        side for claim in (*theorem.claims(), *theorem.hypotheses) for side in (claim.left, claim.right)
    ]
    spoken = {str(symbol) for symbol in sympy.Tuple(*claims).free_symbols}
    parameters = tuple(
        each if each.symbol in spoken else replace(each, domain=Domain(integer=each.domain.integer))
        for each in theorem.parameters
    )
    kept = tuple(each for each in theorem.conditions if each is not condition)
    return replace(theorem, conditions=kept, parameters=parameters)


def _drawn(theorem: Theorem, hypothesis: Hypothesis, seed: int) -> CounterExample | None:
    """Draws of the theorem's file for a hypothesis on its parameters, kept where they violate it and only it."""
    make = theorem.without.get(hypothesis.name)
    if make is None or hypothesis.claim is None:
        return None
    left = hypothesis.weaker or theorem.statement()
    # of the statement without the hypothesis: its draws satisfy all the others
    without = replace(theorem, hypotheses=left.hypotheses, parameters=left.parameters)
    draws = admitted(without, make(child_generator(seed, f"{theorem.name}/without/{hypothesis.name}")))
    return contradiction(without, draws.select(~_holds(hypothesis.claim, draws)))


def _holds(claim: Claim, draws: Draws) -> np.ndarray:
    left, right = (
        np.asarray(compute_expression(side, draws.parameters)) for side in (claim.left, claim.right)
    )
    return {
        "==": np.isclose(left, right, rtol=1e-12), "<=": left <= right, "<": left < right, ">=": left >= right,
        ">": left > right,
    }[claim.relation] & np.ones(len(draws), dtype=bool)  # fmt: skip


def contradiction(theorem: Theorem, draws: Draws) -> CounterExample | None:
    """The draw that contradicts the claim most, beyond its own error; ``None`` if none does."""
    best: tuple[float, CounterExample] | None = None
    if not len(draws):
        return None
    for side in sides_on(theorem, draws):
        excess = side.excess(draws.measured)
        index = int(np.nanargmax(np.where(np.isfinite(excess), excess, -np.inf)))
        if not excess[index] > 0 or (best is not None and excess[index] <= best[0]):
            continue
        letters = {each.symbol: draws.parameters.get(each.symbol) for each in theorem.parameters}
        values: dict[str, str] = {
            name: f"{float(column[index]):.6g}"
            for name, column in letters.items()
            if column is not None and np.ndim(column) == 1
        }
        values |= {
            name: f"{float(column[index]):.6g}"
            for name, column in draws.facts.items()
            if np.ndim(column) == 1
        }
        best = (
            float(excess[index]),
            CounterExample(
                "simulation",
                values,
                f"{draws.measured[index]:.6g}",
                f"{side.bound[index]:.6g}",
                float(excess[index]),
            ),
        )
    return best[1] if best else None


def fate_row(fate: Fate, claim_text: Any) -> dict[str, Any]:
    """Plain values of a fate, for JSON; ``claim_text`` prints a claim."""
    each, example = fate.hypothesis, fate.counter_example
    return {
        "name": each.name,
        "kind": each.kind,
        "text": claim_text(each.claim) if each.claim is not None else each.text,
        "fate": fate.word,
        "meaning": WORDS[fate.word],
        "broken_steps": [
            {"name": step.name, "status": step.status, "reason": step.reason} for step in fate.broken
        ],
        "counter_example": None
        if example is None
        else {
            "method": example.method,
            "values": dict(example.values),
            "left": example.left,
            "right": example.right,
            "excess": example.excess,
        },
        "remark": fate.remark,
    }
