"""LaTeX of this package as MathML, which browsers typeset without any script or network."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from latex2mathml.converter import convert
from markupsafe import Markup, escape

from w2s_theory import notation

# names that cannot be an English word, and single letters with an index or a power
_PROSE_LETTERS = sorted((name for name in notation.NAMES if "_" in name), key=len, reverse=True)
_IN_PROSE = re.compile(
    r"(?<![\w.\\])(" + "|".join(map(re.escape, _PROSE_LETTERS)) + r"|f\*|[A-Za-z][_^][a-z0-9])(?![\w.]*\w)"
)
_POWER_OF_BRACKET = re.compile(r"\)\^([a-z0-9])")

# a minus is a sign, not a difference, behind a bracket or a relation; browsers go by place alone
_RELATIONS = "&#x0003D;|&#x02264;|&#x02265;|&#x0003C;|&#x0003E;"
_SIGN = re.compile(rf'(form="prefix">[^<]*</mo>|<mo>(?:{_RELATIONS})</mo>)<mo>&#x02212;')
_GREEK_CAPITAL = re.compile(r"<mi>(&#x003(?:9[1-9A-F]|A[0-9]);)</mi>")

# what a keyboard has no key for
_TYPED_SIGNS = (("<=", "≤"), (">=", "≥"), ("||", "‖"), ("‖^2", "‖²"), (" -> ", " → "), (" - ", " − "))


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
    text = _SIGN.sub(r'\1<mo form="prefix">&#x02212;', text)
    text = _GREEK_CAPITAL.sub(r'<mi mathvariant="normal">\1</mi>', text)  # upright, as TeX has them
    text = text.replace("<mo>&#x0221E;</mo>", "<mi>&#x0221E;</mi>")  # a number, not an operator
    return Markup(text.replace("&#x0002A;", "&#x02217;"))  # a raised star, centred


def prose_html(text: str) -> Markup:
    """A sentence of a record with its letters (``L_TE``, ``f*``) typeset and all else escaped."""
    parts = _IN_PROSE.split(text)
    for typed, sign in _TYPED_SIGNS:
        parts[::2] = [part.replace(typed, sign) for part in parts[::2]]
    return Markup("").join(
        mathml(_letter_latex(part)) if position % 2 else _powers(escape(part))
        for position, part in enumerate(parts)
    )


def _letter_latex(typed: str) -> str:
    if typed == "f*":
        return "f^*"
    if typed in notation.NAMES:
        return notation.row(typed).latex
    return rf"\mathbb{{R}}^{typed[2]}" if typed.startswith("R^") else typed


def _powers(text: Markup) -> Markup:
    return Markup(_POWER_OF_BRACKET.sub(r")<sup>\1</sup>", str(text)))
