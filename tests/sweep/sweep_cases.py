"""Plans and small tools that the tests of sweeps share."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import psutil
from real_processes import W2S, finished, wait_until, with_modules_of

from w2s_theory.records.errors import InputError
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
    return finished([*W2S, *arguments], cwd=cwd)


class Gates:
    """A sweep of the command line whose tasks of cell n wait until ``open(n)``, or for ever.

    So no sweep is over before a test has done to it what it wants to do. The tasks of ``PLAN`` that need more memory
    than those before (cells 1 and 3) are in no batch with them: whatever comes before a gate is done.
    """

    def __init__(self, folder: Path, *closed: int) -> None:
        self.folder = folder
        folder.mkdir()
        for cell in closed:
            (folder / f"cell-{cell}-waits").touch()
        here = Path(__file__).parent
        self.command = [sys.executable, str(here / "gated_sweep.py"), "sweep", "run", "p.toml"]
        self.command += ["--store", "s.sqlite"]
        self.changes = {
            "PYTHONPATH": with_modules_of(here, here.parent),
            "W2S_TEST_FOLDER": str(folder),
        }

    def open(self, cell: int) -> None:
        """Let the tasks of a cell go on."""
        (self.folder / f"cell-{cell}-waits").unlink()


def wait_for(store: Path, done: int, process: subprocess.Popen[bytes]) -> int:
    """Wait until so many tasks are in a store that another process writes."""
    known = 0

    def enough() -> bool:
        nonlocal known
        try:
            with closing(open_to_read(store)) as opened:
                known = opened.counts().done
        except InputError:
            pass  # not there yet
        return known >= done

    wait_until(enough, by=process)
    return known


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
