"""Exact expressions as one line of plain text that reads like the formula: ``L_TE^2``, ``||f* - f_ST||^2``."""

from __future__ import annotations

import re
from typing import Any

import sympy
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from w2s_theory import notation
from w2s_theory.report.latex_printer import _DEGREE_ONLY, _SUBSCRIPT_FIRST, in_table_order, plain_letters
from w2s_theory.report.reading_order import content_taken_out, signed_terms, table_name

_STAR = "\ue000"  # the star of f*, while multiplication signs are being removed
_WORDS = {
    "f_star": f"f{_STAR}", "f_ceiling": f"P_ST f{_STAR}", "f_k": "Pi_k f_TE", "lam": "lambda", "lambdas": "lambda",
    "eigenvalue": "lambda", "kernel": "K", "mode": "c", "density": "w", "damping": "gamma",
}


def letter(name: str) -> str:
    """How a name of the notation table is written in plain text."""
    return _WORDS.get(name, name).replace(_STAR, "*")


class NotationPlainPrinter(StrPrinter):
    """``doprint`` turns an exact expression of the notation table into plain text."""

    def doprint(self, expr: Any) -> str:
        text = super().doprint(expr).replace("**", "^")
        # between two numbers the sign stays: 2*3^k
        text = re.sub(r"(?<!\d)\*|\*(?!\d)", " ", text)
        return text.replace(_STAR, "*")

    def _print(self, expr: Any, **kwargs: Any) -> str:
        name = table_name(expr) if isinstance(expr, sympy.Function) else None
        return self._table_function(name, expr) if name is not None else super()._print(expr, **kwargs)

    def _table_function(self, name: str, expr: Any) -> str:
        if name == "inner":
            x, y = in_table_order(expr.args)
            return f"||{self._print(x)}||**2" if x == y else f"<{self._print(x)}, {self._print(y)}>"
        arguments = list(expr.args)
        head = letter(name)
        if name in _SUBSCRIPT_FIRST:
            head += f"_{self._subscript(arguments.pop(0))}"
        if name in _DEGREE_ONLY and plain_letters(arguments):
            return head
        return f"{head}({', '.join(self._print(each) for each in arguments)})"

    def _subscript(self, index: Any) -> str:
        text = self._print(index)
        return text if text.isalnum() else f"({text})"

    def _print_squared_norm(self, expr: Any) -> str:
        return f"||{self._print(expr.args[0])}||**2"

    def _print_Symbol(self, expr: Any) -> str:
        return _WORDS.get(expr.name, expr.name)

    def _print_Indexed(self, expr: Any) -> str:
        return "_".join([letter(expr.base.label.name), *map(self._subscript, expr.indices)])

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        text = ""
        for position, (subtracted, term) in enumerate(signed_terms(expr)):
            part = self._print(term)
            if isinstance(term, (sympy.Add, sympy.Piecewise, sympy.Sum, sympy.Integral)):
                part = f"({part})"
            sign = "-" if subtracted else "+"
            text += (f"-{part}" if subtracted else part) if position == 0 else f" {sign} {part}"
        return text

    def _print_Mul(self, expr: Any) -> str:
        plain = content_taken_out(expr)
        return super()._print_Mul(plain) if isinstance(plain, sympy.Mul) else self._print(plain)

    def _print_Sum(self, expr: Any) -> str:
        return self._over("sum", expr)

    def _print_Product(self, expr: Any) -> str:
        return self._over("prod", expr)

    def _print_Integral(self, expr: Any) -> str:
        return self._over("integral", expr)

    def _over(self, word: str, expr: Any) -> str:
        ranges = ", ".join(
            f"{self._print(limit[0])}={self._print(limit[1])}..{self._print(limit[2])}"
            if len(limit) == 3 else self._print(limit[0])
            for limit in expr.limits
        )
        return f"{word}_({ranges}) {self.parenthesize(expr.function, PRECEDENCE['Mul'])}"

    def _print_Limit(self, expr: Any) -> str:
        inside, variable, point, _ = expr.args
        return f"lim_({self._print(variable)} -> {self._print(point)}) {self.parenthesize(inside, PRECEDENCE['Mul'])}"

    def _print_Infinity(self, expr: Any) -> str:
        return "inf"
