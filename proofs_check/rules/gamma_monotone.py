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
from proofs_check.kernel import Context, Decision, decided, require
from proofs_check.logs import add_log, clean, log_sum, same_logs, tends_to_zero
from proofs_check.polynomials import expanded
from proofs_check.sign import positive
from proofs_check.substitution import substitute
from proofs_check.terms import Term, take_apart


def decide(context: Context) -> Decision:
    x, known, claim = context.certificate["variable"], context.known, context.claim
    slope, domain = context.used[context.certificate["slope"]], known.domains[x]
    context.require_whole_domain(x)
    endless = domain.upper is None and domain.lower is not None and domain.lower >= 0
    require(endless, "{} must run over positive numbers without an upper end", x)
    shape = claim.relation in (">=", "<=") and slope.relation == ">="
    shape = shape and claim.right == 1 and slope.right == 0
    require(shape, "the claim must be E >= 1 or E <= 1, and the slope g >= 0")
    here, next_ = take_apart(claim.left, known), take_apart(substitute(claim.left, {x: x + 1}), known)
    require(_tends_to_one(here, x, known), "the product is not shown to tend to 1")
    sign = -1 if claim.relation == ">=" else 1
    change = {key: sign * value for key, value in _log_quotient(next_, here, x, known).items()}
    require(same_logs(change, log_sum(slope.left, known)), "the slope is not that of the product")
    return decided(("cited", "gamma_ratio_limit"))


def _log_quotient(above: Term, below: Term, x: Any, known: Assumptions) -> dict[Any, Any]:
    """log of above/below as a sum of logarithms."""
    table: dict[Any, Any] = {}
    for term, sign in ((above, 1), (below, -1)):
        add_log(table, term.rest, sympy.Integer(sign), known)
        for base, exponent in term.powers.items():
            add_log(table, base, sign * exponent, known)
    for argument, power in below.gammas.items():
        require(positive(argument, known), "the argument {} is not shown to be positive", argument)
        later = sympy.expand(substitute(argument, {x: x + 1}))
        require(above.gammas.get(later) == power, "the gamma functions do not match")
        require(sympy.expand(later - argument) == 1, "{} does not grow by 1", argument)
        add_log(table, argument, sympy.Integer(power), known)
    return clean(table)


def _tends_to_one(term: Term, x: Any, known: Assumptions) -> bool:
    """Gamma(x+a)^e ~ (Gamma(x) x^a)^e: the e and the powers of x must sum to 0, leading parts be 1."""
    shifts = {argument: expanded(argument - x) for argument in term.gammas}
    if term.rest != 1 or sum(term.gammas.values()) != 0 or any(shift.has(x) for shift in shifts.values()):
        return False
    powers: dict[Any, Any] = {}
    for base, exponent in term.powers.items():
        add_log(powers, base, exponent, known)
    degree = sympy.Add(*(power * shifts[argument] for argument, power in term.gammas.items()))
    return tends_to_zero(clean(powers), x, known, degree)
