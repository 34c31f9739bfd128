"""SymPy's LaTeX printer with the letters of the notation table, inner products, norms and reading order."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter

from w2s_theory import notation
from w2s_theory.report.reading_order import content_taken_out, signed_terms, squared_norm, table_name

# these print as a letter with a degree; their further arguments show only where they are not the plain letters
_DEGREE_ONLY = ("a", "eigenvalue")
_SUBSCRIPT_FIRST = (*_DEGREE_ONLY, "P", "N", "mode", "density")


class NotationLatexPrinter(LatexPrinter):
    """``doprint`` turns an exact expression of the notation table into LaTeX."""

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
        else:
            head, arguments = notation.row(name).latex, list(expr.args)
            if name in _SUBSCRIPT_FIRST:
                head = f"{head}_{{{self._print(arguments.pop(0))}}}"
            if name in _DEGREE_ONLY and plain_letters(arguments):
                arguments = []
            listed = ", ".join(self._print(each) for each in arguments)
            body = rf"{head}\left({listed}\right)" if arguments else head
        if exp is None:
            return body
        return f"{body}^{{{exp}}}" if name == "inner" or (name == "a" and not arguments) else rf"\left({body}\right)^{{{exp}}}"

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
        for position, (subtracted, term) in enumerate(signed_terms(expr)):
            sign = "- " if subtracted else "+ "
            part = self._print(term)
            if isinstance(term, (sympy.Add, sympy.Piecewise)) or self._needs_add_brackets(term):
                part = rf"\left({part}\right)"
            text += part if position == 0 and not subtracted else f"{' ' if position else ''}{sign}{part}"
        return text

    def _print_Mul(self, expr: Any) -> str:
        plain = content_taken_out(expr)
        return super()._print_Mul(plain) if isinstance(plain, sympy.Mul) else self._print(plain)

    def _print_Pow(self, expr: Any) -> str:
        if isinstance(expr.base, squared_norm) or not expr.exp.is_Integer:
            return super()._print_Pow(expr)
        plain = content_taken_out(expr)
        return super()._print_Pow(plain) if isinstance(plain, sympy.Pow) else self._print(plain)


def in_table_order(vectors: Any) -> list[Any]:
    """Vectors in the order of the notation table: the target first."""
    return sorted(vectors, key=lambda symbol: notation.NAMES.index(symbol.name))


def plain_letters(arguments: list[Any]) -> bool:
    """Whether the arguments of a_k or lambda_k after the degree are the letters d and p themselves."""
    return [str(argument) for argument in arguments] == ["d", "p"]
