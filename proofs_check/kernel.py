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

from proofs_check.assumptions import Assumptions, assume, letter
from proofs_check.binders import all_bound_letters, runs_within
from proofs_check.binders import substitute_claim as substitute
from proofs_check.expectation import depends_on_draw, has_mean, random_letters
from proofs_check.gram import gram_facts
from proofs_check.letters import fixed_letters, statement_problem, step_problem
from proofs_check.sign import defined, nonnegative, positive
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, Ledger, LedgerLine, not_decided
from w2s_theory.spec.parameter import Parameter
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Statement


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

    def definitions(self) -> list[Claim]:
        """``symbol == its definition`` for the scalars that the step unfolds."""
        return [
            self.known.put_in_claim(Claim(getattr(notation, name), "==", notation.definition(name)))
            for name in self.step.unfold
            if notation.row(name).kind == "scalar"
        ]

    def holds_for_all(self, symbol: Any, node: Any) -> bool:
        """Whether a used equality about a letter holds for all values in the range of an integral or sum over it."""
        every = (
            *self.statement.parameters,
            *(each for step in self.used_steps.values() for each in step.variables),
        )
        domains = [each.domain for each in (*every, *self.step.variables) if letter(each) == symbol]
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
        if step.name not in accepted:
            accepted[step.name] = step
    reason = statement_problem(statement) or _conclusion(statement, steps)
    return Ledger(tuple(lines), reason == "", reason)


def decide_step(
    step: Step,
    accepted: Mapping[str, Step],
    statement: Statement,
    rules: Mapping[str, Rule],
    theorems: Mapping[str, Statement],
) -> Decision:
    try:
        problem = _malformed(step, accepted, statement, rules)
        return (
            not_decided(problem)
            if problem
            else rules[step.rule](_context(step, accepted, statement, theorems))
        )
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
        if not defined(side, known):
            raise ValueError(f"{side} is not shown to be a number on the whole domain")
    used = {name: known.put_in_claim(_unfold(each, step.unfold)) for name, each in used.items()}
    gram = gram_facts(statement.setting) if statement.setting else {}
    gram = {name: known.put_in_claim(fact) for name, fact in gram.items()}
    return Context(step, claim, used, used_steps, known, gram, statement, theorems)


def _used_claim(earlier: Step, step: Step, known: Assumptions, random: set[Any]) -> Claim:
    """The earlier claim, at the values of its own letters that the certificate names."""
    at: Mapping[Any, Any] = step.certificate.get("at", {}).get(earlier.name, {})
    if not at:
        return earlier.claim
    own = {letter(variable): variable for variable in earlier.variables}
    for symbol, value in at.items():
        if symbol not in own:
            raise ValueError(f"{earlier.name} has no letter {symbol} of its own")
        if depends_on_draw(sympy.S(value), random) and (
            has_mean(earlier.claim.left) or has_mean(earlier.claim.right)
        ):
            raise ValueError(
                f"{symbol} is a fixed number in the mean of {earlier.name}, and {value} depends on the draw"
            )
        require_in_domain(known.put_in(value), own[symbol], known)
    for restriction in earlier.where:
        require_claim(known.put_in_claim(substitute(restriction, at)), known)
    return substitute(earlier.claim, at)


def require_in_domain(value: Any, parameter: Any, known: Assumptions) -> None:
    """Raise unless ``value`` is shown to lie in the parameter's domain."""
    domain, value = parameter.domain, sympy.S(value)
    if domain.integer and not value.is_integer:
        raise ValueError(f"{value} is not shown to be whole, as {parameter.symbol} must be")
    if domain.lower is not None:
        require_claim(Claim(value, ">" if domain.lower_open else ">=", domain.lower), known)
    if domain.upper is not None:
        require_claim(Claim(value, "<" if domain.upper_open else "<=", domain.upper), known)


def require_claim(claim: Claim, known: Assumptions) -> None:
    """Raise unless an (in)equality follows from the assumptions by the sign procedure."""
    difference = sympy.expand(sympy.S(claim.left) - sympy.S(claim.right))
    shown = {
        ">=": lambda: nonnegative(difference, known),
        "<=": lambda: nonnegative(-difference, known),
        ">": lambda: positive(difference, known),
        "<": lambda: positive(-difference, known),
        "==": lambda: difference == 0,
    }[claim.relation]()
    if not shown:
        raise ValueError(f"{claim} is not shown here")


def _unfold(claim: Claim, names: tuple[str, ...]) -> Claim:
    functions = [name for name in names if notation.row(name).kind == "function"]
    left, right = sympy.S(claim.left), sympy.S(claim.right)
    for name in functions:
        head = getattr(notation, name)

        def define(*arguments: Any, name: str = name) -> Any:
            value = notation.definition(name, *arguments)
            caught = all_bound_letters(value) & set().union(
                *(sympy.S(each).free_symbols for each in arguments)
            )
            if caught:
                raise ValueError(f"{caught.pop()} is bound in the definition of {name}")
            return value

        left, right = left.replace(head, define), right.replace(head, define)
    return replace(claim, left=left, right=right)


def _malformed(
    step: Step, accepted: Mapping[str, Step], statement: Statement, rules: Mapping[str, Rule]
) -> str:
    if step.name in accepted:
        return f"the name {step.name} is used twice"
    if step.rule not in rules:
        return f"there is no rule {step.rule!r}"
    missing = [name for name in step.uses if name not in accepted]
    if missing:
        return f"uses {missing[0]}, which does not come before"
    problem = (
        statement_problem(statement)
        or step_problem(step, statement)
        or _mean_problem(step, accepted, statement)
    )
    if problem:
        return problem
    for name in step.uses:
        problem = _restriction_problem(accepted[name], step, statement) or _binder_problem(
            accepted[name], [step, *(accepted[other] for other in step.uses)]
        )
        if problem:
            return problem
    bound_here = _binders(step)
    for symbol in (each.symbol for each in (*statement.parameters, *step.variables)):
        if any(symbol == variable.name for variable, _, _ in bound_here):
            return f"the letter {symbol} is declared and bound by an integral or sum as well"
    for name in step.unfold:
        if name not in notation.NAMES or notation.row(name).definition is None:
            return f"{name} has no definition in the notation table"
    return ""


def _restriction_problem(earlier: Step, step: Step, statement: Statement) -> str:
    """An earlier step holds only under its restrictions and for its letters."""
    instance = step.certificate.get("at", {}).get(earlier.name, {})
    bound = {str(symbol) for symbol in instance}
    if step.rule in DISCHARGING:
        return ""
    own = {variable.symbol for variable in earlier.variables}
    here = {variable.symbol: variable.domain for variable in step.variables}
    for variable in earlier.variables:
        if variable.symbol in bound or here.get(variable.symbol) == variable.domain:
            continue
        if _occurs_free(variable, step):
            return f"uses {earlier.name} without saying what its letter {variable.symbol} is"
    for restriction in earlier.where:
        names = {symbol.name for symbol in (restriction.left - restriction.right).free_symbols}
        if names & own & bound:
            continue  # re-checked for the instance
        if restriction not in (*step.where, *statement.hypotheses):
            return f"uses {earlier.name} outside its restriction {restriction}"
    return ""


def _mean_problem(step: Step, accepted: Mapping[str, Step], statement: Statement) -> str:
    """A mean is over all draws: nothing may be said of it where only some of them are looked at."""
    random = random_letters(statement.setting)
    for restriction in step.where:
        if not depends_on_draw(sympy.S(restriction.left) - sympy.S(restriction.right), random):
            continue
        claims = [step.claim, *(accepted[name].claim for name in step.uses)]
        spoken = [
            *(side for claim in claims for side in (claim.left, claim.right)),
            *_expressions(step.certificate),
        ]
        if any(has_mean(each) for each in spoken):
            return f"a mean over all draws stands beside the restriction {restriction} to some of them"
    return ""


def _expressions(value: Any) -> list[Any]:
    """Every expression in a certificate."""
    if isinstance(value, Mapping):
        return [each for pair in value.items() for part in pair for each in _expressions(part)]
    if isinstance(value, (tuple, list)):
        return [each for part in value for each in _expressions(part)]
    if isinstance(value, Claim):
        return [value.left, value.right]
    return [value] if isinstance(value, sympy.Basic) else []


def _occurs_free(variable: Parameter, step: Step) -> bool:
    symbol = letter(variable)
    return any(symbol in sympy.S(side).free_symbols for side in (step.claim.left, step.claim.right))


def _binders(step: Step) -> list[tuple[Any, Any, Any]]:
    """(variable, low, high) of every integral and sum in a step's claim."""
    sides = (sympy.S(step.claim.left), sympy.S(step.claim.right))
    nodes = [node for side in sides for node in side.atoms(sympy.Integral, sympy.Sum)]
    return [limits for node in nodes for limits in node.limits if len(limits) == 3]


def _binder_problem(earlier: Step, steps: Sequence[Step]) -> str:
    """A step about a letter may be put in under an integral or sum over it only inside its domain."""
    for variable in earlier.variables:
        symbol, domain = letter(variable), variable.domain
        for bound, low, high in (limits for step in steps for limits in _binders(step)):
            if bound != symbol:
                continue
            below = domain.lower is not None and not (low.is_number and low >= domain.lower)
            above = domain.upper is not None and not (high.is_number and high <= domain.upper)
            if below or above:
                return f"uses {earlier.name} under an integral or sum that leaves the domain of {symbol}"
    return ""


def restricts(context: Context, symbol: Any) -> bool:
    """Whether a restriction of the step, a hypothesis or the setting of the statement speaks of a letter."""
    sides = [sympy.S(side) for claim in context.step.where for side in (claim.left, claim.right)]
    return symbol in fixed_letters(context.statement) or any(side.has(symbol) for side in sides)


def _conclusion(statement: Statement, steps: Sequence[Step]) -> str:
    count = len(statement.claims)
    if count == 0:
        return "the statement claims nothing"
    if len(steps) < count:
        return "the proof has no step that states the claim"
    for claim, step in zip(statement.claims, steps[-count:], strict=True):
        if step.claim != claim:
            return f"the last step {step.name} is not the statement"
        if step.where or step.variables:
            return f"the last step {step.name} holds only under restrictions"
    return ""
