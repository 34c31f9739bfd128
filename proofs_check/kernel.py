"""The kernel: statement and steps in, ledger out.

What it insists on, before any rule is asked:

* a step uses only steps before it, and only under the same restrictions (``where``);
* every letter is a declared parameter, a letter of the step, or a row of the notation table;
* no float, and only definitions of the notation table are unfolded;
* the last steps are the statement's claims themselves, unrestricted, on the whole domain.

It never guesses: a rule that raises or cannot tell leaves the step *not decided*.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions, assume, excess, letter, within
from proofs_check.binders import all_bound_letters, runs_within, substitute_claim
from proofs_check.expectation import depends_on_draw, has_mean, random_letters
from proofs_check.gram import gram_facts
from proofs_check.letters import fixed_letters, require_well_formed_statement, require_well_formed_step
from proofs_check.polynomials import expanded
from proofs_check.requirement import NotShown, require
from proofs_check.sign import defined, nonnegative, positive
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, Ledger, LedgerLine, decided, not_decided
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Statement

# what a rule is written with
__all__ = ("Context", "Decision", "NotShown", "Rule", "check", "decided", "require", "require_claim",
           "require_in_domain", "require_premises", "restricts")  # fmt: skip


@dataclass(frozen=True)
class Context:
    """All that a rule may look at. Claims have the assumed equalities already put in."""

    step: Step
    claim: Claim
    used: Mapping[str, Claim]
    used_steps: Mapping[str, Step]
    known: Assumptions
    gram: Mapping[str, Claim]
    statement: Statement
    theorems: Mapping[str, Statement]

    @property
    def certificate(self) -> Mapping[str, Any]:
        return self.step.certificate

    def expression(self, key: str, default: Any = None) -> Any:
        """An expression of the certificate, the assumed equalities put in."""
        certificate = self.step.certificate
        return self.known.put_in(
            sympy.S(certificate[key] if default is None else certificate.get(key, default))
        )

    def definitions(self) -> list[Claim]:
        """``symbol == its definition`` for the scalars that the step unfolds."""
        return [
            self.known.put_in_claim(Claim(getattr(notation, name), "==", notation.definition(name)))
            for name in self.step.unfold
            if notation.row(name).kind == "scalar"
        ]

    def holds_for_all(self, symbol: Any, node: Any) -> bool:
        """Whether a used equality about a letter holds for all values in the range of an integral or sum over it."""
        own = (each for step in (self.step, *self.used_steps.values()) for each in step.variables)
        domains = [each.domain for each in (*self.statement.parameters, *own) if letter(each) == symbol]
        if not domains or restricts(self, symbol):
            return False
        return all(runs_within(node, symbol, domain) for domain in domains)


Rule = Callable[[Context], Decision]

# these use steps outside their restrictions, which they discharge and check themselves; so what the
# used steps claim is no fact for them
DISCHARGING = ("cases", "induction")


def check(
    statement: Statement,
    steps: Sequence[Step],
    rules: Mapping[str, Rule],
    theorems: Mapping[str, Statement],
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
    """
    accepted: dict[str, Step] = {}
    lines: list[LedgerLine] = []
    for step in steps:
        decision = decide_step(step, accepted, statement, rules, theorems)
        lines.append(LedgerLine(step.name, step.rule, decision))
        accepted.setdefault(step.name, step)
    try:
        require_well_formed_statement(statement)
        require_conclusion(statement, steps)
    except NotShown as problem:
        return Ledger(tuple(lines), False, str(problem))
    return Ledger(tuple(lines), True)


def decide_step(
    step: Step,
    accepted: Mapping[str, Step],
    statement: Statement,
    rules: Mapping[str, Rule],
    theorems: Mapping[str, Statement],
) -> Decision:
    try:
        require_well_formed(step, accepted, statement, rules)
        return rules[step.rule](_context(step, accepted, statement, theorems))
    except NotShown as problem:
        return not_decided(str(problem))
    except Exception as error:  # a rule that breaks has decided nothing
        text = str(error).splitlines()[0] if str(error) else ""
        return not_decided(f"{type(error).__name__}: {text}")


def _context(
    step: Step, accepted: Mapping[str, Step], statement: Statement, theorems: Mapping[str, Statement]
) -> Context:
    known = assume((*statement.parameters, *step.variables), (*statement.hypotheses, *step.where))
    used_steps = {name: accepted[name] for name in step.uses}
    random = random_letters(statement.setting)
    used = {name: _used_claim(used_steps[name], step, known, random) for name in step.uses}
    if step.rule not in DISCHARGING:
        known = known.with_facts(used.values())
    claim = known.put_in_claim(_unfold(step.claim, step.unfold))
    for side in (claim.left, claim.right):
        require(defined(side, known), "{} is not shown to be a number on the whole domain", side)
    used = {name: known.put_in_claim(_unfold(each, step.unfold)) for name, each in used.items()}
    gram = gram_facts(statement.setting) if statement.setting else {}
    gram = {name: known.put_in_claim(fact) for name, fact in gram.items()}
    return Context(step, claim, used, used_steps, known, gram, statement, theorems)


def _used_claim(earlier: Step, step: Step, known: Assumptions, random: set[Any]) -> Claim:
    """The earlier claim, at the values of its own letters that the certificate names."""
    at = _instance_of(earlier, step)
    if not at:
        return earlier.claim
    own = {letter(variable): variable for variable in earlier.variables}
    about_means = has_mean(earlier.claim.both)
    for symbol, value in at.items():
        require(symbol in own, "{} has no letter {} of its own", earlier.name, symbol)
        require(
            not (about_means and depends_on_draw(sympy.S(value), random)),
            "{} is a fixed number in the mean of {}, and {} depends on the draw", symbol, earlier.name, value,
        )  # fmt: skip
        require_in_domain(known.put_in(value), own[symbol], known)
    for restriction in earlier.where:
        require_claim(known.put_in_claim(substitute_claim(restriction, at)), known)
    return substitute_claim(earlier.claim, at)


def _instance_of(earlier: Step, step: Step) -> Mapping[Any, Any]:
    return step.certificate.get("at", {}).get(earlier.name, {})


def require_in_domain(value: Any, parameter: Any, known: Assumptions) -> None:
    """Raise unless ``value`` is shown to lie in the parameter's domain."""
    domain, value = parameter.domain, sympy.S(value)
    if domain.integer:
        require(value.is_integer, "{} is not shown to be whole, as {} must be", value, parameter.symbol)
    for end in within(value, domain):
        require_claim(end, known)


def require_claim(claim: Claim, known: Assumptions) -> None:
    """Raise unless an (in)equality follows from the assumptions by the sign procedure."""
    shown = {"==": lambda e, _: e == 0, ">=": nonnegative, "<=": nonnegative, ">": positive, "<": positive}
    require(shown[claim.relation](expanded(excess(claim)), known), "{} is not shown here", claim)


def require_premises(conditions: Sequence[Claim], integers: Sequence[Any], known: Assumptions) -> None:
    """Raise unless the conditions of a cited fact are shown, and these numbers to be whole."""
    for condition in conditions:
        require_claim(known.put_in_claim(condition), known)
    for number in integers:
        require(sympy.S(number).is_integer, "{} is not shown to be whole", number)


def _unfold(claim: Claim, names: tuple[str, ...]) -> Claim:
    left, right = sympy.S(claim.left), sympy.S(claim.right)
    for name in (name for name in names if notation.row(name).kind == "function"):

        def define(*arguments: Any, name: str = name) -> Any:
            value = notation.definition(name, *arguments)
            caught = all_bound_letters(value) & sympy.Tuple(*arguments).free_symbols
            require(not caught, "a letter of {} is bound in the definition of {}", arguments, name)
            return value

        head = getattr(notation, name)
        left, right = left.replace(head, define), right.replace(head, define)
    return replace(claim, left=left, right=right)


def require_well_formed(
    step: Step, accepted: Mapping[str, Step], statement: Statement, rules: Mapping[str, Rule]
) -> None:
    """Raise if a step cannot be put to its rule at all, ``accepted`` being the steps before it."""
    require(step.name not in accepted, "the name {} is used twice", step.name)
    require(step.rule in rules, "there is no rule {!r}", step.rule)
    for name in step.uses:
        require(name in accepted, "uses {}, which does not come before", name)
    require_well_formed_statement(statement)
    require_well_formed_step(step, statement)
    earlier = [accepted[name] for name in step.uses]
    _require_means_of_all(step, earlier, statement)
    for one in earlier:
        _require_same_restrictions(one, step, statement)
        _require_within_domain(one, [step, *earlier])
    bound_here = {variable.name for variable, _, _ in _binders(step)}
    for symbol in (each.symbol for each in (*statement.parameters, *step.variables)):
        free = symbol not in bound_here
        require(free, "the letter {} is declared and bound by an integral or sum as well", symbol)
    for name in step.unfold:
        known = name in notation.NAMES and notation.row(name).definition is not None
        require(known, "{} has no definition in the notation table", name)


def _require_same_restrictions(earlier: Step, step: Step, statement: Statement) -> None:
    """An earlier step holds only under its restrictions and for its letters."""
    if step.rule in DISCHARGING:
        return
    given = {str(symbol) for symbol in _instance_of(earlier, step)}
    here = {variable.symbol: variable.domain for variable in step.variables}
    spoken = step.claim.both.free_symbols
    for each in earlier.variables:
        stays = each.symbol in given or here.get(each.symbol) == each.domain or letter(each) not in spoken
        require(stays, "uses {} without saying what its letter {} is", earlier.name, each.symbol)
    own = {variable.symbol for variable in earlier.variables} & given
    for restriction in earlier.where:
        # where it speaks of a letter that has a value here, the instance was checked
        checked = own & {symbol.name for symbol in restriction.both.free_symbols}
        holds = checked or restriction in (*step.where, *statement.hypotheses)
        require(holds, "uses {} outside its restriction {}", earlier.name, restriction)


def _require_means_of_all(step: Step, earlier: Sequence[Step], statement: Statement) -> None:
    """A mean is over all draws: nothing may be said of it where only some of them are looked at."""
    random = random_letters(statement.setting)
    for restriction in step.where:
        if depends_on_draw(restriction.both, random):
            claims = [step.claim, *(each.claim for each in earlier)]
            apart = not any(has_mean(each) for each in _expressions((claims, step.certificate)))
            require(
                apart, "a mean over all draws stands beside the restriction {} to some of them", restriction
            )


def _expressions(value: Any) -> list[Any]:
    """Every expression in a claim or a certificate."""
    if isinstance(value, Mapping):
        value = [part for pair in value.items() for part in pair]
    if isinstance(value, Claim):
        value = value.both
    if isinstance(value, (tuple, list)):
        return [each for part in value for each in _expressions(part)]
    return [value] if isinstance(value, sympy.Basic) else []


def _binders(step: Step) -> list[tuple[Any, Any, Any]]:
    """(variable, low, high) of every integral and sum in a step's claim."""
    nodes = step.claim.both.atoms(sympy.Integral, sympy.Sum)
    return [limits for node in nodes for limits in node.limits if len(limits) == 3]


def _require_within_domain(earlier: Step, steps: Sequence[Step]) -> None:
    """A step about a letter may be put in under an integral or sum over it only inside its domain."""
    for variable in earlier.variables:
        symbol, domain = letter(variable), variable.domain
        for bound, low, high in (limits for step in steps for limits in _binders(step)):
            if bound != symbol:
                continue
            below = domain.lower is not None and not (low.is_number and low >= domain.lower)
            above = domain.upper is not None and not (high.is_number and high <= domain.upper)
            inside = not (below or above)
            require(
                inside, "uses {} under an integral or sum that leaves the domain of {}", earlier.name, symbol
            )


def restricts(context: Context, symbol: Any) -> bool:
    """Whether a restriction of the step, a hypothesis or the setting of the statement speaks of a letter."""
    restricted = any(claim.both.has(symbol) for claim in context.step.where)
    return restricted or symbol in fixed_letters(context.statement)


def require_conclusion(statement: Statement, steps: Sequence[Step]) -> None:
    """Raise unless the last steps are the statement's claims, without restrictions."""
    count = len(statement.claims)
    require(count, "the statement claims nothing")
    require(len(steps) >= count, "the proof has no step that states the claim")
    for claim, step in zip(statement.claims, steps[-count:], strict=True):
        require(step.claim == claim, "the last step {} is not the statement", step.name)
        free = not (step.where or step.variables)
        require(free, "the last step {} holds only under restrictions", step.name)
