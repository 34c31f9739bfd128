"""The records: frozen, exact, and refusing what makes no sense."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from w2s_theory.notation import L_TE, s
from w2s_theory.records import (
    activation,
    claim,
    draws,
    errors,
    hilbert,
    ledger,
    model,
    parameter,
    step,
    theorem,
    verdict,
)
from w2s_theory.records.claim import RELATIONS, Claim
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.ledger import Decision, Ledger, LedgerLine, decided, not_decided, refuted
from w2s_theory.records.parameter import Domain, Parameter, integers, reals
from w2s_theory.records.theorem import Citation
from w2s_theory.theorems.listing import Catalog

RECORDS = [
    value
    for module in (activation, claim, draws, hilbert, ledger, model, parameter, step, theorem, verdict)
    for value in vars(module).values()
    if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__
]
fractions = st.fractions(min_value=-9, max_value=9, max_denominator=50)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.__name__)
def test_record_is_frozen(record: type) -> None:
    assert record.__dataclass_params__.frozen and fields(record) and record.__doc__


def test_frozen_record_refuses_a_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Claim(s, ">=", 0).left = L_TE


@pytest.mark.parametrize("relation", RELATIONS)
def test_claim_keeps_its_sides_apart(relation) -> None:
    """A claim that is plainly true is still a claim."""
    same = Claim(s, relation, s)
    assert (same.left, same.relation, same.right) == (s, relation, s) and str(same) == f"s {relation} s"


@pytest.mark.parametrize("relation", ["=", "!=", "=>", "approximately", ""])
def test_claim_refuses_other_relations(relation: str) -> None:
    with pytest.raises(ValueError, match="relation must be one of"):
        Claim(s, relation, 0)


@given(
    low=fractions,
    width=st.fractions(min_value=0, max_value=5, max_denominator=20),
    value=fractions,
    open_ends=st.tuples(st.booleans(), st.booleans()),
)
def test_domain_contains_what_lies_between_its_ends(low, width, value, open_ends) -> None:
    domain = reals(low, low + width, lower_open=open_ends[0], upper_open=open_ends[1])
    above = value > low if open_ends[0] else value >= low
    below = value < low + width if open_ends[1] else value <= low + width
    assert domain.contains(value) == (above and below)


def test_domain_of_whole_numbers_holds_no_fractions() -> None:
    domain = integers(0, 3)
    assert [n for n in range(-1, 6) if domain.contains(Fraction(n))] == [0, 1, 2, 3]
    assert not domain.contains(Fraction(1, 2))
    assert reals().contains(Fraction(-(10**400)))


def test_domain_prints_as_an_interval() -> None:
    assert str(reals(0, 1, upper_open=True)) == "[0, 1)"
    assert "..." in str(integers(2)) and "2" in str(integers(2))


@pytest.mark.parametrize("end", [0.5, float("inf"), float("nan")])
def test_domain_refuses_floats(end: float) -> None:
    with pytest.raises(InputError, match="must be exact"):
        reals(end, 1)
    with pytest.raises(InputError, match="must be exact"):
        integers(0, end)


@pytest.mark.parametrize("value", [Fraction(2), Fraction(-1, 10**30), Fraction(10**400), Fraction(1)])
def test_parameter_says_in_one_line_where_it_must_lie(value: Fraction) -> None:
    letter = Parameter("L_TE", reals(0, 1, upper_open=True), reals(0, Fraction(1, 2)))
    letter.require(Fraction(1, 3))
    with pytest.raises(InputError, match="L_TE must lie in") as refusal:
        letter.require(value)
    assert "\n" not in str(refusal.value) and len(str(refusal.value)) < 200


def draws_of(n: int, offset: float = 0.0) -> Draws:
    values = np.arange(n, dtype=float) + offset
    return Draws({"s": values}, values**2, 0 * values, {"s": 0 * values}, {"fact": -values}, {"n": n})


def test_draws_refuse_unequal_lengths() -> None:
    values = np.zeros(3)
    for bad in (
        {"parameters": {"s": np.zeros(2)}},
        {"facts": {"s": np.zeros(4)}},
        {"error": np.zeros(2)},
        {"uncertainty": {"s": np.zeros(1)}},
    ):
        with pytest.raises(ValueError, match="entries for 3 draws"):
            Draws(**{"parameters": {}, "measured": values, "error": values, **bad})


@given(keep=st.lists(st.booleans(), min_size=5, max_size=5))
def test_draws_select_and_join_keep_rows_together(keep: list[bool]) -> None:
    chosen = draws_of(5).select(np.array(keep))
    assert len(chosen) == sum(keep)
    assert np.array_equal(chosen.measured, chosen.parameters["s"] ** 2) and np.array_equal(
        chosen.facts["fact"], -chosen.parameters["s"]
    )
    both = join([chosen, draws_of(2, 10.0)])
    assert len(both) == sum(keep) + 2 and np.array_equal(both.measured, both.parameters["s"] ** 2)


def test_ledger_is_complete_only_with_every_step_decided() -> None:
    def ledger_of(*decisions: Decision, ends: bool = True) -> Ledger:
        return Ledger(tuple(LedgerLine(f"s{n}", "ring", each) for n, each in enumerate(decisions)), ends)

    fact = decided(("cited", "fact"), ("theorem", "lemma"))
    assert ledger_of(decided(), fact).complete and not ledger_of(decided(), fact, ends=False).complete
    assert not ledger_of(decided(), not_decided("no")).complete and not ledger_of(refuted("no")).complete
    assert ledger_of(decided(), refuted("no")).refuted and not ledger_of(not_decided("no")).refuted
    assert (
        ledger_of(decided(), fact).rests_on == ("cited: fact", "theorem: lemma")
        and ledger_of().rests_on == ()
    )


def test_errors_are_value_errors() -> None:
    assert issubclass(InputError, ValueError) and issubclass(AccuracyError, ValueError)
    assert not issubclass(InputError, AccuracyError) and not issubclass(AccuracyError, InputError)
    assert errors.__doc__


def test_citation_prints_its_place() -> None:
    assert (
        str(Citation("key", "Theorem 2")) == "key, Theorem 2"
        and str(Citation("this project")) == "this project"
    )


def test_theorem_between_has_two_claims_in_order() -> None:
    between = Catalog()["gamma_ratio_between_of_large_shift"]
    lower, upper = between.claims()
    assert (lower.relation, upper.relation) == (">=", "<=") and (lower.right, upper.right) == between.bound
    assert lower.left == upper.left == between.quantity
    assert [side for _, side in between.stable_sides()] == list(between.bound)
    other = replace(between, stable_bound=(sympy.Integer(1), sympy.Integer(2)))
    assert [side for _, side in other.stable_sides()] == [1, 2] and other.claims() == between.claims()
    assert between.statement().claims == between.claims()


def test_domain_is_hashable_and_compares_by_value() -> None:
    assert reals(0, 1) == Domain(Fraction(0), Fraction(1)) and hash(reals(0, 1)) == hash(
        Domain(Fraction(0), Fraction(1))
    )


@pytest.mark.parametrize(
    ("domain", "text"),
    [
        (integers(0), "{0, 1, ...}"),
        (integers(2, 10), "{2, ..., 10}"),
        (Domain(Fraction(0), lower_open=True, integer=True), "{1, 2, ...}"),
        (Domain(Fraction(1, 2), Fraction(3), upper_open=True, integer=True), "{1, ..., 2}"),
        (Domain(None, Fraction(3), integer=True), "{..., 2, 3}"),
        (Domain(integer=True), "{..., -1, 0, 1, ...}"),
        (reals(0, lower_open=True), "(0, inf)"),
    ],
)
def test_a_domain_is_printed_as_the_numbers_in_it(domain: Domain, text: str) -> None:
    assert str(domain) == text
