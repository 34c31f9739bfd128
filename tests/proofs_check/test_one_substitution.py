"""The checker puts one thing in for another in one module only: everywhere else SymPy's own ways to do so are refused.

SymPy's ``subs``, ``xreplace`` and ``replace`` let a value fall under a sum that binds one of its letters; ``doit``,
``evalf`` and ``lambdify`` replace a claim by what SymPy makes of it; ``sympify`` and ``S`` of a text read letters that
nobody declared. :mod:`proofs_check.models` may use them: it can only refuse.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import proofs_check

FOLDER = Path(proofs_check.__file__).parent
ALLOWED = ("substitution.py", "models")
METHODS = {
    "subs", "xreplace", "replace", "doit", "evalf", "n", "lambdify", "sympify", "nsimplify", "simplify", "parse_expr",
    "eval", "exec",
}  # fmt: skip
# a polynomial at an exact number of its one letter: nothing is bound there
POLYNOMIAL_VALUE = {"eval"}
# still to be replaced, with how many times each module does it
STILL: dict[str, int] = {}


def substitutions(source: str) -> list[str]:
    """Each place of a module that puts something in for something else, or reads a text, in SymPy's way."""
    found = []
    for node in ast.walk(ast.parse(source)):
        name = _forbidden(node)
        if name:
            found.append(f"line {getattr(node, 'lineno', 0)}: {name}")
    return found


def _forbidden(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute) and node.attr in METHODS - POLYNOMIAL_VALUE and not _harmless(node):
        return node.attr
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        taken = [each.name.split(".")[-1] for each in node.names]
        standard = isinstance(node, ast.ImportFrom) and node.module == "dataclasses"
        return ", ".join(name for name in taken if name in METHODS and not standard)
    if isinstance(node, ast.Call):
        return _called(node)
    return ""


def _harmless(node: ast.Attribute) -> bool:
    """``dataclasses.replace``, and methods of a text that stands there."""
    if isinstance(node.value, ast.Name) and node.value.id == "dataclasses":
        return node.attr == "replace"
    return isinstance(node.value, ast.JoinedStr) or (
        isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    )


def _called(call: ast.Call) -> str:
    function, first = call.func, call.args[0] if call.args else None
    text = isinstance(first, ast.JoinedStr) or (
        isinstance(first, ast.Constant) and isinstance(first.value, str)
    )
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name == "S" and text:
        return "S of a text"
    if name in ("getattr", "methodcaller", "attrgetter"):
        words = [each.value for each in call.args if isinstance(each, ast.Constant)]
        return ", ".join(word for word in words if word in METHODS)
    if isinstance(function, ast.Name) and name in METHODS - {"replace", "n"}:
        return name
    return ""


def modules() -> list[Path]:
    inside = [path.relative_to(FOLDER) for path in sorted(FOLDER.rglob("*.py"))]
    return [path for path in inside if path.parts[0] not in ALLOWED]


@pytest.mark.parametrize("path", modules(), ids=str)
def test_nothing_is_put_in_elsewhere(path: Path) -> None:
    found = substitutions((FOLDER / path).read_text())
    assert len(found) == STILL.get(str(path), 0), found


def test_exceptions_are_modules() -> None:
    assert set(STILL) <= {str(path) for path in modules()}


@pytest.mark.parametrize(
    "source",
    [
        "expression.subs(x, 1)",
        "expression.subs({x: 1}, simultaneous=True)",
        "put = expression.subs",
        "expression.xreplace({x: y})",
        "expression.replace(sympy.factorial, make)",
        "str(expression).replace('x', 'y')",
        "claim.left.args[0].doit()",
        "expression.evalf(30)",
        "expression.n()",
        "sympy.N(1).simplify()",
        "sympy.lambdify(x, expression)",
        "sympy.sympify('x + 1')",
        "from sympy import sympify",
        "from sympy.utilities.lambdify import lambdify as compiled",
        "sympy.S('x + 1')",
        "S(f'{x} + 1')",
        "getattr(expression, 'subs')(x, 1)",
        "operator.methodcaller('xreplace', {x: y})(expression)",
        "eval('x')",
        "class A:\n    def f(self):\n        return [e.subs(x, 1) for e in self.parts]",
        "model.replace(x=1)",
    ],
)
def test_planted_substitution_is_found(source: str) -> None:
    assert substitutions(source), source


@pytest.mark.parametrize(
    "source",
    [
        "from dataclasses import replace\nreplace(known, facts=())",
        "import dataclasses\ndataclasses.replace(known, facts=())",
        "'a_b'.replace('_', ' ')",
        "f'{name}'.replace('_', ' ')",
        "from proofs_check.substitution import rewrite, substitute\nsubstitute(e, {x: 1})",
        "sympy.S(value)",
        "sympy.S(certificate['rest'])",
        "polynomial.eval(point)",
        "'{}'.format(n)",
    ],
)
def test_harmless_code_is_left_alone(source: str) -> None:
    assert not substitutions(source), substitutions(source)


def test_one_more_is_noticed() -> None:
    """Also in a module that still does it."""
    for path in ("kernel.py", *STILL):
        source = (FOLDER / path).read_text() + "\n\ndef late(e, x):\n    return e.subs(x, 1)\n"
        assert len(substitutions(source)) == STILL.get(path, 0) + 1, path
