"""Links between the pages as they are read in the repository: every file and every heading that one names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)|^\[\w+\]: (\S+)$", re.MULTILINE)


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)


def headings(page: Path) -> set[str]:
    """Anchors as GitHub makes them: lower case, marks left out, a hyphen for every space, a number where one comes again."""
    found: dict[str, int] = {}
    anchors = set()
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for line in re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        count = found.get(anchor, 0)
        found[anchor] = count + 1
        anchors.add(f"{anchor}-{count}" if count else anchor)
    return anchors | set(re.findall(r'<a (?:id|name)="([^"]+)"', text))


def dead_links(page: Path, text: str) -> list[str]:
    found = []
    for first, second in LINK.findall(without_code(text)):
        target = first or second
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        if not there.exists() or not there.is_relative_to(ROOT):
            found.append(target)
        elif anchor and there.suffix == ".md" and anchor not in headings(there):
            found.append(target)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_link_is_dead(page):
    assert dead_links(page, page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("[x](verdicts.md) [y](howto/two_models.md) [z](https://example.org/none) `[code](none.md)`", []),
        ("[x](none.md)", ["none.md"]),
        ("[x](theorems/index.md)", ["theorems/index.md"]),
        ("[x](what_is_claimed.md#three-words)", []),
        ("[x](what_is_claimed.md#four-words)", ["what_is_claimed.md#four-words"]),
        ("[x](#a-heading-of-no-page)", ["#a-heading-of-no-page"]),
        ("[a]: none.md", ["none.md"]),
        ("[x](../../outside.md)", ["../../outside.md"]),
    ],
)
def test_a_dead_link_is_found(text, dead):
    assert dead_links(ROOT / "docs" / "index.md", text) == dead
