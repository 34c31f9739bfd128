"""Files that are written: the path is looked at before the work starts, and there is never half a file."""

from __future__ import annotations

import os
from pathlib import Path

from w2s_theory.exact_number import shorten_path
from w2s_theory.records.errors import InputError


def require_output_file(path: str | Path, what: str) -> None:
    """``InputError`` unless a file may be written there; asked before the work starts."""
    target, shown = Path(path), shorten_path(path)
    try:
        parent = target.absolute().parent
        if "\0" in str(path):
            raise ValueError("a path cannot hold a null character")
        if target.is_dir():
            raise InputError(f"{what} must name a file, and {shown} is a folder")
        if not parent.is_dir():
            raise InputError(
                f"{what} must lie in an existing folder, and {shorten_path(parent)} is none: make it"
            )
        if not os.access(parent, os.W_OK | os.X_OK):
            raise InputError(
                f"{what} must lie in a folder that can be written, and {shorten_path(parent)} is not"
            )
        if target.exists() and not target.is_file():
            raise InputError(f"{what} must name an ordinary file, and {shown} is none")
    except (OSError, ValueError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{what} must be a usable path, and {shown} is not") from problem


def write_file(path: str | Path, content: bytes) -> None:
    """Write a file at once: what was there stays until the new one is whole."""
    target = Path(path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        temporary.write_bytes(content)
        temporary.replace(target)
    except OSError as problem:
        raise InputError(
            f"{shorten_path(target)} cannot be written ({problem.strerror}): give another path"
        ) from problem
    finally:
        temporary.unlink(missing_ok=True)
