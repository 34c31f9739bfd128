"""Prose as people type it, its mathematics found: ``S - S^2 >= 0`` inside a sentence becomes a formula.

Docstrings, notes and assumptions are plain text that reads well in a file. Pages and LaTeX want their formulas typeset, so
a sentence is taken apart here into words, ``code`` and formulas; a formula is a run of letters of the field (``L_TE``,
``lambda_j``, ``f*``), numbers, signs and brackets with no English word in it. What is not understood stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from w2s_theory.printing.typed_formula import Token, formula_latex, is_letter, is_mathematics, tokens_of

SegmentKind = Literal["text", "code", "formula"]
# code between backquotes, and names of theorems
_CODE = re.compile(r"``([^`]+)``|\b([a-z]+(?:_[a-z]+){3,})\b")
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">", "||": "||"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a sentence; ``latex`` for formulas only."""

    kind: SegmentKind
    text: str
    latex: str = ""


def segments(text: str) -> tuple[Segment, ...]:
    """A sentence as words, code and formulas, in order; their texts add up to the sentence without the backquotes."""
    found: list[Segment] = []
    end = 0
    for code in _CODE.finditer(text):
        if code.start() > end:
            found += _of_plain(text[end : code.start()])
        found.append(Segment("code", code[1] or code[2]))
        end = code.end()
    if end < len(text):
        found += _of_plain(text[end:])
    return tuple(found)


def _of_plain(text: str) -> list[Segment]:
    tokens = tokens_of(text)
    found: list[Segment] = []
    words = ""
    place = 0
    while place < len(tokens):
        end = _end_of_formula(tokens, place)
        run = tokens[place:end]
        if end > place and is_mathematics(run):
            typed = "".join(token.space + token.text for token in run)
            words += run[0].space
            if words:
                found.append(Segment("text", words))
            found.append(Segment("formula", typed[len(run[0].space) :], formula_latex(run)))
            words, place = "", end
        else:
            words += tokens[place].space + tokens[place].text
            place += 1
    tail = text[sum(len(token.space) + len(token.text) for token in tokens) :]
    if words + tail:
        found.append(Segment("text", words + tail))
    return found


def _end_of_formula(tokens: list[Token], start: int) -> int:
    """Where the longest formula that begins here ends; ``start`` if none begins."""
    end, last = start, start
    while end < len(tokens):
        token = tokens[end]
        if token.kind == "open":
            close = _closing(tokens, end)
            if close is None:
                break
            end = last = close + 1
        elif is_letter(tokens, end) or token.kind == "number":
            end = last = end + 1
        elif token.kind == "sign" and (end > start or token.text in ("-", "<=", ">=")):
            end += 1
        elif token.kind in ("power", "index", "prime") and end > start:
            end = last = end + 1
        else:
            break
    return last


def _closing(tokens: list[Token], start: int) -> int | None:
    """Where a bracket closes, if there is nothing but mathematics and commas in it."""
    close = _CLOSING[tokens[start].text]
    place = start + 1
    while place < len(tokens):
        token = tokens[place]
        if token.text == close and token.kind in ("close", "open") and place > start + 1:
            return place
        if token.kind == "open":
            inner = _closing(tokens, place)
            if inner is None:
                return None
            place = inner
        elif token.kind in ("word", "close") and not is_letter(tokens, place, inside=True):
            return None
        place += 1
    return None
