"""What Coq accepts and, as important, what it does not: wrong constants, dropped premises."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from sympy import Rational, exp, sqrt

from w2s_theory.notation import L_ST, L_TE, alignment, lam, tau, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.recheck import StepAnswer, recheck
from w2s_theory.theorems.listing import Catalog

COQC = shutil.which("coqc")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(COQC is None, reason="needs coqc")]

NORM = "student_error_ge_of_norm_nonincreasing"
# what Coq's real numbers and Coquelicot rest on
AXIOMS = {
    "ClassicalDedekindReals.sig_forall_dec",
    "ClassicalDedekindReals.sig_not_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
}


def answer(theorem: str, step: str, statement: Statement | None = None, **changes) -> StepAnswer:
    """Coq's answer to one step of a theorem, changed."""
    record = Catalog()[theorem]
    steps = record.proof()
    (number,) = (number for number, each in enumerate(steps) if each.name == step)
    # the steps before it are there to be used, and not put to Coq again
    before = tuple(replace(each, rule="cited") for each in steps[:number])
    changed = replace(steps[number], **changes)
    found = recheck(theorem, statement or record.statement(), (*before, changed), COQC)
    return found.steps[-1]


@pytest.mark.parametrize(
    "name", [NORM, "student_error_le_of_equivalent_noise_degrees", "student_error_eq_bias_plus_noise"]
)
def test_all_arithmetic_steps_of_a_theorem_are_accepted(name):
    theorem = Catalog()[name]
    found = recheck(name, theorem.statement(), theorem.proof(), COQC)
    assert found.accepted, found.steps
    assert found.count("accepted") >= 4
    arithmetic = {"ring", "rational", "radical", "gram", "enclosure"}
    assert all(each.answer == "accepted" for each in found.steps if each.rule in arithmetic)
    if name == NORM:
        assert set(found.axioms) == AXIOMS and found.count("not arithmetic") == 0


@pytest.mark.parametrize(
    ("theorem", "step", "claim"),
    [
        (NORM, "nearest_point", Claim(L_ST, ">=", (1 - sqrt(1 - L_TE)) ** 2 + L_TE / 1000)),
        (NORM, "stable_form", Claim((1 - sqrt(1 - L_TE)) ** 2, "==", L_TE**2 / (sqrt(1 - L_TE) + 2) ** 2)),
        ("student_error_lt_sq_of_overshoot", "better_than_square", Claim(L_ST, "<", Rational(99, 100) * L_TE**2)),
        ("student_error_le_of_alignment", "student_error",
         Claim(L_ST, "<=", (sqrt(L_TE) * sqrt(alignment) + exp(-tau)) ** 2)),
        ("student_error_le_of_residual_energy", "range", Claim((1 - exp(-x)) ** 2, "<", Rational(2036, 5000) * x)),
    ],
)  # fmt: skip
def test_a_wrong_constant_is_not_accepted(theorem, step, claim):
    assert answer(theorem, step).answer == "accepted"
    assert answer(theorem, step, claim=claim).answer == "not accepted"


def test_a_wrong_multiplier_or_square_is_not_accepted():
    certificate = dict(
        next(each for each in Catalog()[NORM].proof() if each.name == "nearest_point").certificate
    )
    for part in ("multipliers", "squares"):
        less = {key: value for key, value in certificate.items() if key != part}
        assert answer(NORM, "nearest_point", certificate=less).answer == "not accepted"


def test_a_dropped_premise_is_not_accepted():
    # a used step
    assert answer(NORM, "nearest_point", uses=("room",)).answer == "not accepted"
    # a restriction: the square root may be 0 without it
    assert answer(NORM, "room", where=()).answer == "not accepted"
    # a fact of the setting: the target need not have norm 1
    statement = Catalog()[NORM].statement()
    facts = tuple(fact for fact in statement.setting.facts if fact[0] != "target.unit")
    weaker = replace(statement, setting=replace(statement.setting, facts=facts))
    assert answer(NORM, "nearest_point").answer == "accepted"
    assert answer(NORM, "nearest_point", weaker).answer == "not accepted"
    # a domain: L_TE may be negative
    (parameter,) = statement.parameters
    wider = replace(statement, parameters=(replace(parameter, domain=reals(-1, 1)),))
    assert answer(NORM, "room", wider).answer == "not accepted"


def test_a_missing_case_is_not_accepted():
    assert answer(NORM, "every_teacher").answer == "accepted"
    assert answer(NORM, "every_teacher", uses=("nearest_point",)).answer == "not accepted"


def test_a_failure_says_nothing_of_the_other_lemmas():
    letter = Parameter("lam", reals(0), reals(0, 1))
    good = Step("good", Claim(lam * (1 + lam), ">=", 0), "ring", "", certificate={"rest": lam + lam**2})
    bad = Step("bad", Claim(lam, ">=", 1), "ring", "", certificate={"rest": lam - 1})
    found = recheck("three", Statement((), (letter,)), (good, bad, replace(good, name="last")), COQC)
    assert [each.answer for each in found.steps] == ["accepted", "not accepted", "accepted"]
    assert not found.accepted and "Abort" not in found.text


def test_the_first_kernels_decision_is_not_looked_at():
    """A step that the checker refuses (it uses nothing of the kind) is Coq's to decide: true is accepted, false is not."""
    letter = Parameter("lam", reals(0, 1), reals(0, 1))
    for bound, word in ((1, "accepted"), (Rational(1, 2), "not accepted")):
        step = Step("one", Claim(lam**2, "<=", bound), "polynomial_sign", "")
        found = recheck("one", Statement((), (letter,)), (step,), COQC)
        assert [each.answer for each in found.steps] == [word]


def test_a_strict_sign_is_not_taken_from_a_weak_one():
    letter = Parameter("lam", reals(0), reals(0, 1))
    step = Step("one", Claim(lam, ">", 0), "ring", "", certificate={"rest": lam})
    assert recheck("one", Statement((), (letter,)), (step,), COQC).steps[0].answer == "not accepted"
