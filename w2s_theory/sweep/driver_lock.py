"""One driver per store: a lock that ends with its process, however that ends."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from w2s_theory.exact_number import shorten_path
from w2s_theory.records.errors import InputError


@contextmanager
def only_driver(store: str | Path) -> Iterator[None]:
    """Hold the lock of a store, the empty file ``STORE-driver`` beside it.

    SQLite's own lock on another file: it works on every system and readers of the store do not meet it.

    Raises
    ------
    InputError
        If another driver holds it, or the folder may not be written.
    """
    path = Path(f"{store}-driver")
    connection = None
    try:
        while connection is None:
            connection = _locked(path)
        yield
    finally:
        if connection is not None:
            path.unlink(missing_ok=True)
            connection.close()


def _locked(path: Path) -> sqlite3.Connection | None:
    """A connection that holds the lock; ``None`` if the file was taken away in between."""
    try:
        connection = sqlite3.connect(path, timeout=0.0, isolation_level=None)
        try:
            # a driver that ends takes its file away: the lock must be on the one that is there
            before = os.stat(path).st_ino if path.exists() else None
            connection.execute("BEGIN EXCLUSIVE")
            after = os.stat(path).st_ino if path.exists() else None
            if after is not None and before in (None, after):
                return connection
            connection.close()
            return None
        except BaseException:
            connection.close()
            raise
    except sqlite3.OperationalError as problem:
        if "locked" in str(problem):
            raise InputError(
                f"another `w2s sweep run` works on {shorten_path(str(path)[:-7])}: wait for it, or give another --store"
            ) from problem
        raise InputError(
            f"{shorten_path(path.absolute().parent)} may not be written, and a sweep needs it: "
            f"give another --store"
        ) from problem
    except sqlite3.DatabaseError as problem:
        raise InputError(f"{shorten_path(path)} is in the way: move it or give another --store") from problem
