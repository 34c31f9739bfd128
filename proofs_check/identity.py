"""Whether two expressions are identical: by expansion, over a common denominator, or modulo roots.

Each test answers ``True`` only when the difference has the zero normal form; every denominator
met and every radicand must first be shown non-zero (non-negative) on the domain.
Integrals, derivatives, sums and undefined functions are letters: equal only if written equally.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.sign import defined, nonnegative, nonzero, positive
from proofs_check.terms import as_gammas, classes

LEVELS = ("ring", "rational", "radical")


class SideCondition(ValueError):
    """A denominator or a radicand whose sign could not be shown (the text names it)."""


def is_zero(expression: Any, level: str, known: Assumptions) -> bool:
    """Whether ``expression`` vanishes identically, with the means of ``level``.

    Raises
    ------
    SideCondition
        If a denominator is not shown to be non-zero or a radicand not to be non-negative.
    """
    letters, expression = _letters(_one_gamma_per_class(sympy.S(expression), known))
    back = {dummy: original for original, dummy in letters.items()}
    if level == "ring":
        denominators = _denominators(expression, back, known)
        if any(not d.is_Rational for d in denominators):
            raise SideCondition("the ring rule allows no denominator but a number")
        return sympy.expand(expression) == 0
    for denominator in _denominators(expression, back, known):
        if not nonzero(denominator.subs(back), known):
            raise SideCondition(f"the denominator {denominator.subs(back)} is not shown to be non-zero")
    if level == "rational":
        return sympy.expand(sympy.fraction(sympy.together(expression))[0]) == 0
    return _is_zero_modulo_roots(expression, back, known)


def require_defined(expression: Any, known: Assumptions) -> None:
    """Raise ``SideCondition`` unless an expression is shown to be a real number on the whole domain.

    Needed for what a certificate supplies: SymPy cancels ``(x - 1)/(x - 1)`` when it is built, so a
    factor that is undefined somewhere would leave no trace in the product.
    """
    if not defined(sympy.S(expression), known):
        raise SideCondition(f"{expression} is not shown to be a number on the whole domain")


def _is_zero_modulo_roots(expression: Any, back: dict[Any, Any], known: Assumptions) -> bool:
    roots: dict[Any, Any] = {}

    def replace(node: Any) -> Any:
        if node.is_Atom:
            return node
        if isinstance(node, sympy.Pow) and node.exp.is_Rational and node.exp.q == 2:
            base = node.base
            if not nonnegative(base.subs(back), known):
                raise SideCondition(f"the radicand {base.subs(back)} is not shown to be non-negative")
            inner = sympy.expand(replace(base))
            if inner not in roots:
                roots[inner] = sympy.Dummy("r")
            return roots[inner] ** node.exp.p
        return node.func(*[replace(arg) for arg in node.args])

    numerator = sympy.expand(sympy.fraction(sympy.together(replace(expression)))[0])
    # inner radicands were replaced before outer ones, so reduce the latest letter first
    for radicand, root in reversed(roots.items()):
        remainder = sympy.rem(sympy.Poly(numerator, root), sympy.Poly(root**2 - radicand, root))
        numerator = sympy.expand(sympy.fraction(sympy.together(remainder.as_expr()))[0])
    return numerator == 0


def _denominators(expression: Any, back: dict[Any, Any], known: Assumptions) -> set[Any]:
    """Bases of powers whose exponent is not shown to be >= 0."""
    found = set()
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, sympy.Pow) and not node.base.is_Rational:
            exponent = node.exp.subs(back)
            if exponent.could_extract_minus_sign() or not nonnegative(exponent, known):
                found.add(node.base)
    return found


def _one_gamma_per_class(expression: Any, known: Assumptions) -> Any:
    """Gamma functions whose arguments differ by whole numbers, by the smallest, where that is > 0."""
    atoms = expression.atoms(sympy.gamma, sympy.factorial)
    if len(atoms) < 2:
        return expression
    arguments = {
        atom: sympy.expand(as_gammas(atom).args[0])
        for atom in atoms
        if isinstance(as_gammas(atom), sympy.gamma)
    }
    replacement = {}
    for members in classes(list(arguments.values())):
        smallest = members[0]
        if not positive(smallest, known):
            continue
        for atom, argument in arguments.items():
            if argument in members:
                steps = int(sympy.expand(argument - smallest))
                replacement[atom] = sympy.Mul(*[smallest + n for n in range(steps)]) * sympy.gamma(smallest)
    return expression.xreplace(replacement)


_OPAQUE = (sympy.Integral, sympy.Derivative, sympy.Sum, sympy.Subs, sympy.Limit, sympy.Indexed)


def _letters(expression: Any) -> tuple[dict[Any, Any], Any]:
    """Replace what must be equal literally by letters (whole numbers and symbols stay)."""
    letters: dict[Any, Any] = {}

    def replace(node: Any) -> Any:
        if isinstance(node, sympy.Pow) and isinstance(node.base, sympy.gamma) and node.exp.is_negative:
            # 1/Gamma is a number everywhere (0 at the poles), so it is a letter and no denominator
            return letters.setdefault(1 / node.base, sympy.Dummy("u")) ** (-node.exp)
        if isinstance(node, _OPAQUE) or (isinstance(node, sympy.Function) and node.args):
            return letters.setdefault(node, sympy.Dummy("u"))
        if node.is_Atom:
            return node
        return node.func(*[replace(arg) for arg in node.args])

    return letters, replace(expression)
