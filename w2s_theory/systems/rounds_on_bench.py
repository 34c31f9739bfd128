"""Rounds of mutual teaching on the common problem: K teachers of random features and a student that starts at 0.

In a round everybody trains for the time 1/kappa on labels frozen before it, so the share 1 - exp(-lambda_k/kappa) of
eigenspace k is learnt; a teacher's labels are half the student's and half its peers' (all the student's for K = 1). A
teacher's mean error in an eigenspace is what its features miss of the target, the variance is the spread of the features and
of its labels' noise; teachers are independent. An analogue, as ``rounds``.
"""

from __future__ import annotations

import numpy as np

from w2s_theory.systems.rounds import RoundsRisks, rounds_risks
from w2s_theory.systems.spectral_bench import SpectralBench

# tried for the best one: without a penalty the functions are near their consensus after few
ROUNDS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)


def rounds_on_bench(bench: SpectralBench, spread: float, teachers: int, rounds: int) -> RoundsRisks:
    """Risks after so many rounds; ``spread`` is the bench's variance per direction of a teacher of n labels."""
    missing = -(bench.kappa / (bench.eigenvalues + bench.kappa)) * bench.target
    of_features = np.maximum(bench.energies - (bench.target * bench.taken) ** 2, 0.0)
    rate = -np.expm1(-bench.eigenvalues / bench.kappa)
    return rounds_risks(
        rounds, teachers, student_start=-bench.target, teacher_bias=missing,
        teacher_variance=of_features + spread * bench.multiplicities * bench.taken, student_rate=rate, teacher_rate=rate,
        student_weight=1.0 if teachers == 1 else 0.5,
    )  # fmt: skip


def best_rounds(bench: SpectralBench, spread: float, teachers: int) -> tuple[int, RoundsRisks]:
    """The number of rounds among ``ROUNDS`` at which the student is best, and its risks."""
    found = [(each, rounds_on_bench(bench, spread, teachers, each)) for each in ROUNDS]
    return min(found, key=lambda pair: pair[1].student)
