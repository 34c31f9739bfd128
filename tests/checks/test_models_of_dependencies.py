"""How many models are asked about a theorem and about those below it: as many as somebody says, or each its own default."""

from __future__ import annotations

from dataclasses import replace

import pytest

from w2s_theory.checks import proofs
from w2s_theory.theorems.listing import Catalog

ABOVE = "performance_gap_recovered_le_of_shrinkage"
BELOW = ("student_error_ge_three_quarters_sq_of_shrinkage", "student_error_ge_of_shrinkage")


@pytest.mark.parametrize(
    ("said", "above", "below"),
    [
        (None, proofs.LIBRARY_MODELS, proofs.LIBRARY_MODELS),
        (0, 0, 0),
        (proofs.OWN_MODELS, proofs.OWN_MODELS, proofs.OWN_MODELS),
        (4, 4, 4),
    ],
)
def test_a_number_that_is_said_holds_below_too(
    said: int | None, above: int, below: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked(monkeypatch, ABOVE, said) == {ABOVE: above, **dict.fromkeys(BELOW, below)}


def test_by_default_the_library_below_a_proof_of_ones_own_is_asked_as_the_library_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = asked(monkeypatch, ABOVE, None, own="of_my_own")
    assert found == {"of_my_own": proofs.OWN_MODELS, **dict.fromkeys(BELOW, proofs.LIBRARY_MODELS)}


def asked(monkeypatch: pytest.MonkeyPatch, name: str, models: int | None, own: str = "") -> dict[str, int]:
    """The number of models that each theorem was checked with."""
    catalog = Catalog()
    theorem = replace(catalog[name], name=own or name)
    names = {each.statement(): each.name for each in (*map(catalog.__getitem__, BELOW), theorem)}
    found: dict[str, int] = {}

    def check(statement, steps, rules, theorems, number):
        found[names[statement]] = number
        return real_check(statement, steps, rules, theorems, 0)

    real_check = proofs.check_steps
    monkeypatch.setattr(proofs, "check_steps", check)
    assert proofs.prove(theorem, catalog, models=models).complete
    return found
