"""Identities and combinations of rational functions; denominators are first shown non-zero.

Assumes SymPy's ``together`` and ``expand`` and the sign procedure.
"""

from proofs_check.combination import decide_by_combination
from proofs_check.kernel import Context, Decision


def decide(context: Context) -> Decision:
    return decide_by_combination(context, "rational", with_gram=False)
