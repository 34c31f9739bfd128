"""In which order tests run; nothing here leaves a test out.

What a change touches comes first. A test is *touched* if its file changed, or names a changed module; a test of one
theorem also if that theorem's file changed or names what did (a setting, a rule, another theorem). Without git, or in a
tree without a change, the order is pytest's own.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def changed_files() -> tuple[str, ...]:
    """Files, relative to the root, that differ from where this branch left ``origin/main`` (or else from ``HEAD``)."""
    base = _git("merge-base", "HEAD", "origin/main") or ["HEAD"]
    changed = _git("diff", "--name-only", "--relative", base[0], "--")
    return tuple(sorted({*changed, *_git("ls-files", "--others", "--exclude-standard")}))


def _git(*arguments: str) -> list[str]:
    """The lines that git prints; none where there is no git, no repository or no such commit."""
    try:
        found = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, timeout=180, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return found.stdout.splitlines()


def touched_first(items: list[pytest.Item], changed: Iterable[str], theorems: dict[str, Path]) -> None:
    """Order the items in place: tests of changed files, then of what names them, then the others; else as they were."""
    files = [
        name for name in changed if name.endswith((".py", ".csv", ".toml", ".md", ".bib", ".html", ".css"))
    ]
    if not files:
        return
    whole = {ROOT / name for name in files}
    anything = _speaks_of(files)
    # a test of all theorems may name some of them: that says nothing of what it asks of the others
    but_theorems = _speaks_of([name for name in files if ROOT / name not in set(theorems.values())])

    @cache
    def rank_of_file(path: Path, pattern: re.Pattern[str]) -> int:
        if path in whole:
            return 0
        return 1 if path.is_file() and pattern.search(path.read_text(encoding="utf-8")) else 2

    def rank(item: pytest.Item) -> int:
        name = theorem_of_item(item, theorems)
        if not name:
            return rank_of_file(item.path, anything)
        return min(rank_of_file(item.path, but_theorems), rank_of_file(theorems[name], anything))

    items.sort(key=rank)  # stable: what has one rank keeps its order


def _speaks_of(names: Iterable[str]) -> re.Pattern[str]:
    words = [_words_for(name) for name in names]
    # nothing changed, nothing found
    return re.compile("|".join(rf"\b(?:{word})\b" for word in words) or r"(?!)")


def _words_for(name: str) -> str:
    """How other files speak of a changed one: its dotted name, an import of it, a rule's name, a file's name."""
    path = Path(name)
    if path.suffix != ".py":
        return re.escape(path.name)
    package, stem = ".".join(path.parent.parts), re.escape(path.stem)
    if path.stem in ("__init__", "__main__", "conftest"):
        return re.escape(package) or stem
    if path.parts[0] == "tests":
        return rf"(?:from|import) {stem}"
    dotted = rf"{re.escape(package)}\.{stem}|from {re.escape(package)} import (?:\([^)]*|[^\n(]*)\b{stem}"
    # a theorem names its rules and the theorems that it uses by strings
    return rf'{dotted}|(?<="){stem}(?=")' if "rules" in path.parts or "theorems" in path.parts else dotted


def theorem_of_item(item: pytest.Item, theorems: Iterable[str]) -> str:
    """The theorem that a test is about, if it is one of many tests of theorems."""
    call = getattr(item, "callspec", None)
    name = call.params.get("name") if call is not None else None
    return name if isinstance(name, str) and name in theorems else ""
