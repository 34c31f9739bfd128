"""How tight a bound is over its domain."""

from __future__ import annotations

import json

import pytest

from w2s_theory.checks.tightness import tightness
from w2s_theory.records.errors import InputError
from w2s_theory.theorems.listing import Catalog

SHRINKAGE = "student_error_ge_of_shrinkage"


def test_a_sharp_bound_is_reached_at_every_grid_value():
    found = tightness(SHRINKAGE, [0.3, 0.9])
    assert [row.at for row in found.rows] == [0.3, 0.9]
    for row in found.rows:
        assert row.ratio == pytest.approx(1, abs=1e-3)
        assert row.ratio == pytest.approx(row.measured / row.bound)
        assert abs(row.reached - row.at) <= 0.2


def test_a_bound_that_is_not_sharp_shows_its_slack():
    from dataclasses import replace

    theorem = Catalog()[SHRINKAGE]
    half = replace(theorem, bound=theorem.bound / 2, stable_bound=theorem.stable_bound / 2)
    assert [row.ratio for row in tightness(half, [0.3]).rows] == pytest.approx([2], abs=1e-2)


def test_the_optimiser_reaches_the_bound_without_the_witness():
    from dataclasses import replace

    found = tightness(replace(Catalog()[SHRINKAGE], witness=None), {"L_TE": [0.3]})
    (row,) = found.rows
    assert row.found_by == "optimiser" and row.ratio == pytest.approx(1, abs=2e-2)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_table():
    assert tightness(SHRINKAGE, [0.2], seed=5) == tightness(SHRINKAGE, [0.2], seed=5)


def test_it_prints_itself():
    found = tightness(SHRINKAGE, [0.3])
    assert json.loads(json.dumps(found.to_dict()))["rows"][0]["at"] == 0.3
    assert SHRINKAGE in repr(found) and "0.3" in found._repr_html_() and "tabular" in found.to_latex()


@pytest.mark.parametrize(
    "grid", [[], [2], [-0.1], ["a"], {"d": [3]}, {"L_TE": [0.1], "d": [3]}, [float("nan")], 3]
)
def test_bad_grids_are_refused(grid):
    with pytest.raises(InputError):
        tightness(SHRINKAGE, grid)


def test_unknown_theorems_and_identities_are_refused():
    with pytest.raises(InputError, match="did you mean"):
        tightness("student_error_ge_of_shrinkagee")
    with pytest.raises(InputError, match="one-sided"):
        tightness("relu_eigenvalue_eq_gamma_ratio")
