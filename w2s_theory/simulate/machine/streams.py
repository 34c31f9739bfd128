"""Named random streams: one seed, one child generator per name and index.

A stream depends on (seed, name, indices) alone, so trial 7 draws the same units whether 8 or 800
trials are asked for, in whatever order and process they run.
"""

from __future__ import annotations

import operator
from typing import Any
from zlib import crc32

import numpy as np

from w2s_theory.records.errors import InputError

LARGEST_SEED = 2**128 - 1


def require_seed(seed: Any) -> int:
    """``seed`` as an ``int``; ``InputError`` unless it is a whole number with 0 <= seed < 2**128."""
    try:
        if isinstance(seed, bool | np.bool_):
            raise TypeError
        number = operator.index(seed)
    except TypeError:
        raise InputError("the seed must be a whole number from 0 to 2**128 - 1") from None
    if not 0 <= number <= LARGEST_SEED:
        raise InputError(
            "the seed must be a whole number from 0 to 2**128 - 1, and the one given lies outside"
        )
    return number


def child_generator(seed: int, name: str, *indices: int) -> np.random.Generator:
    """Return the generator of the stream ``name`` (and counting indices) of ``seed``.

    The name enters by its CRC-32, which unlike ``hash`` is the same in every process.
    """
    key = (crc32(name.encode("utf-8")), *indices)
    return np.random.default_rng(np.random.SeedSequence(require_seed(seed), spawn_key=key))
