"""What a sweep costs besides its tasks: driver time, bytes sent, workers 1 and 2, status of a large store.

Run: python benchmarks/sweep_runner.py
"""

from __future__ import annotations

import pickle
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from w2s_theory import run_sweep
from w2s_theory.sweep.plan import SweepPlan, build_plan
from w2s_theory.sweep.run import describe_state
from w2s_theory.sweep.store_opening import open_to_read, open_to_write
from w2s_theory.sweep.task_run import run_batch
from w2s_theory.sweep.tasks import cell_seeds, list_cells

SMALL_TASKS = 100_000
LARGE_STORE = 1_000_000
REPEATS = 3


def plan_of(trials: int, **grid: Any) -> SweepPlan:
    """A plan of the ReLU in dimension 8."""
    wanted = {"dimension": [8], "teacher_units": [16], "degree": [1], "tau": [4], **grid}
    return build_plan({"trials": trials, "model": {"kind": "relu_sphere"}, "grid": wanted})


def nothing(plan: Any, cell: Any, task: Any) -> list[tuple[float, float]]:
    """A task that takes no time."""
    return [(0.5, 0.0)] * (1 + len(plan.taus))


def driver_time(folder: Path) -> tuple[float, float]:
    """Seconds of driver and of clock for one small task."""
    used, wall = time.process_time(), time.perf_counter()
    run_sweep(plan_of(SMALL_TASKS), folder / "small.sqlite", workers=2, compute=nothing)
    return (time.process_time() - used) / SMALL_TASKS, (time.perf_counter() - wall) / SMALL_TASKS


def bytes_sent() -> tuple[float, float, int, int]:
    """Bytes per task to a worker and back, in a batch of 50 and alone."""
    plan = plan_of(50)
    cell = list_cells(plan)[0]
    work = tuple((cell, task) for task in cell_seeds(plan, cell, range(50)))
    back = pickle.dumps(run_batch(plan, work))
    alone = pickle.dumps((run_batch, plan, work[:1]))
    together = pickle.dumps((run_batch, plan, work))
    return len(together) / 50, len(back) / 50, len(alone), len(pickle.dumps(run_batch(plan, work[:1])))


def status_time(folder: Path) -> tuple[int, float]:
    """Rows of a large store, and the seconds that its status takes."""
    plan, path = plan_of(LARGE_STORE // 2), folder / "large.sqlite"
    open_to_write(path, plan).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO environments VALUES (1, 'v', 'h', 'p', 'b')")
        trials = range(LARGE_STORE // 2)
        connection.executemany(
            "INSERT INTO tasks VALUES (0, ?, '0', NULL, 1, '2026-01-01T00:00:00Z', 0.1)",
            ((t,) for t in trials),
        )
        connection.executemany(
            "INSERT INTO results VALUES (0, ?, ?, 0.5, 0.0)", ((t, n) for t in trials for n in (0, 1))
        )
        connection.commit()
    start = time.perf_counter()
    with closing(open_to_read(path)) as opened:
        assert describe_state(opened).done == LARGE_STORE // 2
    return LARGE_STORE, time.perf_counter() - start


def scaling(folder: Path) -> dict[int, list[float]]:
    """Seconds of the same plan on 1 and 2 workers, run in turns."""
    plan = plan_of(6, dimension=[32], teacher_units=[1024, 2048], student_units=["inf", 1024])
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for repeat in range(REPEATS):
        for workers in seconds:
            start = time.perf_counter()
            run_sweep(plan, folder / f"{workers}-{repeat}.sqlite", workers=workers)
            seconds[workers].append(time.perf_counter() - start)
    return seconds


def main() -> int:
    """Print a markdown table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        driver, wall = driver_time(folder)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows, status = status_time(folder)
        seconds = scaling(folder)
    out, back, out_alone, back_alone = bytes_sent()
    one, two = statistics.median(seconds[1]), statistics.median(seconds[2])
    spread = ", ".join(f"{a / b:.2f}" for a, b in zip(seconds[1], seconds[2], strict=True))
    print("| what | measured | wanted |")
    print("|---|---|---|")
    print(f"| driver, {SMALL_TASKS} tasks of no length, per task | {1e3 * driver:.3f} ms | under 0.3 ms |")
    print(f"| the same by the clock, start of 2 workers included | {1e3 * wall:.3f} ms | |")
    print(f"| memory of that driver | {peak:.0f} MiB | |")
    print(f"| bytes to a worker and back, per task of a batch of 50 | {out:.0f} + {back:.0f} | |")
    print(f"| the same for a task alone | {out_alone} + {back_alone} | |")
    print(f"| status of a store of {rows} results | {status:.2f} s | under 0.5 s |")
    print(f"| a plan of 24 tasks up to 2048 units, 1 worker | {one:.1f} s | |")
    print(
        f"| 2 workers, and time on 1 over time on 2 in {REPEATS} runs | {two:.1f} s; {spread} | at least 1.8 |"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
