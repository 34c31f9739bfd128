"""Result columns of a store, ordered by key, as CSV, JSON, NumPy or Parquet; the same rows are the same bytes."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from w2s_theory.exact_number import shorten_path
from w2s_theory.records.errors import InputError
from w2s_theory.sweep.store import Store
from w2s_theory.sweep.store_schema import COLUMNS

_FLOATS = ("student_units", "tau", "value", "error")
_WHOLE = ("dimension", "teacher_units", "trial")


def export_results(store: Store, path: str | Path) -> int:
    """Write the result columns to a file, in the format of its ending; returns the number of rows.

    Columns: key (cell/trial), dimension, teacher_units, student_units, target, quantity (L_TE or L_ST), tau, trial,
    seed, value, error (how far rounding may have moved the value). Infinite is "inf", tau of L_TE is empty; in NumPy
    and Parquet it is NaN and null. There is never half a file, and a file that was there stays until the new one is whole.

    Raises
    ------
    InputError
        For another ending, a path that cannot be written, and Parquet without pyarrow.
    """
    target = Path(path)
    writer = _FORMATS.get(target.suffix.lower())
    if writer is None:
        raise InputError(f"--out must end in one of {', '.join(_FORMATS)}, and {shorten_path(path)} does not")
    _require_file(target)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with temporary.open("wb") as file:
            rows = writer(store, file)
        temporary.replace(target)
    except OSError as problem:
        raise InputError(
            f"{shorten_path(path)} cannot be written ({problem.strerror}): give another path"
        ) from problem
    finally:
        temporary.unlink(missing_ok=True)
    return rows


def _csv(store: Store, file: IO[bytes]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in store.rows():
        writer.writerow(
            ["" if each is None else repr(each) if isinstance(each, float) else each for each in row]
        )
        count += 1
    text.detach()
    return count


def _json(store: Store, file: IO[bytes]) -> int:
    """One object; its rows are written one by one, so that size does not matter."""
    head = json.dumps(
        {"schema": 1, "plan": store.plan.to_dict(), "columns": COLUMNS}, indent=1, allow_nan=False
    )
    file.write(head[:-2].encode() + b',\n "rows": [')
    count = 0
    for row in store.rows():
        text = json.dumps(dict(zip(COLUMNS, row, strict=True)), allow_nan=False)
        file.write((b",\n  " if count else b"\n  ") + text.encode())
        count += 1
    file.write(b"\n ]\n}\n")
    return count


def _numpy(store: Store, file: IO[bytes]) -> int:
    """An .npz whose arrays are the columns; without pickles and without the time of day."""
    import numpy as np

    columns, count = _columns(store)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, values in columns.items():
            kind = float if name in _FLOATS else np.int64 if name in _WHOLE else np.str_
            array = np.array([np.nan if each is None else each for each in values], dtype=kind)
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, array, allow_pickle=False)
            # the date that np.savez would write differs from run to run
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED)
    return count


def _parquet(store: Store, file: IO[bytes]) -> int:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as problem:
        raise InputError(
            "Parquet needs pyarrow: pip install 'w2s_theory[parquet]', or give a path that ends in .csv"
        ) from problem
    columns, count = _columns(store)
    kinds = {
        name: pyarrow.float64()
        if name in _FLOATS
        else pyarrow.int64()
        if name in _WHOLE
        else pyarrow.string()
        for name in COLUMNS
    }
    arrays = {
        name: pyarrow.array(
            [float(each) if name in _FLOATS and each is not None else each for each in values], kinds[name]
        )
        for name, values in columns.items()
    }
    pyarrow.parquet.write_table(pyarrow.table(arrays), file)
    return count


def _columns(store: Store) -> tuple[dict[str, list[Any]], int]:
    rows: Iterator[tuple[Any, ...]] = store.rows()
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for row in rows:
        for name, value in zip(COLUMNS, row, strict=True):
            columns[name].append(value)
    return columns, len(columns[COLUMNS[0]])


def _require_file(path: Path) -> None:
    try:
        parent = path.absolute().parent
        if path.is_dir() or not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
            raise InputError(
                f"--out must name a file in an existing folder that can be written, and "
                f"{shorten_path(path)} does not"
            )
    except (OSError, ValueError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError("--out must be a usable path") from problem


_FORMATS: dict[str, Callable[[Store, IO[bytes]], int]] = {
    ".csv": _csv,
    ".json": _json,
    ".npz": _numpy,
    ".parquet": _parquet,
}
