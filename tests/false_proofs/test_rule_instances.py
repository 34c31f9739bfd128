"""False statements put to the rules of analysis: gamma functions, integrals, cases, induction, monotony."""

from __future__ import annotations

import pytest
import sympy
from made_up_proofs import HALF, alone, decisions, last, ledger, proves, real, step, whole
from sympy import (
    Abs,
    Integer,
    Integral,
    Rational,
    exp,
    factorial,
    gamma,
    log,
    sqrt,
)

from w2s_theory.notation import (
    i,
    j,
    k,
    p,
    s,
    x,
    z,
)
from w2s_theory.records.claim import Claim

S = (real("s", 0, 1),)
Z = (real("z", -1, 1),)
FALSE = Claim(Integer(0), "==", Integer(1))
ZERO, ONE = Integer(0), Integer(1)


# gamma functions


def test_gamma_functions_at_their_poles() -> None:
    """Gamma(x+1) = x Gamma(x) needs x not to be a pole, and 0/0 is not 1."""
    J = (whole("j"),)
    for claim in (
        Claim(gamma(j + 1), "==", j * gamma(j)),
        Claim(1 / (j * gamma(j)), "==", 1 / gamma(j + 1)),
        Claim(1 / (j * gamma(-j)), "==", 0),
        Claim(1 / (j * gamma(-j)), "==", -1 / gamma(1 - j)),
        Claim(gamma(-j) / gamma(-j + 1), "==", -1 / j),
        Claim(factorial(j - 3) / gamma(j - 3), "==", j - 3),
        Claim(gamma(1 - j), "==", 0),
    ):
        for options in ({}, {"pole": True}, {"shift": j}):
            assert not alone(claim, J, "gamma_ratio", **options), claim
        assert not alone(claim, J, "rational"), claim


def test_gamma_shift_needs_every_value_of_its_letter() -> None:
    """Equal quotients for j >= 5 and equal at 0 say nothing of j = 1; a quotient with a zero carries nothing on."""
    claim = Claim(1 / gamma(5 - j), "==", 0)
    first = step(
        "first",
        claim,
        "gamma_ratio",
        variables=(whole("j"),),
        where=(Claim(j, ">=", 3),),
        certificate={"pole": True},
    )
    assert ledger(claim, (), first).lines[0].decision.status == "not decided"
    claim = Claim((j - 3) * 2**j, "==", (j - 3) * 3**j)
    assert not alone(claim, (whole("j"),), "gamma_ratio", shift=j)
    claim = Claim(j / gamma(j + 1), "==", 0)
    assert not alone(claim, (whole("j"),), "gamma_ratio", shift=j)


def test_gamma_shift_on_a_bounded_or_real_letter() -> None:
    for parameters in ((whole("j", 1),), (whole("j", 0, 5),), ()):
        claim = Claim(factorial(j + 1), "==", (j + 1) * factorial(j))
        assert not alone(claim, parameters, "gamma_ratio", shift=j) or not parameters
    assert alone(claim, (whole("j"),), "gamma_ratio", shift=j)


# integrals


@pytest.mark.parametrize(
    ("claim", "antiderivative"),
    [
        (Claim(Integral(z**-2, (z, -1, 1)), "==", -2), -1 / z),
        (Claim(Integral(z**-2, (z, 1, -1)), "==", 2), -1 / z),
        (Claim(Integral(z**-2, (z, 0, 1)), "==", -1), -1 / z),
        (Claim(Integral((z - HALF) ** -2, (z, 0, 1)), "==", -4), -1 / (z - HALF)),
        (Claim(Integral((z * exp(1 / z)).diff(z), (z, 0, 1)), "==", exp(1)), z * exp(1 / z)),
        (Claim(Integral(sqrt(z), (z, -1, 1)), "==", Rational(2, 3)), Rational(2, 3) * z ** Rational(3, 2)),
        (Claim(Integral(2 * z, (z, 0, 1)), "==", 0), z**2),
        (Claim(Integral(2 * z, (z, 0, 1)), "==", 1), z**2 + s),
        (Claim(Integral(2 * z * (1 - z**2) ** -2, (z, 0, 1)), "==", 0), (1 - z**2) ** -1),
        (Claim(Integral(sympy.sign(z).diff(z), (z, -1, 1)), "==", 0), sympy.sign(z)),
        (Claim(Integral(1 / z, (z, -1, 1)), "==", 0), log(z)),
        (Claim(Integral(1 / z, (z, -1, 1)), "==", 0), log(Abs(z))),
        (Claim(Integral(-1 / (1 + z**2), (z, -1, 1)), "==", sympy.pi / 2), sympy.atan(1 / z)),
    ],
    ids=str,
)
def test_integral_with_a_singular_or_wrong_antiderivative(claim: Claim, antiderivative) -> None:
    wrong_constant = antiderivative == z**2 + s
    assert wrong_constant or not alone(claim, S, "integral", antiderivative=antiderivative)
    assert not wrong_constant or alone(claim, S, "integral", antiderivative=antiderivative)


def test_integral_forgets_what_is_assumed_of_the_letter_outside() -> None:
    """z >= 1/2 outside says nothing of the variable of integration."""
    claim = Claim(Integral(z**-2, (z, -1, 1)), "==", -2)
    first = step(
        "first", claim, "integral", variables=(real("z", HALF, 1),), certificate={"antiderivative": -1 / z}
    )
    assert not proves(claim, (), first, last(claim, "ring", "first", multipliers={"first": 1}))
    assert not proves(
        claim,
        (real("z", -1, 1),),
        last(claim, "integral", antiderivative=-1 / z),
        hypotheses=(Claim(z, ">=", HALF),),
    )


def test_integral_keeps_true_ones() -> None:
    assert alone(Claim(Integral(3 * z**2, (z, -1, 1)), "==", 2), (), "integral", antiderivative=z**3)
    assert not alone(Claim(Integral(3 * z**2, (z, -1, 1)), "==", 2), (), "integral", antiderivative=z**3 + z)


# cases and induction


def test_cases_may_not_take_their_own_claim_for_granted() -> None:
    """s <= 1/2 holds where s < 1/2 and where s == 1/2: these cover [0, 1] only if s <= 1/2."""
    claim = Claim(s, "<=", HALF)
    below = step("below", claim, "polynomial_sign", where=(Claim(s, "<", HALF),))
    at = step("at", claim, "polynomial_sign", where=(Claim(s, "==", HALF),))
    found = ledger(claim, S, below, at, last(claim, "cases", "below", "at"))
    assert [line.decision.status for line in found.lines] == ["decided", "decided", "not decided"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Claim(s, "<", HALF), Claim(s, ">", HALF)),
        (Claim(s, "<", HALF), Claim(s, "<=", HALF)),
        (Claim(s, "<", HALF), Claim(s, ">=", 2 * HALF)),
        (Claim(s, "==", 0), Claim(s, "==", 1)),
        (Claim(k, "<=", p), Claim(k, ">=", p + 2)),
        (Claim(k, "<", p), Claim(k, ">=", p + 1)),
    ],
    ids=str,
)
def test_cases_that_do_not_cover(first: Claim, second: Claim) -> None:
    claim = Claim(s**2 + 1, ">=", 0)
    steps = [
        step(name, claim, "polynomial_sign", where=(where,))
        for name, where in (("one", first), ("two", second))
    ]
    found = ledger(claim, (*S, whole("k"), whole("p")), *steps, last(claim, "cases", "one", "two"))
    assert [line.decision.status for line in found.lines] == ["decided", "decided", "not decided"]


@pytest.mark.parametrize(
    ("first", "second"),
    [(2 * j, 2 * j), (2 * j, 2 * j + 3), (2 * j + 1, 2 * j + 2), (2 * j, 3 * j + 1), (4 * j, 4 * j + 1)],
)
def test_cases_of_parity_that_leave_numbers_out(first, second) -> None:
    claim = Claim(k**2 + 1, ">=", 0)
    steps = [
        step(name, claim, "polynomial_sign", where=(Claim(k, "==", value),), variables=(whole("j"),))
        for name, value in (("one", first), ("two", second))
    ]
    found = ledger(claim, (whole("k"),), *steps, last(claim, "cases", "one", "two"))
    assert found.lines[-1].decision.status == "not decided"


def test_cases_on_another_domain_of_a_letter() -> None:
    claim = Claim(z, "<=", 1)
    options = {"variables": (real("z", 0, 1),)}
    one = step("one", claim, "polynomial_sign", where=(Claim(s, "<", HALF),), **options)
    two = step("two", claim, "polynomial_sign", where=(Claim(s, ">=", HALF),), **options)
    wide = step("wide", claim, "cases", uses=("one", "two"), variables=(real("z", 0, 9),))
    same = step("same", claim, "cases", uses=("one", "two"), **options)
    assert decisions(S, one, two, wide, same) == ["decided", "decided", "not decided", "decided"]


def chain(
    low: int, *, first: int = 0, upper=None, where=(), step_where=(), hypotheses=(), parameter: bool = False
):
    """0 <= i by induction: the base at ``first``, the step for i from ``low`` on."""
    letters = {} if parameter else {"variables": (whole("i", 0, upper),)}
    claim = Claim(ZERO, "<=", i)
    base = step("base", Claim(ZERO, "<=", Integer(first)), "polynomial_sign")
    move = step(
        "move",
        Claim(i, "<=", i + 1),
        "ring",
        certificate={"rest": ONE},
        where=step_where,
        variables=() if parameter else (whole("i", low),),
    )
    end = step(
        "end",
        claim,
        "induction",
        uses=("base", "move"),
        where=where,
        certificate={"variable": i, "base": "base", "step": "move"},
        **letters,
    )
    return decisions((whole("i"),) if parameter else (), base, move, end, hypotheses=hypotheses)[-1]


def test_induction_with_shifted_ranges() -> None:
    assert chain(0) == "decided"
    assert chain(5) == "not decided"
    assert chain(0, first=1) == "not decided"
    assert chain(0, step_where=(Claim(i, "<=", 3),)) == "not decided"
    assert chain(0, step_where=(Claim(i, "<=", 3),), where=(Claim(i, "<=", 5),)) == "not decided"
    assert chain(0, step_where=(Claim(i, "<=", 3),), where=(Claim(i, "<=", 4),)) == "decided"
    assert chain(0, where=(Claim(i, ">=", 3),)) == "not decided"


def test_induction_over_a_letter_that_the_statement_restricts() -> None:
    assert chain(0, parameter=True) == "decided"
    assert chain(0, parameter=True, hypotheses=(Claim(i, ">=", 3),)) == "not decided"
    assert chain(0, parameter=True, hypotheses=(Claim(i, "==", 3),)) == "not decided"


# functions that move one way


def monotone(f, slope_relation: str, relation: str, parameters, **options) -> bool:
    slope = step(
        "slope",
        Claim(f.diff(x), slope_relation, 0),
        "rational",
        certificate={"rest": f.diff(x) * (1 if slope_relation == ">=" else -1)},
        **options,
    )
    claim = Claim(f, relation, 0)
    return proves(
        claim,
        parameters,
        slope,
        step(
            "last",
            claim,
            "monotone",
            uses=("slope",),
            certificate={"variable": x, "slope": "slope"},
            **options,
        ),
    )


def test_monotone_with_a_wrong_limit() -> None:
    X = (real("x", 1),)
    fall = log(x + 1) - log(x)
    assert monotone(fall, "<=", ">=", X)
    assert not monotone(fall + log(2), "<=", ">=", X)
    assert not monotone(fall - 1, "<=", ">=", X)
    assert not monotone(2 * log(x + 1) - log(x), ">=", "<=", X)
    assert not monotone(fall, "<=", ">=", (real("x", 1, 5),))
    assert not monotone(fall, "<=", "<=", X)
    # with s = 0 the leading coefficient vanishes and the limit is another
    assert not monotone(log(s * x + 2) - log(s * x + 1), "<=", ">=", (*X, *S))


def test_monotone_cut_off_by_a_restriction() -> None:
    f = log(x + 1) - log(x)
    slope = step(
        "slope",
        Claim(f.diff(x), "<=", 0),
        "rational",
        where=(Claim(x, "<=", 2),),
        certificate={"rest": -f.diff(x)},
    )
    claim = Claim(f, ">=", 0)
    end = step(
        "end",
        claim,
        "monotone",
        uses=("slope",),
        where=(Claim(x, "<=", 2),),
        certificate={"variable": x, "slope": "slope"},
    )
    assert ledger(claim, (real("x", 1),), slope, end).lines[-1].decision.status == "not decided"


def test_gamma_monotone_with_a_wrong_limit_or_slope() -> None:
    X = (real("x", 1),)
    # Gamma(x+1)/(Gamma(x) x) = 1; twice that tends to 2, and times x it does not tend at all
    for factor in (2, x, 1 / x, sqrt(x)):
        claim = Claim(factor * gamma(x + HALF) / gamma(x) / sqrt(x), "<=", 1)
        slope = step("slope", Claim(log(x + 1) - log(x), ">=", 0), "monotone")
        assert not proves(claim, X, slope, last(claim, "gamma_monotone", "slope", variable=x, slope="slope"))
