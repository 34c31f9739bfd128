"""The worker's side: a batch of tasks in, values with error estimates out. Simulation only, one thread."""

from __future__ import annotations

import math
import platform
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context
from functools import lru_cache
from importlib.metadata import version
from itertools import groupby
from typing import Any

from w2s_theory.sweep.plan import SweepPlan
from w2s_theory.sweep.tasks import Cell, Task

_LONGEST_PROBLEM = 300
_THREE_DIGITS = Context(prec=3, rounding=ROUND_CEILING)
_PARTS = ("w2s_theory", "numpy", "scipy")


@dataclass(frozen=True)
class Outcome:
    """What came of a task.

    Parameters
    ----------
    task
        Which.
    values
        (value, error estimate to three digits) of every quantity; empty if it failed.
    problem
        Why it failed; ``None`` if it did not.
    seconds
        What it took.
    """

    task: Task
    values: tuple[tuple[float, float], ...]
    problem: str | None
    seconds: float


# (plan, cell, task) -> (value, error estimate) of every quantity
Compute = Callable[[SweepPlan, Cell, Task], Sequence[tuple[float, float]]]
Work = tuple[tuple[Cell, Task], ...]


def compute_tasks(plan: SweepPlan, cell: Cell, tasks: Sequence[Task]) -> list[list[tuple[float, float]]]:
    """L_TE and L_ST at every tau of the plan, with their error estimates, of tasks of one cell.

    The numbers of a task do not depend on the others.
    """
    import numpy as np

    from w2s_theory.simulate.network_trials import run_trials
    from w2s_theory.simulate.networks import plan_trials

    trials = plan_trials(
        plan.model(cell.dimension),
        cell.teacher_units,
        student_units=cell.student_units if math.isinf(cell.student_units) else int(cell.student_units),
        target=dict(cell.target),
        taus=plan.taus,
        accuracy=plan.numerical_accuracy,
    )
    found = run_trials(trials, [(task.seed, 0) for task in tasks])
    values = np.column_stack([found.teacher_error, found.student_error]).tolist()
    errors = np.column_stack([found.teacher_error_accuracy, found.student_error_accuracy]).tolist()
    return [list(zip(*row, strict=True)) for row in zip(values, errors, strict=True)]


def compute_task(plan: SweepPlan, cell: Cell, task: Task) -> list[tuple[float, float]]:
    """The numbers of one task."""
    return compute_tasks(plan, cell, [task])[0]


def run_batch(
    plan: SweepPlan, work: Work, compute: Compute = compute_task
) -> tuple[dict[str, str], tuple[Outcome, ...]]:
    """Compute tasks, those of one cell together; what goes wrong in one is its own outcome.

    Returns
    -------
    environment
        Versions, host, processor and BLAS of this process.
    outcomes
        In the order of ``work``.
    """
    use_one_thread()
    if compute is not compute_task:
        return describe_environment(), tuple(_run(plan, cell, task, compute) for cell, task in work)
    outcomes: list[Outcome] = []
    for cell, group in groupby(work, key=lambda each: each[0]):
        outcomes.extend(_run_together(plan, cell, [task for _, task in group]))
    return describe_environment(), tuple(outcomes)


def _run_together(plan: SweepPlan, cell: Cell, tasks: list[Task]) -> list[Outcome]:
    start = time.perf_counter()
    try:
        found = compute_tasks(plan, cell, tasks)
    except Exception:
        # alone each task tells its own problem, and the others have none
        return [_run(plan, cell, task, compute_task) for task in tasks]
    seconds = (time.perf_counter() - start) / len(tasks)
    return [_outcome(task, values, seconds) for task, values in zip(tasks, found, strict=True)]


def _run(plan: SweepPlan, cell: Cell, task: Task, compute: Compute) -> Outcome:
    start = time.perf_counter()
    try:
        found = compute(plan, cell, task)
    except MemoryError:
        problem = "MemoryError: this needs more memory than the worker may have"
    except Exception as reason:
        problem = " ".join(f"{type(reason).__name__}: {reason}".split())[:_LONGEST_PROBLEM]
    else:
        return _outcome(task, found, time.perf_counter() - start)
    return Outcome(task, (), problem, time.perf_counter() - start)


def _outcome(task: Task, found: Sequence[tuple[float, float]], seconds: float) -> Outcome:
    values = tuple((float(value), round_up(float(error))) for value, error in found)
    if all(math.isfinite(each) for pair in values for each in pair):
        return Outcome(task, values, None, seconds)
    return Outcome(task, (), "a value is not finite", seconds)


def round_up(error: float) -> float:
    """An error estimate to three digits, upwards.

    LAPACK's estimate of a condition number, on which error estimates rest, depends in its last bit on where in memory
    its work space lies (the kernel of ``dasum``): more digits would not be the same in every process.
    """
    return float(_THREE_DIGITS.create_decimal(repr(error))) if math.isfinite(error) else error


@lru_cache(maxsize=1)
def use_one_thread() -> None:
    """Let the linear algebra of this worker use one thread for good: bits must not depend on the machine's load."""
    import numpy.linalg  # noqa: F401  loads the BLAS that is told
    import scipy.linalg  # noqa: F401  and the other one
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1)


@lru_cache(maxsize=1)
def describe_environment() -> dict[str, str]:
    """Versions, host, processor and BLAS; the part of a row that may differ between machines."""
    from threadpoolctl import threadpool_info

    blas: list[dict[str, Any]] = [each for each in threadpool_info() if each.get("user_api") == "blas"]
    names = sorted(
        {
            f"{each.get('internal_api')} {each.get('version')} {each.get('architecture', '')}".strip()
            for each in blas
        }
    )
    parts = [f"{name} {version(name)}" for name in _PARTS]
    return {
        "versions": ", ".join([f"python {platform.python_version()}", *parts]),
        "host": socket.gethostname(),
        "processor": f"{platform.system()} {platform.machine()}",
        "blas": ", ".join(names),
    }
