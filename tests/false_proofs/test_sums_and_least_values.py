"""Sums taken apart and least values in whole proofs: what overlaps, runs backwards or misses an argument proves nothing."""

from __future__ import annotations

from small_proofs import (
    SmallProof,
    assert_accepted,
    assert_refused,
    each,
    false,
    last,
    real,
    step,
    true,
    whole,
)
from sympy import Abs, Integer, Max, Min, Sum

from w2s_theory.notation import b, i, j, n, s, x, z
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals

N, S, Z = (whole("n"),), (real("s", 0, 1),), (real("z", -1, 1),)
B = (*N, Parameter("b", reals(), reals(0, 1), length=3))
ZERO, ONE = Integer(0), Integer(1)
UP = Sum(b[j], (j, 0, n))
NO_PART, BACKWARDS, OTHER, NO_NUMBER = (
    "nor is a part of the sum",
    "not shown not to run backwards",
    "is not the right side",
    "is not shown to exist",
)


def alone(why: str, claim: Claim, letters, reason: str, rule: str = "finite_sum") -> SmallProof:
    return false(why, claim, letters, last(claim, rule), reason=reason)


# n^2 - 634 n + 100489 = (n - 317)^2, which no model of small numbers finds to be 0
ONCE_NOTHING = n**2 - 634 * n + 100489
# the outer j stands in the end of the inner sum: where j = 0 the inner one has a term 1/0
OWN_END = Sum(2 * Sum(1 / (Abs(j - 3) - j + 1), (j, 0, Abs(j - 3))), (j, 0, 1))

SUMS = [
    alone("no terms, and n times 1/n is no number", Claim(Sum(1 / n, (j, 1, n)), "==", ONE), N, NO_PART),
    alone("the same from 0", Claim(Sum(s / n, (j, 0, n - 1)), "==", s), (*N, *S), NO_PART),
    alone("no terms at one number", Claim(Sum(1 / ONCE_NOTHING, (j, 1, ONCE_NOTHING)), "==", ONE), N, NO_PART),
    alone("an end of the inner sum speaks of the outer index", Claim(OWN_END, "==", OWN_END), N, NO_NUMBER, "ring"),
    alone("the same in a least value", Claim(Abs(OWN_END), ">=", OWN_END), N, NO_NUMBER, "minimum"),
    alone("the last term is n + 1", Claim(Sum(j, (j, 0, n + 1)), "==", Sum(j, (j, 0, n)) + n), N, OTHER),
    alone("a term left out in the middle", Claim(UP, "==", Sum(b[j], (j, 1, n))), B, OTHER),
    alone("a term counted twice", Claim(UP, "==", UP + b[n]), B, OTHER),
    alone("other terms", Claim(UP, "==", Sum(b[j + 1], (j, 0, n - 1)) + b[0]), B, NO_PART),
    alone("for n = 0 the part runs backwards, and would count a term negatively",
          Claim(UP, "==", b[0] + b[1] + Sum(b[j], (j, 2, n))), B, BACKWARDS),
    alone("an empty sum is 0", Claim(Sum(b[j], (j, 1, 0)), "==", b[0]), B, OTHER),
    alone("by Karr's convention this one is -b_1", Claim(Sum(b[j], (j, 2, 0)), "==", -b[1]), B, BACKWARDS),
    alone("three terms", Claim(Sum(j, (j, 0, 2)), "==", 2), (), OTHER),
    alone("the part is longer than the whole", Claim(UP, "==", Sum(b[j], (j, 0, n + 1)) - b[n]), B, NO_PART),
    alone("a part whose end is another letter's", Claim(UP, "==", Sum(b[j], (j, 0, i)) + b[n]), (*B, whole("i")), NO_PART),
    alone("equal terms only for one j", Claim(Sum(b[j], (j, 0, n)), "==", (n + 1) * b[0]), B, NO_PART),
]  # fmt: skip
TRUE_SUMS = [
    true("n terms 1/n, at least one", Claim(Sum(1 / n, (j, 1, n)), "==", ONE), (whole("n", 1),),
         last(Claim(Sum(1 / n, (j, 1, n)), "==", ONE), "finite_sum")),
    true("the last term", Claim(UP, "==", Sum(b[j], (j, 0, n - 1)) + b[n]), B,
         last(Claim(UP, "==", Sum(b[j], (j, 0, n - 1)) + b[n]), "finite_sum")),
    true("for n = 0 the part is empty", Claim(UP, "==", b[0] + Sum(b[j], (j, 1, n))), B,
         last(Claim(UP, "==", b[0] + Sum(b[j], (j, 1, n))), "finite_sum")),
    true("an empty sum", Claim(Sum(b[j], (j, 1, 0)), "==", 0), B,
         last(Claim(Sum(b[j], (j, 1, 0)), "==", 0), "finite_sum")),
]  # fmt: skip

HALF_SIDE, NONE = "no used step says", "no side is"
ABOVE = step("above", Claim(z, "<=", 1), "polynomial_sign")
VALUES = [
    alone("1 is not at most 0 for s = 1, z = 0", Claim(s, "<=", Min(s, z)), (*S, *Z), HALF_SIDE, "minimum"),
    alone("the largest is not below each", Claim(Max(s, z), "<=", z), (*S, *Z), HALF_SIDE, "minimum"),
    alone("|z| > z for z < 0", Claim(Abs(z), "<=", z), Z, HALF_SIDE, "minimum"),
    alone("the least of two and a third one", Claim(Min(s, z), "<=", x - 2), (*S, *Z, real("x", 0, 1, lower_open=True)),
          NONE, "minimum"),
    alone("twice the value", Claim(Abs(z), ">=", 2 * z), Z, NONE, "minimum"),
    alone("strictly", Claim(Abs(z), ">", z), Z, "decides <= and >=", "minimum"),
    false("z <= 1/2 and nothing of -z", Claim(Abs(z), "<=", ONE / 2), (real("z", -1, ONE / 2),),
          step("half", Claim(z, "<=", ONE / 2), "polynomial_sign"), last(Claim(Abs(z), "<=", ONE / 2), "minimum", "half"),
          reason=HALF_SIDE),
]  # fmt: skip
BELOW = step("below", Claim(-z, "<=", 1), "polynomial_sign")
TRUE_VALUES = [
    true(
        "both",
        Claim(Abs(z), "<=", 1),
        Z,
        ABOVE,
        BELOW,
        last(Claim(Abs(z), "<=", 1), "minimum", "above", "below"),
    ),
    true("one of them", Claim(Abs(z), ">=", z), Z, last(Claim(Abs(z), ">=", z), "minimum")),
    true("the least", Claim(Min(s, z), "<=", s), (*S, *Z), last(Claim(Min(s, z), "<=", s), "minimum")),
]


def by_induction(claim_at, given, **certificate) -> tuple:
    """Base, the claim for n as it is assumed, step under that, and the claim for all n."""
    claim = claim_at(n)
    return (
        step("start", claim_at(ZERO), "ring"),
        step("given", claim, "ring", where=(claim,), rest=given),
        step("next", claim_at(n + 1), "ring", "given", where=(claim,), **certificate),
        last(claim, "induction", "start", "next", variable=n, base="start", step="next"),
    )


# elementary facts that need no rule of their own: induction shows them
INDUCTION = [
    true("n (n - 1) >= 0", Claim(n * (n - 1), ">=", 0), N,
         *by_induction(lambda m: Claim(m * (m - 1), ">=", 0), n * (n - 1), rest=n * (n + 1))),
    true("2^n >= 1", Claim(2**n, ">=", 1), N,
         *by_induction(lambda m: Claim(2**m, ">=", 1), 2**n - 1, multipliers={"given": 2}, rest=ONE)),
    true("s^n <= 1", Claim(s**n, "<=", 1), (*N, *S),
         *by_induction(lambda m: Claim(s**m, "<=", 1), 1 - s**n, multipliers={"given": s}, rest=1 - s)),
]  # fmt: skip
FALSE_INDUCTION = [
    false("2^n >= n + 2 fails for n = 0", Claim(2**n, ">=", n + 2), N,
          *by_induction(lambda m: Claim(2**m, ">=", m + 2), 2**n - n - 2, multipliers={"given": 2}, rest=n + 1),
          reason="is left over"),
    false("s^n <= s fails for n = 0", Claim(s**n, "<=", s), (*N, *S),
          *by_induction(lambda m: Claim(s**m, "<=", s), s - s**n, multipliers={"given": s}, rest=s * (1 - s)),
          reason="is left over"),
]  # fmt: skip


@each([*SUMS, *VALUES, *FALSE_INDUCTION])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each([*TRUE_SUMS, *TRUE_VALUES, *INDUCTION])
def test_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
