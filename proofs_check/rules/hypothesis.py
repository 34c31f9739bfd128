"""One of the statement's own hypotheses, at chosen values of its index letters.

A letter of a hypothesis that is no parameter of the statement counts through all whole numbers that
the notation table allows it. The certificate's ``values`` gives each such letter a value, which must
be shown to be whole and within that range; the claim must then be the hypothesis, written equally.
"""

from __future__ import annotations

import sympy

from proofs_check.assumptions import letter
from proofs_check.binders import substitute_claim
from proofs_check.kernel import Context, Decision, decided, require, require_premises
from w2s_theory import notation
from w2s_theory.spec.claim import Claim


def decide(context: Context) -> Decision:
    values = dict(context.certificate.get("values", {}))
    parameters = {letter(parameter) for parameter in context.statement.parameters}
    for symbol, value in values.items():
        free = symbol not in parameters
        require(free, "{} is a parameter of the statement: a hypothesis speaks of its one value", symbol)
        assumptions = notation.row(symbol.name).assumptions
        whole = "integer" in assumptions and sympy.S(value).is_integer
        require(whole, "{} for {}: only whole letters are counted through, by whole numbers", value, symbol)
        for least, word in enumerate(("nonnegative", "positive")):
            if word in assumptions:
                require_premises([Claim(value, ">=", sympy.Integer(least))], (), context.known)
    instances = [substitute_claim(hypothesis, values) for hypothesis in context.statement.hypotheses]
    require(context.step.claim in instances, "the claim is not an instance of a hypothesis")
    return decided()
