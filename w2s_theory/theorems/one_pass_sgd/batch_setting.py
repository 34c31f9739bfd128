"""One step of one-pass SGD on one degree or mode: what the mean over a batch of independent inputs knows."""

from __future__ import annotations

from w2s_theory.notation import (
    K_first,
    K_second,
    batch,
    batch_part,
    eta,
    gap_part,
    inner,
    lam,
    mean,
    norm_squared,
    r_first,
    r_second,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.step import Step

SQUARE = mean(r_first**2 * norm_squared(K_first))
MIXED = mean(r_first * r_second * inner(K_first, K_second))
ALONG = mean(r_first * inner(gap_part, K_first))
# the energy after the step
AFTER = norm_squared(gap_part - eta * batch_part)


def batch_of(*facts: tuple[str, Claim]) -> Hilbert:
    """The setting of one batch; ``facts`` are about a single input."""
    return Hilbert(
        ("gap_part", "batch_part", "K_first", "K_second"),
        (),
        (
            *facts,
            ("funk_hecke", Claim(ALONG, "==", lam * norm_squared(gap_part))),
            ("independent_inputs", Claim(MIXED, "==", lam**2 * norm_squared(gap_part))),
            ("batch.along", Claim(mean(inner(batch_part, gap_part)), "==", ALONG)),
            ("batch.square", Claim(mean(norm_squared(batch_part)), "==", SQUARE / batch + (1 - 1 / batch) * MIXED)),
        ),
        random=("batch_part", "K_first", "K_second", "r_first", "r_second"),
    )


# of batch.along, batch.square, funk_hecke and independent_inputs in the last step
BATCH_MULTIPLIERS = {
    "in_the_mean": 1, "batch.along": -2 * eta, "batch.square": eta**2, "funk_hecke": -2 * eta,
    "independent_inputs": eta**2 * (1 - 1 / batch),
}  # fmt: skip


def expanded() -> tuple[Step, ...]:
    """``in_the_mean``: the mean energy after the step by the first two moments of the batch gradient."""
    along, square = inner(batch_part, gap_part), norm_squared(batch_part)
    before = norm_squared(gap_part)
    return (
        Step(
            "square_out", Claim(AFTER, "==", before - 2 * eta * along + eta**2 * square), "gram", note="Expand the square.",
        ),
        Step(
            "in_the_mean", Claim(mean(AFTER), "==", before - 2 * eta * mean(along) + eta**2 * mean(square)),
            "expectation", uses=("square_out",), certificate={"of": "square_out"}, note="Take the mean over the batch.",
        ),
    )  # fmt: skip


ASSUMPTIONS = (
    "f_t and f_TE do not depend on the batch: every input is used once, and inputs are independent",
    "the batch gradient is the mean of B terms r_i K(x_i, .): its square is that of B equal and B (B - 1) mixed terms, and "
    "two inputs are independent",
    "label noise is independent of the inputs, of mean 0 and variance sigma^2",
)
