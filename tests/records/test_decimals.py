"""Decimals in a bound err on the safe side only, and by less than a unit of the last digit."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from w2s_theory.records.decimals import (
    float_at_most,
    probability_at_least,
    rounded_down,
    rounded_up,
)


@pytest.mark.parametrize("digits", [1, 3, 6])
def test_rounding_is_to_the_safe_side_and_tight(digits):
    draw = random.Random(digits)
    for _ in range(300):
        value = draw.choice([-1, 1]) * draw.uniform(1, 10) * 10.0 ** draw.randint(-300, 300)
        low, high = Fraction(rounded_down(value, digits)), Fraction(rounded_up(value, digits))
        assert low <= Fraction(value) <= high
        assert high - low <= Fraction(abs(value)) / 10 ** (digits - 1)


def test_decimals_read_as_usual():
    assert rounded_down(8.58735e-09, 3) == "8.58e-09" and rounded_up(8.58735e-09, 3) == "8.59e-09"
    assert rounded_up(0.0747819, 4) == "0.07479" and rounded_down(Fraction(1, 3), 4) == "0.3333"
    assert rounded_up(99999.0, 3) == "1e+05" and rounded_down(0.5, 6) == "0.5"
    assert rounded_down(0.0, 3) == "0" and rounded_up(float("inf"), 3) == "inf"


@pytest.mark.parametrize(
    ("failure", "text"),
    [
        ("1/10", "0.9"), ("1/3", "0.6666666666"), ("1e-12", "0.999999999999"), ("1e-15", "0.999999999999999"),
        ("1e-17", "1 - 1e-17"), ("1.23456e-300", "1 - 1.24e-300"), ("0", "1"),
    ],
)  # fmt: skip
def test_a_probability_is_never_too_large(failure, text):
    assert probability_at_least(Fraction(failure)) == text
    if Fraction(failure):
        left, _, right = text.partition(" - ")
        assert Fraction(left) - Fraction(right or 0) <= 1 - Fraction(failure) < 1
        assert Fraction(float_at_most(1 - Fraction(failure))) <= 1 - Fraction(failure)
