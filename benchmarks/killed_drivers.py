"""A sweep whose driver is killed (SIGKILL) 100 times: nothing that was committed is lost, and the table is the same.

A kill comes when a drawn number of further rows has been committed, every tenth one soon after the start, wherever
the driver is then. After each the file is checked and compared with the one before: every row that was there is
there, unchanged. At the end the export equals that of a run that nobody disturbed, byte for byte. One line per kill.

Run: python benchmarks/killed_drivers.py [--kills N]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

PLAN = """schema = 1
trials = {trials}
seed = 7

[model]
kind = "relu_sphere"

[grid]
dimension = [8, 32]
teacher_units = [16, 100]
student_units = ["inf"]
degree = [1]
tau = [1.0, 4.0]
"""
TASKS = "SELECT cell, trial, seed, problem FROM tasks ORDER BY cell, trial"
RESULTS = "SELECT cell, trial, number, value, error FROM results ORDER BY cell, trial, number"
ROWS = (20, 60)  # committed between one kill and the next, at least and at most
LATEST = 120.0  # seconds without a row after which something is wrong


def command(store: Path, *words: str) -> list[str]:
    """A call of ``w2s sweep`` on a store."""
    return [sys.executable, "-m", "w2s_theory", "sweep", *words, "--store", str(store)]


def committed(store: Path) -> int:
    """Tasks in the store, 0 while there is none."""
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=60)) as connection:
            return connection.execute("SELECT count(*) FROM tasks").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # not made yet


def content(store: Path) -> tuple[dict[tuple[int, int], tuple], dict[tuple[int, int, int], tuple]]:
    """All rows by key, of a file that is sound."""
    with closing(sqlite3.connect(store, timeout=60)) as connection:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise SystemExit(f"the store is damaged: {verdict}")
        tasks = {row[:2]: row[2:] for row in connection.execute(TASKS)}
        return tasks, {row[:3]: row[3:] for row in connection.execute(RESULTS)}


def lost(before: dict, after: dict) -> list:
    """Keys whose row is gone or another one."""
    return [key for key, row in before.items() if after.get(key) != row]


def kill_one(plan: Path, store: Path, rng: random.Random, early: bool) -> tuple[int, bool]:
    """Start the driver and kill it; how many tasks were committed when it was killed, and whether it still ran."""
    wanted = committed(store) + (0 if early else rng.randint(*ROWS))
    driver = subprocess.Popen(
        command(store, "run", str(plan), "--workers", "2"),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    if early:
        time.sleep(rng.uniform(0.0, 2.0))
    begin = time.monotonic()
    while committed(store) < wanted and driver.poll() is None:
        if time.monotonic() - begin > LATEST:
            driver.kill()
            raise SystemExit(f"nothing was committed for {LATEST:.0f} s")
        time.sleep(0.01)
    seen, running = committed(store), driver.poll() is None
    driver.kill()
    driver.wait()
    return seen, running


def export(store: Path) -> bytes:
    """The table of results as CSV."""
    out = store.with_suffix(".csv")
    subprocess.run(command(store, "export", "--out", str(out)), check=True, stdout=subprocess.DEVNULL)
    return out.read_bytes()


def main() -> int:
    """Print a line per kill and the sum; 0 if nothing was lost."""
    parser = argparse.ArgumentParser(description="A sweep whose driver is killed again and again.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--trials", type=int, default=6000, help="of each of 4 cells")
    options = parser.parse_args()
    rng = random.Random(1)
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as name:
        plan, store, other = (Path(name) / each for each in ("plan.toml", "killed.sqlite", "whole.sqlite"))
        plan.write_text(PLAN.format(trials=options.trials), encoding="utf-8")
        tasks: dict = {}
        results: dict = {}
        gone = 0
        for number in range(1, options.kills + 1):
            seen, running = kill_one(plan, store, rng, number % 10 == 0)
            if not running:
                raise SystemExit("the sweep was over before the last kill: give more --trials")
            if not store.exists():
                print(f"kill {number}: before there was a store")
                continue
            new_tasks, new_results = content(store)
            missing = lost(tasks, new_tasks) + lost(results, new_results)
            # a row that a reader has seen is committed: it must be there
            gone += len(missing) + max(0, seen - len(new_tasks))
            print(
                f"kill {number}: {seen} tasks seen before it, {len(new_tasks)} after it, rows lost {gone}",
                flush=True,
            )
            tasks, results = new_tasks, new_results
        subprocess.run(command(store, "run", str(plan)), check=True, stdout=subprocess.DEVNULL)
        subprocess.run(command(other, "run", str(plan)), check=True, stdout=subprocess.DEVNULL)
        first, second = export(store), export(other)
        last_tasks, last_results = content(store)
        gone += len(lost(tasks, last_tasks)) + len(lost(results, last_results))
    same = first == second
    print(f"{options.kills} kills, {len(last_tasks)} tasks, {gone} rows lost or changed")
    for title, table in (("killed", first), ("undisturbed", second)):
        print(f"export, {title}: {len(table)} bytes, SHA-256 {hashlib.sha256(table).hexdigest()[:16]}")
    print("the exports are the same" if same else "THE EXPORTS DIFFER")
    return 0 if same and gone == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
