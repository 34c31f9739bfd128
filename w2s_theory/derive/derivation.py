"""A derivation: named lines left = right, each verified exactly when it was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a calculation.

    Parameters
    ----------
    title, sentence
        A few words, and why the line holds.
    left, right
        Exact SymPy expressions, equal on the stated domain.
    verified_by
        The exact check it passed when it was made.
    """

    title: str
    sentence: str
    left: Any
    right: Any
    verified_by: str

    def to_latex(self) -> str:
        """The line as ``left &= right`` for an ``align`` environment."""
        return f"{sympy.latex(self.left)} &= {sympy.latex(self.right)}"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A chain of verified lines and its result.

    Parameters
    ----------
    title
        What is derived.
    lines
        In order; each one uses those before it.
    result
        The closed form, a SymPy expression.
    """

    title: str
    lines: tuple[Line, ...]
    result: Any

    def to_latex(self) -> str:
        """The whole calculation as a LaTeX ``align*``, each line under its sentence."""
        body = "\\\\\n".join(
            rf"&\text{{{_text(line.title + ': ' + line.sentence)}}}\\" + "\n" + line.to_latex()
            for line in self.lines
        )
        return "\\begin{align*}\n" + body + "\n\\end{align*}"

    def __str__(self) -> str:
        rows = [self.title]
        for number, line in enumerate(self.lines, 1):
            rows += [
                f"{number}. {line.title}: {line.sentence}",
                f"   {line.left} = {line.right}   [{line.verified_by}]",
            ]
        return "\n".join([*rows, f"Result: {self.result}"])

    def __repr__(self) -> str:
        return f"Derivation({self.title!r}, {len(self.lines)} verified lines)"

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<li><b>{escape(line.title)}.</b> {escape(line.sentence)}<br>"
            f"\\({escape(sympy.latex(line.left))} = {escape(sympy.latex(line.right))}\\)</li>"
            for line in self.lines
        )
        return f"<p><b>{escape(self.title)}</b></p><ol>{rows}</ol>"

    def to_dict(self) -> dict[str, Any]:
        """Plain strings: title, result and the lines with their LaTeX."""
        return {
            "title": self.title,
            "result": str(self.result),
            "how": "exact",
            "lines": [
                {
                    "title": line.title,
                    "sentence": line.sentence,
                    "left": str(line.left),
                    "right": str(line.right),
                    "latex": line.to_latex(),
                    "verified_by": line.verified_by,
                }
                for line in self.lines
            ],
        }


def verified_line(title: str, sentence: str, left: Any, right: Any, verified_by: str, holds: bool) -> Line:
    """A line, if its check ``holds``.

    Raises
    ------
    ArithmeticError
        If it does not: a line that is not verified is never part of a derivation.
    """
    if holds is not True:
        raise ArithmeticError(f"the line {title!r} of a derivation did not verify ({verified_by})")
    return Line(title, sentence, left, right, verified_by)


def _text(words: str) -> str:
    for mark in ("\\", "_", "^", "&", "%", "#", "$", "{", "}"):
        words = words.replace(mark, {"\\": r"\textbackslash "}.get(mark, "\\" + mark))
    return words
