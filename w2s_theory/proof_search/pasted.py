"""What the search found as Python, to be pasted into a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy
from sympy.printing.str import StrPrinter

from w2s_theory import notation


class _Python(StrPrinter):
    """SymPy's own text, in the names of the notation table, numbers exact when Python reads them."""

    def _print_Rational(self, expr: Any) -> str:  # 1/2 would be a float
        return f"Rational({expr.p}, {expr.q})" if expr.q != 1 else str(expr.p)

    _print_Half = _print_Rational

    def _print_Function(self, expr: Any) -> str:
        name = "inner" if isinstance(expr, notation.inner_type()) else expr.func.__name__
        return f"{name}({', '.join(self._print(each) for each in expr.args)})"


def python_text(expression: Any) -> str:
    """An expression as Python in the names of SymPy and of the notation table."""
    return _Python().doprint(sympy.S(expression))


def certificate_text(certificate: Mapping[str, Any]) -> str:
    """``certificate={...}``, as it stands in a :class:`Step`."""
    parts = []
    if "multipliers" in certificate:
        inside = ", ".join(f'"{name}": {python_text(m)}' for name, m in certificate["multipliers"].items())
        parts.append(f'"multipliers": {{{inside}}}')
    if "squares" in certificate:
        inside = " ".join(f"({python_text(c)}, {python_text(v)})," for c, v in certificate["squares"])
        parts.append(f'"squares": ({inside})')
    if "rest" in certificate:
        parts.append(f'"rest": {python_text(certificate["rest"])}')
    return f"certificate={{{', '.join(parts)}}}"
