"""Rounds of mutual teaching of a student and a few teachers, every agent on its own."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws
from w2s_theory.simulate.linear.rounds import simulate_rounds

# roundings of numbers of size 1, a few in each round
_ROUNDING = 1e-13


def consensus_trials(rng: np.random.Generator, size: int) -> Draws:
    """The student's error on single modes after up to 20 rounds with 1 to 5 teachers."""
    rows = []
    for _ in range(max(1, size)):
        count, rounds = int(rng.integers(1, 6)), int(rng.integers(0, 21))
        student, teachers = rng.uniform(-1, 1, 1), rng.uniform(-1, 1, (count, 1))
        share, rate = rng.uniform(0.05, 1.0), rng.uniform(0.0, 1.0)
        weight = 1.0 if count == 1 else rng.uniform(0.0, 1.0)
        after, _ = simulate_rounds(student, teachers, rounds, np.array([share]), np.array([rate]), weight)
        rows.append((rounds, share, rate * weight, student[0], float(teachers.mean()), after[0]))
    n, s, w, e, m, measured = np.array(rows).T
    return Draws(
        {"n": n.astype(int), "s_round": s, "w_round": w, "e_first": e, "m_first": m},
        measured, np.full(len(rows), _ROUNDING), sizes={"random rounds": len(rows), "teachers": "1 to 5"},
    )  # fmt: skip
