"""Running ``coqc``: found or said how to install, with a time limit, and what it printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

INSTALL = "apt-get install -y coq libcoq-coquelicot libcoq-interval"
# seconds for one sentence of a proof, and for a whole file
SENTENCE_SECONDS = 60
FILE_SECONDS = 1800


@dataclass(frozen=True)
class CoqAnswer:
    """What ``coqc`` said of a file: accepted, or the line of the first error and its text."""

    accepted: bool
    output: str
    line: int = 0
    error: str = ""


def find_coqc() -> str | None:
    """The path of ``coqc``, or ``None``."""
    return shutil.which("coqc")


def coq_version() -> str | None:
    """The version of ``coqc``, or ``None`` without it."""
    coqc = find_coqc()
    if coqc is None:
        return None
    found = subprocess.run(
        [coqc, "--print-version"], capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL
    )
    return (found.stdout.split() or ["unknown"])[0]


def run_coqc(coqc: str, file: Path, seconds: float = FILE_SECONDS) -> CoqAnswer:
    """Compile one file in its own folder; a file that takes too long is not accepted."""
    try:
        found = subprocess.run(
            [coqc, "-q", "-w", "none", file.name],
            cwd=file.parent, capture_output=True, text=True, errors="replace", timeout=seconds, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return CoqAnswer(False, "", 0, f"no answer in {seconds:g} s")
    if found.returncode == 0:
        return CoqAnswer(True, found.stdout)
    place = re.search(r"line (\d+), characters", found.stderr)
    text = (
        " ".join(found.stderr.split("\nError:")[-1].split()) if found.stderr else f"status {found.returncode}"
    )
    return CoqAnswer(False, found.stdout, int(place.group(1)) if place else 0, text)
