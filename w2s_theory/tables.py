r"""Numbers and tables as LaTeX and HTML: the one printer of every record that has ``to_latex`` and ``_repr_html_``.

It stands beside the layers and imports none of them, so that the simulation may use it too. A number in math mode is
written ``1.48 \cdot 10^{-5}``, never ``1e-05``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape
from math import isfinite, isinf
from typing import Any

_DECIMAL = re.compile(r"([+-]?[\d.]+)(?:[eE]([+-]?\d+))?")
_DIGITS = 12


def latex_number(value: Any, digits: int = _DIGITS) -> str:
    r"""A number for math mode.

    Parameters
    ----------
    value
        A float, ``mpmath.mpf`` or ball (rounded to ``digits``; of a ball the middle); an int or a Fraction (exact); or
        a decimal as text, whose digits are kept, so that a bound that was rounded to the safe side stays there.
    digits : int
        Significant digits.

    Returns
    -------
    str
        ``0.0075``, ``1.5 \cdot 10^{-7}``, ``\frac{3}{4}``, ``\infty``; ``-`` for ``None``, ``\text{undefined}`` for nan.

    Examples
    --------
    >>> latex_number(1e-05), latex_number("2.50e+10"), latex_number(Fraction(3, 4))
    ('10^{-5}', '2.50 \\cdot 10^{10}', '\\frac{3}{4}')
    """
    if value is None:
        return "-"
    if isinstance(value, Fraction) and value.denominator != 1:
        sign = "-" if value < 0 else ""
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    text = plain_number(value, digits)
    if text in ("inf", "-inf"):
        return text.replace("inf", r"\infty")
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return r"\text{undefined}"
    if match[2] is None:
        return match[1]
    power = f"10^{{{int(match[2])}}}"
    return f"{match[1].removesuffix('1')}{power}" if match[1] in ("1", "-1") else rf"{match[1]} \cdot {power}"


def plain_number(value: Any, digits: int = _DIGITS) -> str:
    """A number as text for people, with ``digits`` significant digits; exact ones and texts as they are."""
    if isinstance(value, str | int | Fraction):
        return str(value)
    if hasattr(value, "rel_accuracy_bits"):  # a ball, whose class is not imported for this
        return value.str(digits, radius=False) if value.is_finite() else "undefined"
    if hasattr(value, "_mpf_"):
        import mpmath

        # at its own precision: the ambient one may be lower
        with mpmath.workdps(max(digits + 5, 20)):
            return str(mpmath.nstr(value, digits))
    number = float(value)
    if isfinite(number):
        return f"{number:.{digits}g}"
    return "undefined" if not isinf(number) else "inf" if number > 0 else "-inf"


def plain(value: Any) -> Any:
    """A number as JSON has it: ``"inf"`` and ``"-inf"`` as text, ``None`` for nan, all else as it is."""
    if not isinstance(value, float) or isfinite(value):
        return value
    return None if value != value else "inf" if value > 0 else "-inf"


def latex_table(rows: Iterable[Sequence[str]], columns: str, head: Sequence[str] = ()) -> str:
    """A ``tabular`` of cells that are LaTeX already; ``columns`` is its argument, such as ``rrl``."""
    lines = [rf"{' & '.join(head)} \\ \hline"] if head else []
    lines += [rf"{' & '.join(row)} \\" for row in rows]
    return "\n".join([rf"\begin{{tabular}}{{{columns}}}", *lines, r"\end{tabular}"])


def html_table(rows: Iterable[Sequence[Any]], head: Sequence[str] = (), caption: str = "") -> str:
    """An HTML table of cells that are text or numbers; everything is escaped."""
    top = f"<caption>{escape(caption)}</caption>" if caption else ""
    top += f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr>" if head else ""
    return f"<table>{top}{''.join(f'<tr>{_cells(row)}</tr>' for row in rows)}</table>"


def _cells(row: Sequence[Any]) -> str:
    return "".join(f"<td>{escape('-' if cell is None else _cell(cell))}</td>" for cell in row)


def _cell(value: Any) -> str:
    return plain_number(value, 6) if isinstance(value, float) else str(value)
