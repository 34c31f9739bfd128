"""An endless sum, an improper integral and a derivative are numbers only where a step shows that they exist."""

from __future__ import annotations

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
from sympy import Abs, Derivative, Integer, Integral, Piecewise, Rational, Subs, Sum, gamma, oo, sqrt

from w2s_theory.notation import (
    eta,
    f,
    i,
    inner,
    j,
    k,
    kappa,
    lambdas,
    m,
    mean,
    mean_error,
    n,
    s,
    tau,
    w_v,
    x,
    z,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import DualVector, Hilbert
from w2s_theory.records.theorem import Statement

EXISTS = "is not shown to exist"
ABSURD = Claim(Integer(0), ">=", 1)

# a bound from below does not make a sum a number


def from_below(why: str, term, bound, first: int, at, letters=()) -> SmallProof:
    claim = Claim(Sum(term, (j, first, oo)), ">=", at)
    return false(why, claim, letters, last(claim, "series_tail", bound=bound), reason=EXISTS)


ETA = (above("eta"),)
ANY = Claim(Sum(eta, (j, 0, oo)), ">=", x)
HARMONIC = Claim(Sum(1 / (j + 1), (j, 0, oo)), ">=", 1)
TAIL = 1 / ((j + 1) * (j + 2))
TELESCOPE = Sum(TAIL, (j, 0, oo))
FINITE = step("finite", Claim(TELESCOPE, "<=", 1), "series_tail", bound=1 / (j + 1))
WIDE = Sum(eta, (j, 0, oo))
BELOW = [
    from_below("eta + eta + ... is not at least any x, it is no number", eta, x**2 / (x + eta * j), 0, x,
    (*ETA, above("x"))),
    from_below("1 + 1/2 + 1/3 + ... is no number", 1 / (j + 1), 1 / (j + 1), 0, Integer(1)),
    from_below("3 + 4 + ... is no number", j, 9 / (j + 1), 3, Rational(9, 4)),
    from_below("1 + 4 + 9 + ... is no number", (j + 1) ** 2, 1 / (j + 1), 0, Integer(1)),
    false("a sum that is larger than itself plus 1", ABSURD, ETA,
          step("large", ANY, "series_tail", variables=(above("x"),), bound=x**2 / (x + eta * j)),
          last(ABSURD, "ring", "large", at={"large": {x: WIDE + 1}}, multipliers={"large": 1}),
               reason="is not shown to "),
]  # fmt: skip

# divergent sums and what is done with them


def unknown_sum(
    why: str, claim: Claim, rule: str, *steps, letters=(), reason: str = EXISTS, **certificate
) -> SmallProof:
    return false(
        why,
        claim,
        letters,
        *steps,
        last(claim, rule, *(each.name for each in steps), **certificate),
        reason=reason,
    )


ONES, COUNT = Sum(Integer(1), (j, 0, oo)), Sum(j, (j, 0, oo))
MORE = step("more", Claim(j, "<=", j + 1), "polynomial_sign", variables=(whole("j"),))
LESS = step(
    "less",
    Claim(Rational(1, 2) ** j / 2, "<=", Rational(1, 2) ** j),
    "ring",
    variables=(whole("j"),),
    rest=Rational(1, 2) ** j / 2,
)
SPLIT = Sum(j + 1, (j, 0, oo))
DIVERGENT = [
    unknown_sum("infinity is infinity", Claim(ONES, "==", ONES), "ring"),
    unknown_sum("infinity - infinity is not 0", Claim(SPLIT - COUNT, "==", ONES), "termwise"),
    unknown_sum("1 + 2 + 3 + ... is not twice another sum", Claim(Sum(2 * j, (j, 0, oo)), "==", 2 * COUNT),
    "termwise"),
    unknown_sum("two sums that are no numbers are not compared", Claim(COUNT, "<=", SPLIT), "termwise", MORE,
    term="more"),
    unknown_sum("a rest 0 does not help", Claim(COUNT - n, ">=", COUNT - n), "ring", letters=(whole("n"),)),
    unknown_sum("nor a square", Claim(COUNT**2, ">=", 0), "ring", squares=((1, COUNT),), reason="is not shown to"),
    unknown_sum("a sequence need not be summable", Claim(Sum(f[j] ** 2, (j, 0, oo)), "==",
    Sum(f[j] ** 2, (j, 0, oo))), "ring", letters=(entries("f"),)),
    unknown_sum("a geometric series at s = 1", Claim(Sum(s**j, (j, 0, oo)), "==", Sum(s**j, (j, 0, oo))),
    "exponential", letters=(real("s", 0, 1),)),
    unknown_sum("... nor is it 1/(1 - s) there", Claim(Sum(s**j, (j, 0, oo)), "==", 1 / (1 - s)), "series_tail",
    letters=(real("s", 0, 1),),
                reason="is not shown to be a number", bound=s**j / (1 - s)),
    unknown_sum("the larger sum exists if the smaller does: no", Claim(TELESCOPE, "<=", ONES), "termwise",
                FINITE, step("term", Claim(TAIL, "<=", 1), "rational", variables=(whole("j"),), rest=1 - TAIL),
                term="term",
                reason="not shown"),
]  # fmt: skip

# counting a double sum twice: a doubly stochastic matrix adds up to 1 + 1 + ... both ways

MATRIX = mean_error(i, k)
ROW, COLUMN = Claim(Sum(MATRIX, (i, 0, oo)), "==", 1), Claim(Sum(MATRIX, (k, 0, oo)), "==", 1)
ROW_STEP = step("row", ROW, "hypothesis", variables=(whole("k"),))
COLUMN_STEP = step("column", COLUMN, "hypothesis", variables=(whole("i"),))
UNIT_SUM = Sum(Integer(1), (m, 0, 0))
TURNED_ROW = step(
    "rows", Claim(Integer(1), "==", Sum(MATRIX, (i, 0, oo))), "ring", "row", variables=(whole("k"),)
)
TURNED_COLUMN = step(
    "columns", Claim(Integer(1), "==", Sum(MATRIX, (k, 0, oo))), "ring", "column", variables=(whole("i"),)
)
DRESSED = 2 * UNIT_SUM - 1
SMALL_SUM = step("small", Claim(UNIT_SUM, "==", 1), "finite_sum")
DRESSED_ROW = step(
    "rows", Claim(DRESSED, "==", Sum(MATRIX, (i, 0, oo))), "ring", "row", "small", variables=(whole("k"),)
)
BY_COLUMNS = Sum(Integer(1), (i, 0, oo))


def twice(why: str, left, *steps) -> SmallProof:
    claim = Claim(left, "==", BY_COLUMNS)
    return false(why, claim, (), ROW_STEP, COLUMN_STEP, *steps, TURNED_COLUMN,
                 last(claim, "double_counting", "rows", "columns", rows="rows", columns="columns"),
                 hypotheses=(ROW, COLUMN), reason=EXISTS)  # fmt: skip


PARTS = Claim(Sum(MATRIX, (i, 0, oo)), "==", lambdas[k])
HALF_MATRIX = Claim(Sum(MATRIX, (k, 0, n)), "==", 1)
TWICE = [
    twice("the whole matrix adds up to no number", Sum(Integer(1), (k, 0, oo)), TURNED_ROW),
    twice(
        "a finite sum inside is no reason that the endless ones exist",
        Sum(DRESSED, (k, 0, oo)),
        SMALL_SUM,
        DRESSED_ROW,
    ),
]
ROWS_OF_N = Claim(Sum(MATRIX, (k, 0, n)), "==", kappa)
STRIP = [
    true("a strip of n + 1 rows adds up both ways", Claim(n + 1, "==", Sum(kappa, (i, 0, oo))),
         (whole("n"), above("kappa")),
         step("row", ROW, "hypothesis", variables=(whole("k"),)),
              step("column", ROWS_OF_N, "hypothesis", variables=(whole("i"),)),
         step("rows", Claim(Integer(1), "==", Sum(MATRIX, (i, 0, oo))), "ring", "row", variables=(whole("k"),)),
         step("columns", Claim(kappa, "==", Sum(MATRIX, (k, 0, n))), "ring", "column", variables=(whole("i"),)),
         last(Claim(n + 1, "==", Sum(kappa, (i, 0, oo))), "double_counting", "rows", "columns", rows="rows",
              columns="columns"),
         hypotheses=(ROW, ROWS_OF_N)),
]  # fmt: skip

# a sum that a known claim does not speak of, added and taken away: SymPy joins the terms only when it expands

SMUGGLED = WIDE * (s + 1) - WIDE * s - WIDE
BOUNDED = Statement((Claim(s, "<=", 1),), (real("s", 0, 1),))
ETA_S = (*ETA, real("s", 0, 1))
IN_THEOREM = Claim(s + SMUGGLED, "<=", 1)
IN_CITED = Claim(gamma(6) + SMUGGLED, "==", 120)
DUAL = Hilbert(
    ("w_v",), random=("w_v",), square_integrable=("w_v",), duals=(DualVector(inner(w_v, w_v), Integer(4)),)
)
IN_MEAN = Claim(mean(inner(w_v, w_v)) + SMUGGLED, "==", Rational(1, 2))
NEVER_ENDS = Claim(WIDE, ">=", x)


def smuggled(why: str, claim: Claim, rule: str, certificate: dict, **world) -> SmallProof:
    return false(why, NEVER_ENDS, (*ETA_S, above("x")), step("known", claim, rule, **certificate),
                 last(NEVER_ENDS, "series_tail", "known", bound=x**2 / (x + eta * j)), reason=EXISTS,
                      **world)  # fmt: skip


BY_THEOREM = {"name": "bounded"}
BY_INDUCTION = Claim(i + SMUGGLED, ">=", 0)
SMUGGLERS = [
    smuggled(
        "a theorem says nothing of a sum that cancels",
        IN_THEOREM,
        "theorem",
        BY_THEOREM,
        theorems={"bounded": BOUNDED},
    ),
    smuggled(
        "nor does a cited fact", IN_CITED, "cited", {"fact": "gamma_duplication", "of": {"x": Integer(3)}}
    ),
    smuggled("nor does the size of a dual vector", IN_MEAN, "gaussian", {"fact": "size"}, setting=DUAL),
    false("nor does an induction", NEVER_ENDS, (*ETA_S, above("x")),
          step("base", Claim(Integer(0), ">=", 0), "polynomial_sign"),
          step("next", Claim(i + 1, ">=", 0), "polynomial_sign", variables=(whole("i"),), where=(BY_INDUCTION,)),
          step("known", BY_INDUCTION, "induction", "base", "next", variables=(whole("i"),), variable=i,
               base="base", step="next"),
          last(NEVER_ENDS, "series_tail", "known", bound=x**2 / (x + eta * j)), reason=EXISTS),
]  # fmt: skip

# improper integrals, and poles inside


def integral(
    why: str, f_, low, high, value, antiderivative, reason: str = "is not ", **options
) -> SmallProof:
    claim = Claim(Integral(f_, (z, low, high)), "==", value)
    return false(
        why, claim, (), last(claim, "integral", antiderivative=antiderivative, **options), reason=reason
    )


EVEN = 1 / (1 - z**2)
SLOPE = Derivative(EVEN, z, evaluate=False)
INTEGRALS = [
    integral("1/z^2 over (-1, 1) is not -2", z**-2, -1, 1, Integer(-2), -1 / z),
    integral("1/z^2 over (0, 1) is infinite", z**-2, 0, 1, Integer(-1), -1 / z),
    integral("z^-4 over (-2, 1) is not -3/8", z**-4, -2, 1, Rational(-3, 8), -(z**-3) / 3),
    integral("2 z/(1 - z^2)^2 has a pole at 1 inside (0, 3)", 2 * z * (1 - z**2) ** -2, 0, 3, Rational(-9, 8),
    EVEN),
    integral("the derivative of 1/(1 - z^2) has a pole inside (0, 2)", SLOPE, 0, 2, Rational(-4, 3), EVEN),
    integral("... and inside (-3, 0)", SLOPE, -3, 0, Rational(9, 8), EVEN),
    integral("... and inside (1/2, 2), by a derivative as antiderivative", Derivative(EVEN, (z, 2)),
    Rational(1, 2), 2,
             Subs(SLOPE, z, 2) - Subs(SLOPE, z, Rational(1, 2)), SLOPE),
    integral("the even power at 1 itself: (1 - z^2)^(-3/2) z", z * (1 - z**2) ** Rational(-3, 2), 0, 1,
    Integer(-1), (1 - z**2) ** Rational(-1, 2)),
    integral("an integral without end", Integer(1), 0, oo, Integer(0), z, reason="must be rational numbers"),
    integral("1/(2 z - 1) inside (0, 1)", 1 / (2 * z - 1), 0, 1, Integer(0), Integer(0)),
]  # fmt: skip
EQUAL = [
    unknown_sum(f"the integral of {e} does not exist", Claim(e, "==", e), "ring")
    for e in (
        Integral(1 / z, (z, 0, 1)),
        Integral(1 / (1 - z), (z, 0, 1)),
        Integral(1 / (1 - z**2), (z, -1, 1)),
        Integral(1 / (z - Rational(1, 3)), (z, 0, 1)),
        Integral(Piecewise((1 / z, z > 0), (0, True)), (z, -1, 1)),
        Integral(sqrt(z), (z, -1, 1)),
        Integral(1, (z, -oo, oo)),
        Integral(z, (z, 0, oo)),
        Integral(1 / tau, (tau, 0, 1)),
    )
]

# derivatives that do not exist

REAL_Z = (real("z", -1, 1),)
KINKS = [
    unknown_sum(f"the derivative of {e} does not exist everywhere",
    Claim(Derivative(e, z, evaluate=False), "==", Derivative(e, z, evaluate=False)), "ring",
                letters=REAL_Z)
    for e in (Abs(z), sqrt(z + 1), 1 / z, (z - Rational(1, 2)) ** -2, Piecewise((z, z > 0), (0, True)))
]  # fmt: skip

# what is shown to exist, and what follows then

TELESCOPED = Claim(TELESCOPE, "==", 1)
SMALL_GEOMETRIC = Sum(Rational(1, 2) ** j, (j, 0, oo))
ROOT = sqrt(1 - z**2)
EXISTING = [
    true("1/2 + 1/6 + 1/12 + ... is 1", TELESCOPED, (), last(TELESCOPED, "series_tail", bound=1 / (j + 1))),
    true("a bound from below, once the sum exists", Claim(TELESCOPE, ">=", 1), (), FINITE,
         last(Claim(TELESCOPE, ">=", 1), "series_tail", "finite", bound=1 / (j + 1))),
    true("the same sum under another letter", Claim(Sum(1 / ((k + 1) * (k + 2)), (k, 0, oo)), ">=", 1), (), FINITE,
         last(Claim(Sum(1 / ((k + 1) * (k + 2)), (k, 0, oo)), ">=", 1), "series_tail", "finite",
              bound=1 / (k + 1))),
    true("infinity is not needed: a sum that exists is itself", Claim(TELESCOPE, "==", TELESCOPE), (), FINITE,
         last(Claim(TELESCOPE, "==", TELESCOPE), "ring", "finite")),
    true("half of a geometric series", Claim(Sum(Rational(1, 2) ** j / 2, (j, 0, oo)), "<=", SMALL_GEOMETRIC), (),
         step("all", Claim(SMALL_GEOMETRIC, "<=", 2), "series_tail", bound=2 * Rational(1, 2) ** j), LESS,
         last(Claim(Sum(Rational(1, 2) ** j / 2, (j, 0, oo)), "<=", SMALL_GEOMETRIC), "termwise", "all", "less",
              term="less")),
    true("z^2 over (-1, 1)", Claim(Integral(z**2, (z, -1, 1)), "==", Rational(2, 3)), (),
         last(Claim(Integral(z**2, (z, -1, 1)), "==", Rational(2, 3)), "integral", antiderivative=z**3 / 3)),
    true("the square root is integrable at 0", Claim(Integral(sqrt(z), (z, 0, 1)), "==", Rational(2, 3)), (),
         last(Claim(Integral(sqrt(z), (z, 0, 1)), "==", Rational(2, 3)), "integral",
              antiderivative=2 * z ** Rational(3, 2) / 3)),
    true("z (1 - z^2)^(-1/2) is integrable at 1", Claim(Integral(z / ROOT, (z, 0, 1)), "==", Subs(ROOT, z, 0)), (),
         last(Claim(Integral(z / ROOT, (z, 0, 1)), "==", Subs(ROOT, z, 0)), "integral", antiderivative=-ROOT)),
]  # fmt: skip


@each([*BELOW, *DIVERGENT, *TWICE, *SMUGGLERS, *INTEGRALS, *EQUAL, *KINKS])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each([*STRIP, *EXISTING])
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
