"""One SQLite file that holds a plan and what has been computed of it. The driver alone writes; anybody reads.

Write-ahead log with ``synchronous=FULL``: what was committed survives the death of the process and of the machine, and
readers see complete commits only. Results are committed in groups; a group lost with the driver is computed again.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from w2s_theory.exact_number import shorten_path
from w2s_theory.records.errors import InputError
from w2s_theory.sweep.plan import SweepPlan
from w2s_theory.sweep.store_schema import RESULTS
from w2s_theory.sweep.task_run import Outcome

if TYPE_CHECKING:
    import numpy as np

# versions, host, processor, BLAS of a worker, and what it computed
Batch = tuple[Mapping[str, str], Sequence[Outcome]]


@dataclass(frozen=True)
class Counts:
    """Tasks done, failed and planned so far."""

    done: int
    failed: int
    planned: int

    @property
    def remaining(self) -> int:
        """Tasks that are planned and neither done nor failed."""
        return max(0, self.planned - self.done - self.failed)


class Store:
    """An open store; made by the functions of :mod:`w2s_theory.sweep.store_opening`."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, plan: SweepPlan, frozen: bool = False
    ) -> None:
        self.path, self.connection, self.plan, self.frozen = path, connection, plan, frozen

    def counts(self) -> Counts:
        """How far the sweep is."""
        with readable(self.path):
            failed = self.connection.execute(
                "SELECT count(*) FROM tasks WHERE problem IS NOT NULL"
            ).fetchone()
            known = self.connection.execute("SELECT count(*) FROM tasks").fetchone()
            row = self.connection.execute("SELECT value FROM facts WHERE name = 'planned'").fetchone()
        return Counts(known[0] - failed[0], failed[0], int(row[0]))

    def finished(self, *, failed_too: bool = True) -> dict[int, set[int]]:
        """Trials that need not be computed, by cell."""
        found: dict[int, set[int]] = defaultdict(set)
        query = "SELECT cell, trial FROM tasks" + ("" if failed_too else " WHERE problem IS NULL")
        with readable(self.path):
            for cell, trial in self.connection.execute(query):
                found[cell].add(trial)
        return found

    def values(self, cell: int, trials: int | None = None) -> tuple[np.ndarray, np.ndarray] | None:
        """Values and error estimates of the first trials of a cell, shape (trials, quantities).

        ``trials=None``: as many as are there without a gap. ``None`` if one of those asked for is not there.
        """
        import numpy as np

        size = 1 + len(self.plan.taus)
        query = "SELECT trial, value, error FROM results WHERE cell = ? AND trial < ? ORDER BY trial, number"
        with readable(self.path):
            rows = self.connection.execute(query, (cell, 2**62 if trials is None else trials)).fetchall()
        table = np.array(rows, dtype=float).reshape(len(rows) // size, size, 3)
        here = table[:, 0, 0] == np.arange(len(table))
        gapless = int(np.argmin(here)) if not here.all() else len(table)
        if trials is not None and gapless < trials:
            return None
        return table[:gapless, :, 1], table[:gapless, :, 2]

    def failures(self, most: int) -> list[dict[str, Any]]:
        """The first failed tasks: key and problem."""
        query = (
            "SELECT printf('%06d/%06d', cell, trial), problem FROM tasks WHERE problem IS NOT NULL "
            "ORDER BY cell, trial LIMIT ?"
        )
        with readable(self.path):
            return [{"key": key, "problem": text} for key, text in self.connection.execute(query, (most,))]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Result columns, ordered by key, as the exports write them."""
        with readable(self.path):
            yield from self.connection.execute(RESULTS)
        if self.frozen and log_of(self.path).exists():
            raise InputError(f"a driver has begun to write {shown(self.path)} meanwhile: do this again")

    def write(self, batches: Sequence[Batch]) -> None:
        """Commit what came of batches as one group; a task that had failed before is replaced.

        Raises
        ------
        InputError
            If the file cannot be written (full disk, taken away); what was committed before stays.
        """
        finished = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        with writable(self.path), transaction(self.connection):
            for environment, outcomes in batches:
                number = self._environment(environment)
                self.connection.executemany(
                    "INSERT OR REPLACE INTO tasks VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [
                        (o.task.cell, o.task.trial, str(o.task.seed), o.problem, number, finished, o.seconds)
                        for o in outcomes
                    ],
                )
                self.connection.executemany(
                    "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)",
                    [
                        (o.task.cell, o.task.trial, i, value, error)
                        for o in outcomes
                        for i, (value, error) in enumerate(o.values)
                    ],
                )

    def set_planned(self, tasks: int) -> None:
        """Keep how many tasks are planned so far, for ``status``."""
        with writable(self.path):
            self.connection.execute("UPDATE facts SET value = ? WHERE name = 'planned'", (str(tasks),))

    def close(self) -> None:
        """Close; the last to close folds the write-ahead log into the file."""
        self.connection.close()

    def _environment(self, environment: Mapping[str, str]) -> int:
        values = [environment[key] for key in ("versions", "host", "processor", "blas")]
        self.connection.execute(
            "INSERT OR IGNORE INTO environments (versions, host, processor, blas) VALUES (?, ?, ?, ?)", values
        )
        query = "SELECT environment FROM environments WHERE versions = ? AND host = ? AND processor = ? AND blas = ?"
        return self.connection.execute(query, values).fetchone()[0]


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # a full disk has rolled back already
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """SQLite's errors while reading as one line."""
    try:
        yield
    except sqlite3.OperationalError as problem:
        if "locked" in str(problem):
            raise InputError(f"{shown(path)} is locked by another program: try again later") from problem
        raise InputError(f"{shown(path)} cannot be read: {problem}") from problem
    except sqlite3.DatabaseError as problem:
        raise damaged(path, str(problem)) from problem


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """SQLite's errors while writing as one line."""
    try:
        yield
    except sqlite3.OperationalError as problem:
        raise InputError(
            f"{shown(path)} cannot be written ({problem}); what was committed is kept: make room, or make it "
            f"writable, and run the same command again"
        ) from problem
    except sqlite3.DatabaseError as problem:
        raise damaged(path, str(problem)) from problem


def log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def foreign(path: Path) -> InputError:
    return InputError(f"{shown(path)} is not a store of a sweep, and is left as it is: give another --store")


def damaged(path: Path, text: str) -> InputError:
    return InputError(
        f"{shown(path)} is damaged ({text.splitlines()[0] if text else 'unreadable'}) and is left as it is: "
        f"put it aside and run the sweep anew"
    )


def shown(path: Path) -> str:
    return shorten_path(path)
