"""A rule that says yes to a falsehood: a model says no, the rule is named, and the command ends with status 70."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from sympy import Integer, Rational, Sum

from proofs_check import kernel
from proofs_check.rules import load_rules
from w2s_theory.checks import proofs
from w2s_theory.notation import N, c, k, s, sigma, z
from w2s_theory.records.claim import Claim
from w2s_theory.records.ledger import decided
from w2s_theory.records.parameter import Parameter, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.theorems.listing import Catalog

UNIT = (Parameter("s", reals(0, 1), reals(0, 1)),)
FALSE = Claim(s, ">=", Rational(1, 2))
GULLIBLE = {**load_rules(), "ring": lambda context: decided()}


def ledger(claim: Claim, *steps: Step, rules=GULLIBLE, models: int = 3, hypotheses=(), parameters=UNIT):
    last = Step("last", claim, "ring", "believed", tuple(each.name for each in steps))
    statement = Statement((claim,), parameters, hypotheses)
    return kernel.check(statement, (*steps, last), rules, {}, models)


def test_a_model_contradicts_a_rule_that_believes_everything() -> None:
    found = ledger(FALSE)
    assert found.defect and not found.complete
    assert "the rule ring says yes and a model says no" in found.lines[-1].decision.reason
    assert ledger(FALSE, models=0).complete  # nobody asked
    assert not ledger(Claim(s, ">=", 0)).defect


def test_what_follows_from_an_open_step_is_not_held_against_the_rule() -> None:
    open_step = Step("open", FALSE, "hypothesis", "assumed nowhere")
    assert not ledger(FALSE, open_step).defect


def test_of_nothing_everything_is_true_and_it_is_said() -> None:
    nothing = (Claim(c, ">=", 2), Claim(c, "<=", 1))
    found = ledger(
        Claim(Integer(0), ">=", 1),
        hypotheses=nothing,
        parameters=(Parameter("c", reals(0, lower_open=True), reals(0, 1)),),
    )
    assert not found.defect and not found.complete
    assert "about nothing" in found.reason


def test_the_command_ends_with_status_70(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from w2s_theory.cli.entry import main

    source = (
        Path(proofs.__file__).parent.parent
        / "theorems/limits/student_error_ge_three_quarters_sq_of_shrinkage.py"
    )
    text = (
        source.read_text(encoding="utf-8")
        .replace(source.stem, "four_fifths")
        .replace("Rational(3, 4)", "Rational(4, 5)")
    )
    (tmp_path / "four_fifths.py").write_text(text, encoding="utf-8")
    believed = {name: (lambda context: decided()) for name in load_rules()}
    monkeypatch.setattr(proofs, "load_rules", lambda: believed)

    monkeypatch.setattr(kernel, "contradiction", lambda step, statement, models: "a model in which it fails")
    assert main(["prove", "--file", str(tmp_path / "four_fifths.py")]) == 70
    assert "a defect of ours" in capsys.readouterr().out.replace("\n", " ")


def test_cases_are_not_put_under_two_signs() -> None:
    """SymPy folds them out of the inner integral, whose letter is then free: sum_k int sigma became 3 == 4."""
    from sympy import Integral

    inner = Integral(sigma(k, z), (z, -1, 1))
    claim = Claim(Sum(N(k, 3) * inner, (k, 0, 2)), "==", Sum(N(k, 3) * inner, (k, 0, 2)))
    step = Step("unfolded", claim, "definition", "believed", unfold=("sigma",))
    decision = kernel.decide_step(step, {}, Statement((claim,), ()), load_rules(), {})
    assert decision.status == "not decided" and "under two signs" in decision.reason


def test_a_ledger_can_be_sent_to_another_process() -> None:
    """It says in words what was decided; SymPy's classes of the notation table do not travel."""
    for name in ("kernel_trace_eq_diagonal", "expected_teacher_error_le_of_units"):
        found = proofs.prove(Catalog()[name], Catalog()).ledger
        assert found.complete and pickle.loads(pickle.dumps(found)) == found
