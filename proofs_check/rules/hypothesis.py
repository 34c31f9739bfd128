"""One of the statement's own hypotheses, at chosen values of its index letters.

A letter of a hypothesis that is no parameter of the statement counts through all whole numbers that
the notation table allows it. The certificate's ``values`` gives each such letter a value, which must
be shown to be whole and within that range; the claim must then be the hypothesis, written equally.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import letter
from proofs_check.kernel import Context, require_claim, substitute
from w2s_theory import notation
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, decided, not_decided


def decide(context: Context) -> Decision:
    values = dict(context.certificate.get("values", {}))
    parameters = {letter(parameter) for parameter in context.statement.parameters}
    for symbol, value in values.items():
        if symbol in parameters:
            return not_decided(
                f"{symbol} is a parameter of the statement: a hypothesis speaks of its one value"
            )
        _require_in_range(symbol, sympy.S(value), context)
    for hypothesis in context.statement.hypotheses:
        if substitute(hypothesis, values) == context.step.claim:
            return decided()
    return not_decided("the claim is not an instance of a hypothesis")


def _require_in_range(symbol: Any, value: Any, context: Context) -> None:
    """Raise unless the value is among the whole numbers that the table allows the letter."""
    assumptions = notation.row(symbol.name).assumptions
    if "integer" not in assumptions or not value.is_integer:
        raise ValueError(
            f"{value} for {symbol}: only whole letters are counted through, and by whole numbers"
        )
    least = 1 if "positive" in assumptions else 0
    if "positive" in assumptions or "nonnegative" in assumptions:
        require_claim(context.known.put_in_claim(Claim(value, ">=", sympy.Integer(least))), context.known)
