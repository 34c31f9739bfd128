"""What each expression of a proof means in the Coq file of its theorem: terms over the variables of one section.

:mod:`expressions` prints sums, products, powers, roots, exponentials; what it calls a letter gets its meaning here. A
scalar is a real variable, a sequence or undefined function a variable ``R -> ...``, a vector an element of an abstract
inner-product space, what depends on the draw a function of the outcome, a mean the abstract ``E`` of such a function, a
finite sum ``fsum`` over whole numbers among the reals. Endless sums, gamma functions and improper integrals are
variables of which nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.expressions import TAKEN, NotPrintable, to_coq

# what the printed terms of a section speak of; its variables must not hide it
_SPOKEN = TAKEN | frozenset(
    "E V Omega outcome inner vplus vscal exceeds fsum isum power whole Rmin Rmax Rabs Derive is_derive RInt sin cos "
    "integral Gamma bounded integrable square_integrable right_continuous".split()
)  # fmt: skip
_ELEMENTARY = {sympy.sin: "sin", sympy.cos: "cos", sympy.Abs: "Rabs"}
_FOLDED = {sympy.Min: "Rmin", sympy.Max: "Rmax"}
_UNKNOWN = {sympy.gamma: "Gamma", sympy.factorial: "fn_factorial", sympy.binomial: "fn_binomial"}
FUNCTIONALS = {"isum": "(R -> R) -> R -> R", "integral": "(R -> R) -> R -> R -> R"}


class Meaning:
    """Names and types of a section's variables, collected while its terms are printed."""

    def __init__(self, statement: Statement, quantified: frozenset[str]) -> None:
        self.statement = statement
        # letters of single steps: bound there, no variables of the section
        self.quantified = quantified
        self._random = set(statement.setting.random) if statement.setting else set()
        self._drawn: dict[str, bool] = {}
        # identifier -> type, in the order of first use; definitions of functions in an order in which they can be read
        self.variables: dict[str, str] = {}
        self.definitions: dict[str, str] = {}
        self.letters: dict[str, str] = {}
        self.space = self.chance = False

    def term(self, expression: Any, known: Mapping[Any, str] | None = None) -> str:
        """The expression as a Coq term; ``known`` are names for some of its letters (bound or given values)."""
        return to_coq(expression, _Terms(self, dict(known or {})), known)

    def claim(self, claim: Claim, known: Mapping[Any, str] | None = None) -> str:
        """The claim as a proposition; a derivative that equals something also exists."""
        left = sympy.S(claim.left)
        if claim.relation == "==" and isinstance(left, sympy.Derivative):
            function, at = self.derivative(left, known or {})
            return f"is_derive {function} {at} {self.term(claim.right, known)}"
        relation = {"==": "=", "<=": "<=", "<": "<", ">=": "<=", ">": "<"}[claim.relation]
        first, second = self.term(claim.left, known), self.term(claim.right, known)
        if claim.relation in (">=", ">"):
            first, second = second, first
        return f"{first} {relation} {second}"

    def vector(self, vector: Any) -> str:
        """A linear combination of vectors as a term of the space."""
        self.space = True
        expression = sympy.expand(vector)
        letters = sorted(
            (each for each in expression.free_symbols if _kind(each.name) == "vector"),
            key=lambda each: each.name,
        )
        parts = [(expression.coeff(each, 1), self._symbol(each)) for each in letters]
        terms = [name if factor == 1 else f"(vscal {self.term(factor)} {name})" for factor, name in parts]
        if not terms and expression == 0 and self.statement.setting is not None:
            # the zero vector: 0 times any
            terms = [f"(vscal 0 {self._symbol(getattr(notation, self.statement.setting.vectors[0]))})"]
        if not terms:
            raise NotPrintable(f"{vector} is no combination of vectors")
        total = terms[0]
        for each in terms[1:]:
            total = f"(vplus {total} {each})"
        return total

    def depends_on_draw(self, expression: Any) -> bool:
        """Whether a letter that depends on the draw stands outside every mean."""
        e = sympy.S(expression)
        if isinstance(e, notation.mean):
            return False
        if isinstance(e, sympy.Indexed):
            return self.is_random(str(e.base.label)) or any(self.depends_on_draw(each) for each in e.indices)
        if isinstance(e, sympy.Symbol):
            return self.is_random(e.name)
        return any(self.depends_on_draw(part) for part in e.args)

    def is_random(self, name: str) -> bool:
        """Whether a letter depends on the draw: it is declared so, or defined by one that does."""
        if name not in self._drawn:
            self._drawn[name] = name in self._random
            defined = name in notation.NAMES and notation.row(name).kind == "scalar"
            if (
                self._random
                and not self._drawn[name]
                and defined
                and notation.row(name).definition is not None
            ):
                self._drawn[name] = self.depends_on_draw(notation.definition(name))
        return self._drawn[name]

    def identifier(self, name: str) -> str:
        """What a letter is called in Coq."""
        head = {"vector": "v_", "sequence": "seq_", "function": "fn_"}.get(_kind(name), "")
        plain = f"{head}{name}"
        return f"{plain}_" if plain in _SPOKEN or re.fullmatch(r"[A-Z]+[0-9]*'?", plain) else plain

    def _declare(self, name: str, kind: str) -> str:
        found = self.identifier(name)
        if found not in self.variables:
            drawn = self.is_random(name)
            self.chance |= drawn
            self.space |= kind == "V"
            self.variables[found] = f"Omega -> {kind}" if drawn else kind
            self.letters[name] = found
        return f"({found} outcome)" if self.is_random(name) else found

    def _symbol(self, symbol: Any) -> str:
        if symbol.name in self.quantified:
            return self.identifier(symbol.name)
        return self._declare(symbol.name, "V" if _kind(symbol.name) == "vector" else "R")

    def function(self, name: str, arguments: int) -> str:
        """The name of a function of the table, defined in the section if Coq can say its definition."""
        found = self.identifier(name)
        if found not in self.variables and found not in self.definitions:
            row = notation.row(name) if name in notation.NAMES else None
            if row is not None and row.definition is not None:
                bound = [sympy.Symbol(f"argument_{number}", real=True) for number in range(arguments)]
                named = {each: each.name for each in bound}
                try:
                    body = self.term(notation.definition(name, *bound), named)
                    binder = " ".join(each.name for each in bound)
                    self.definitions[found] = f"Definition {found} ({binder} : R) : R := {body}."
                    return found
                except NotPrintable:
                    pass
            self.variables[found] = " -> ".join(["R"] * (arguments + 1))
            self.letters[name] = found
        return found

    def opaque(self, e: Any, known: Mapping[Any, str]) -> str:
        """The term of what :mod:`expressions` calls a letter."""

        def of(part: Any) -> str:
            return self.term(part, known)

        if isinstance(e, sympy.Symbol):
            return self._symbol(e)
        if isinstance(e, sympy.Indexed):
            if len(e.indices) != 1:
                raise NotPrintable(f"{e} has several indices")
            base = self._declare(str(e.base.label), "R -> R")
            base = base if " " not in base else base[1:-1]
            return f"({base} {of(e.indices[0])})"
        if isinstance(e, sympy.Pow):
            return f"(power {of(e.base)} {of(e.exp)})"
        if isinstance(e, notation.inner_type()):
            return f"(inner {self.vector(e.args[0])} {self.vector(e.args[1])})"
        if isinstance(e, notation.mean):
            self.chance = True
            return f"(E (fun outcome : Omega => {of(e.args[0])}))"
        if isinstance(e, notation.exceeds):
            return f"(exceeds {of(e.args[0])} {of(e.args[1])})"
        if isinstance(e, sympy.Sum):
            return self._sum(e, known)
        if isinstance(e, sympy.Derivative):
            function, at = self.derivative(e, known)
            return f"(Derive {function} {at})"
        if isinstance(e, sympy.Integral):
            return self._integral(e, known)
        if type(e) in _FOLDED:
            parts = [of(each) for each in e.args]
            total = parts[-1]
            for each in reversed(parts[:-1]):
                total = f"({_FOLDED[type(e)]} {each} {total})"
            return total
        if type(e) in _ELEMENTARY:
            return f"({_ELEMENTARY[type(e)]} {of(e.args[0])})"
        if type(e) in _UNKNOWN:
            name = _UNKNOWN[type(e)]
            self.variables.setdefault(name, " -> ".join(["R"] * (len(e.args) + 1)))
            return f"({name} {' '.join(of(each) for each in e.args)})"
        if isinstance(e, sympy.Function) and type(e).__name__ in notation.NAMES:
            return f"({self.function(type(e).__name__, len(e.args))} {' '.join(of(each) for each in e.args)})"
        raise NotPrintable(f"{type(e).__name__} has no meaning in Coq here")

    def _bound(self, symbol: Any, known: Mapping[Any, str]) -> tuple[str, dict[Any, str]]:
        """A binder's name, which hides what is known of the letter."""
        name = self.identifier(symbol.name)
        while name in known.values() and known.get(symbol) != name:
            name += "_"
        return name, {**known, symbol: name}

    def _sum(self, e: Any, known: Mapping[Any, str]) -> str:
        if len(e.limits) != 1:
            raise NotPrintable("a sum over several indices")
        index, first, last = e.limits[0]
        name, inside = self._bound(index, known)
        body, start = self.term(e.function, inside), self.term(first, known)
        if last is sympy.oo:
            self.variables.setdefault("isum", FUNCTIONALS["isum"])
            return f"(isum (fun {name} : R => {body}) {start})"
        return f"(fsum (fun {name} : R => {body}) {start} {self.term(last, known)})"

    def _integral(self, e: Any, known: Mapping[Any, str]) -> str:
        variable, first, last = e.limits[0]
        name, inside = self._bound(variable, known)
        body, ends = self.term(e.function, inside), f"{self.term(first, known)} {self.term(last, known)}"
        if is_smooth(e.function):
            return f"(RInt (fun {name} : R => {body}) {ends})"
        self.variables.setdefault("integral", FUNCTIONALS["integral"])
        return f"(integral (fun {name} : R => {body}) {ends})"

    def derivative(self, e: Any, known: Mapping[Any, str]) -> tuple[str, str]:
        """The function that is differentiated once, and where."""
        if len(e.variable_count) != 1 or e.variable_count[0][1] != 1:
            raise NotPrintable("a derivative that is not the first one")
        variable = e.variable_count[0][0]
        name, inside = self._bound(variable, known)
        return f"(fun {name} : R => {self.term(e.expr, inside)})", self.term(variable, known)


class _Terms:
    """The letters of one term: what :func:`to_coq` asks for names."""

    def __init__(self, meaning: Meaning, known: dict[Any, str]) -> None:
        self.meaning, self.known = meaning, known

    def name(self, atom: Any) -> str:
        return self.meaning.opaque(atom, self.known)


def is_smooth(expression: Any) -> bool:
    """Whether an integrand is a combination of products of letters and exponentials: Riemann integrable for sure."""
    allowed = (
        sympy.Add,
        sympy.Mul,
        sympy.Pow,
        sympy.exp,
        sympy.Symbol,
        sympy.Rational,
        sympy.core.numbers.Pi,
    )
    return all(
        isinstance(node, allowed)
        and not (isinstance(node, sympy.Pow) and not (node.exp.is_Integer and node.exp > 0))
        for node in sympy.preorder_traversal(expression)
    )


def _kind(name: str) -> str:
    return notation.row(name).kind if name in notation.NAMES else ""
