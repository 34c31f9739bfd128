"""Exact expressions as one line of plain text that reads like the formula, ``||f* - f_ST||^2``."""

from __future__ import annotations

import re
from typing import Any

import sympy
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from w2s_theory.printing.reading_order import (
    DEGREE_ONLY,
    SUBSCRIPT_FIRST,
    content_taken_out,
    ends_open,
    in_table_order,
    plain_letters,
    signed_terms,
    symbolic_fraction,
    table_name,
)

_STAR = "\ue000"  # the star of f*, while multiplication signs are being removed
_WORDS = {
    "f_star": f"f{_STAR}",
    "f_ceiling": f"P_ST f{_STAR}",
    "f_k": "Pi_k f_TE",
    "lam": "lambda",
    "lambdas": "lambda",
    "counts": "N",
    "copies": "n_TE",
    "label_means": "m",
    "label_energies": "q",
    "eigenvalue": "lambda",
    "kernel": "K",
    "mode": "c",
    "density": "w",
    "damping": "gamma",
    "penalty": "rho",
    "effective_dimension": "N",
    "degree_multiplicity": "N",
    "degree_coefficient": "a",
    "mean_error": "l",
    "width_errors": "l",
    "residual_energies": "r",
    "residual_densities": "q",
    "degree_errors": "L",
    "basis_energy": "e",
    "log_det_step": "x",
    "log_det_slope": "g",
    "missed_energy": "epsilon",
    "energy_time": "X",
    "xi": "x_M",
    "sines": "s",
    "coordinates": "x",
    "kernel_product": "z",
    "unit_energies": "r",
    "samples": "N",
    "label_variance": "tau^2",
    "slope": "beta_v",
    "other_slope": "beta_rest",
    "slope_hat": "beta^_v",
    "slope_goal": "t_v",
    "slope_error": "e_v",
    "r_y": "r",
    "r_fit": "r^",
    "w_v": "w",
    "v_dir": "v",
    "v_seen": "Pi v",
    "row_gains": "g",
    "axis_gains": "h",
}
_OPEN = (sympy.Sum, sympy.Product, sympy.Integral, sympy.Limit, sympy.Derivative)


def letter(name: str) -> str:
    """How a name of the notation table is written in plain text."""
    return _WORDS.get(name, name).replace(_STAR, "*")


class NotationPlainPrinter(StrPrinter):
    """``doprint`` turns an exact expression of the notation table into plain text."""

    def doprint(self, expr: Any) -> str:
        """Print one expression."""
        text = super().doprint(expr).replace("**", "^")
        # between two numbers the sign stays: 2*3^k
        text = re.sub(r"(?<!\d)\*|\*(?!\d)", " ", text)
        return text.replace(_STAR, "*")

    def _print(self, expr: Any, **kwargs: Any) -> str:
        if isinstance(expr, sympy.Indexed):  # SymPy's own method for it would win over ours
            return "_".join([letter(str(expr.base)), *map(self._subscript, expr.indices)])
        name = table_name(expr) if isinstance(expr, sympy.Function) else None
        return self._table_function(name, expr) if name is not None else super()._print(expr, **kwargs)

    def _table_function(self, name: str, expr: Any) -> str:
        if name == "inner":
            x, y = in_table_order(expr.args)
            return f"||{self._print(x)}||**2" if x == y else f"<{self._print(x)}, {self._print(y)}>"
        arguments = list(expr.args)
        if name == "mean":
            return self._mean(arguments[0])
        if name == "exceeds":
            return f"1[{self._print(arguments[0])} > {self._print(arguments[1])}]"
        head = letter(name)
        if name in SUBSCRIPT_FIRST:
            head += f"_{self._subscript(arguments.pop(0))}"
        if not arguments or (name in DEGREE_ONLY and plain_letters(arguments)):
            return head
        return f"{head}({', '.join(self._print(each) for each in arguments)})"

    def _mean(self, quantity: Any) -> str:
        if table_name(quantity) == "exceeds":
            return f"P({self._print(quantity.args[0])} > {self._print(quantity.args[1])})"
        return f"E[{self._print(quantity)}]"

    def _subscript(self, index: Any) -> str:
        text = self._print(index)
        return text if text.isalnum() else f"({text})"

    def _print_squared_norm(self, expr: Any) -> str:
        return f"||{self._print(expr.args[0])}||**2"

    def _print_Symbol(self, expr: Any) -> str:
        return str(_WORDS.get(expr.name, expr.name))

    def _print_Dummy(self, expr: Any) -> str:
        return str(expr.name)

    def _print_Add(self, expr: Any, order: Any = None) -> str:
        text = ""
        terms = signed_terms(expr)
        for position, (subtracted, term) in enumerate(terms):
            part = self._print(term)
            last = position == len(terms) - 1
            if isinstance(term, (sympy.Add, sympy.Piecewise)) or (
                not last and (ends_open(term) or term.has(sympy.Integral))
            ):
                part = f"({part})"
            sign = "-" if subtracted else "+"
            text += (f"-{part}" if subtracted else part) if position == 0 else f" {sign} {part}"
        return text

    def _print_Mul(self, expr: Any) -> str:
        plain = content_taken_out(expr)
        numerator, denominator = symbolic_fraction(plain)
        if denominator != 1:
            sign = "-" if numerator.as_coeff_Mul()[0].is_negative else ""
            above = self.parenthesize(-numerator if sign else numerator, PRECEDENCE["Mul"], strict=True)
            return f"{sign}{above}/{self.parenthesize(denominator, PRECEDENCE['Pow'], strict=True)}"
        return (
            super()._print_Mul(plain) if isinstance(plain, sympy.Mul) or plain == expr else self._print(plain)
        )

    def parenthesize(self, item: Any, level: int, strict: bool = False) -> str:
        """Print a part; what has no end of its own (a sum, an integral) gets brackets inside a product."""
        if isinstance(item, _OPEN) and level >= PRECEDENCE["Mul"]:
            return f"({self._print(item)})"
        return str(super().parenthesize(item, level, strict))

    def _print_Piecewise(self, expr: Any) -> str:
        cases = [(self._print(value), condition) for value, condition in expr.args]
        parts = [
            f"{value} otherwise" if condition is sympy.true else f"{value} if {self._print(condition)}"
            for value, condition in cases
        ]
        return f"{{{'; '.join(parts)}}}"

    def _print_Subs(self, expr: Any) -> str:
        pairs = zip(expr.variables, expr.point, strict=True)
        at = ", ".join(f"{self._print(x)}={self._print(y)}" for x, y in pairs)
        return f"[{self._print(expr.expr)}]_({at})"

    def _print_Sum(self, expr: Any) -> str:
        return self._over("sum", expr)

    def _print_Product(self, expr: Any) -> str:
        return self._over("prod", expr)

    def _print_Integral(self, expr: Any) -> str:
        return self._over("integral", expr)

    def _over(self, word: str, expr: Any) -> str:
        ranges = ", ".join(
            f"{self._print(limit[0])}={self._print(limit[1])}..{self._print(limit[2])}"
            if len(limit) == 3
            else self._print(limit[0])
            for limit in expr.limits
        )
        return f"{word}_({ranges}) {self.parenthesize(expr.function, PRECEDENCE['Mul'], strict=True)}"

    def _print_Derivative(self, expr: Any) -> str:
        inside = self.parenthesize(expr.expr, PRECEDENCE["Func"])
        for variable, count in reversed(expr.variable_count):
            order = "" if count == 1 else f"^{self._subscript(count)}"
            inside = f"d{order}/d{self._print(variable)}{order} {inside}"
        return inside

    def _print_Limit(self, expr: Any) -> str:
        inside, variable, point, _ = expr.args
        body = self.parenthesize(inside, PRECEDENCE["Mul"], strict=True)
        return f"lim_({self._print(variable)} -> {self._print(point)}) {body}"

    def _print_Infinity(self, expr: Any) -> str:
        return "inf"
