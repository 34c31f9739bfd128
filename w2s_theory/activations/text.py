"""An activation typed as text, such as ``log(1 + exp(z))``: read with Python's grammar, never executed.

The letter z stands for <u, x>, u and x unit vectors. ``sqrt(d)*z`` stands for the argument of variance 1; d may
appear in no other way, since the definition of an activation does not change with the dimension.
"""

from __future__ import annotations

import ast
from typing import Any

from w2s_theory.activations.user import activation_from_expression
from w2s_theory.exact_number import exact_number, shorten
from w2s_theory.records.activation import Activation, Parity
from w2s_theory.records.errors import InputError

LONGEST_TEXT = 300
_LARGEST_POWER = 400
_LONGEST_RATIONAL = 20_000  # bits
# the name that is typed -> SymPy's
_FUNCTIONS = {
    **{name: name for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "atan")},
    **{name: name for name in ("erf", "erfc", "sign")},
    "abs": "Abs", "max": "Max", "min": "Min", "step": "Heaviside", "heaviside": "Heaviside", "ln": "log",
    "arctan": "atan",
}  # fmt: skip
_HELP = (
    "an activation is made of z, numbers, pi, + - * / ^ ( ), exp, log, sqrt, sin, cos, tan, sinh, cosh, tanh, atan, "
    "erf, erfc, abs, sign, step, max(.., ..), min(.., ..)"
)


def is_expression_text(text: str) -> bool:
    """Whether a text is meant as an expression and not as a name: it is ``z``, or more than one word."""
    return text.strip() == "z" or not text.strip().isidentifier()


def activation_from_text(text: str, parity: Parity | None = None) -> Activation:
    """Build an activation from a typed expression of z = <u, x>; certified.

    Parameters
    ----------
    text : str
        At most 300 characters: z, numbers (0.1 is one tenth), pi, + - * / ^ (or **), parentheses, exp, log,
        sqrt, sin, cos, tan, sinh, cosh, tanh, atan, erf, erfc, abs, max, min, sign, step. ``sqrt(d)*z`` is the
        argument of variance 1 of GELU, erf and tanh.
    parity : "even", "odd" or "none", optional
        As in :func:`~w2s_theory.activations.user.activation_from_expression`.

    Returns
    -------
    Activation
        Named by its text.

    Raises
    ------
    InputError
        For anything outside the grammar, and for what is no activation.

    Examples
    --------
    >>> activation_from_text("max(z, 0)").kinks
    (Fraction(0, 1),)
    """
    if not isinstance(text, str):
        raise InputError(f"the activation must be text such as 'log(1 + exp(z))', not {type(text).__name__}")
    if len(text) > LONGEST_TEXT:
        raise InputError(f"the text of an activation must be at most {LONGEST_TEXT} characters long")
    source = " ".join(text.replace("^", "**").replace("\u2212", "-").replace("\u00b2", "**2").split())
    try:
        tree = ast.parse(source, mode="eval").body
        expression = _walk(tree, source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"the activation {shorten(text)} cannot be read: {_HELP}") from problem
    z, root = _letters()
    scale = "one"
    if expression.has(root):
        expression, scale = expression.xreplace({z: z / root}), "sqrt_dimension"
        if expression.has(root):
            raise InputError("the letter d may appear in an activation as sqrt(d)*z only")
    name = " ".join(text.split())
    name = name if len(name) <= 80 else name[:77] + "..."
    return activation_from_expression(expression, z, name, scale, parity)  # type: ignore[arg-type]


def _letters() -> tuple[Any, Any]:
    """z and the square root of d."""
    import sympy

    return sympy.Symbol("z", real=True), sympy.Symbol("sqrt_d", positive=True)


def _walk(node: ast.expr, source: str) -> Any:
    import sympy

    if isinstance(node, ast.Constant):
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise InputError(f"{shorten(ast.unparse(node))} is no number: {_HELP}")
        # the digits as typed: 0.1 is one tenth
        number = exact_number(ast.get_source_segment(source, node) or "", "a number in the activation")
        return sympy.Rational(number.numerator, number.denominator)
    if isinstance(node, ast.Name):
        z, root = _letters()
        letters = {"z": z, "x": z, "d": root**2, "pi": sympy.pi, "e": sympy.E, "E": sympy.E}
        if node.id not in letters:
            raise InputError(f"the activation may not contain {shorten(node.id, 30)}: {_HELP}")
        return letters[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _walk(node.operand, source)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp):
        return _moderate(_operation(node, _walk(node.left, source), _walk(node.right, source)))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return _call(node.func.id, [_walk(arg, source) for arg in node.args])
    raise InputError(f"{shorten(ast.unparse(node))} is not understood: {_HELP}")


def _operation(node: ast.BinOp, left: Any, right: Any) -> Any:
    if isinstance(node.op, ast.Add):
        return left + right
    if isinstance(node.op, ast.Sub):
        return left - right
    if isinstance(node.op, ast.Mult):
        return left * right
    if isinstance(node.op, ast.Div):
        if right == 0:
            raise InputError("the activation divides by zero")
        return left / right
    if isinstance(node.op, ast.Pow):
        import sympy

        if left is sympy.E:
            return sympy.exp(right)
        if not right.is_Rational or max(abs(right.p), right.q) > _LARGEST_POWER:
            raise InputError(
                f"exponents in an activation must be rational numbers up to {_LARGEST_POWER}, or exp(...)"
            )
        if left == 0 and right < 0:
            raise InputError("the activation divides by zero")
        if _longest(left) * abs(right.p) > _LONGEST_RATIONAL * right.q:
            raise InputError("a power in the activation is too large a number: use a smaller exponent")
        return left**right
    raise InputError(f"{shorten(ast.unparse(node))} is not understood: {_HELP}")


def _longest(expression: Any) -> int:
    """Bits of the longest rational in an expression."""
    import sympy

    rationals = expression.atoms(sympy.Rational)
    return max((int(abs(part)).bit_length() for each in rationals for part in (each.p, each.q)), default=0)


def _moderate(value: Any) -> Any:
    if _longest(value) > _LONGEST_RATIONAL:
        raise InputError("a number in the activation is too long: use fewer digits")
    return value


def _call(name: str, arguments: list[Any]) -> Any:
    import sympy

    if name == "relu" and len(arguments) == 1:
        return sympy.Max(arguments[0], 0)
    if name not in _FUNCTIONS:
        raise InputError(f"the function {shorten(name, 30)} is not known: {_HELP}")
    several = name in ("max", "min")
    if (len(arguments) < 2) if several else (len(arguments) != 1):
        raise InputError(f"{name} takes {'two or more arguments' if several else 'one argument'}")
    if name == "exp" and arguments[0].is_Rational and abs(arguments[0]) > 1000:
        raise InputError("exp of a number beyond 1000 is too large, or too small, for an activation")
    return getattr(sympy, _FUNCTIONS[name])(*arguments)
