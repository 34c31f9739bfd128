"""`make mutants`: the seed decides what is seen, a longer run sees more, and what it is there to find it finds."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace

import pytest

from benchmarks import mutants
from w2s_theory.mutation.analysis import Amount, Mutant, mutants_of
from w2s_theory.notation import L_TE
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.theorems.listing import Catalog

NAME = "student_error_ge_teacher_error_of_isotropic_student"
CATALOG = Catalog()
A_FEW = Amount(2, 2, hypotheses=False)


def changes(seed: str, number: int, amount: Amount = A_FEW) -> Counter[tuple[str, str]]:
    chosen = replace(amount, seed=seed, round=number)
    return Counter((each.place, each.change) for each in mutants_of(CATALOG[NAME], CATALOG, chosen))


def test_a_seed_makes_the_same_mutants_and_all_rounds_together_make_all() -> None:
    first = changes("2026-11-30", 0)
    assert first and changes("2026-11-30", 0) == first != changes("2026-12-01", 0)
    together, number = first, 1
    while found := changes("2026-11-30", number):
        together, number = together + found, number + 1
    assert number > 3
    everything = Amount(hypotheses=False)
    assert together == changes("", 0, everything)
    assert not changes("", 1, everything)


def test_what_is_out_of_time_is_not_counted_as_seen() -> None:
    assert not mutants.look_for_superfluous(NAME, 0.0).whole
    assert not mutants.draw_twice("theorem", NAME, 0.0).whole
    found = mutants.spoil(NAME, "a seed", 0, 0.0)
    assert not found.whole and sum(found.fates.values()) == 1


def test_a_planted_superfluous_step_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    theorem = CATALOG[NAME]
    assert mutants.superfluous_steps(theorem, CATALOG) == []
    idle = Step("idle", Claim(L_TE, "==", L_TE), "ring", "Nothing needs it.")
    *before, last = theorem.proof()
    asked_for = replace(last, uses=(*last.uses, "idle"))
    for end in (last, asked_for):
        planted = replace(theorem, proof=lambda end=end: (*before, idle, end))
        assert mutants.superfluous_steps(planted, CATALOG) == ["idle"]
        monkeypatch.setattr(mutants, "Catalog", lambda planted=planted: {NAME: planted})
        found = mutants.look_for_superfluous(NAME, math.inf)
        assert "idle" in found.notes[0] and not found.problems


def test_a_survivor_that_nobody_explained_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    name, step, change = next(iter(mutants.survivors()))
    found = [Mutant(step, "ring", change, "survives", "0 == 0"), Mutant(step, "ring", "sign", "refused")]
    monkeypatch.setattr(mutants, "mutants_of", lambda *_: found)
    assert mutants.spoil(name, "", 0, math.inf).problems == ()
    monkeypatch.setattr(mutants, "survivors", dict)
    (problem,) = mutants.spoil(name, "", 3, math.inf).problems
    assert step in problem and change in problem and "round 3" in problem


def test_a_figure_that_is_drawn_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mutants.draw_twice("theorem", NAME, math.inf).problems == ()
    drawings = iter(("<svg a>", "<svg b>"))
    monkeypatch.setattr(mutants, "draw_trial_figure", lambda *_: next(drawings))
    assert mutants.draw_twice("theorem", NAME, math.inf).problems


def test_the_command_says_its_seed_and_refuses_unknown_theorems(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutants.main([NAME, "--minutes", "0", "--seed", "one", "--workers", "1"]) == 0
    out = capsys.readouterr().out
    assert "seed one" in out and "0 mutants" in out
    assert mutants.main(["nothing"]) == 2
