"""LaTeX of this package as MathML, which browsers typeset without any script or network."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from latex2mathml.converter import convert
from markupsafe import Markup, escape

from w2s_theory.printing.prose import segments

# a minus is a sign, not a difference, behind a bracket or a relation; browsers go by place alone
_RELATIONS = "&#x0003D;|&#x02264;|&#x02265;|&#x0003C;|&#x0003E;"
_SIGN = re.compile(rf'(form="prefix">[^<]*</mo>|<mo>(?:{_RELATIONS})</mo>)<mo>&#x02212;')
_ORDER = re.compile(r"<m[oi]>(&#x02A(?:AF|B0);)</m[oi]>")
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
    text = _ORDER.sub(
        r'<mo lspace="0.28em" rspace="0.28em">\1</mo>', text
    )  # as a relation, which not all browsers know
    text = text.replace("<mo>&#x0221E;</mo>", "<mi>&#x0221E;</mi>")  # a number, not an operator
    return Markup(text.replace("&#x0002A;", "&#x02217;"))  # a raised star, centred


def prose_html(text: str) -> Markup:
    """A sentence of a record with its formulas typeset and all else escaped."""
    parts = []
    for each in segments(text):
        if each.kind == "code":
            parts.append(Markup("<code>{}</code>").format(each.text))
            continue
        if each.kind == "formula":
            try:
                parts.append(mathml(each.latex))
                continue
            except ValueError:  # what is not understood stays as it was typed
                pass
        words = each.text
        for typed, sign in _TYPED_SIGNS:
            words = words.replace(typed, sign)
        parts.append(escape(words))
    return Markup("").join(parts)


def wrapped(parts: Iterable[str]) -> Markup:
    """A long formula as pieces between which a browser may break the line."""
    pieces = (str(mathml(part)).replace("<math ", '<math displaystyle="true" ', 1) for part in parts)
    return Markup(" ".join(pieces))
