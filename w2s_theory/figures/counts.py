"""Sizes and numbers of draws in words, read from the data that are drawn: a caption says nothing of other data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import inf
from typing import Any

from w2s_theory.figures.plan import Table
from w2s_theory.figures.settings import Sizes


def span(values: Iterable[Any], join: str = "to") -> str:
    """``16 to 4096``, or the only value; a student of infinite width is left out."""
    some = sorted({value for value in values if value is not None and value != inf})
    if not some:
        return "no"
    low, high = (f"{value:g}" if isinstance(value, float) else str(value) for value in (some[0], some[-1]))
    return low if low == high else f"{low} {join} {high}"


def setting_words(sizes: Sizes) -> str:
    """``d = 32, linear target``, ``d = 20, target of degree 2``: what all rows of a figure share."""
    k = sizes.one("k")
    return f"d = {sizes.one('d')}, {'linear target' if k == 1 else f'target of degree {k}'}"


def listed(values: Iterable[Any]) -> str:
    """``1 and 2``, ``1, 2 and 3``."""
    texts = [str(value) for value in sorted(set(values))]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def draws(values: Iterable[int]) -> str:
    """``20 draws``, ``4 to 10 draws``, ``1 draw``."""
    text = span(values)
    return f"{text} draw{'' if text == '1' else 's'}"


def repeats(table: Table, name: str) -> str:
    """How many rows there are for each value of a column: ``20 draws``."""
    return draws(Counter(table.array(name).tolist()).values())
