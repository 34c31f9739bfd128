"""Claims on every entry of sequences, such as ell_j <= 1, where the entries are at hand."""

from __future__ import annotations

from collections.abc import Container

from w2s_theory.records.claim import Claim


def entry_claims(claim: Claim, letters: Container[str], length: int) -> tuple[Claim, ...]:
    """The claim at the entries 0 to ``length`` - 1 of its sequences; the claim itself, if it is about no open index.

    An index is open that no sum binds and that is none of ``letters``.
    """
    import sympy

    both = claim.both
    indices = {
        symbol
        for node in both.atoms(sympy.Indexed)
        for index in node.indices
        for symbol in index.free_symbols & both.free_symbols
        if symbol.name not in letters
    }
    if len(indices) != 1:
        return (claim,)
    (index,) = indices
    return tuple(
        Claim(sympy.S(claim.left).subs(index, entry), claim.relation, sympy.S(claim.right).subs(index, entry))
        for entry in range(length)
    )
