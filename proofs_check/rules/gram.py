"""Hilbert-space claims: vectors are letters, a step is a certificate over their Gram matrix.

The setting's equalities (projection, symmetry, norms, definitions that the step unfolds) are
solved for inner products; what is left must equal a combination of its inequalities and used
steps with multipliers >= 0 and of squared norms ``coefficient * ||vector||^2`` (the exact LDL^T
factor), re-expanded modulo the square roots of the scalars. ``null`` names vectors shown to have
norm 0, which are then orthogonal to every other.
"""

from proofs_check.combination import decide_by_combination
from proofs_check.kernel import Context, Decision


def decide(context: Context) -> Decision:
    return decide_by_combination(context, "radical", with_gram=True)
