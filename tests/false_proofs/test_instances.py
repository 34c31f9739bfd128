"""What a letter may be given as its value: a real number of its domain that is shown to be one, and fixed under a mean."""

from __future__ import annotations

import pytest
from small_proofs import (
    SmallProof,
    above,
    assert_accepted,
    assert_refused,
    each,
    entries,
    false,
    last,
    real,
    step,
    true,
    whole,
)
from sympy import (
    Abs,
    Derivative,
    Float,
    I,
    IndexedBase,
    Integer,
    Integral,
    Limit,
    Rational,
    Subs,
    Sum,
    Symbol,
    exp,
    gamma,
    log,
    nan,
    oo,
    pi,
    sqrt,
    zoo,
)

from w2s_theory.notation import (
    b,
    basis_energy,
    coefficient,
    d,
    eta,
    h,
    i,
    j,
    k,
    log_det_step,
    mean,
    mode,
    n,
    s,
    slope,
    t,
    tau,
    x,
    z,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.theorem import Family, Statement

UNIT = (real("s", 0, 1),)
ANY = (real("slope"),)
SQUARE = step("square", Claim(slope**2, ">=", 0), "ring", variables=ANY, squares=((1, slope),))
POSITIVE = step("positive", Claim(exp(slope), ">", 0), "ring", variables=ANY, rest=exp(slope))
LEMMA = Statement((Claim(slope**2, ">=", 0),), ANY)


def square_at(value, claim: Claim):
    return SQUARE, last(claim, "ring", "square", at={"square": {slope: value}}, multipliers={"square": 1})


def exp_at(value, claim: Claim):
    return POSITIVE, last(
        claim, "ring", "positive", at={"positive": {slope: value}}, multipliers={"positive": 1}
    )


NEGATIVE = Claim(Integer(-4), ">=", 0)
ROOT, LOG = Claim(s - 3, ">=", 0), Claim(s, ">", 0)
NO_NUMBER = "is not shown to be a real number"
FALSE = [
    false("the square of 2 i is -4", NEGATIVE, (), *square_at(2 * I, NEGATIVE), reason="is not a real number"),
    false("the square of sqrt(-4) is -4", NEGATIVE, (), *square_at(sqrt(Integer(-4)), NEGATIVE),
          reason="is not a real number"),
    false("the square of sqrt(s - 3) is s - 3", ROOT, UNIT, *square_at(sqrt(s - 3), ROOT), reason=NO_NUMBER),
    false("the square of (s - 3)^(1/2) under a sum of one term", ROOT, UNIT,
          *square_at(Sum(sqrt(s - 3), (j, 0, 0)), ROOT), reason=NO_NUMBER),
    false("exp(log s) is s, which is 0 at 0", LOG, UNIT, *exp_at(log(s), LOG), reason=NO_NUMBER),
    false("exp at minus infinity is 0", Claim(Integer(0), ">", 0), (), *exp_at(-oo, Claim(Integer(0), ">", 0)),
          reason="is not a real number"),
    false("a theorem at a root that is no real number", ROOT, UNIT,
          last(ROOT, "theorem", name="squares", values={slope: sqrt(s - 3)}), theorems={"squares": LEMMA},
               reason=NO_NUMBER),
    false("a theorem at an imaginary number", NEGATIVE, (),
          last(NEGATIVE, "theorem", name="squares", values={slope: 2 * I}), theorems={"squares": LEMMA},
          reason="is not a real number"),
]  # fmt: skip

NEIGHBOURS = [
    true("the square of sqrt(s + 3) is s + 3", Claim(s + 3, ">=", 0), UNIT,
         *square_at(sqrt(s + 3), Claim(s + 3, ">=", 0))),
    true("exp(log(s + 1)) is s + 1", Claim(s + 1, ">", 0), UNIT, *exp_at(log(s + 1), Claim(s + 1, ">", 0))),
    true("a theorem at a root", Claim(s + 3, ">=", 0), UNIT,
         last(Claim(s + 3, ">=", 0), "theorem", name="squares", values={slope: sqrt(s + 3)}),
              theorems={"squares": LEMMA}),
    true("a finite sum is a number", Claim(Sum(sqrt(s), (j, 0, 3)) ** 2, ">=", 0), UNIT,
         *square_at(Sum(sqrt(s), (j, 0, 3)), Claim(Sum(sqrt(s), (j, 0, 3)) ** 2, ">=", 0))),
]  # fmt: skip

# values that leave no trace in the claim: the step must be refused all the same
TRACELESS = Claim(Integer(1), ">=", 0)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (oo, "is not a real number"),
        (zoo, "is not a real number"),
        (nan, "is not a real number"),
        (1 + I, "is not a real number"),
        ((-1) ** Rational(1, 3), NO_NUMBER),
        (Float("0.5"), "a float"),
        (0.5, "a float"),
        (1 / s, NO_NUMBER),
        (1 / (2 * s - 1), NO_NUMBER),
        (s ** (s - 2), NO_NUMBER),
        (gamma(-s), NO_NUMBER),
        (b, "must be declared here"),
        (IndexedBase(b.label, positive=True)[0], "is not the one of the notation table"),
        (b[-1], NO_NUMBER),
        (Symbol("not_there", real=True), "is not the one of the notation table"),
        (Symbol("s"), "is not the one of the notation table"),
        (Sum(j, (j, 0, oo)), NO_NUMBER),
        (Sum(j, (j, 5, 2)), NO_NUMBER),
        (Integral(1 / z**2, (z, 0, 1)), NO_NUMBER),
        (Derivative(Abs(z - s), z, evaluate=False), NO_NUMBER),
        (Subs(1 / z, z, 0), NO_NUMBER),
        (Limit(1 / z, z, 0), NO_NUMBER),
        ("oo", "is not a real number"),
        ("I", "is not a real number"),
        ("s", "is not the one of the notation table"),
        ("1/s", "is no name"),
    ],
    ids=str,
)
def test_no_value(value, reason: str) -> None:
    steps = (SQUARE, last(TRACELESS, "ring", "square", at={"square": {slope: value}}, rest=Integer(1)))
    assert_refused(false("no number", TRACELESS, (*UNIT, entries("b")), *steps, reason=reason))


@pytest.mark.parametrize(
    "value", [Integer(-7), Rational(1, 3), pi, sqrt(2), s, 1 / (s + 1), exp(-s), b[3], Sum(j, (j, 0, 4)),
    Abs(s - 2)], ids=str
)  # fmt: skip
def test_a_value(value) -> None:
    steps = (SQUARE, last(TRACELESS, "ring", "square", at={"square": {slope: value}}, rest=Integer(1)))
    assert_accepted(true("a number", TRACELESS, (*UNIT, entries("b")), *steps))


# values outside the domain

BETWEEN = step(
    "between", Claim((eta - 1) * (2 - eta), ">=", 0), "polynomial_sign", variables=(real("eta", 1, 2),)
)
OPEN = step("open", Claim(eta, ">", 0), "polynomial_sign", variables=(above("eta"),))
EVERY_WHOLE = step(
    "whole", Claim(n - Rational(1, 2) * n, ">=", 0), "polynomial_sign", variables=(whole("n"),)
)


def between(value, shown: Claim):
    return BETWEEN, last(shown, "ring", "between", at={"between": {eta: value}}, multipliers={"between": 1})


def opened(value, shown: Claim):
    return OPEN, last(shown, "ring", "open", at={"open": {eta: value}}, multipliers={"open": 1})


def counted(value, shown: Claim):
    return EVERY_WHOLE, last(shown, "ring", "whole", at={"whole": {n: value}}, multipliers={"whole": 1})


DOMAINS = [
    false("(eta - 1)(2 - eta) >= 0 on [1, 2], at 3", Claim(Integer(-2), ">=", 0), (),
          *between(Integer(3), Claim(Integer(-2), ">=", 0)),
          reason="is not shown here"),
    false("the same at s, which may be 0", Claim((s - 1) * (2 - s), ">=", 0), UNIT,
          *between(s, Claim((s - 1) * (2 - s), ">=", 0)), reason="is not shown here"),
    false("eta > 0 at its open end", Claim(Integer(0), ">", 0), (), *opened(Integer(0), Claim(Integer(0), ">", 0)),
          reason="is not shown here"),
    false("eta > 0 at s, which may be 0", Claim(s, ">", 0), UNIT, *opened(s, Claim(s, ">", 0)),
          reason="is not shown here"),
    false("n/2 >= 0 at n = -1", Claim(Rational(-1, 2), ">=", 0), (),
          *counted(Integer(-1), Claim(Rational(-1, 2), ">=", 0)),
          reason="is not shown here"),
    false("n/2 >= 0 at n = k - 1", Claim((k - 1) / 2, ">=", 0), (whole("k"),),
          *counted(k - 1, Claim((k - 1) / 2, ">=", 0)),
          reason="is not shown here"),
]  # fmt: skip
INSIDE = [
    true("(eta - 1)(2 - eta) >= 0 at 3/2", Claim(Rational(1, 4), ">=", 0), (),
         *between(Rational(3, 2), Claim(Rational(1, 4), ">=", 0))),
    true("the same at 1 + s", Claim(s * (1 - s), ">=", 0), UNIT, *between(1 + s, Claim(s * (1 - s), ">=", 0))),
    true("eta > 0 at s + 1", Claim(s + 1, ">", 0), UNIT, *opened(s + 1, Claim(s + 1, ">", 0))),
    true("n/2 >= 0 at n = k + 1", Claim((k + 1) / 2, ">=", 0), (whole("k"),),
         *counted(k + 1, Claim((k + 1) / 2, ">=", 0))),
]  # fmt: skip


@pytest.mark.parametrize("value", [Rational(1, 2), s, sqrt(2), 2 * s, pi], ids=str)
def test_a_whole_letter_takes_whole_numbers_only(value) -> None:
    steps = (EVERY_WHOLE, last(TRACELESS, "ring", "whole", at={"whole": {n: value}}, rest=Integer(1)))
    assert_refused(false("not whole", TRACELESS, UNIT, *steps, reason="is not shown to be whole"))


# counting letters of hypotheses

BELOW = Claim(log_det_step(i), "<=", x)
X = (above("x"),)
PARTLY = "is not shown here"


def of_hypothesis(value, claim: Claim):
    return last(claim, "hypothesis", values={i: value})


ROWS = (Claim(Derivative(mode(d, t), t), "==", -mode(d, t)), Claim(mode(d, 0), "==", 1))
TIME = (real("t", 0),)
COUNTED = [
    false("what holds for i = 0, 1, ... says nothing of -1", Claim(log_det_step(-1), "<=", x), X,
          of_hypothesis(Integer(-1), Claim(log_det_step(-1), "<=", x)), hypotheses=(BELOW,), reason=PARTLY),
    false("nor of 1/2", Claim(log_det_step(Rational(1, 2)), "<=", x), X,
          of_hypothesis(Rational(1, 2), Claim(log_det_step(Rational(1, 2)), "<=", x)), hypotheses=(BELOW,),
          reason="is not shown to be whole"),
    false("a parameter has one value, and the hypothesis speaks of that", Claim(log_det_step(3), "<=", x),
          (*X, whole("i")),
          of_hypothesis(Integer(3), Claim(log_det_step(3), "<=", x)), hypotheses=(BELOW,),
          reason="speaks of its one value"),
    false("what holds for d = 1, 2, ... says nothing of 0", Claim(mode(0, 0), "==", 1), TIME,
          last(Claim(mode(0, 0), "==", 1), "hypothesis", values={d: Integer(0)}), hypotheses=ROWS[1:],
               reason=PARTLY),
    false("an equation for d = 1, 2, ... solved at 0", Claim(mode(0, t), "==", exp(-t)), TIME,
          last(Claim(mode(0, t), "==", exp(-t)), "ode"), hypotheses=ROWS, reason=PARTLY),
    false("an equation for d = 1, 2, ... solved at every n = 0, 1, ...", Claim(mode(0, t), "==", exp(-t)), TIME,
          step("solved", Claim(mode(n, t), "==", exp(-t)), "ode", variables=(whole("n"),)),
          last(Claim(mode(0, t), "==", exp(-t)), "ring", "solved", at={"solved": {n: Integer(0)}}), hypotheses=ROWS,
          reason=PARTLY),
    false("an equation put in under a sum that starts at 0", Claim(Sum(mode(j, t), (j, 0, 2)), "==",
          Sum(exp(-t), (j, 0, 2))), TIME,
          last(Claim(Sum(mode(j, t), (j, 0, 2)), "==", Sum(exp(-t), (j, 0, 2))), "ode", solution=exp(-t)),
          hypotheses=ROWS, reason="is not shown here"),
    false("an equation for one degree k solved at 5", Claim(mode(5, t), "==", exp(-t)), (*TIME, whole("k")),
          last(Claim(mode(5, t), "==", exp(-t)), "ode"),
          hypotheses=(Claim(Derivative(mode(k, t), t), "==", -mode(k, t)), Claim(mode(k, 0), "==", 1)),
          reason="the equation is assumed for"),
]  # fmt: skip
COUNTED_WELL = [
    true("what holds for i = 0, 1, ... at 3", Claim(log_det_step(3), "<=", x), X,
         of_hypothesis(Integer(3), Claim(log_det_step(3), "<=", x)), hypotheses=(BELOW,)),
    true("an equation for d = 1, 2, ... solved at 3", Claim(mode(3, t), "==", exp(-t)), TIME,
         last(Claim(mode(3, t), "==", exp(-t)), "ode"), hypotheses=ROWS),
]  # fmt: skip

# a theorem whose hypothesis must hold for every value of its counting letter

FIFTH = Claim(log_det_step(5), "<=", x)
EVERY = Statement((FIFTH,), X, (BELOW,))
FIRST = Claim(log_det_step(0), "<=", x)
OWN = Family("bounded", (), ((x, x),))
ONE_MORE = Family("bounded", (), ((x, x), (i, Integer(0))))


def bounded(*hypotheses: Claim, families=(), letters=X, **certificate):
    return {"hypotheses": hypotheses, "families": families, "theorems": {"bounded": EVERY}}, last(
        FIFTH, "theorem", name="bounded", **certificate
    )


def partly(why: str, reason: str, *hypotheses: Claim, families=(), **certificate) -> SmallProof:
    world, end = bounded(*hypotheses, families=families, **certificate)
    return false(why, FIFTH, X, end, reason=reason, **world)


NARROW = step("narrow", FIFTH, "theorem", variables=(whole("i", 0, 2),), name="bounded")
PARTIAL = [
    partly("x_0 <= x is not x_i <= x for every i", "outside its restriction", FIRST),
    partly("... not with the counting letter among the values", "may be given a value", FIRST, families=(OWN,),
    index={}, values={i: Integer(0)}),
    partly("... not with the counting letter among the family's values", "may be given a value", FIRST,
    families=(ONE_MORE,), index={}),
    false("... nor where i is a letter of the step from 0 to 2", FIFTH, X, NARROW,
          last(FIFTH, "ring", "narrow", multipliers={"narrow": 1}),
          hypotheses=(FIRST,), theorems={"bounded": EVERY}, reason="and here it is for some"),
    false("... nor where i is a parameter", FIFTH, (*X, whole("i")), last(FIFTH, "theorem", name="bounded"),
          hypotheses=(BELOW,), theorems={"bounded": EVERY}, reason="which is one number here"),
]  # fmt: skip
FULL = [
    true("x_i <= x for every i", FIFTH, X, bounded(BELOW)[1], **bounded(BELOW)[0]),
]

# random values of fixed letters

DRAWN = Hilbert((), random=("s", "tau"))
CHANCE = (*UNIT, real("tau", 0, 1))
FIXED = (above("x"),)
OUT = step(
    "out", Claim(mean(x * tau), "==", x * mean(tau)), "expectation", "same", variables=FIXED, of="same"
)
SAME = step("same", Claim(x * tau, "==", x * tau), "ring", variables=FIXED)
CENTRED = Claim(mean(h * basis_energy(i, j)), "==", 0)
COIN = Hilbert((), random=("h", "n"))
PRODUCT = Claim(mean(slope * coefficient), "==", slope * mean(coefficient))
NO_CHANCE = Statement((PRODUCT,), (real("slope"), real("coefficient")))
ONE_COIN = Hilbert((), random=("h",))
OF_COIN = Statement((Claim(mean(slope * h), "==", slope * mean(h)),), (real("slope"),), (), ONE_COIN)
H_SQUARE, H_TWICE = Claim(mean(h**2), "==", h * mean(h)), Claim(mean(2 * h), "==", 2 * mean(h))
DEPENDS = "depends on the draw"
S_PLUS = Claim(mean((s + 1) * tau), "==", (s + 1) * mean(tau))
AT_N, AT_SQUARE, AT_NEXT = (Claim(mean(h * basis_energy(value, j)), "==", 0) for value in (n, n**2, n + j))
RANDOM = [
    false("E (s + 1) tau is no (s + 1) E tau for a random s", S_PLUS, CHANCE, SAME, OUT,
          last(S_PLUS, "ring", "out", at={"out": {x: s + 1}}), setting=DRAWN, reason=DEPENDS),
    false("E h e(i) = 0 for every fixed i is none for i = n, which goes with h", AT_N, (whole("n"), whole("j")),
          last(AT_N, "hypothesis", values={i: n}), hypotheses=(CENTRED,), setting=COIN, reason=DEPENDS),
    false("nor for i = n^2", AT_SQUARE, (whole("n"), whole("j")),
          last(AT_SQUARE, "hypothesis", values={i: n**2}), hypotheses=(CENTRED,), setting=COIN, reason=DEPENDS),
    false("nor for i = n + j", AT_NEXT, (whole("n"), whole("j")),
          last(AT_NEXT, "hypothesis", values={i: n + j}), hypotheses=(CENTRED,), setting=COIN, reason=DEPENDS),
    false("a theorem about a mean of fixed numbers, at random ones", Claim(mean(s * tau), "==", s * mean(tau)),
          CHANCE,
          last(Claim(mean(s * tau), "==", s * mean(tau)), "theorem", name="product",
               values={slope: s, coefficient: tau}),
          theorems={"product": NO_CHANCE}, setting=DRAWN, reason="the setting declares nothing random"),
    false("E slope h = slope E h, for slope = h", H_SQUARE, (),
          last(H_SQUARE, "theorem", name="product", values={slope: h}), theorems={"product": OF_COIN},
               setting=ONE_COIN,
          reason=DEPENDS),
]  # fmt: skip
X_PLUS = Claim(mean(3 * tau), "==", 3 * mean(tau))
AT_2 = Claim(mean(h * basis_energy(2, j)), "==", 0)
NOT_RANDOM = [
    true("E slope h = slope E h, for slope = 2", H_TWICE, (),
         last(H_TWICE, "theorem", name="product", values={slope: Integer(2)}), theorems={"product": OF_COIN},
              setting=ONE_COIN),
    true("E 3 tau = 3 E tau", X_PLUS, CHANCE, SAME, OUT, last(X_PLUS, "ring", "out", at={"out": {x: Integer(3)}}),
         setting=DRAWN),
    true("E h e(2) = 0", AT_2, (whole("n"), whole("j")), last(AT_2, "hypothesis", values={i: Integer(2)}),
         hypotheses=(CENTRED,), setting=COIN),
]  # fmt: skip


@each([*FALSE, *DOMAINS, *COUNTED, *PARTIAL, *RANDOM])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each([*NEIGHBOURS, *INSIDE, *COUNTED_WELL, *FULL, *NOT_RANDOM])
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
