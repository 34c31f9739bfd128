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
from proofs_check.gram import gram_facts
from proofs_check.kernel import Rule, decide_step
from proofs_check.kernel import check as check_steps
from proofs_check.requirement import NotShown
from proofs_check.rules import load_rules
from proofs_check.substitution import BINDERS
from w2s_theory import notation
from w2s_theory.hypotheses.weaker_statements import Hypothesis, hypotheses_of
from w2s_theory.printing.certificate import RULES as COMBINATIONS
from w2s_theory.records.claim import Claim
from w2s_theory.records.ledger import Ledger, LedgerLine, decided
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement, Theorem

Use = Literal["used", "defines", "meaning", "unused"]

# the kernel's words where an expression may have no value
_UNDEFINED = "is not shown to be a number on the whole domain"
# kinds of hypotheses that the setting states
_OF_THE_SETTING = ("operator", "image", "fact", "units", "family")
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
    sights = sights_of(sound_steps, steps, statement)
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
            else _need(each, sound_steps, steps, sights, rules, theorems)
        )
        if each.weaker is not None:
            seen[each.weaker] = need
        found.append(need)
    return tuple(found)


def _need(
    hypothesis: Hypothesis,
    sound: list[Step],
    steps: tuple[Step, ...],
    sights: Sights,
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
    gone = sights.gone(hypothesis)
    asked = {step.name for step in sound if sights.may_see(step, hypothesis, gone)}
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


def sights_of(sound: Iterable[Step], steps: Iterable[Step], statement: Statement) -> Sights:
    """What each sound step of a proof can see of the statement's hypotheses; sound are those that are decided."""
    known = {step.name: step for step in steps}
    tied = [_letters(claim.left, claim.right) for claim in statement.hypotheses]
    letters = {step.name: _connected(_letters_of_step(step, known), tied) for step in sound}
    gram = gram_facts(statement.setting) if statement.setting else {}
    reached = {
        step.name: _facts_in_reach(step, known, statement, gram)
        for step in sound
        if step.rule in COMBINATIONS
    }
    return Sights(letters, gram, reached)


@dataclass(frozen=True, slots=True)
class Sights:
    """What the decision on each step can depend on.

    Parameters
    ----------
    letters
        Step -> the letters that it speaks of, and those that hypotheses tie to them.
    gram
        The Gram facts of the statement, by name.
    reached
        Step that is a combination -> names of the Gram facts that can enter it. The rule solves the equalities among
        them for inner products one after another, so those that share none with what the step speaks of, not even
        through others, change nothing.
    """

    letters: Mapping[str, set[str]]
    gram: Mapping[str, Claim]
    reached: Mapping[str, frozenset[str]]

    def gone(self, hypothesis: Hypothesis) -> frozenset[str]:
        """Names of the Gram facts that the statement lacks without the hypothesis."""
        weaker = hypothesis.weaker
        left = gram_facts(weaker.setting) if weaker is not None and weaker.setting else {}
        return frozenset(self.gram.keys() - left.keys())

    def may_see(self, step: Step, hypothesis: Hypothesis, gone: frozenset[str]) -> bool:
        """Whether a step's decision can depend on a hypothesis, without which the Gram facts ``gone`` are gone."""
        if hypothesis.kind in ("operator", "image", "fact") and step.name in self.reached:
            return bool(self.reached[step.name] & gone)
        if hypothesis.kind in _OF_THE_SETTING and step.rule in _READ_THE_SETTING:
            return True
        spoken = self.letters[step.name]
        if hypothesis.kind == "domain":
            return hypothesis.name.split()[0] in spoken
        if hypothesis.claim is not None:
            mine = _letters(hypothesis.claim.left, hypothesis.claim.right)
            return bool(mine & spoken) or step.rule == "theorem"
        return "inner_product" in spoken


def _facts_in_reach(
    step: Step, steps: Mapping[str, Step], statement: Statement, gram: Mapping[str, Claim]
) -> frozenset[str]:
    """The Gram facts that a combination names, or that share an inner product with it, also through one another."""
    claims = [step.claim, *step.where, *statement.hypotheses]
    claims += [steps[name].claim for name in step.uses if name in steps]
    spoken = [claim.both for claim in claims] + _expressions(step.certificate)
    squares = step.certificate.get("squares", ()) if step.rule == "gram" else ()
    spoken += [notation.norm_squared(vector) for _, vector in squares]
    vectors = statement.setting.vectors if statement.setting else ()
    null = step.certificate.get("null", {})
    spoken += [notation.inner(x, getattr(notation, other)) for x in null for other in vectors]
    if any(notation.row(name).kind != "scalar" for name in step.unfold):
        return frozenset(gram)  # what a function stands for depends on where it stands
    spoken += [notation.definition(name) for name in step.unfold]
    # an equality in which no inner product is left is solved for a letter that the step unfolds
    unfolded = {getattr(notation, name) for name in step.unfold}
    named = {name for name in step.certificate.get("multipliers", {}) if name in gram}
    # which sums and means exist is read from all facts
    found = named | {name for name, fact in gram.items() if fact.both.has(*BINDERS, notation.mean)}
    parts = {name: _solvable(gram[name].both, unfolded) for name in gram}
    seen = _solvable(sympy.Tuple(*spoken), unfolded).union(*(parts[name] for name in found))
    size = -1
    while len(found) > size:
        size = len(found)
        for name, mine in parts.items():
            if name not in found and gram[name].relation == "==" and mine & seen:
                found.add(name)
                seen |= mine
    return frozenset(found)


def _solvable(expression: Any, unfolded: set[Any]) -> set[Any]:
    """What an equality may be solved for: inner products, and the letters that a step unfolds."""
    return expression.atoms(notation.inner_type()) | (expression.free_symbols & unfolded)


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
