"""Answers to the notebooks' exercises: ``check("02.1", answer)`` says whether yours is right, ``hint("02.1")`` helps on.

Give exact answers: whole numbers, fractions, SymPy expressions such as ``Rational(1, 16)``, ``pi / 4``, ``sqrt(1 - L)``,
words, or a list of these in the order that the exercise asks for. An expression counts as right in every form: it is
compared by its value. The answers are not here to read: a hash of each is kept, and where several are right, a test that
yours must pass.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from numbers import Integral
from typing import Any

import numpy as np
import sympy

import w2s_theory as w
from exercise_table import EXERCISES, AnswerError, Exercise

_DIGITS = 25
# an expression is looked at twice, with a number in (0, 1) for each letter, made from its name: what agrees is the same
_LOOKS = 2


# a text of these alone was meant as a number
_OF_NUMBERS = set("0123456789+-*/(). sqrtpi")


def check(number: str, answer: Any) -> bool:
    """Whether the answer to exercise ``number`` is right; prints so.

    Raises
    ------
    AnswerError
        For an exercise that there is not, and an answer that cannot be compared (a float, say).
    """
    exercise = _find(number)
    if exercise.passes is None:
        wrong = "" if digest(number, answer) == exercise.digest else "that is not it"
    else:
        try:
            wrong = exercise.passes(answer)
        except (w.InputError, w.AccuracyError) as problem:
            wrong = str(problem)
    print(f'{number}: {wrong}; hint("{number}") helps' if wrong else f"{number}: right")
    return not wrong


def hint(number: str) -> None:
    """Print the next step of an exercise."""
    print(f"{number}: {_find(number).hint}")


def digest(number: str, answer: Any) -> str:
    """The salted hash of an answer, which does not depend on how it is written."""
    return hashlib.sha256(f"{number}|{canonical(answer)}".encode()).hexdigest()[:16]


def canonical(answer: Any) -> str:
    """An answer as text: a word in small letters, a number or an expression by its values, a list item by item.

    Raises
    ------
    AnswerError
        For floats, and for what is neither number, expression, word nor list.
    """
    if isinstance(answer, str):
        word = answer.strip().lower()
        if not (set(word) <= _OF_NUMBERS and any(each.isdigit() for each in word)):
            return word
        raise AnswerError(
            f"{answer!r} is text: give a number or a formula, such as Rational(7, 8), without quotes"
        )
    if isinstance(answer, (list, tuple)):
        return "[" + ", ".join(canonical(each) for each in answer) + "]"
    if isinstance(answer, (float, np.floating)):
        raise AnswerError(f"{answer} is a float: give the exact value, such as Rational(1, 16) or sqrt(2)")
    if isinstance(answer, Integral):
        answer = int(answer)
    if not isinstance(answer, (int, Fraction, sympy.Expr)):
        raise AnswerError(f"a number, a formula, a word or a list is wanted, not {type(answer).__name__}")
    formula = sympy.sympify(answer)
    if formula.has(sympy.Float):
        raise AnswerError(f"{formula} contains a float: write it with Rational(1, 2), not 0.5")
    letters = formula.free_symbols
    return " ".join(
        _digits(formula.subs({s: _number_of(s, look) for s in letters})) for look in range(_LOOKS)
    )


def _number_of(letter: sympy.Basic, look: int) -> sympy.Rational:
    spelt = hashlib.sha256(f"{look}|{letter}".encode()).digest()
    return sympy.Rational(int.from_bytes(spelt[:4], "big") % 9972 + 1, 9973)


def _digits(value: sympy.Expr) -> str:
    number = sympy.N(value, 3 * _DIGITS)
    if not number.is_number or not number.is_finite:
        raise AnswerError(f"{value} is not a finite number")
    if abs(number) < sympy.Float(10) ** (-2 * _DIGITS):
        return "0"
    return str(sympy.N(number, _DIGITS))


def _find(number: str) -> Exercise:
    if number not in EXERCISES:
        raise AnswerError(f"there is no exercise {number!r}: there are {', '.join(EXERCISES)}")
    return EXERCISES[number]
