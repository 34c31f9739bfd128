"""Subjects in teaching order: the place and the sentence that each theorem folder says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from w2s_theory.glossary import first_sentence
from w2s_theory.report.theorem_page import TheoremPage
from w2s_theory.theorems.subjects import place_and_sentence

_LAST = 1000
# letters that stand side by side on a card; a longer formula is folded away
_SHORT = 44
YOUR_OWN = "your own file"


@dataclass(frozen=True, slots=True)
class Subject:
    """A folder of theorems as the index shows it; ``folder`` is empty for files of the user's."""

    name: str
    sentence: str
    pages: tuple[TheoremPage, ...]
    place: int

    @property
    def anchor(self) -> str:
        """Its id on the index."""
        return self.name.replace(" ", "-")


def by_subject(pages: Sequence[TheoremPage]) -> tuple[Subject, ...]:
    """The pages grouped, subjects in teaching order; within one, headlines first, else as they come."""
    found: dict[str, list[TheoremPage]] = {}
    for page in pages:
        found.setdefault(page.subject, []).append(page)
    subjects = [_subject(name, some) for name, some in found.items()]
    return tuple(sorted(subjects, key=lambda each: (each.place, each.name)))


def headlines(pages: Sequence[TheoremPage]) -> tuple[TheoremPage, ...]:
    """The theorems to begin with, in their order."""
    chosen = [(page.theorem.headline, page) for page in pages if page.theorem.headline is not None]
    return tuple(page for _, page in sorted(chosen, key=lambda each: each[0]))


def _subject(name: str, pages: list[TheoremPage]) -> Subject:
    ordered = sorted(pages, key=lambda page: page.theorem.headline or _LAST)
    if name == YOUR_OWN:
        return Subject(name, "Files that are not the library's.", tuple(ordered), _LAST)
    place, sentence = place_and_sentence(name.replace(" ", "_"))
    return Subject(name, sentence, tuple(ordered), place)


def sentence(page: TheoremPage) -> Markup:
    """The first sentence of what the theorem's file says in words."""
    return Markup(first_sentence(str(page.words.lead)))


def is_short(page: TheoremPage) -> bool:
    """Whether the statement fits on a card."""
    return len("".join(page.statement.striptags().split())) <= _SHORT
