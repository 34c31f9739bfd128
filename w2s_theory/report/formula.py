"""LaTeX of this package as MathML, which browsers typeset without any script or network."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from latex2mathml.converter import convert
from markupsafe import Markup, escape

from w2s_theory import notation

# only names that cannot be an English word: those with an underscore
_PROSE_LETTERS = sorted((name for name in notation.NAMES if "_" in name), key=len, reverse=True)
_IN_PROSE = re.compile(r"(?<![\w.])(" + "|".join(map(re.escape, _PROSE_LETTERS)) + r"|f\*)(?![\w.]*\w)")


@lru_cache(maxsize=4096)
def mathml(latex: str, display: Literal["inline", "block"] = "inline") -> Markup:
    """One formula as a ``<math>`` element, safe to put into a page.

    Raises
    ------
    ValueError
        If the LaTeX uses something that has no MathML here (the formula is named).
    """
    try:
        text = convert(latex, display=display)
    except Exception as error:
        raise ValueError(f"no MathML for {latex}: {type(error).__name__} {error}".splitlines()[0]) from error
    if "\\" in text:  # an unknown command is copied through as text, which a reader would see
        raise ValueError(f"no MathML for {latex}: a command is unknown")
    return Markup(text)


def prose_html(text: str) -> Markup:
    """A sentence of a record with its letters (``L_TE``, ``f*``) typeset and all else escaped."""
    parts = _IN_PROSE.split(text)
    return Markup("").join(
        mathml("f^*" if part == "f*" else notation.row(part).latex) if position % 2 else escape(part)
        for position, part in enumerate(parts)
    )
