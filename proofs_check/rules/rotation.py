"""Schur's lemma: the mean of a projection on random features is a number on every degree.

The statement's setting declares the projection and the fixed vector e that it is applied to
(:class:`w2s_theory.records.hilbert.RotatedProjection`). The claim is E ||P e||^2 == sum_j (1 - ell_j) ||Pi_j e||^2.
The law of uniform independent units does not change under rotations, so E P commutes with them; on the irreducible
space V_j it is a number, which is 1 - ell_j by the definition of ell_j.
"""

from __future__ import annotations

import sympy

from proofs_check.cited import FACTS
from proofs_check.kernel import Context, Decision, NotShown, decided


def decide(context: Context) -> Decision:
    setting, claim = context.statement.setting, context.claim
    for each in setting.projections if setting else ():
        of = (each.seen, each.missed, each.energy, each.index, each.first, each.last)
        said = FACTS["schur"].instance(*of)[0]
        if claim.relation == "==" and claim.left == said.left and sympy.expand(claim.right - said.right) == 0:
            return decided(("cited", "schur"))
    raise NotShown("the setting declares no projection on random features of which this is said")
