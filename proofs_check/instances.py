"""The only way in which an earlier step, a hypothesis or another theorem enters: at values of its own letters.

Each of its letters gets a value, which must be shown to be a real number of the letter's domain (and a fixed one, where
means are spoken of), or stays what it is, and is then declared in the same way here. Its restrictions and premises are
shown after the values are put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy

from proofs_check.assumptions import Assumptions, excess, within
from proofs_check.declarations import require_real_number
from proofs_check.definedness import defined
from proofs_check.expectation import depends_on_draw
from proofs_check.requirement import require
from proofs_check.sign import nonnegative, positive
from proofs_check.substitution import substitute_claim
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Domain


def instantiate(
    claims: Sequence[Claim],
    values: Mapping[Any, Any],
    own: Mapping[Any, Domain],
    where: Iterable[Claim],
    known: Assumptions,
    *,
    fixed: frozenset[Any] | set[Any] = frozenset(),
    given: Iterable[Claim] = (),
    of: str = "",
) -> list[Claim]:
    """``claims`` at ``values`` of their own letters, which run over the domains ``own``.

    Parameters
    ----------
    where
        Restrictions and premises under which the claims hold.
    fixed
        Letters that depend on the draw: no value may contain one. Empty where no mean is spoken of.
    given
        Restrictions that hold here as they are written.
    of
        What is used, for the message.

    Raises
    ------
    NotShown
        Naming the letter, the value, or the restriction that is not shown.
    """
    for symbol, value in values.items():
        require(symbol in own, "{} is no letter that may be given a value here", symbol)
        require_value(known.put_in(value), symbol, own[symbol], known)
        chance = depends_on_draw(sympy.S(value), set(fixed))
        require(
            not chance,
            "{} is a fixed number where means are taken, and {} depends on the draw",
            symbol,
            value,
        )
    here = tuple(given)
    for restriction in where:
        instance = substitute_claim(restriction, values)
        shown = instance in here or is_shown(known.put_in_claim(instance), known)
        require(shown, "uses {} outside its restriction {}", of, instance)
    return [substitute_claim(claim, values) for claim in claims]


def require_value(value: Any, symbol: Any, domain: Domain, known: Assumptions) -> None:
    """Raise unless ``value`` is shown to be a real number of the domain of the letter ``symbol``."""
    value = sympy.S(value)
    sequence = isinstance(value, sympy.IndexedBase) or isinstance(symbol, sympy.IndexedBase)
    require(not sequence, "the sequence {} must be declared here as it is there", symbol)
    require_real_number(value)
    require(defined(value, known), "{} for {} is not shown to be a real number", value, symbol)
    if domain.integer:
        require(value.is_integer, "{} is not shown to be whole, as {} must be", value, symbol)
    for end in within(value, domain):
        require_claim(end, known)


def require_claim(claim: Claim, known: Assumptions) -> None:
    """Raise unless an (in)equality follows from the assumptions by the sign procedure."""
    require(is_shown(claim, known), "{} is not shown here", claim)


def is_shown(claim: Claim, known: Assumptions) -> bool:
    """Whether an (in)equality follows from the assumptions by the sign procedure."""
    shown = {"==": lambda e, _: e == 0, ">=": nonnegative, "<=": nonnegative, ">": positive, "<": positive}
    numbers = defined(claim.left, known) and defined(claim.right, known)
    return numbers and shown[claim.relation](sympy.expand(excess(claim)), known)


def require_premises(conditions: Sequence[Claim], integers: Sequence[Any], known: Assumptions) -> None:
    """Raise unless the conditions of a cited fact are shown, and these numbers to be whole."""
    for condition in conditions:
        require_claim(known.put_in_claim(condition), known)
    for number in integers:
        require(sympy.S(number).is_integer, "{} is not shown to be whole", number)
