"""Workers of a Dask cluster, through the same interface as those of this machine."""

from __future__ import annotations

import logging
import sys
import time
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, suppress
from multiprocessing import resource_tracker
from typing import Any

from w2s_theory.exact_number import shorten
from w2s_theory.records.errors import InputError
from w2s_theory.sweep.local_workers import interrupts_held
from w2s_theory.sweep.pool import LostWorkers

LOCAL = "local"
_PATIENCE = 10.0  # seconds to reach a scheduler, the first time and when it is lost
_LOOK = 2.0  # seconds between looks at how many workers there are
_CLOSING = 60.0  # seconds for the workers of a cluster that was started here to end: one may just be starting
_FOR_GOOD = "1000 days"
_STARTS = 6
_EXPECTED = "a cluster needs dask.distributed: pip install 'w2s_theory[cluster]'"


def _client(distributed: Any, scheduler: Any) -> Any:
    """A client of a scheduler; tried again where a busy machine does not start Dask's own thread in its ten seconds."""
    for _ in range(_STARTS - 1):
        with suppress(AssertionError):
            return distributed.Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    return distributed.Client(scheduler, timeout=_PATIENCE, set_as_default=False)


class ClusterWorkers:
    """A pool on a Dask scheduler that is there (``tcp://HOST:PORT``), or on one started here (``local``).

    Dask itself starts the work of a dead worker again elsewhere, and after three deaths says of which batch; the batch
    is then tried task by task. A lost scheduler is not ours to start: what had arrived is kept and the run ends.
    """

    loses_all = False
    most_deaths = 1

    def __init__(self, address: str, workers: int) -> None:
        try:
            import distributed as dask
            from dask import config
            from distributed.scheduler import KilledWorker
        except ImportError as problem:
            raise InputError(_EXPECTED) from problem
        _silence()
        if sys.platform != "win32":
            # multiprocessing starts this helper with the first process, and unblocks Ctrl-C when it has
            resource_tracker.ensure_running()
        self._killed = KilledWorker
        distributed: Any = dask
        self._cluster: Any = None
        self._looked = 0.0
        self._workers = 1
        self._settings = ExitStack()
        try:
            with interrupts_held():
                if address == LOCAL:
                    # Dask looks once, 15 s after a worker has died, and gives its place up if none is there at that
                    # moment, also when the next one is starting; without any place left nothing would ever end
                    self._settings.enter_context(
                        config.set({"distributed.deploy.lost-worker-timeout": _FOR_GOOD})
                    )
                    self._cluster = distributed.LocalCluster(
                        n_workers=workers,
                        threads_per_worker=1,
                        processes=True,
                        memory_limit=0,
                        dashboard_address=None,
                        silence_logs=logging.CRITICAL,
                    )
                self._client: Any = _client(distributed, address if self._cluster is None else self._cluster)
        except (OSError, ValueError, RuntimeError, AssertionError) as problem:
            self._close_cluster()
            raise InputError(
                f"no Dask scheduler answers at {shorten(address, 80)}: give its tcp://HOST:PORT, or --scheduler local"
            ) from problem
        self._executor = self._client.get_executor(pure=False)

    @property
    def workers(self) -> int:
        """Threads of all workers that are there now; they may come and go."""
        if time.monotonic() - self._looked > _LOOK:
            threads = (each["nthreads"] for each in self._information().values())
            self._workers, self._looked = max(1, sum(threads)), time.monotonic()
        return self._workers

    def memory(self) -> int | None:
        """Bytes that all workers may use together; ``None`` if they have no limit."""
        limits = [each.get("memory_limit") or 0 for each in self._information().values()]
        return sum(limits) if limits and all(limits) else None

    def submit(self, function: Any, *arguments: Any) -> Future[Any]:
        """Start a call."""
        if self._client.status != "running":
            raise LostWorkers("the Dask scheduler has gone")
        return self._executor.submit(function, *arguments)

    def is_loss(self, problem: BaseException) -> bool:
        """Whether workers died; raises ``LostWorkers`` if it was the scheduler."""
        if isinstance(problem, CancelledError):
            raise LostWorkers("the Dask scheduler has gone")
        return isinstance(problem, self._killed)

    def restart(self) -> None:
        """Nothing: the scheduler looks after its workers."""

    def close(self) -> None:
        """Drop what is under way, and end a cluster that was started here."""
        try:
            self._executor.shutdown(wait=False)
            self._client.close(timeout=1)
        except Exception:
            pass  # the scheduler may have gone first
        self._close_cluster()

    def _close_cluster(self) -> None:
        self._settings.close()
        if self._cluster is not None:
            # what does not end in this time ends with this process; nothing is lost with it
            with suppress(TimeoutError):
                self._cluster.close(timeout=_CLOSING)

    def _information(self) -> dict[str, Any]:
        # all workers: by default five are told of
        return self._client.scheduler_info(n_workers=-1)["workers"]


def _silence() -> None:
    """What goes wrong is said in one line, by us: not by the loggers that Dask sets up with handlers of their own."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    for name in {"distributed", *names, "tornado.application", "asyncio"}:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
