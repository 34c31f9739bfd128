"""Plans and small tools that the tests of sweeps share."""

from __future__ import annotations

import hashlib
import subprocess
import time
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import psutil
from real_processes import W2S, environment

from w2s_theory.spec.errors import InputError
from w2s_theory.sweep.export import export_results
from w2s_theory.sweep.plan import SweepPlan, build_plan
from w2s_theory.sweep.runner import run_tasks
from w2s_theory.sweep.store_opening import open_to_read, open_to_write
from w2s_theory.sweep.tasks import cell_seeds, list_cells

PLAN = """\
trials = {trials}
seed = 5

[model]
kind = "relu_sphere"

[grid]
dimension = [8, 16]
teacher_units = [64, 256]
degree = [1]
tau = [1, inf]
"""


def small_plan(trials: int = 6, accuracy: float | None = None, budget: int = 0, **grid: list) -> SweepPlan:
    """Four cells, or those of the grid."""
    wanted = {"dimension": [8, 16], "teacher_units": [4, 8], "degree": [1], "tau": [1, "inf"], **grid}
    adaptive = {} if accuracy is None else {"accuracy": accuracy, "budget": budget}
    model = {"kind": "relu_sphere"}
    return build_plan({"trials": trials, "seed": 3, "model": model, "grid": wanted, **adaptive})


class Inline:
    """A pool that computes in this process, when it is asked."""

    loses_all = True
    most_deaths = 3
    workers = 2

    def submit(self, function, *arguments):
        future: Future = Future()
        future.set_result(function(*arguments))
        return future

    def is_loss(self, problem):
        return False

    def restart(self):
        raise AssertionError("nothing is lost here")

    def close(self):
        pass


def compute_inline(plan, path, compute, *, tasks=None, store=None, pool=None):
    """All tasks of a plan (or some) into a store, in this process."""
    cells = list_cells(plan)
    everything = [task for cell in cells for task in cell_seeds(plan, cell, range(plan.trials))]
    with closing(store or open_to_write(path, plan)) as opened:
        run_tasks(
            everything if tasks is None else tasks(everything),
            plan=plan, cells=cells, store=opened, pool=pool or Inline(), memory=2**40, compute=compute,
        )  # fmt: skip


def exported(store: Path, ending: str = ".csv") -> bytes:
    """The bytes of an export."""
    out = store.with_name(f"{store.stem}-export{ending}")
    with closing(open_to_read(store)) as opened:
        export_results(opened, out)
    return out.read_bytes()


def digest(path: Path) -> str:
    """Of the file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def w2s(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    return subprocess.run(
        [*W2S, *arguments], cwd=cwd, capture_output=True, env=environment(), timeout=120, check=False
    )


def wait_for(store: Path, done: int, process) -> int:
    """Wait until so many tasks are in a store that another process writes."""
    while process.poll() is None:
        try:
            with closing(open_to_read(store)) as opened:
                counts = opened.counts()
            if counts.done >= done:
                return counts.done
        except InputError:
            pass  # not there yet
        time.sleep(0.02)
    raise AssertionError(f"the driver ended first: {process.communicate()}")


def worker_processes(driver: int) -> list[psutil.Process]:
    """Worker processes of a driver, not the process that looks after its resources."""
    found = []
    for child in psutil.Process(driver).children(recursive=True):
        try:
            if "resource_tracker" not in " ".join(child.cmdline()):
                found.append(child)
        except psutil.Error:
            pass  # it has just ended
    return found
