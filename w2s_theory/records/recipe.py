"""The steps of a training recipe: each makes one more function from the last one, its *label* (f* at first)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf
from typing import Any

from w2s_theory.exact_number import exact_number, exact_whole, shorten
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter

MOST_STEPS = 200
BEST = "best"
# function 0, as it is typed and printed
TRUTH = "f*"


@dataclass(frozen=True)
class Teach:
    """The mean of ``copies`` fresh teachers of ``units`` units, each trained to convergence on the label."""

    units: int
    copies: int = 1

    def __str__(self) -> str:
        return f"teach {self.units}" + (f" x {self.copies}" if self.copies != 1 else "")


@dataclass(frozen=True)
class Study:
    """An infinitely wide student trained on the label and stopped at tau = lambda_K t (or at ``time``).

    ``tau="best"`` stops when its mean error is least. ``start`` is the number of an earlier function from which it
    starts (0: the truth f*), ``None`` for the zero function. ``spectral_filter`` may be a name, such as ``"ridge"``.
    """

    tau: Any = None
    time: Any = None
    start: int | None = None
    spectral_filter: SpectralFilter | str | None = None

    def __str__(self) -> str:
        when = f"time {self.time}" if self.tau is None else f"{self.tau}"
        return f"study {when}" + (f" from {self.start or TRUTH}" if self.start is not None else "")


@dataclass(frozen=True)
class Mix:
    """The label (1 - weight) * label + weight * an earlier function (0: the truth f*)."""

    weight: Any
    function: int = 0

    def __str__(self) -> str:
        return f"mix {self.weight} of {self.function or TRUTH}"


RecipeStep = Teach | Study | Mix
_EXPECTED = (
    f"a recipe is a list of 1 to {MOST_STEPS} steps between commas: teach UNITS [x COPIES], study TAU|best|inf "
    "[from FUNCTION], mix WEIGHT [of FUNCTION]; such as teach 100, study best"
)
_PATTERNS = (
    (r"teach\s+(\S+)(?:\s*x\s*(\S+))?", "teach"),
    (r"study\s+(\S+)(?:\s+from\s+(\S+))?", "study"),
    (r"mix\s+(\S+)(?:\s+of\s+(\S+))?", "mix"),
)


def parse_recipe(text: str) -> tuple[RecipeStep, ...]:
    """``teach 100, study best, teach 100 x 4, study 5 from 2, mix 1/2 of 0`` as steps.

    Raises
    ------
    InputError
        For anything else, with the step.
    """
    comma = re.search(r"\b(teach|study|mix)\s+(\d+),(\d+)", text, re.IGNORECASE)
    if comma is not None:
        step, whole, decimals = comma[1].lower(), comma[2], comma[3]
        number = f"{whole}{decimals}" if step == "teach" else f"{whole}.{decimals} with a decimal point"
        raise InputError(f"commas part the steps of a recipe: write {step} {number}, not {shorten(comma[0])}")
    parts = text.split(",")
    if len(parts) > MOST_STEPS:
        raise InputError(f"a recipe has at most {MOST_STEPS} steps, and this one has {len(parts)}")
    return tuple(_step(part.strip()) for part in parts)


def _step(text: str) -> RecipeStep:
    for pattern, kind in _PATTERNS:
        match = re.fullmatch(pattern, text.lower())
        if match is None:
            continue
        first, second = match.groups()
        if kind == "teach":
            return Teach(_whole(first, "units"), 1 if second is None else _whole(second, "copies"))
        if kind == "mix":
            return Mix(
                exact_number(first, "the weight of a mix"),
                0 if second is None else _function(second),
            )
        if first not in (BEST, "inf") and get_close_matches(first, (BEST, "inf"), 1, 0.6):
            near = get_close_matches(first, (BEST, "inf"), 1, 0.6)[0]
            raise InputError(f"study {shorten(first)} is none: did you mean study {near}?")
        tau = (
            first
            if first in (BEST, "inf")
            else exact_number(first, "the tau of a study, if not best or inf,")
        )
        return Study(tau=inf if tau == "inf" else tau, start=None if second is None else _function(second))
    raise InputError(f"{_EXPECTED}; not {shorten(text)}")


def _function(text: str) -> int:
    """The number of an earlier function; f* is function 0."""
    return 0 if text == TRUTH else _whole(text, "a function")


def _whole(text: str, what: str) -> int:
    number = exact_whole(text, f"{what} of a recipe")
    if number is None:
        raise InputError(f"{what} of a recipe must be a whole number, not {shorten(text)}")
    return number
