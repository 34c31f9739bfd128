"""The parser of ``w2s try``: a claim typed by a user becomes exact SymPy, and nothing is executed.

Grammar: ``side (>= or <=) side`` with numbers, the letters L_ST, L_TE, PGR, misfit, tau, + - * / ^ (or **),
parentheses, sqrt, exp, log; a number may stand before a letter (``4/5 L_TE^2``), and the signs of print
(``≥``, ``²``, ``√``, ``·``) are read as what they mean. Length, nesting and exponents are limited, so that no
input can make the exact arithmetic explode.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, Literal, NamedTuple

import sympy

from w2s_theory import notation
from w2s_theory.exact_number import exact_number, shorten
from w2s_theory.records.ball_expression import ball_function
from w2s_theory.records.errors import InputError
from w2s_theory.typed_bounds.ball_sign import series_precision

LONGEST_TEXT = 300
DEEPEST = 30
LARGEST_POWER = 400
LONGEST_EXPONENT = 10**6  # numerator and denominator of the power of a letter, such as 1.9999
LONGEST_RATIONAL = 4000  # bits
LARGEST_EXPONENTIAL = 1000
LETTERS = ("L_ST", "L_TE", "PGR", "misfit", "tau")
FUNCTIONS = {"sqrt": sympy.sqrt, "exp": sympy.exp, "log": sympy.log}

_PRINTED = {
    "≥": ">=", "⩾": ">=", "≤": "<=", "⩽": "<=", "−": "-", "–": "-", "·": "*", "⋅": "*",
    "×": "*", "÷": "/", "τ": "tau", "¼": "(1/4)", "½": "(1/2)", "¾": "(3/4)", "√": "sqrt",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RAISED = re.compile("[⁰¹²³⁴-⁹⁻]+")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>>=|<=|\*\*|[-+*/^()]))",
    re.ASCII,
)


class TypedClaim(NamedTuple):
    """Two exact sides and the relation between them."""

    left: Any
    relation: Literal[">=", "<="]
    right: Any


def parse_claim(text: str) -> TypedClaim:
    """A claim such as ``L_ST >= 4/5*L_TE^2``.

    Raises
    ------
    InputError
        For anything outside the grammar, with what was expected.
    """
    tokens = _tokens(_ascii(text))
    relations = [i for i, token in enumerate(tokens) if token in (">=", "<=")]
    if len(relations) != 1:
        raise InputError("a claim must have one >= or <=, as in 'L_ST >= 3/4*L_TE^2'")
    at = relations[0]
    left, right = _Reader(tokens[:at]).whole(), _Reader(tokens[at + 1 :]).whole()
    return TypedClaim(left, tokens[at], right)  # type: ignore[arg-type]


def parse_expression(text: str) -> Any:
    """One side of a claim as an exact SymPy expression (same grammar, same errors)."""
    return _Reader(_tokens(_ascii(text))).whole()


def _ascii(text: Any) -> str:
    """The text in the letters of the grammar."""
    if not isinstance(text, str):
        raise InputError(f"a claim must be text, as in 'L_ST >= 3/4*L_TE^2', not {shorten(text)}")
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"a claim must be shorter than {LONGEST_TEXT} characters, and this one has {len(text)}"
        )
    text = _RAISED.sub(
        lambda found: f"^({found[0].translate(_SUPERSCRIPTS)})", text.replace("L_{", "L_").replace("}", "")
    )
    for printed, typed in _PRINTED.items():
        text = text.replace(printed, typed)
    return text


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            if text[at:].lstrip()[0] in "<>=":
                raise InputError(
                    "a claim must have one >= or <=, as in 'L_ST >= 3/4*L_TE^2': < , > and = are not read"
                )
            raise InputError(
                f"a claim is made of numbers, {', '.join(LETTERS)}, + - * / ^ ( ), sqrt, exp, log, >=, <=; "
                f"found {shorten(text[at:].strip(), 20)}{_advice(text, at)}"
            )
        found.append(match.group(match.lastgroup or 0))
        at = match.end()
    return found


def _advice(text: str, at: int) -> str:
    """What to type instead of a percent sign or a decimal comma; empty for anything else."""
    sign, before = text[at:].lstrip()[:1], re.search(r"(\d+\.?\d*|\.\d+)\s*$", text[:at], re.ASCII)
    after = re.match(r",(\d+)", text[at:].lstrip(), re.ASCII)
    if sign == "%" and before is not None:
        return f": write {before[1]}/100 for {before[1]} %"
    if before is not None and after is not None:
        return f": write {before[1]}.{after[1]} with a decimal point"
    return ""


def _meant(name: str) -> str:
    """The letter or function that a name is nearly."""
    known = {each.lower().replace("_", ""): each for each in (*LETTERS, *FUNCTIONS)}
    known |= {"ln": "log"}
    near = get_close_matches(name.lower().replace("_", ""), known, n=1, cutoff=0.6)
    return f": did you mean {known[near[0]]}?" if near else ""


class _Reader:
    """Recursive descent over the tokens of one side."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def whole(self) -> Any:
        if not self.tokens:
            raise InputError("a claim must have an expression on both sides, as in 'L_ST >= 3/4*L_TE^2'")
        value = self.total()
        if self.at < len(self.tokens):
            raise InputError(
                f"expected an operator before {shorten(self.tokens[self.at], 20)}: write products with *, "
                "as in L_TE*(1 - L_TE)"
            )
        return value

    def take(self, *signs: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at] in signs:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def total(self) -> Any:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = _finite(value + other if sign == "+" else value - other)
        return value

    def product(self) -> Any:
        value = self.signed()
        while sign := self.take("*", "/") or self.number_before_letter(value):
            other = self.signed()
            if sign == "/" and other == 0:
                raise InputError("a claim must not divide by zero")
            value = _finite(value * other if sign == "*" else value / other)
        return value

    def number_before_letter(self, value: Any) -> str | None:
        """``*`` where a number stands before a letter: 4/5 L_TE is (4/5)*L_TE; a/2 b could be two things."""
        follows = self.tokens[self.at : self.at + 1]
        opens = bool(follows) and (follows[0] == "(" or follows[0][0].isalpha())
        last = self.tokens[self.at - 1]
        return "*" if opens and value.is_Rational and (last[0].isdigit() or last[0] in ".)") else None

    def signed(self) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise InputError(f"a claim must not be nested more than {DEEPEST} deep")
        if sign := self.take("-", "+"):
            value = self.signed()
            value = -value if sign == "-" else value
        else:
            value = self.power()
        self.depth -= 1
        return value

    def power(self) -> Any:
        base = self.atom()
        if not self.take("^", "**"):
            return base
        return _power(base, self.signed())

    def atom(self) -> Any:
        if self.at >= len(self.tokens):
            raise InputError("a claim must not end after an operator or an open parenthesis")
        token = self.tokens[self.at]
        self.at += 1
        if token == "(":
            return self.inside()
        if token in FUNCTIONS:
            if not self.take("("):
                raise InputError(
                    f"{token} must be followed by its argument in parentheses, as in {token}(L_TE)"
                )
            return _finite(_apply(token, self.inside()))
        if token in LETTERS:
            return getattr(notation, token)
        if token[0].isdigit() or token[0] == ".":
            value = exact_number(token, "a number in the claim")
            return _finite(sympy.Rational(value.numerator, value.denominator))
        if token[0].isalpha() or token[0] == "_":
            raise InputError(
                f"a claim may use {', '.join((*LETTERS, *FUNCTIONS))}, not {shorten(token, 30)}{_meant(token)}"
            )
        raise InputError(f"expected a number, a letter or a parenthesis, not {shorten(token, 20)}")

    def inside(self) -> Any:
        value = self.total()
        if not self.take(")"):
            raise InputError("a claim has a parenthesis that is not closed")
        return value


def _apply(name: str, argument: Any) -> Any:
    if name == "exp" and not argument.free_symbols:
        with series_precision(64, 1):
            if not abs(ball_function(argument)({})) < LARGEST_EXPONENTIAL:
                raise InputError(
                    f"exp of a number beyond {LARGEST_EXPONENTIAL} is too large, or too small, for a claim"
                )
    return FUNCTIONS[name](argument)


def _power(base: Any, exponent: Any) -> Any:
    if exponent.is_Rational:
        # of a letter alone any power is harmless; (1 + L_TE)^1000 would be multiplied out
        longest = LONGEST_EXPONENT if base.is_Symbol else LARGEST_POWER
        if abs(exponent) > LARGEST_POWER or max(abs(exponent.p), exponent.q) > longest:
            raise InputError(
                f"exponents must be up to {LARGEST_POWER}, with numerator and denominator up to {longest}"
                + ("" if base.is_Symbol else " unless they stand on a letter alone")
            )
        if base == 0 and exponent < 0:
            raise InputError("a claim must not divide by zero")
        if _longest(base) * abs(exponent.p) > LONGEST_RATIONAL * max(1, exponent.q):
            raise InputError("a power in the claim is too large a number: use smaller exponents or constants")
    elif not (base.is_Rational and base > 0):
        raise InputError(
            "an exponent must be a rational number (or the base a positive number), as in L_TE^(3/2)"
        )
    return _finite(base**exponent)


def _longest(expression: Any) -> int:
    """Bits of the longest rational in an expression."""
    rationals = expression.atoms(sympy.Rational)
    return max((int(abs(part)).bit_length() for each in rationals for part in (each.p, each.q)), default=0)


def _finite(value: Any) -> Any:
    if value.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo) or value.has(sympy.I):
        raise InputError(
            "a claim must be a finite real number: it divides by zero or leaves the real numbers"
        )
    if (
        value.is_Rational
        and max(int(abs(value.p)).bit_length(), int(value.q).bit_length()) > LONGEST_RATIONAL
    ):
        raise InputError("a number in the claim is too long: use fewer digits or a smaller exponent")
    return value
