"""Opening a store: nothing is changed in a file that is not the plan's store, and readers change nothing at all."""

from __future__ import annotations

import json
import math
import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from w2s_theory.records.errors import InputError
from w2s_theory.sweep.plan import SweepPlan, build_plan, first_difference
from w2s_theory.sweep.store import Store, damaged, foreign, log_of, readable, shown, transaction, writable
from w2s_theory.sweep.store_schema import APPLICATION, MIGRATIONS, VERSION
from w2s_theory.sweep.tasks import list_cells, quantity_names

_WAIT = 5.0  # seconds that a reader or writer waits for a lock


def open_to_write(path: str | Path, plan: SweepPlan) -> Store:
    """Open a store for the driver, or make it; nothing is changed in a file that is not this plan's store.

    Raises
    ------
    InputError
        For a file that is no store, is damaged, may not be written, or holds another plan.
    """
    file = Path(path)
    _require_place(file)
    exists = file.exists() and file.stat().st_size > 0
    if exists:
        _require_store(file)
        if not os.access(file, os.W_OK):
            raise InputError(f"{shown(file)} may not be written: make it writable or give another --store")
    with readable(file):
        connection = sqlite3.connect(file, timeout=_WAIT, isolation_level=None)
    try:
        with readable(file):
            if exists:
                fault = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
                if fault != "ok":
                    raise damaged(file, fault)
            version = _version(connection, file)
            if version:
                _require_plan(connection, file, plan)
        with writable(file):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            _migrate(connection, version, plan)
    except BaseException:
        connection.close()
        raise
    return Store(file, connection, plan)


def open_to_read(path: str | Path) -> Store:
    """Open a store to look at it, also while a driver writes.

    Raises
    ------
    InputError
        For a file that is missing, is no store, or is damaged.
    """
    file = Path(path)
    _require_place(file)
    if not file.is_file():
        raise InputError(f"there is no store {shown(file)}: give the --store that `w2s sweep run` was given")
    _require_store(file)
    with readable(file):
        connection, frozen = _read_only(file)
    try:
        with readable(file):
            version = _version(connection, file)
            if not version:
                raise InputError(f"{shown(file)} is empty: `w2s sweep run` has not come to write to it yet")
            if version < VERSION:
                raise InputError(
                    f"{shown(file)} was made by an older w2s_theory: `w2s sweep run` with its plan brings it up to date"
                )
            plan = build_plan(_stored_plan(connection, file))
    except BaseException:
        connection.close()
        raise
    return Store(file, connection, plan, frozen)


def _migrate(connection: sqlite3.Connection, version: int, plan: SweepPlan) -> None:
    if version == VERSION:
        return
    with transaction(connection):
        for script in MIGRATIONS[version:]:
            for statement in script:
                connection.execute(statement)
        if version == 0:
            cells = list_cells(plan)
            connection.executemany(
                "INSERT INTO cells VALUES (?, ?, ?, ?, ?)",
                [(c.number, c.dimension, c.teacher_units, c.student_text, c.target_text) for c in cells],
            )
            connection.executemany(
                "INSERT INTO quantities VALUES (?, ?, ?)",
                [
                    (number, quantity, "inf" if tau is not None and math.isinf(tau) else tau)
                    for number, (quantity, tau) in enumerate(quantity_names(plan))
                ],
            )
            connection.executemany(
                "INSERT INTO facts VALUES (?, ?)",
                [("plan", json.dumps(plan.to_dict())), ("planned", str(len(cells) * plan.trials))],
            )
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Schema version; 0 for a database without tables, as a driver killed at its very start leaves it."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and not application and not version:
        return 0
    if application != APPLICATION:
        raise foreign(path)
    if not 1 <= version <= VERSION:
        raise InputError(f"{shown(path)} was made by a newer w2s_theory: update w2s_theory")
    return version


def _stored_plan(connection: sqlite3.Connection, path: Path) -> dict[str, Any]:
    row = connection.execute("SELECT value FROM facts WHERE name = 'plan'").fetchone()
    try:
        return json.loads(row[0])
    except (TypeError, ValueError) as problem:
        raise damaged(path, "its plan cannot be read") from problem


def _require_plan(connection: sqlite3.Connection, path: Path, plan: SweepPlan) -> None:
    difference = first_difference(_stored_plan(connection, path), plan.to_dict())
    if difference:
        raise InputError(
            f"{shown(path)} holds another plan ({difference}): give another --store, or the plan it was made with"
        )


def _read_only(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection that changes no row, and whether it takes the file for one that nobody writes."""
    if os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK):
        # opened for writing all the same: the last to close folds the log into the file, as the driver would
        connection = _connect(path, "mode=rw")
        connection.execute("PRAGMA query_only = ON")
        return connection, False
    # a reader who may not write must not leave a log of his own, which would stop the driver
    frozen = not log_of(path).exists()
    return _connect(path, "immutable=1" if frozen else "mode=ro"), frozen


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?{mode}"
    return sqlite3.connect(address, uri=True, timeout=_WAIT, isolation_level=None)


def _require_place(path: Path) -> None:
    try:
        if "\0" in str(path) or path.is_dir() or not str(path).strip():
            raise InputError(f"--store must name a file, and {shown(path)} is none")
        if not path.absolute().parent.is_dir():
            raise InputError(
                f"--store must lie in an existing folder, and {shown(path.absolute().parent)} is none: make it"
            )
    except (OSError, ValueError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"--store must be a usable path, and {shown(path)} is not") from problem


def _require_store(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as problem:
        raise InputError(f"{shown(path)} cannot be read ({problem.strerror})") from problem
    if head != b"SQLite format 3\0":
        raise foreign(path)
