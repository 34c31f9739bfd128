"""The entries of the glossary, collected from where each is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import proofs_check.rules
from w2s_theory import notation
from w2s_theory.glossary.field import FIELD
from w2s_theory.glossary.words import KINDS, TABLE
from w2s_theory.theorems.headers import first_paragraph


@dataclass(frozen=True, slots=True)
class Entry:
    """A word and its meaning; ``kind`` is the question that the word answers.

    Parameters
    ----------
    kind, word, meaning
        ``rule``, ``gram``, and a sentence or two.
    more
        Further paragraphs, for who asks for this one word: the rest of a rule's docstring, what a letter is.
    latex
        Of a letter: how it is printed.
    names
        Other names that are understood (``teacher_error`` for ``L_TE``).
    """

    kind: str
    word: str
    meaning: str
    more: tuple[str, ...] = ()
    latex: str = ""
    names: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of its line on a glossary page."""
        return anchor(self.kind, self.word)


def anchor(kind: str, word: str) -> str:
    """``status``, ``every draw`` -> ``status-every-draw``; letters keep their case, for ``K`` is not ``k``."""
    plain = word if kind == "symbol" else word.lower()
    return f"{kind}-{re.sub(r'[^A-Za-z0-9_]+', '-', plain)}"


@cache
def glossary() -> dict[str, tuple[Entry, ...]]:
    """Kind -> entries, in the order of the page; rules and letters as their own files describe them."""
    found: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
    for kind, word, meaning in rows_of(TABLE):
        found[kind].append(Entry(kind, word, meaning))
    found["rule"] = list(_rules())
    found["field"] = [
        Entry(
            "field",
            word.partition(" = ")[0],
            meaning,
            names=tuple(filter(None, word.partition(" = ")[2].split(", "))),
        )
        for word, meaning in rows_of(FIELD)
    ]
    found["symbol"] = [_letter(row) for row in notation.TABLE]
    return {kind: tuple(entries) for kind, entries in found.items()}


def rows_of(table: str) -> Iterator[list[str]]:
    """The cells of a table of lines with bars; a line that begins with spaces goes on with the one before."""
    lines = re.sub(r"\n +", " ", table).strip().splitlines()
    cells = lines[0].count(" | ")
    return ([cell.strip() for cell in line.split(" | ", cells)] for line in lines)


def rule_sentences() -> dict[str, str]:
    """Name -> what the rule decides: the first sentence of its file's docstring."""
    return {entry.word: entry.meaning for entry in _rules()}


def _rules() -> Iterator[Entry]:
    folder = Path(proofs_check.rules.__file__ or "").parent
    for path in sorted(folder.glob("*.py")):
        if path.stem == "__init__":
            continue
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        sentence = first_sentence(docstring)
        rest = docstring.strip()[len(first_paragraph(docstring.strip())) :]
        same = first_paragraph(docstring.strip())[len(sentence) :].strip()
        more = [same, *(" ".join(part.split()) for part in re.split(r"\n\s*\n", rest))]
        yield Entry("rule", path.stem, _plain(sentence), tuple(_plain(part) for part in more if part))


def _plain(text: str) -> str:
    """Marks of Sphinx taken out: ``:mod:`a.b``` is ``a.b``."""
    return re.sub(r":\w+:`~?([^`]*)`", r"\1", text).replace("``", "")


def _letter(row: notation.Entry) -> Entry:
    assumed = ", ".join(each for each in row.assumptions if each != "real")
    kind = {"scalar": "a number", "inner": "the inner product"}.get(row.kind, f"a {row.kind}")
    what = f"{kind}{f' of {row.arguments} arguments' if row.arguments > 1 else ''}{f', {assumed}' if assumed else ''}"
    names = dict.fromkeys((row.word, _typed(row.latex)))
    return Entry("symbol", row.name, row.meaning, (f"In code: {row.word}; {what}.",), row.latex, tuple(names))


def _typed(latex: str) -> str:
    r"""A letter's LaTeX as people type it: ``\lambda_{k}`` is lambda_k, ``f^\ast`` is f*."""
    plain = re.sub(r"\\(?:mathrm|mathbb|mathcal)\b", "", latex).replace(r"^\ast", "*").replace("^*", "*")
    return re.sub(r"[\\{}\s]", "", plain)


def first_sentence(text: str) -> str:
    """Up to the first full stop that ends a sentence, of the first paragraph."""
    paragraph = first_paragraph(text.strip())
    return re.split(r"(?<=[^.\s][.!?])\s+(?=[A-Z`(|])", paragraph, maxsplit=1)[0]


def known(kind: str, word: str) -> bool:
    """Whether a word has a line."""
    return any(entry.word == word for entry in glossary().get(kind, ()))
