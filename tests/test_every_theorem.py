"""What every theorem must satisfy. The folder is the list: a new file is tested without touching this one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy
from fast_and_slow import some_then_all
from shared_work import DrawnOnce
from written_report import checked

from proofs_check.kernel import check as check_steps
from proofs_check.kernel import decide_step
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.checks import run
from w2s_theory.checks.agreement import evaluations_agree
from w2s_theory.checks.numeric import QUICK
from w2s_theory.checks.proofs import Proof
from w2s_theory.checks.run import check_theorem
from w2s_theory.checks.sides import admitted, bound_on
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.ledger import Ledger, LedgerLine, decided
from w2s_theory.records.quantifier import Asymptotic, Identity
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.theorems.listing import Catalog, theorem_files

NAMES = tuple(theorem_files())
ROOT = Path(__file__).resolve().parent.parent
# conclusion, relation, "of", hypotheses; an identity or a recursion may be named by what it is
GRAMMAR = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
RELATION_WORDS = {
    "==": ("eq", "recursion"),
    "<=": ("le", "tendsto"),
    ">=": ("ge", "tendsto"),
    "<": ("lt",),
    ">": ("gt",),
    "between": ("between", "tendsto"),
}

# `make check` looks at every theorem; of the tests that prove, simulate or attack, the quick run takes one of each kind
A_FEW = (
    "activation_coefficient_recursion",
    "eigenvalue_between_of_large_degree",
    "expected_teacher_error_le_of_units",
    "mean_teacher_error_ge_of_tail_energy",
    "performance_gap_recovered_le_of_shrinkage",
    "squared_coefficient_eq_of_least_squares",
    "student_error_between_of_spiked_equivalent",
    "student_error_ge_of_shrinkage",
    "student_error_le_of_units",
    "student_error_lt_sq_of_overshoot",
    "student_error_tendsto_sq_of_spiked_spectrum",
    "trace_projection_eq_units",
)

every_theorem = pytest.mark.parametrize("name", NAMES)
some_theorems = some_then_all("name", NAMES, A_FEW)


@cache
def theorem_of(name: str) -> Theorem:
    return Catalog()[name]


@cache
def steps_of(name: str) -> tuple[Step, ...]:
    return tuple(theorem_of(name).proof())


def ledger_of(name: str, theorem: Theorem, steps: Iterable[Step]) -> Ledger:
    """The kernel's ledger for changed steps; a step that was not touched counts as decided if what it uses was not either.

    Another test has them all decided, and deciding them again for every change would take minutes.
    """
    untouched = {id(step) for step in steps_of(name)}
    statement, steps, rules = theorem.statement(), tuple(steps), load_rules()
    statements = {other: theorem_of(other).statement() for other in theorem.depends_on}
    accepted: dict[str, Step] = {}
    lines: list[LedgerLine] = []
    for step in steps:
        used = [accepted.get(other) for other in step.uses]
        as_it_was = all(id(each) in untouched for each in (step, *used)) and step.name not in accepted
        decision = decided() if as_it_was else decide_step(step, accepted, statement, rules, statements)
        lines.append(LedgerLine(step.name, step.rule, decision))
        accepted.setdefault(step.name, step)
    # what the last steps have to be does not depend on how they are decided
    no_rule = {key: lambda context: decided() for key in rules}
    end = check_steps(statement, steps[-len(statement.claims) :], no_rule, statements)
    return Ledger(tuple(lines), end.ends_in_statement, end.reason)


def expressions(value: Any) -> Iterator[Any]:
    """Every exact expression inside a record, a step or a certificate."""
    if isinstance(value, (sympy.Basic, float)):
        yield value
    elif isinstance(value, dict):
        for pair in value.items():
            yield from expressions(pair)
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from expressions(part)
    elif hasattr(value, "items"):
        yield from expressions(dict(value))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from expressions(getattr(value, field.name))


# the record


@every_theorem
def test_name_follows_the_grammar(name: str) -> None:
    theorem = theorem_of(name)
    assert GRAMMAR.fullmatch(name) and theorem.name == name
    assert any(word in name.split("_") for word in RELATION_WORDS[theorem.relation]), (
        f"{name} does not say {theorem.relation}"
    )


@every_theorem
def test_record_is_complete(name: str) -> None:
    theorem = theorem_of(name)
    assert len(theorem.title) > 8 and "\n" not in theorem.title
    assert theorem.assumptions and all(text.strip() == text and text for text in theorem.assumptions)
    assert theorem.parameters and 0 < theorem.float_accuracy < 1e-9
    for condition in theorem.conditions:
        assert condition.text
    for step in theorem.proof():
        assert step.note and len(step.note) > 8, f"step {step.name} has no sentence for the reader"
    assert set(theorem.depends_on) <= set(NAMES)
    module = theorem_files()[name].read_text(encoding="utf-8")
    assert module.startswith('"""') and len(module.splitlines()) <= 400


@every_theorem
def test_citation_stands_in_the_references(name: str) -> None:
    citation = theorem_of(name).citation
    keys = set(re.findall(r"@\w+\{([^,]+),", (ROOT / "references.bib").read_text(encoding="utf-8")))
    if citation.key != "this project":
        assert citation.key in keys and citation.locator


@every_theorem
def test_parameters_stand_in_the_notation_table(name: str) -> None:
    for parameter in theorem_of(name).parameters:
        row = notation.row(parameter.symbol)
        assert row.kind in ("scalar", "sequence") and (parameter.length is not None) == (
            row.kind == "sequence"
        )
        assert parameter.domain.integer == ("integer" in row.assumptions)


@every_theorem
def test_typical_range_is_bounded_and_inside_the_domain(name: str) -> None:
    for parameter in theorem_of(name).parameters:
        typical = parameter.typical
        assert typical.lower is not None and typical.upper is not None and typical.lower <= typical.upper
        for end in (typical.lower, typical.upper, (typical.lower + typical.upper) / 2):
            whole = Fraction(int(end)) if parameter.domain.integer else end
            on_an_open_end = whole in (parameter.domain.lower, parameter.domain.upper)
            assert parameter.domain.contains(whole) or on_an_open_end, f"{parameter.symbol} = {whole}"


@every_theorem
def test_letters_stand_in_the_notation_table(name: str) -> None:
    statement = theorem_of(name).statement()
    for expression in expressions((statement.claims, statement.hypotheses)):
        for symbol in expression.free_symbols - expression.atoms(sympy.Indexed):
            assert symbol.name in notation.NAMES
            built = getattr(notation, symbol.name)
            assert symbol in (built, getattr(built, "label", None)), (
                f"{symbol} has other assumptions than its row"
            )


@every_theorem
def test_declared_discrepancy_is_small_where_the_bound_is_sharp(name: str) -> None:
    theorem = theorem_of(name)
    assert isinstance(theorem.discrepancy, Fraction) and theorem.discrepancy > 0
    if theorem.sharpness in ("exact", "attained") or isinstance(theorem.quantifier, Identity):
        assert theorem.discrepancy <= Fraction(1, 20)


@every_theorem
def test_no_float_in_anything_exact(name: str) -> None:
    theorem = theorem_of(name)
    exact = (theorem.statement(), theorem.bound, theorem.stable_bound, theorem.quantity, theorem.proof())
    for expression in expressions(exact):
        assert not isinstance(expression, float) and not expression.has(sympy.Float), expression


# the verdict


@some_theorems
def test_verdict_is_what_the_record_promises(name: str, drawn_once: DrawnOnce) -> None:
    """One check, looked at from every side: proof, conditions, evaluations, power."""
    theorem = theorem_of(name)
    verdict = checked("verdicts", NAMES).get(name)
    if verdict is None:
        verdict = check_theorem(drawn_once(theorem), Catalog(), quick=True).to_dict()
    expected = (
        "measured"
        if theorem.status != "proved"
        else "consistent"
        if isinstance(theorem.quantifier, Asymptotic)
        else "verified"
    )
    assert verdict["verdict"] == expected, verdict["reason"]
    if theorem.status == "proved":
        assert verdict["proof_complete"], verdict["reason"]
        assert {each.split(":")[0] for each in verdict["rests_on"]} <= {
            "cited",
            "theorem",
            "enclosure",
            "setting",
        }
        assert {f"theorem: {other}" for other in theorem.depends_on} <= set(verdict["rests_on"])
    assert 0 < verdict["admitted"] <= verdict["draws"], "no draw satisfies the conditions"
    assert verdict["powerful"], "the check does not notice a bound that is wrong by the declared discrepancy"
    agreement = verdict["agreement"]
    assert agreement["points"] > 0 and not agreement["problem"]
    assert agreement["largest_float_error"] <= theorem.float_accuracy


@every_theorem
def test_witness_attains_the_bound(name: str) -> None:
    theorem = theorem_of(name)
    if theorem.sharpness != "attained":
        assert theorem.witness is None or len(theorem.witness())
        return
    assert theorem.witness is not None, "sharpness attained needs a witness"
    draws = admitted(theorem, theorem.witness())
    assert len(draws), "the witness does not satisfy the conditions"
    distances = []
    for _, side in theorem.stable_sides():
        bound = bound_on(side, draws)
        distances.append(np.abs(draws.measured - bound) / np.maximum(np.abs(bound), 1e-300))
    assert min(np.min(each) for each in distances) <= 1e-9 or theorem.relation in ("<", ">")
    if theorem.relation in ("<", ">"):
        # a strict bound is approached, never reached
        assert 0 < np.min(distances) <= 1e-5 or np.min(distances) <= 1e-8


# bound and measurement are separate, and a wrong bound is found


def moved(theorem: Theorem, share: Any, side: int) -> Theorem:
    """The theorem with one side of its claim changed by a share of itself, everywhere."""

    def change(bound: Any) -> Any:
        return bound * (1 + share) if theorem.relation == "==" else bound + share * sympy.Abs(bound)

    def put(bounds: Any) -> Any:
        if theorem.relation != "between":
            return change(bounds)
        return tuple(change(each) if number == side else each for number, each in enumerate(bounds))

    stable = None if theorem.stable_bound is None else put(theorem.stable_bound)
    return replace(theorem, bound=put(theorem.bound), stable_bound=stable)


def wrong_versions(theorem: Theorem) -> list[Theorem]:
    """The bound moved by the declared discrepancy, in each direction that makes the claim stronger."""
    share = sympy.Rational(theorem.discrepancy.numerator, theorem.discrepancy.denominator)
    if theorem.relation == "==":
        return [moved(theorem, sign * share, 0) for sign in (1, -1)]
    sides = [claim.relation for claim in theorem.claims()]
    return [
        moved(theorem, share if relation in (">=", ">") else -share, number)
        for number, relation in enumerate(sides)
    ]


@some_theorems
def test_measurement_knows_nothing_of_the_bound(name: str) -> None:
    theorem = theorem_of(name)
    other = moved(theorem, sympy.Rational(1, 3), 0)

    def measurements(each: Theorem) -> list[Draws]:
        found = [each.experiment(child_generator(5, "experiment"), 3)]
        if each.witness is not None:
            found.append(each.witness())
        if each.attack is not None:
            found.append(
                each.attack.draw(child_generator(5, "attack").standard_normal(each.attack.coordinates))
            )
        return found

    for ours, theirs in zip(measurements(theorem), measurements(other), strict=True):
        assert ours.measured.tobytes() == theirs.measured.tobytes()
        assert ours.error.tobytes() == theirs.error.tobytes()
        for key, values in ours.parameters.items():
            assert np.asarray(values).tobytes() == np.asarray(theirs.parameters[key]).tobytes()


@some_theorems
def test_wrong_bound_is_refuted(name: str, drawn_once: DrawnOnce, monkeypatch: pytest.MonkeyPatch) -> None:
    # the draws that the verdict on the true bound was made from
    theorem = drawn_once(theorem_of(name))
    # neither the proof nor the number of points matters here: a draw must contradict the bound
    monkeypatch.setattr(run, "QUICK", replace(QUICK, points=3))
    monkeypatch.setattr(run, "prove", lambda *_: Proof(Ledger((), False), (), "not looked at"))
    for wrong in wrong_versions(theorem):
        verdict = check_theorem(wrong, Catalog(), quick=True)
        assert verdict.verdict == "refuted", verdict.reason
        assert verdict.numeric.refuted, verdict.reason


@some_theorems
def test_proof_does_not_prove_another_bound(name: str) -> None:
    """Neither as it stands, nor with its last steps rewritten to claim what is wanted."""
    theorem, steps = theorem_of(name), steps_of(name)
    for number, claim in enumerate(theorem.claims()):
        share = -theorem.discrepancy if claim.relation in ("<=", "<") else theorem.discrepancy
        further = claim.right + sympy.Rational(share.numerator, share.denominator)
        bound = (
            further
            if theorem.relation != "between"
            else tuple(further if n == number else b for n, b in enumerate(theorem.bound))
        )
        wrong = replace(theorem, bound=bound)
        claims = wrong.statement().claims
        ends = [replace(last, claim=claim) for last, claim in zip(steps[-len(claims) :], claims, strict=True)]
        assert "is not the statement" in ledger_of(name, wrong, steps).reason
        rewritten = ledger_of(name, wrong, (*steps[: -len(claims)], *ends))
        assert rewritten.ends_in_statement and not rewritten.complete


@every_theorem
def test_stable_bound_that_is_another_number_is_found(name: str) -> None:
    theorem = theorem_of(name)
    stable = theorem.bound if theorem.stable_bound is None else theorem.stable_bound
    factor = 1 + sympy.Rational(1, 10**12)
    wrong = tuple(each * factor for each in stable) if theorem.relation == "between" else stable * factor
    agreement = evaluations_agree(
        replace(theorem, stable_bound=wrong), child_generator(0, "points"), QUICK.points
    )
    assert "another number" in agreement.problem


@some_theorems
def test_dropped_step_leaves_the_proof_incomplete(name: str) -> None:
    """A step that another uses, and the end: both are needed."""
    theorem, steps = theorem_of(name), steps_of(name)
    used = {other for step in steps for other in step.uses}
    first_used = [number for number, step in enumerate(steps) if step.name in used][:1]
    for number in (*first_used, len(steps) - 1):
        assert not ledger_of(name, theorem, steps[:number] + steps[number + 1 :]).complete, steps[number].name


@some_theorems
def test_changed_last_step_leaves_the_theorem_unverified(name: str) -> None:
    *before, last = steps_of(name)
    changed = replace(
        last, claim=Claim(last.claim.left, last.claim.relation, sympy.S(last.claim.right) * 2 + 1)
    )
    found = ledger_of(name, theorem_of(name), (*before, changed))
    assert not found.complete and found.lines[-1].decision.status != "decided"
