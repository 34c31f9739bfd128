"""``Derivative(E, t) == F``: E is differentiated by SymPy and compared with F exactly.

E may hold finite sums over an index, differentiated and compared term by term. Every part of E that
depends on t must be shown to be smooth on the domain (no kink, pole or branch point); at a closed
end the derivative is one-sided. Where E is the left side of a used equality that holds without
restriction, it may be replaced by the right side first. Assumes SymPy's ``diff`` of elementary
functions.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.calculus import NotSmooth, derivative, equal
from proofs_check.identity import SideCondition
from proofs_check.kernel import Context
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    claim, known = context.claim, context.known
    if claim.relation != "==" or not isinstance(claim.left, sympy.Derivative):
        return not_decided("this rule decides claims of the form Derivative(E, t) == F")
    if len(claim.left.variable_count) != 1:
        return not_decided("one variable at a time")
    variable, order = claim.left.variable_count[0]
    if not order.is_Integer or variable not in known.domains or known.domains[variable].integer:
        return not_decided(f"{variable} is not a declared real letter, or the order {order} no number")
    if _pinned(context, variable):
        return not_decided(f"{variable} is restricted by a hypothesis: it must run over its whole domain")
    expression = _put_in(claim.left.expr, context, variable)
    try:
        found = derivative(expression, variable, int(order), known)
        same = equal(found, claim.right, "radical", known)
    except (NotSmooth, SideCondition) as problem:
        return not_decided(str(problem))
    return decided() if same else not_decided("the derivative is not the right side")


def _put_in(expression: Any, context: Context, variable: Any) -> Any:
    """The right side of a used equality about the whole of E."""
    for name, source in context.used.items():
        step = context.used_steps[name]
        moved = variable in context.step.certificate.get("at", {}).get(name, {})
        if source.relation == "==" and source.left == expression and not step.where and not moved:
            return source.right
    return expression


def _pinned(context: Context, variable: Any) -> bool:
    """Whether something assumed (but for equations about unknown functions) speaks of the variable."""
    if variable in context.known.substitution:
        return True
    for each in (*context.statement.hypotheses, *context.step.where):
        sides = sympy.S(each.left) - sympy.S(each.right)
        if variable in sides.free_symbols and not sides.has(sympy.Derivative):
            return True
    domain = context.known.domains[variable]
    return domain.lower is not None and domain.lower == domain.upper
