"""How far draws are from contradicting a claim: sides, tolerances, admitted draws."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sympy import Rational, sqrt
from synthetic_theorems import NEVER, draws_of, parabola, synthetic

from w2s_theory.checks.sides import Side, admitted, bound_on, declared, sides_on
from w2s_theory.notation import s
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.parameter import Parameter, reals

VALUES = np.array([0.1, 0.5, 0.9])
DRAWS = draws_of({"s": VALUES}, VALUES * (1 - VALUES))


@pytest.mark.parametrize(
    ("relation", "measured", "excess"),
    [
        (">=", [1.9, 2.0, 2.1], [0.1, 0.0, -0.1]),
        (">", [1.9, 2.0, 2.1], [0.1, 0.0, -0.1]),
        ("<=", [1.9, 2.0, 2.1], [-0.1, 0.0, 0.1]),
        ("<", [1.9, 2.0, 2.1], [-0.1, 0.0, 0.1]),
        ("==", [1.9, 2.0, 2.1], [0.1, 0.0, 0.1]),
    ],
)
def test_excess_is_positive_beyond_the_bound(relation: str, measured: list, excess: list) -> None:
    side = Side(relation, np.full(3, 2.0), np.zeros(3))
    assert np.allclose(side.excess(np.array(measured)), excess)
    tolerant = Side(relation, np.full(3, 2.0), np.full(3, 0.05))
    assert np.allclose(tolerant.excess(np.array(measured)), np.array(excess) - 0.05)


@pytest.mark.parametrize(
    ("relation", "changes"),
    [(">=", (0.05,)), (">", (0.05,)), ("<=", (-0.05,)), ("<", (-0.05,)), ("==", (0.05, -0.05))],
)
@pytest.mark.parametrize("bound", [2.0, -2.0])
def test_mutations_make_the_claim_stronger(relation: str, changes: tuple, bound: float) -> None:
    """What just holds with the bound itself fails with the changed one, whatever the bound's sign."""
    side = Side(relation, np.array([bound]), np.zeros(1))
    assert side.mutations(0.05) == changes
    for change in changes:
        assert side.excess(np.array([bound]), change)[0] == pytest.approx(0.1)


def test_sides_carry_relation_bound_and_tolerance() -> None:
    (side,) = sides_on(synthetic(parabola, bound=s**2 + 1, float_accuracy=1e-3), DRAWS)
    assert side.relation == "<=" and np.allclose(side.bound, VALUES**2 + 1)
    assert np.allclose(side.tolerance, 1e-14 + 1e-3 * side.bound)
    both = sides_on(synthetic(parabola, relation="between", bound=(0 * s, s)), DRAWS)
    assert [each.relation for each in both] == [">=", "<="] and np.allclose(both[1].bound, VALUES)


def test_uncertain_parameters_widen_the_tolerance_by_what_they_do_to_the_bound() -> None:
    uncertain = replace(DRAWS, uncertainty={"s": np.full(3, 1e-3)})
    theorem = synthetic(parabola, bound=s**2)
    plain, wide = sides_on(theorem, DRAWS)[0], sides_on(theorem, uncertain)[0]
    assert np.allclose(wide.tolerance - plain.tolerance, 2 * VALUES * 1e-3 + 1e-6, rtol=1e-6)
    # at the end of the domain a parameter moves inwards only, so the bound stays a number
    end = Draws({"s": np.array([0.0])}, np.array([0.0]), np.array([0.0]), {"s": np.array([1e-4])})
    (side,) = sides_on(synthetic(parabola, bound=sqrt(s)), end)
    assert side.tolerance[0] == pytest.approx(1e-2)


def test_bound_of_no_draws_is_empty() -> None:
    assert bound_on(s**2, DRAWS.select(np.zeros(3, dtype=bool))).shape == (0,)
    assert np.allclose(bound_on(Rational(1, 3) + 0 * s, DRAWS), 1 / 3)


def test_admitted_draws_satisfy_every_condition_and_are_numbers() -> None:
    large = Condition("s > 0.3", lambda draws: draws.parameters["s"] > 0.3)
    small = Condition("s < 0.7", lambda draws: draws.parameters["s"] < 0.7)
    assert list(admitted(synthetic(parabola, conditions=(large, small)), DRAWS).parameters["s"]) == [0.5]
    assert len(admitted(synthetic(parabola, conditions=(NEVER,)), DRAWS)) == 0
    for field, bad in (("measured", np.nan), ("measured", np.inf), ("error", np.nan), ("error", np.inf)):
        broken = getattr(DRAWS, field).copy()
        broken[1] = bad
        assert list(admitted(synthetic(parabola), replace(DRAWS, **{field: broken})).parameters["s"]) == [
            0.1,
            0.9,
        ]


def test_declared_discrepancy_is_a_number() -> None:
    assert declared(synthetic(parabola, discrepancy=Fraction(1, 50))) == 0.02


def test_unknown_uncertainty_is_refused() -> None:
    odd = replace(DRAWS, uncertainty={"d": np.zeros(3)})
    with pytest.raises(KeyError):
        sides_on(synthetic(parabola, parameters=(Parameter("s", reals(0, 1), reals(0, 1)),)), odd)
