"""What the mean over a Gaussian design and its labels knows: independent noise, and inverse chi-squares.

The statement's setting declares both (:class:`w2s_theory.spec.hilbert.LabelNoise`, :class:`.DualVector`). The
certificate's ``fact`` is one of

* ``centred``: E x <w, r> = 0, for noise r and ``w`` among the vectors that it does not depend on;
* ``variance``: E x <w, r>^2 = variance E x ||w||^2;
* ``size``: E x ||w||^2 = E x/(m - 2) for a dual vector w of m >= 3 free dimensions.

``factor`` is x, if it is not 1: a product that has a mean, of letters that the noise or the dual vector does not depend
on. ``of`` names the noise's vector, or counts the dual vectors; ``at`` is the value of the dual vectors' index.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.binders import substitute
from proofs_check.cited import FACTS
from proofs_check.expectation import mean_of, random_in, random_letters
from proofs_check.kernel import Context, require_claim
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.hilbert import Hilbert
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    setting, certificate = context.statement.setting, context.certificate
    if setting is None:
        return not_decided("the statement has no setting that declares noise or dual vectors")
    factor = sympy.S(certificate.get("factor", 1))
    if certificate["fact"] == "size":
        said, rests_on = _size(setting, factor, context), (("cited", "inverse_chi_square"),)
    else:
        said, rests_on = _noise(certificate["fact"], setting, factor, context), ()
    if said.relation != context.claim.relation or any(
        sympy.expand(sympy.S(ours) - sympy.S(theirs)) != 0
        for ours, theirs in ((said.left, context.claim.left), (said.right, context.claim.right))
    ):
        return not_decided(f"the claim is not this fact: {said}")
    return decided(*rests_on)


def _size(setting: Hilbert, factor: Any, context: Context) -> Claim:
    dual = setting.duals[context.certificate.get("of", 0)]
    _require_independent(factor, dual.independent, setting)
    mean_of(factor, setting)
    size = sympy.S(dual.size)
    if dual.index is not None:
        place = sympy.S(context.certificate["at"])
        if not place.is_integer or random_in(place, setting):
            raise ValueError(f"{place} is not shown to be a fixed whole number")
        size = substitute(size, {dual.index: place})
    claim, conditions, integers = FACTS["inverse_chi_square"].instance(factor, size, dual.freedom)
    for condition in conditions:
        require_claim(context.known.put_in_claim(condition), context.known)
    if not all(sympy.S(number).is_integer for number in integers):
        raise ValueError(f"{dual.freedom} is not shown to be whole")
    return Claim(claim.left, "==", substitute(claim.right, {notation.mean(sympy.S(1)): sympy.S(1)}))


def _noise(name: str, setting: Hilbert, factor: Any, context: Context) -> Claim:
    noises = {noise.vector: noise for noise in setting.noises}
    noise, w = noises[context.certificate["of"]], context.certificate["w"]
    r, mean, inner = getattr(notation, noise.vector), notation.mean, notation.inner
    if getattr(w, "name", None) not in noise.independent:
        raise ValueError(f"{w} is not among the vectors that the noise does not depend on")
    _require_independent(factor, noise.independent, setting)
    if name == "centred":
        mean_of(factor * inner(w, r), setting)
        return Claim(mean(factor * inner(w, r)), "==", sympy.Integer(0))
    if name == "variance":
        mean_of(factor * inner(w, r) ** 2, setting)
        return Claim(mean(factor * inner(w, r) ** 2), "==", noise.variance * mean(factor * inner(w, w)))
    raise ValueError(f"there is no fact {name} about noise")


def _require_independent(factor: Any, independent: tuple[str, ...], setting: Hilbert) -> None:
    """Raise unless the random letters of a factor are all among the independent ones."""
    known = {getattr(notation, name) for name in independent} & random_letters(setting)
    foreign = sorted(map(str, random_in(factor, setting) - known))
    if foreign:
        raise ValueError(f"{foreign[0]} is not among what is independent here")
