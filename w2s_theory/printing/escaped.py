"""Prose of a record as LaTeX: words escaped, code in typewriter, formulas between dollar signs."""

from __future__ import annotations

from w2s_theory.printing.prose import segments

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "_": r"\_",
    "^": r"\^{}",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "{": r"\{",
    "}": r"\}",
    "~": r"\~{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def escaped(text: str) -> str:
    """Plain text with LaTeX's special characters escaped."""
    return "".join(_SPECIAL.get(character, character) for character in text)


def prose_latex(text: str) -> str:
    """A sentence of a record as LaTeX, ``S - S^2 >= 0`` in it as a formula."""
    return "".join(
        f"${each.latex}$"
        if each.kind == "formula"
        else rf"\texttt{{{escaped(each.text)}}}"
        if each.kind == "code"
        else escaped(each.text)
        for each in segments(text)
    )
