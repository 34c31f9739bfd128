"""What a proof rests on, in the record: facts of the setting by name, and the ansatz of what is measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from w2s_theory.checks.proofs import ANSATZ, assumed_signs, decision_word, facts_used, prove
from w2s_theory.checks.run import setting_facts
from w2s_theory.notation import L_ST, L_TE
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
SHRINKAGE = CATALOG["student_error_ge_of_shrinkage"]
UNIVERSALITY = [name for name in CATALOG if CATALOG[name].status == "universality"]
BOUND = 4 * L_TE**2 / 5


def assumed():
    """The conclusion itself is a fact of the setting."""
    assert SHRINKAGE.setting is not None
    fact = ("student.fact", Claim(L_ST, ">=", BOUND))
    step = Step(
        "bound", Claim(L_ST, ">=", BOUND), "gram", "assumed", certificate={"multipliers": {"student.fact": 1}}
    )
    return replace(
        SHRINKAGE, name="assumed", bound=BOUND, stable_bound=None, proof=lambda: (step,), depends_on=(),
        setting=replace(SHRINKAGE.setting, facts=(*SHRINKAGE.setting.facts, fact)),
    )  # fmt: skip


def test_a_conclusion_that_is_assumed_is_seen() -> None:
    theorem = assumed()
    proof = prove(theorem, CATALOG)
    assert "setting: student.fact" in proof.rests_on
    assert f"student.fact: {L_ST} >= {BOUND}" in setting_facts(theorem)


def test_facts_count_where_they_are_named_or_solved() -> None:
    theorem = assumed()
    (step,) = theorem.proof()
    assert facts_used(theorem, (step,)) == ("target.unit", "student.fact")
    plain = replace(step, rule="ring", certificate={})
    assert facts_used(theorem, (plain,)) == () and facts_used(theorem, ()) == ()
    deep = replace(plain, certificate={"of": ({"in": ["student.fact"]},)})
    assert facts_used(theorem, (deep,)) == ("student.fact",)
    assert facts_used(replace(theorem, setting=None), (step,)) == ()


def test_facts_of_a_theorem_that_is_used_count_too() -> None:
    user = CATALOG["performance_gap_recovered_le_of_shrinkage"]
    assert "setting: target.unit" in prove(user, CATALOG).rests_on


@pytest.mark.parametrize("name", UNIVERSALITY)
def test_a_deterministic_equivalent_rests_on_its_ansatz_and_on_nothing_else_that_is_open(name: str) -> None:
    proof = prove(CATALOG[name], CATALOG)
    assert ANSATZ in proof.rests_on and not proof.complete and not proof.open_but_for_the_ansatz
    words = {line.name: decision_word(line) for line in proof.ledger.lines}
    assert {word for each, word in words.items() if each.startswith("ansatz")} == {"assumed"}
    assert {word for each, word in words.items() if not each.startswith("ansatz")} <= {"decided"}


def test_only_universality_may_assume() -> None:
    claimed = replace(CATALOG[UNIVERSALITY[0]], status="proved")
    proof = prove(claimed, CATALOG)
    assert ANSATZ not in proof.rests_on and proof.open_but_for_the_ansatz
    assert "not an instance of a hypothesis" in proof.problem


def test_another_open_step_is_named_before_the_ansatz() -> None:
    theorem = CATALOG[UNIVERSALITY[0]]
    steps = theorem.proof()
    wrong = replace(steps[-1], certificate={}, uses=())
    proof = prove(replace(theorem, proof=lambda: (*steps[:-1], wrong)), CATALOG)
    assert proof.open_but_for_the_ansatz and wrong.name in proof.problem and ANSATZ not in proof.problem


def test_signs_of_functions_that_nothing_defines_are_said() -> None:
    signs = assumed_signs(CATALOG["expected_teacher_error_le_of_log_det"])
    assert "mean_error > 0" in signs and all(each.split()[1] in (">", ">=") for each in signs)
    assert assumed_signs(SHRINKAGE) == ()
