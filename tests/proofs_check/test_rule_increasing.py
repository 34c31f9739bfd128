"""The rule ``increasing``: from the sign of the slope to that of the function, and what it must not believe."""

import pytest
from single_step import real, status
from sympy import Abs, Rational, exp, sqrt

from w2s_theory.notation import c, coefficient, n, s, t, tau, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.step import Step

TAU = real("tau", 0)


def before(left, right=0, relation=">=", letters=(TAU,), **options):
    """A step ``slope``, decided by its sign."""
    rest = left - right if relation in (">=", ">") else right - left
    options = {"certificate": {"rest": rest}, **options}
    return Step("slope", Claim(left, relation, right), "rational", "the slope", variables=letters, **options)


def increasing(claim, slope, *parameters, letters=(TAU,), variable=tau, **options):
    certificate = {"variable": variable, "slope": "slope"}
    options = {"variables": letters, "uses": ("slope",), "certificate": certificate, **options}
    return status(claim, "increasing", *parameters, before=(slope,), **options)


def test_increasing_accepts_both_ways_of_writing_it():
    slope = before(exp(-tau))
    assert increasing(Claim(1 - exp(-tau), ">=", 0), slope) == "decided"
    assert increasing(Claim(exp(-tau), "<=", 1), slope) == "decided"
    assert increasing(Claim(3 - exp(-tau), ">=", 2), slope) == "decided"
    assert increasing(Claim(2 - exp(-tau), ">=", 0), slope) == "decided"
    assert increasing(Claim(s * (1 - exp(-tau)), ">=", 0), before(s * exp(-tau)), real("s", 0)) == "decided"


@pytest.mark.parametrize(
    "claim",
    [
        Claim(1 - exp(-tau), "<=", 0),
        Claim(1 - exp(-tau), ">", 0),
        Claim(1 - exp(-tau), "==", 0),
        Claim(exp(-tau), ">=", 1),
        Claim(Rational(1, 2) - exp(-tau), ">=", 0),
        Claim(1 - 2 * exp(-tau), ">=", 0),
        Claim(1 - exp(-2 * tau), ">=", 0),
        Claim(1 - exp(-tau) - tau, ">=", 0),
        Claim(1 - exp(-tau) + Abs(tau - 1), ">=", 0),
    ],
)
def test_increasing_refuses_mutated_claims(claim):
    assert increasing(claim, before(exp(-tau))) == "not decided"


def test_increasing_refuses_another_slope():
    claim = Claim(1 - exp(-tau), ">=", 0)
    assert increasing(claim, before(2 * exp(-tau))) == "not decided"
    assert increasing(claim, before(-exp(-tau), relation="<=")) == "decided"
    assert increasing(claim, before(exp(-tau), relation=">")) == "decided"
    assert increasing(claim, before(-exp(-tau), relation="<", certificate={"rest": exp(-tau)})) == "decided"
    even = Step("slope", Claim(exp(-tau), "==", exp(-tau)), "ring", "no inequality", variables=(TAU,))
    assert increasing(Claim(1, ">=", 0), even) == "not decided"
    assert (
        increasing(claim, before(exp(-tau)), certificate={"variable": tau, "slope": "none"}) == "not decided"
    )
    assert increasing(claim, before(exp(-tau)), variable=t) == "not decided"


def test_increasing_needs_a_closed_lower_end_and_real_values():
    positive = (real("x", 0, lower_open=True),)
    at_x = {"letters": positive, "variable": x}
    # f = x - 1/2 has slope 1 and is negative near the open end
    assert (
        increasing(
            Claim(x, ">=", Rational(1, 2)), before(1 + 0 * x, letters=positive), letters=positive, variable=x
        )
        == "not decided"
    )
    # true, but its value at the end that is left out may not exist: for such letters the rule is not made
    assert increasing(Claim(x, ">=", 0), before(1 + 0 * x, letters=positive), **at_x) == "not decided"
    endless = (real("coefficient"),)
    assert (
        increasing(
            Claim(coefficient, ">=", 0),
            before(1 + 0 * tau, letters=endless),
            letters=endless,
            variable=coefficient,
        )
        == "not decided"
    )
    whole = (Parameter("n", integers(0), integers(0, 3)),)
    assert (
        increasing(Claim(n, ">=", 0), before(1 + 0 * tau, letters=whole), letters=whole, variable=n)
        == "not decided"
    )


def test_increasing_refuses_a_letter_that_is_restricted():
    where = (Claim(tau, ">=", 1),)
    # tau - 1 >= 0 only there: the function starts at -1
    slope = before(1 + 0 * tau)
    assert increasing(Claim(tau, ">=", 1), slope) == "not decided"
    assert increasing(Claim(tau, ">=", 1), slope, where=where) == "not decided"
    # a slope that is known only from 1 on says nothing before
    late = before(2 * tau - 2, where=where, certificate={"rest": 2 * tau - 2})
    assert increasing(Claim((tau - 1) ** 2, ">=", 1), late, where=where) == "not decided"
    assert increasing(Claim((tau - 1) ** 2, ">=", 1), late) == "not decided"
    hypothesis = Claim(s, "<=", tau)
    free = before(1 + 0 * tau, letters=())
    assert (
        increasing(Claim(tau, ">=", s), free, TAU, real("s", 0), letters=(), hypotheses=(hypothesis,))
        == "not decided"
    )
    assert increasing(Claim(tau + s, ">=", s), free, TAU, real("s", 0), letters=()) == "decided"


def test_increasing_does_not_use_what_holds_only_further_on():
    # tau >= c is assumed, so it holds nowhere below c: at tau = 0 it would say -c >= 0
    above = Claim(tau, ">=", c)
    fact = Step(
        "fact",
        Claim(tau - c, ">=", 0),
        "rational",
        "a fact",
        variables=(TAU,),
        where=(above,),
        certificate={"rest": tau - c},
    )
    found = status(
        Claim(tau - c, ">=", 0),
        "increasing",
        real("c", 0, lower_open=True),
        before=(before(1 + 0 * tau), fact),
        uses=("slope", "fact"),
        variables=(TAU,),
        where=(above,),
        certificate={"variable": tau, "slope": "slope"},
    )
    assert found == "not decided"


def test_increasing_refuses_functions_that_are_not_smooth():
    slope = before(1 / (2 * sqrt(1 + tau)))
    assert increasing(Claim(sqrt(1 + tau), ">=", 1), slope) == "decided"
    assert increasing(Claim(Abs(tau - 1) + tau, ">=", 1), before(1 + 0 * tau)) == "not decided"
