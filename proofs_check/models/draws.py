"""Values of letters, drawn towards the ends of their domains: false claims fail there first."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random
from typing import Any

from w2s_theory import notation
from w2s_theory.records.parameter import Domain, integers, reals

NEAR = (Fraction(1, 2**40), Fraction(1, 2**12), Fraction(1, 16))
SPECIAL = (Fraction(0), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(1, 3))


class NoValue(ValueError):
    """The domain is empty."""


def draw(domain: Domain, rng: Random, mild: bool = False) -> Fraction:
    """A value of a domain; ``mild`` leaves out what is very large, or very near an open end."""
    return _whole(domain, rng, mild) if domain.integer else _real(domain, rng, mild)


def _whole(domain: Domain, rng: Random, mild: bool) -> Fraction:
    low = None if domain.lower is None else math.ceil(domain.lower)
    high = None if domain.upper is None else math.floor(domain.upper)
    low = low if low is None or not (domain.lower_open and low == domain.lower) else low + 1
    high = high if high is None or not (domain.upper_open and high == domain.upper) else high - 1
    if low is not None and high is not None and low > high:
        raise NoValue(f"{domain} is empty")
    if low is None and high is None:
        return Fraction(rng.randint(-3, 3))
    steps = rng.choice((0, 1, 1, 2, 3, rng.randint(0, 6), rng.randint(0, 2 if mild else 40)))
    if low is None or (high is not None and rng.random() < 0.2):
        value = high - steps if high is not None else steps
        return Fraction(value if low is None else max(low, value))
    return Fraction(low + steps if high is None else min(high, low + steps))


def _real(domain: Domain, rng: Random, mild: bool) -> Fraction:
    low, high = domain.lower, domain.upper
    if low is not None and high is not None and not _some(domain):
        raise NoValue(f"{domain} is empty")
    for _ in range(20):
        value = _candidate(low, high, rng, mild)
        if domain.contains(value):
            return value
    return _middle(low, high)


def _some(domain: Domain) -> bool:
    if domain.lower == domain.upper and domain.lower is not None:
        return domain.contains(domain.lower)
    return domain.lower is None or domain.upper is None or domain.lower < domain.upper


def _middle(low: Fraction | None, high: Fraction | None) -> Fraction:
    if low is None:
        return Fraction(0) if high is None else high - 1
    return low + 1 if high is None else (low + high) / 2


def _candidate(low: Fraction | None, high: Fraction | None, rng: Random, mild: bool) -> Fraction:
    kind, size = rng.random(), Fraction(rng.randint(1, 2**16), 2**14)
    near = NEAR[-1] if mild else rng.choice(NEAR)
    ends = [end for end in (low, high) if end is not None]
    if mild:  # equations with vectors have few solutions where many letters are at ends
        kind += 0.1 + 0.15 * (kind > 0.05) + 0.15 * (kind > 0.15)
    if kind < 0.15 and ends:
        return rng.choice(ends)
    if kind < 0.3 and ends:
        end = rng.choice(ends)
        room = high - low if low is not None and high is not None else Fraction(1)
        return end + near * room if end == low else end - near * room
    if kind < 0.5:
        return rng.choice(SPECIAL[mild:]) * (1 if ends else rng.choice((1, -1)))
    if low is not None and high is not None:
        return low + (high - low) * Fraction(rng.randint(1, 2**14 - 1), 2**14)
    scale = (
        rng.choice((Fraction(1, 4), Fraction(1, 2)))
        if mild
        else Fraction(2) ** rng.choice((-20, -6, -2, 0, 0, 0, 2, 6, 20))
    )
    offset = low if low is not None else high if high is not None else Fraction(0)
    sign = 1 if low is not None else -1 if high is not None else rng.choice((-1, 1))
    return offset + sign * size * scale


def row_domain(name: str) -> Domain:
    """What a row of the notation table says of a letter, as a domain."""
    assumed = notation.row(name).assumptions
    positive, least = "positive" in assumed, 0 if {"positive", "nonnegative"} & set(assumed) else None
    if "integer" in assumed:
        return integers(1 if positive else least)
    return reals(least, lower_open=positive)


def in_domain(world: Any, value: Any, domain: Domain) -> bool:
    """Whether a ball certainly lies in a domain; in an inexact world it may reach a closed end."""
    from proofs_check.models.evaluate import rational
    from proofs_check.models.world import settled

    if domain.integer and not (value.is_exact() and value.is_integer()):
        return False
    for end, opened, up in ((domain.lower, domain.lower_open, 1), (domain.upper, domain.upper_open, -1)):
        if end is None:
            continue
        room = settled(world, (value - rational(end)) * up)
        if not (room > 0 or (room.is_zero() and not opened)):
            return False
    return True
