"""Models: a second route to every proof step, which can only refuse.

After a rule says *decided*, the claim is evaluated in a few random models of its context: values of the letters in their
domains that satisfy hypotheses and restrictions, vectors for the setting, a few equally likely outcomes for means. A claim
that is certainly false in one of them is false. Whatever cannot be built or evaluated is silence: nothing rests on it.
"""

from __future__ import annotations

from proofs_check.models.verdict import contradiction, satisfiable, unseen

__all__ = ("contradiction", "satisfiable", "unseen")
