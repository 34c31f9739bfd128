"""Every change of what a theorem claims, put to three routes that share no formula: checker, models and draws.

The checker looks for a proof, so it also refuses a weaker claim that its certificate does not fit. Random models
(:mod:`proofs_check.models`) and simulated draws look for a place where the claim is false. A change that the checker
accepts and that one of them contradicts is a defect of the checker; one that it refuses and that none contradicts is
true, or shows how far the other two can see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from proofs_check.kernel import decide_step
from proofs_check.models import contradiction
from proofs_check.rules import load_rules
from w2s_theory.checks.admission import admit
from w2s_theory.checks.effort import Effort
from w2s_theory.checks.numeric import check_numerically
from w2s_theory.checks.sides import bound_on
from w2s_theory.mutation.changes import changed_claims
from w2s_theory.mutation.truth import TRUTHS, truth
from w2s_theory.records.draws import Draws
from w2s_theory.records.errors import InputError
from w2s_theory.records.quantifier import EveryDraw, Expectation, Identity, Probability
from w2s_theory.records.theorem import Theorem
from w2s_theory.simulate.machine.streams import child_generator

MODELS = 6
# most changes are far from true: a few hundred draws of a mean are enough to see it
FEW = Effort(draws=60, starts=0, evaluations=0, samples=480, points=0)
# how a changed claim is known to be true
KNOWN = {"weaker": "it says less than the theorem at the parameters of every draw", **TRUTHS}
# a changed bound that has no value at some draw, or no known range, is not judged
NO_VALUE = (ArithmeticError, LookupError, TypeError, ValueError)
# draws that say a bound is weaker
FEWEST = 20
# laws that are measured and exponents that are fitted are judged against a room of their own, which a change does not leave
JUDGED = (EveryDraw, Identity, Expectation, Probability)


@dataclass(frozen=True, slots=True)
class ChangedClaim:
    """One change of a claim and what each route says of it.

    Parameters
    ----------
    change
        What was changed, in a few words; ``side`` counts the claims of a theorem with two.
    refused
        Whether the checker refuses the proof of it.
    model
        The values at which a random model makes it false; empty where none does.
    drawn
        Whether simulated draws contradict it.
    true
        How it is known to be true (a key of ``KNOWN``); empty where it is not, or not asked because it is false.
    """

    side: int
    change: str
    claim: str
    refused: bool
    model: str
    drawn: bool
    true: str

    @property
    def false(self) -> bool:
        """Whether one of the two routes that look for a counter-example has one."""
        return bool(self.model) or self.drawn

    @property
    def open(self) -> bool:
        """Neither contradicted nor known to be true."""
        return not self.false and not self.true

    @property
    def defect(self) -> bool:
        """Accepted by the checker, and false."""
        return self.false and not self.refused


def changed_claims_of(
    theorem: Theorem, catalog: Mapping[str, Theorem], most: int | None = None
) -> list[ChangedClaim]:
    """Every change of every claim of a theorem, or ``most`` of them evenly spaced, in the order in which they are made."""
    made = list(_changes(theorem))
    if most is not None and len(made) > most:
        made = [made[index * (len(made) - 1) // max(most - 1, 1)] for index in range(most)]
    steps, statement = theorem.proof(), theorem.statement()
    known = {step.name: step for step in steps}
    statements = {name: catalog[name].statement() for name in theorem.depends_on if name in catalog}
    rules, drawn = load_rules(), _Recorded(theorem.experiment)
    found = []
    for side, word, changed in made:
        last = steps[len(steps) - len(statement.claims) + side]
        step = replace(last, claim=changed.statement().claims[0])
        accepted = {name: known[name] for name in last.uses}
        refused = decide_step(step, accepted, statement, rules, statements).status != "decided"
        model = contradiction(step, statement, models=MODELS, seed=2) or ""
        contradicted = _contradicted(changed, theorem, drawn)
        weaker = not (model or contradicted) and _weaker_on_draws(changed, theorem, drawn)
        true = "" if model or contradicted else "weaker" if weaker else truth(theorem, last, step.claim)
        found.append(ChangedClaim(side, word, str(step.claim), refused, model, contradicted, true))
    return found


def _changes(theorem: Theorem) -> Iterator[tuple[int, str, Theorem]]:
    """(number of the claim, what was changed, the theorem that claims this alone)."""
    claims = theorem.claims()
    if len(theorem.statement().claims) != len(claims):
        return  # two bounds that fail together are one claim about a probability: no place for one of them
    for side, claim in enumerate(claims):
        for word, changed in changed_claims(claim):
            alone = replace(
                theorem, quantity=changed.left, relation=changed.relation, bound=changed.right,
                stable_bound=None, witness=None, attack=None,
            )  # fmt: skip
            try:
                alone.statement()
            except InputError:  # a strict relation that may fail with a probability
                continue
            yield side, word, alone


class _Recorded:
    """An experiment whose draws are made once: asked the same questions in the same order, it answers the same."""

    def __init__(self, experiment: Callable[[Any, int], Draws]) -> None:
        self.experiment, self.made, self.asked = experiment, dict[tuple[int, int], Draws](), 0

    def __call__(self, rng: Any, size: int) -> Draws:
        key = (self.asked, size)
        self.asked += 1
        if key not in self.made:
            self.made[key] = self.experiment(rng, size)
        return self.made[key]


def _contradicted(changed: Theorem, theorem: Theorem, drawn: _Recorded) -> bool:
    """Whether draws contradict a changed claim; only of the quantity that was measured can they say anything."""
    changed = _solved(changed, theorem.quantity)
    quantifier = theorem.quantifier
    if changed.quantity != theorem.quantity or not isinstance(quantifier, JUDGED):
        return False
    drawn.asked = 0
    try:
        if isinstance(quantifier, Expectation) and not _in_range(changed, quantifier, drawn):
            return False
        found = check_numerically(replace(changed, experiment=drawn), 0, FEW)
    except NO_VALUE:
        return False
    exact = isinstance(quantifier, (EveryDraw, Identity))
    # the changed bound is no stable form: what float64 says of a single draw must be certain in balls too
    return found.refuted and (found.certified or not exact)


def _solved(changed: Theorem, quantity: Any) -> Theorem:
    """``2 q >= b`` as ``q >= b/2``, and ``q + 1 >= b`` as ``q >= b - 1``; anything else as it is."""
    if changed.quantity == 2 * quantity:
        return replace(changed, quantity=quantity, bound=changed.bound / 2)
    if changed.quantity == quantity + 1:
        return replace(changed, quantity=quantity, bound=changed.bound - 1)
    return changed


def _weaker_on_draws(changed: Theorem, theorem: Theorem, drawn: _Recorded) -> bool:
    """Whether a changed bound leaves the theorem's own as much room or more at every draw's parameters."""
    changed = _solved(changed, theorem.quantity)
    original = [claim for claim in theorem.claims() if claim.relation == changed.relation]
    if changed.quantity != theorem.quantity or changed.relation == "==" or len(original) != 1:
        return False
    try:
        draws = admit(theorem, _first(theorem, drawn)).finite
        new, old = bound_on(changed.bound, draws), bound_on(original[0].right, draws)
    except NO_VALUE:
        return False
    gap = new - old if changed.relation in ("<=", "<") else old - new
    # bounds that agree everywhere to the last bit are not told apart here
    return bool(len(draws) >= FEWEST and np.all(np.isfinite(new)) and np.all(gap >= 0) and np.any(gap > 0))


def _first(theorem: Theorem, drawn: _Recorded) -> Draws:
    """The draws that every trial of the experiment starts with."""
    drawn.asked = 0
    return drawn(child_generator(0, f"{theorem.name}/experiment"), FEW.draws)


def _in_range(changed: Theorem, quantifier: Expectation, drawn: _Recorded) -> bool:
    """Whether a changed bound lies where the theorem says that its bound lies: bets on a mean rest on that."""
    if quantifier.bound_range is None:
        return True
    low, high = (float(end) for end in quantifier.bound_range)
    draws = _first(changed, drawn)
    drawn.asked = 0
    bound = bound_on(changed.bound, admit(changed, draws).finite)
    return bool(np.all((bound >= low) & (bound <= high)))
