"""Worker processes on this machine: loky's executor, one BLAS thread each, deaf to Ctrl-C, none outlives the driver."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import contextmanager
from typing import Any

from w2s_theory.checks.processes import end_with

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


class LocalWorkers:
    """A pool of processes that is started at the first call, and again after a worker has died."""

    loses_all = True
    most_deaths = 3

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._executor: Any = None

    def submit(self, function: Any, *arguments: Any) -> Future[Any]:
        """Start a call."""
        with interrupts_held():
            if self._executor is None:
                from loky import ProcessPoolExecutor

                self._executor = ProcessPoolExecutor(
                    max_workers=self.workers,
                    initializer=_prepare,
                    initargs=(os.getpid(),),
                    env=dict.fromkeys(_THREADS, "1"),
                )
            return self._executor.submit(function, *arguments)

    def is_loss(self, problem: BaseException) -> bool:
        """Whether a worker died."""
        return isinstance(problem, BrokenExecutor)

    def restart(self) -> None:
        """Drop the broken executor; the next call starts another."""
        self.close()

    def close(self) -> None:
        """Kill the workers."""
        executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(wait=True, kill_workers=True)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: the driver ends them, after it has kept their results.

    A blocked signal stays blocked in a new process from its first instruction on, and so does it in
    the thread that starts workers later.
    """
    if not hasattr(signal, "pthread_sigmask"):  # not on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def alarm_that_waits() -> Iterator[Callable[[], None]]:
    """Gives what stops this process' alarm clock; it goes on at the end.

    At Ctrl-C the command line sets one, for an interruption that is lost on its way. Once it has arrived, keeping the
    results may take as long as the disk does; a second Ctrl-C sets it again.
    """
    left = 0.0

    def stop() -> None:
        nonlocal left
        if hasattr(signal, "setitimer"):  # not on Windows
            left = signal.setitimer(signal.ITIMER_REAL, 0.0)[0]

    try:
        yield stop
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left)


def _prepare(driver: int) -> None:
    """In a worker: watch the driver, and use one thread."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with(driver)
    from w2s_theory.sweep.task_run import use_one_thread

    use_one_thread()
