"""Whether a changed claim is true all the same, looked at apart from the rule that decided it.

A weaker bound, or an equality read as an inequality, follows from the original claim: the checker shows it in one step.
Otherwise the claim is evaluated at exact points of the step's domain, where it has a number there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import mpmath
import sympy

from proofs_check.assumptions import excess
from proofs_check.kernel import decide_step
from proofs_check.models.verdict import looks
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.checks.points import exact_points
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem
from w2s_theory.simulate.machine.streams import child_generator

TRUTHS = {
    "assumed": "it is a hypothesis of the theorem",
    "follows": "the checker shows it from the original claim",
    "evaluated": "true at twenty exact points of the step's domain",
    "modelled": "true in every one of at least eight random models with more values of its letters",
}
POINTS = 20
# a changed claim may divide by zero where the original does not
_NO_NUMBERS = (sympy.zoo, sympy.nan, sympy.oo, sympy.I)
# models looked at, of which so many must give the claim a value
MODELS, FEWEST_MODELS = 16, 8
# the points of the step that was asked about last
_made: list[tuple[Theorem, Step, list[dict[Any, Any]]]] = []


def truth(theorem: Theorem, original: Step, claim: Claim) -> str:
    """How a changed claim is known to be true: one of ``TRUTHS``, or empty.

    Parameters
    ----------
    original
        The step that the claim was made from; its restrictions and letters are the claim's too.
    """
    if claim in theorem.hypotheses:
        return "assumed"
    if follows(theorem, original, claim) or _same_in_the_setting(theorem, original, claim):
        return "follows"
    if holds_itself(theorem, original, claim) or _weaker_at_points(theorem, original, claim):
        return "evaluated"
    return ""


def true_in_models(theorem: Theorem, changed: Step) -> bool:
    """Whether a step that was widened is true wherever random models give it a value: other models than the kernel's."""
    lines = looks(changed, theorem.statement(), models=MODELS, seed=1)
    return len(lines) >= FEWEST_MODELS and not any(lines)


def follows(theorem: Theorem, original: Step, claim: Claim) -> bool:
    """Whether the checker shows a claim from the original one: it says less by what is not negative."""
    if claim.relation == "==" != original.claim.relation:
        return False
    start = replace(original, uses=(), certificate={})
    both = (1, -1) if original.claim.relation == "==" else (1,)
    for sign in both:
        multipliers = {start.name: sympy.Integer(sign)}
        rest = sympy.expand(excess(claim) - sign * excess(original.claim))
        for rule in ("ring", "rational", "radical", "gram"):
            certificate = {"multipliers": multipliers} | ({} if claim.relation == "==" else {"rest": rest})
            weaker = replace(
                original, name="weaker", claim=claim, rule=rule, uses=(start.name,), certificate=certificate
            )
            if (
                decide_step(weaker, {start.name: start}, theorem.statement(), load_rules(), {}).status
                == "decided"
            ):
                return True
    return False


def _weaker_at_points(theorem: Theorem, original: Step, claim: Claim) -> bool:
    """Whether a claim with the original's relation says less than it, at every exact point."""
    if claim.relation != original.claim.relation:
        return False
    points = points_of(theorem, original)
    for values in points:
        gap = sympy.expand(_difference(claim, values) - _difference(original.claim, values))
        if gap.free_symbols or gap.atoms(sympy.Function) - gap.atoms(sympy.exp) or gap.has(*_NO_NUMBERS):
            return False
        number = mpmath.mpf(sympy.N(gap, 30))
        allowed = {
            "==": abs(number) < 1e-20,
            ">=": number > -1e-20,
            ">": number > -1e-20,
            "<=": number < 1e-20,
            "<": number < 1e-20,
        }
        if not allowed[claim.relation]:
            return False
    return bool(points)


def points_of(theorem: Theorem, original: Step) -> list[dict[Any, Any]]:
    """Exact values of the letters, where the step's restrictions hold; made once while the mutants of one step are asked."""
    if _made and _made[0][0] is theorem and _made[0][1] is original:
        return _made[0][2]
    found = _points_of(theorem, original)
    _made[:] = [(theorem, original, found)]
    return found


def _points_of(theorem: Theorem, original: Step) -> list[dict[Any, Any]]:
    domain = replace(
        theorem,
        parameters=(*theorem.parameters, *original.variables),
        hypotheses=(*theorem.hypotheses, *original.where),
    )
    return [
        {
            getattr(notation, key): sympy.Rational(v.numerator, v.denominator)
            for key, v in point.items()
            if not isinstance(v, tuple)
        }
        for point in exact_points(domain, child_generator(0, f"mutants/{original.name}"), POINTS)
    ]


def holds_itself(theorem: Theorem, original: Step, claim: Claim) -> bool:
    """Whether a claim between numbers is true at twenty exact points: e.g. a strict form of a weak inequality."""
    points = points_of(theorem, original)
    for values in points:
        gap = _difference(_with_used_values(theorem, original, claim), values)
        if (
            gap.free_symbols
            or not gap.is_number
            or gap.has(sympy.Integral, sympy.Sum, sympy.Derivative, *_NO_NUMBERS)
        ):
            return False
        if any(each.func.__module__ == notation.__name__ for each in gap.atoms(sympy.Function)):
            return False  # an unknown function has no value here
        number = mpmath.mpf(sympy.N(gap, 30))
        true = {
            "==": abs(number) < 1e-20,
            ">=": number > -1e-20,
            ">": number > 1e-20,
            "<=": number < 1e-20,
            "<": number < -1e-20,
        }
        if not true[claim.relation]:
            return False
    return bool(points)


def _with_used_values(theorem: Theorem, original: Step, claim: Claim) -> Claim:
    """The claim after the values of functions that the step uses: where f(0) = 1, 1/f(0) >= 1 holds both ways."""
    known = {
        each.claim.left: each.claim.right
        for each in theorem.proof()
        if each.name in original.uses and each.claim.relation == "=="
    }
    values = {left: right for left, right in known.items() if isinstance(left, sympy.Function)}
    return Claim(sympy.S(claim.left).subs(values), claim.relation, sympy.S(claim.right).subs(values))


def _same_in_the_setting(theorem: Theorem, original: Step, claim: Claim) -> bool:
    """Whether the two claims differ by inner products that the setting's equations alone make 0 (orthogonal parts)."""
    if theorem.setting is None or claim.relation != original.claim.relation:
        return False
    sides = [sympy.S(each.left) - sympy.S(each.right) for each in (claim, original.claim)]
    equal = replace(
        original, name="equal", claim=Claim(sides[0], "==", sides[1]), rule="gram", uses=(), certificate={}
    )
    return decide_step(equal, {}, theorem.statement(), load_rules(), {}).status == "decided"


def _difference(claim: Claim, values: dict[Any, Any]) -> Any:
    left, right = (
        sympy.S(side).subs(values).replace(sympy.Subs, _at_a_point) for side in (claim.left, claim.right)
    )
    return left - right


def _at_a_point(expression: Any, variables: Any, places: Any) -> Any:
    """A derivative at a point, by finite differences to many digits; anything else stays as it is."""
    kept = sympy.Subs(expression, variables, places)
    if not isinstance(expression, sympy.Derivative) or kept.free_symbols:
        return kept
    (variable, order), (place,) = expression.variable_count[0], places
    function = sympy.lambdify([variable], expression.expr, "mpmath")
    with mpmath.workdps(60):
        return sympy.Float(mpmath.diff(function, mpmath.mpf(int(place)), int(order)), 50)
