"""The solution of a linear ordinary differential equation that the *statement* assumes.

Read from the statement's hypotheses, never from the step: the equation ``Derivative(y, t) == r`` or
``Derivative(y, (t, 2)) == r`` of an unknown function y = mode(j, t), with r linear in y and y' and
its coefficients free of t, and the values of y (and y') at t = 0. These hypotheses are understood
for every t of the domain of t (which must start at 0) and every value of the index letter j.

Claim ``mode(j, t) == expression``: the expression is put into the equation and the initial
conditions, and must satisfy them identically. Otherwise the certificate's ``solution`` is checked
so, and then put in for y everywhere in the claim. That a linear equation with constant coefficients has
exactly one solution with given initial values is what this rule assumes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy

from proofs_check.calculus import derivative, equal
from proofs_check.declarations import counts_through
from proofs_check.identity import is_zero
from proofs_check.instances import require_value
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.substitution import substitute, transform


@dataclass(frozen=True)
class InitialValueProblem:
    """The unknown y(index, t), the order, the right side, and the values at t = 0."""

    unknown: Any
    time: Any
    order: int
    right: Any
    values: tuple[Any, ...]

    @property
    def index(self) -> Any:
        return self.unknown.args[0]

    def require_covers(self, index: Any, context: Context) -> None:
        """Raise unless the equation is assumed at this index: a parameter of the statement has its one value only."""
        if index != self.index:
            counts = self.index in context.declared.counting
            require(counts, "the equation is assumed for {}, and not for {}", self.index, index)
            require_value(index, self.index, counts_through(self.index), context.known)


def decide(context: Context) -> Decision:
    claim = context.claim
    require(claim.relation == "==", "this rule decides equalities")
    problem = _read(context)
    if isinstance(claim.left, problem.unknown.func):
        index, time = claim.left.args
        require(time == problem.time, "{} is not a value of {}", claim.left, problem.unknown)
        problem.require_covers(index, context)
        _require_solution(claim.right, problem, {problem.index: index}, context)
        return decided()
    solution = context.expression("solution")
    _require_solution(solution, problem, {}, context)
    left, right = (_put_in(sympy.S(side), problem, solution, context) for side in (claim.left, claim.right))
    same = equal(left, right, "radical", context.known)
    require(same, "the two sides differ once the solution is put in")
    return decided()


def _read(context: Context) -> InitialValueProblem:
    """The initial value problem among the statement's hypotheses."""
    hypotheses = [
        context.known.put_in_claim(each) for each in context.statement.hypotheses if each.relation == "=="
    ]
    equations = [each for each in hypotheses if isinstance(each.left, sympy.Derivative)]
    one = len(equations) == 1 and len(equations[0].left.variable_count) == 1
    require(one, "the statement must have exactly one hypothesis with a derivative on the left")
    unknown = equations[0].left.expr
    time, order = equations[0].left.variable_count[0]
    two = isinstance(unknown, sympy.Function) and len(unknown.args) == 2 and unknown.args[1] == time
    indexed = two and isinstance(unknown.args[0], sympy.Symbol)
    require(indexed, "{} is not an unknown function of an index letter and {}", unknown, time)
    require(time in context.known.domains, "{} is not declared", time)
    domain = context.known.domains[time]
    from_0 = not domain.integer and domain.lower == 0 and not domain.lower_open and domain.upper != 0
    require(from_0, "{} must be a declared real letter whose domain starts at 0", time)
    for each in (*context.statement.hypotheses, *context.step.where):
        sides = sympy.S(each.left) - sympy.S(each.right)
        free = time not in sides.free_symbols or sides.has(unknown.func)
        require(free, "{} is restricted by {}", time, each)
    require(order in (1, 2), "only first and second order")
    right = equations[0].right
    _require_linear(right, unknown, time, int(order))
    starts = [substitute(unknown, {time: 0}), sympy.Subs(sympy.Derivative(unknown, time), time, 0)]
    values = []
    for start in starts[: int(order)]:
        given = [each.right for each in hypotheses if each.left == start]
        once = len(given) == 1 and time not in given[0].free_symbols and not given[0].has(unknown.func)
        require(once, "the statement must give {} once", start)
        values.append(given[0])
    return InitialValueProblem(unknown, time, int(order), right, tuple(values))


def _require_linear(right: Any, unknown: Any, time: Any, order: int) -> None:
    zeroth, first = sympy.Dummy("y"), sympy.Dummy("v")
    slope = {sympy.Derivative(unknown, time): first} if order == 2 else {}
    plain = substitute(right, {**slope, unknown: zeroth})
    constant = not plain.has(unknown.func, sympy.Derivative) and time not in plain.free_symbols
    require(constant, "the equation must be linear with coefficients that do not depend on time")
    linear = plain.is_polynomial(zeroth, first) and sympy.Poly(plain, zeroth, first).total_degree() <= 1
    require(linear, "the equation must be linear in the unknown")


def _require_solution(
    solution: Any, problem: InitialValueProblem, instance: dict[Any, Any], context: Context
) -> None:
    """Raise unless the expression satisfies the equation and the initial conditions."""
    known, time, unknown = context.known, problem.time, problem.unknown
    explicit = not solution.has(unknown.func, sympy.Derivative, sympy.Integral, sympy.Sum)
    require(explicit, "the solution must be an explicit expression")
    free = bool(instance) or problem.index not in known.domains
    require(free, "{} is a letter of its own here: name the solution in another one", problem.index)
    right = substitute(problem.right, instance)
    target = substitute(unknown, instance)
    slopes = [solution, derivative(solution, time, 1, known)]
    residual = derivative(solution, time, problem.order, known)
    residual -= substitute(right, {sympy.Derivative(target, time): slopes[1], target: solution})
    solves = is_zero(sympy.expand(residual), "radical", known)
    require(solves, "the expression does not satisfy the equation")
    for value, slope in zip(problem.values, slopes, strict=False):
        starts = is_zero(substitute(slope, {time: 0}) - substitute(value, instance), "radical", known)
        require(starts, "the expression does not satisfy the initial conditions")


def _put_in(side: Any, problem: InitialValueProblem, solution: Any, context: Context) -> Any:
    head = problem.unknown.func
    for node in side.atoms(sympy.Integral, sympy.Subs, sympy.Limit, sympy.Product):
        require(not node.has(head), "the solution cannot be put into {}", node)
    for node in side.atoms(sympy.Sum):
        whole = not node.has(head) or (node.limits[0][1].is_Integer and node.limits[0][1] >= 0)
        require(whole, "the sum {} does not start at a whole number >= 0", node)

    def value(node: Any) -> Any:
        index, time = node.args
        require(time == problem.time, "{} is not a value of {}", node, problem.unknown)
        problem.require_covers(index, context)
        return substitute(solution, {problem.index: index})

    return transform(side, lambda e: isinstance(e, head), value)
