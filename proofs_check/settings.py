"""What a Hilbert-space setting fixes: all its letters, and when one setting is part of another.

Trusted, so short. What a theorem says of its setting may be used only where the same setting, or more, is declared.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.expectation import random_letters
from w2s_theory.spec.hilbert import Hilbert


def letters_of(setting: Hilbert | None) -> set[Any]:
    """Every letter that a setting speaks of."""
    if setting is None:
        return set()
    parts = [side for operator in setting.operators for pair in operator.images for side in pair]
    parts += [fact.both for _, fact in setting.facts]
    parts += [part for unit in setting.units for part in (unit.coefficient, unit.count or 0)]
    parts += [
        part for each in setting.projections for part in (each.seen, each.missed, each.energy, each.last)
    ]
    parts += [noise.variance for noise in setting.noises]
    parts += [part for dual in setting.duals for part in (dual.size, dual.freedom)]
    return random_letters(setting) | sympy.Tuple(*parts).free_symbols


def contains(ours: Hilbert | None, theirs: Hilbert | None) -> bool:
    """Whether all that ``theirs`` declares is declared in ``ours``, and the same is random in both."""
    if theirs is None or ours is None:
        return theirs is None
    return (
        set(theirs.operators) <= set(ours.operators)
        and set(theirs.facts) <= set(ours.facts)
        and set(theirs.units) <= set(ours.units)
        and set(theirs.projections) <= set(ours.projections)
        # what holds without a draw holds for every draw
        and (not theirs.random or _same_chance(ours, theirs))
    )


def _same_chance(ours: Hilbert, theirs: Hilbert) -> bool:
    """Whether the same is random in both, and as much is known of it here as there."""
    return (
        set(theirs.random) == set(ours.random)
        and set(theirs.square_integrable) == set(ours.square_integrable)
        and set(theirs.integrable) == set(ours.integrable)
        and set(theirs.noises) <= set(ours.noises)
        and set(theirs.duals) <= set(ours.duals)
    )
