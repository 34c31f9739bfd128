"""The rule ``exponential``: exponents of products are added, and nothing else is believed."""

import pytest
from single_step import real, status
from sympy import Sum, exp, sqrt

from w2s_theory.notation import b, j, lam, lambdas, n, s, t, tau
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals

LETTERS = (
    real("t", 0), real("s", 0), real("lam", 0), real("tau", 0), Parameter("n", integers(1), integers(1, 3)),
    *(Parameter(name, reals(low), reals(0, 1), length=3) for name, low in (("b", None), ("lambdas", 0))),
)  # fmt: skip


def same(left, right, relation="=="):
    return status(Claim(left, relation, right), "exponential", *LETTERS)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((1 - exp(-tau)) ** 2, 1 - 2 * exp(-tau) + exp(-2 * tau)),
        ((s + exp(-lam * t)) * (s - exp(-lam * t)), s**2 - exp(-2 * lam * t)),
        (exp(-lam * t) * (exp(-tau) + 1), exp(-lam * t - tau) + exp(-lam * t)),
        (
            s * Sum((1 - exp(-lambdas[j] * t)) ** 2 * b[j], (j, 0, n - 1)),
            Sum(s * (1 - 2 * exp(-lambdas[j] * t) + exp(-2 * lambdas[j] * t)) * b[j], (j, 0, n - 1)),
        ),
    ],
)
def test_exponential_accepts_identities_and_refuses_mutated_ones(left, right):
    assert same(left, right) == "decided"
    assert same(left, right, ">=") == "not decided"
    assert same(left, -right) == "not decided"
    assert same(left, 2 * right) == "not decided"
    assert same(left, right + s) == "not decided"
    assert same(left, right.subs(t, 2 * t).subs(tau, 2 * tau)) == "not decided"


def test_exponential_refuses_what_is_no_polynomial_identity():
    assert same(exp(-tau), 1 - tau) == "not decided"
    assert same(exp(lam) + exp(tau), exp(lam + tau)) == "not decided"
    assert same(exp(-tau) * exp(tau) / s, 1 / s) == "not decided"
    assert same(sqrt(s**2 + 2 * s + 1), s + 1) == "not decided"
