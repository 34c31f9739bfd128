"""Which draws are evidence: inside the stated domain and hypotheses, and numbers."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sympy import Rational, Sum, sqrt
from synthetic_theorems import (
    ATTACK,
    SQUARE_STEP,
    UNIT,
    draws_of,
    expectation,
    parabola,
    probability,
    synthetic,
)

from w2s_theory.checks.admission import admit, inside
from w2s_theory.checks.effort import FEWEST_DRAWS, QUICK
from w2s_theory.checks.numeric import check_numerically
from w2s_theory.checks.run import check_theorem
from w2s_theory.notation import K_1, M_TE, b, d, j, n, s
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Condition, Draws
from w2s_theory.records.parameter import Domain, Parameter, integers, reals
from w2s_theory.records.quantifier import EveryDraw, Identity, Probability, Quantifier
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import Verdict
from w2s_theory.theorems.listing import Catalog

PROVED = {"status": "proved", "proof": lambda: (SQUARE_STEP,), "bound": Rational(1, 4)}


def verdict_of(theorem: Theorem) -> Verdict:
    return check_theorem(theorem, Catalog(), quick=True)


@pytest.mark.parametrize(
    ("domain", "values", "found"),
    [
        (reals(0, 1), [-1e-300, 0, 1, 1.0000000000000002], [False, True, True, False]),
        (reals(0, 1, lower_open=True, upper_open=True), [0, 5e-324, 1], [False, True, False]),
        (integers(2), [1, 2, 2.5, 3, np.inf], [False, True, False, True, False]),
        (Domain(), [-1e300, np.nan, np.inf], [True, False, False]),
        (reals(Fraction(1, 10), Fraction(3, 10)), [0.1, 0.3], [True, True]),
    ],
)
def test_a_domain_holds_its_ends_and_no_more(domain: Domain, values: list, found: list) -> None:
    assert list(inside(domain, np.array(values, dtype=float))) == found


def test_each_draw_is_set_aside_once_and_counted() -> None:
    values = np.array([-0.5, 0.2, 0.4, 0.6, 0.8, 1.5])
    low = Condition("s <= 7/10", lambda draws: draws.parameters["s"] <= 0.7)
    theorem = synthetic(parabola, hypotheses=(Claim(s, ">=", Rational(3, 10)),), conditions=(low,))
    found = admit(theorem, draws_of({"s": values}, values * (1 - values)))
    assert list(found.draws.parameters["s"]) == [0.4, 0.6] and found.made == 6 and not found.not_numbers
    assert [(each.draws, each.reason.split(",")[0]) for each in found.set_aside] == [
        (2, "lie outside the stated domain"),
        (1, "violate the hypothesis s >= 3/10"),
        (1, "fail the condition s <= 7/10"),
    ]
    assert found.set_aside[0].text(6) == "2 of 6 draws lie outside the stated domain, s in [0, 1]"


def test_every_entry_of_a_sequence_must_lie_in_the_domain() -> None:
    theorem = synthetic(
        parabola, parameters=(Parameter("b", reals(-1, 1), reals(-1, 1), length=2),), bound=b[0] + 1
    )
    found = admit(theorem, draws_of({"b": np.array([[0.5, 1.5], [0.5, 0.5]])}, [0.1, 0.1]))
    assert len(found.draws) == 1 and found.set_aside[0].draws == 1


@pytest.mark.parametrize(("off", "kept"), [(0.0, 1), (1e-11, 1), (1e-6, 0)])
def test_an_equation_between_parameters_holds_up_to_rounding(off: float, kept: int) -> None:
    letters = (
        Parameter("b", reals(0, 1), reals(0, 1), length=3),
        Parameter("K_1", reals(0), reals(0, 3)),
    )
    theorem = synthetic(
        parabola, parameters=letters, hypotheses=(Claim(K_1, "==", Sum(b[j], (j, 0, 2))),), bound=K_1
    )
    values = np.array([[0.1, 0.2, 0.3]])
    draws = draws_of({"b": values, "K_1": values.sum(axis=1) + off}, [0.1])
    assert len(admit(theorem, draws).draws) == kept
    # a measured parameter satisfies an equation up to its own uncertainty
    doubtful = replace(draws, uncertainty={"K_1": np.array([1e-5])})
    assert len(admit(theorem, doubtful).draws) == 1


def test_a_sum_of_another_length_in_each_draw_is_no_obstacle() -> None:
    letters = (
        Parameter("b", reals(0, 1), reals(0, 1), length=3),
        Parameter("n", integers(1), integers(1, 3)),
    )
    theorem = synthetic(
        parabola, parameters=letters, hypotheses=(Claim(Sum(b[j], (j, 0, n - 1)), "<=", 1),), bound=1 + 0 * n
    )
    draws = draws_of({"b": np.full((3, 3), 0.4), "n": np.array([1, 2, 3])}, np.full(3, 0.1))
    assert list(admit(theorem, draws).draws.parameters["n"]) == [1, 2]


def test_a_strict_hypothesis_has_no_slack_and_one_without_its_letters_says_nothing() -> None:
    letters = (Parameter("M_TE", integers(1), integers(1, 9)), Parameter("d", integers(1), integers(1, 9)))
    theorem = synthetic(parabola, parameters=letters, hypotheses=(Claim(M_TE, "<", d),), bound=M_TE)
    draws = draws_of({"M_TE": np.array([2, 3, 4]), "d": np.array([3, 3, 3])}, [0.1, 0.1, 0.1])
    assert len(admit(theorem, draws).draws) == 1
    assert len(admit(theorem, draws_of({"M_TE": np.array([4])}, [0.1])).draws) == 1


# evidence neither for nor against


def beyond(rng: np.random.Generator, size: int) -> Draws:
    """s (1 - s) for s in [0, 3/10]: half of the draws in a domain that ends at 3/20."""
    values = rng.uniform(0, 0.3, size)
    return draws_of({"s": values}, values * (1 - values))


SMALL = (Parameter("s", reals(0, Fraction(3, 20)), reals(0, Fraction(3, 20))),)


def test_power_of_draws_outside_the_domain_is_no_power() -> None:
    """In [0, 3/20] the value stays below 0.13; only draws beyond notice that 21/100 is nearly wrong."""
    theorem = synthetic(beyond, **{**PROVED, "bound": Rational(21, 100)})
    assert check_numerically(theorem, 0, QUICK).powerful
    trial = check_numerically(replace(theorem, parameters=SMALL), 0, QUICK)
    assert not trial.powerful and not trial.refuted
    verdict = verdict_of(replace(theorem, parameters=SMALL, status="empirical"))
    assert verdict.verdict == "undecided" and "not noticed" in verdict.reason
    assert any("lie outside the stated domain, s in [0, 3/20]" in each for each in verdict.remarks)


def test_a_true_claim_is_not_refuted_by_draws_outside_its_domain() -> None:
    true = synthetic(beyond, **{**PROVED, "bound": Rational(51, 400), "parameters": SMALL})
    trial = check_numerically(true, 0, QUICK)
    assert not trial.refuted and trial.powerful and trial.decided
    (aside,) = trial.set_aside
    assert aside.draws + trial.admitted == trial.draws and aside.draws > 10
    row = verdict_of(true).to_dict()
    assert row["set_aside"] == [{"reason": aside.reason, "draws": aside.draws}]
    assert check_numerically(replace(true, parameters=(UNIT,)), 0, QUICK).refuted


def test_the_same_for_a_hypothesis() -> None:
    small = Claim(s, "<=", Rational(3, 20))
    true = synthetic(beyond, bound=Rational(51, 400), hypotheses=(small,))
    assert (
        not check_numerically(true, 0, QUICK).refuted
        and check_numerically(replace(true, hypotheses=()), 0, QUICK).refuted
    )


@pytest.mark.parametrize("quantifier", [EveryDraw(), Identity()], ids=str)
def test_a_few_draws_decide_nothing(quantifier: Quantifier) -> None:
    """One draw in sixty is admitted, and what the optimiser adds does not make up for the others."""

    def sparse(rng: np.random.Generator, size: int) -> Draws:
        values = np.append(0.5, np.full(size - 1, 2.0))
        return draws_of({"s": values}, np.append(0.25, np.zeros(size - 1)))

    bound = Rational(1, 4) if quantifier == EveryDraw() else s * (1 - s)
    relation = "<=" if quantifier == EveryDraw() else "=="
    trial = check_numerically(
        synthetic(sparse, bound=bound, quantifier=quantifier, relation=relation, attack=ATTACK), 0, QUICK
    )
    assert not trial.decided and not trial.refuted
    assert f"{FEWEST_DRAWS} are needed" in trial.problem and "lie outside the stated domain" in trial.problem


def test_an_experiment_that_admits_few_is_run_again() -> None:
    """Every tenth draw satisfies the condition: six in sixty, and more when it is run again."""
    tenth = Condition("s < 1/10", lambda draws: draws.parameters["s"] < 0.1)
    trial = check_numerically(synthetic(parabola, bound=s * (1 - s), conditions=(tenth,)), 0, QUICK)
    assert trial.decided and trial.admitted >= FEWEST_DRAWS and trial.draws > QUICK.draws


# what is no number


def spoiled(field: str, value: float, count: int = 3):
    def experiment(rng: np.random.Generator, size: int) -> Draws:
        draws = parabola(rng, size)
        column = (draws.parameters["s"] if field == "s" else getattr(draws, field)).copy()
        column[:count] = value
        return replace(draws, **({"parameters": {"s": column}} if field == "s" else {field: column}))

    return experiment


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("measured", np.nan, "measured value that is not a number"),
        ("measured", -np.inf, "infinite measured value"),
        ("error", np.nan, "finite error bound"),
        ("error", np.inf, "finite error bound"),
        ("s", np.nan, "finite number for s"),
        ("s", np.inf, "finite number for s"),
    ],
)
@pytest.mark.parametrize("count", [3, 60])
def test_a_missing_number_leaves_it_undecided_and_is_named(field, value, word, count) -> None:
    verdict = verdict_of(synthetic(spoiled(field, value, count), attack=ATTACK, **PROVED))
    assert verdict.verdict == "undecided" and word in verdict.reason and f"{count} of " in verdict.reason
    assert verdict_of(synthetic(parabola, attack=ATTACK, **PROVED)).verdict == "verified"


@pytest.mark.parametrize(
    ("relation", "value", "word"),
    [
        ("<=", np.inf, "refuted"),
        ("<=", -np.inf, "undecided"),
        (">=", -np.inf, "refuted"),
        (">=", np.inf, "undecided"),
        ("==", np.inf, "refuted"),
    ],
)
def test_an_infinite_value_contradicts_where_it_is_on_the_wrong_side(relation, value, word) -> None:
    fields = {"relation": relation, "bound": s * (1 - s)}
    verdict = verdict_of(synthetic(spoiled("measured", value), **fields))
    assert verdict.verdict == word, verdict.reason
    row = verdict.to_dict()
    assert row["measured"] is None or np.isfinite(row["measured"])


def test_a_bound_that_is_no_number_never_holds() -> None:
    """sqrt(1/2 - s) has a value for half of the domain only."""
    theorem = synthetic(
        parabola, bound=1 + sqrt(Rational(1, 2) - s), parameters=(replace(UNIT, typical=reals(0, Fraction(1, 2))),)
    )  # fmt: skip
    verdict = verdict_of(theorem)
    assert verdict.verdict == "undecided" and "a bound that is not a finite number" in verdict.reason


def test_a_mean_of_those_that_have_a_number_is_not_the_mean() -> None:
    """Refuted without the gaps; with them the missing values may be the small ones."""
    wrong = expectation(0.3, "<=", Fraction(1, 10))
    assert check_numerically(wrong, 0, QUICK).refuted

    def gaps(rng: np.random.Generator, size: int) -> Draws:
        draws = wrong.experiment(rng, size)
        return replace(draws, measured=np.where(np.arange(size) % 7 == 0, np.nan, draws.measured))

    trial = check_numerically(replace(wrong, experiment=gaps), 0, QUICK)
    assert not trial.refuted and not trial.decided and "not a number" in trial.problem


# probability: the draws' delta is the statement's


def test_failures_are_counted_against_the_delta_of_the_draws() -> None:
    """The draws carry delta = 1/10, the claim fails with probability 3/10: counted against 1/2 it would pass."""
    wrong = probability(0.3, quantifier=Probability(Fraction(1, 2)))
    trial = check_numerically(wrong, 0, replace(QUICK, draws=400))
    assert not trial.decided and not trial.refuted
    assert "carry another delta, 0.1, than the 0.5 of its quantifier" in trial.problem
    assert verdict_of(wrong).verdict == "undecided"
    assert check_numerically(
        replace(wrong, quantifier=Probability(Fraction(1, 10))), 0, replace(QUICK, draws=400)
    ).refuted


def test_one_draw_of_another_delta_is_enough() -> None:
    theorem = probability(0.0)

    def mixed(rng: np.random.Generator, size: int) -> Draws:
        draws = theorem.experiment(rng, size)
        delta = np.where(np.arange(size) == size - 1, 0.05, draws.parameters["delta"])
        return replace(draws, parameters={**draws.parameters, "delta": delta})

    trial = check_numerically(replace(theorem, experiment=mixed), 0, replace(QUICK, draws=100))
    assert not trial.decided and "1 of 100 draws carry another delta, 0.05" in trial.problem


def test_draws_and_statement_must_speak_of_delta() -> None:
    theorem = probability(0.0)
    silent = check_numerically(replace(theorem, parameters=theorem.parameters[:1]), 0, QUICK)
    assert not silent.decided and "declares no letter delta" in silent.problem

    def without(rng: np.random.Generator, size: int) -> Draws:
        draws = theorem.experiment(rng, size)
        return replace(draws, parameters={"L_TE": draws.parameters["L_TE"]})

    bare = check_numerically(replace(theorem, experiment=without), 0, QUICK)
    assert not bare.decided and "do not carry the letter delta" in bare.problem


def test_a_draw_without_a_number_does_not_lower_the_count_of_draws() -> None:
    """Every second draw has no number; of the others half fail, too many for delta = 1/10 whatever the rest did."""

    def gaps(theorem: Theorem):
        def experiment(rng: np.random.Generator, size: int) -> Draws:
            draws = theorem.experiment(rng, size)
            return replace(draws, measured=np.where(np.arange(size) % 2 == 0, np.nan, draws.measured))

        return replace(theorem, experiment=experiment)

    many = check_numerically(gaps(probability(0.5)), 0, replace(QUICK, draws=1000))
    assert many.refuted and "of 1000 draws fail" in many.problem
    few = check_numerically(gaps(probability(0.05)), 0, replace(QUICK, draws=1000))
    assert not few.refuted and not few.decided and "not a number" in few.problem


# a broken float promise is a fault of the number, not of the claim


def test_a_broken_promise_of_float64_is_undecided() -> None:
    """s >= (1 - sqrt(1 - s))^2, whose float64 form loses digits for small s."""

    def itself(rng: np.random.Generator, size: int) -> Draws:
        values = rng.random(size)
        return draws_of({"s": values}, values)

    true = synthetic(
        itself, quantity=s, relation=">=", bound=(1 - sqrt(1 - s)) ** 2, float_accuracy=1e-15,
        parameters=(Parameter("s", reals(0, 1), reals(0, 1)),), discrepancy=Fraction(9, 10),
    )  # fmt: skip
    verdict = verdict_of(true)
    assert verdict.verdict == "undecided" and not verdict.numeric.refuted
    assert verdict.reason.startswith("the float64 form of the bound is less accurate than promised")
    assert verdict_of(replace(true, stable_bound=s**2 / (1 + sqrt(1 - s)) ** 2)).verdict == "measured"


def test_a_wrong_stable_form_does_not_refute_the_claim_and_hides_no_contradiction() -> None:
    """Draws are judged by the stable form; what contradicts the exact bound too still refutes."""
    true = synthetic(parabola, stable_bound=Rational(1, 5) + 0 * s, attack=ATTACK)
    assert check_numerically(true, 0, QUICK).refuted and not check_numerically(true, 0, QUICK).certified
    verdict = verdict_of(true)
    assert verdict.verdict == "undecided" and "another number" in verdict.reason
    false = replace(true, bound=Rational(6, 25) + 0 * s)
    assert check_numerically(false, 0, QUICK).certified and verdict_of(false).verdict == "refuted"
