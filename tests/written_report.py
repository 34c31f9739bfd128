"""The report that ``make check`` wrote of this very tree, so that a session of tests need not do all of it a second time.

``.ci/run`` names the folder and what the tree was *before* the report was written; a tree that differs by a byte, another
Python or another version of a library, or a report that lacks a theorem, and the session writes its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Collection, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# where the report is, and what the tree was when it was begun
FOLDER, TREE = "W2S_REPORT", "W2S_REPORT_TREE"
# all that a page is made of
PARTS = ("w2s_theory", "proofs_check", "results", "references.bib")
LIBRARIES = ("sympy", "mpmath", "python-flint", "numpy", "scipy", "matplotlib", "jinja2", "latex2mathml")


def tree_digest(root: Path = ROOT) -> str:
    """One word for every byte that a report is made of, and for what makes it."""
    found = hashlib.sha256(" ".join([sys.version, *(version(name) for name in LIBRARIES)]).encode())
    for part in PARTS:
        for path in sorted([root / part, *(root / part).rglob("*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                found.update(f"\n{path.relative_to(root).as_posix()} {content}".encode())
    return found.hexdigest()


def report_of_this_tree(given: Mapping[str, str], names: Collection[str], root: Path = ROOT) -> Path | None:
    """The index of the report that the environment names; ``None`` unless it is a whole one, full, of this tree."""
    return Path(given[FOLDER]) / "index.html" if numbers_of_this_tree(given, names, root) else None


def numbers_of_this_tree(
    given: Mapping[str, str], names: Collection[str], root: Path = ROOT
) -> dict[str, Any]:
    """The raw numbers of that report (``report.json``); empty unless it is a whole one, full, of this tree."""
    if not given.get(FOLDER) or given.get(TREE) != tree_digest(root):
        return {}
    try:
        found = json.loads((Path(given[FOLDER]) / "report.json").read_text(encoding="utf-8"))
        verdicts = found["verdicts"]
    except (OSError, ValueError, KeyError):
        return {}
    whole = {each["name"] for each in verdicts} == set(names) and not any(each["quick"] for each in verdicts)
    return found if whole else {}


@cache
def checked(part: str, names: Collection[str]) -> dict[str, Any]:
    """Theorem -> ``verdicts`` or ``hypotheses`` of that report, for this session; empty where there is none."""
    found = numbers_of_this_tree(os.environ, names).get(part, {})
    return found if isinstance(found, dict) else {each["name"]: each for each in found}


if __name__ == "__main__":
    print(tree_digest())
