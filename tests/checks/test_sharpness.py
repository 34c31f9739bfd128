"""A sharpness that is claimed is shown by a draw or a witness, or said not to be."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from sympy import Rational
from synthetic_theorems import ATTACK, SQUARE_STEP, draws_of, expectation, parabola, synthetic

from w2s_theory.checks.effort import QUICK
from w2s_theory.checks.numeric import check_numerically
from w2s_theory.checks.run import check_theorem
from w2s_theory.checks.sharpness import (
    APPROACHED,
    ATTAINED,
    attained_by_witness,
    nearest,
    sharpness_of_statement,
    shown_sharpness,
)
from w2s_theory.notation import s
from w2s_theory.records.draws import Draws
from w2s_theory.records.quantifier import Identity
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.theorem_page import collect_page
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
CLAIMED = [name for name in CATALOG if CATALOG[name].sharpness in ("exact", "attained")]
TOP = lambda: draws_of({"s": np.array([0.5])}, [0.25])  # noqa: E731
LOOSE = synthetic(
    parabola, status="proved", proof=lambda: (SQUARE_STEP,), bound=Rational(1, 2), sharpness="attained",
    discrepancy=Fraction(3, 5),
)  # fmt: skip


def shown(theorem: Theorem) -> str:
    return shown_sharpness(theorem, check_numerically(theorem, 0, QUICK))


def test_a_loose_bound_is_not_called_attained_anywhere() -> None:
    """Proved, with power, and nowhere nearer than half of the bound."""
    verdict = check_theorem(LOOSE, CATALOG, quick=True)
    assert verdict.sharpness == "not shown" and verdict.claimed_sharpness == "attained"
    row = verdict.to_dict()
    assert row["sharpness"] == "not shown" and row["sharpness_claimed"] == "attained"
    (remark,) = verdict.remarks
    assert remark.startswith("sharpness not shown (attained is claimed; closest ratio 0.")
    assert collect_page(LOOSE, verdict).sharpness == remark
    assert "not shown" in sharpness_of_statement(LOOSE, True)


def test_a_witness_or_a_draw_shows_it() -> None:
    sharp = replace(LOOSE, bound=Rational(1, 4), discrepancy=Fraction(1, 20))
    assert shown(sharp) == "not shown"  # random draws come near and do not reach it
    assert shown(replace(sharp, witness=TOP)) == "attained"
    assert shown(replace(sharp, attack=ATTACK)) == "attained"
    assert sharpness_of_statement(replace(sharp, witness=TOP), False) == "attained, as its witness shows"
    verdict = check_theorem(replace(sharp, witness=TOP), CATALOG, quick=True)
    assert verdict.remarks == () and verdict.sharpness_text == "attained"


def test_an_error_bound_as_large_as_the_gap_shows_nothing() -> None:
    rough = replace(LOOSE, witness=lambda: draws_of({"s": np.array([0.5])}, [0.25], error=0.3))
    assert shown(rough) == "not shown"
    # nor does a bound of 0 that a value of 0 reaches, nor a witness where the statement does not speak
    zero = replace(LOOSE, bound=s**2 * 0 + (s - Rational(1, 2)) * 0)
    assert nearest(zero, draws_of({"s": np.array([0.5])}, [0.0])) is None
    outside = replace(LOOSE, bound=Rational(1, 4), witness=lambda: draws_of({"s": np.array([2.0])}, [0.25]))
    assert attained_by_witness(outside) is None and shown(outside) == "not shown"


def test_an_equality_is_exact_where_its_own_check_shows_it() -> None:
    exact = synthetic(
        parabola, quantifier=Identity(), relation="==", bound=s * (1 - s), sharpness="exact",
    )  # fmt: skip
    assert shown(exact) == "exact"
    assert shown(replace(exact, bound=s * (1 - s) * Rational(11, 10))) == "not shown"

    def rough(rng: np.random.Generator, size: int) -> Draws:
        draws = parabola(rng, size)
        return replace(draws, error=np.ones(size))

    assert shown(replace(exact, experiment=rough)) == "not shown"


def test_of_a_mean_no_single_value_shows_anything() -> None:
    """Values that happen to equal the bound of their mean are no witness."""
    theorem = expectation(0.3, "<=", Fraction(3, 10), sharpness="attained")
    trial = check_numerically(theorem, 0, QUICK)
    assert trial.decided and shown_sharpness(theorem, trial) == "not shown"
    witness = lambda: draws_of({"L_TE": np.array([0.5])}, [0.3])  # noqa: E731
    assert shown(replace(theorem, witness=witness)) == "attained"


@pytest.mark.parametrize("word", ["rate", "unknown"])
def test_what_no_draw_can_show_stays_the_word_of_the_file(word: str) -> None:
    assert shown(replace(LOOSE, sharpness=word)) == word
    assert check_theorem(replace(LOOSE, sharpness=word), CATALOG, quick=True).remarks == ()


@pytest.mark.parametrize("name", CLAIMED)
def test_what_the_catalog_claims_is_shown(name: str) -> None:
    theorem = CATALOG[name]
    if theorem.sharpness == "exact":
        assert theorem.relation == "=="
        return
    reached = attained_by_witness(theorem)
    near = APPROACHED if theorem.relation in ("<", ">") else ATTAINED
    assert reached is not None and reached <= near
    assert sharpness_of_statement(theorem, True) == "attained, as its witness shows"
