"""SymPy's LaTeX printer with the letters of the notation table, inner products, norms and reading order."""

from __future__ import annotations

import re
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter

from w2s_theory import notation
from w2s_theory.printing.reading_order import (
    DEGREE_ONLY,
    SUBSCRIPT_FIRST,
    content_taken_out,
    ends_open,
    in_table_order,
    plain_letters,
    signed_terms,
    squared_norm,
    symbolic_fraction,
    table_name,
)

# brackets need not grow round a single line; before a power they must stay one object
_GROWN_ROUND_LOW = re.compile(
    r"\\left\(((?:[^()\\^{}]|\\(?:tau|lambda|eta|sigma|gamma|omega|pi|ldots)\b|_\{\w+\})*?) ?\\right\)"
    r"(?!\^|\}\^)"
)


class NotationLatexPrinter(LatexPrinter):
    """``doprint`` turns an exact expression of the notation table into LaTeX."""

    def doprint(self, expr: Any) -> str:
        """Print one expression."""
        return _GROWN_ROUND_LOW.sub(r"(\1)", super().doprint(expr))

    def _print(self, expr: Any, **kwargs: Any) -> str:
        name = table_name(expr) if isinstance(expr, sympy.Function) else None
        if name is not None:
            return self._table_function(name, expr, **kwargs)
        return super()._print(expr, **kwargs)

    def _table_function(self, name: str, expr: Any, exp: str | None = None) -> str:
        if name == "inner":
            x, y = in_table_order(expr.args)
            if x == y:
                return self._norm(x, exp)
            body = rf"\left\langle {self._print(x)}, {self._print(y)} \right\rangle"
        elif name == "mean":
            body = self._mean(expr.args[0])
        elif name == "exceeds":
            body = rf"\mathbf{{1}}\left[{self._print(expr.args[0])} > {self._print(expr.args[1])}\right]"
        else:
            head, arguments = notation.row(name).latex, list(expr.args)
            if name in SUBSCRIPT_FIRST:
                head = f"{head}_{{{self._print(arguments.pop(0))}}}"
            if name in DEGREE_ONLY and plain_letters(arguments):
                arguments = []
            listed = ", ".join(self._print(each) for each in arguments)
            body = rf"{head}\left({listed}\right)" if arguments else head
        if exp is None:
            return body
        bare = name == "inner" or (name in DEGREE_ONLY and not arguments)
        return f"{body}^{{{exp}}}" if bare else rf"\left({body}\right)^{{{exp}}}"

    def _mean(self, quantity: Any) -> str:
        if table_name(quantity) == "exceeds":
            left, right = map(self._print, quantity.args)
            return rf"\mathbb{{P}}\left({left} > {right}\right)"
        return rf"\mathbb{{E}}\left[{self._print(quantity)}\right]"

    def _norm(self, vector: Any, exp: str | None = None) -> str:
        body = rf"\left\| {self._print(vector)} \right\|^{{2}}"
        return body if exp is None else rf"\left({body}\right)^{{{exp}}}"

    def _print_squared_norm(self, expr: Any, exp: str | None = None) -> str:
        return self._norm(expr.args[0], exp)

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:
        if expr.name in notation.NAMES:
            return notation.row(expr.name).latex
        return super()._print_Symbol(expr, style)

    def _print_Indexed(self, expr: Any) -> str:
        name = expr.base.label.name
        letter = notation.row(name).latex if name in notation.NAMES else self._print(expr.base)
        return f"{letter}_{{{', '.join(self._print(index) for index in expr.indices)}}}"

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        text = ""
        terms = signed_terms(expr)
        for position, (subtracted, term) in enumerate(terms):
            last = position == len(terms) - 1
            sign = "- " if subtracted else "+ "
            part = self._print(term)
            if isinstance(term, (sympy.Add, sympy.Piecewise)) or (not last and ends_open(term)):
                part = rf"\left({part}\right)"
            text += part if position == 0 and not subtracted else f"{' ' if position else ''}{sign}{part}"
        return text

    def _print_Mul(self, expr: Any) -> str:
        plain = content_taken_out(expr)
        numerator, denominator = symbolic_fraction(plain)
        if denominator != 1:
            sign = "- " if numerator.as_coeff_Mul()[0].is_negative else ""
            above = self._print(-numerator if sign else numerator)
            return rf"{sign}\frac{{{above}}}{{{self._print(denominator)}}}"
        # a bare power comes here on its way to becoming a fraction, and must not go back
        return (
            super()._print_Mul(plain) if isinstance(plain, sympy.Mul) or plain == expr else self._print(plain)
        )

    def _print_Pow(self, expr: Any) -> str:
        if isinstance(expr.base, squared_norm) or not expr.exp.is_Integer:
            return super()._print_Pow(expr)
        if isinstance(expr.base, (sympy.Symbol, sympy.Indexed)):
            letter = self._print(expr.base)
            if "'" in letter or "^" in letter:  # TeX takes no second superscript
                return rf"{{{letter}}}^{{{self._print(expr.exp)}}}"
        plain = content_taken_out(expr)
        return super()._print_Pow(plain) if plain == expr else self._print(plain)
