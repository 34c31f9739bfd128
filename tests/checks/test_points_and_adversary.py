"""Exact test points satisfy the hypotheses; the optimiser finds what random draws miss; wrong views are found."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sympy import Rational, cos, exp, sqrt
from synthetic_theorems import ATTACK, draws_of, parabola, synthetic

from w2s_theory.checks.adversary import attack_bound
from w2s_theory.checks.agreement import evaluations_agree
from w2s_theory.checks.numeric import QUICK, check_numerically
from w2s_theory.checks.points import exact_points
from w2s_theory.checks.sides import sides_on
from w2s_theory.notation import b, d, j, k, n, p, s, x, z
from w2s_theory.records.claim import Claim
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.theorem import Attack
from w2s_theory.simulate.machine.streams import child_generator


def rng(seed: int = 0) -> np.random.Generator:
    return child_generator(seed, "tests")


LETTERS = (
    Parameter("k", integers(0), integers(0, 30)),
    Parameter("p", integers(0, 3), integers(0, 3)),
    Parameter("j", integers(0), integers(0, 9)),
)


def test_points_are_exact_inside_the_domain_and_dense_near_the_ends() -> None:
    domain = reals(0, 1, lower_open=True, upper_open=True)
    theorem = synthetic(parabola, parameters=(Parameter("s", domain, reals(0, 1)),))
    values = [point["s"] for point in exact_points(theorem, rng(), 300)]
    assert len(values) == 300 and all(
        isinstance(value, Fraction) and domain.contains(value) for value in values
    )
    assert (
        sum(value < Fraction(1, 500) for value in values) > 20
        and sum(value > Fraction(499, 500) for value in values) > 20
    )


def test_points_satisfy_equations_and_inequalities() -> None:
    hypotheses = (Claim(k, "==", p + 1 + 2 * j), Claim(k, "<=", 11))
    points = exact_points(synthetic(parabola, parameters=LETTERS, hypotheses=hypotheses), rng(), 40)
    assert len(points) == 40
    for point in points:
        assert point["k"] == point["p"] + 1 + 2 * point["j"] <= 11 and all(
            value.denominator == 1 for value in point.values()
        )


def test_points_of_contradicting_hypotheses_are_none_and_said_to_be_so() -> None:
    nowhere = synthetic(parabola, hypotheses=(Claim(s, ">", 2),))
    assert exact_points(nowhere, rng(), 5) == []
    agreement = evaluations_agree(nowhere, rng(), 5)
    assert agreement.points == 0 and "no point of the domain" in agreement.problem


def test_points_of_a_sequence_have_its_length() -> None:
    theorem = synthetic(
        parabola,
        parameters=(
            Parameter("b", reals(), reals(-1, 1), length=4),
            Parameter("n", integers(1), integers(1, 4)),
        ),
        bound=b[0] + n,
    )
    for point in exact_points(theorem, rng(), 10):
        assert len(point["b"]) == 4 and all(-1 <= each <= 1 for each in point["b"])


def test_points_are_reproducible() -> None:
    assert exact_points(synthetic(parabola), rng(4), 20) == exact_points(synthetic(parabola), rng(4), 20)
    assert exact_points(synthetic(parabola), rng(4), 20) != exact_points(synthetic(parabola), rng(5), 20)


def test_agreement_of_a_stable_form() -> None:
    cancelling = (1 - sqrt(1 - s)) ** 2
    stable = s**2 / (1 + sqrt(1 - s)) ** 2
    typical = (Parameter("s", reals(0, 1), reals(0, 1)),)
    good = evaluations_agree(
        synthetic(parabola, bound=cancelling, stable_bound=stable, parameters=typical, float_accuracy=4e-15),
        rng(),
        40,
    )
    assert good.points == 40 and not good.problem and good.largest_float_error < 4e-15
    # the form as printed loses digits near 0, and that is found
    bad = evaluations_agree(
        synthetic(parabola, bound=cancelling, parameters=typical, float_accuracy=4e-15), rng(), 40
    )
    assert "float64 is off by" in bad.problem


@pytest.mark.parametrize("wrong", [s**2 * Rational(1001, 1000), s**2 + Rational(1, 10**20), s**3, cos(s)])
def test_agreement_refuses_another_number(wrong) -> None:
    found = evaluations_agree(synthetic(parabola, bound=s**2, stable_bound=wrong), rng(), 20)
    assert "another number" in found.problem


def test_agreement_judges_float64_at_its_own_argument() -> None:
    """exp(40 x) has a large condition number, which is no fault of the formula."""
    theorem = synthetic(
        parabola,
        bound=exp(40 * x),
        parameters=(Parameter("x", reals(1, 5), reals(1, 5)),),
        float_accuracy=3e-14,
    )
    assert not evaluations_agree(theorem, rng(), 30).problem


def test_adversary_finds_the_violation_that_random_draws_miss() -> None:
    """A bound below the maximum only in a narrow place."""

    def spike(values):
        return 1 - 20 * np.abs(values - 0.7137)

    def sparse(generator, size):
        values = generator.uniform(0, 0.5, size)
        return draws_of({"s": values}, spike(values))

    attack = Attack(
        1,
        lambda coordinates: draws_of(
            {"s": np.sin(coordinates[:1]) ** 2}, spike(np.sin(coordinates[:1]) ** 2)
        ),
    )
    wrong = synthetic(sparse, bound=Rational(99, 100) + 0 * s, attack=attack)
    assert not check_numerically(replace(wrong, attack=None), 0, QUICK).refuted
    trial = check_numerically(wrong, 0, QUICK)
    assert trial.refuted and trial.attack == pytest.approx(1 / 0.99, rel=1e-3)


def test_adversary_attacks_each_side() -> None:
    theorem = synthetic(
        parabola,
        relation="between",
        bound=(s / 100 - Rational(1, 10**6), Rational(1, 4) + 0 * s),
        attack=ATTACK,
    )
    worst = attack_bound(theorem, rng(), 3, 2000)
    assert worst is not None and len(worst) == 6
    lower, upper = sides_on(theorem, worst)
    assert np.max(upper.excess(worst.measured)) == pytest.approx(0, abs=1e-9)
    # s (1 - s) falls below s/100 near s = 1, which only the attack on the lower side shows
    assert np.max(lower.excess(worst.measured)) > 1e-6


def test_adversary_is_reproducible_and_needs_an_attack() -> None:
    theorem = synthetic(parabola, attack=ATTACK)
    first, again = (attack_bound(theorem, rng(1), 2, 500) for _ in range(2))
    assert first is not None and again is not None and first.measured.tobytes() == again.measured.tobytes()
    assert attack_bound(synthetic(parabola), rng(1), 2, 500) is None


def test_adversary_survives_draws_that_are_no_numbers() -> None:
    attack = Attack(
        1, lambda coordinates: draws_of({"s": np.array([0.5])}, [np.nan if coordinates[0] > 0 else 0.2])
    )
    trial = check_numerically(synthetic(parabola, attack=attack), 0, QUICK)
    assert not trial.refuted and trial.admitted <= trial.draws


def test_letters_of_every_kind_reach_the_points() -> None:
    letters = (Parameter("z", reals(-1, 1), reals(-1, 1)), Parameter("d", integers(2), integers(2, 9)))
    for point in exact_points(synthetic(parabola, parameters=letters, bound=z * d), rng(), 20):
        assert -1 <= point["z"] <= 1 and 2 <= point["d"] <= 9
