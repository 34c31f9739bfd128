"""A theorem's bound at a point, by name: what ``w2s evaluate`` prints, as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from w2s_theory.evaluate.bound_at import BoundSide, evaluate_sides, needed_letters, require_point
from w2s_theory.exact_number import exact_number, shorten
from w2s_theory.given import require_flag
from w2s_theory.models.sizes import require_whole
from w2s_theory.printing.text import LATEX_RELATION, expression_latex, expression_text
from w2s_theory.records.errors import InputError
from w2s_theory.records.theorem import Theorem
from w2s_theory.tables import html_table, latex_number, latex_table
from w2s_theory.theorems.names import theorem_meant

MOST_DIGITS = 100_000


@dataclass(frozen=True, slots=True)
class EvaluatedBound:
    """The sides of a claim at a point; ``value`` and ``radius`` are those of the first.

    Parameters
    ----------
    name, quantity
        The theorem, and what it bounds, as text.
    at
        Letter name -> exact value (Fraction, or a tuple of them), as it was understood.
    sides
        One, or two for a claim with bounds on both sides (the lower one first).
    latex
        The quantity as a formula.
    """

    name: str
    quantity: str
    at: dict[str, Any]
    sides: tuple[BoundSide, ...]
    latex: str = ""

    @property
    def value(self) -> float | str | None:
        """A float, or a decimal string where digits or an enclosure were asked for; see :class:`BoundSide`."""
        return self.sides[0].value

    @property
    def radius(self) -> float | str | None:
        """The true value lies in ``value +- radius``."""
        return self.sides[0].radius

    def __str__(self) -> str:
        return "; ".join(f"{self.quantity} {each.relation} {_text(each)}" for each in self.sides)

    __repr__ = __str__

    def to_dict(self) -> dict[str, Any]:
        """The same in words and numbers that JSON has."""
        return {
            "name": self.name,
            "quantity": self.quantity,
            "at": {key: list(map(str, v)) if isinstance(v, tuple) else str(v) for key, v in self.at.items()},
            "sides": [asdict(each) for each in self.sides],
        }

    def to_latex(self) -> str:
        """A ``tabular`` with one row per side: quantity, relation, number and radius."""
        rows = [
            (f"${self.latex}$", f"${LATEX_RELATION[each.relation]}$", f"${_latex(each)}$")
            for each in self.sides
        ]
        return latex_table(rows, "rcl")

    def _repr_html_(self) -> str:
        rows = [(self.quantity, each.relation, _text(each)) for each in self.sides]
        at = ", ".join(f"{key} = {_point(value)}" for key, value in self.at.items())
        return html_table(rows, caption=f"{self.name} at {at}" if at else self.name)


def evaluate_bound(
    name: str | Theorem, *, digits: int | None = None, certified: bool = False, **values: Any
) -> EvaluatedBound:
    """The bound of a theorem at exact values of its parameters.

    Parameters
    ----------
    name
        A theorem's name, or a part that no other name has; or a ``Theorem``.
    digits
        Correct significant digits (1 to 100000), as decimal strings.
    certified
        Value and radius as decimal strings: an enclosure, with 15 digits unless said otherwise.
    values
        One for each parameter on which the bound or a hypothesis depends, under its name: ``L_TE="1/7"``, a whole
        number, a Fraction, a float (which means the decimal that it is printed as), or a list of them for a sequence.

    Returns
    -------
    EvaluatedBound
        In float64 too the true value lies in ``value +- radius``; both are ``None`` where float64 cannot hold it.

    Raises
    ------
    InputError
        For an unknown theorem or letter, a missing value, one outside its domain, lists of different lengths, and
        hypotheses that do not hold.
    AccuracyError
        If the digits asked for are not reached.

    Examples
    --------
    >>> evaluate_bound("student_error_ge_three_quarters_sq_of_shrinkage", L_TE="1/10", digits=5)
    L_ST >= 0.0075000
    """
    theorem = theorem_meant(name)
    digits = None if digits is None else require_whole(digits, "digits", 1, MOST_DIGITS)
    certified = require_flag(certified, "certified")
    letters = {each.symbol: each for each in theorem.parameters}
    odd = next((given for given in values if given not in letters), None)
    if odd is not None:
        near = [each for each in letters if each.lower() == odd.lower()] or get_close_matches(
            odd, letters, n=1
        )
        hint = f"did you mean {near[0]}? It" if near else "it"
        raise InputError(
            f"{theorem.name} has no parameter {shorten(odd)}; {hint} has {', '.join(letters) or 'none'}"
        )
    needed = needed_letters(theorem)
    missing = [
        f"{each} in {letters[each].domain}" for each in letters if each in needed and each not in values
    ]
    if missing:
        raise InputError(f"{theorem.name} needs a value for {', '.join(missing)}")
    point = {
        each: _exact(each, values[each], letters[each].length is not None)
        for each in letters
        if each in values
    }
    return bound_at(theorem, point, digits, certified)


def bound_at(
    theorem: Theorem, point: dict[str, Any], digits: int | None = None, certified: bool = False
) -> EvaluatedBound:
    """The same at exact values under the parameters' own names, none of those that are needed missing."""
    require_point(theorem, point)
    sides = evaluate_sides(theorem, point, digits, certified)
    latex = expression_latex(theorem.quantity)
    return EvaluatedBound(theorem.name, expression_text(theorem.quantity), point, sides, latex)


def _exact(name: str, given: Any, sequence: bool) -> Any:
    if sequence and isinstance(given, Sequence) and not isinstance(given, str):
        return tuple(_exact(name, each, False) for each in given)
    if isinstance(given, bool) or not isinstance(given, (int, float, str, Fraction)):
        raise InputError(f"{name} must be a number such as 3, '1/10' or '1e-3', not {shorten(given)}")
    text = repr(given) if isinstance(given, float) else given
    number = exact_number(text, name) if isinstance(text, str) else Fraction(text)
    return (number,) if sequence else number


def _text(side: BoundSide) -> str:
    if side.value is None:
        return f"a number of size 10^{side.log10:.6g}, which float64 cannot hold (ask for digits)"
    return f"{side.value}" if side.radius is None else f"{side.value} +- {side.radius}"


def _latex(side: BoundSide) -> str:
    if side.value is None:
        return rf"\text{{about }} 10^{{{side.log10:.6g}}}"
    # all digits, as text: a radius that is rounded again could be too small
    number = latex_number(str(side.value))
    return number if side.radius is None else rf"{number} \pm {latex_number(str(side.radius))}"


def _point(value: Any) -> str:
    return (
        f"({', '.join(shorten(str(each)) for each in value)})"
        if isinstance(value, tuple)
        else shorten(str(value))
    )
