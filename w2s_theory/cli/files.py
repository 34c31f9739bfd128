"""Output paths: looked at before the work starts."""

from __future__ import annotations

import os
from pathlib import Path

from w2s_theory.exact_number import shorten_path
from w2s_theory.records.errors import InputError


def require_output_folder(path: str, what: str = "--report") -> Path:
    """A folder that exists and is writable, or can be made inside one that is.

    Raises
    ------
    InputError
        If it is a file, if its parent is missing, or if nothing may be written there.
    """
    folder = Path(path)
    if not path.strip():
        raise InputError(f"{what} must be the path of a folder, and it is empty")
    try:
        if folder.is_dir():
            if not os.access(folder, os.W_OK | os.X_OK):
                raise InputError(
                    f"{what} must be a folder that can be written, and {shorten_path(path)} is not"
                )
            return folder
        if folder.exists() or folder.is_symlink():
            raise InputError(
                f"{what} must be a folder, and {shorten_path(path)} is a file: give another path"
            )
        parent = folder.absolute().parent
        if "\0" in path or not parent.is_dir():
            raise InputError(
                f"{what} must lie in an existing folder, and {shorten_path(parent)} is none: make it"
            )
        if not os.access(parent, os.W_OK | os.X_OK):
            raise InputError(
                f"{what} must lie in a folder that can be written, and {shorten_path(parent)} is not"
            )
    except (OSError, ValueError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"{what} must be a usable path, and {shorten_path(path)} is not") from problem
    return folder
