"""What is assumed contradicts itself: everything follows by the rules, and the statement is refused with the reason.

The proofs are no worse than others; each neighbour, which something satisfies, is accepted with the same steps.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from small_proofs import (
    SmallProof,
    above,
    assert_accepted,
    assert_refused,
    each,
    false,
    last,
    real,
    true,
    whole,
)
from sympy import Integer, Rational

from proofs_check import kernel
from proofs_check.consistency import contradiction_in
from proofs_check.consistency.linear import Row, infeasible
from proofs_check.declarations import declarations
from proofs_check.models import unseen
from proofs_check.rules import load_rules
from w2s_theory.checks.proofs import prove
from w2s_theory.notation import (
    c,
    f_star,
    f_TE,
    i,
    inner,
    j,
    k,
    log_det_step,
    mean,
    n,
    s,
    slope,
    x,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.theorem import Statement
from w2s_theory.theorems.listing import Catalog

UNIT, POSITIVE, REAL = real("s", 0, 1), above("c"), real("slope")
TWO = Claim(Integer(2), ">=", 1)


def said(
    why: str, letters: tuple, *hypotheses: Claim, setting: Hilbert | None = None, **world: Any
) -> SmallProof:
    """Something true, which nobody is told anything by if nothing satisfies the hypotheses."""
    make = false if world else true
    return make(
        why, TWO, letters, last(TWO, "ring", rest=Integer(1)), hypotheses=hypotheses, setting=setting, **world
    )


def about_nothing(why: str, letters: tuple, *hypotheses: Claim, setting: Hilbert | None = None) -> SmallProof:
    return said(why, letters, *hypotheses, setting=setting, reason="the statement is about nothing")


def facts(*claims: Claim) -> Hilbert:
    return Hilbert(
        ("f_star", "f_TE"), facts=tuple((f"fact{number}", claim) for number, claim in enumerate(claims))
    )


LENGTH, PRODUCT = inner(f_star, f_star), inner(f_star, f_TE)
NOTHING = [
    about_nothing("c from 2 to 1", (POSITIVE,), Claim(c, ">=", 2), Claim(c, "<=", 1)),
    about_nothing("c above and up to 1", (POSITIVE,), Claim(c, ">", 1), Claim(c, "<=", 1)),
    about_nothing("c = 2 and c below 2", (POSITIVE,), Claim(c, "==", 2), Claim(c, "<", 2)),
    about_nothing("c below 1 and above what is 2", (POSITIVE, REAL), Claim(c, "<=", 1), Claim(slope, ">=", 2),
                  Claim(c, ">=", slope)),
    about_nothing("a circle of three, one of them strict", (POSITIVE, REAL, UNIT), Claim(c, ">=", slope),
                  Claim(slope, ">=", s), Claim(s, ">", c)),
    about_nothing("s = 2 in [0, 1]", (UNIT,), Claim(2 * s, "==", 4)),
    about_nothing("two shares that add up to more than 2", (UNIT, real("x", 0, 1, lower_open=True)),
                  Claim(s + x, ">", 2)),
    about_nothing("a square below 0", (REAL,), Claim(slope**2 + 1, "<=", 0)),
    about_nothing("small, and its square is large", (UNIT,), Claim(s**2, ">=", Rational(1, 2)),
                  Claim(s, "<=", Rational(1, 2))),
    about_nothing("a whole number between 2 and 3", (whole("k"),), Claim(k, ">", 2), Claim(k, "<", 3)),
    about_nothing("an even number that is odd", (whole("k"), whole("j")), Claim(2 * k, "==", 2 * j + 1)),
    about_nothing("an even number from 3 to 3", (whole("k"), whole("j")), Claim(k, "==", 2 * j), Claim(k, ">=", 3),
                  Claim(k, "<=", 3)),
    about_nothing("all values are small, and one is large", (REAL,), Claim(log_det_step(i), "<=", slope),
                  Claim(log_det_step(3), ">=", slope + 1)),
    about_nothing("a vector of two lengths", (), setting=facts(Claim(LENGTH, "==", 1), Claim(LENGTH, "==", 2))),
    about_nothing("a vector whose square is below 0", (), setting=facts(Claim(LENGTH, "<", 0))),
    about_nothing("a product beyond a letter's domain", (UNIT,), setting=facts(Claim(PRODUCT, "==", 3 * s),
                  Claim(PRODUCT, ">", 3))),
]  # fmt: skip
SOMETHING = [
    said("c = 1", (POSITIVE,), Claim(c, ">=", 1), Claim(c, "<=", 1)),
    said("c = 2 and c up to 2", (POSITIVE,), Claim(c, "==", 2), Claim(c, "<=", 2)),
    said("c above what is 1", (POSITIVE, REAL), Claim(c, "<=", 1), Claim(slope, ">=", 1), Claim(c, ">=", slope)),
    said("a circle of three", (POSITIVE, REAL, UNIT), Claim(c, ">=", slope), Claim(slope, ">=", s), Claim(s, ">=", c)),
    said("s = 1 in [0, 1]", (UNIT,), Claim(4 * s, "==", 4)),
    said("two shares that add up to 2", (UNIT, real("x", 0, 1, lower_open=True)), Claim(s + x, ">=", 2)),
    said("a square up to 0", (REAL,), Claim(slope**2, "<=", 0)),
    said("s = 1/2", (UNIT,), Claim(s**2, ">=", Rational(1, 4)), Claim(s, "<=", Rational(1, 2))),
    said("a whole number from 2 to 3", (whole("k"),), Claim(k, ">", 1), Claim(k, "<", 3)),
    said("a number and its half", (whole("k"), whole("j")), Claim(2 * k, "==", 2 * j + 2)),
    said("an even number from 3 to 4", (whole("k"), whole("j")), Claim(k, "==", 2 * j), Claim(k, ">=", 3),
         Claim(k, "<=", 4)),
    said("one value is small, and another is large", (REAL,), Claim(log_det_step(2), "<=", slope),
         Claim(log_det_step(3), ">=", slope + 1)),
    said("a unit vector", (), setting=facts(Claim(LENGTH, "==", 1), Claim(2 * LENGTH, "==", 2))),
    said("a product at the end of a letter's domain", (UNIT,), setting=facts(Claim(PRODUCT, "==", 3 * s),
         Claim(PRODUCT, ">=", 3))),
]  # fmt: skip


@each(NOTHING)
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each(SOMETHING)
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)


def test_what_contradicts_itself_is_named_and_nothing_else() -> None:
    hypotheses = (Claim(c, ">=", 2), Claim(s, "<=", Rational(1, 2)), Claim(c, "<=", 1))
    statement = Statement((TWO,), (POSITIVE, UNIT), hypotheses)
    line = "c >= 2, and c <= 1 contradict each other: the statement is about nothing"
    assert contradiction_in(declarations(statement)) == line


def test_the_falsehood_that_follows_is_not_proved_without_models() -> None:
    proof = NOTHING[0]
    wrong = Claim(Integer(0), ">=", 1)
    steps = (
        replace(last(proof.statement.hypotheses[0], "hypothesis"), name="low"),
        replace(last(proof.statement.hypotheses[1], "hypothesis"), name="high"),
        last(wrong, "ring", "low", "high", multipliers={"low": 1, "high": 1}),
    )
    found = kernel.check(replace(proof.statement, claims=(wrong,)), steps, load_rules(), {})
    assert [line.decision.status for line in found.lines] == ["decided"] * 3
    assert not found.complete and "c >= 2, and c <= 1" in found.reason


def test_the_value_of_a_counting_letter_may_be_a_letter() -> None:
    number = (REAL, whole("n"))
    small, large = Claim(log_det_step(i), "<=", slope), Claim(log_det_step(n), ">", slope)
    assert contradiction_in(declarations(Statement((TWO,), number, (small, large))))
    # the hypothesis counts from 1 on, and speaks of no value at 0
    later = Claim(log_det_step(i + 1), "<=", slope)
    assert not contradiction_in(declarations(Statement((TWO,), number, (later, large))))


def test_no_model_found_is_a_remark_and_refuses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "unseen", lambda statement: ("nothing was found", True))
    proof = SOMETHING[0]
    found = kernel.check(proof.statement, proof.steps, load_rules(), {}, models=1)
    assert found.complete and found.reason == "nothing was found"
    assert not kernel.check(proof.statement, proof.steps, load_rules(), {}).reason
    shown = prove(Catalog()["student_error_ge_of_shrinkage"], Catalog(), models=1)
    assert shown.complete and shown.ledger.reason == "nothing was found"


PROJECTED = Hilbert(
    ("f_star", "f_TE"),
    (Operator("P", "projection", ((f_star, f_TE),)),),
    (("target", Claim(LENGTH, "==", 1)),),
)


def test_facts_that_contradict_each_other_by_very_little_are_not_seen() -> None:
    """A projection makes nothing longer: no values to a hundred digits, although float64 would not see the difference."""

    def remark(size: Any) -> str:
        fact = ("size", Claim(inner(f_TE, f_TE), "==", size))
        statement = Statement((TWO,), (), (), replace(PROJECTED, facts=(*PROJECTED.facts, fact)))
        steps = (last(TWO, "ring", rest=Integer(1)),)
        found = kernel.check(statement, steps, load_rules(), {}, models=1)
        assert found.complete and not found.defect
        return found.reason

    assert "no values were found" in remark(1 + Rational(1, 10**14))
    assert remark(Rational(3, 4)) == ""


def test_what_is_not_modelled_is_named() -> None:
    name = "alignment_le_of_units"
    remark, in_vain = unseen(Catalog()[name].statement())
    assert remark.startswith("no values were looked for") and not in_vain


@pytest.mark.parametrize("name", list(Catalog()))
def test_no_statement_of_the_library_contradicts_itself(name: str) -> None:
    assert contradiction_in(declarations(Catalog()[name].statement())) == ""


def test_a_mean_is_no_value() -> None:
    """Nothing is derived from what is only said of the mean, and that is silence."""
    coin = Hilbert((), random=("k",))
    low = Claim(mean(k), "<=", Rational(1, 2))
    assert not contradiction_in(declarations(Statement((TWO,), (whole("k", 0, 1),), (low,), coin)))
    assert contradiction_in(
        declarations(Statement((TWO,), (whole("k", 0, 1),), (low, Claim(mean(k), ">=", 1)), coin))
    )


@pytest.mark.parametrize(("strict", "found"), [(False, False), (True, True)])
def test_linear_rows(strict: bool, found: bool) -> None:
    """x - y >= 0, y - z >= 0, z - x >= 0 (or > 0)."""
    rows = [
        Row({one: Fraction(1), other: Fraction(-1)}, Fraction(0), strict and one == "z")
        for one, other in (("x", "y"), ("y", "z"), ("z", "x"))
    ]
    assert infeasible(rows, lambda unknown: ()) is found
