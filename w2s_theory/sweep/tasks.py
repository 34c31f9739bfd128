"""Cells and tasks of a plan. A task is one trial of one cell; its seed is a named child of the plan's seed."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from w2s_theory.simulate.finite_student import LARGEST_EIGENPROBLEM
from w2s_theory.simulate.machine.free_memory import estimate_bytes
from w2s_theory.sweep.plan import SweepPlan, TargetText


@dataclass(frozen=True)
class Cell:
    """One point of the grid. ``number`` counts from 0, dimensions slowest and targets fastest."""

    number: int
    dimension: int
    teacher_units: int
    student_units: float
    target: TargetText

    @property
    def target_text(self) -> str:
        """``1`` for the harmonic of degree 1, ``1:0.8,2:0.6`` for a mixture."""
        if len(self.target) == 1:
            return str(self.target[0][0])
        return ",".join(f"{degree}:{coefficient!r}" for degree, coefficient in self.target)

    @property
    def student_text(self) -> int | str:
        """The student's units; infinite is ``inf``."""
        return "inf" if math.isinf(self.student_units) else int(self.student_units)

    @property
    def memory(self) -> int:
        """Largest memory of one task, in bytes."""
        spectral = self.student_units <= LARGEST_EIGENPROBLEM
        return estimate_bytes(self.dimension, self.teacher_units, self.student_units, spectral)

    @property
    def work(self) -> float:
        """Floating-point operations of one task, roughly: to tell long tasks from short ones."""
        teacher = self.teacher_units**2 * (2 * self.dimension + 60) + self.teacher_units**3 / 3
        if math.isinf(self.student_units):
            return 1e6 + teacher
        size = self.student_units
        student = size**2 * (2 * self.dimension + 60) + size * self.teacher_units * (2 * self.dimension + 60)
        # eigenvectors below the size from which Krylov spaces are used, products with the matrix above
        return 1e6 + teacher + student + (25 * size**3 if size <= 192 else 200 * size**2)


@dataclass(frozen=True)
class Task:
    """Trial ``trial`` of a cell; all of it follows from ``seed``."""

    cell: int
    trial: int
    seed: int

    @property
    def key(self) -> str:
        """Text that sorts as (cell, trial)."""
        return f"{self.cell:06d}/{self.trial:06d}"


def list_cells(plan: SweepPlan) -> tuple[Cell, ...]:
    """The grid, in the order of the plan."""
    points = product(plan.dimensions, plan.teacher_units, plan.student_units, plan.targets)
    return tuple(Cell(number, *point) for number, point in enumerate(points))


def cell_seeds(plan: SweepPlan, cell: Cell, trials: Iterable[int]) -> Iterator[Task]:
    """The tasks of some trials of a cell.

    The seed of a task is the state of a child of the plan's SeedSequence named by the cell's own parameters and the
    trial: it depends neither on the rest of the grid nor on the order. ``simulate_networks`` with it and
    ``trials=1`` computes the task again.
    """
    name = f"{plan.model_name} {cell.dimension} {cell.teacher_units} {cell.student_text} {cell.target_text}"
    digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
    words = tuple(int(word) for word in np.frombuffer(digest, dtype="<u4"))
    for trial in trials:
        child = np.random.SeedSequence(plan.seed, spawn_key=(*words, trial))
        state = child.generate_state(4, np.uint32)
        yield Task(cell.number, trial, sum(int(word) << 32 * i for i, word in enumerate(state)))


def quantity_names(plan: SweepPlan) -> tuple[tuple[str, float | None], ...]:
    """What a task measures: L_TE, then L_ST at every tau."""
    return (("L_TE", None), *(("L_ST", tau) for tau in plan.taus))
