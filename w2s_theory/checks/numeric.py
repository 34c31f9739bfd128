"""The numeric check of a claim, by its quantifier; each shows its power in the same run."""

from __future__ import annotations

from w2s_theory.checks.effort import FALSE_ALARM, FULL, QUICK, Effort
from w2s_theory.checks.every_draw import try_every_draw, try_identity
from w2s_theory.checks.expectation import try_expectation
from w2s_theory.checks.exponent_fit import fit_exponent
from w2s_theory.checks.failure_count import count_failures
from w2s_theory.checks.universality import measure_means
from w2s_theory.records.quantifier import Asymptotic, EveryDraw, Expectation, Identity, Measured, Probability
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import NumericCheck

__all__ = ["FALSE_ALARM", "FULL", "QUICK", "Effort", "check_numerically"]


def check_numerically(theorem: Theorem, seed: int, effort: Effort) -> NumericCheck:
    """The numeric check that the theorem's quantifier asks for."""
    match theorem.quantifier:
        case Identity():
            return try_identity(theorem, seed, effort)
        case EveryDraw():
            return try_every_draw(theorem, seed, effort)
        case Expectation() as claimed:
            return try_expectation(theorem, claimed, seed, effort)
        case Probability() as claimed:
            return count_failures(theorem, claimed, seed, effort)
        case Asymptotic() as claimed:
            return fit_exponent(theorem, claimed, seed, effort)
        case Measured() as claimed:
            return measure_means(theorem, claimed, seed, effort)
