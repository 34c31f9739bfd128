"""Inside a proof: square roots, exponentials and logarithms become letters with their elementary facts.

``sqrt a`` becomes r with r >= 0, r^2 = a (and r > 0 if a > 0 is shown); ``exp u`` becomes x > 0, and
``exp (n u)`` becomes x^n; ``ln u`` is a letter of which nothing is known. The facts are proved in Coq, from its libraries.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy

from w2s_theory.second_kernel.expressions import Letters, NotPrintable, elementary_nodes, is_opaque, to_coq


class Abstraction:
    """Expressions as rational functions in plain symbols, whose names are those of the proof's context."""

    def __init__(self, letters: Letters, values: dict[Any, Any]) -> None:
        self.letters, self.values = letters, values
        self.known: dict[Any, str] = {}
        self.lines: list[str] = []
        self.roots: list[str] = []
        self.meaning: dict[Any, Any] = {}
        self._powers: dict[Any, Any] = {}

    def add(self, expressions: Iterable[Any]) -> None:
        """Introduce letters for all elementary nodes of the expressions, inner ones first."""
        nodes: dict[Any, None] = {}
        for expression in expressions:
            nodes.update(dict.fromkeys(elementary_nodes(expression)))
        new = [node for node in nodes if node not in self._powers]
        bases = exponential_bases([node for node in new if isinstance(node, sympy.exp)])
        for node in sorted(new, key=lambda node: bases.get(node, (node, 0))[0] != node):
            if isinstance(node, sympy.Pow):
                self._root(node)
            elif isinstance(node, sympy.exp):
                self._exponential(node, *bases[node])
            else:
                self._letter(node, "l", to_coq(node, self.letters, self.known))

    def __call__(self, expression: Any) -> Any:
        """The expression in plain symbols."""
        e = sympy.S(expression)
        if e in self._powers:
            return self._powers[e]
        if e.is_Rational or e is sympy.pi:
            return e
        if is_opaque(e):
            symbol = sympy.Symbol(self.letters.name(e))
            self.meaning[symbol] = e
            return symbol
        if isinstance(e, sympy.Pow):
            if e.exp.is_Integer:
                return self(e.base) ** e.exp
            if e.exp.is_Rational and e.exp.q == 2:
                return self._powers[sympy.sqrt(e.base)] ** e.exp.p
        if isinstance(e, (sympy.Add, sympy.Mul)):
            return e.func(*[self(part) for part in e.args])
        raise NotPrintable(f"{e} is no rational function of letters")

    def text(self, expression: Any) -> str:
        """An expression in plain symbols, as Coq text."""
        names = {symbol: symbol.name for symbol in expression.free_symbols}
        return to_coq(expression, self.letters, names)

    def _letter(self, node: Any, head: str, text: str) -> str:
        name = self._fresh(head)
        self.lines.append(f"set ({name} := {text}) in *; clearbody {name}.")
        self._name(node, name)
        return name

    def _name(self, node: Any, name: str) -> None:
        self.known[node] = name
        self._powers[node] = sympy.Symbol(name)

    def _fresh(self, head: str) -> str:
        used = {*self.letters.names.values(), *self.known.values()}
        number = 1
        while f"{head}{number}" in used:
            number += 1
        return f"{head}{number}"

    def _root(self, node: Any) -> None:
        text, inside = to_coq(node, self.letters, self.known), to_coq(node.base, self.letters, self.known)
        value = sympy.sqrt(node.base.subs(self.values)) if self.values else node
        name = self._fresh("r")
        if value.is_Rational:
            # under a restriction like L = 1 the root is a number
            number = to_coq(value, self.letters)
            self.lines.append(f"assert (Q{name} : {text} = {number}) by (apply root_of_square; lra).")
            self.lines.append(f"set ({name} := {text}) in *; clearbody {name}; subst {name}.")
            self.known[node], self._powers[node] = number, value
            return
        self.lines += [
            f"assert (N{name} : 0 <= {text}) by apply sqrt_pos.",
            f"assert (Q{name} : {text} ^ 2 = {inside}) by (apply root_squared; sign).",
            f"try (assert (S{name} : 0 < {text}) by (apply sqrt_lt_R0; sign)).",
            f"set ({name} := {text}) in *; clearbody {name}.",
        ]
        self.roots.append(f"Q{name}")
        self._name(node, name)

    def _exponential(self, node: Any, base: Any, times: int) -> None:
        text = to_coq(node, self.letters, self.known)
        if base == node:
            name = self._fresh("x")
            self.lines.append(f"assert (S{name} : 0 < {text}) by apply exp_pos.")
            self._letter(node, "x", text)
            return
        name = self.known[base]
        argument = to_coq(base.args[0], self.letters, self.known)
        other = f"y{len(self.lines)}"
        # exp(-n u) is 1 / exp(u)^n
        power, lemma = (f"(exp {argument}) ^ {times}", "exp_multiple") if times > 0 else (
            f"/ ((exp {argument}) ^ {-times})", "exp_opposite"
        )  # fmt: skip
        # the base is a letter by now: its exponential is written again for this one equality
        self.lines.insert(
            self.lines.index(f"set ({name} := (exp {argument})) in *; clearbody {name}."),
            f"assert (E{other} : {text} = {power}) by (apply ({lemma} {abs(times)}); simpl; field; sign)"
            f"; set ({other} := {text}) in *; clearbody {other}; subst {other}.",
        )
        self._powers[node] = sympy.Symbol(name) ** times
        self.known[node] = f"({name} ^ {times})" if times > 0 else f"(/ ({name} ^ {-times}))"


def exponential_bases(nodes: list[Any]) -> dict[Any, tuple[Any, int]]:
    """exp(n u) -> (exp(u), n) for whole n other than 0, where exp(u) is among the nodes and itself a base."""
    found: dict[Any, tuple[Any, int]] = {}
    for node in nodes:
        found[node] = (node, 1)
        for other in nodes:
            ratio = sympy.cancel(node.args[0] / other.args[0]) if other.args[0] != 0 else sympy.Integer(0)
            if ratio.is_Integer and ratio > found[node][1]:
                found[node] = (other, int(ratio))
    for node in nodes:
        for other in nodes:
            if found[node] != (node, 1) or found[other] != (other, 1) or node == other or other.args[0] == 0:
                continue
            ratio = sympy.cancel(node.args[0] / other.args[0])
            if ratio.is_Integer and ratio < 0:
                found[node] = (other, int(ratio))
    # of two steps one is left: a base is no multiple of another
    for node, (base, times) in list(found.items()):
        further, again = found[base]
        if further != base:
            found[node] = (further, times * again)
    return found
