"""A sweep from plan to store: the function a user calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from w2s_theory.cores import available_cores
from w2s_theory.given import require_path
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.machine.free_memory import free_bytes
from w2s_theory.sweep.cluster import LOCAL, ClusterWorkers
from w2s_theory.sweep.driver_lock import only_driver
from w2s_theory.sweep.local_workers import LocalWorkers, alarm_that_waits
from w2s_theory.sweep.plan import SweepPlan, read_plan
from w2s_theory.sweep.pool import LostWorkers, Pool
from w2s_theory.sweep.rounds import METHOD, bound_means, next_round
from w2s_theory.sweep.runner import run_tasks
from w2s_theory.sweep.store import Counts, Store
from w2s_theory.sweep.store_opening import open_to_write
from w2s_theory.sweep.task_run import Compute, compute_task
from w2s_theory.sweep.tasks import Cell, Task, cell_seeds, list_cells, quantity_names

_SHARE = 0.8  # of the free memory that tasks may use together
_UNKNOWN_MEMORY = 2**34

# (finished, planned)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SweepState:
    """How far a sweep is.

    Parameters
    ----------
    store
        Its file.
    done, failed, remaining
        Tasks; those that failed are recorded with the reason.
    """

    store: str
    done: int
    failed: int
    remaining: int

    how = "simulated"

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"store": self.store, "done": self.done, "failed": self.failed, "remaining": self.remaining}

    def to_latex(self) -> str:
        """A tabular of the counts."""
        body = rf"{self.done} & {self.failed} & {self.remaining} \\"
        return "\n".join([r"\begin{tabular}{rrr}", r"done & failed & remaining \\", body, r"\end{tabular}"])

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"

    def __repr__(self) -> str:
        """Return one line."""
        counts = f"{self.done} done, {self.failed} failed, {self.remaining} remaining"
        return f"SweepState({self.store}: {counts})"


def run_sweep(
    plan: SweepPlan | str | Path,
    store: str | Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    memory: int | None = None,
    retry_failed: bool = False,
    progress: Progress | None = None,
    interrupted: Callable[[], None] | None = None,
    compute: Compute = compute_task,
) -> SweepState:
    """Compute what is missing in the store of a plan.

    Parameters
    ----------
    plan : SweepPlan or path
        A plan, or its TOML file.
    store : path
        The SQLite file; made if it is missing, gone on with if it is there.
    workers : int, optional
        Worker processes on this machine; by default one for each core. No number depends on it.
    scheduler : str, optional
        Address of a Dask scheduler whose workers are used instead, or ``local`` to start one here (extra ``cluster``).
    memory : int, optional
        Bytes that the tasks under way may need together; by default 80 % of what is free here, or of what the
        workers of the cluster may use.
    retry_failed : bool
        Compute tasks again that are recorded as failed.
    progress : callable, optional
        Called with (tasks ended, tasks planned).
    interrupted : callable, optional
        Called when an interruption ends the run: after what had arrived is committed, before the workers are ended.
    compute : callable, optional
        What a worker does with (plan, cell, task); a function that workers can import.

    Returns
    -------
    SweepState
        When every task is done or recorded as failed.

    Raises
    ------
    InputError
        For a wrong plan, a store that is none, is damaged, holds another plan or cannot be written, another driver on
        the same store, and workers that do not start. What was committed is kept in every case.

    Notes
    -----
    Whatever ends a run - an exception, Ctrl-C, kill -9 - the same call goes on from there, and the result columns
    are those of an uninterrupted run, bit for bit on one kind of processor and one BLAS.
    """
    chosen = plan if isinstance(plan, SweepPlan) else read_plan(require_path(plan, "a plan"))
    store = require_path(store, "the store of a sweep")
    count = require_whole(available_cores() if workers is None else workers, "the number of workers", 1, 1024)
    if memory is not None:
        memory = require_whole(memory, "the memory in bytes", 1, 2**60)
    if scheduler is not None and scheduler != LOCAL and workers is not None:
        raise InputError("the cluster has its own number of workers: give a scheduler or workers, not both")
    cells = list_cells(chosen)
    with (
        alarm_that_waits() as stop_alarm,
        only_driver(store),
        closing(open_to_write(store, chosen)) as opened,
    ):
        pool, limit = _pool(cells, count, scheduler, memory)
        _drive(
            opened, cells, pool, limit, retry_failed, progress or _silent, stop_alarm, interrupted, compute
        )
        return describe_state(opened)


def _pool(cells: Sequence[Cell], workers: int, scheduler: str | None, memory: int | None) -> tuple[Pool, int]:
    """The workers, and the bytes that their tasks may need together."""
    free = free_bytes()
    here = memory or (_UNKNOWN_MEMORY if free is None else int(_SHARE * free))
    # a worker for which there is never memory would only wait
    useful = max(1, min(workers, here // min(cell.memory for cell in cells)))
    if scheduler is None:
        return LocalWorkers(useful), here
    cluster = ClusterWorkers(scheduler, useful)
    if scheduler == LOCAL or memory is not None:
        return cluster, here
    there = cluster.memory()
    return cluster, 2**60 if there is None else int(_SHARE * there)


def describe_state(store: Store) -> SweepState:
    """How far the sweep of an open store is."""
    counts = store.counts()
    return SweepState(str(store.path), counts.done, counts.failed, counts.remaining)


def bound_cells(store: Store) -> list[dict[str, Any]]:
    """Mean with interval for every cell and quantity, from the trials that are there without a gap.

    Rows with dimension, teacher_units, student_units, target, quantity, tau, trials, mean, low, high and method; no
    mean without trials.
    """
    rows: list[dict[str, Any]] = []
    for cell in list_cells(store.plan):
        found = store.values(cell.number)
        assert found is not None
        bounds = bound_means(*found, store.plan.confidence)
        for (quantity, tau), each in zip(quantity_names(store.plan), bounds, strict=True):
            rows.append(
                {
                    "dimension": cell.dimension,
                    "teacher_units": cell.teacher_units,
                    "student_units": cell.student_text,
                    "target": cell.target_text,
                    "quantity": quantity,
                    "tau": tau,
                    "trials": each.trials,
                    "mean": each.mean if each.trials else None,
                    "low": each.low,
                    "high": each.high,
                    "method": METHOD,
                }
            )
    return rows


def _drive(
    store: Store,
    cells: tuple[Cell, ...],
    pool: Pool,
    memory: int,
    retry_failed: bool,
    progress: Progress,
    stop_alarm: Callable[[], None],
    interrupted: Callable[[], None] | None,
    compute: Compute,
) -> None:
    """Round after round; those that are complete already only decide the next."""
    plan = store.plan
    ended = store.finished(failed_too=not retry_failed)
    finished = sum(map(len, ended.values()))
    given: tuple[int, ...] | None = (plan.trials,) * len(cells)
    widths: list[float | None] = [None] * len(cells)
    decided = [0] * len(cells)

    def advance(more: int) -> None:
        nonlocal finished
        finished += more
        progress(finished, planned)

    try:
        while given is not None:
            planned = max(sum(given), finished)
            store.set_planned(planned)
            advance(0)
            run_tasks(
                _missing(plan, cells, given, ended),
                plan=plan,
                cells=cells,
                store=store,
                pool=pool,
                memory=memory,
                compute=compute,
                progress=advance,
                interrupted=stop_alarm,
            )
            for cell, trials in enumerate(given):
                ended[cell] |= set(range(trials))
                if plan.accuracy is not None and trials > decided[cell]:
                    widths[cell], decided[cell] = _width(store, cell, trials), trials
            given = next_round(plan, given, widths)
    except LostWorkers as problem:
        raise InputError(f"{problem}; {_kept(store.counts())}: run the same command again") from problem
    except Exception:
        raise
    except BaseException:
        if interrupted is not None:
            interrupted()
        raise
    finally:
        pool.close()


def _missing(
    plan: SweepPlan, cells: Sequence[Cell], given: Sequence[int], ended: Mapping[int, set[int]]
) -> Iterator[Task]:
    for cell, trials in zip(cells, given, strict=True):
        have = ended.get(cell.number, set())
        rest = [trial for trial in range(trials) if trial not in have]
        yield from cell_seeds(plan, cell, rest)


def _width(store: Store, cell: int, trials: int) -> float | None:
    found = store.values(cell, trials)
    if found is None:
        return None  # a task failed
    return max(each.half_width for each in bound_means(*found, store.plan.confidence))


def _kept(counts: Counts) -> str:
    return f"{counts.done + counts.failed} of {counts.planned} tasks are kept in the store"


def _silent(finished: int, planned: int) -> None:
    pass
