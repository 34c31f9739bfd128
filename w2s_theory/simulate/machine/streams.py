"""Named random streams: one seed, one child generator per name and index.

A stream depends on (seed, name, indices) alone, so trial 7 draws the same units whether 8 or 800
trials are asked for, in whatever order and process they run.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import numpy as np

from w2s_theory.records.errors import InputError

LARGEST_SEED = 2**128 - 1
# streams that are made faster one by one
_FEW = 12
# of NumPy's SeedSequence (numpy/random/bit_generator.pyx) and of PCG64
_POOL, _WORD, _LONG, _SHIFT = 4, 2**32 - 1, 2**128 - 1, np.uint32(16)
_INIT_A, _MULT_A, _INIT_B, _MULT_B = 0x43B0D7E5, 0x931E8875, 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT = 0xCA01F9DD, 0x4973F715
_STEP = 0x2360ED051FC65DA44385DF649FCCF645


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


def child_generators(name: str, streams: Sequence[tuple[int, int]]) -> Iterator[np.random.Generator]:
    """The generators of :func:`child_generator` for many (seed, index), one after the other, in a fifth of the time.

    Each is good until the next is asked for: it is one generator, set to state after state. The states are those that
    NumPy's SeedSequence and PCG64 make of seed and key, which NumPy promises to keep (NEP 19); here for all at once.
    """
    if len(streams) < _FEW:
        yield from (child_generator(seed, name, index) for seed, index in streams)
        return
    seeds = [require_seed(seed) for seed, _ in streams]
    words = [[seed >> 32 * i & _WORD for i in range(_POOL)] for seed in seeds]
    key = crc32(name.encode("utf-8"))
    entropy = np.array(words, dtype=np.uint32).reshape(-1, _POOL).T
    indices = np.array([index for _, index in streams], dtype=np.uint32)
    generator = np.random.Generator(np.random.PCG64(0))
    inner: Any = generator.bit_generator
    state = inner.state
    for a, b, c, d in _state_words([*entropy, np.full_like(indices, key), indices]).tolist():
        # pcg_setseq_128_srandom: the increment is odd, and the state is stepped before and after adding its start
        increment = ((c << 64 | d) << 1 | 1) & _LONG
        start = increment + (a << 64 | b) & _LONG
        state["state"] = {"state": start * _STEP + increment & _LONG, "inc": increment}
        inner.state = state
        yield generator


def _state_words(entropy: list[np.ndarray]) -> np.ndarray:
    """``SeedSequence.generate_state(4, uint64)`` of words of entropy, each an array over the streams: shape (n, 4)."""
    constant = _INIT_A

    def scrambled(value: np.ndarray) -> np.ndarray:
        nonlocal constant
        value = value ^ np.uint32(constant)
        constant = constant * _MULT_A & _WORD
        value = value * np.uint32(constant)
        return value ^ (value >> _SHIFT)

    def mixed(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        found = np.uint32(_MIX_LEFT) * x - np.uint32(_MIX_RIGHT) * y
        return found ^ (found >> _SHIFT)

    pool = [scrambled(word) for word in entropy[:_POOL]]
    for source in range(_POOL):
        for place in range(_POOL):
            if source != place:
                pool[place] = mixed(pool[place], scrambled(pool[source]))
    for word in entropy[_POOL:]:
        for place in range(_POOL):
            pool[place] = mixed(pool[place], scrambled(word))
    constant, found = _INIT_B, np.empty((len(entropy[0]), 2 * _POOL), dtype="<u4")
    for place in range(2 * _POOL):
        value = pool[place % _POOL] ^ np.uint32(constant)
        constant = constant * _MULT_B & _WORD
        value = value * np.uint32(constant)
        found[:, place] = value ^ (value >> _SHIFT)
    return found.view("<u8")
