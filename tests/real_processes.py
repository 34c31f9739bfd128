"""Processes of tests: started in one place, with one environment, and ended however the test ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

W2S = [sys.executable, "-m", "w2s_theory.cli.entry"]


def environment(**changes: str) -> dict[str, str]:
    """The environment with changes, and without settings of the encoding."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LANG", "PYTHONUTF8"))
    }
    return {**kept, "OPENBLAS_NUM_THREADS": "1", **changes}


@contextmanager
def started(arguments: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process with pipes that does not outlive the test, however that ends."""
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), **options
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()
