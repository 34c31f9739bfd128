"""The sizes of a figure, which ``--set`` changes: what each is called, its usual value, the one of a quick look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf
from typing import Any, Literal

from w2s_theory.exact_number import shorten
from w2s_theory.number_lists import times, whole_numbers
from w2s_theory.records.errors import InputError


@dataclass(frozen=True, slots=True)
class Setting:
    """One size, or a list of them.

    Parameters
    ----------
    name
        As it is typed: ``d``, ``k``, ``M_TE``, ``M_ST``, ``tau``, ``trials``.
    meaning
        In words.
    usual, quick
        The values of the whole figure, and of a quick look (the same, if none are given).
    lower, upper
        Of whole numbers.
    many
        Whether a list may be given.
    infinite
        Whether ``inf`` may be among them.
    kind
        ``whole`` numbers, or ``times``.
    """

    name: str
    meaning: str
    usual: tuple[Any, ...]
    quick: tuple[Any, ...] = ()
    lower: int = 1
    upper: int = 10**6
    many: bool = False
    infinite: bool = False
    kind: Literal["whole", "times"] = "whole"

    def read(self, text: str) -> tuple[Any, ...]:
        """The values that a text spells.

        Raises
        ------
        InputError
            For anything else, values outside, or a list where there is one value.
        """
        if self.kind == "times":
            found = tuple(each if each == inf else float(each) for each in times(text, self.name))
            if not self.infinite and inf in found:
                raise InputError(f"{self.name} must be finite numbers, such as 0.1:300:21")
        else:
            found = whole_numbers(text, self.name, self.lower, self.upper, infinite=self.infinite)
        if not self.many and len(found) > 1:
            raise InputError(f"{self.name} of this figure is one number, not {shorten(text)}")
        return found


@dataclass(frozen=True, slots=True)
class Sizes:
    """A value for every setting of a figure."""

    entries: tuple[tuple[str, tuple[Any, ...]], ...]

    def __getitem__(self, name: str) -> tuple[Any, ...]:
        """All values of a setting."""
        return dict(self.entries)[name]

    def one(self, name: str) -> Any:
        """The value of a setting that has one."""
        (value,) = self[name]
        return value

    def __str__(self) -> str:
        """``d=32 k=1 M_TE=16,32``: as ``--set`` takes it."""
        return " ".join(f"{name}={','.join(map(_text, values))}" for name, values in self.entries)


def choose_sizes(settings: tuple[Setting, ...], quick: bool, changes: Mapping[str, str]) -> Sizes:
    """The usual (or quick) sizes with those that were typed.

    Raises
    ------
    InputError
        For a name that is no setting of the figure, with those there are, or a value that does not fit.
    """
    names = [each.name for each in settings]
    for name in changes:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(names)}"
            raise InputError(f"{shorten(name)} is no size of this figure: {hint}")
    return Sizes(
        tuple(
            (
                each.name,
                each.read(changes[each.name])
                if each.name in changes
                else (quick and each.quick) or each.usual,
            )
            for each in settings
        )
    )


def read_changes(assignments: Iterable[str]) -> dict[str, str]:
    """``d=20`` and ``M_TE=30:1000:7`` as name -> text.

    Raises
    ------
    InputError
        For what is no assignment, or a name given twice.
    """
    found: dict[str, str] = {}
    for each in assignments:
        name, equals, text = (part.strip() for part in each.partition("="))
        if not equals or not name or not text:
            raise InputError(
                f"--set must be NAME=VALUE, as in --set d=20 or --set M_TE=30:1000:7, not {shorten(each)}"
            )
        if name in found:
            raise InputError(
                f"--set gives {shorten(name)} twice: give it once, as a list such as {name}=30,100"
            )
        found[name] = text
    return found


def dimension(usual: int) -> Setting:
    """The dimension d of a figure that has one."""
    return Setting("d", "dimension of the inputs", (usual,), lower=2)


def degree(usual: int = 1) -> Setting:
    """The degree k of a figure's target."""
    return Setting("k", "degree of the target", (usual,), lower=0, upper=4096)


def require_positive(name: str, values: Iterable[Any]) -> None:
    """``InputError`` for 0, which has no place on a logarithmic axis."""
    if any(value == 0 for value in values):
        raise InputError(f"{name} of this figure must be above 0: it stands on a logarithmic axis")


def _text(value: Any) -> str:
    return "inf" if value == inf else f"{value:.12g}" if isinstance(value, float) else str(value)
