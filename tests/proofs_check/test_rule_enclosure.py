"""The rule ``enclosure``: balls decide strict inequalities, and name themselves in the ledger."""

import pytest
from flint import ctx
from single_step import decide_step, real, status
from sympy import Rational, exp, log, sqrt

from w2s_theory.notation import n, s, t, tau
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers

UNIT = (real("s", 0, 1), real("t", 0, 1))


def enclose(left, relation, right, *letters, **options):
    return status(Claim(left, relation, right), "enclosure", *(letters or UNIT), **options)


@pytest.mark.parametrize(
    ("left", "relation", "right"),
    [
        (exp(-s * t), ">", Rational(9, 25)),
        (exp(s) - s, ">=", Rational(9, 10)),
        (sqrt(1 + s) + sqrt(1 - t / 2), "<", Rational(5, 2)),
        (s * exp(-s) * (1 + t), "<", 1),
    ],
)
def test_enclosure_shows_and_refutes(left, relation, right):
    assert enclose(left, relation, right) == "decided"
    opposite = {">": "<", ">=": "<", "<": ">", "<=": ">"}[relation]
    assert enclose(left, opposite, right) == "refuted"


def test_enclosure_notices_a_bound_that_is_just_wrong():
    # the maximum of x exp(-x) is exp(-1) = 0.36787944...
    letters = (real("tau", 0, 4),)
    assert enclose(tau * exp(-tau), "<", Rational(36788, 100000), *letters) == "decided"
    assert enclose(tau * exp(-tau), "<", Rational(36787, 100000), *letters) == "refuted"


def test_enclosure_rests_on_itself():
    decision = decide_step(Claim(exp(s), ">", Rational(1, 2)), "enclosure", *UNIT)
    assert decision.rests_on == {("enclosure", "under_test")}


def test_enclosure_cannot_decide_at_points_of_equality_unless_they_are_factored_out():
    letters = (real("s", 0, 1),)
    assert enclose(exp(s), ">=", 1 + s, *letters) == "not decided"
    square, rest = (s - Rational(1, 3)) ** 2, 2 + exp(-s)
    claim = (square * rest, ">=", 0)
    assert enclose(*claim, *letters) == "not decided"
    assert enclose(*claim, *letters, certificate={"factor": square, "rest": rest}) == "decided"
    # a wrong factor, a factor of unknown sign, and a strict claim that the square does not carry
    assert enclose(*claim, *letters, certificate={"factor": s**2, "rest": rest}) == "not decided"
    signed = {"factor": s - Rational(1, 3), "rest": (s - Rational(1, 3)) * rest}
    assert enclose(*claim, *letters, certificate=signed) == "not decided"
    assert (
        enclose(square * rest, ">", 0, *letters, certificate={"factor": square, "rest": rest})
        == "not decided"
    )
    assert (
        enclose(-square * rest, ">=", 0, *letters, certificate={"factor": square, "rest": -rest}) == "refuted"
    )


def test_enclosure_needs_a_bounded_domain_and_no_equality():
    assert enclose(exp(s), ">", 0, real("s", 0)) == "not decided"
    assert enclose(exp(tau), ">", 0) == "not decided"
    assert enclose(exp(s), "==", exp(s)) == "not decided"
    assert enclose(log(s), "<", 1) == "not decided"  # no value at the end s = 0


def test_enclosure_uses_hypotheses_and_respects_them_in_counterexamples():
    below = (Claim(s + t, "<=", Rational(1, 2)),)
    assert enclose(exp(s + t), "<", Rational(17, 10), hypotheses=below) == "decided"
    assert enclose(exp(s + t), "<", Rational(17, 10)) == "refuted"
    assert enclose(exp(s + t), "<", Rational(16, 10), hypotheses=below, certificate={"boxes": 200}) in (
        "refuted",
        "not decided",
    )
    product = (Claim(s * t, "==", 1),)
    assert enclose(exp(s), ">", 2, hypotheses=product, certificate={"boxes": 50}) == "not decided"
    assert enclose(exp(s), ">", 2) == "refuted"
    empty = (Claim(s + t, ">=", 3),)
    assert enclose(exp(s), "<", 0, hypotheses=empty) != "refuted"


def test_enclosure_runs_over_whole_letters_one_by_one():
    size = Parameter("n", integers(1, 20), integers(1, 3))
    letters = (real("t", 0, 1), size)
    assert enclose((1 - t / 2) ** n, ">", Rational(1, 2**21), *letters) == "decided"
    assert enclose((1 - t / 2) ** n, ">", Rational(1, 2**19), *letters) == "refuted"
    large = Parameter("n", integers(1, 10**6), integers(1, 3))
    assert enclose(1 + t * n, ">", 0, real("t", 0, 1), large) == "not decided"


def test_enclosure_keeps_to_its_budget_and_restores_the_precision():
    before = ctx.prec
    assert enclose(exp(s), ">", s, certificate={"boxes": 1}, where=()) in ("decided", "not decided")
    assert enclose(s * exp(t), ">=", s * t, certificate={"boxes": 50}) == "not decided"
    assert ctx.prec == before
