"""Draws that a page shows: some as they came, those nearest to the bound, and none drawn twice."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from w2s_theory.checks.run import check_theorem
from w2s_theory.checks.shown import NEAREST, RANDOM, shown_draws
from w2s_theory.records.draws import Draws
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
SQUARE = "student_error_ge_three_quarters_sq_of_shrinkage"


def draws(ratio: np.ndarray) -> Draws:
    """Draws whose measured value is this many times the bound."""
    level = np.linspace(0.2, 0.8, len(ratio))
    return Draws({"L_TE": level}, ratio * 0.75 * level**2, np.zeros(len(ratio)))


def plain():
    return replace(CATALOG[SQUARE], conditions=())


def test_the_nearest_are_picked_and_the_others_are_the_first():
    ratio = np.full(200, 3.0)
    ratio[150:170] = 1.0 + np.arange(20) / 100
    shown = shown_draws(plain(), draws(ratio))
    assert shown is not None and shown.nearest is not None and shown.admitted == 200
    assert len(shown.random) == RANDOM and len(shown.nearest) == NEAREST
    np.testing.assert_allclose(shown.random.parameters["L_TE"], np.linspace(0.2, 0.8, 200)[:RANDOM])
    bound = 0.75 * shown.nearest.parameters["L_TE"] ** 2
    np.testing.assert_allclose(shown.nearest.measured / bound, ratio[150:162])


def test_few_draws_are_not_all_called_nearest():
    shown = shown_draws(plain(), draws(np.linspace(1, 2, 10)))
    assert shown is not None and shown.nearest is not None
    assert (len(shown.random), len(shown.nearest)) == (8, 2)
    assert shown_draws(plain(), draws(np.full(3, np.nan))) is None


def test_of_an_identity_none_is_nearer_than_another():
    theorem = CATALOG["student_error_eq_bias_plus_noise"]
    shown = shown_draws(theorem, theorem.experiment(np.random.default_rng(1), 20))
    assert shown is not None and shown.nearest is None and len(shown.random) == 20


def test_the_check_hands_on_draws_that_it_judged_and_writes_none_of_them():
    theorem = CATALOG[SQUARE]
    made: list[Draws] = []

    def experiment(rng, size):
        made.append(theorem.experiment(rng, size))
        return made[-1]

    verdict = check_theorem(replace(theorem, experiment=experiment), CATALOG, quick=True)
    shown = verdict.numeric.shown
    assert shown is not None and set(shown.random.measured) <= set(made[0].measured)
    assert "shown" not in verdict.to_dict() and "shown=" not in repr(verdict.numeric)
    again = pickle.loads(pickle.dumps(verdict))
    np.testing.assert_array_equal(again.numeric.shown.random.measured, shown.random.measured)
    assert again == verdict == replace(verdict, numeric=replace(verdict.numeric, shown=None))


def test_pages_draw_nothing_anew(monkeypatch):
    from w2s_theory.report.figures import page_draws

    theorem = CATALOG[SQUARE]
    verdict = check_theorem(theorem, CATALOG, quick=True)
    never = replace(theorem, experiment=lambda rng, size: pytest.fail("drawn again"))
    assert page_draws(never, verdict) is verdict.numeric.shown
