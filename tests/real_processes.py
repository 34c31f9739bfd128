"""Processes of tests: started in one place, with one environment, and ended however the test ends.

Tests wait for what happens, never for time to pass: for a line in a pipe, or for a condition. ``LIMIT`` ends only what
would never happen.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

W2S = [sys.executable, "-m", "w2s_theory.cli.entry"]
LIMIT = 600.0  # seconds after which a process hangs, on however busy a machine
_LOOK = 0.02  # seconds between looks at a condition


def environment(**changes: str) -> dict[str, str]:
    """The environment with changes, and without settings of the encoding."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "PYTHONUTF8"))
    }
    return {**kept, "OPENBLAS_NUM_THREADS": "1", **changes}


def with_modules_of(*folders: str | Path) -> str:
    """``PYTHONPATH`` with these folders first, for processes that import modules of the tests."""
    return os.pathsep.join([*map(str, folders), *filter(None, [os.environ.get("PYTHONPATH")])])


@contextmanager
def started(
    arguments: list[str], *, changes: Mapping[str, str] | None = None, **options: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """A process with pipes, and ``changes`` in its environment, that does not outlive the test, however that ends.

    With ``start_new_session`` its children do not either.
    """
    process = subprocess.Popen(
        arguments,
        bufsize=0,  # what has come can be seen with select
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(**(changes or {})),
        **options,
    )
    try:
        yield process
    finally:
        process.kill()
        if options.get("start_new_session"):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def finished(
    arguments: Sequence[str | bytes], *, changes: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """A process that has come to its end, with what it printed."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(
        arguments, env=environment(**(changes or {})), timeout=LIMIT, check=False, **options
    )


def next_line(process: subprocess.Popen[bytes]) -> bytes:
    """The next line that a process prints; empty if it ended without one."""
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], LIMIT)[0], "the process prints nothing"
    return process.stdout.readline()


def wait_until(happened: Callable[[], bool], by: subprocess.Popen[bytes] | None = None) -> None:
    """Wait until something has happened; fails if the process that brings it about ends before."""
    end = time.monotonic() + LIMIT
    while not happened():
        if by is not None and by.poll() is not None and not happened():
            raise AssertionError(f"the process ended first: {by.communicate()}")
        assert time.monotonic() < end, "this never happens"
        time.sleep(_LOOK)
