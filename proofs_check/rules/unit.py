"""What the mean over a fresh unit and a random harmonic knows: Funk-Hecke and the addition theorem.

The statement's setting declares the unit (:class:`w2s_theory.records.hilbert.RandomUnit`: weight u, feature
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
from proofs_check.definedness import defined
from proofs_check.expectation import depends_on_draw
from proofs_check.identity import same_claim
from proofs_check.kernel import Context, Decision, NotShown, decided, require
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import RandomUnit

_RESTS_ON = {"reproduces": "funk_hecke", "spreads": "addition_theorem", "average_norm": "funk_hecke"}


def decide(context: Context) -> Decision:
    setting = context.statement.setting
    feature, fact = context.certificate["unit"], context.certificate["fact"]
    units = {unit.feature: unit for unit in setting.units} if setting else {}
    require(feature in units, "the setting declares no unit with the feature {}", feature)
    said = _fact(fact, units[feature], context)
    require(same_claim(said, context.claim), "the claim is not this fact: {}", said)
    return decided(*(("cited", _RESTS_ON[key]) for key in _RESTS_ON if key == fact))


def _fact(name: str, unit: RandomUnit, context: Context) -> Claim:
    mean, inner, norm_squared = notation.mean, notation.inner, notation.norm_squared
    phi, f, value = (getattr(notation, each) for each in (unit.feature, unit.target, unit.value))
    if name == "reproduces":
        y = _combination(context, "y", unit.independent)
        return FACTS["funk_hecke"].instance(value, phi, f, y, unit.coefficient)[0]
    if name == "spreads":
        x, y = (_combination(context, each, unit.blind) for each in ("x", "y"))
        return FACTS["addition_theorem"].instance(value, x, y)[0]
    require(unit.average, "the unit declares no average")
    g, count = getattr(notation, unit.average), unit.count
    if name == "average":
        y = _combination(context, "y", (unit.target,))
        return Claim(mean(inner(g, y)), "==", mean(value * inner(phi, y)))
    if name == "average_norm":
        same = mean(value**2 * norm_squared(phi)) / count
        other = (1 - 1 / count) * unit.coefficient**2 * mean(norm_squared(f))
        return Claim(mean(norm_squared(g)), "==", same + other)
    raise NotShown(f"there is no fact {name} about a unit")


def _combination(context: Context, key: str, allowed: tuple[str, ...]) -> Any:
    """A vector of the certificate: a combination of the allowed letters with fixed coefficients."""
    vector = sympy.expand(context.certificate[key])
    table = [symbol for symbol in vector.free_symbols if symbol.name in notation.NAMES]
    vectors = {symbol for symbol in table if notation.row(symbol.name).kind == "vector"}
    random = set(context.declared.random) - vectors
    for each in vectors:
        fact = context.certificate["fact"]
        require(each.name in allowed, "{} is not among the vectors of which {} speaks", each, fact)
        fixed = not depends_on_draw(vector.coeff(each, 1), random)
        require(fixed, "the coefficient of {} depends on the draw", each)
        shown = defined(vector.coeff(each, 1), context.known)
        require(shown, "the coefficient of {} is not shown to be a number", each)
    return vector
