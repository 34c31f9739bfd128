"""Long formulas over several lines, broken where people break them: at the relation, then at plus and minus."""

from __future__ import annotations

from typing import Any

import sympy

from w2s_theory.printing.reading_order import ends_open, signed_terms
from w2s_theory.printing.text import LATEX_RELATION, expression_latex, expression_text
from w2s_theory.records.claim import Claim

# LaTeX code longer than this does not fit on a line of a page
LONG_LATEX = 170
# and a sum shorter than this is not broken
SHORT_LATEX = 60


# the sum over all modes or eigenspaces of a statement
_OVER_ALL, SUM_OVER_ALL = "sum_(j=0..n - 1)", "sum_j"


def shortened(text: str) -> str:
    """Plain text with the sum over all j in short."""
    return text.replace(_OVER_ALL, SUM_OVER_ALL)


def claim_lines(claims: tuple[Claim, ...], width: int) -> list[str]:
    """A claim (or the two of ``between``, as a chain) in plain text, no line longer than ``width`` where possible."""
    if len(claims) == 2:
        lower, upper = claims
        sides = [("", lower.right), ("<= ", lower.left), ("<= ", upper.right)]
    else:
        (claim,) = claims
        relation = "=" if claim.relation == "==" else claim.relation
        sides = [("", claim.left), (f"{relation} ", claim.right)]
    parts = [shortened(f"{relation}{expression_text(side)}") for relation, side in sides]
    whole = " ".join(parts)
    if len(whole) <= width:
        return [whole]
    lines: list[str] = []
    for number, part in enumerate(parts):
        lines += packed(part, width, "" if number == 0 else "  ")
    return lines


def chain_latex(claims: tuple[Claim, ...]) -> str:
    """The same in LaTeX: one line, or an ``aligned`` block where one line is too long."""
    if len(claims) == 2:
        lower, upper = claims
        sides = [expression_latex(side) for side in (lower.right, lower.left, upper.right)]
        relations = [r"\leq", r"\leq"]
    else:
        (claim,) = claims
        sides = [expression_latex(claim.left), expression_latex(claim.right)]
        relations = [LATEX_RELATION[claim.relation]]
    whole = sides[0] + "".join(f" {r} {side}" for r, side in zip(relations, sides[1:], strict=True))
    if len(whole) <= LONG_LATEX:
        return whole
    rest = r" \\ ".join(rf"&{r} {side}" for r, side in zip(relations, sides[1:], strict=True))
    return rf"\begin{{aligned}} &{sides[0]} \\ {rest} \end{{aligned}}"


def claim_parts(claims: tuple[Claim, ...]) -> list[str]:
    """The same in LaTeX, in pieces between which a line may be broken: sides, and the terms of sums."""
    if len(claims) == 2:
        lower, upper = claims
        sides = [("", lower.right), (r"\leq", lower.left), (r"\leq", upper.right)]
    else:
        (claim,) = claims
        sides = [("", claim.left), (LATEX_RELATION[claim.relation], claim.right)]
    return [part for relation, side in sides for part in _terms(relation, side)]


def _terms(relation: str, side: Any) -> list[str]:
    side = sympy.S(side)
    head = f"{relation} " if relation else ""
    if not isinstance(side, sympy.Add) or len(expression_latex(side)) < SHORT_LATEX:
        return [f"{head}{expression_latex(side)}"]
    parts = []
    for number, (subtracted, term) in enumerate(signed_terms(side)):
        text = expression_latex(term)
        if isinstance(term, (sympy.Add, sympy.Piecewise)) or ends_open(term):
            text = rf"\left({text}\right)"
        # the empty group makes the sign one between two terms
        sign = "- " if subtracted else "+ "
        parts.append(f"{head}{'- ' if subtracted else ''}{text}" if number == 0 else f"{{}} {sign}{text}")
    return parts


def packed(text: str, width: int, indent: str) -> list[str]:
    """One side over as many lines as it needs, broken before plus and minus signs outside all brackets."""
    pieces = _split(text, (" + ", " - "))
    if any(len(piece) > width for piece in pieces):  # then between factors too
        pieces = [
            part
            for piece in pieces
            for part in (_split(piece, (" (", "/(")) if len(piece) > width else [piece])
        ]
    lines = [indent + pieces[0]]
    for piece in pieces[1:]:
        space = "" if piece.startswith("/") else " "
        if len(lines[-1]) + len(space) + len(piece) <= width:
            lines[-1] += f"{space}{piece}"
        else:
            lines.append(f"{indent}    {piece}")
    return lines


def _split(text: str, marks: tuple[str, ...]) -> list[str]:
    """Text cut before each of the marks outside all brackets; a space at a cut is dropped."""
    depth, start, pieces = 0, 0, []
    for place, sign in enumerate(text):
        if depth == 0 and place > start + 2 and text[place:].startswith(marks):
            pieces.append(text[start:place])
            start = place + (sign == " ")
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(sign, 0)
    return [*pieces, text[start:]]
