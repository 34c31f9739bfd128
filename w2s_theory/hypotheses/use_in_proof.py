"""Which hypothesis is needed: each is switched off, and the steps of the proof that then fail are named.

The checker decides: it is handed the weaker statement and the same steps. A step that cannot see the hypothesis
(none of its letters, no Gram fact, no instance of a theorem) is not asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import sympy

from proofs_check.declarations import declarations
from proofs_check.kernel import Rule, decide_step
from proofs_check.kernel import check as check_steps
from proofs_check.requirement import NotShown
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.hypotheses.weaker_statements import Hypothesis, hypotheses_of
from w2s_theory.records.claim import Claim
from w2s_theory.records.ledger import Ledger, LedgerLine, decided
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement, Theorem

Use = Literal["used", "defines", "meaning", "unused"]

# the kernel's words where an expression may have no value
_UNDEFINED = "is not shown to be a number on the whole domain"
# rules that read more of a statement than letters say
_READ_THE_SETTING = ("gram", "unit", "rotation", "gaussian", "theorem", "expectation", "cited")


@dataclass(frozen=True, slots=True)
class BrokenStep:
    """A step that the checker no longer decides, and its reason."""

    name: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Need:
    """What one hypothesis is for.

    ``use`` is ``used`` (some steps fail without it), ``defines`` (without it something in the statement or in a step
    has no value, and nothing else fails), ``meaning`` (it belongs to the letter in the notation table: a norm, a
    count), or ``unused`` (every step is decided without it: the theorem is proved without it).
    """

    hypothesis: Hypothesis
    use: Use
    broken: tuple[BrokenStep, ...] = ()


def needs_of(
    theorem: Theorem, catalog: Mapping[str, Theorem], ledger: Ledger | None = None
) -> tuple[Need, ...]:
    """The fate of every hypothesis of a theorem in its proof.

    Steps that are not decided under the full statement are left out: they fail for another reason. ``ledger``
    is that of the full statement, where it is known already.
    """
    statement, steps = theorem.statement(), theorem.proof()
    theorems = {name: catalog[name].statement() for name in theorem.depends_on if name in catalog}
    rules = load_rules()
    whole = ledger or check_steps(statement, steps, rules, theorems)
    sound = {line.name for line in whole.lines if line.decision.status == "decided"}
    sound_steps = [step for step in steps if step.name in sound]
    spoken = spoken_by(steps, statement)
    found: list[Need] = []
    # without its only image an operator says as little as without being self-adjoint
    seen: dict[Statement, Need] = {}
    for each in hypotheses_of(statement):
        before = seen.get(each.weaker) if each.weaker is not None else None
        if before is None and each.kind == "domain" and "!=" in each.name and found:
            # what is not used as an end of the domain is not used at the end either
            last = found[-1]
            same = (
                last.hypothesis.kind == "domain" and last.hypothesis.name.split()[0] == each.name.split()[0]
            )
            before = last if same and last.use == "unused" and last.hypothesis.claim is not None else None
        need = (
            replace(before, hypothesis=each)
            if before is not None
            else _need(each, sound_steps, steps, spoken, rules, theorems)
        )
        if each.weaker is not None:
            seen[each.weaker] = need
        found.append(need)
    return tuple(found)


def _need(
    hypothesis: Hypothesis,
    sound: list[Step],
    steps: tuple[Step, ...],
    spoken: Mapping[str, set[str]],
    rules: Mapping[str, Rule],
    theorems: Mapping[str, Statement],
) -> Need:
    weaker = hypothesis.weaker
    if weaker is None:
        return Need(hypothesis, "meaning")
    try:
        declarations(weaker)
    except NotShown as problem:
        return Need(hypothesis, "defines", (BrokenStep("", "not decided", str(problem)),))
    asked = {step.name for step in sound if may_see(step, hypothesis, spoken)}
    lines = decide_only(asked, weaker, steps, rules, theorems)
    names = {step.name for step in sound}
    broken = tuple(
        BrokenStep(line.name, line.decision.status, line.decision.reason)
        for line in lines
        if line.name in names and line.decision.status != "decided"
    )
    if not broken:
        return Need(hypothesis, "unused")
    undefined = all(each.reason.endswith(_UNDEFINED) for each in broken)
    return Need(hypothesis, "defines" if undefined else "used", broken)


def decide_only(
    names: Iterable[str],
    statement: Statement,
    steps: tuple[Step, ...],
    rules: Mapping[str, Rule],
    theorems: Mapping[str, Statement],
) -> tuple[LedgerLine, ...]:
    """The kernel's decisions on the named steps; the others count as decided."""
    asked, before = set(names), dict[str, Step]()
    lines: list[LedgerLine] = []
    for step in steps:
        decision = decide_step(step, before, statement, rules, theorems) if step.name in asked else decided()
        lines.append(LedgerLine(step.name, step.rule, decision))
        before.setdefault(step.name, step)
    return tuple(lines)


def spoken_by(steps: Iterable[Step], statement: Statement) -> dict[str, set[str]]:
    """The letters that each step's decision can depend on: its own, and those that hypotheses tie to them."""
    known = {step.name: step for step in steps}
    tied = [_letters(claim.left, claim.right) for claim in statement.hypotheses]
    return {step.name: _connected(_letters_of_step(step, known), tied) for step in known.values()}


def may_see(step: Step, hypothesis: Hypothesis, letters: Mapping[str, set[str]]) -> bool:
    """Whether a step's decision can depend on a hypothesis: it shares a letter, or its rule reads the setting.

    ``letters`` is what ``spoken_by`` says of the proof.
    """
    if hypothesis.kind in ("operator", "image", "fact", "units", "family") and step.rule in _READ_THE_SETTING:
        return True
    spoken = letters[step.name]
    if hypothesis.kind == "domain":
        return hypothesis.name.split()[0] in spoken
    if hypothesis.claim is not None:
        return (
            bool(_letters(hypothesis.claim.left, hypothesis.claim.right) & spoken) or step.rule == "theorem"
        )
    return any(name == "inner_product" for name in spoken)


def _connected(letters: set[str], tied: list[set[str]]) -> set[str]:
    """The letters, and those that are tied to them."""
    size = 0
    while len(letters) > size:
        size = len(letters)
        for each in tied:
            if each & letters:
                letters = letters | each
    return letters


def _letters_of_step(step: Step, steps: Mapping[str, Step]) -> set[str]:
    claims = [step.claim, *step.where, *(steps[name].claim for name in step.uses if name in steps)]
    sides = [side for claim in claims for side in (claim.left, claim.right)]
    unfolded = [notation.definition(name) for name in step.unfold if notation.row(name).kind == "scalar"]
    return _letters(*sides, *unfolded, *_expressions(step.certificate))


def _letters(*expressions: Any) -> set[str]:
    """Names of the symbols, sequences and functions in expressions."""
    both = sympy.Tuple(*expressions)
    names = {symbol.name for symbol in both.free_symbols if isinstance(symbol, sympy.Symbol)}
    names |= {str(each.base) for each in both.atoms(sympy.Indexed)}
    return names | {each.func.__name__ for each in both.atoms(sympy.Function)}


def _expressions(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        return [each for pair in value.items() for part in pair for each in _expressions(part)]
    if isinstance(value, (tuple, list)):
        return [each for part in value for each in _expressions(part)]
    if isinstance(value, Claim):
        return [value.left, value.right]
    return [value] if isinstance(value, sympy.Basic) else []
