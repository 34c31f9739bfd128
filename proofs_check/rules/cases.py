"""Case split: the claim holds in each case, and the cases cover the domain.

The used steps must make the same claim, each under one extra restriction. Accepted covers:
comparisons of the same two sides that leave no possibility open (``x < 1`` and ``x == 1`` when
``x <= 1`` is known; ``k <= p`` and ``k >= p + 1`` for whole numbers), and the two parities
``k == m + 2 j`` and ``k == m + 1 + 2 j`` with j = 0, 1, ... for whole ``k >= m``.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.kernel import Context
from proofs_check.sign import nonnegative, positive
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    step, extra = context.step, []
    for name, earlier in context.used_steps.items():
        if earlier.claim != step.claim:
            return not_decided(f"{name} claims something else")
        added = [restriction for restriction in earlier.where if restriction not in step.where]
        if len(added) != 1 or any(restriction not in earlier.where for restriction in step.where):
            return not_decided(f"{name} must have exactly one restriction more than this step")
        own = tuple(variable for variable in earlier.variables if variable not in step.variables)
        if any(_occurs(variable.symbol, step.claim) for variable in own):
            return not_decided(f"{name} speaks of a letter on another domain")
        extra.append((added[0], own))
    claims = [claim for claim, _ in extra]
    if (not any(own for _, own in extra) and _compares(claims, context.known)) or _parities(
        extra, context.known
    ):
        return decided()
    return not_decided("the cases are not shown to cover the domain")


def _occurs(name: str, claim: Claim) -> bool:
    symbols = sympy.S(claim.left).free_symbols | sympy.S(claim.right).free_symbols
    return any(symbol.name == name for symbol in symbols if isinstance(symbol, sympy.Symbol))


def _compares(cases: list[Claim], known: Assumptions) -> bool:
    """All cases compare the same difference (up to whole-number rounding) with 0."""
    covered: set[str] = set()
    first = cases[0].left - cases[0].right
    for case in cases:
        difference = sympy.expand(case.left - case.right - first)
        relation = case.relation
        if difference != 0:
            # for whole numbers x >= m + 1 is x > m, and x <= m - 1 is x < m
            whole = bool(first.is_integer)
            if whole and difference == -1 and relation == ">=":
                relation = ">"
            elif whole and difference == 1 and relation == "<=":
                relation = "<"
            else:
                return False
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
    offsets = []
    for case, variables in cases:
        if case.relation != "==" or len(variables) != 1 or not isinstance(case.left, sympy.Symbol):
            return False
        domain, (symbol,) = (
            variables[0].domain,
            [v for v in case.right.free_symbols if v.name == variables[0].symbol],
        )
        if not domain.integer or domain.lower != 0 or domain.upper is not None:
            return False
        offset = sympy.expand(case.right - 2 * symbol)
        if offset.has(symbol):
            return False
        offsets.append((case.left, offset))
    (left, m), (other, m_next) = sorted(offsets, key=lambda pair: str(pair[1] - offsets[0][1]))
    if left != other or not left.is_integer or not m.is_integer:
        return False
    low, high = (m, m_next) if sympy.expand(m_next - m) == 1 else (m_next, m)
    if sympy.expand(high - low) != 1:
        return False
    return nonnegative(sympy.expand(left - low), known) or positive(sympy.expand(left - low + 1), known)
