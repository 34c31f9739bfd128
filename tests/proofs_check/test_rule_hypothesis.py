"""The rule ``hypothesis``: instances of what the statement assumes, within the range of its letters."""

from single_step import real, status

from w2s_theory.notation import i, lam, mode, n, t
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers

STEPS = Parameter("n", integers(0), integers(0, 9))
GROWTH = Claim(mode(0, i + 1), "==", 2 * mode(0, i))
BOUNDED = Claim(lam, "<=", t)
EACH = (Parameter("i", integers(0), integers(0, 9)),)
LETTERS = (STEPS, real("lam", 0), real("t", 0))


def instance(claim, values, **options):
    return status(
        claim, "hypothesis", *LETTERS, hypotheses=(GROWTH, BOUNDED), certificate={"values": values}, **options
    )


def test_hypothesis_accepts_instances():
    assert instance(BOUNDED, {}) == "decided"
    assert instance(Claim(mode(0, n + 1), "==", 2 * mode(0, n)), {i: n}) == "decided"
    inside = (Claim(i, "<=", n - 1),)
    claim = Claim(mode(0, n - i), "==", 2 * mode(0, n - i - 1))
    assert instance(claim, {i: n - i - 1}, variables=EACH, where=inside) == "decided"


def test_hypothesis_refuses_what_is_no_instance():
    assert instance(Claim(mode(0, n + 1), "==", 3 * mode(0, n)), {i: n}) == "not decided"
    assert instance(Claim(mode(0, n + 1), "==", 2 * mode(0, n)), {i: n + 1}) == "not decided"
    assert instance(Claim(lam, ">=", t), {}) == "not decided"
    assert instance(Claim(lam, "<=", 2 * t), {}) == "not decided"


def test_hypothesis_refuses_values_outside_the_range_of_the_letter():
    claim = Claim(mode(0, n - i), "==", 2 * mode(0, n - i - 1))
    assert instance(claim, {i: n - i - 1}, variables=EACH) == "not decided"  # i may exceed n - 1
    assert instance(Claim(mode(0, n), "==", 2 * mode(0, n - 1)), {i: n - 1}) == "not decided"  # n may be 0
    assert instance(Claim(mode(0, t + 1), "==", 2 * mode(0, t)), {i: t}) == "not decided"
    assert instance(Claim(2 * lam, "<=", t), {lam: 2 * lam}) == "not decided"  # a parameter has one value
