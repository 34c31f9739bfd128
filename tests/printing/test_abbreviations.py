"""Abbreviations lose nothing, and make the equivalents short."""

from __future__ import annotations

import pytest
from sympy import Sum, exp

from proofs_check.polynomials import vanishes
from w2s_theory.notation import L_TE, counts, j, kappa, lam, lambdas, n, s, t
from w2s_theory.notation.abbreviations import ABBREVIATIONS
from w2s_theory.printing.abbreviations import abbreviate, abbreviations_in, symbol, written_out
from w2s_theory.printing.formula_lines import claim_lines
from w2s_theory.printing.statement import blocks_of
from w2s_theory.printing.text import claim_text, expression_text
from w2s_theory.records.claim import Claim
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
WIDTH = 110


def same(shown, expression) -> bool:
    """Equal as they stand, or by arithmetic: kappa/(kappa + lambda) is shown as 1 - h."""
    return written_out(shown) == expression or vanishes(written_out(shown) - expression)


@pytest.mark.parametrize("name", CATALOG)
def test_written_out_again_it_is_the_statement(name):
    theorem = CATALOG[name]
    blocks = blocks_of(theorem)
    for shown, claim in zip(blocks.claims, theorem.claims(), strict=True):
        assert (written_out(shown.left), written_out(shown.right)) == (claim.left, claim.right)
    declared = {symbol(each) for each in ABBREVIATIONS}
    said = [each for each in (*blocks.hypotheses, *blocks.definitions) if each.left not in declared]
    assert len(said) == len(theorem.hypotheses)
    for claim in theorem.hypotheses:
        turned = Claim(claim.right, claim.relation, claim.left)  # a letter on the right is shown on the left
        candidates = (claim, turned) if claim.relation == "==" else (claim,)
        assert any(
            shown.relation == each.relation and same(shown.left, each.left) and same(shown.right, each.right)
            for shown in said
            for each in candidates
        ), claim


@pytest.mark.parametrize("name", CATALOG)
def test_every_abbreviation_is_declared(name):
    blocks = blocks_of(CATALOG[name])
    used = abbreviations_in(*(claim.both for claim in (*blocks.claims, *blocks.hypotheses)))
    assert set(used) <= set(blocks.definitions)


@pytest.mark.parametrize("name", [name for name in CATALOG if "universality" in name or "equivalent" in name])
def test_the_equivalents_fit_on_lines(name):
    blocks = blocks_of(CATALOG[name])
    lines = claim_lines(blocks.claims, WIDTH)
    assert len(lines) <= 8 and all(len(line) <= 1.35 * WIDTH for line in lines)
    assert sum(map(len, lines)) <= sum(len(claim_text(claim)) for claim in CATALOG[name].claims()) + 60


def test_both_gains_and_what_they_leave():
    gain = lambdas[j] / (lambdas[j] + kappa)
    total = Sum(counts[j] * gain * (1 - gain) * (1 - exp(-lambdas[j] * t)) ** 2, (j, 0, n - 1))
    assert expression_text(abbreviate(total)) == "sum_(j=0..n - 1) (1 - h_j) N_j h_j s_j^2"
    assert expression_text(abbreviate(kappa / (lambdas[j] + kappa))) == "1 - h_j"
    assert expression_text(abbreviate(lam / (lam + kappa))) == "h"
    # no equivalent, so no abbreviation without index; and a letter that is taken stays what it is
    assert abbreviate(1 - exp(-lam * t)) == 1 - exp(-lam * t)
    taken = s * kappa * (1 - exp(-lam * t))
    assert abbreviate(taken) == taken
    assert abbreviate(L_TE) == L_TE
