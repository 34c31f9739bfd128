"""Linear networks drawn and trained, at sizes grouped in cells; formulas get their letters from the equivalent.

Features are Gaussian here, so the gap that the cells show is that of finite size alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from w2s_theory.equivalents.prediction import Equivalent, equivalent
from w2s_theory.equivalents.spiked import SpikedEquivalent, spiked_equivalent
from w2s_theory.experiments.equivalent_means import LENGTH, draws_per_cell, in_cells
from w2s_theory.models.linear_network import spiked_spectrum
from w2s_theory.records.draws import Draws
from w2s_theory.simulate.linear.features import draw_linear_features
from w2s_theory.simulate.linear.network import compute_linear_student_error, simulate_linear_teacher

Rows = Sequence[tuple[Fraction, int]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One spectrum (rows of eigenvalue and multiplicity), number of units, and target (coefficient per row)."""

    name: str
    rows: Rows
    units: int
    target: dict[int, float]

    def __str__(self) -> str:
        return f"{self.name}, M_TE = {self.units}, target in row {', '.join(map(str, self.target))}"

    def equivalent(self) -> Equivalent:
        return equivalent(self.rows, self.units, self.target)


# eigenvalues k^-2 with multiplicity growing like 6 k, and 2^-k with multiplicity 8 + 4 k
_POWER = tuple((Fraction(1, k**2), 6 * k) for k in range(1, 13))
_GEOMETRIC = tuple((Fraction(1, 2**k), 8 + 4 * k) for k in range(12))
CELLS = (
    Cell("k^-2 with multiplicity 6 k, d = 468", _POWER, 48, {0: 1.0}),
    Cell("k^-2 with multiplicity 6 k, d = 468", _POWER, 80, {0: 0.8, 2: 0.6}),
    Cell("2^-k with multiplicity 8 + 4 k, d = 360", _GEOMETRIC, 64, {1: 1.0}),
)
TAUS = (2.0, 5.0)
REGION = (
    "spectra k^-2 and 2^-k with multiplicities, M_TE = 48 to 80, target in the leading rows, tau = 2 and 5"
)


@dataclass(frozen=True, slots=True)
class SpikedCell:
    """Spikes, dimension, the small eigenvalue and units."""

    spikes: int
    dimension: int
    eps: Fraction
    units: int

    def __str__(self) -> str:
        return f"K = {self.spikes}, d = {self.dimension}, lambda = {self.eps}, M_TE = {self.units}"

    def equivalent(self) -> SpikedEquivalent:
        return spiked_equivalent(self.spikes, self.dimension, self.eps, self.units)


SPIKED_CELLS = (SpikedCell(6, 2048, Fraction(1, 256), 72), SpikedCell(6, 2048, Fraction(1, 256), 96))
SPIKED_REGION = "K = 6, d = 2048, lambda = 1/256, M_TE = 72 and 96, t = 2 log(1/L_TE)"


def simulate_students(
    rng: np.random.Generator,
    rows: Rows,
    units: int,
    target: dict[int, float],
    times: Sequence[float],
    count: int,
) -> tuple[np.ndarray, np.ndarray]:
    """L_ST of ``count`` independent linear networks and its accuracy, each of shape (count, n_times)."""
    found = [
        compute_linear_student_error(
            simulate_linear_teacher(draw_linear_features(rows, units, target, rng)), times
        )
        for _ in range(count)
    ]
    return np.array([error for error, _ in found]), np.array([doubt for _, doubt in found])


def linear_network_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_ST of infinitely wide students at tau = 2 and 5."""
    count = draws_per_cell(size)
    parts = []
    for cell in CELLS:
        found = cell.equivalent()
        modes = found.float_formulas(0.0).modes
        missing = LENGTH - len(modes.eigenvalue)
        lambdas = np.concatenate([modes.eigenvalue, np.zeros(missing)])
        counts = np.concatenate([modes.trace / modes.eigenvalue, np.zeros(missing)])
        goal = np.zeros(LENGTH)
        goal[list(cell.target)] = list(cell.target.values())
        times = np.array(TAUS) / lambdas[found.main_degree]
        errors, doubts = simulate_students(rng, cell.rows, cell.units, cell.target, list(times), count)
        shared = {
            "kappa": np.full(count, found.kappa),
            "n": np.full(count, LENGTH),
            **{
                name: np.tile(x, (count, 1))
                for name, x in (("lambdas", lambdas), ("counts", counts), ("f", goal))
            },
        }
        for place, tau in enumerate(TAUS):
            parameters = {**shared, "t": np.full(count, times[place])}
            parts.append((f"{cell}, tau = {tau:g}", parameters, errors[:, place], doubts[:, place]))
    return in_cells(parts)


def spiked_network_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_ST of infinitely wide students of spiked spectra, stopped at t = 2 log(1/L_TE) of the equivalent."""
    count = draws_per_cell(size)
    parts = []
    for cell in SPIKED_CELLS:
        level = cell.equivalent().teacher_error
        time = 2 * math.log(1 / level)
        rows = spiked_spectrum(cell.spikes, cell.dimension, cell.eps)
        errors, doubts = simulate_students(rng, rows, cell.units, {0: 1.0}, [time], count)
        whole = {"d": cell.dimension, "M_TE": cell.units}
        real = {"L_TE": level, "lam": float(cell.eps), "N_k": float(cell.spikes), "t": time}
        parameters = {name: np.full(count, value) for name, value in {**whole, **real}.items()}
        parts.append((str(cell), parameters, errors[:, 0], doubts[:, 0]))
    return in_cells(parts)
