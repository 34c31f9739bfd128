"""The numeric check by quantifier: true claims are not refuted and shown with power, wrong ones are refuted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sympy import Rational
from synthetic_theorems import (
    ATTACK,
    NEVER,
    draws_of,
    expectation,
    noisy_mean,
    parabola,
    power_law,
    probability,
    synthetic,
)

from w2s_theory.checks.numeric import QUICK, check_numerically
from w2s_theory.checks.run import check_theorem
from w2s_theory.notation import L_ST, M_TE, s
from w2s_theory.records.errors import InputError
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.quantifier import Asymptotic, Expectation, Identity, Probability
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.listing import Catalog

SMALL = replace(QUICK, draws=100, samples=6_400)


def test_every_draw_true_and_attained() -> None:
    trial = check_numerically(synthetic(parabola, attack=ATTACK), 0, QUICK)
    assert trial.decided and not trial.refuted and trial.powerful and trial.admitted == trial.draws
    assert trial.tightness == pytest.approx(1, abs=1e-3) and trial.attack == pytest.approx(1, abs=1e-6)
    assert trial.margin is not None and trial.margin >= 0 and trial.false_alarm == 0.0


def test_every_draw_true_but_loose_has_no_power() -> None:
    """A bound ten times too large is not refuted, and the check says that it could not have seen a wrong one."""
    trial = check_numerically(synthetic(parabola, bound=Rational(5, 2) + 0 * s, attack=ATTACK), 0, QUICK)
    assert not trial.refuted and not trial.powerful and "not noticed" in trial.problem


@pytest.mark.parametrize("bound", [Rational(24, 100), Rational(1, 10)])
def test_every_draw_wrong(bound) -> None:
    trial = check_numerically(synthetic(parabola, bound=bound + 0 * s, attack=ATTACK), 0, QUICK)
    assert (
        trial.refuted and "contradicts it" in trial.problem and trial.margin is not None and trial.margin < 0
    )


def test_every_draw_within_its_own_error_is_no_contradiction() -> None:
    def rough(rng, size):
        values = np.full(size, 0.5)
        return draws_of({"s": values}, 0.25 + 1e-6 + 0 * values, error=2e-6)

    assert not check_numerically(synthetic(rough), 0, QUICK).refuted
    assert check_numerically(
        synthetic(lambda rng, size: replace(rough(rng, size), error=np.full(size, 1e-9))), 0, QUICK
    ).refuted


def test_identity_needs_equality_on_both_sides() -> None:
    exact = {"quantifier": Identity(), "relation": "==", "bound": s * (1 - s), "sharpness": "exact"}
    assert not check_numerically(synthetic(parabola, **exact), 0, QUICK).refuted
    assert check_numerically(synthetic(parabola, **exact), 0, QUICK).powerful
    for wrong in (s * (1 - s) * Rational(101, 100), s * (1 - s) * Rational(99, 100)):
        assert check_numerically(synthetic(parabola, **{**exact, "bound": wrong}), 0, QUICK).refuted


@pytest.mark.parametrize(
    ("mean", "relation", "bound", "refuted"),
    [
        (0.30, "<=", Fraction(30, 100), False),
        (0.30, ">=", Fraction(30, 100), False),
        (0.30, "==", Fraction(30, 100), False),
        (0.30, "<=", Fraction(20, 100), True),
        (0.30, ">=", Fraction(40, 100), True),
        (0.30, "==", Fraction(40, 100), True),
        (0.30, "==", Fraction(20, 100), True),
    ],
)
def test_expectation(mean: float, relation: str, bound: Fraction, refuted: bool) -> None:
    trial = check_numerically(expectation(mean, relation, bound), 0, SMALL)
    assert trial.refuted == refuted and trial.decided and trial.false_alarm == 1e-8
    assert refuted or trial.powerful


def test_expectation_stops_when_decided_and_gives_up_at_the_end_of_its_budget() -> None:
    short = check_numerically(
        expectation(0.3, "<=", Fraction(3, 10)), 0, replace(SMALL, draws=10, samples=20)
    )
    assert not short.decided and not short.refuted and not short.powerful and "budget" in short.problem
    long = check_numerically(expectation(0.3, "<=", Fraction(1, 10)), 0, SMALL)
    assert long.refuted and long.draws < SMALL.samples


def test_expectation_does_not_stop_at_a_stronger_claim_that_falls_first() -> None:
    """With the mean far beyond the bound, the bound made stronger is refuted earlier than the bound."""
    for relation, bound in (("<=", Fraction(25, 100)), (">=", Fraction(35, 100))):
        trial = check_numerically(
            expectation(0.3, relation, bound, discrepancy=Fraction(1, 10)), 0, replace(SMALL, samples=20_000)
        )
        assert trial.refuted, trial.problem


def test_expectation_takes_the_true_range_only() -> None:
    """A value outside the declared range is a defect of the theorem, never a decision."""
    wrong = expectation(
        0.5, "<=", Fraction(1, 2), quantifier=Expectation(value_range=(Fraction(0), Fraction(1, 4)))
    )
    with pytest.raises(ValueError, match="outside the a-priori range"):
        check_numerically(wrong, 0, SMALL)
    for nothing_or_both in ({}, {"value_range": (Fraction(0), Fraction(1)), "value_variance": s}):
        with pytest.raises(InputError, match="either value_range or value_variance"):
            Expectation(**nothing_or_both)


def test_expectation_of_true_claims_is_never_refuted_over_many_seeds() -> None:
    for seed in range(40):
        assert not check_numerically(
            expectation(0.3, "<=", Fraction(3, 10)), seed, replace(SMALL, samples=1_000)
        ).refuted


@pytest.mark.parametrize(
    ("rate", "refuted"), [(0.0, False), (0.05, False), (0.10, False), (0.35, True), (1.0, True)]
)
def test_probability(rate: float, refuted: bool) -> None:
    trial = check_numerically(probability(rate), 0, replace(SMALL, draws=1000))
    assert trial.refuted == refuted and (trial.powerful or refuted) and trial.method == "failure count"
    assert not refuted or "fail, more than probability 0.1 explains" in trial.problem


def test_probability_with_few_draws_has_no_power() -> None:
    trial = check_numerically(probability(0.0), 0, replace(SMALL, draws=6))
    assert not trial.refuted and not trial.powerful and "not noticed" in trial.problem
    for delta in (Fraction(0), Fraction(1)):
        with pytest.raises(InputError, match="delta must lie between 0 and 1"):
            Probability(delta)


def asymptotic(exponent: float, relation: str = "==", noise: float = 0.02, **fields) -> Theorem:
    """L_ST against M_TE^-2."""
    parameters = (Parameter("M_TE", integers(1), integers(4, 2**14)),)
    given = {
        "quantity": L_ST,
        "relation": relation,
        "bound": 1 / M_TE**2,
        "parameters": parameters,
        "quantifier": Asymptotic("M_TE"),
    }
    return synthetic(power_law(exponent, noise), **{**given, **fields})


@pytest.mark.parametrize(
    ("exponent", "relation", "refuted"),
    [
        (2, "==", False),
        (1.9, "==", True),
        (2.1, "==", True),
        (2, "<=", False),
        (2.2, "<=", False),
        (1.8, "<=", True),
        (1.8, ">=", False),
        (2.2, ">=", True),
    ],
)
def test_asymptotic(exponent: float, relation: str, refuted: bool) -> None:
    trial = check_numerically(asymptotic(exponent, relation), 0, SMALL)
    assert trial.refuted == refuted and trial.powerful and (not refuted or "exponent" in trial.problem)


def test_asymptotic_with_too_much_noise_has_no_power() -> None:
    trial = check_numerically(asymptotic(2, noise=3.0), 0, SMALL)
    assert not trial.refuted and not trial.powerful and "too wide" in trial.problem
    with pytest.raises(InputError, match="d does not name a parameter"):
        asymptotic(2, quantifier=Asymptotic("d"))


CLAIMS = {
    "every draw": synthetic(parabola),
    "identity": synthetic(parabola, quantifier=Identity(), relation="==", bound=s * (1 - s)),
    "expectation": expectation(0.3, "<=", Fraction(3, 10)),
    "probability": probability(0.05),
    "asymptotic": asymptotic(2),
}


@pytest.mark.parametrize("quantifier", CLAIMS)
def test_no_admitted_draw_leaves_it_undecided(quantifier: str) -> None:
    trial = check_numerically(replace(CLAIMS[quantifier], conditions=(NEVER,)), 0, SMALL)
    assert (
        trial.admitted == 0
        and not trial.decided
        and not trial.refuted
        and not trial.powerful
        and trial.problem
    )


@pytest.mark.parametrize("quantifier", CLAIMS)
def test_verdict_on_a_true_claim_without_a_proof(quantifier: str) -> None:
    """Status empirical: measured; status proved with a proof of something else: consistent."""
    true = CLAIMS[quantifier]
    verdict = check_theorem(true, Catalog(), quick=False)
    assert verdict.verdict == "measured", verdict.reason
    claimed = replace(true, status="proved", proof=lambda: ())
    assert check_theorem(claimed, Catalog(), quick=False).verdict == "consistent"


def test_verdict_verified_needs_proof_and_power() -> None:
    proved = synthetic(parabola, status="proved", attack=ATTACK)
    assert check_theorem(replace(proved, bound=Rational(1, 4)), Catalog(), quick=True).verdict == "verified"
    loose = replace(proved, bound=Rational(5, 2))
    assert check_theorem(loose, Catalog(), quick=True).verdict == "undecided"
    wrong = replace(proved, bound=Rational(24, 100))
    assert check_theorem(wrong, Catalog(), quick=True).verdict == "refuted"
    none = replace(proved, bound=Rational(1, 4), conditions=(NEVER,))
    assert check_theorem(none, Catalog(), quick=True).verdict == "undecided"
    measured = replace(proved, bound=Rational(1, 4), experiment=noisy_mean(0.5))
    assert measured.quantity == s * (1 - s)
