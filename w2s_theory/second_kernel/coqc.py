"""Running ``coqc``: found or said how to install, with a time limit, and what it printed."""

from __future__ import annotations

import atexit
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

INSTALL = "apt-get install -y coq libcoq-coquelicot libcoq-interval"
# seconds for one sentence of a proof, and for a whole file
SENTENCE_SECONDS = 60
FILE_SECONDS = 1800


LIBRARY = Path(__file__).parent / "library" / "w2s.v"


@dataclass(frozen=True)
class CoqAnswer:
    """What ``coqc`` said of a file: accepted, or the line of the first error and its text.

    ``ended`` says that it gave no answer: it was killed, or took too long.
    """

    accepted: bool
    output: str
    line: int = 0
    error: str = ""
    ended: bool = False


@dataclass(frozen=True)
class Library:
    """The folder of the compiled library, or in one line why there is none."""

    folder: Path | None
    problem: str = ""


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


@cache
def compiled_library(coqc: str) -> Library:
    """The library that every proof file rests on, compiled once for this process, in a folder that goes with it."""
    folder = Path(tempfile.mkdtemp(prefix="w2s-coq-library-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copied = folder / LIBRARY.name
    shutil.copyfile(LIBRARY, copied)
    answer = run_coqc(coqc, copied, folder)
    if answer.accepted:
        return Library(folder)
    return Library(
        None, f"{coqc} does not compile the library ({answer.error[:120]}): install {INSTALL.split('-y ')[1]}"
    )


def run_coqc(coqc: str, file: Path, library: Path | None, seconds: float = FILE_SECONDS) -> CoqAnswer:
    """Compile one file in its own folder; one that takes too long or is killed gives no answer."""
    try:
        found = subprocess.run(
            [coqc, "-q", "-w", "none", "-Q", str(library or file.parent), "W2S", file.name],
            cwd=file.parent, capture_output=True, text=True, errors="replace", timeout=seconds, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return CoqAnswer(False, "", 0, f"coqc gave no answer in {seconds:g} s", True)
    except OSError as problem:
        return CoqAnswer(False, "", 0, f"{coqc} does not run ({problem.strerror})", True)
    if found.returncode == 0:
        return CoqAnswer(True, found.stdout)
    if found.returncode < 0:
        return CoqAnswer(False, "", 0, f"coqc was ended by signal {-found.returncode}", True)
    place = re.search(r"line (\d+), characters", found.stderr)
    text = (
        " ".join(found.stderr.split("\nError:")[-1].split()) if found.stderr else f"status {found.returncode}"
    )
    return CoqAnswer(False, found.stdout, int(place.group(1)) if place else 0, text)


def run_coqtop(coqc: str, text: str, library: Path | None, seconds: float = FILE_SECONDS) -> str | None:
    """What the interactive Coq prints of a file, in which an error stops nothing; ``None`` without an answer."""
    coqtop = Path(coqc).with_name("coqtop")
    try:
        found = subprocess.run(
            [str(coqtop), "-q", "-w", "none", "-Q", str(library or "."), "W2S"],
            input=text, cwd=library, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            timeout=seconds,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        return None
    return found.stdout if found.returncode >= 0 else None
