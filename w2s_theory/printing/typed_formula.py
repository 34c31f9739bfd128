"""Formulas as they are typed in prose, ``||f* - f_TE||^2 <= e^{-2 tau}``, as LaTeX.

The prose of this project has one way to type a formula, and this reads it: letters with indices and powers
(``a_{k+2}``, ``M^{-s}``), Greek letters by name, ``f*``, ``<x, y>``, ``||x||``, ``sqrt(x)``, ``sum_j``. It makes no
claim about other text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from w2s_theory import notation

TokenKind = Literal["word", "number", "sign", "open", "close", "power", "index", "prime", "comma", "other"]

_GREEK = (
    "alpha beta gamma delta epsilon eta theta kappa lambda mu nu xi pi rho sigma tau phi psi omega Gamma Delta Omega Pi ell"
).split()
# functions that stand before what they are applied to, with or without brackets
_FUNCTIONS = {"log": r"\log", "exp": r"\exp", "tr": r"\operatorname{tr}", "sin": r"\sin", "cos": r"\cos",
              "dim": r"\dim", "det": r"\det"}  # fmt: skip
_WITH_BRACKETS = {"max": r"\max", "min": r"\min", "Gamma": r"\Gamma"}
_BIG = {
    "sum": r"\sum",
    "prod": r"\prod",
    "lim": r"\lim",
    "max": r"\max",
    "min": r"\min",
    "inf": r"\inf",
    "sup": r"\sup",
    "argmin": r"\operatorname{argmin}",
}
_WHOLE = {"infinity": r"\infty", "PGR": r"\mathrm{PGR}", "L2": "L^2", "Id": r"\mathrm{Id}"}
_SIGNS = {
    "<=": r"\leq", ">=": r"\geq", "<<": r"\ll", ">>": r"\gg", "->": r"\to", "+-": r"\pm", "~": r"\sim", "...": r"\ldots",
    "*": r"\,", "||": r"\|", "%": r"\%",
}  # fmt: skip
_OPERATORS = {"S", "P", "I", "Pi", "Q"}
# an article and a pronoun: letters only beside a sign
_ALSO_WORDS = {"a", "A", "I"}

_TOKEN = re.compile(
    r"(?P<space>\s*)(?:"
    r"(?P<number>\d+(?:\.\d+)?(?:e-?\d+)?(?![A-Za-z])|(?<![\w)])\.\d+)"
    r"|(?P<power>(?<=[a-z]{4})\^(?=>)|\^(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\([^()]*\)|-?\w+|[*>]|\+|(?=[\s),;:_>]|$)))"
    r"|(?P<index>_(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|>|[A-Za-z0-9]+))"
    r"|(?P<word>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z]{2,})*(?:'s\b|'(?=[a-z]))?\*?(?=[^\w*]|[_^]|$)|[A-Za-z]+)"
    r"|(?P<prime>'(?![a-z])|!(?=\^))"
    r"|(?P<open>\|\||<(?=[^\s<>=][^<>]*[^\s<>]>)|[(\[{])"
    r"|(?P<sign><=|>=|<<|>>|->|\+-|\.\.\.|[-+/=*~|]|(?<=\s)[<>](?=\s))"
    r"|(?P<close>[)\]}>])"
    r"|(?P<comma>,|\.(?=[),>]))"
    r"|(?P<other>\S))"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One sign, number or word, with the space before it."""

    kind: TokenKind
    text: str
    space: str


def tokens_of(text: str) -> list[Token]:
    """A sentence as tokens; text after the last one is space."""
    found = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        found.append(Token(kind, match.group(kind), match.group("space")))  # type: ignore[arg-type]
    return found


def is_letter(tokens: Sequence[Token], place: int, *, inside: bool = False) -> bool:
    """Whether a word is a letter or a function of mathematics, by itself and by its neighbours."""
    token = tokens[place]
    if token.kind != "word":
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    before = tokens[place - 1] if place else None
    word = token.text.rstrip("*")
    attached = after is not None and not after.space and after.kind in ("power", "index", "prime")
    applied = after is not None and not after.space and after.kind == "open"
    if word in _ALSO_WORDS and not attached:
        beside = [each for each in (before, after) if each is not None]
        return inside or any(each.kind == "sign" for each in beside) or token.text != word
    if word in _BIG and attached:
        return True
    if word in ("sqrt", "binomial", *_WITH_BRACKETS) and (applied or word in _GREEK):
        return True
    if word in _FUNCTIONS:
        following = after is not None and (
            after.kind in ("open", "power", "number")
            or (after.kind == "word" and is_letter(tokens, place + 1))
        )
        return following
    if inside and (word == "in" or word in notation.NAMES):
        return True
    if word in _GREEK or word in _WHOLE or token.text in notation.NAMES and "_" in token.text:
        return True
    return len(word) == 1 or (attached and len(word) <= 3 and word.lower() not in ("the", "and", "for"))


def is_mathematics(run: Sequence[Token]) -> bool:
    """Whether a run of tokens is worth typesetting: more than a number by itself."""
    if all(token.kind == "number" for token in run):
        return False
    if any(token.kind in ("word", "power", "index") for token in run):
        return True
    joined = any(token.kind in ("sign", "comma") for token in run)
    return joined and any(token.kind == "number" for token in run)


def typed_latex(text: str) -> str:
    """A typed formula as LaTeX (no dollar signs)."""
    return formula_latex(tokens_of(text))


def formula_latex(run: Sequence[Token]) -> str:
    """A run of tokens that is mathematics as LaTeX."""
    letters = {token.text for token in run if token.kind == "word"}
    of_operators = bool(letters) and letters <= _OPERATORS
    parts: list[str] = []
    place = 0
    closing: list[str] = []
    while place < len(run):
        token = run[place]
        if token.kind == "word":
            text, place = _word(run, place)
            parts.append(text)
            continue
        if token.kind in ("power", "index"):
            parts.append(_attached(token))
        elif token.kind == "prime":
            parts.append(token.text)
        elif token.kind == "open" and not (token.text == "||" and closing and closing[-1] == r"\|"):
            shown, close = {
                "<": (r"\langle ", r" \rangle"), "||": (r"\|", r"\|"), "{": (r"\{", r"\}"), "[": ("[", "]"),
            }.get(token.text, ("(", ")"))  # fmt: skip
            parts.append(f" {shown}" if token.space else shown)
            closing.append(close)
        elif token.kind in ("close", "open"):
            parts.append(closing.pop() if closing else token.text)
        elif token.kind == "sign":
            parts.append(_sign(token.text, of_operators))
        elif token.kind == "comma":
            parts.append(r"\cdot" if token.text == "." else ", ")
        elif token.kind == "number":
            parts.append(
                (r"\," if parts and place and run[place - 1].kind == "number" else " ") + _number(token.text)
            )
        else:
            parts.append(token.text)
        place += 1
    text = re.sub(r"(\w'_\{[^{}]*\}|\w')(?=\^)", r"{\1}", "".join(parts))  # TeX takes no second superscript
    return re.sub(r" +", " ", re.sub(r"(?<=[(\[/]) +", "", text)).strip()


def _sign(text: str, of_operators: bool) -> str:
    if of_operators and text in ("<=", ">="):
        return r" \preceq " if text == "<=" else r" \succeq "
    if text == "/":
        return "/"
    return f" {_SIGNS.get(text, text)} "


def _number(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    if not e:
        return text
    return rf"10^{{{int(exponent)}}}" if mantissa == "1" else rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def _attached(token: Token) -> str:
    body = token.text[1:] or "{}"
    if body[0] == "{" or (body[0] == "(" and body[-1] == ")"):
        body = body[1:-1]
    if token.kind == "power":
        return f"^{{{_inner(body)}}}"
    return f"_{{{_inner(body)}}}"


def _inner(body: str) -> str:
    if body in ("*", ">", "+"):
        return body
    if body in ("max", "min"):
        return rf"\{body}"
    if re.fullmatch(r"[a-z]{2}|[A-Z]{2}", body) and body not in _GREEK:
        return body
    if re.fullmatch(r"[A-Za-z]{3,}", body) and body not in _GREEK:
        return body if body.isupper() else rf"\mathrm{{{body}}}"
    return formula_latex(tokens_of(re.sub(r"(?<=\w)-(?=\w)", " - ", body)))


def _word(run: Sequence[Token], place: int) -> tuple[str, int]:
    """A letter with its indices, and where to go on."""
    token = run[place]
    word, star = token.text.rstrip("*"), token.text.endswith("*")
    after = run[place + 1] if place + 1 < len(run) else None
    if after is not None and after.kind == "index" and not after.space:
        name = word + after.text
        if name in notation.NAMES:
            return f" {notation.row(name).latex}", place + 2
        if after.text == "_hat":
            return rf" \hat{{{_letter(word)}}}", place + 2
    if word == "sqrt" and after is not None and after.text == "(":
        end = _matching(run, place + 1)
        return rf" \sqrt{{{formula_latex(run[place + 2 : end])}}}", end + 1
    if word == "binomial" and after is not None and after.text == "(":
        end = _matching(run, place + 1)
        comma = next((i for i in range(place + 2, end) if run[i].kind == "comma"), end)
        above, below = formula_latex(run[place + 2 : comma]), formula_latex(run[comma + 1 : end])
        return rf" \binom{{{above}}}{{{below}}}", end + 1
    if word == "R" and after is not None and after.text in ("^d", "^n"):
        return r" \mathbb{R}", place + 1
    if after is not None and after.text == "^":  # a hat, typed behind its letter
        return rf" \hat{{{_letter(word)}}}", place + 2
    if star:
        raised = after is not None and after.kind == "power" and not after.space
        return f" {{{_letter(word)}^*}}" if raised else f" {_letter(word)}^*", place + 1
    return f" {_letter(word)}", place + 1


def _letter(word: str) -> str:
    if word == "in":
        return r"\in "
    for table in (_FUNCTIONS, _WITH_BRACKETS, _BIG, _WHOLE):
        if word in table:
            return table[word]
    if word in _GREEK:
        return f"\\{word}"
    if word in notation.NAMES and len(word) > 1:
        return notation.row(word).latex
    return word if len(word) == 1 else rf"\mathrm{{{word}}}"


def _matching(run: Sequence[Token], start: int) -> int:
    """The place of the bracket that closes the one at ``start``; the end if none does."""
    depth = 0
    for place in range(start, len(run)):
        depth += {"(": 1, ")": -1}.get(run[place].text, 0)
        if depth == 0:
            return place
    return len(run)
