"""Draws made from a setting satisfy it, move near what is tight, and say what they cannot draw."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from w2s_theory.checks.admission import admit
from w2s_theory.checks.sides import sides_on
from w2s_theory.notation import L_ST, L_TE, f_ST, f_star, f_TE, inner, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.errors import InputError
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.theorem import Theorem, made_from_setting
from w2s_theory.theorems.listing import Catalog
from w2s_theory.theorems.setting_draws import SettingDraws, with_experiment

UNIT = ("target.unit", Claim(inner(f_star, f_star), "==", 1))
P = Operator("P", "projection", ((f_star, f_TE),))
ERROR = Parameter("L_TE", reals(0, 1))
VECTORS = ("f_star", "f_TE", "f_ST")
ALIKE = [
    "noise_energy_eq_of_projection",
    "student_error_eq_ceiling_plus_projected_residual",
    "student_error_ge_of_norm_nonincreasing",
    "student_error_ge_of_proximal_student",
    "student_error_ge_of_shrinkage",
    "student_error_ge_sq_of_eigenfunction_target",
    "student_error_ge_teacher_error_of_isotropic_student",
    "student_error_le_of_convex_student",
]


def theorem(*facts, operators=(P,), parameters=(ERROR,), **fields) -> Theorem:
    given = {"quantity": L_ST, "relation": ">=", "bound": 0, **fields}
    return Theorem(
        name="mine",
        parameters=parameters,
        setting=Hilbert(VECTORS, operators, facts),
        proof=lambda: (),
        **given,
    )


@pytest.mark.parametrize("name", ALIKE)
def test_no_theorem_is_contradicted_by_draws_of_its_own_setting(name: str) -> None:
    made = with_experiment(replace(Catalog()[name], experiment=made_from_setting, attack=None, conditions=()))
    found = admit(made, made.experiment(np.random.default_rng(1), 120))
    assert len(found.draws) > 40 and not found.not_numbers
    assert all(np.all(side.excess(found.draws.measured) <= 0) for side in sides_on(made, found.draws))


def test_facts_hold_on_the_draws() -> None:
    """A free student with <f*, f_ST> = s <f*, f_TE> and a norm of its own: measured by letters of the facts."""
    made = with_experiment(
        theorem(
            UNIT,
            ("along", Claim(inner(f_star, f_ST), "==", s * inner(f_star, f_TE))),
            ("norm", Claim(inner(f_ST, f_ST), "<=", inner(f_TE, f_TE))),
            parameters=(Parameter("L_TE", reals(0, 1)), Parameter("s", reals(-3, 3))),
            quantity=L_ST,
        )
    )
    draws = made.experiment(np.random.default_rng(0), 200)
    teacher, along = draws.parameters["L_TE"], draws.parameters["s"]
    norm_squared = draws.measured - 1 + 2 * along * (1 - teacher)  # ||f_ST||^2, by the first fact
    assert len(draws) > 100 and np.all(draws.error < 1e-8)
    assert np.all(norm_squared >= (along * (1 - teacher)) ** 2 - 1e-8), "Cauchy and Schwarz with ||f*|| = 1"
    assert np.all(norm_squared <= 1 - teacher + 1e-8)
    tight = np.abs(norm_squared - (1 - teacher)) < 1e-8
    assert 0.1 < tight.mean() < 1, "what failed was moved to the boundary, not beyond"


def test_an_operator_that_fixes_a_vector_is_drawn() -> None:
    keeps = Operator("Pi", "projection", ((f_star, f_star), (f_TE, f_ST)))
    draws = with_experiment(theorem(UNIT, operators=(P, keeps))).experiment(np.random.default_rng(0), 100)
    # <f*, Pi f_TE> = <f*, f_TE> = ||f_TE||^2 and ||Pi f_TE|| <= ||f_TE||
    teacher = 1 - draws.parameters["L_TE"]
    assert len(draws) > 30 and np.all(1 - 2 * teacher + teacher >= draws.measured - draws.error - 1e-9)


def test_the_optimiser_finds_what_is_tight() -> None:
    """L_ST >= (sqrt(1 + 3 L_TE) - sqrt(1 - L_TE))^2/4 is attained; a bound 1 % above it falls."""
    made = with_experiment(
        replace(Catalog()["student_error_ge_of_shrinkage"], experiment=made_from_setting, attack=None)
    )
    assert made.attack is not None
    from w2s_theory.checks.adversary import attack_bound

    draws = attack_bound(made, np.random.default_rng(0), 1, 800)
    assert draws is not None
    (side,) = sides_on(made, draws)
    assert np.all(side.excess(draws.measured) <= 0) and np.any(side.excess(draws.measured, 0.01) > 0)


def test_whole_letters_stay_whole_and_domains_are_respected() -> None:
    made = theorem(UNIT, parameters=(Parameter("L_TE", reals(0, 1)), Parameter("k", integers(2))), bound=L_TE)
    draws = with_experiment(made).experiment(np.random.default_rng(0), 100)
    assert (
        np.all(draws.parameters["k"] == np.round(draws.parameters["k"])) and draws.parameters["k"].min() >= 2
    )
    assert draws.parameters["L_TE"].min() >= 0 and draws.parameters["L_TE"].max() <= 1


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (theorem(UNIT, ("odd", Claim(inner(f_star, f_star), "==", 2))), "nothing was found that satisfies"),
        (replace(theorem(UNIT), setting=Hilbert(VECTORS, (P,), (UNIT,), random=("f_ST",))), "its setting is random"),
        (theorem(UNIT, parameters=(Parameter("lambdas", reals(0), reals(0, 1), length=3),)), "sequences"),
        (replace(theorem(UNIT), setting=Hilbert(("f_star",), (), (UNIT,)), quantity=inner(f_TE, f_TE)), "vectors"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named_when_draws_are_asked_for(made: Theorem, words: str) -> None:
    with pytest.raises(InputError, match=words) as refusal:
        with_experiment(made).experiment(np.random.default_rng(0), 60)
    assert str(refusal.value).startswith("mine: ") and "experiment=" in str(refusal.value)


def test_an_experiment_of_ones_own_is_left_alone() -> None:
    mine = Catalog()["student_error_ge_of_shrinkage"]
    assert with_experiment(mine) is mine


def test_a_parameter_has_a_typical_part_by_default() -> None:
    assert Parameter("L_TE", reals(0, 1)).typical == reals(0, 1)
    assert Parameter("L_TE", reals(0, 1, lower_open=True)).typical == reals(Fraction(1, 1000), 1)
    assert Parameter("k", integers(2)).typical == integers(2, 12)
    assert Parameter("s", reals()).typical == reals(-10, 10)


def test_a_plan_knows_its_free_vectors() -> None:
    plan = SettingDraws(theorem(UNIT)).plan
    assert plan.free == ("f_star", "f_ST") and plan.unit == ("f_star",)
    assert [name for name, _ in plan.operators[0].images] == ["f_TE"]
