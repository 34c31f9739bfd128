"""From ``eigenvalue = front * ratio^2`` and the lemma on the ratio to two-sided bounds: shared steps."""

from __future__ import annotations

from typing import Any

from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.theorems.spectrum import gamma_ratio_between_of_large_shift as lemma


def ratio_at(values: dict[Any, Any]) -> tuple[Any, Any, Any]:
    """The lemma's ratio of gamma functions and its two ends, at other values of x and s."""
    sides = (lemma.RATIO, lemma.LOWER, lemma.UPPER)
    ratio, low, high = (side.subs(values, simultaneous=True) for side in sides)
    return ratio, low, high


def steps_from_ratio(
    eigenvalue: Any, front: Any, values: dict[Any, Any], lower: Any, upper: Any
) -> tuple[Step, ...]:
    """Steps from ``ratio_form`` (an earlier step) to ``eigenvalue >= lower`` and ``eigenvalue <= upper``."""
    ratio, low, high = ratio_at(values)
    instance = {"name": lemma.THEOREM.name, "values": values}
    return (
        Step("ratio_low", Claim(ratio, ">=", low), "theorem", certificate=instance, note="The lemma, lower end."),
        Step("ratio_high", Claim(ratio, "<=", high), "theorem", certificate=instance, note="The lemma, upper end."),
        Step("low_constant", Claim(front * low**2, "==", lower), "gamma_ratio", note="Collect the powers of 2."),
        Step("high_constant", Claim(front * high**2, "==", upper), "gamma_ratio", note="Collect the powers of 2."),
        Step(
            "lower_square", Claim(eigenvalue, ">=", front * low**2), "rational", uses=("ratio_form", "ratio_low"),
            certificate={"multipliers": {"ratio_low": front * (ratio + low)}}, note="Squares of non-negative numbers.",
        ),
        Step(
            "upper_square", Claim(eigenvalue, "<=", front * high**2), "rational", uses=("ratio_form", "ratio_high"),
            certificate={"multipliers": {"ratio_high": front * (ratio + high)}}, note="Squares of non-negative numbers.",
        ),
        Step(
            "lower_end", Claim(eigenvalue, ">=", lower), "rational", uses=("lower_square", "low_constant"),
            certificate={"multipliers": {"lower_square": 1, "low_constant": 1}}, note="Put the constant in.",
        ),
        Step(
            "upper_end", Claim(eigenvalue, "<=", upper), "rational", uses=("upper_square", "high_constant"),
            certificate={"multipliers": {"upper_square": 1, "high_constant": -1}}, note="Put the constant in.",
        ),
    )
