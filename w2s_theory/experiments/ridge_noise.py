"""Flow students of the equivalent on random spectra and ReLU kernels, with all eigenspaces carried along."""

from __future__ import annotations

import numpy as np

from w2s_theory.experiments.equivalent_degrees import Spectrum, any_spectrum
from w2s_theory.experiments.equivalent_means import LENGTH
from w2s_theory.records.draws import Draws

_EPS = float(np.finfo(float).eps)


def _draws(rng: np.random.Generator, size: int, still: bool) -> Draws:
    rows = []
    for place in range(size):
        found = any_spectrum(rng, place)
        own = int(rng.choice(np.flatnonzero(found.parts)))
        found = Spectrum(found.kappa, found.lambdas, found.counts, (np.arange(LENGTH) == own).astype(float))
        lam = float(found.lambdas[own])
        time = 0.0 if still else float(10.0 ** rng.uniform(-2, 3)) / lam
        square_units = float(found.counts @ found.gain**2)
        rows.append({
            "kappa": found.kappa, "lam": lam, "t": time, "n": LENGTH, "lambdas": found.lambdas,
            "counts": found.counts, "L_TE": found.kappa / (lam + found.kappa),
            "S_1": square_units + float(found.spread.sum()), "S_2": square_units,
            "student": found.student_error(-np.expm1(-found.lambdas * time)),
        })  # fmt: skip
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    student, units = columns.pop("student"), columns["S_1"]
    return Draws(columns, student, np.full(size, 1e-13), {"S_2": 4 * _EPS * units}, sizes={"spectra": size})


def ridge_noise_trials(rng: np.random.Generator, size: int) -> Draws:
    """The equivalent's L_ST of gradient flow, tau from 0.01 to 1000."""
    return _draws(rng, max(2, size), False)


def ridge_noise_witness() -> Draws:
    """Before the student has moved."""
    return _draws(np.random.default_rng(0), 4, True)
