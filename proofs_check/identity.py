"""Whether two expressions are identical: by expansion, over a common denominator, or modulo roots.

Each test answers ``True`` only when the difference has the zero normal form; every denominator
met and every radicand must first be shown non-zero (non-negative) on the domain.
Integrals, derivatives, sums and undefined functions are letters: equal only if written equally.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofs_check.assumptions import Assumptions
from proofs_check.requirement import require
from proofs_check.sign import nonnegative, nonzero, positive
from proofs_check.terms import as_gammas, classes
from w2s_theory.spec.claim import Claim


def same_claim(said: Claim, claim: Claim) -> bool:
    """Whether two claims are the same: relation, and each side, written equally or equal once expanded."""
    return said.relation == claim.relation and all(
        mine == theirs or sympy.expand(sympy.S(mine) - sympy.S(theirs)) == 0
        for mine, theirs in ((said.left, claim.left), (said.right, claim.right))
    )


def is_zero(expression: Any, level: str, known: Assumptions) -> bool:
    """Whether ``expression`` vanishes identically, with the means of ``level``.

    Raises
    ------
    NotShown
        If a denominator is not shown to be non-zero or a radicand not to be non-negative.
    """
    letters, expression = _letters(_one_gamma_per_class(sympy.S(expression), known))
    back = {dummy: original for original, dummy in letters.items()}
    if level == "ring":
        denominators = _denominators(expression, back, known)
        numbers = all(d.is_Rational for d in denominators)
        require(numbers, "the ring rule allows no denominator but a number")
        return sympy.expand(expression) == 0
    for denominator in _denominators(expression, back, known):
        original = denominator.subs(back)
        require(nonzero(original, known), "the denominator {} is not shown to be non-zero", original)
    if level == "rational":
        return sympy.expand(sympy.fraction(sympy.together(expression))[0]) == 0
    return _is_zero_modulo_roots(expression, back, known)


def _is_zero_modulo_roots(expression: Any, back: dict[Any, Any], known: Assumptions) -> bool:
    roots: dict[Any, Any] = {}

    def replace(node: Any) -> Any:
        if node.is_Atom:
            return node
        if isinstance(node, sympy.Pow) and node.exp.is_Rational and node.exp.q == 2:
            radicand = node.base.subs(back)
            require(nonnegative(radicand, known), "the radicand {} is not shown to be non-negative", radicand)
            inner = sympy.expand(replace(node.base))
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
