"""A theorem's docstring as a reader meets it: what is claimed in words, the idea, the rest.

The docstring of a theorem's file is its text for people. Its first paragraph says the statement in words; a sentence that
begins with ``Idea:`` (or ``Proof:``, ``The derivation:``) says why it is true, up to the end of its paragraph.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Literal

ParagraphKind = Literal["text", "formula", "item"]
_IDEA = re.compile(r"(?:^|(?<=[.;:] ))(?:Idea|Proof|The proof|The derivation): ")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text, a formula that stands by itself, or an item of a list; without line breaks."""

    kind: ParagraphKind
    text: str


@dataclass(frozen=True, slots=True)
class InWords:
    """What a docstring says: the statement in words, the idea of the proof (may be empty), and the rest."""

    lead: str
    idea: str
    rest: tuple[Paragraph, ...]


def in_words(docstring: str) -> InWords:
    """Take a docstring apart; all parts are empty for an empty one."""
    paragraphs = _paragraphs(inspect.cleandoc(docstring or ""))
    lead = paragraphs.pop(0).text if paragraphs and paragraphs[0].kind == "text" else ""
    idea, rest = "", []
    for paragraph in paragraphs:
        found = _IDEA.search(paragraph.text) if paragraph.kind == "text" and not idea else None
        if found is None:
            rest.append(paragraph)
            continue
        before = paragraph.text[: found.start()].strip()
        if before:
            rest.append(Paragraph("text", before))
        idea = paragraph.text[found.end() :]
    return InWords(lead, idea[:1].upper() + idea[1:] if re.match(r"[a-z]{2,} ", idea) else idea, tuple(rest))


def _paragraphs(text: str) -> list[Paragraph]:
    found: list[Paragraph] = []
    for block in re.split(r"\n\s*\n", text):
        if not block.strip():
            continue
        if block.startswith("    "):
            found += [Paragraph("formula", line) for line in _formula_lines(block)]
        elif block.startswith("* "):
            found += [Paragraph("item", _one_line(item)) for item in re.split(r"(?:^|\n)\* ", block) if item]
        else:
            found.append(Paragraph("text", _one_line(block)))
    return found


def _formula_lines(block: str) -> list[str]:
    """Formulas set apart, one per line; a line that ends in an open operator goes on in the next."""
    lines: list[str] = []
    for line in inspect.cleandoc(block).splitlines():
        goes_on = line.startswith("  ") or line.lstrip().startswith(("+ ", "- ", "= ", "<= ", ">= "))
        if lines and (goes_on or lines[-1].endswith(("+", "-", "="))):
            lines[-1] += f" {_one_line(line)}"
        else:
            lines.append(_one_line(line))
    return lines


def _one_line(text: str) -> str:
    return " ".join(text.split())
