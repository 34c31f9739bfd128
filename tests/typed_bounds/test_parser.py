"""The parser of typed bounds: what it reads, and that nothing typed can do harm."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from w2s_theory.exact_number import exact_number
from w2s_theory.notation import L_ST, L_TE, PGR, misfit, tau
from w2s_theory.records.errors import InputError
from w2s_theory.typed_bounds.parser import parse_claim, parse_expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1", sympy.Rational(1, 10)),
        ("1e-3*L_TE", L_TE / 1000),
        ("4/5*L_TE^2", sympy.Rational(4, 5) * L_TE**2),
        ("-L_TE^2", -(L_TE**2)),
        ("2^-1", sympy.Rational(1, 2)),
        ("2^3^2", sympy.Integer(512)),
        ("1 - 2 - 3", sympy.Integer(-4)),
        ("8/4/2", sympy.Integer(1)),
        ("L_TE**(3/2)", L_TE ** sympy.Rational(3, 2)),
        (
            "((sqrt(1+3*L_TE) - sqrt(1-L_TE))/2)^2",
            ((sympy.sqrt(1 + 3 * L_TE) - sympy.sqrt(1 - L_TE)) / 2) ** 2,
        ),
        ("exp(-L_TE)*log(1 + L_TE)", sympy.exp(-L_TE) * sympy.log(1 + L_TE)),
        (".5", sympy.Rational(1, 2)),
        ("2^L_TE", sympy.Integer(2) ** L_TE),
        ("4/5 L_TE^2", sympy.Rational(4, 5) * L_TE**2),
        ("0.8 L_TE\u00b2", sympy.Rational(4, 5) * L_TE**2),
        ("\u00be\u00b7L_TE\u00b2 \u2212 1", sympy.Rational(3, 4) * L_TE**2 - 1),
        ("2(1 - L_TE)", 2 - 2 * L_TE),
        ("2 sqrt(L_TE)", 2 * sympy.sqrt(L_TE)),
        ("\u221a(L_{TE})", sympy.sqrt(L_TE)),
        ("L_TE\u207b\u00b9", 1 / L_TE),
        ("L_TE^1.9999", L_TE ** sympy.Rational(19999, 10000)),
        ("exp(-2\u03c4)", sympy.exp(-2 * tau)),
        ("L_TE - misfit", L_TE - misfit),
    ],
)
def test_reads_what_was_meant(text, expected):
    found = parse_expression(text)
    assert sympy.expand(found - expected) == 0
    assert not found.has(sympy.Float)


def test_a_claim_keeps_its_sides_apart():
    claim = parse_claim("PGR <= 1 - L_ST")
    assert (claim.left, claim.relation, claim.right) == (PGR, "<=", 1 - L_ST)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "L_ST",
        "L_ST >=",
        ">= 1",
        "L_ST >= 1 >= 0",
        "L_ST == 1",
        "L_ST > 1",
        "L_ST >= 1 +",
        "L_ST >= (1",
        "L_ST >= 1)",
        "L_ST >= L_TE/2 L_TE",
        "L_ST >= L_TE^2(1 - L_TE)",
        "L_ST >= 2 3",
        "L_ST >= L_TE L_TE",
        "L_ST >= sin(L_TE)",
        "L_ST >= sqrt",
        "L_ST >= sqrt 2",
        "L_ST >= lambda: 0",
        "L_ST >= __import__('os').system('true')",
        "L_ST >= L_TE.real",
        "L_ST >= [1]",
        "L_ST >= 1/0",
        "L_ST >= 0^-1",
        "L_ST >= 1/(1-1)",
        "L_ST >= log(0)",
        "L_ST >= sqrt(-1)",
        "L_ST >= L_TE^L_TE",
        "L_ST >= nan",
        "L_ST >= inf",
        "L_ST >= １",
        "L_ST >= 1e99999",
    ],
)
def test_refuses_what_is_not_a_bound(text):
    with pytest.raises(InputError) as caught:
        parse_claim(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "9^9^9^9",
        "10^10^10",
        "1e999^300",
        "(L_TE+1)^400^2",
        "((L_TE^400)^400)^400",
        "(" * 150 + "1" + ")" * 150,
        "-" * 250 + "1",
        "((2^400)^400)^400",
        "exp(exp(exp(exp(exp(9)))))",
    ],
)
def test_what_would_take_long_is_refused(text):
    with pytest.raises(InputError, match="up to 400|too large|shorter than|nested more than"):
        parse_expression(text)


def test_signs_of_print_are_relations():
    assert parse_claim("L_ST \u2265 0.8 L_TE\u00b2") == parse_claim("L_ST >= 4/5*L_TE^2")
    assert parse_claim("L_ST \u2264 L_TE") == parse_claim("L_ST <= L_TE")


@pytest.mark.parametrize("text", [3, None, ["L_ST >= 1"], b"L_ST >= 1", 1.5])
def test_a_claim_is_text(text):
    with pytest.raises(InputError, match="a claim must be text"):
        parse_claim(text)


def test_limits_are_named():
    with pytest.raises(InputError, match="300 characters, and this one has 311"):
        parse_claim("L_ST >= " + "1+" * 151 + "1")
    with pytest.raises(InputError, match="unless they stand on a letter alone"):
        parse_expression("(1 + L_TE)^1.9999")


def test_large_powers_under_roots_are_not_multiplied_out():
    found = parse_expression("(9^99)^(1/400)*(8^99)^(1/399)")
    assert found == 2 ** sympy.Rational(99, 133) * 3 ** sympy.Rational(99, 200)
    assert all(number.p < 400 for number in found.atoms(sympy.Rational))


@given(st.text(alphabet="L_STEPGR0123456789.+-*/^()sqrtexplog<>= ", max_size=40))
def test_any_text_is_read_or_refused_in_one_line(text):
    try:
        claim = parse_claim(text)
    except InputError as problem:
        assert "\n" not in str(problem)
    else:
        assert not sympy.sympify(claim.right).has(sympy.Float)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("1/10", Fraction(1, 10)),
        ("1e-3", Fraction(1, 1000)),
        ("-2.50", Fraction(-5, 2)),
        ("1.5e1/3", Fraction(5)),
        ("+7", Fraction(7)),
        ("1e3", Fraction(1000)),
    ],
)
def test_typed_numbers_are_exact(text, value):
    assert exact_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nan",
        "inf",
        "1e",
        "1//2",
        "1/0",
        "0x10",
        "1_000",
        "1e99999999999",
        "1 2",
        "--1",
        "1e5000",
        "9" * 500,
    ],
)
def test_other_numbers_are_refused(text):
    with pytest.raises(InputError):
        exact_number(text)
