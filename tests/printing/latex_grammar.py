"""A small reader of LaTeX: what a TeX engine (and KaTeX) would stumble over, found without one."""

from __future__ import annotations

import re

# what the printers may use: plain LaTeX and amsmath, amssymb, amsthm; KaTeX knows all of the mathematics among it
TEXT_COMMANDS = {
    "begin", "end", "item", "label", "cite", "emph", "textit", "texttt", "textbackslash", "textless", "textgreater",
    "textbar", "documentclass", "usepackage", "newtheorem", "allowdisplaybreaks", "sloppy", "text",
}  # fmt: skip
MATH_COMMANDS = {
    "left", "right", "frac", "tfrac", "sqrt", "sum", "prod", "int", "lim", "infty", "leq", "geq", "ll", "gg", "to", "in",
    "pm", "sim", "succeq", "preceq", "cdot", "ldots", "langle", "rangle", "mathbb", "mathbf", "mathrm", "operatorname",
    "hat", "tilde", "bar", "binom", "quad", "qquad", "text", "exp", "log", "sin", "cos", "dim", "det", "max", "min", "inf",
    "sup", "Gamma", "Pi", "Delta", "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "eta", "theta", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "phi", "varphi", "psi", "omega", "ell", "begin", "end", "neq",
    "limits", "mid", "wedge", "vee", "partial", "for", "displaystyle", "otherwise", "middle", "Phi", "Omega", "circ",
    "times", "cases", "substack", "lVert", "rVert", "dots", "underset", "overset", "star", "widehat", "prime", "zeta",
    "varsigma", "perp", "mathcal", "parallel", "underline", "chi", "Sigma",
}  # fmt: skip
ENVIRONMENTS = {"theorem", "proof", "itemize", "enumerate", "aligned", "cases", "document"}
_COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)


class Problem(ValueError):
    """What is wrong, with the text around it."""


def formulas_of(text: str) -> list[str]:
    """Every formula of a LaTeX text, inline and displayed; dollar signs must pair up."""
    bare = text.replace(r"\$", "")
    displayed = re.findall(r"\\\[(.*?)\\\]", bare, re.DOTALL)
    if bare.count(r"\[") != len(displayed) or bare.count(r"\]") != len(displayed):
        raise Problem("a displayed formula is not closed")
    rest = re.sub(r"\\\[.*?\\\]", "", bare, flags=re.DOTALL)
    if rest.count("$") % 2:
        raise Problem("an odd number of dollar signs")
    return displayed + re.findall(r"\$(.*?)\$", rest, re.DOTALL)


def require_latex(text: str) -> None:
    """Raise :class:`Problem` unless a LaTeX text has balanced braces, closed environments and known commands only."""
    foreign = {sign for sign in text if ord(sign) > 126 or (ord(sign) < 32 and sign != "\n")}
    if foreign:
        raise Problem(f"no plain ASCII: {sorted(foreign)}")
    _require_nesting(text)
    for name in _COMMAND.findall(text):
        if name.isalpha() and name not in TEXT_COMMANDS | MATH_COMMANDS:
            raise Problem(f"the command {name} is not known")
    formulas = formulas_of(text)
    for formula in formulas:
        require_formula(formula)
    words = re.sub(r"\\\[.*?\\\]|\$.*?\$", "", text.replace(r"\$", ""), flags=re.DOTALL)
    words = re.sub(r"\\(?:label|cite(?:\[[^\]]*\])?)\{[^}]*\}", "", words)
    special = re.search(r".{0,40}(?<!\\)[_^&#].{0,40}", words)
    if special:
        raise Problem(f"a special character stands outside mathematics: {special[0]}")


def require_formula(formula: str) -> None:
    """Raise unless a formula nests, knows its commands, and has no number such as ``1e-05`` or second superscript."""
    _require_nesting(formula)
    if formula.count(r"\left") - formula.count(r"\leftarrow") != formula.count(r"\right") - formula.count(
        r"\rightarrow"
    ):
        raise Problem(f"left and right do not pair up: {formula}")
    for name in _COMMAND.findall(formula):
        if name.isalpha() and name not in MATH_COMMANDS:
            raise Problem(f"the command {name} is not known in mathematics: {formula}")
    if re.search(r"\d[eE][-+]?\d", formula):
        raise Problem(f"a number in a programmer's notation: {formula}")
    if "\n\n" in formula:
        raise Problem("an empty line in a formula")
    if re.search(
        r"\^(?:\{[^{}]*\}|\w|\*)\s*\^|'\s*(?:_(?:\{[^{}]*\}|\w))?\s*\^|_(?:\{[^{}]*\}|\w)\s*_", formula
    ):
        raise Problem(f"two superscripts or two subscripts: {formula}")


def _require_nesting(text: str) -> None:
    """Braces and environments, in one stack."""
    stack: list[str] = []
    for match in re.finditer(r"\\begin\{(\w+\*?)\}|\\end\{(\w+\*?)\}|\\[{}\\]|[{}]", text):
        begin, end = match.groups()
        if begin:
            if begin not in ENVIRONMENTS:
                raise Problem(f"the environment {begin} is not known")
            stack.append(begin)
        elif end:
            if not stack or stack.pop() != end:
                raise Problem(f"the environment {end} closes what is not open")
        elif match[0] == "{":
            stack.append("{")
        elif match[0] == "}" and (not stack or stack.pop() != "{"):
            raise Problem(f"a brace too many after {text[max(0, match.start() - 60) : match.start()]!r}")
    if stack:
        raise Problem(f"not closed: {stack}")
