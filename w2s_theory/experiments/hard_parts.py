"""Targets with easy parts and one hard part, and students that stop between them or in the hard one, by the equivalent."""

from __future__ import annotations

import numpy as np

from w2s_theory.experiments.equivalent_degrees import Spectrum, random_spectrum, relu_spectrum
from w2s_theory.experiments.equivalent_means import LENGTH
from w2s_theory.records.draws import Draws

_ROUNDING = 1e-13
# dimension, units, target: an easy part and one that the teacher hardly learns
_KERNELS = ((16, 100, {1: 0.8, 4: 0.6}), (32, 200, {1: 0.6, 2: 0.8}), (100, 2000, {1: 0.8, 2: 0.6}))


def _row(found: Spectrum, easy: int, s: float) -> dict[str, float]:
    """The first ``easy`` entries are learnt, the next one the share s, nothing beyond."""
    place = np.arange(LENGTH)
    learnt = np.where(place < easy, 1.0, np.where(place == easy, s, 0.0))
    gain, spread = found.gain, found.spread
    whole, parts = float(spread.sum()), found.parts**2
    square_units = float(found.counts @ gain**2)
    return {
        "kappa": found.kappa, "lam": float(found.lambdas[easy]), "N_k": float(found.counts[easy]),
        "c_k": abs(float(found.parts[easy])), "s": s, "S_1": square_units + whole, "S_2": square_units,
        "E_easy": float((parts * gain * (1 - gain))[:easy].sum()), "H_hard": float(parts[easy] * gain[easy]),
        "p_hard": float(spread[easy]) / whole, "omega_easy": float(spread[:easy].sum()) / whole,
        "gain": found.teacher_error - found.student_error(learnt),
    }  # fmt: skip


def _cut(found: Spectrum, easy: int) -> Spectrum:
    """The same spectrum, the target without what is harder than entry ``easy``."""
    parts = np.where(np.arange(LENGTH) <= easy, found.parts, 0.0)
    parts[easy] += 0.3
    return Spectrum(found.kappa, found.lambdas, found.counts, parts / np.linalg.norm(parts))


def _draws(rows: list[dict[str, float]]) -> Draws:
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    gain = columns.pop("gain")
    return Draws(
        columns, gain, np.full(len(rows), _ROUNDING), {},
        sizes={"spectra": len(rows), "ReLU kernels": "one in six, d = 16 to 100"},
    )  # fmt: skip


def hard_part_trials(rng: np.random.Generator, size: int) -> Draws:
    """E L_TE - E L_ST, the hard part learnt to any share."""
    rows = []
    for place in range(max(2, size)):
        if place % 6 == 0:
            dimension, units, target = _KERNELS[int(rng.integers(len(_KERNELS)))]
            found = relu_spectrum(dimension, units, target)
            easy = int(np.flatnonzero(found.parts)[-1])
        else:
            found, easy = random_spectrum(rng), int(rng.integers(1, LENGTH))
            found = _cut(found, easy)
        rows.append(_row(found, easy, float(rng.random())))
    return _draws(rows)


def between_witness() -> Draws:
    """No easy eigenspaces and nothing of the hard one learnt: a student that stays 0 loses H."""
    rng = np.random.default_rng(0)
    return _draws([_row(_cut(random_spectrum(rng), 0), 0, 0.0) for _ in range(4)])
