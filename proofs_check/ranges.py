"""The range of a sum: from a whole number upwards, and not backwards.

For last < first - 1 SymPy's sums run backwards (Karr's convention), with terms of the other sign: what is known of the
terms then says nothing of the sum.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.requirement import require
from proofs_check.sign import nonnegative


def require_upwards(limits: Any, known: Assumptions) -> None:
    """Raise unless ``(index, first, last)`` runs over whole numbers, first <= last + 1 or last infinite."""
    index, first, last = limits
    endless = last == sympy.oo
    whole = index.is_integer and first.is_integer and (endless or last.is_integer)
    require(whole, "a sum must run from a whole number to a whole number or to infinity")
    up = endless or nonnegative(sympy.expand(last - first + 1), known)
    require(up, "a sum is not shown not to run backwards: {} >= {} - 1", last, first)
