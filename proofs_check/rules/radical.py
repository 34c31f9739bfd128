"""Identities and combinations with square roots, by polynomial remainder modulo r^2 - radicand.

Each square root becomes a letter; the numerator over a common denominator must reduce to 0.
Radicands are first shown >= 0 and denominators non-zero. Two letters whose product is a
polynomial are not recognised as such: then the step is not decided, never wrongly decided.
"""

from proofs_check.combination import decide_by_combination
from proofs_check.kernel import Context, Decision


def decide(context: Context) -> Decision:
    return decide_by_combination(context, "radical", with_gram=False)
