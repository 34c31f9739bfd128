"""Abbreviations lose nothing, and make the equivalents short."""

from __future__ import annotations

import pytest
from sympy import S, Sum, exp

from proofs_check.polynomials import together, vanishes
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
    """Equal as they stand, or by arithmetic, in sums term by term: kappa/(kappa + lambda) is shown as 1 - h."""
    left, right = written_out(shown), expression
    return left == right or vanishes(in_lowest_terms(left) - in_lowest_terms(right))


def in_lowest_terms(expression):
    """Every summand in lowest terms, so that sums of equal terms are one letter of :func:`vanishes`."""

    def lowest(total):
        above, below = together(total.function)
        return total.func(above / below, *total.limits)

    return S(expression).replace(lambda part: isinstance(part, Sum), lowest)


@pytest.mark.parametrize("name", CATALOG)
def test_written_out_again_it_is_the_statement(name):
    theorem = CATALOG[name]
    blocks = blocks_of(theorem)
    for shown, claim in zip(blocks.claims, theorem.claims(), strict=True):
        assert shown.relation == claim.relation
        assert same(shown.left, claim.left) and same(shown.right, claim.right), claim
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


def test_what_is_not_the_statement_is_not_the_same():
    gain = lambdas[j] / (lambdas[j] + kappa)
    left, total = kappa / (lambdas[j] + kappa), Sum(counts[j] * kappa / (lambdas[j] + kappa), (j, 0, n - 1))
    assert same(abbreviate(left), left) and same(abbreviate(total), total)
    assert same(Sum(counts[j] * (1 - abbreviate(gain)), (j, 0, n - 1)), total)
    for wrong in (gain, left**2, left + 1, kappa / (lam + kappa)):
        assert not same(abbreviate(wrong), left)
        assert not same(abbreviate(Sum(counts[j] * wrong, (j, 0, n - 1))), total)
    assert not same(abbreviate(total.subs(n, n - 1)), total)


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
