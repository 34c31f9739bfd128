"""Case split: the claim holds in each case, and the cases cover the domain.

The used steps must make the same claim, each under one extra restriction. Accepted covers:
comparisons of the same two sides that leave no possibility open (``x < 1`` and ``x == 1`` when
``x <= 1`` is known; ``k <= p`` and ``k >= p + 1`` for whole numbers), and the two parities
``k == m + 2 j`` and ``k == m + 1 + 2 j`` with j = 0, 1, ... for whole ``k >= m``.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions, letter
from proofs_check.definedness import defined
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.sign import nonnegative
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import integers


def decide(context: Context) -> Decision:
    step, extra = context.step, []
    spoken = {letter(variable) for variable in step.variables}
    for name, earlier in context.used_steps.items():
        require(earlier.claim == step.claim, "{} claims something else", name)
        added = [restriction for restriction in earlier.where if restriction not in step.where]
        more = len(added) == 1 and all(restriction in earlier.where for restriction in step.where)
        require(more, "{} must have exactly one restriction more than this step", name)
        own = tuple(variable for variable in earlier.variables if letter(variable) not in spoken)
        sides = all(
            defined(context.known.put_in(side), context.known) for side in (added[0].left, added[0].right)
        )
        require(sides, "{} is not shown to compare numbers", added[0])
        extra.append((added[0], own))
    free = not any(own for _, own in extra)
    covered = (
        free and _compares([claim for claim, _ in extra], context.known) or _parities(extra, context.known)
    )
    require(covered, "the cases are not shown to cover the domain")
    return decided()


def _compares(cases: list[Claim], known: Assumptions) -> bool:
    """All cases compare the same difference (up to whole-number rounding) with 0."""
    covered: set[str] = set()
    first = cases[0].left - cases[0].right
    for case in cases:
        difference, relation = sympy.expand(case.left - case.right - first), case.relation
        if difference != 0:
            # for whole numbers x >= m + 1 is x > m, and x <= m - 1 is x < m
            strict = {(">=", -1): ">", ("<=", 1): "<"}.get((relation, difference))
            if strict is None or not first.is_integer:
                return False
            relation = strict
        covered |= {"<=": {"<", "=="}, ">=": {">", "=="}}.get(relation, {relation})
    possible = {"<", "==", ">"}
    if nonnegative(-first, known):
        possible -= {">"}
    if nonnegative(first, known):
        possible -= {"<"}
    return possible <= covered


def _parities(cases: list[tuple[Claim, Any]], known: Assumptions) -> bool:
    if len(cases) != 2:
        return False
    found = []
    for case, variables in cases:
        if case.relation != "==" or len(variables) != 1 or not isinstance(case.left, sympy.Symbol):
            return False
        offset = sympy.expand(case.right - 2 * letter(variables[0]))
        if variables[0].domain != integers(0) or offset.has(letter(variables[0])):
            return False
        found.append((case.left, offset))
    (left, m), (other, n) = found
    low = m if sympy.expand(n - m) == 1 else n
    if left != other or not (left.is_integer and low.is_integer) or sympy.expand(m + n - 2 * low) != 1:
        return False
    return nonnegative(sympy.expand(left - low), known)
