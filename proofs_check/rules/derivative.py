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

from proofs_check.calculus import derivative, equal
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.substitution import canonical


def decide(context: Context) -> Decision:
    claim, known = context.claim, context.known
    shape = claim.relation == "==" and isinstance(claim.left, sympy.Derivative)
    require(shape, "this rule decides claims of the form Derivative(E, t) == F")
    require(len(claim.left.variable_count) == 1, "one variable at a time")
    variable, order = claim.left.variable_count[0]
    real = order.is_Integer and variable in known.domains and not known.domains[variable].integer
    require(real, "{} is not a declared real letter, or the order {} no number", variable, order)
    _require_free(context, variable)
    found = derivative(_put_in(claim.left.expr, context, variable), variable, int(order), known)
    require(equal(found, claim.right, "radical", known), "the derivative is not the right side")
    return decided(exists=(canonical(claim.left),))


def _put_in(expression: Any, context: Context, variable: Any) -> Any:
    """The right side of a used equality about the whole of E."""
    for name, source in context.used.items():
        step = context.used_steps[name]
        moved = variable in context.certificate.get("at", {}).get(name, {})
        if source.relation == "==" and source.left == expression and not step.where and not moved:
            return source.right
    return expression


def _require_free(context: Context, variable: Any) -> None:
    """Raise if something assumed (but for differential equations, which hold at all times) speaks of the variable."""
    domain = context.known.domains[variable]
    point = domain.lower is not None and domain.lower == domain.upper
    require(not point, "{} is one number here: it must run over its whole domain", variable)
    context.require_whole_domain(variable)
