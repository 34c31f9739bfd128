"""references.bib as it stands: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

NAME = "references.bib"
_PACKAGE = Path(__file__).resolve().parents[1]
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),.*?^\}", re.MULTILINE | re.DOTALL)


@cache
def entries() -> dict[str, str]:
    """Every entry of the library's file by key, as BibTeX; none where the file is not there."""
    places = (_PACKAGE.parent / NAME, _PACKAGE / NAME)
    return entries_of(next((place for place in places if place.is_file()), places[0]))


def entries_of(path: Path) -> dict[str, str]:
    """The same of any such file."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return {entry[1]: entry[0] for entry in _ENTRY.finditer(text)}
