"""Independent jobs on several processes, in whatever order they end; an interruption leaves none behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import TypeVar

K = TypeVar("K")
R = TypeVar("R")


def run_jobs(
    jobs: Mapping[K, Callable[[], R]],
    workers: int,
    finished: Callable[[K, R], None] = lambda key, result: None,
) -> dict[K, R]:
    """The results of all jobs, in the order of ``jobs``.

    Parameters
    ----------
    jobs
        Key -> job; a ``functools.partial`` of a module's function, so that it travels.
    workers
        Processes; with one, or for one job, everything happens here.
    finished
        Called as ``finished(key, result)`` when a job ends.
    """
    found: dict[K, R] = {}

    def finish(key: K, result: R) -> None:
        found[key] = result
        finished(key, result)

    if workers <= 1 or len(jobs) <= 1:
        for key, job in jobs.items():
            finish(key, job())
        return found
    pool = ProcessPoolExecutor(max_workers=workers)
    try:
        waiting: dict[Future[R], K] = {pool.submit(job): key for key, job in jobs.items()}
        for future in as_completed(waiting):
            finish(waiting[future], future.result())
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    return {key: found[key] for key in jobs}
