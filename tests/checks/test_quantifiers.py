"""Each quantifier: a true claim stands with power, a wrong one is refuted, too little is undecided."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from made_up_theorems import made_up, mean_below, power_law, usually_below

from w2s_theory.checks.numeric import FULL, Effort, run_trial
from w2s_theory.checks.run import check_theorem
from w2s_theory.notation import L_TE
from w2s_theory.spec.draws import Condition, Draws
from w2s_theory.theorems.listing import Catalog


def test_expectation_true():
    trial = run_trial(mean_below("1/2"), 0, FULL)
    assert not trial.refuted and trial.powerful and trial.decided
    assert trial.method == "confidence sequence" and trial.false_alarm == 1e-8


def test_expectation_wrong():
    trial = run_trial(mean_below("2/5"), 0, FULL)
    assert trial.refuted and "beyond the bound" in trial.problem


def test_expectation_with_a_small_budget_is_undecided():
    trial = run_trial(mean_below("1/2"), 0, Effort(draws=20, starts=1, evaluations=10, batches=2, points=4))
    assert not trial.refuted and not trial.decided
    assert check_theorem(mean_below("1/2"), Catalog(), quick=True).verdict in ("measured", "undecided")


def test_expectation_needs_its_range():
    with pytest.raises(ValueError, match="value_range"):
        run_trial(replace(mean_below("1/2"), value_range=None), 0, FULL)


def test_expectation_refuses_an_observed_range():
    """A range that a draw leaves is a wrong hypothesis, not a wide interval."""
    with pytest.raises(ValueError, match="outside the a-priori range"):
        run_trial(replace(mean_below("1/2"), value_range=(Fraction(0), Fraction(1, 4))), 0, FULL)


def test_probability():
    # the failures are 20 % beyond the bound, so a bound 5 % lower is not noticed; 1 % draws below it are
    assert not run_trial(usually_below("1/5"), 0, FULL).refuted
    assert run_trial(usually_below("1/5"), 0, FULL).powerful
    refused = run_trial(usually_below("1/1000"), 0, FULL)
    assert refused.refuted and "more than probability" in refused.problem


def test_probability_without_power_is_said():
    trial = run_trial(replace(usually_below("1/5"), discrepancy=Fraction(1, 1000)), 0, FULL)
    assert not trial.refuted and not trial.powerful and "not noticed" in trial.problem


def test_asymptotic():
    theorem = power_law(2)
    trial = run_trial(theorem, 0, FULL)
    assert not trial.refuted and trial.powerful
    assert run_trial(power_law("3/2"), 0, FULL).refuted
    # never more than consistent, whatever the status says
    verdict = check_theorem(replace(theorem, status="proved"), Catalog(), quick=True)
    assert verdict.verdict == "consistent"


def test_no_admitted_draw_is_undecided():
    never = (Condition("never", lambda draws: np.zeros(len(draws), dtype=bool)),)
    for theorem in (mean_below("1/2"), usually_below("1/5"), power_law(2)):
        trial = run_trial(replace(theorem, conditions=never), 0, FULL)
        assert trial.admitted == 0 and not trial.decided and "conditions" in trial.problem


def exact(rng, size):
    """L_ST is L_TE, exactly."""
    teacher = rng.uniform(0.2, 0.8, size)
    return Draws({"L_TE": teacher}, teacher.copy(), np.zeros(size))


def test_identity_and_every_draw():
    for quantifier, relation in (("identity", "=="), ("every draw", ">="), ("every draw", "<=")):
        trial = run_trial(made_up(quantifier, relation, L_TE, exact), 0, FULL)
        assert not trial.refuted and trial.powerful and trial.tightness == 1.0
        wrong = L_TE + (L_TE / 100 if relation != "<=" else -L_TE / 100)
        assert run_trial(made_up(quantifier, relation, wrong, exact), 0, FULL).refuted


def test_error_bars_are_respected():
    """A draw beyond the bound by less than its own error bound refutes nothing."""

    def off(error):
        def experiment(rng, size):
            draws = exact(rng, size)
            return Draws(draws.parameters, draws.measured * (1 - 1e-3), np.full(size, error))

        return experiment

    assert run_trial(made_up("every draw", ">=", L_TE, off(1e-5)), 0, FULL).refuted
    assert not run_trial(made_up("every draw", ">=", L_TE, off(1e-2)), 0, FULL).refuted


def test_uncertain_parameters_widen_the_bound():
    def experiment(rng, size):
        teacher = rng.uniform(0.2, 0.8, size)
        measured = teacher - 1e-3
        return Draws({"L_TE": teacher}, measured, np.zeros(size), {"L_TE": np.full(size, 2e-3)})

    assert not run_trial(made_up("every draw", ">=", L_TE, experiment), 0, FULL).refuted
    assert run_trial(made_up("every draw", ">=", L_TE + L_TE / 50, experiment), 0, FULL).refuted


def test_a_check_without_power_is_undecided():
    """Draws that stay far from the bound cannot notice that it is wrong."""

    def far(rng, size):
        draws = exact(rng, size)
        return Draws(draws.parameters, draws.measured + 5, draws.error)

    theorem = made_up("every draw", ">=", L_TE, far, status="proved")
    assert check_theorem(theorem, Catalog(), quick=True).verdict == "undecided"
