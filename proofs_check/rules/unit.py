"""What the mean over a fresh unit and a random harmonic knows: Funk-Hecke and the addition theorem.

The statement's setting declares the unit (:class:`w2s_theory.spec.hilbert.RandomUnit`: weight u, feature
phi_u, target f*, value f*(u), coefficient a_k). The certificate's ``unit`` names its feature, ``fact`` one of

* ``reproduces``: E f*(u) <phi_u, y> = a_k E <f*, y> for ``y`` a fixed combination of vectors independent of u;
* ``spreads``: E f*(u)^2 <x, y> = E <x, y> for ``x`` and ``y`` that do not depend on f*;
* ``average``: E <g, y> = E f*(u) <phi_u, y> for the average g and ``y`` a fixed multiple of f*;
* ``average_norm``: E ||g||^2 = E f*(u)^2 ||phi_u||^2/count + (1 - 1/count) a_k^2 E ||f*||^2.

The first rests on the Funk-Hecke formula (for one f* and y; u is independent of them, so the mean may be
taken over u first), the second on the addition theorem: the squares of an orthonormal basis of V_k average to 1 at
every u. The last: the count terms i = j, and the others, for which the first fact applies twice.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.cited import FACTS
from proofs_check.expectation import depends_on_draw, random_letters
from proofs_check.kernel import Context
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.hilbert import RandomUnit
from w2s_theory.spec.ledger import Decision, decided, not_decided

_RESTS_ON = {
    "reproduces": (("cited", "funk_hecke"),),
    "spreads": (("cited", "addition_theorem"),),
    "average": (),
    "average_norm": (("cited", "funk_hecke"),),
}


def decide(context: Context) -> Decision:
    setting, certificate = context.statement.setting, context.certificate
    units = {unit.feature: unit for unit in setting.units} if setting else {}
    if certificate["unit"] not in units:
        return not_decided(f"the setting declares no unit with the feature {certificate['unit']}")
    said = _fact(certificate["fact"], units[certificate["unit"]], context)
    if said.relation != context.claim.relation or any(
        sympy.expand(sympy.S(ours) - sympy.S(theirs)) != 0
        for ours, theirs in ((said.left, context.claim.left), (said.right, context.claim.right))
    ):
        return not_decided(f"the claim is not this fact: {said}")
    return decided(*_RESTS_ON[certificate["fact"]])


def _fact(name: str, unit: RandomUnit, context: Context) -> Claim:
    mean, inner, norm_squared = notation.mean, notation.inner, notation.norm_squared
    phi, f, value = (getattr(notation, each) for each in (unit.feature, unit.target, unit.value))
    if name == "reproduces":
        y = _combination(context, "y", unit.independent)
        return FACTS["funk_hecke"].instance(value, phi, f, y, unit.coefficient)[0]
    if name == "spreads":
        x, y = (_combination(context, each, unit.blind) for each in ("x", "y"))
        return FACTS["addition_theorem"].instance(value, x, y)[0]
    if not unit.average:
        raise ValueError("the unit declares no average")
    g, count = getattr(notation, unit.average), unit.count
    if name == "average":
        y = _combination(context, "y", (unit.target,))
        return Claim(mean(inner(g, y)), "==", mean(value * inner(phi, y)))
    if name == "average_norm":
        same = mean(value**2 * norm_squared(phi)) / count
        other = (1 - 1 / count) * unit.coefficient**2 * mean(norm_squared(f))
        return Claim(mean(norm_squared(g)), "==", same + other)
    raise ValueError(f"there is no fact {name} about a unit")


def _combination(context: Context, key: str, allowed: tuple[str, ...]) -> Any:
    """A vector of the certificate: a combination of the allowed letters with fixed coefficients."""
    vector = sympy.expand(context.certificate[key])
    vectors = {
        s for s in vector.free_symbols if s.name in notation.NAMES and notation.row(s.name).kind == "vector"
    }
    foreign = sorted(str(s) for s in vectors if s.name not in allowed)
    if foreign:
        raise ValueError(
            f"{foreign[0]} is not among the vectors of which {context.certificate['fact']} speaks"
        )
    random = random_letters(context.statement.setting)
    for each in vectors:
        if depends_on_draw(vector.coeff(each, 1), random - vectors):
            raise ValueError(f"the coefficient of {each} depends on the draw")
    return vector
