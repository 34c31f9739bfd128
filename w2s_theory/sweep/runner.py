"""The driver's loop: batches out to a pool, outcomes into the store, lost workers made up for.

Nothing here decides a number. A task's values depend on the plan and its own seed, so order, batches, workers and
restarts change when a row is written and nothing else.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from w2s_theory.sweep.plan import SweepPlan
from w2s_theory.sweep.pool import LostWorkers, Pool
from w2s_theory.sweep.store import Batch, Store
from w2s_theory.sweep.task_run import Compute, Outcome, Work, compute_task, describe_environment, run_batch
from w2s_theory.sweep.tasks import Cell, Task

LATE = 0.1  # seconds that an outcome may wait for its commit
LONG = 0.1  # seconds of work in one batch, at least
BATCHES = 1000  # that a driver and a scheduler should see in a second: many workers get longer ones
LARGEST_BATCH = 5000
DEEP = 2  # batches under way for each worker: one runs, one waits
MOST_PROBES = 3  # starts of workers that fail before anything is asked of them

Progress = Callable[[int, int], None]


@dataclass
class _Driver:
    """State of one run of the loop."""

    plan: SweepPlan
    cells: Sequence[Cell]
    store: Store
    pool: Pool
    memory: int
    compute: Compute
    progress: Callable[[int], None]
    flying: dict[Future[Any], Work] = field(default_factory=dict)
    used: int = 0  # bytes that what is under way may need
    landed: SimpleQueue[Future[Any]] = field(default_factory=SimpleQueue)
    waiting: list[Batch] = field(default_factory=list)
    oldest: float = 0.0
    # tasks whose worker may have died of them, run one at a time
    suspects: deque[tuple[Cell, Task]] = field(default_factory=deque)
    deaths: Counter[Task] = field(default_factory=Counter)
    environment: dict[str, str] = field(default_factory=describe_environment)
    # seconds per unit of work, lately
    pace: float = 0.0


def run_tasks(
    tasks: Iterable[Task],
    *,
    plan: SweepPlan,
    cells: Sequence[Cell],
    store: Store,
    pool: Pool,
    memory: int,
    compute: Compute = compute_task,
    progress: Callable[[int], None] = lambda finished: None,
    interrupted: Callable[[], None] = lambda: None,
) -> None:
    """Compute tasks and write what comes of them.

    Parameters
    ----------
    tasks
        What is to be computed, in any order.
    plan, cells, store, pool
        Where they come from, where they go, who computes.
    memory
        Bytes that the tasks under way may need together; a task that needs more runs alone.
    compute
        What a worker does with a task; a function that it can import.
    progress
        Called with how many tasks have ended since the last call.
    interrupted
        Called when an interruption arrives, before what had arrived is committed.

    Raises
    ------
    InputError
        If the store cannot be written.
    LostWorkers
        If the pool is gone; everything that had arrived is in the store.
    """
    driver = _Driver(plan, cells, store, pool, memory, compute, progress)
    try:
        _loop(driver, _Ahead(cells, tasks))
    except Exception:
        raise
    except BaseException:
        interrupted()
        raise
    finally:
        # also when interrupted: what has arrived is kept
        _commit(driver)


class _Ahead:
    """The tasks to come, with a look at the next."""

    def __init__(self, cells: Sequence[Cell], tasks: Iterable[Task]) -> None:
        self._pairs: Iterator[tuple[Cell, Task]] = ((cells[task.cell], task) for task in tasks)
        self.next = next(self._pairs, None)

    def take(self) -> tuple[Cell, Task]:
        assert self.next is not None
        taken, self.next = self.next, next(self._pairs, None)
        return taken


def _loop(driver: _Driver, ahead: _Ahead) -> None:
    while True:
        _fill(driver, ahead)
        if not driver.flying:
            return
        left = driver.oldest + LATE - time.monotonic() if driver.waiting else LATE
        try:
            _receive(driver, driver.landed.get(timeout=max(left, 0.001)))
        except Empty:
            pass
        if driver.waiting and time.monotonic() - driver.oldest >= LATE:
            _commit(driver)


def _fill(driver: _Driver, ahead: _Ahead) -> None:
    """Send work for as long as there is room for it."""
    if driver.suspects and driver.pool.loses_all:
        # one alone: if a worker dies now, it is known of what
        if not driver.flying:
            _send(driver, (driver.suspects.popleft(),))
        return
    while driver.suspects:
        _send(driver, (driver.suspects.popleft(),))
    workers = driver.pool.workers
    long = max(LONG, workers / BATCHES)
    while ahead.next is not None and len(driver.flying) < DEEP * workers:
        if driver.flying and driver.used + ahead.next[0].memory > driver.memory:
            return
        if not _send(driver, _batch(driver, ahead, long)):
            return


def _batch(driver: _Driver, ahead: _Ahead, long: float) -> Work:
    """Tasks of about ``long`` seconds together; one while nobody knows how long one takes."""
    work = [ahead.take()]
    seconds = work[0][0].work * driver.pace
    need = work[0][0].memory
    while ahead.next is not None and driver.pace and len(work) < LARGEST_BATCH:
        cell = ahead.next[0]
        seconds += cell.work * driver.pace
        if seconds > long or cell.memory > need:
            break
        work.append(ahead.take())
    return tuple(work)


def _memory(work: Work) -> int:
    return max(cell.memory for cell, _ in work)


def _send(driver: _Driver, work: Work) -> bool:
    """Hand work to the pool; ``False`` if it broke meanwhile, with the work among the suspects."""
    try:
        future = driver.pool.submit(run_batch, driver.plan, work, driver.compute)
    except Exception as problem:
        if not driver.pool.is_loss(problem):
            raise
        _recover(driver, [work])
        return False
    driver.flying[future] = work
    driver.used += _memory(work)
    future.add_done_callback(driver.landed.put)
    return True


def _receive(driver: _Driver, future: Future[Any]) -> None:
    if future not in driver.flying:
        return  # taken care of when its pool was lost
    work = _land(driver, future)
    problem = _problem(future)
    if problem is None:
        _keep(driver, *future.result())
    elif not driver.pool.is_loss(problem):
        # a task's own error is an outcome: this one came on the way
        text = " ".join(f"{type(problem).__name__}: {problem}".split())
        raise LostWorkers(
            f"a worker could not take work ({text}); the same w2s_theory must be installed there"
        )
    else:
        lost = [work]
        if driver.pool.loses_all:
            for other in list(driver.flying):
                # a result that has come is a result
                if _problem(other) is None:
                    _keep(driver, *other.result())
                    _land(driver, other)
                else:
                    lost.append(_land(driver, other))
        _recover(driver, lost)


def _land(driver: _Driver, future: Future[Any]) -> Work:
    work = driver.flying.pop(future)
    driver.used -= _memory(work)
    return work


def _problem(future: Future[Any]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as problem:
        return problem


def _recover(driver: _Driver, lost: Sequence[Work]) -> None:
    """Workers died over ``lost``: each task is tried again alone, and given up when it has killed too many."""
    _restart(driver.pool)
    pairs = [pair for work in lost for pair in work]
    if len(pairs) == 1:
        cell, task = pairs[0]
        driver.deaths[task] += 1
        if driver.deaths[task] >= driver.pool.most_deaths:
            problem = f"WorkerDied: the worker process died each time it computed this task ({cell.memory >> 20} MiB)"
            _keep(driver, driver.environment, (Outcome(task, (), problem, 0.0),))
            return
    driver.suspects.extend(pairs)


def _restart(pool: Pool) -> None:
    """Workers that live; a machine on which none starts is not the fault of any task."""
    for _ in range(MOST_PROBES):
        pool.restart()
        if not pool.loses_all:
            return
        try:
            pool.submit(os.getpid).result()
            return
        except Exception as problem:
            if not pool.is_loss(problem):
                raise
    raise LostWorkers("worker processes die as soon as they start: is there memory for them?")


def _keep(driver: _Driver, environment: dict[str, str], outcomes: Sequence[Outcome]) -> None:
    ours = driver.environment["versions"].split(", ")[1]
    if ours not in environment["versions"].split(", "):
        raise LostWorkers(f"a worker has {environment['versions']}, and the driver {ours}: install the same")
    if not driver.waiting:
        driver.oldest = time.monotonic()
    driver.waiting.append((environment, outcomes))
    work = sum(driver.cells[outcome.task.cell].work for outcome in outcomes)
    pace = sum(outcome.seconds for outcome in outcomes) / work
    # a worker's first task also loads the program: its weight fades
    driver.pace = (driver.pace + pace) / 2 if driver.pace else pace
    driver.progress(len(outcomes))


def _commit(driver: _Driver) -> None:
    if driver.waiting:
        driver.store.write(driver.waiting)
        driver.waiting.clear()
