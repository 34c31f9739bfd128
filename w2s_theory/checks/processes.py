"""Independent jobs on several processes, in whatever order they end; none outlives the process that started them."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

K = TypeVar("K")
R = TypeVar("R")
_LOOK = 0.5  # seconds between looks at whether the parent lives


def run_jobs(
    jobs: Mapping[K, Callable[[], R]],
    workers: int,
    finished: Callable[[K, R], None] = lambda key, result: None,
    lost: Callable[[K, Exception], R] | None = None,
) -> dict[K, R]:
    """The results of all jobs, in the order of ``jobs``.

    Parameters
    ----------
    jobs
        Key -> job; a ``functools.partial`` of a module's function, so that it travels.
    workers
        Processes; with one, or for one job, everything happens here, unless ``lost`` is given.
    finished
        Called as ``finished(key, result)`` when a job ends.
    lost
        Gives the result of a job that ended its process or whose result does not travel; then every job runs in
        another process than this one. Without it such a job raises.
    """
    found: dict[K, R] = {}

    def finish(key: K, result: R) -> None:
        found[key] = result
        finished(key, result)

    if lost is None and (workers <= 1 or len(jobs) <= 1):
        for key, job in jobs.items():
            finish(key, job())
        return found
    died = _run_pool(jobs, max(workers, 1), finish, lost)
    if died is not None and lost is None:
        raise died
    # nobody knows which job ended its process: those without a result are run again, each alone
    for key in [key for key in jobs if key not in found]:
        alone = _run_pool({key: jobs[key]}, 1, finish, lost)
        if alone is not None and lost is not None:
            finish(key, lost(key, alone))
    return {key: found[key] for key in jobs}


def _run_pool(
    jobs: Mapping[K, Callable[[], R]],
    workers: int,
    finish: Callable[[K, R], None],
    lost: Callable[[K, Exception], R] | None,
) -> BrokenProcessPool | None:
    """Run jobs in one pool; the error if a process of it died, which ends them all."""
    died = None
    pool = ProcessPoolExecutor(max_workers=workers, initializer=end_with, initargs=(os.getpid(),))
    try:
        waiting: dict[Future[R], K] = {pool.submit(job): key for key, job in jobs.items()}
        for future in as_completed(waiting):
            try:
                result = future.result()
            except BrokenProcessPool as error:
                died = error
                continue
            except Exception as error:
                if lost is None:
                    raise
                result = lost(waiting[future], error)
            finish(waiting[future], result)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return died


def end_with(parent: int) -> None:
    """In a worker: end when the process that started it has ended, in whatever way; a killed one tells nobody.

    Windows has no process that inherits orphans, by which this is seen: nothing is done there.
    """
    if sys.platform != "win32":
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)
