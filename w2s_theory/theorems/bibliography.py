"""The works that theorems cite, by key, with their fields: those of references.bib, and of one beside a user's file."""

from __future__ import annotations

import re
from pathlib import Path

from w2s_theory.printing.references import NAME as NAME
from w2s_theory.printing.references import entries, entries_of

_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*?)\},?\s*$", re.MULTILINE)


def works(beside: Path | None = None) -> dict[str, dict[str, str]]:
    """Key -> fields of every entry; of a ``references.bib`` beside a user's file too."""
    found = {**entries(), **(entries_of(beside.parent / NAME) if beside else {})}
    return {
        key: {name.lower(): re.sub(r"[{}]", "", value) for name, value in _FIELD.findall(entry)}
        for key, entry in found.items()
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
