"""What a user may type for a theorem: its name, a part that no other name has, or a subject for all of its theorems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from w2s_theory.records.errors import InputError
from w2s_theory.theorems.listing import Catalog, suggestion, theorem_files

if TYPE_CHECKING:
    from w2s_theory.records.theorem import Theorem

_MOST_CANDIDATES = 4


def theorem_meant(name: Any) -> Theorem:
    """The theorem itself, or the one of the library with this name or part of a name.

    Raises
    ------
    InputError
        For no or several theorems of that name, and for what is neither text nor a theorem.
    """
    from w2s_theory.records.theorem import Theorem

    if isinstance(name, Theorem):
        return name
    if not isinstance(name, str):
        raise InputError(
            f"a theorem is given by its name, such as 'three_quarters', or as a record, not by {type(name).__name__}"
        )
    return library()[theorem_named(name, library())]


@cache
def library() -> Catalog:
    """The theorems of the package; their folders are listed once, which takes longer than a bound."""
    return Catalog()


def theorem_named(word: str, names: Iterable[str]) -> str:
    """The one theorem that is meant.

    Raises
    ------
    InputError
        If none is meant, or several: they are named.
    """
    found = theorems_named(word, names)
    if len(found) > 1:
        raise InputError(
            f"{word} is a subject of {len(found)} theorems: name one of them; `w2s list {word}` does"
        )
    return found[0]


def theorems_named(word: str, names: Iterable[str]) -> list[str]:
    """All theorems of a subject, or the one whose name is given or has this part.

    Raises
    ------
    InputError
        If nothing has it (with the nearest name), or several names do (with the first of them).
    """
    known = list(names)
    if word in known:
        return [word]
    subjects = subjects_of(known)
    subject = word.strip("/").replace("-", "_").replace(" ", "_")
    if subject in subjects:
        return subjects[subject]
    part = word.removesuffix(".py").replace("-", "_")
    found = [name for name in known if part and part in name]
    if len(found) == 1:
        return found
    if found:
        more = f" and {len(found) - _MOST_CANDIDATES} more" if len(found) > _MOST_CANDIDATES else ""
        raise InputError(
            f"{word!r} could be {', '.join(found[:_MOST_CANDIDATES])}{more}: type more of the name"
        )
    raise InputError(f"there is no theorem {word!r}{suggestion(word, [*known, *subjects])}")


def chosen_names(words: Sequence[str], names: Iterable[str]) -> list[str]:
    """The theorems that are meant, each once, in the order typed."""
    known = list(names)
    return list(dict.fromkeys(name for word in words for name in theorems_named(word, known)))


def subjects_of(names: Iterable[str]) -> dict[str, list[str]]:
    """Subject -> its theorems among ``names``."""
    files, groups = theorem_files(), {}
    for name in names:
        if name in files:
            groups.setdefault(files[name].parent.name, []).append(name)
    return groups
