"""What has no value somewhere is no number there, whatever stands around it and whatever SymPy has cancelled."""

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
    Integer,
    Integral,
    Limit,
    Piecewise,
    Product,
    Rational,
    Subs,
    Sum,
    binomial,
    exp,
    factorial,
    gamma,
    log,
    oo,
    sqrt,
)

from proofs_check.cited import FACTS
from w2s_theory.notation import (
    N,
    b,
    c,
    density,
    eta,
    j,
    k,
    lam,
    n,
    s,
    sigma,
    slope,
    t,
    tau,
    x,
    z,
)
from w2s_theory.records.claim import Claim

UNIT = (real("s", 0, 1),)
NO_NUMBER = "is not shown to be a number"
NOT_THERE = "is not shown to exist"

# the square of a node whose inside is no number: SymPy may make it a negative number


def square(e) -> SmallProof:
    claim = Claim(e**2, ">=", 0)
    return false(
        f"the square of {e} is negative or nothing at s = 0",
        claim,
        UNIT,
        last(claim, "ring", rest=e**2),
        reason="is not shown to",
    )


OPAQUE = [
    square(e)
    for e in (
        Sum(sqrt(s - 3), (j, 0, 1)),
        Sum(log(s), (j, 0, 2)),
        Sum(1 / (s - j), (j, 0, 2)),
        Sum(1 + Sum(sqrt(s - n), (n, 0, 2)), (j, 0, 2)),
        Product(sqrt(s - 2), (j, 0, 0)),
        Integral(sqrt(s - 2), (tau, 0, 1)),
        Integral(sqrt(tau - s), (tau, 0, 2)),
        Integral(1 / (tau - s), (tau, 0, 2)),
        Subs(sqrt(tau - 2), tau, s),
        Subs(1 / tau, tau, 0) + s,
        Derivative((s - 3) ** Rational(5, 2), s),
        Derivative(sqrt(s), s, evaluate=False),
        Derivative(Abs(s - Rational(1, 2)), s, evaluate=False),
        Limit(sqrt(s - 2) * tau, tau, 1),
        Piecewise((sqrt(s - 2), s < 1), (s, True)),
        Piecewise((s, 1 / s > 2), (1, True)),
        b[-1] * s,
    )
]
OPAQUE_NODES = [
    SmallProof(p.why, p.statement.__class__(p.statement.claims, (*UNIT, entries("b"))), p.steps, {}, p.reason)
    for p in OPAQUE
]

INSIDE = [
    true(
        f"the square of {e} is a square",
        Claim(e**2, ">=", 0),
        (*UNIT, entries("b")),
        last(Claim(e**2, ">=", 0), "ring", rest=e**2),
    )
    for e in (
        Sum(sqrt(s), (j, 0, 1)),
        Sum(log(s + 1), (j, 0, 2)),
        Sum(1 / (s + j + 1), (j, 0, 2)),
        Integral(sqrt(s), (tau, 0, 1)),
        Derivative((s + 1) ** Rational(5, 2), s, evaluate=False),
        Subs(1 / tau, tau, 2) + s,
        b[1] * s,
    )
]

# poles and roots

REAL_Z = (real("z", -1, 1),)


def alone(
    why: str, claim: Claim, letters, rule: str = "rational", reason: str = NO_NUMBER, **certificate
) -> SmallProof:
    return false(why, claim, letters, last(claim, rule, **certificate), reason=reason)


POLES = [
    alone("1/(2 s - 1) has a pole at 1/2", Claim(1 / (2 * s - 1) ** 2, ">", 0), UNIT, rest=1 / (2 * s - 1) ** 2),
    alone("z/z^2 is 1/z and nothing at 0", Claim(z * (1 / z**2), "==", 1 / z), REAL_Z),
    alone("1/z is not 1/z at 0", Claim(1 / z, "==", 1 / z), REAL_Z, "ring"),
    alone("sqrt(z)^4 is z^2 where z >= 0 only", Claim(sqrt(z) ** 3, "==", z * sqrt(z)), REAL_Z, "radical"),
    alone("(z^2)^(1/2) is no z", Claim((z**2) ** Rational(1, 2), "==", z), REAL_Z, "radical",
    reason="not identical"),
    alone("log s at 0", Claim(log(s), "<=", 0), UNIT, "enclosure"),
    alone("Gamma(s - 1) has poles at 0 and 1", Claim(gamma(s - 1) ** 2, ">", 0), UNIT, rest=gamma(s - 1) ** 2),
    alone("(k - 3)! is nothing at k = 0", Claim(factorial(k - 3), ">", 0), (whole("k"),), rest=factorial(k - 3)),
    alone("binomials of negative numbers", Claim(binomial(s - 3, s), ">=", 0), UNIT, rest=binomial(s - 3, s)),
    alone("(s - 2)^s is complex", Claim(((s - 2) ** s) ** 2, ">=", 0), UNIT, rest=((s - 2) ** s) ** 2),
    alone("0^(s - 1)", Claim(Integer(0) ** (s - 1), "==", Integer(0) ** (s - 1)), UNIT, "ring"),
    alone("exp(1/t) at 0", Claim(exp(1 / t), ">", 0), (real("t", 0),), rest=exp(1 / t)),
    alone("|1/t| at 0", Claim(1 / t, ">=", 0), (real("t", 0),), rest=1 / t),
]  # fmt: skip
EITHER = Piecewise((sqrt(s), s < 1), (s, True))
NO_POLES = [
    true("a case distinction between numbers", Claim(EITHER, "==", EITHER), UNIT,
         last(Claim(EITHER, "==", EITHER), "ring")),
    true("1/(2 s + 1)", Claim(1 / (2 * s + 1), ">", 0), UNIT,
         last(Claim(1 / (2 * s + 1), ">", 0), "rational", rest=1 / (2 * s + 1))),
    true("1/eta for eta > 0", Claim(1 / eta, "==", 1 / eta), (above("eta"),),
         last(Claim(1 / eta, "==", 1 / eta), "ring")),
    true("k! is positive", Claim(factorial(k), ">", 0), (whole("k"),),
         last(Claim(factorial(k), ">", 0), "rational", rest=factorial(k))),
]  # fmt: skip

# a definition holds where its formula is a number

PART = "in the definition of"
X_UNIT = (real("x", 0, 1, lower_open=True),)
SIZE = step("size", Claim(Abs(slope), ">=", 0), "ring", variables=(real("slope"),), rest=Abs(slope))


def formula(why: str, left, right, letters, *names: str) -> SmallProof:
    claim = Claim(left, "==", right)
    return false(why, claim, letters, last(claim, "definition", unfold=names), reason=PART)


DEFINITIONS = [
    formula("N(k - 6, 3) is infinity over infinity at k = 0", N(k - 6, 3), 2 * k - 11, (whole("k"),), "N"),
    formula("N(n - 2, 4) at n = 0", N(n - 2, 4), (n - 1) ** 2, (whole("n"),), "N"),
    formula("N(0, 2) is 0 times infinity", N(0, 2), N(0, 2) + 1, (), "N"),
    formula("the density in one dimension at the ends", density(1, z), density(1, z) * 2, REAL_Z, "density"),
    formula("N(x - 7, 3) is not 2 x - 13, which is -11 at 1", N(x - 7, 3), 2 * x - 13, X_UNIT, "N"),
    false("|N(x - 7, 3)| is no N(x - 7, 3)", Claim(N(x - 7, 3), ">=", 0), X_UNIT, SIZE,
          last(Claim(N(x - 7, 3), ">=", 0), "ring", "size", at={"size": {slope: N(x - 7, 3)}},
               multipliers={"size": 1}),
          reason="not identical"),
    false("... nor is it shown positive", Claim(N(x - 7, 3), ">", 0), X_UNIT,
          last(Claim(N(x - 7, 3), ">", 0), "ring", rest=N(x - 7, 3)),
          reason="is not shown to be >= 0"),
]  # fmt: skip
FORMULAS = [
    true("N(k + 1, 3) is 2 k + 3", Claim(N(k + 1, 3), "==", 2 * k + 3), (whole("k"),),
         last(Claim(N(k + 1, 3), "==", 2 * k + 3), "definition", unfold=("N",))),
]  # fmt: skip

# cited facts at what is no number


def parseval(f) -> SmallProof:
    claim = FACTS["gegenbauer_parseval"].instance(f, Integer(3))[0]
    return false(f"Parseval for {f}, which is no function at s = 0", claim, UNIT,
                 last(claim, "cited", fact="gegenbauer_parseval", of={"f": f, "d": Integer(3)}),
                      reason=NO_NUMBER)  # fmt: skip


def cited(fact: str, letters, reason: str = NO_NUMBER, **of) -> SmallProof:
    claim = FACTS[fact].instance(**of)[0]
    return false(f"{fact} at {of}", claim, letters, last(claim, "cited", fact=fact, of=of), reason=reason)


CITED = [
    parseval(z * sqrt(s - 2)),
    parseval(z / s),
    parseval(z**2 + log(s)),
    cited("gegenbauer_parseval", X_UNIT, f=sigma(N(x - 7, 3), z), d=Integer(3), reason="is not shown"),
    cited("beta_integral", UNIT, a=1 / s, b=Integer(0)),
    cited("beta_integral", UNIT, a=Integer(0), b=log(s)),
    cited("gamma_duplication", UNIT, x=sqrt(s - 2)),
]
SOUND = FACTS["gegenbauer_parseval"].instance(z * sqrt(s + 2), Integer(3))[0]
CITED_WELL = [
    true("Parseval for z sqrt(s + 2)", SOUND, UNIT, last(SOUND, "cited", fact="gegenbauer_parseval",
         of={"f": z * sqrt(s + 2), "d": Integer(3)})),
]  # fmt: skip

# a derivative with respect to a letter that something ties down

TIED = "it must run over its whole domain"
LINE = Claim(Derivative(c + t, t, evaluate=False), "==", 2)
TIMES = (real("t", 0), above("c"))
FREE_LINE = Claim(Derivative(c + t, t, evaluate=False), "==", 1)


def hypothesis(why: str, tie: Claim, *steps, claim: Claim = LINE, reason: str = TIED) -> SmallProof:
    return false(why, claim, TIMES, *steps, hypotheses=(tie,), reason=reason)


CURVE, POINTS = Claim(c + t, "==", 2 * t), Claim(c + t - Derivative(t**2, t), "==", 0)
SLOPE_2T = step("slope", Claim(Derivative(t**2, t), "==", 2 * t), "derivative")
DERIVATIVES = [
    hypothesis("c + t is 2 t on a line of points, not for all of them", CURVE, step("tie", CURVE, "hypothesis"),
    last(LINE, "derivative", "tie")),
    hypothesis("the same, said by a derivative of no unknown function", POINTS, step("tie", POINTS, "hypothesis"),
    SLOPE_2T,
               last(LINE, "derivative", "tie", "slope")),
    hypothesis("c >= t ties t down as well, said by a value at a point", Claim(c, ">=", Subs(lam * t, lam, 1)),
    last(LINE, "derivative")),
    hypothesis("c is t: it is put in first", Claim(c, "==", t), last(LINE, "derivative"), reason="is bound in"),
    hypothesis("c is t, said by a derivative: it is put in first", Claim(c, "==", Derivative(t**2 / 2, t)),
    last(LINE, "derivative"), reason="is bound in"),
    false("t^2 and 4 agree at t = 2 only", Claim(Derivative(t**2, t), "==", 0), (real("t", 2, 2),),
          last(Claim(Derivative(t**2, t), "==", 0), "derivative"), reason=TIED),
    false("a function that grows only where t >= 5", Claim((t - 5) ** 2, ">=", 25), (real("t", 0),),
          step("grows", Claim(2 * (t - 5), ">=", 0), "ring", where=(Claim(t, ">=", 5),), rest=2 * (t - 5)),
          step("stays", Claim((t - 5) ** 2 - 25, ">=", 0), "increasing", "grows", where=(Claim(t, ">=", 5),),
               variable=t, slope="grows"),
          last(Claim((t - 5) ** 2, ">=", 25), "ring", "stays", where=(Claim(t, ">=", 5),),
               multipliers={"stays": 1}),
          reason="it must run over its whole domain"),
]  # fmt: skip
UNTIED = [
    true("the derivative of c + t", FREE_LINE, TIMES, last(FREE_LINE, "derivative")),
]


# cases that compare what is no number

CLAIM = Claim(t, ">=", 0)


def three_cases(e) -> tuple:
    names = {"<": "less", "==": "equal", ">": "more"}
    parts = [
        step(name, CLAIM, "polynomial_sign", where=(Claim(s, relation, e),))
        for relation, name in names.items()
    ]
    return *parts, last(CLAIM, "cases", *names.values())


T = (real("t", 0), real("s", 0))


@pytest.mark.parametrize("e", [1 / t, sqrt(t - 1), log(t), Sum(Integer(1), (j, 0, oo))], ids=str)
def test_comparison_with_no_number_covers_nothing(e) -> None:
    """At t = 0 s is neither less than e nor equal nor more: nothing is known there, though the claim happens to be true."""
    assert_refused(false("no number", CLAIM, T, *three_cases(e), reason="compare numbers"))


@pytest.mark.parametrize("e", [1 / (t + 1), sqrt(t + 1), t], ids=str)
def test_comparison_with_a_number_covers_the_domain(e) -> None:
    assert_accepted(true("a number", CLAIM, T, *three_cases(e)))


@each([*OPAQUE_NODES, *POLES, *DEFINITIONS, *CITED, *DERIVATIVES])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each([*INSIDE, *NO_POLES, *FORMULAS, *CITED_WELL, *UNTIED])
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)
