"""The letters of ``--at``: as they are printed or as they are named, and an example where one is missing."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.exact_number import shorten
from w2s_theory.printing.plain_printer import letter
from w2s_theory.records.errors import InputError
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.theorem import Theorem

_ATTEMPTS = 200
_ENTRIES = 2
_LONGEST_EXAMPLE = 400
_LONGEST_NEEDS = 400
_NICE = tuple(
    Fraction(*each)
    for each in ((1, 2), (1, 10), (1,), (2,), (3,), (4,), (8,), (10,), (32,), (1, 100), (100,))
)


def by_symbol(theorem: Theorem, point: Mapping[str, Any]) -> dict[str, Any]:
    """A point with the parameters' own names for letters typed as they are printed: ``lambda`` for ``lam``.

    Raises
    ------
    InputError
        For a letter that the theorem has not, that is given under both names, or given several values where it has one.
    """
    found: dict[str, Any] = {}
    sequences = {each.symbol for each in theorem.parameters if each.length is not None}
    for typed, value in point.items():
        symbol = _symbol(theorem, typed)
        if isinstance(value, tuple) and symbol not in sequences:
            raise InputError(
                f"{typed} must be given one value, not {len(value)}: commas part the values of a sequence, and "
                "a decimal is written with a point, as in 0.1"
            )
        if symbol in found:
            raise InputError(f"--at gives {symbol} twice, under its name and as it is printed: give it once")
        found[symbol] = value
    return found


def printed(parameter: Parameter) -> str:
    """How a parameter stands in a printed formula: ``lambda``, and ``lambda_j`` for a sequence."""
    return letter(parameter.symbol) + ("_j" if parameter.length is not None else "")


def _symbol(theorem: Theorem, typed: str) -> str:
    symbols = [each.symbol for each in theorem.parameters]
    if typed in symbols:
        return typed
    found = [each.symbol for each in theorem.parameters if printed(each) == typed]
    # lambda alone may also mean the only sequence of that letter
    found = found or [each.symbol for each in theorem.parameters if letter(each.symbol) == typed]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{typed} could be {' or '.join(found)} in {theorem.name}: type one of these")
    known = [*symbols, *map(printed, theorem.parameters)]
    # a letter typed in another case is meant, however short it is
    near = [each for each in known if each.lower() == typed.lower()] or get_close_matches(typed, known, n=1)
    letters = ", ".join(
        each.symbol if printed(each) == each.symbol else f"{printed(each)} ({each.symbol})"
        for each in theorem.parameters
    )
    hint = f"did you mean {near[0]}? It has {letters}" if near else f"it has {letters or 'no parameter'}"
    raise InputError(f"{theorem.name} has no parameter {shorten(typed)}; {hint}")


def require_all(theorem: Theorem, point: Mapping[str, Any]) -> None:
    """Raise ``InputError`` that names every letter the bound needs and has not, and gives a line that works."""
    from w2s_theory.evaluate.bound_at import needed_letters

    needed_here = needed_letters(theorem)
    missing = [each for each in theorem.parameters if each.symbol in needed_here and each.symbol not in point]
    if missing:
        example = _example(theorem, point, needed_here)
        needed = ", ".join(f"{_called(each)} in {each.domain}" for each in missing)
        if len(needed) + len(example) > _LONGEST_NEEDS:
            needed = ", ".join(map(_called, missing))  # rather the whole line to copy than the domains
        if len(needed) + len(example) > _LONGEST_NEEDS:
            needed = f"{len(missing)} letters"  # which stand in that line
        raise InputError(f"{theorem.name} needs {needed}: {example}")


def _called(parameter: Parameter) -> str:
    name = printed(parameter)
    count = " (one or more values)" if parameter.length is not None else ""
    return (parameter.symbol if name == parameter.symbol else f"{parameter.symbol} (printed {name})") + count


def _example(theorem: Theorem, point: Mapping[str, Any], needed: frozenset[str]) -> str:
    found = example_point(theorem, point)
    whole = {name: value for name, value in found.items() if name in needed or name in point}
    words = [f"{name}={_text(value)}" for name, value in whole.items()]
    line = shlex.join(["w2s", "evaluate", theorem.name, "--at", *words])
    if len(line) <= _LONGEST_EXAMPLE:
        return f"for example `{line}`"
    first = next(each for each in theorem.parameters if each.symbol in needed and each.symbol not in point)
    value = _text(whole[first.symbol]).split(",")
    more = ",..." if len(value) > 1 else ""
    return f"for example --at {first.symbol}={value[0]}{more} (a sequence takes its values with commas)"


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def example_point(theorem: Theorem, point: Mapping[str, Any]) -> dict[str, Any]:
    """A point of the statement with simple values, the ones given kept where the hypotheses allow it."""
    from w2s_theory.checks.points import complete_point, exact_points

    rng = np.random.default_rng(0)
    kept = {name: value for name, value in point.items() if isinstance(value, (Fraction, tuple))}
    # sequences are as long as the ones given, and sums run over all of their entries
    length = next((len(value) for value in kept.values() if isinstance(value, tuple)), _ENTRIES)
    for attempt in range(_ATTEMPTS):
        chosen = {
            each.symbol: _nice(each, length, rng if attempt else None, place)
            for place, each in enumerate(theorem.parameters)
        }
        if "n" in chosen and any(each.length for each in theorem.parameters):
            chosen["n"] = Fraction(length)
        found = complete_point({**chosen, **kept}, theorem)
        if found is not None:
            return found
    return next(iter(exact_points(theorem, rng, 1)), dict(chosen))


def _nice(parameter: Parameter, length: int, rng: np.random.Generator | None, place: int) -> Any:
    """A short number of the typical range, ``length`` of them for a sequence; neighbours differ without ``rng``."""
    typical, domain = parameter.typical, parameter.domain
    good = [each for each in _NICE if domain.contains(each) and typical.contains(each)]
    ends = [end for end in (typical.lower, typical.upper) if end is not None]
    good = good or [
        each for each in (sum(ends, Fraction(0)) / max(len(ends), 1), *ends) if domain.contains(each)
    ]
    good = good or [each for each in _NICE if domain.contains(each)] or [Fraction(1)]
    value = good[place % min(2, len(good)) if rng is None else int(rng.integers(len(good)))]
    return value if parameter.length is None else (value,) * length
