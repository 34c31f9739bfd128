"""An earlier version beside this one: its files in a folder, out of the history."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
EARLIER = "aecb073"


@contextmanager
def checked_out(commit: str) -> Iterator[Path]:
    """The folder that holds the commit's files, for as long as the block lasts.

    Raises
    ------
    SystemExit
        Status 2 and one line, if this checkout has not the whole history.
    """
    with tempfile.TemporaryDirectory() as name:
        archive = subprocess.run(["git", "archive", commit], cwd=HERE, capture_output=True, check=False)
        if archive.returncode:
            print(f"the commit {commit} is not in this checkout: clone the whole history")
            raise SystemExit(2)
        subprocess.run(["tar", "x", "-C", name], input=archive.stdout, check=True)
        yield Path(name)
