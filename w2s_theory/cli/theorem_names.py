"""Names of theorems as arguments: completed by TAB, a unique part is enough, a subject means all of its theorems."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem


class TheoremName(click.ParamType):
    """One theorem: its name, or a part that no other name has."""

    name = "NAME"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """The whole name; refuses what is unknown or could be several."""
        from w2s_theory.theorems.listing import theorem_files
        from w2s_theory.theorems.names import theorem_named

        return theorem_named(value, theorem_files())

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Names that begin so; where none does, names that have it inside."""
        return [CompletionItem(name) for name in completions(incomplete, subjects=False)]


class TheoremNames(TheoremName):
    """One of several: a subject is accepted too. The command resolves it, for it may know a file of the user's."""

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """As typed."""
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Subjects and names."""
        return [CompletionItem(name) for name in completions(incomplete, subjects=True)]


class SubjectName(click.ParamType):
    """A subject of theorems, or the beginning of its name."""

    name = "SUBJECT"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """The whole name; refuses what is unknown or could be several."""
        from w2s_theory.exact_number import shorten
        from w2s_theory.records.errors import InputError

        known = subject_names()
        word = value.strip("/").replace("-", "_").replace(" ", "_")
        found = [word] if word in known else [each for each in known if word and each.startswith(word)]
        if len(found) != 1:
            some = ", ".join(found or known)
            raise InputError(
                f"there is no subject {shorten(value)}: expected one of {some}; `--search` looks for words"
            )
        return found[0]

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Subjects that begin so."""
        return [CompletionItem(each) for each in subject_names() if each.startswith(incomplete)]


def subject_names() -> list[str]:
    """The subjects in teaching order."""
    from w2s_theory.theorems.subjects import all_headers, by_subject

    return [each.name for each in by_subject(all_headers()[0])]


def completions(incomplete: str, *, subjects: bool) -> list[str]:
    """What a word that was begun may become."""
    from w2s_theory.theorems.listing import theorem_files
    from w2s_theory.theorems.names import subjects_of

    names = list(theorem_files())
    known = [*(subjects_of(names) if subjects else ()), *names]
    return [each for each in known if each.startswith(incomplete)] or [
        each for each in known if incomplete in each
    ]
