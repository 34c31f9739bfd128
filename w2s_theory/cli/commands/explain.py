"""``w2s explain``: what a word or a letter means."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem

from w2s_theory.cli.outcome import Outcome, command


class Term(click.ParamType):
    """A word of the glossary; TAB completes it."""

    name = "TERM"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """As typed; an empty word is refused, for it would be lost among others."""
        from w2s_theory.records.errors import InputError

        if not value.strip("-_ \t\n"):
            raise InputError("a word to explain is empty; `w2s explain` lists the words")
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Words that begin so."""
        from w2s_theory.glossary import glossary

        words = dict.fromkeys(each.word for entries in glossary().values() for each in entries)
        return [CompletionItem(word) for word in words if word.startswith(incomplete)]


@command("explain", "What a word or a letter means.")
@click.argument("term", nargs=-1, type=Term())
def COMMAND(term: tuple[str, ...]) -> Outcome:
    """Explain a word: a verdict, a status, a rule of the proof checker, a letter of the formulas, a word of the field.

    Several words are one term: `w2s explain every draw`. Without one, all words are listed.
    """
    from w2s_theory.api.explaining import entry_lines, explain
    from w2s_theory.glossary import KINDS, glossary

    found = explain(" ".join(term) if term else None)

    def show(screen: Any) -> None:
        if not found.term:
            for kind, entries in glossary().items():
                screen.line(KINDS[kind])
                screen.line(f"    {', '.join(each.word for each in entries)}", 4)
                screen.line()
            screen.line("`w2s explain TERM` says what one of them means")
            return
        for number, each in enumerate(found):
            if number:
                screen.line()
            for line in entry_lines(each):
                screen.line(line, 4)

    return Outcome(found.to_dict(), show)
