"""Gradient flow and the inner product."""

from __future__ import annotations

from w2s_theory.notation.entry import Entry

FLOW: tuple[Entry, ...] = (
    # gradient flow
    Entry("mode", "function", "c", "student_mode", "coefficient of the student on mode j at time t", arguments=2),
    Entry("inner", "inner", "", "inner_product", "inner product of L2 of the probability law of x"),
)
