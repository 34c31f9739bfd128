"""Markov's inequality as steps: from the mean of a quantity to the probability that it exceeds 1/delta times its bound.

b = exceeds(Q, B/delta) is 1 where Q > B/delta and else 0, and Q is at most Q' (Q itself, or a trace above it)
with E Q' <= B. So b B/delta <= Q' for every draw, and in the mean E b B/delta <= E Q' <= B, which is E b <= delta.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from w2s_theory.notation import delta, exceeds, mean
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step


def markov_steps(
    quantity: Any,
    above: Any,
    mean_bound: Any,
    mean_step: str,
    *,
    certificate: Callable[[Any], Mapping[str, Any]],
    note: str,
    rule: str = "gram",
    positive: tuple[str, ...] = (),
    name: str = "failure",
) -> tuple[Step, ...]:
    """Five steps that end in ``mean(exceeds(quantity, mean_bound/delta)) <= delta``.

    Parameters
    ----------
    quantity, above
        Q and Q', expressions; the certificate says why Q <= Q'.
    mean_bound, mean_step
        B, and the earlier step that says ``mean(Q') <= B``.
    certificate
        Of the step ``markov``, b B/delta <= Q', as a function of b.
    note
        Of that step.
    rule
        That decides it.
    positive
        The earlier step that says B > 0, where the parameters do not.
    name
        Of the last step.
    """
    limit = mean_bound / delta
    beyond = exceeds(quantity, limit)
    share = delta / mean_bound
    return (
        Step("beyond", Claim(beyond * (quantity - limit), ">=", 0), "indicator", uses=positive,
             note="What the indicator is."),
        Step("zero_or_one", Claim(beyond**2 - beyond, "==", 0), "indicator", note="It is 0 or 1."),
        Step(
            "markov", Claim(beyond * limit, "<=", above), rule, uses=("beyond", "zero_or_one"),
            certificate=certificate(beyond), note=note,
        ),
        Step(
            "markov_in_the_mean", Claim(mean(beyond) * limit, "<=", mean(above)), "expectation", uses=("markov",),
            certificate={"of": "markov"}, note="Take the mean.",
        ),
        Step(
            name, Claim(mean(beyond), "<=", delta), "rational", uses=("markov_in_the_mean", mean_step, *positive),
            certificate={"multipliers": {"markov_in_the_mean": share, mean_step: share}},
            note="The limit is the mean's bound divided by delta.",
        ),
    )  # fmt: skip
