"""What Coq accepts and, as important, what it does not: wrong constants, dropped premises."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from sympy import Rational, exp, sqrt

from w2s_theory.notation import L_ST, L_TE, alignment, h, i, lam, mean, s, student_round, tau, x
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers, reals
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
    before = tuple(replace(each, rule="cited", certificate={}) for each in steps[:number])
    changed = replace(steps[number], **changes)
    found = recheck(theorem, statement or record.statement(), (*before, changed), COQC)
    return in_words(found.steps[-1])


def in_words(found: StepAnswer) -> StepAnswer:
    """A proof that Coq does not find within the time of a sentence is not accepted either."""
    late = found.answer == "not re-checked" and found.reason.startswith("Timeout")
    return replace(found, answer="refused") if late else found


@pytest.mark.parametrize(
    "name", [NORM, "student_error_le_of_equivalent_noise_degrees", "student_error_eq_bias_plus_noise"]
)
def test_a_proof_is_accepted_whole(name):
    theorem = Catalog()[name]
    found = recheck(name, theorem.statement(), theorem.proof(), COQC)
    assert found.accepted, found.steps
    assert all(each.answer == "accepted" for each in found.steps) and found.count("accepted") >= 4
    # what the statement rests on: the setting and the definitions, and no step that was taken for granted
    assert found.premises and not any(each.startswith("axiom_") for each in found.premises)
    if name == NORM:
        assert set(found.axioms) == AXIOMS
        assert "kind_P" in found.premises and "definition_L_TE" in found.premises


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
    assert answer(theorem, step, claim=claim).answer == "refused"


def test_a_wrong_multiplier_or_square_is_not_accepted():
    certificate = dict(
        next(each for each in Catalog()[NORM].proof() if each.name == "nearest_point").certificate
    )
    for part in ("multipliers", "squares"):
        less = {key: value for key, value in certificate.items() if key != part}
        assert answer(NORM, "nearest_point", certificate=less).answer == "refused"


def test_a_dropped_premise_is_not_accepted():
    # a used step
    assert answer(NORM, "nearest_point", uses=("room",)).answer == "refused"
    # a restriction: the square root may be 0 without it
    assert answer(NORM, "room", where=()).answer == "refused"
    # a fact of the setting: the target need not have norm 1
    statement = Catalog()[NORM].statement()
    facts = tuple(fact for fact in statement.setting.facts if fact[0] != "target.unit")
    weaker = replace(statement, setting=replace(statement.setting, facts=facts))
    assert answer(NORM, "nearest_point").answer == "accepted"
    assert answer(NORM, "nearest_point", weaker).answer == "refused"
    # a domain: L_TE may be negative
    (parameter,) = statement.parameters
    wider = replace(statement, parameters=(replace(parameter, domain=reals(-1, 1)),))
    assert answer(NORM, "room", wider).answer == "refused"


def test_a_missing_case_is_not_accepted():
    assert answer(NORM, "every_teacher").answer == "accepted"
    assert answer(NORM, "every_teacher", uses=("nearest_point",)).answer == "refused"


def test_a_failure_says_nothing_of_the_other_lemmas():
    letter = Parameter("lam", reals(0), reals(0, 1))
    good = Step("good", Claim(lam * (1 + lam), ">=", 0), "ring", "", certificate={"rest": lam + lam**2})
    bad = Step("bad", Claim(lam, ">=", 1), "ring", "", certificate={"rest": lam - 1})
    found = recheck("three", Statement((), (letter,)), (good, bad, replace(good, name="last")), COQC)
    assert [each.answer for each in found.steps] == ["accepted", "refused", "accepted"]
    assert not found.accepted and found.refused and "Hypothesis axiom_bad : 1 <= lam." in found.text


def test_the_first_kernels_decision_is_not_looked_at():
    """A step that the checker refuses (it uses nothing of the kind) is Coq's to decide: true is accepted, false is not."""
    letter = Parameter("lam", reals(0, 1), reals(0, 1))
    for bound, word in ((1, "accepted"), (Rational(1, 2), "refused")):
        step = Step("one", Claim(lam**2, "<=", bound), "polynomial_sign", "")
        found = recheck("one", Statement((), (letter,)), (step,), COQC)
        assert [each.answer for each in found.steps] == [word]


def test_a_strict_sign_is_not_taken_from_a_weak_one():
    letter = Parameter("lam", reals(0), reals(0, 1))
    step = Step("one", Claim(lam, ">", 0), "ring", "", certificate={"rest": lam})
    assert recheck("one", Statement((), (letter,)), (step,), COQC).steps[0].answer == "refused"


def one(claim: Claim, *steps: Step, parameters=(), hypotheses=(), setting=None) -> list[str]:
    """Coq's answers to a small proof."""
    found = recheck("one", Statement((claim,), parameters, hypotheses, setting), steps, COQC)
    return [in_words(each).answer for each in found.steps]


def test_a_mean_is_linear_and_keeps_an_order():
    setting = Hilbert((), random=("h",))
    square = Step(
        "square", Claim((h - L_TE) ** 2, ">=", 0), "ring", "", certificate={"squares": ((1, h - L_TE),)}
    )
    letters = (Parameter("L_TE", reals(), reals(0, 1)),)
    taken = Claim(mean(h**2), ">=", 2 * L_TE * mean(h) - L_TE**2)
    step = Step("mean", taken, "expectation", "", uses=("square",), certificate={"of": "square"})
    assert one(taken, square, step, parameters=letters, setting=setting) == ["accepted", "accepted"]
    # the mean of a square is not the square of the mean, and nothing is known of what is not said to be integrable
    wrong = replace(step, claim=Claim(mean(h) ** 2, ">=", 2 * L_TE * mean(h) - L_TE**2))
    assert one(wrong.claim, square, wrong, parameters=letters, setting=setting) == ["accepted", "refused"]
    wild = replace(setting, integrable=("h",))
    assert one(taken, square, step, parameters=letters, setting=wild)[1] != "accepted"


def test_a_value_inside_a_mean_may_not_depend_on_the_draw():
    """It is a fixed number there: E(h(outcome) h) is not E(h^2)."""
    setting = Hilbert((), random=("h",))
    letter = Parameter("L_TE", reals(), reals(0, 1))
    first = Step("first", Claim(mean(L_TE * h), ">=", 0), "cited", "", variables=(letter,))
    claim = Claim(mean(h**2), ">=", 0)
    step = Step(
        "second", claim, "ring", "", uses=("first",), certificate={"multipliers": {"first": 1}, "at": {"first": {L_TE: h}}}
    )  # fmt: skip
    assert one(claim, first, step, setting=setting) == ["axiom", "refused"]


def test_a_value_of_a_whole_letter_is_whole():
    whole = Parameter("i", integers(0), integers(0, 9))
    first = Step("first", Claim(i**2, ">=", i), "cited", "", variables=(whole,))
    for value, word in ((i + 1, "accepted"), (i / 2, "refused")):
        claim = Claim(value**2, ">=", value)
        step = Step(
            "second", claim, "ring", "", uses=("first",), variables=(whole,),
            certificate={"multipliers": {"first": 1}, "at": {"first": {i: value}}},
        )  # fmt: skip
        assert one(claim, first, step) == ["axiom", word]


def test_induction_needs_its_base_and_its_step():
    whole = Parameter("i", integers(0), integers(0, 9))
    start = Step("start", Claim(student_round(0), ">=", 0), "hypothesis", "")
    given = Claim(student_round(i + 1), ">=", student_round(i))
    after = Step("after", given, "hypothesis", "", variables=(whole,))
    claim = Claim(student_round(0), "<=", student_round(i))
    same = Step("same", Claim(student_round(0), "<=", student_round(0)), "ring", "")
    chain = Step(
        "all", claim, "induction", "", uses=("same", "after"), variables=(whole,),
        certificate={"variable": i, "base": "same", "step": "after"},
    )  # fmt: skip
    up = replace(after, claim=Claim(student_round(i), "<=", student_round(i + 1)))
    hypotheses = (start.claim, up.claim)
    assert one(claim, same, up, chain, hypotheses=hypotheses) == ["accepted", "accepted", "accepted"]
    down = replace(up, claim=Claim(student_round(i), ">=", student_round(i + 1)))
    assert one(claim, same, down, chain, hypotheses=(down.claim,)) == ["accepted", "accepted", "refused"]


def test_a_planted_false_step_is_refused():
    """From the checker's own false proofs: s >= 2 on [0, 1], and an increasing function that is not."""
    unit = (Parameter("s", reals(0, 1), reals(0, 1)),)
    claim = Claim(s, ">=", 2)
    assert one(claim, Step("last", claim, "ring", "", certificate={"rest": s - 2}), parameters=unit) == [
        "refused"
    ]
    time = Parameter("tau", reals(0), reals(0, 9))
    decay = Step(
        "decay", Claim(exp(-tau), ">=", 0), "rational", "", variables=(time,), certificate={"rest": exp(-tau)}
    )
    for bound, word in ((1, "accepted"), (2, "refused")):
        claim = Claim(1 - bound * exp(-tau), ">=", 0)
        step = Step(
            "learnt", claim, "increasing", "", uses=("decay",), variables=(time,),
            certificate={"variable": tau, "slope": "decay"},
        )  # fmt: skip
        assert one(claim, decay, step)[1] == word


def test_a_coqc_that_is_killed_or_too_old_answers_nothing(tmp_path):
    for number, text in enumerate(("kill -9 $$", "echo 'Error: unknown option' >&2; exit 1")):
        program = tmp_path / f"coqc{number}"
        program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        program.chmod(0o755)
        theorem = Catalog()[NORM]
        found = recheck(NORM, theorem.statement(), theorem.proof(), str(program))
        assert {each.answer for each in found.steps} == {"not re-checked"}
        assert found.problem and "\n" not in found.problem and not found.refused
