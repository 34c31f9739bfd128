"""Typed numbers: one reading everywhere, and the advice for what is often typed and is no number."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy

from w2s_theory.exact_number import exact_number, exact_rational, exact_whole
from w2s_theory.models.linear_network import spiked_spectrum
from w2s_theory.records.errors import InputError


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("80%", "write 0.8 for 80 %"),
        ("0.5 %", "write 0.005 for 0.5 %"),
        ("0,8", "write 0.8 with a decimal point"),
        ("-1,25", "write -1.25 with a decimal point"),
        ("10^-3", "powers of ten as 1e-3"),
        ("1/10^5000", "powers of ten as 1e-3"),
        ("1_000", "without separators"),
        ("1 000 000", "without separators"),
        ("1" * 401, "at most 400 characters, and has 401"),
        ("1e5000", "between -1000 and 1000"),
    ],
)
def test_what_is_refused_says_what_to_type(text, advice):
    with pytest.raises(InputError, match=advice):
        exact_number(text)


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (3, 3),
        (0.1, Fraction(0.1)),
        ("0.1", Fraction(1, 10)),
        ("\u22120.5", Fraction(-1, 2)),
        (Fraction(2, 7), Fraction(2, 7)),
        (np.float32(0.5), Fraction(1, 2)),
        (np.int64(-3), -3),
        (sympy.Rational(1, 3), Fraction(1, 3)),
        (Decimal("0.1"), Fraction(1, 10)),
    ],
)
def test_numbers_of_every_type_are_exact(value, exact):
    assert exact_rational(value, "x") == exact
    assert type(exact_rational(value, "x")) is Fraction


@pytest.mark.parametrize(
    "value", [True, np.bool_(True), float("nan"), float("-inf"), None, [1], 1j, object(), np.ones(2), b"1"]
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(InputError, match="x must be a finite number"):
        exact_rational(value, "x")


def test_sizes_may_have_an_exponent():
    assert exact_whole("1e3", "M_TE") == 1000
    assert exact_whole("2.5e1", "M_TE") == 25
    assert exact_whole("2.5", "M_TE") is None


def test_a_small_eigenvalue_is_read_like_every_other_number():
    assert spiked_spectrum(2, 5, "1/256") == [(1, 2), ("1/256", 3)]
    with pytest.raises(InputError, match=r"write 0\.1 with a decimal point"):
        spiked_spectrum(2, 5, "0,1")
    with pytest.raises(InputError, match="finite number >= 0"):
        spiked_spectrum(2, 5, "1e999")
