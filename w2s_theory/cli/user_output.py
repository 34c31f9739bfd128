"""Standard output kept for the command: what a user's file prints, from Python or below it, goes to standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def prints_to_stderr() -> Iterator[None]:
    """While the user's code runs, in this process or in workers that it starts, nothing reaches standard output."""
    saved = _divert()
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        if saved is not None:
            os.dup2(saved, 1)
            os.close(saved)


def _divert() -> int | None:
    """Point file descriptor 1 to standard error; what it pointed to before, or ``None`` where there is none."""
    if sys.stdout is not sys.__stdout__ or sys.stdout is None:
        return None  # standard output is somebody's object: its descriptor is not ours to move
    saved = None
    try:
        sys.stdout.flush()
        saved = os.dup(1)
        os.dup2(2, 1)
    except (OSError, ValueError):
        if saved is not None:
            os.close(saved)
        return None
    return saved
