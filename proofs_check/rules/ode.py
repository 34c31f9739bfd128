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

from proofs_check.assumptions import letter
from proofs_check.calculus import NotSmooth, derivative, equal
from proofs_check.identity import SideCondition, is_zero
from proofs_check.kernel import Context
from w2s_theory.spec.ledger import Decision, decided, not_decided


class NoProblem(ValueError):
    """The statement holds no initial value problem that this rule can read (the text says why)."""


@dataclass(frozen=True)
class InitialValueProblem:
    """The unknown y(index, t), the order, the right side, and the values at t = 0."""

    unknown: Any
    time: Any
    order: int
    right: Any
    values: tuple[Any, ...]
    parameters: frozenset[Any]

    @property
    def index(self) -> Any:
        return self.unknown.args[0]

    def covers(self, index: Any) -> bool:
        """Whether the equation is assumed at this index: a parameter of the statement has its one value only."""
        if index == self.index:
            return True
        return self.index not in self.parameters and bool(index.is_integer and index.is_nonnegative)


def decide(context: Context) -> Decision:
    claim = context.claim
    if claim.relation != "==":
        return not_decided("this rule decides equalities")
    try:
        problem = _read(context)
        head = problem.unknown.func
        if isinstance(claim.left, head):
            index, solution = claim.left.args[0], claim.right
            if claim.left.args[1] != problem.time or not problem.covers(index):
                return not_decided(f"{claim.left} is not a value of {problem.unknown}")
            _require_solution(solution, problem, {problem.index: index}, context)
            return decided()
        solution = context.known.put_in(sympy.S(context.certificate["solution"]))
        _require_solution(solution, problem, {}, context)
        left, right = (_put_in(sympy.S(side), problem, solution) for side in (claim.left, claim.right))
        same = equal(left, right, "radical", context.known)
    except (NoProblem, NotSmooth, SideCondition) as reason:
        return not_decided(str(reason))
    return decided() if same else not_decided("the two sides differ once the solution is put in")


def _read(context: Context) -> InitialValueProblem:
    """The initial value problem among the statement's hypotheses."""
    hypotheses = [
        context.known.put_in_claim(each) for each in context.statement.hypotheses if each.relation == "=="
    ]
    equations = [each for each in hypotheses if isinstance(each.left, sympy.Derivative)]
    if len(equations) != 1 or len(equations[0].left.variable_count) != 1:
        raise NoProblem("the statement must have exactly one hypothesis with a derivative on the left")
    unknown = equations[0].left.expr
    time, order = equations[0].left.variable_count[0]
    if not isinstance(unknown, sympy.Function) or len(unknown.args) != 2 or unknown.args[1] != time:
        raise NoProblem(f"{unknown} is not an unknown function of an index and {time}")
    if not isinstance(unknown.args[0], sympy.Symbol):
        raise NoProblem(f"the index of {unknown} must be a letter")
    domain = context.known.domains.get(time)
    if domain is None or domain.integer or domain.lower != 0 or domain.lower_open or domain.upper == 0:
        raise NoProblem(f"{time} must be a declared real letter whose domain starts at 0")
    for each in (*context.statement.hypotheses, *context.step.where):
        sides = sympy.S(each.left) - sympy.S(each.right)
        if time in sides.free_symbols and not sides.has(unknown.func):
            raise NoProblem(f"{time} is restricted by {each}")
    if order not in (1, 2):
        raise NoProblem("only first and second order")
    right = equations[0].right
    _require_linear(right, unknown, time, int(order))
    starts = [unknown.subs(time, 0), sympy.Subs(sympy.Derivative(unknown, time), time, 0)]
    values = []
    for start in starts[: int(order)]:
        given = [each.right for each in hypotheses if each.left == start]
        if len(given) != 1 or time in given[0].free_symbols or given[0].has(unknown.func):
            raise NoProblem(f"the statement must give {start} once")
        values.append(given[0])
    parameters = frozenset(letter(parameter) for parameter in context.statement.parameters)
    return InitialValueProblem(unknown, time, int(order), right, tuple(values), parameters)


def _require_linear(right: Any, unknown: Any, time: Any, order: int) -> None:
    zeroth, first = sympy.Dummy("y"), sympy.Dummy("v")
    plain = right.xreplace({sympy.Derivative(unknown, time): first} if order == 2 else {}).xreplace(
        {unknown: zeroth}
    )
    if plain.has(unknown.func) or plain.has(sympy.Derivative) or time in plain.free_symbols:
        raise NoProblem("the equation must be linear with coefficients that do not depend on time")
    polynomial = sympy.Poly(plain, zeroth, first) if plain.is_polynomial(zeroth, first) else None
    if polynomial is None or polynomial.total_degree() > 1:
        raise NoProblem("the equation must be linear in the unknown")


def _require_solution(
    solution: Any, problem: InitialValueProblem, instance: dict[Any, Any], context: Context
) -> None:
    """Raise unless the expression satisfies the equation and the initial conditions."""
    known, time, unknown = context.known, problem.time, problem.unknown
    if solution.has(unknown.func) or solution.has(sympy.Derivative, sympy.Integral, sympy.Sum):
        raise NoProblem("the solution must be an explicit expression")
    if not instance and problem.index in known.domains:
        raise NoProblem(f"{problem.index} is a letter of its own here: name the solution in another one")
    right = problem.right.subs(instance)
    target = unknown.subs(instance)
    slopes = [solution, derivative(solution, time, 1, known)]
    residual = derivative(solution, time, problem.order, known)
    residual -= right.xreplace({sympy.Derivative(target, time): slopes[1]}).xreplace({target: solution})
    if not is_zero(sympy.expand(residual), "radical", known):
        raise NoProblem("the expression does not satisfy the equation")
    for value, slope in zip(problem.values, slopes, strict=False):
        if not is_zero(slope.subs(time, 0) - value.subs(instance), "radical", known):
            raise NoProblem("the expression does not satisfy the initial conditions")


def _put_in(side: Any, problem: InitialValueProblem, solution: Any) -> Any:
    head = problem.unknown.func
    for node in side.atoms(sympy.Integral, sympy.Subs, sympy.Limit, sympy.Product):
        if node.has(head):
            raise NoProblem(f"the solution cannot be put into {node}")
    for node in side.atoms(sympy.Sum):
        if node.has(head) and not (node.limits[0][1].is_Integer and node.limits[0][1] >= 0):
            raise NoProblem(f"the sum {node} does not start at a whole number >= 0")

    def value(index: Any, time: Any) -> Any:
        if time != problem.time or not problem.covers(index):
            raise NoProblem(f"{head.__name__}({index}, {time}) is not a value of {problem.unknown}")
        return solution.subs(problem.index, index)

    return side.replace(head, value)
