"""Sentences of records as Markdown: their formulas between dollar signs, all else as it is read."""

from __future__ import annotations

import re

from w2s_theory.printing.prose import segments
from w2s_theory.report.formula import mathml


def prose(text: str) -> str:
    """One line of Markdown. A formula that cannot be typeset stays as it was typed."""
    parts = []
    for each in segments(" ".join(text.split())):
        if each.kind == "code":
            parts.append(f"`{each.text}`")
        elif each.kind == "formula" and _typeset(each.latex):
            parts.append(inline(each.latex))
        else:
            parts.append(plain(each.text))
    return "".join(parts)


def plain(text: str) -> str:
    """Text in which no sign is taken for a mark of Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~])", r"\\\1", text)


def inline(latex: str) -> str:
    """A formula in a line."""
    return f"${latex.strip()}$"


def block(latex: str) -> str:
    """A formula by itself."""
    return f"```{{math}}\n{latex.strip()}\n```"


def cell(text: str) -> str:
    """Text for a cell of a table: a bar inside a formula would end it."""
    return re.sub(r"(?<!\\)\|", r"\\vert ", text.replace(r"\|", r"\Vert "))


def _typeset(latex: str) -> bool:
    try:
        mathml(latex)
    except ValueError:
        return False
    return True
