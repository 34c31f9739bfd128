"""Polynomial identities and combinations, by expansion; no denominator but numbers.

Decides ``left == right`` when the difference expands to 0 after the used equalities are put in,
and inequalities by an explicit combination (see :mod:`proofs_check.combination`). Assumes SymPy's
``expand``. Integrals, sums, derivatives and functions count as letters.
"""

from proofs_check.combination import decide_by_combination
from proofs_check.kernel import Context, Decision


def decide(context: Context) -> Decision:
    return decide_by_combination(context, "ring", with_gram=False)
