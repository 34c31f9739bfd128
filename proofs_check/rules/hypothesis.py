"""One of the statement's own hypotheses, at chosen values of its counting letters.

A whole letter of a hypothesis that is no parameter of the statement counts through all whole numbers that the
notation table allows it. The certificate's ``values`` gives each such letter a value; the claim must then be the
hypothesis, written equally. Whatever a hypothesis speaks of exists where it is assumed.
"""

from __future__ import annotations

from proofs_check.declarations import counts_through
from proofs_check.expectation import has_mean
from proofs_check.instances import instantiate
from proofs_check.kernel import Context, Decision, NotShown, decided, require


def decide(context: Context) -> Decision:
    values, declared = dict(context.certificate.get("values", {})), context.declared
    for symbol in values:
        free = symbol not in declared.parameters
        require(free, "{} is a parameter of the statement: a hypothesis speaks of its one value", symbol)
        require(symbol in declared.counting, "{} is no whole letter that a hypothesis counts through", symbol)
    own = {symbol: counts_through(symbol) for symbol in values}
    for hypothesis in context.statement.hypotheses:
        if set(values) <= hypothesis.both.free_symbols:
            fixed = declared.random if has_mean(hypothesis.both) else frozenset()
            instance = instantiate((hypothesis,), values, own, (), context.known, fixed=fixed)
            if instance == [context.step.claim]:
                return decided()
    raise NotShown("the claim is not an instance of a hypothesis")
