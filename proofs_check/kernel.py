"""The kernel: statement and steps in, ledger out. docs/semantics.md says what each word means.

What it insists on, before any rule is asked:

* every letter is declared once, with one domain and one role, in the step and in all that it uses;
* a step uses only steps before it, at values that are shown to be numbers of the letters' domains, and under the same
  restrictions (``where``);
* both sides of the claim are shown to be numbers: an endless sum must be shown to exist by what is used, or by the rule;
* only definitions of the notation table are unfolded, where they are numbers;
* the last steps are the statement's claims themselves, unrestricted, on the whole domain;
* what the statement assumes does not contradict itself, as far as that is derived (``proofs_check/consistency``).

After a rule has decided, :func:`check` can have the claim evaluated in a few random models of its context
(:mod:`proofs_check.models`): where it is certainly false the step is not decided, and the checker has a defect. It
never guesses: a rule that raises or cannot tell leaves the step *not decided*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions, assume, letter
from proofs_check.consistency import contradiction_in
from proofs_check.context import Context, Rule
from proofs_check.declarations import Declarations, declarations, parts_of, require_well_formed_step
from proofs_check.definedness import defined, limits_in, not_shown, unfold, with_existing
from proofs_check.expectation import depends_on_draw, has_mean
from proofs_check.instances import instantiate
from proofs_check.models import contradiction, unseen
from proofs_check.requirement import NotShown, require
from proofs_check.substitution import canonical
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.ledger import Decision, Ledger, LedgerLine, contradicted, decided, not_decided
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement

# what a rule is written with
__all__ = ("Context", "Decision", "NotShown", "Rule", "check", "decide_step", "decided", "require")

# these use steps outside their restrictions, which they discharge and check themselves; so what the
# used steps claim is no fact for them
DISCHARGING = ("cases", "induction")


def check(
    statement: Statement,
    steps: Sequence[Step],
    rules: Mapping[str, Rule],
    theorems: Mapping[str, Statement],
    models: int = 0,
) -> Ledger:
    """Decide every step of a proof.

    Parameters
    ----------
    statement
        What is to be proved; the proof does not get to choose it.
    steps
        The proof, in order.
    rules
        Name -> decision procedure.
    theorems
        Statements of other theorems that the rule ``theorem`` may use.
    models
        In how many random models of its context each decided step is evaluated (0: in none).
    """
    accepted: dict[str, Step] = {}
    shown: set[str] = set()  # decided, with all that they use
    lines: list[LedgerLine] = []
    nothing = _about_nothing(statement)
    # a remark and no refusal: that values were not found shows nothing
    remark, in_vain = unseen(statement) if models and not nothing else ("", False)
    for step in steps:
        decision = decide_step(step, accepted, statement, rules, theorems)
        if decision.status == "decided" and shown >= set(step.uses):
            asked = models and not (nothing or in_vain)  # of nothing everything is true
            problem = contradiction(step, statement, models=models) if asked else None
            if problem is None:
                shown.add(step.name)
            else:
                decision = contradicted(step.rule, problem)
        lines.append(LedgerLine(step.name, step.rule, decision))
        accepted.setdefault(step.name, step)
    try:
        declarations(statement)
        require_conclusion(statement, steps)
        require(not nothing, "{}", nothing)
    except NotShown as problem:
        return Ledger(tuple(lines), False, str(problem))
    return Ledger(tuple(lines), True, remark)


def _about_nothing(statement: Statement) -> str:
    """One line that names what contradicts itself in a statement, where that is derived."""
    try:
        return contradiction_in(declarations(statement))
    except Exception:  # no statement at all is refused elsewhere; what breaks has derived nothing
        return ""


def decide_step(
    step: Step,
    accepted: Mapping[str, Step],
    statement: Statement,
    rules: Mapping[str, Rule],
    theorems: Mapping[str, Statement],
) -> Decision:
    """Decide one step, the ``accepted`` ones before it taken as decided."""
    try:
        declared = declarations(statement)
        require_well_formed(step, accepted, declared, rules)
        context, pending = context_of(step, accepted, declared, theorems)
        decision = rules[step.rule](context)
        if decision.status == "decided" and step.rule not in ("hypothesis", "cases"):
            _require_existence(pending, decision, context)
        # a ledger is words and names: it goes from process to process
        return replace(decision, exists=frozenset())
    except NotShown as problem:
        return not_decided(str(problem))
    except Exception as error:  # a rule that breaks has decided nothing
        text = str(error).splitlines()[0] if str(error) else ""
        return not_decided(f"{type(error).__name__}: {text}")


def context_of(
    step: Step, accepted: Mapping[str, Step], declared: Declarations, theorems: Mapping[str, Statement]
) -> tuple[Context, set[Any]]:
    """The judgement, and the sums and integrals of the claim that the rule must show to exist."""
    statement = declared.statement
    assumed = (*statement.hypotheses, *step.where)
    known = assume((*statement.parameters, *step.variables), assumed, statement.setting)
    facts = (*statement.hypotheses, *declared.gram.values())
    known = with_existing(known, facts)
    used_steps = {name: accepted[name] for name in step.uses}
    used = {name: _used_claim(used_steps[name], step, known, declared) for name in step.uses}
    known = with_existing(known, used.values())
    if step.rule not in DISCHARGING:
        known = known.with_facts(used.values())
    used = {name: known.put_in_claim(_unfold(each, step.unfold, known)) for name, each in used.items()}
    known = with_existing(known, used.values())
    claim = known.put_in_claim(_unfold(step.claim, step.unfold, known))
    pending = not_shown(claim.left, known) | not_shown(claim.right, known)
    within = replace(known, existing=known.existing.union(map(canonical, pending)))
    for side in (claim.left, claim.right):
        require(defined(side, within), "{} is not shown to be a number on the whole domain", side)
    gram = {name: known.put_in_claim(fact) for name, fact in declared.gram.items()}
    letters = _letters(step, used_steps.values())
    return Context(step, claim, used, used_steps, letters, known, gram, declared, theorems), pending


def _letters(step: Step, earlier: Iterable[Step]) -> dict[Any, Any]:
    """The own letters of a step and of the steps it uses, without those that are given a value: one domain each."""
    found = {letter(variable): variable.domain for variable in step.variables}
    for one in earlier:
        given = _values_for(one, step)
        for variable in one.variables:
            symbol = letter(variable)
            if symbol in given:
                continue
            domain = found.setdefault(symbol, variable.domain)
            require(domain == variable.domain, "{} is a letter of {} on another domain: rename it, or give it a value",
                    symbol, one.name)  # fmt: skip
    return found


def _used_claim(earlier: Step, step: Step, known: Assumptions, declared: Declarations) -> Claim:
    """The earlier claim, at the values of its own letters that the certificate names."""
    own = {letter(variable): variable.domain for variable in earlier.variables}
    fixed = declared.random if has_mean(earlier.claim.both) else frozenset()
    given = (*step.where, *declared.statement.hypotheses)
    where = () if step.rule in DISCHARGING else earlier.where
    values = _values_for(earlier, step)
    (claim,) = instantiate(
        (earlier.claim,), values, own, where, known, fixed=fixed, given=given, of=earlier.name
    )
    return claim


def _values_for(earlier: Step, step: Step) -> Mapping[Any, Any]:
    return step.certificate.get("at", {}).get(earlier.name, {})


def _require_existence(pending: set[Any], decision: Decision, context: Context) -> None:
    """Raise unless what the claim speaks of was known to exist, is equal to what was, or is shown to by the rule."""
    left_over = {node for node in pending if canonical(node) not in decision.exists}
    if not left_over:
        return
    known = {node for claim in context.used.values() for node in limits_in(claim.both)}
    there = {canonical(context.rewritten(node)) for node in known} | decision.exists
    for node in sorted(left_over, key=str):
        written = canonical(context.rewritten(node))
        require(written in there, "{} is not shown to exist: use a step that says so", node)


def _unfold(claim: Claim, names: tuple[str, ...], known: Assumptions) -> Claim:
    left, right = sympy.S(claim.left), sympy.S(claim.right)
    for name in (name for name in names if notation.row(name).kind == "function"):
        left, right = (unfold(side, name, known) for side in (left, right))
    return replace(claim, left=left, right=right)


def require_well_formed(
    step: Step, accepted: Mapping[str, Step], declared: Declarations, rules: Mapping[str, Rule]
) -> None:
    """Raise if a step cannot be put to its rule at all, ``accepted`` being the steps before it."""
    require(step.name not in accepted, "the name {} is used twice", step.name)
    require(step.rule in rules, "there is no rule {!r}", step.rule)
    for name in step.uses:
        require(name in accepted, "uses {}, which does not come before", name)
    for name in step.unfold:
        known = name in notation.NAMES and notation.row(name).definition is not None
        require(known, "{} has no definition in the notation table", name)
    require_well_formed_step(step, declared)
    at = step.rule in DISCHARGING and step.certificate.get("at")
    require(not at, "the rule {} takes the used steps as they stand: no values", step.rule)
    earlier = [accepted[name] for name in step.uses]
    _require_means_of_all(step, earlier, declared)
    for one in earlier:
        _require_within_domain(one, [step, *earlier])


def _require_means_of_all(step: Step, earlier: Sequence[Step], declared: Declarations) -> None:
    """A mean is over all draws: nothing may be said of it where only some of them are looked at."""
    some = [each for each in step.where if depends_on_draw(each.both, set(declared.random))]
    if not some:
        return
    claims = (
        step.claim,
        *(each.claim for each in earlier),
        *declared.statement.hypotheses,
        *declared.gram.values(),
    )
    spoken = [claim.both for claim in claims]
    spoken += [notation.definition(name) for name in step.unfold if notation.row(name).kind == "scalar"]
    spoken += [part for part in parts_of(step.certificate) if isinstance(part, sympy.Basic)]
    apart = not any(map(has_mean, spoken))
    require(apart, "a mean over all draws stands beside the restriction {} to some of them", some[0])


def _require_within_domain(earlier: Step, steps: Sequence[Step]) -> None:
    """A step about a letter may be put in under an integral or sum over it only inside its domain."""
    nodes = [node for step in steps for node in step.claim.both.atoms(sympy.Integral, sympy.Sum)]
    for variable in earlier.variables:
        symbol, domain = letter(variable), variable.domain
        for bound, low, high in (limits for node in nodes for limits in node.limits):
            if bound != symbol:
                continue
            below = domain.lower is not None and not (low.is_number and low >= domain.lower)
            above = domain.upper is not None and not (high.is_number and high <= domain.upper)
            inside, used = not (below or above), earlier.name
            require(inside, "uses {} under an integral or sum that leaves the domain of {}", used, symbol)


def require_conclusion(statement: Statement, steps: Sequence[Step]) -> None:
    """Raise unless the last steps are the statement's claims, without restrictions."""
    count = len(statement.claims)
    require(count, "the statement claims nothing")
    require(len(steps) >= count, "the proof has no step that states the claim")
    for claim, step in zip(statement.claims, steps[-count:], strict=True):
        require(step.claim == claim, "the last step {} is not the statement", step.name)
        free = not (step.where or step.variables)
        require(free, "the last step {} holds only under restrictions", step.name)
