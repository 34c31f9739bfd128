"""A product of gamma functions and powers that decreases along x, x+1, x+2, ... to 1 is >= 1.

The claim is ``E >= 1`` (``E <= 1``) for all x; ``slope`` names the used step ``g >= 0`` with
g = log E(x) - log E(x+1) (its negative for ``<=``). The quotient E(x+1)/E(x) is computed here, by
Gamma(x+1) = x Gamma(x), and compared as a sum of logarithms. The limit 1 rests on the cited fact
``gamma_ratio_limit``: exponents and powers of x must cancel.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.kernel import Context, restricts
from proofs_check.logs import NotLogs, add_log, clean, log_sum, same_logs
from proofs_check.sign import positive
from proofs_check.terms import NotATerm, Term, take_apart
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    x, known, claim = context.certificate["variable"], context.known, context.claim
    slope = context.used[context.certificate["slope"]]
    domain = known.domains[x]
    if restricts(context, x):
        return not_decided(f"a restriction on {x} would cut off the way to infinity")
    if domain.upper is not None or domain.lower is None or domain.lower < 0:
        return not_decided(f"{x} must run over positive numbers without an upper end")
    if claim.relation not in (">=", "<=") or claim.right != 1 or slope.relation != ">=" or slope.right != 0:
        return not_decided("the claim must be E >= 1 or E <= 1, and the slope g >= 0")
    try:
        here, next_ = take_apart(claim.left, known), take_apart(sympy.S(claim.left).subs(x, x + 1), known)
        if not _tends_to_one(here, x, known):
            return not_decided("the product is not shown to tend to 1")
        change = _log_quotient(next_, here, x, context)
        sign = -1 if claim.relation == ">=" else 1
        same = same_logs({key: sign * value for key, value in change.items()}, log_sum(slope.left, known))
    except (NotATerm, NotLogs) as problem:
        return not_decided(str(problem))
    return (
        decided(("cited", "gamma_ratio_limit"))
        if same
        else not_decided("the slope is not that of the product")
    )


def _log_quotient(above: Term, below: Term, x: Any, context: Context) -> dict[Any, Any]:
    """log of above/below as a sum of logarithms."""
    known, table = context.known, {}
    for term, sign in ((above, 1), (below, -1)):
        add_log(table, term.rest, sympy.Integer(sign), known)
        for base, exponent in term.powers.items():
            add_log(table, base, sign * exponent, known)
    for argument, power in below.gammas.items():
        if not positive(argument, known):
            raise NotATerm(f"the argument {argument} is not shown to be positive")
        if above.gammas.get(sympy.expand(argument.subs(x, x + 1))) != power:
            raise NotATerm("the gamma functions do not match")
        if sympy.expand(argument.subs(x, x + 1) - argument) != 1:
            raise NotATerm(f"{argument} does not grow by 1")
        add_log(table, argument, sympy.Integer(power), known)
    return clean(table)


def _tends_to_one(term: Term, x: Any, known: Assumptions) -> bool:
    """Gamma(x+a)^e ~ (Gamma(x) x^a)^e: the e and the powers of x must sum to 0, leading parts be 1."""
    if term.rest != 1 or sum(term.gammas.values()) != 0:
        return False
    total = sympy.Integer(0)
    for argument, power in term.gammas.items():
        if sympy.expand(argument - x).has(x):
            return False
        total += power * sympy.expand(argument - x)
    leading: dict[Any, Any] = {}
    for base, exponent in term.powers.items():
        polynomial = sympy.Poly(base, x)
        if exponent.has(x) or not positive(polynomial.LC(), known):
            return False
        total += polynomial.degree() * exponent
        leading[polynomial.LC()] = leading.get(polynomial.LC(), 0) + exponent
    # bases were made primitive, so numbers appear as bases of degree 0 and must cancel the leading ones
    numbers: dict[Any, Any] = {}
    for value, exponent in leading.items():
        for prime, count in sympy.factorint(value).items() if value.is_Integer else [(value, 1)]:
            numbers[prime] = numbers.get(prime, 0) + count * exponent
    return sympy.expand(total) == 0 and not clean(numbers)
