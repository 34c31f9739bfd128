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


def compute_task(plan: SweepPlan, cell: Cell, task: Task) -> list[tuple[float, float]]:
    """L_TE and L_ST at every tau of the plan, with their error estimates."""
    import numpy as np

    from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
    from w2s_theory.simulate.networks import simulate_networks
    from w2s_theory.simulate.targets import build_target

    model = plan.model(cell.dimension)
    main = build_target(dict(cell.target), model).main_degree
    eigenvalue = float(estimate_coefficients(model, max(64, main)).eigenvalue[main])
    found = simulate_networks(
        model,
        cell.teacher_units,
        student_units=cell.student_units if math.isinf(cell.student_units) else int(cell.student_units),
        target=dict(cell.target),
        times=[tau if math.isinf(tau) else tau / eigenvalue for tau in plan.taus],
        trials=1,
        seed=task.seed,
        accuracy=plan.numerical_accuracy,
    )
    value = np.concatenate([found.teacher_error, found.student_error[0]])
    error = np.concatenate([found.teacher_error_accuracy, found.student_error_accuracy[0]])
    return list(zip(value.tolist(), error.tolist(), strict=True))


def run_batch(
    plan: SweepPlan, work: Work, compute: Compute = compute_task
) -> tuple[dict[str, str], tuple[Outcome, ...]]:
    """Compute tasks one after the other; what goes wrong in one is its own outcome.

    Returns
    -------
    environment
        Versions, host, processor and BLAS of this process.
    outcomes
        In the order of ``work``.
    """
    use_one_thread()
    return describe_environment(), tuple(_run(plan, cell, task, compute) for cell, task in work)


def _run(plan: SweepPlan, cell: Cell, task: Task, compute: Compute) -> Outcome:
    start = time.perf_counter()
    values: tuple[tuple[float, float], ...] = ()
    problem = None
    try:
        values = tuple((float(value), round_up(float(error))) for value, error in compute(plan, cell, task))
        if not all(math.isfinite(each) for pair in values for each in pair):
            values, problem = (), "a value is not finite"
    except MemoryError:
        problem = "MemoryError: this needs more memory than the worker may have"
    except Exception as reason:
        text = " ".join(f"{type(reason).__name__}: {reason}".split())
        problem = text[:_LONGEST_PROBLEM]
    return Outcome(task, values, problem, time.perf_counter() - start)


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
