"""The subjects in teaching order, and which theorems are shown first.

A subject is a folder; its ``__init__.py`` says in one sentence what it is about and, by ``PLACE``, where it comes.
Both are read from the text: nothing is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from w2s_theory.theorems.headers import (
    Header,
    NotPlain,
    docstring_of,
    first_paragraph,
    header_of,
    read_header,
)
from w2s_theory.theorems.listing import FOLDER, Broken, Catalog, load_all, theorem_files

_PLACE = re.compile(r"^PLACE = (\d+)$", re.MULTILINE)
_LAST = 1000


@dataclass(frozen=True)
class Subject:
    """A folder of theorems, what it is about, and its theorems' headers by name."""

    name: str
    place: int
    sentence: str
    theorems: tuple[Header, ...] = ()

    @property
    def title(self) -> str:
        """The folder's name as words."""
        return self.name.replace("_", " ")


def all_headers(folder: Path = FOLDER) -> tuple[list[Header], list[Broken]]:
    """A header per theorem file, sorted by subject and name; a file that must be run and does not load is named."""
    found, odd = {}, {}
    files = theorem_files(folder)
    for name, path in files.items():
        try:
            found[name] = read_header(path)
        except (NotPlain, UnicodeDecodeError):
            odd[name] = path
    broken: list[Broken] = []
    if odd:
        loaded, broken = load_all(Catalog(odd))
        found |= {name: header_of(theorem, odd[name]) for name, theorem in loaded.items()}
    return [found[name] for name in files if name in found], broken


def by_subject(headers: Iterable[Header], folder: Path = FOLDER) -> list[Subject]:
    """The subjects that have a theorem among ``headers``, in teaching order; inside one, headlines first."""
    groups: dict[str, list[Header]] = {}
    for header in headers:
        groups.setdefault(header.subject, []).append(header)
    subjects = []
    for name, members in groups.items():
        members.sort(key=lambda each: (each.headline or _LAST, each.name))
        place, sentence = place_and_sentence(name, folder)
        subjects.append(Subject(name, place, sentence, tuple(members)))
    return sorted(subjects, key=lambda each: (each.place, each.name))


def place_and_sentence(name: str, folder: Path = FOLDER) -> tuple[int, str]:
    """What a subject's folder says of itself: where it comes, and what it is about; a stranger comes last."""
    opening = folder / name / "__init__.py"
    text = opening.read_text(encoding="utf-8") if opening.is_file() else ""
    match = _PLACE.search(text)
    return int(match[1]) if match else _LAST, first_paragraph(docstring_of(opening)) if text else ""


def search_headers(
    headers: Iterable[Header],
    subjects: Sequence[str] = (),
    status: str | None = None,
    search: str | None = None,
) -> list[Header]:
    """Those of these subjects (all without one) and this status in which every word that is searched stands."""
    words = (search or "").lower().split()
    return [
        each
        for each in headers
        if (not subjects or each.subject in subjects)
        and (status is None or each.status == status)
        and all(word in " ".join((each.name, each.title, each.text)).lower() for word in words)
    ]


def headlines(headers: Iterable[Header]) -> list[Header]:
    """The theorems that are shown first, in their order."""
    return sorted(
        (each for each in headers if each.headline), key=lambda each: (each.headline or 0, each.name)
    )
