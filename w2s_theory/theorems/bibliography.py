"""The works that theorems cite: references.bib, beside the package in a checkout and inside it when installed."""

from __future__ import annotations

import re
from pathlib import Path

NAME = "references.bib"
_PACKAGE = Path(__file__).parents[1]
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*?)\},?\s*$", re.MULTILINE)


def works(beside: Path | None = None) -> dict[str, dict[str, str]]:
    """Key -> fields of every entry; of a ``references.bib`` beside a user's file too."""
    places = [_PACKAGE / NAME, _PACKAGE.parent / NAME, *([beside.parent / NAME] if beside else [])]
    text = "\n".join(each.read_text(encoding="utf-8", errors="replace") for each in places if each.is_file())
    return {
        entry[1]: {name.lower(): re.sub(r"[{}]", "", value) for name, value in _FIELD.findall(entry[2])}
        for entry in _ENTRY.finditer(text)
    }


def work_text(key: str) -> str:
    """``A. Author, B. Author. Title. 2026; arXiv 2610.09044`` for an entry; the key if there is none."""
    fields = works().get(key, {})
    parts = [_names(fields["author"]) if "author" in fields else "", fields.get("title", key)]
    parts.append("; ".join(each for each in (fields.get("year", ""), fields.get("note", "")) if each))
    return ". ".join(each for each in parts if each)


def _names(author: str) -> str:
    people = [each.partition(",") for each in author.split(" and ")]
    return ", ".join(f"{first.strip()[:1]}. {last}" if first.strip() else last for last, _, first in people)
