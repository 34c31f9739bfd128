"""Experiments on the equivalents: ReLU networks drawn and trained, at sizes grouped in cells.

Measured values come from the simulation alone. What the formulas need (kappa, eigenvalues, multiplicities) comes
from the equivalent of that size; the last of its entries stands for all higher degrees.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from w2s_theory.equivalents.prediction import Equivalent, equivalent
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws
from w2s_theory.simulate.misfit import compute_misfit
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import TeacherDraw, simulate_teacher

# how many entries an instance has; the statements hold for every n
LENGTH = 24

# float64 error of the formulas' inputs, and what lumping the higher degrees into one entry may change
FORMULA_ACCURACY = 1e-9
FEWEST, MOST = 30, 1200


@dataclass(frozen=True, slots=True)
class Cell:
    """One size: dimension, number of teacher units, degree of the target."""

    dimension: int
    units: int
    degree: int

    def __str__(self) -> str:
        return f"d = {self.dimension}, M_TE = {self.units}, degree {self.degree}"

    def equivalent(self) -> Equivalent:
        return equivalent(relu_sphere(self.dimension), self.units, self.degree)


CELLS = (Cell(16, 64, 1), Cell(16, 128, 1), Cell(32, 128, 1))
REGION = "ReLU networks, linear target, d = 16 and 32, M_TE = 4 d to 8 d"


def draws_per_cell(size: int) -> int:
    """Draws of one cell when about ``size`` are asked for: a mean needs more of them than a bound does."""
    return int(np.clip(6 * size, FEWEST, MOST))


def draw_teachers(
    rng: np.random.Generator, cell: Cell, count: int, times: Sequence[float] = ()
) -> list[TeacherDraw]:
    """Independent teachers of one size."""
    model = relu_sphere(cell.dimension)
    return [
        simulate_teacher(model, draw_units(model, cell.units, rng), cell.degree, times=times)
        for _ in range(count)
    ]


def spectrum_of(found: Equivalent) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Degrees, eigenvalues and multiplicities with ``LENGTH`` entries; degree -1 where an entry is no one degree.

    Raises
    ------
    ValueError
        If the eigenspaces beyond the first ones matter too much for one entry to stand for them.
    """
    modes = found.float_formulas(0.0).modes
    degree, lambdas, trace = modes.degree, modes.eigenvalue, modes.trace
    if len(lambdas) > LENGTH:
        kept, rest = slice(0, LENGTH - 1), slice(LENGTH - 1, None)
        # with two moments right, every sum over functions of lambda is wrong in the third order only
        mean = float(trace[rest] @ lambdas[rest] / trace[rest].sum())
        size = float(lambdas[rest].max() / found.kappa) ** 2 * float(trace[rest].sum() / found.kappa)
        if size > FORMULA_ACCURACY * found.teacher_units:
            raise ValueError(f"{len(lambdas)} eigenspaces do not fit into {LENGTH} entries")
        degree = np.append(degree[kept], -1)
        lambdas, trace = np.append(lambdas[kept], mean), np.append(trace[kept], trace[rest].sum())
    missing = np.zeros(LENGTH - len(lambdas))
    counts = np.concatenate([trace / lambdas, missing])
    return np.concatenate([degree, missing - 1]).astype(int), np.concatenate([lambdas, missing]), counts


def formula_parameters(cell: Cell, count: int) -> dict[str, np.ndarray]:
    """kappa, spectrum and target of one size, repeated for ``count`` draws."""
    found = cell.equivalent()
    degree, lambdas, counts = spectrum_of(found)
    rows = {"lambdas": lambdas, "counts": counts, "f": np.where(degree == cell.degree, 1.0, 0.0)}
    return {
        "kappa": np.full(count, found.kappa),
        "n": np.full(count, LENGTH),
        **{name: np.tile(values, (count, 1)) for name, values in rows.items()},
    }


def in_cells(parts: Sequence[tuple[str, dict[str, np.ndarray], np.ndarray, np.ndarray]]) -> Draws:
    """Draws from one (name, parameters, measured, error) per cell."""
    sizes = [len(measured) for _, _, measured, _ in parts]
    measured = np.concatenate([values for _, _, values, _ in parts])
    error = np.concatenate([values for *_, values in parts]) + FORMULA_ACCURACY * np.abs(measured)
    return Draws(
        {name: np.concatenate([each[name] for _, each, _, _ in parts]) for name in parts[0][1]},
        measured, error, {},
        {"cell": np.repeat(np.arange(len(parts)), sizes)},
        {"cells": tuple(name for name, *_ in parts)},
    )  # fmt: skip


def teacher_error_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_TE of every teacher."""
    count = draws_per_cell(size)
    parts = []
    for cell in CELLS:
        teachers = draw_teachers(rng, cell, count)
        errors = np.array([(each.teacher_error, each.teacher_error_accuracy) for each in teachers])
        parts.append((str(cell), formula_parameters(cell, count), errors[:, 0], errors[:, 1]))
    return in_cells(parts)


def second_moment_trials(rng: np.random.Generator, size: int) -> Draws:
    """||Pi_k f_TE||^2 on the target's degree and on those around it."""
    count = draws_per_cell(size)
    parts = []
    for cell in CELLS:
        teachers = draw_teachers(rng, cell, count)
        shared = formula_parameters(cell, count)
        degree, lambdas, counts = spectrum_of(cell.equivalent())
        for k in (1, 2, 4):
            (place,) = np.flatnonzero(degree == k)
            scalars = {"lam": lambdas[place], "N_k": counts[place], "c_k": shared["f"][0, place]}
            parameters = {**shared, **{name: np.full(count, value) for name, value in scalars.items()}}
            mass = np.array([(each.mass[k], each.mass_accuracy[k]) for each in teachers])
            parts.append((f"{cell}: energy on degree {k}", parameters, mass[:, 0], mass[:, 1]))
    return in_cells(parts)


def student_error_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_ST of infinitely wide students at tau = 2 and 5."""
    return _students(rng, size, compute_student_error)


def misfit_trials(rng: np.random.Generator, size: int) -> Draws:
    """||f_TE - f_ST||^2 of such students; it scatters little, so that fewer of them tell its mean."""
    return _students(rng, max(size // 6, 1), compute_misfit)


def _students(
    rng: np.random.Generator, size: int, compute: Callable[..., tuple[np.ndarray, np.ndarray]]
) -> Draws:
    count = draws_per_cell(size)
    parts = []
    for cell in CELLS:
        shared = formula_parameters(cell, count)
        lam = float(shared["lambdas"][0] @ shared["f"][0])
        times = np.array([2.0, 5.0]) / lam
        teachers = draw_teachers(rng, cell, count, tuple(times))
        found = np.array([compute(each, times) for each in teachers])
        for place, time in enumerate(times):
            parameters = {**shared, "t": np.full(count, time)}
            name = f"{cell}, tau = {lam * time:.3g}"
            parts.append((name, parameters, found[:, 0, place], found[:, 1, place]))
    return in_cells(parts)
