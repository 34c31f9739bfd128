"""The site that a session builds once, for all tests and processes that look at it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from real_processes import LIMIT
from shared_work import made_once

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Built:
    """The folder of the site; exit status and standard error of ``python -m documentation``."""

    folder: Path
    said: str


@pytest.fixture(scope="session")
def site(session_folder: Path) -> Built:
    """The whole site; half a minute."""

    def write(folder: Path) -> None:
        folder.mkdir()
        command = [sys.executable, "-m", "documentation", str(folder / "site"), "--jobs", "1"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT)
        (folder / "said.txt").write_text(f"{done.returncode} {done.stderr}", encoding="utf-8")

    folder = made_once(session_folder / "documentation", write)
    return Built(folder / "site", (folder / "said.txt").read_text(encoding="utf-8"))
