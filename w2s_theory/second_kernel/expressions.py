"""Exact SymPy expressions as Coq terms over the reals: every number as it is, never a float.

Integers, sums, products, whole powers, square roots, exp, ln and pi are Coq's own. Everything else is a *letter*: a symbol,
an inner product, a mean, a sum over an index, a power with a letter in its exponent, an undefined function. One real
variable stands for each expression that is written differently. A letter knows nothing of what it stands for, so a
lemma about letters holds for whatever they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Protocol

import sympy

from w2s_theory import notation

# names that Coq or the libraries take
TAKEN = frozenset(
    "R PI exp ln sqrt Rpower at as by do else end exists exists2 fix for forall fun if in let match mod return then "
    "using where with Prop Set Type Definition Lemma Proof Qed IZR INR nat e S O I sign".split()
)  # fmt: skip

_OPAQUE = (sympy.Symbol, sympy.Indexed, sympy.Function, sympy.Sum, sympy.Product, sympy.Integral, sympy.Derivative,
           sympy.Subs, sympy.Limit, sympy.Min, sympy.Max)  # fmt: skip


class NotPrintable(ValueError):
    """The expression has no exact form in Coq (the text says why)."""


class NoPremise(ValueError):
    """A certificate names what is no premise of its step."""


class InfiniteSum(NotPrintable):
    """The step is about infinite sums: no arithmetic."""


class Names(Protocol):
    """What gives letters their names."""

    def name(self, atom: Any) -> str:
        """What an opaque expression is called."""
        ...


class Letters:
    """The variables of one lemma: one identifier per opaque expression."""

    def __init__(self) -> None:
        self.names: dict[Any, str] = {}

    def name(self, atom: Any) -> str:
        """The identifier of an opaque expression, made at its first use."""
        if atom not in self.names:
            wanted = _identifier(atom)
            name, number = wanted, 1
            # premises and what a proof shows on its way are called P0, X1, ...
            while name in TAKEN or name in self.names.values() or re.fullmatch(r"[A-Z]+[0-9]+", name):
                number += 1
                name = f"{wanted}_{number}"
            self.names[atom] = name
        return self.names[atom]


def is_opaque(node: Any) -> bool:
    """Whether a node is printed as a letter."""
    if isinstance(node, (sympy.exp, sympy.log)):
        return False
    if isinstance(node, sympy.Pow):
        return not (node.exp.is_Rational and node.exp.q in (1, 2))
    return isinstance(node, _OPAQUE)


def opaque_atoms(expression: Any) -> list[Any]:
    """The opaque expressions of a term, each once, in order of appearance."""
    found: dict[Any, None] = {}

    def walk(node: Any) -> None:
        if is_opaque(node):
            found[node] = None
            return
        for part in node.args:
            walk(part)

    walk(sympy.S(expression))
    return list(found)


def elementary_nodes(expression: Any) -> list[Any]:
    """Square roots (as ``base ** (1/2)``), exponentials and logarithms, inner ones first, each once."""
    found: dict[Any, None] = {}

    def walk(node: Any) -> None:
        if is_opaque(node):
            return
        for part in node.args:
            walk(part)
        if isinstance(node, sympy.Pow) and node.exp.is_Rational and node.exp.q == 2:
            found[sympy.sqrt(node.base, evaluate=False) if node.exp.p != 1 else node] = None
        elif isinstance(node, (sympy.exp, sympy.log)):
            found[node] = None

    walk(sympy.S(expression))
    return list(found)


def to_coq(expression: Any, letters: Names, known: Mapping[Any, str] | None = None) -> str:
    """A Coq term for an exact expression; ``known`` gives names to elementary nodes (inside a proof).

    Raises
    ------
    NotPrintable
        For a float, an infinity or a complex number.
    """
    return _print(sympy.S(expression), letters, known or {})


def _print(e: Any, letters: Names, known: Mapping[Any, str]) -> str:
    if e in known:
        return known[e]
    if e.is_Integer:
        return str(e) if e >= 0 else f"(- {-e})"
    if e.is_Rational:
        return f"({e.p} / {e.q})" if e.p > 0 else f"(- ({-e.p} / {e.q}))"
    if e is sympy.pi:
        return "PI"
    if is_opaque(e):
        return letters.name(e)
    if isinstance(e, sympy.Add):
        return "(" + " + ".join(_print(part, letters, known) for part in e.args) + ")"
    if isinstance(e, sympy.Mul):
        return _product(e, letters, known)
    if isinstance(e, sympy.Pow):
        return _power(e, letters, known)
    if isinstance(e, sympy.exp):
        return f"(exp {_print(e.args[0], letters, known)})"
    if isinstance(e, sympy.log):
        return f"(ln {_print(e.args[0], letters, known)})"
    raise NotPrintable(f"{e} has no exact form in Coq")


def _product(e: Any, letters: Names, known: Mapping[Any, str]) -> str:
    above, below = [], []
    for factor in e.args:
        negative = isinstance(factor, sympy.Pow) and factor.exp.is_Rational and factor.exp < 0
        (below if negative else above).append(1 / factor if negative else factor)
    text = " * ".join(_print(part, letters, known) for part in above) or "1"
    if not below:
        return f"({text})"
    return f"(({text}) / ({' * '.join(_print(part, letters, known) for part in below)}))"


def _power(e: Any, letters: Names, known: Mapping[Any, str]) -> str:
    base, exponent = e.base, e.exp
    if exponent < 0:
        return f"(/ {_print(base**-exponent, letters, known)})"
    if exponent.is_Integer:
        return f"({_print(base, letters, known)} ^ {exponent})"
    root = known.get(sympy.sqrt(base), "") or f"(sqrt {_print(base, letters, known)})"
    return root if exponent.p == 1 else f"({root} ^ {exponent.p})"


def _identifier(atom: Any) -> str:
    if isinstance(atom, sympy.Symbol):
        wanted = atom.name
    elif isinstance(atom, sympy.Indexed):
        wanted = f"{atom.base.label}_at_{'_'.join(map(str, atom.indices))}"
    elif isinstance(atom, notation.inner_type()):
        wanted = f"ip_{atom.args[0]}_{atom.args[1]}"
    elif isinstance(atom, sympy.Sum):
        wanted = "Sum1"
    else:
        wanted = f"{type(atom).__name__}_of_{'_'.join(map(str, atom.args))}"
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,40}", wanted):
        wanted = re.sub(r"[^A-Za-z0-9]", "", type(atom).__name__) + "1"
    return wanted
