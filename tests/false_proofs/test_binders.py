"""Bound letters are the table's own, run over values that their row allows, and nothing falls under them."""

from __future__ import annotations

from small_proofs import (
    SmallProof,
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
    Dummy,
    Integer,
    Integral,
    Limit,
    Pow,
    Product,
    Rational,
    Subs,
    Sum,
    Symbol,
)

from w2s_theory.notation import (
    L_TE,
    M_TE,
    P,
    a,
    copies,
    density,
    f_star,
    f_TE,
    i,
    inner,
    j,
    k,
    kappa,
    lambdas,
    log_det_step,
    m,
    mean_error,
    n,
    s,
    slope,
    t,
    x,
    z,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.theorem import Statement

FOREIGN = "is not the one of the notation table"
UNIT = (real("s", 0, 1),)

# names and assumptions of foreign letters

M_AGAIN, T_REAL, S_WHOLE = (
    Dummy("m", integer=True, nonnegative=True),
    Dummy("m", real=True),
    Symbol("s", integer=True, nonnegative=True),
)
NESTED = Sum(m + Sum(m * M_AGAIN, (M_AGAIN, 0, 1)), (m, 0, 1))
MIXED = Sum(m + Integral(m * T_REAL, (T_REAL, 0, 1)), (m, 0, 1))
EVEN, ODD = Symbol("n", even=True), Symbol("n", odd=True, positive=True)
BELOW_0 = Symbol("k", negative=True, integer=True)
SIGNS = Claim(Sum(Pow(-1, EVEN, evaluate=False), (EVEN, 0, 5)), "==", Sum(1, (EVEN, 0, 5)))
ODD_SIGNS = Claim(Sum(Pow(-1, ODD, evaluate=False), (ODD, 1, 4)), "==", Sum(-1, (ODD, 1, 4)))
ABSOLUTE = Claim(Sum(Abs(BELOW_0), (BELOW_0, 0, 2)), "==", Sum(-BELOW_0, (BELOW_0, 0, 2)))
FOREIGNERS = [
    false("m + m (0 + 1) over m = 0, 1 is 2; with one name for both letters it would be 3",
          Claim(NESTED, ">=", 3), (),
          last(Claim(NESTED, ">=", 3), "enclosure"), reason=FOREIGN),
    false("m + m/2 over m = 0, 1 is 3/2", Claim(MIXED, ">=", 2), (),
          last(Claim(MIXED, ">=", 2), "ring", rest=MIXED - 2), reason=FOREIGN),
    false("s is no index: 5 s <= 8 leaves s >= 2 out", Claim(s, ">=", 2), UNIT,
          last(Claim(s, ">=", 2), "enclosure"),
          hypotheses=(Claim(Sum(s * S_WHOLE, (S_WHOLE, 1, 2)), "<=", 8),), reason=FOREIGN),
    false("(-1)^n is not 1 for every n from 0 to 5", SIGNS, (), last(SIGNS, "termwise"), reason=FOREIGN),
    false("(-1)^n is not -1 for every n from 1 to 4", ODD_SIGNS, (), last(ODD_SIGNS, "exponential"),
          reason=FOREIGN),
    false("|k| is not -k for k = 0, 1, 2", ABSOLUTE, (), last(ABSOLUTE, "ring"), reason=FOREIGN),
]  # fmt: skip

# ranges outside the row of the letter

OTHER_VALUES = "runs over other values"
POWERS = Sum(s**M_TE, (M_TE, 0, 2))
POWERS_AT_0 = Claim(Sum(Integer(0), (M_TE, 0, 2)), ">=", 1)
SIZE = Claim(Sum(Abs(n), (n, -3, 0)), "==", Sum(n, (n, -3, 0)))
LENGTH = Claim(Integral(Abs(x), (x, -1, 1)), "==", Integral(x, (x, -1, 1)))
HALF_LINE = Claim(Integral(Abs(t), (t, -1, 0)), "==", Integral(t, (t, -1, 0)))
PRODUCTS = Claim(Product(Abs(k), (k, -3, -1)), "==", Product(k, (k, -3, -1)))
UNKNOWN = mean_error(i, 0)
FAR = Claim(Subs(UNKNOWN * Abs(x - i), x, -1), ">=", 0)
FAR_AT_0 = Claim(Subs(mean_error(0, 0) * x, x, -1), ">=", 0)
NEAR = Claim(Limit(UNKNOWN * Abs(kappa - i), kappa, -2), ">=", 0)
NEAR_AT_0 = Claim(Limit(mean_error(0, 0) * kappa, kappa, -2), ">=", 0)
BACK = Claim(Integral(UNKNOWN * Abs(x - i), (x, 1, -1)), "<=", -UNKNOWN)
BACK_AT_0 = Claim(Integral(mean_error(0, 0) * x, (x, 1, -1)), "<=", -mean_error(0, 0))


def of_all(claim: Claim):
    return last(claim, "hypothesis", values={i: Integer(0)})


RANGES = [
    false("1 + s + s^2 is 1 at s = 0, and SymPy makes 0^M of a positive M 0", POWERS_AT_0, (),
          step("powers", Claim(POWERS, ">=", 1), "enclosure", variables=UNIT),
          last(POWERS_AT_0, "ring", "powers", at={"powers": {s: Integer(0)}}, multipliers={"powers": 1}),
               reason=OTHER_VALUES),
    false("|n| is not n from -3 on", SIZE, (), last(SIZE, "ring"), reason=OTHER_VALUES),
    false("copies are positive: a sum of them cannot start at 0", Claim(Sum(0**copies, (copies, 0, 2)), "==", 0),
          (),
          last(Claim(Sum(0**copies, (copies, 0, 2)), "==", 0), "finite_sum"), reason=OTHER_VALUES),
    false("the integral of |x| from -1 to 1 is 1, not 0", LENGTH, (), last(LENGTH, "integral"),
          reason=OTHER_VALUES),
    false("the integral of |t| from -1 to 0 is 1/2, not -1/2", HALF_LINE, (), last(HALF_LINE, "ring"),
          reason=OTHER_VALUES),
    false("|-3| |-2| |-1| is 6, not -6", PRODUCTS, (), last(PRODUCTS, "ring"), reason=OTHER_VALUES),
    false("|x - i| >= 0 at x = -1, and x is not", FAR_AT_0, (), of_all(FAR_AT_0), hypotheses=(FAR,),
          reason="looks elsewhere"),
    false("|kappa - i| >= 0 near kappa = -2, and kappa is not", NEAR_AT_0, (), of_all(NEAR_AT_0),
          hypotheses=(NEAR,), reason="looks elsewhere"),
    false("|x - i| from 1 back to -1 is at most -1, and x is 0", BACK_AT_0, (), of_all(BACK_AT_0),
          hypotheses=(BACK,), reason="other values"),
    false("a sum over a real letter", Claim(Sum(z**2, (z, 0, 1)), "==", Integral(z**2, (z, 0, 1))), (),
          last(Claim(Sum(z**2, (z, 0, 1)), "==", Integral(z**2, (z, 0, 1))), "ring"),
               reason="wrong kind of numbers"),
    false("an integral over a whole letter", Claim(Integral(n, (n, 0, 2)), "==", Sum(n, (n, 0, 2))), (),
          last(Claim(Integral(n, (n, 0, 2)), "==", Sum(n, (n, 0, 2))), "ring"), reason="wrong kind of numbers"),
    false("an error is no bound letter", Claim(Integral(L_TE, (L_TE, 0, 1)), "==", L_TE), (),
          last(Claim(Integral(L_TE, (L_TE, 0, 1)), "==", L_TE), "integral"), reason="cannot bind it"),
    false("an integral without a range", Claim(Integral(z, z), "==", z**2 / 2), (),
          last(Claim(Integral(z, z), "==", z**2 / 2), "integral"),
          reason="has no range"),
    false("an integral over one point", Claim(Integral(1 / z, (z, 0, 0)), "==", 1), (),
          last(Claim(Integral(1 / z, (z, 0, 0)), "==", 1), "integral"), reason="over one point"),
]  # fmt: skip

# capture

BOUND = "bound"
S_ANY = (real("slope"),)
TWICE = Claim(Sum(slope, (j, 0, 1)), "==", 2 * slope)
AREA = Claim(Integral(slope, (z, 0, 1)), "==", slope)
SQUARES = Claim(Sum(j * j, (j, 0, 1)), "==", 2 * j)
SQUARED = Claim(Sum(s * k, (k, 0, 2)), "==", Sum(k**2, (k, 0, 2)))
HALF = Claim(Integral(z, (z, 0, 1)), "==", z)


def at(name: str, letter, value, claim: Claim):
    return last(claim, "ring", name, at={name: {letter: value}})


GRAM = Hilbert(("f_star", "f_TE"), (), (("angle", Claim(inner(f_star, f_TE), "==", n)),
                                        ("size", Claim(inner(f_star, f_star), "==",
                                        Sum(inner(f_star, f_TE), (n, 0, 1))))))  # fmt: skip
OF_K = Hilbert(("f_star", "f_TE"), (), (
    ("angle", Claim(inner(f_star, f_TE), "==", k)), ("none", Claim(inner(f_star, f_star), "==", 2 * k)),
    ("size", Claim(inner(f_TE, f_TE), "==", Sum(inner(f_star, f_TE), (k, 0, 2))))))  # fmt: skip
ENTRY = Hilbert(("f_star", "f_TE"), (), (("entry", Claim(inner(f_star, f_TE), "==", lambdas[m])),))
LOWER = Claim(inner(f_star, f_star), ">=", 1)
SUMMED = Claim(Sum(inner(f_star, f_TE), (m, 0, 1)), "==", Sum(lambdas[m], (m, 0, 1)))
STEPS = Claim(Sum(log_det_step(i), (n, 0, 1)), "==", 2 * log_det_step(i))
STEPS_AT_N = Claim(Sum(log_det_step(n), (n, 0, 1)), "==", 2 * log_det_step(n))
SUM_THEOREM = Statement((TWICE,), S_ANY)
MEAN_FACT = Claim(a(1, 3, z), "==", Integral(z**z * P(1, 3, z) * density(3, z), (z, -1, 1)))
CAPTURED = [
    false("2 slope is slope + slope, and 0 + 1 is no 2 j", SQUARES, (whole("j"),),
          step("twice", TWICE, "finite_sum", variables=S_ANY), at("twice", slope, j, SQUARES), reason=BOUND),
    false("slope over z from 0 to 1 is slope, and z over z is 1/2", HALF, (real("z", -1, 1),),
          step("area", AREA, "integral", variables=S_ANY, antiderivative=slope * z), at("area", slope, z, HALF),
               reason=BOUND),
    false("the same by a theorem", SQUARES, (whole("j"),), last(SQUARES, "theorem", name="twice",
          values={slope: j}),
          theorems={"twice": SUM_THEOREM}, reason=BOUND),
    false("an equality s = k put in under a sum over k", SQUARED, UNIT,
          last(SQUARED, "ring", variables=(whole("k"),), where=(Claim(s, "==", k),)), reason="declared and bound"),
    false("a hypothesis at n, under a sum over n", STEPS_AT_N, (whole("n"),),
          last(STEPS_AT_N, "hypothesis", values={i: n}),
          hypotheses=(STEPS,), reason=BOUND),
    false("||f*||^2 is 2 n, not 0 + 1, in the setting", LOWER, (whole("n"),),
          last(LOWER, "gram", rest=Sum(n, (n, 0, 1)) - 1), setting=GRAM,
          reason=BOUND),
    false("an error that is k, under a sum over k", Claim(L_TE, ">=", 3), (whole("k"),),
          last(Claim(L_TE, ">=", 3), "gram", unfold=("L_TE",), rest=Sum(k, (k, 0, 2)) - 3), setting=OF_K, reason=BOUND),
    false("a fact at one m is none at every m", SUMMED, (entries("lambdas", 0), whole("m")), last(SUMMED, "gram"),
          setting=ENTRY, reason=BOUND),
    false("the definition of a coefficient binds z", MEAN_FACT, (real("z", -1, 1),),
          last(MEAN_FACT, "definition", unfold=("a", "sigma")), reason=BOUND),
    false("a value at a point, of a value at that point", Claim(Subs(t * t, t, 1), "==", t), (real("t", 0),),
          step("point", Claim(Subs(slope * t, t, 1), "==", Subs(slope * t, t, 1)), "ring", variables=S_ANY),
          last(Claim(Subs(t * t, t, 1), "==", t), "ring", "point", at={"point": {slope: t}}), reason=BOUND),
    false("the derivative of slope t is slope, and that of t^2 is no t", Claim(Derivative(t**2, t), "==", t),
          (real("t", 0),),
          step("slope", Claim(Derivative(slope * t, t), "==", slope), "derivative", variables=S_ANY),
          last(Claim(Derivative(t**2, t), "==", t), "ring", "slope", at={"slope": {slope: t}}), reason=BOUND),
]  # fmt: skip

# one letter, declared and bound

DOUBLE = Claim(Sum(k, (k, 0, 2)), "==", 3 * k)
ROLES = [
    false("3 is not 3 k", DOUBLE, (whole("k"),), last(DOUBLE, "ring"), reason="declared and bound"),
    false("the same with a letter of the step", Claim(Sum(k, (k, 0, 2)), "==", 6), (),
          step("own", DOUBLE, "finite_sum", variables=(whole("k"),)),
               at("own", k, Integer(2), Claim(Sum(k, (k, 0, 2)), "==", 6)),
          reason="bound"),
    false("the same in a hypothesis", Claim(k, "==", 1), (whole("k"),), last(Claim(k, "==", 1), "hypothesis"),
          hypotheses=(Claim(Sum(k, (k, 0, 2)), "==", 3 * k),), reason="declared and bound"),
    false("the same in a fact of the setting", Claim(inner(f_star, f_TE), "==", 3), (whole("k"),),
          last(Claim(inner(f_star, f_TE), "==", 3), "gram"),
          setting=Hilbert(("f_star", "f_TE"), (), (("sum", Claim(inner(f_star, f_TE), "==",
          Sum(k, (k, 0, 2)) + k)),)), reason="declared and bound"),
]  # fmt: skip

# sums that run backwards

BACKWARDS = "backwards"
REVERSED = [
    false("a sum from 3 to 0 is empty, and -2 to SymPy", Claim(Sum(1, (j, 3, 0)), ">=", 0), (),
          last(Claim(Sum(1, (j, 3, 0)), ">=", 0), "enclosure"), reason=BACKWARDS),
    false("a sum to n - 4, n = 0", Claim(Sum(Integer(1), (i, 0, n - 4)), "==", n - 3), (whole("n"),),
          last(Claim(Sum(Integer(1), (i, 0, n - 4)), "==", n - 3), "finite_sum"), reason=BACKWARDS),
    false("a sum to 1/2", Claim(Sum(Integer(1), (i, 0, Rational(1, 2))), "==", Rational(3, 2)), (),
          last(Claim(Sum(Integer(1), (i, 0, Rational(1, 2))), "==", Rational(3, 2)), "finite_sum"),
               reason=BACKWARDS),
    false("a sum from s to 3", Claim(Sum(Integer(1), (i, s, 3)), "==", 4 - s), UNIT,
          last(Claim(Sum(Integer(1), (i, s, 3)), "==", 4 - s), "finite_sum"),
          reason=BACKWARDS),
    false("a hypothesis with such a sum", Claim(s, ">=", 2), UNIT, last(Claim(s, ">=", 2), "ring", rest=s - 2),
          hypotheses=(Claim(Sum(s, (j, 4, 1)), "<=", -4),), reason=BACKWARDS),
    false("a step with such a sum", Claim(s, ">=", 2), UNIT,
          step("back", Claim(Sum(s, (j, 4, 1)), ">=", 2), "ring", rest=Sum(s, (j, 4, 1)) - 2),
          last(Claim(s, ">=", 2), "ring", "back", multipliers={"back": 1}, rest=s - Sum(s, (j, 4, 1))),
          reason="is not shown to be"),
]  # fmt: skip

GOOD_RANGES = [
    true("a positive letter may start an integral at 0", Claim(Integral(x**2, (x, 0, 1)), "==", Rational(1, 3)), (),
         last(Claim(Integral(x**2, (x, 0, 1)), "==", Rational(1, 3)), "integral", antiderivative=x**3 / 3)),
    true("1 + s + s^2 with the letter from 1 on", Claim(Sum(s**M_TE, (M_TE, 1, 2)), ">=", -1), UNIT,
         last(Claim(Sum(s**M_TE, (M_TE, 1, 2)), ">=", -1), "enclosure")),
    true("2 slope at a letter that the sum does not bind", Claim(Sum(i, (j, 0, 1)), "==", 2 * i), (whole("i"),),
         step("twice", TWICE, "finite_sum", variables=S_ANY),
              at("twice", slope, i, Claim(Sum(i, (j, 0, 1)), "==", 2 * i))),
    true("a hypothesis at m, under a sum over n", Claim(Sum(log_det_step(m), (n, 0, 1)), "==",
         2 * log_det_step(m)), (whole("m"),),
         last(Claim(Sum(log_det_step(m), (n, 0, 1)), "==", 2 * log_det_step(m)), "hypothesis", values={i: m}),
              hypotheses=(STEPS,)),
    true("a sum to n - 1 may be empty", Claim(Sum(Integer(1), (i, 0, n - 1)), "==", n), (whole("n"),),
         last(Claim(Sum(Integer(1), (i, 0, n - 1)), "==", n), "finite_sum")),
    true("3 is 3", Claim(Sum(k, (k, 0, 2)), "<=", 4), (), last(Claim(Sum(k, (k, 0, 2)), "<=", 4), "enclosure")),
]  # fmt: skip


@each([*FOREIGNERS, *RANGES, *CAPTURED, *ROLES, *REVERSED])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each(GOOD_RANGES)
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
