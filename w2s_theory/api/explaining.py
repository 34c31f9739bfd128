"""What a word or a letter means: what ``w2s explain`` prints, as a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from html import escape
from typing import Any

from w2s_theory.exact_number import shorten
from w2s_theory.given import require_text
from w2s_theory.glossary import KINDS, Entry, glossary
from w2s_theory.printing.escaped import escaped, prose_latex
from w2s_theory.records.errors import InputError
from w2s_theory.tables import html_table, latex_table


@dataclass(frozen=True, eq=False)
class Explanation:
    """What a word means, once for each question that it answers. Iterating gives the entries.

    Parameters
    ----------
    term
        The word that was asked for; empty for the whole glossary.
    entries
        Each with kind, word, meaning, further paragraphs and, of a letter, its LaTeX.
    """

    term: str
    entries: tuple[Entry, ...]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s explain --json``."""
        return {"term": self.term, "entries": [entry_fields(each, bool(self.term)) for each in self.entries]}

    def to_latex(self) -> str:
        """A ``tabular`` of word and meaning."""
        rows = [
            (f"${each.latex}$" if each.latex else escaped(each.word), prose_latex(each.meaning))
            for each in self.entries
        ]
        return latex_table(rows, "lp{10cm}", ("word", "meaning"))

    def __str__(self) -> str:
        if not self.term:
            lines = [
                f"{KINDS[kind]}: {', '.join(each.word for each in of)}" for kind, of in glossary().items()
            ]
            return "\n".join(lines)
        return "\n\n".join("\n".join(entry_lines(each)) for each in self.entries)

    def __repr__(self) -> str:
        if not self.term:
            return f"<{len(self)} words>"
        kinds = ", ".join(each.kind for each in self.entries)
        return f"<{self.entries[0].word}: {kinds}>"

    def _repr_html_(self) -> str:
        rows = [(KINDS[each.kind], each.word, escape(each.meaning)) for each in self.entries]
        return html_table(rows, ("question", "word", "meaning"), repr(self))


def explain(term: str | None = None) -> Explanation:
    """What a word means here: a verdict, a status, a rule of the checker, a letter, a word of the field.

    Parameters
    ----------
    term : str, optional
        The word, in any case, with ``-``, ``_`` or spaces (``"every draw"``, ``"gram"``, ``"L_TE"``, ``"S.square(0)"``). A
        letter is looked for as it is typed first: ``K`` is not ``k``. The whole glossary without one.

    Returns
    -------
    Explanation
        One entry for each question that the word answers: *refuted* is said of a theorem and of a step.

    Raises
    ------
    InputError
        For a word that has no entry; the nearest one is named.

    Examples
    --------
    >>> explain("every-draw")
    <every draw: quantifier>
    >>> print(explain("verified").entries[0].meaning[:22])
    The proof is complete,
    """
    everything = [each for of in glossary().values() for each in of]
    if term is None:
        return Explanation("", tuple(everything))
    asked = require_text(term, "the word", "'verified'")
    found = [each for each in everything if _plain(asked) in map(_plain, _names(each))]
    # K is not k: where a letter is written just so, others are not meant
    exact = [each for each in found if asked in _names(each)]
    if exact and (len(asked) == 1 or any(each.kind == "symbol" for each in exact)):
        found = [each for each in found if each.kind != "symbol" or each in exact]
    if found and _plain(asked):
        # a word itself comes before what shares its name in code
        return Explanation(
            asked,
            tuple(sorted(found, key=lambda each: (each not in exact, _plain(each.word) != _plain(asked)))),
        )
    raise InputError(f"there is no entry for {shorten(asked)}; {_hint(asked, everything)}")


def _names(entry: Entry) -> tuple[str, ...]:
    return (entry.word, *entry.names)


def _plain(text: str) -> str:
    """As people mean it: in any case, without the places of a fact (``S.square(0)``)."""
    whole = re.sub(r"\(\d+(?:,\d+)*\)$", "", text.strip())
    return " ".join(whole.replace("_", " ").replace("-", " ").casefold().split())


def _hint(asked: str, everything: list[Entry]) -> str:
    from w2s_theory.theorems.listing import theorem_files

    if asked in theorem_files():
        return f"it is a theorem: `w2s show {asked}` states it"
    names = {_plain(name): name for each in everything for name in _names(each)}
    near = get_close_matches(_plain(asked), list(names), n=1) if asked.isprintable() else []
    return f"did you mean {names[near[0]]}?" if near else "`w2s explain` lists the words"


def entry_fields(entry: Entry, whole: bool) -> dict[str, Any]:
    """An entry as JSON has it; ``whole`` with its further paragraphs and, of a letter, its definition."""
    fields: dict[str, Any] = {
        "kind": entry.kind,
        "question": KINDS[entry.kind],
        "word": entry.word,
        "meaning": entry.meaning,
        "latex": entry.latex,
        "names": list(entry.names),
    }
    return {**fields, "more": list(entry.more), "definition": definition_text(entry)} if whole else fields


def entry_lines(entry: Entry) -> list[str]:
    """An entry as lines of text."""
    lines = [f"{entry.word} ({KINDS[entry.kind][0].lower()}{KINDS[entry.kind][1:]})", f"    {entry.meaning}"]
    lines += [f"    {each}" for each in entry.more]
    definition = definition_text(entry)
    return [*lines, f"    Definition: {definition}"] if definition else lines


def definition_text(entry: Entry) -> str:
    """What the notation table defines a letter to be, as the proof checker unfolds it; empty if it defines nothing."""
    from w2s_theory import notation

    if entry.kind != "symbol":
        return ""
    row = notation.row(entry.word)
    if row.definition is None or row.kind != "scalar":
        return ""
    from w2s_theory.printing.text import expression_text

    return f"{entry.word} = {expression_text(notation.definition(row.name))}"
