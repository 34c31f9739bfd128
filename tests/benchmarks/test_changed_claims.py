"""Changes of what a theorem claims: three routes, of which each sees what it is there to see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import mutations
from w2s_theory.mutation import claims as module
from w2s_theory.mutation.changes import changed_claims, spoiled_domains, spoiled_ends
from w2s_theory.mutation.claims import KNOWN, changed_claims_of
from w2s_theory.mutation.truth import holds_itself, true_in_models
from w2s_theory.notation import L_ST, L_TE, M_TE, b, eigenvalue, j, k, n
from w2s_theory.records.claim import Claim
from w2s_theory.records.ledger import decided
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
NAME = "student_error_ge_of_shrinkage"


def test_indices_and_ends_that_are_letters_are_changed():
    import sympy

    claim = Claim(L_ST, ">=", sympy.Sum(b[j] ** 2, (j, 0, n - 1)) + eigenvalue(k, M_TE, 1))
    made = {word: str(changed.right) for word, changed in changed_claims(claim)}
    assert "b[j + 1]" in made["right index j +1"] and "(j, 0, n)" in made["right index n - 1 +1"]
    assert "eigenvalue(k + 1, M_TE, 1)" in made["right index k +1"]
    assert "eigenvalue(k, M_TE + 1, 1)" in made["right index M_TE +1"]


def test_domains_grow_as_far_as_the_letter_goes():
    theorem = CATALOG[NAME]
    letters = (
        Parameter("L_TE", reals(0, 1, upper_open=True)),
        Parameter("d", integers(3, 9)),
        Parameter("k", integers(0)),
    )
    statement = replace(theorem.statement(), parameters=letters)
    assert [word for word, _, _ in spoiled_ends(statement)] == [
        "L_TE in [0, 8/7]",  # an error is not negative
        "d in {2, ..., 9}",
        "d in {3, ..., 10}",
    ]
    step = next(each for each in theorem.proof() if each.where)
    (word, wider), *_ = spoiled_domains(step)
    assert word == f"also where not {step.where[0]}" and wider.where == step.where[1:]


def test_a_step_that_is_widened_is_true_in_models_or_is_not():
    theorem = CATALOG[NAME]
    step = replace(theorem.proof()[0], where=(), variables=(), claim=Claim((L_TE + 1) ** 2, ">=", 4 * L_TE))
    assert true_in_models(theorem, step)
    assert not true_in_models(theorem, replace(step, claim=Claim(L_TE**2, ">=", L_TE)))


@pytest.fixture(scope="module")
def found():
    return changed_claims_of(CATALOG[NAME], CATALOG, most=14)


def test_every_change_of_a_claim_is_seen_by_one_of_the_routes(found):
    assert len(found) == 14 and all(each.refused for each in found) and not any(each.defect for each in found)
    assert all(each.true in ("", *KNOWN) and not (each.true and each.false) for each in found)
    assert sum(bool(each.model) for each in found) > 3 and sum(each.drawn for each in found) > 3
    assert sum(each.open for each in found) <= 3
    made, refused, model, drawn, false, true, still = mutations.claim_counts(found)
    assert made == 14 == refused == false + true + still and max(model, drawn) <= false <= model + drawn


def test_a_checker_that_says_yes_is_caught_by_both_of_the_others(monkeypatch, capsys):
    monkeypatch.setattr(module, "decide_step", lambda *_: decided())
    found = changed_claims_of(CATALOG[NAME], CATALOG, most=8)
    defects = [each for each in found if each.defect]
    assert any(each.model for each in defects) and any(each.drawn for each in defects)
    monkeypatch.setattr(mutations, "analyse", lambda name: mutations.Analysed([], found))
    assert mutations.main([NAME, "--workers", "1"]) == 1
    assert "accepted, and contradicted" in capsys.readouterr().err


def test_without_models_and_draws_nothing_is_contradicted(monkeypatch):
    monkeypatch.setattr(module, "contradiction", lambda *_, **__: None)
    monkeypatch.setattr(module, "_contradicted", lambda *_: False)
    monkeypatch.setattr(module, "truth", lambda *_: "")
    found = changed_claims_of(CATALOG[NAME], CATALOG, most=6)
    assert not any(each.false for each in found) and any(each.open for each in found)


def test_a_weaker_bound_is_no_counter_example(found):
    doubled = {each.change: each for each in found}["left doubled"]
    assert doubled.refused and not doubled.false and doubled.true == "weaker"


def test_a_changed_claim_that_has_no_value_is_not_known_to_be_true():
    theorem = CATALOG[NAME]
    last = theorem.proof()[-1]
    assert not holds_itself(theorem, last, Claim(1 / (L_TE - L_TE), ">=", 0))
