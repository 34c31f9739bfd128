"""What the mean over a Gaussian design and its labels knows: independent noise, and inverse chi-squares.

The statement's setting declares both (:class:`w2s_theory.records.hilbert.LabelNoise`, :class:`.DualVector`). The
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

from proofs_check.cited import FACTS
from proofs_check.declarations import counts_through
from proofs_check.definedness import limits_in
from proofs_check.expectation import mean_of, random_in, random_letters
from proofs_check.identity import same_claim
from proofs_check.instances import require_premises, require_value
from proofs_check.kernel import Context, Decision, NotShown, decided, require
from proofs_check.substitution import canonical, substitute
from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert


def decide(context: Context) -> Decision:
    setting, certificate = context.statement.setting, context.certificate
    if setting is None:
        raise NotShown("the statement has no setting that declares noise or dual vectors")
    factor, about_size = sympy.S(certificate.get("factor", 1)), certificate["fact"] == "size"
    said = (_size if about_size else _noise)(setting, factor, context)
    require(same_claim(said, context.claim), "the claim is not this fact: {}", said)
    if not about_size:
        return decided()
    # the product of the factor and the independent size has a mean since both have
    return decided(("cited", "inverse_chi_square"), exists=map(canonical, limits_in(said.both)))


def _size(setting: Hilbert, factor: Any, context: Context) -> Claim:
    dual = setting.duals[context.certificate.get("of", 0)]
    _require_independent(factor, dual.independent, setting)
    mean_of(factor, setting)
    size, freedom = sympy.S(dual.size), sympy.S(dual.freedom)
    if dual.index is not None:
        place = sympy.S(context.certificate["at"])
        require(not random_in(place, setting), "{} is not shown to be a fixed whole number", place)
        require_value(place, dual.index, counts_through(dual.index), context.known)
        size, freedom = (substitute(part, {dual.index: place}) for part in (size, freedom))
    claim, conditions, integers = FACTS["inverse_chi_square"].instance(factor, size, freedom)
    require_premises(conditions, integers, context.known)
    return Claim(claim.left, "==", substitute(claim.right, {notation.mean(sympy.S(1)): sympy.S(1)}))


def _noise(setting: Hilbert, factor: Any, context: Context) -> Claim:
    noises, name = {noise.vector: noise for noise in setting.noises}, context.certificate["fact"]
    noise, w = noises[context.certificate["of"]], context.certificate["w"]
    known = getattr(w, "name", None) in noise.independent
    require(known, "{} is not among the vectors that the noise does not depend on", w)
    _require_independent(factor, noise.independent, setting)
    mean, along = notation.mean, notation.inner(w, getattr(notation, noise.vector))
    if name == "centred":
        mean_of(factor * along, setting)
        return Claim(mean(factor * along), "==", sympy.Integer(0))
    require(name == "variance", "there is no fact {} about noise", name)
    mean_of(factor * along**2, setting)
    return Claim(mean(factor * along**2), "==", noise.variance * mean(factor * notation.inner(w, w)))


def _require_independent(factor: Any, independent: tuple[str, ...], setting: Hilbert) -> None:
    """Raise unless the random letters of a factor are all among the independent ones."""
    known = {getattr(notation, name) for name in independent} & random_letters(setting)
    foreign = sorted(map(str, random_in(factor, setting) - known))
    require(not foreign, "{} is not among what is independent here", foreign)
