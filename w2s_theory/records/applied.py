"""A function with its first arguments given, as a value: what a record holds instead of a closure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Applied:
    """``Applied(f, (a, b))(x)`` is ``f(a, b, x)``.

    Unlike a closure it can be pickled (where ``f`` is a function of a module), and unlike ``functools.partial`` two of
    them are equal where their parts are: a model that went through another process is still the same model.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]

    def __call__(self, *rest: Any) -> Any:
        """The function at its own arguments and these."""
        return self.function(*self.arguments, *rest)
