"""E ||Pi_k (f* - f_TE)||^2 from above, over a chain of sizes S_0 < S_1 < ... <= M: ``residual_square_le_of_chain`` at each.

It starts with the product of the mean errors of two halves of the first S_0 units; every further size adds what its new
units see of what the size before has missed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from w2s_theory.guarantees.formulas import teacher_error_from_log_det
from w2s_theory.guarantees.split_formulas import residual_square_from_chain

# how much smaller each size is than the next, and how many there are: more change little
RATIOS = (0.5, 0.6, 0.68)
_LEVELS = 5


def chain_of_sizes(units: int, ratio: float) -> tuple[int, ...]:
    """Sizes that end at ``units``, growing, each about ``ratio`` times the next."""
    sizes = [units]
    for _ in range(_LEVELS):
        smaller = int(sizes[-1] * ratio)
        if smaller < 1:
            break
        sizes.append(smaller)
    return tuple(reversed(sizes))


def residual_square(sizes: tuple[int, ...], lam: Any, time_of: Callable[[int], Any]) -> Any:
    """The bound after the last size; ``time_of`` gives the log-det time (at most) of a number of units >= 1."""

    def error(units: int) -> Any:
        return teacher_error_from_log_det(lam, time_of(units)) if units else 1 + 0 * lam

    found = error(sizes[0] // 2) ** 2
    for before, after in zip(sizes, sizes[1:], strict=False):
        found = residual_square_from_chain(found, error(before), lam, time_of(after - before))
    return found
