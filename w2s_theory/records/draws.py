"""What an experiment returns: measured numbers together with the parameters they belong to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Draws:
    """``n`` measured values of a theorem's quantity.

    Parameters
    ----------
    parameters
        Symbol name -> array of shape (n,), or (n, length) for a sequence: the values at which the
        bound is to be evaluated. They are measured on the same draw, never assumed.
    measured
        Shape (n,). The quantity.
    error
        Shape (n,). How far ``measured`` may be off, absolutely, because of rounding, truncation or
        quadrature (not because of chance).
    uncertainty
        Parameter name -> shape (n,): how far that parameter may be off, absolutely. What this
        does to a bound is worked out by whoever evaluates the bound.
    facts
        Further numbers about each draw that the theorem's conditions look at, arrays of shape (n,).
    sizes
        What was simulated (dimension, units, ...), for the record.
    repeats
        Of how many independent values of the quantity each measured number is the mean.
    """

    parameters: Mapping[str, np.ndarray]
    measured: np.ndarray
    error: np.ndarray
    uncertainty: Mapping[str, np.ndarray] = field(default_factory=dict)
    facts: Mapping[str, np.ndarray] = field(default_factory=dict)
    sizes: Mapping[str, Any] = field(default_factory=dict)
    repeats: int = 1

    def __post_init__(self) -> None:
        n = len(self.measured)
        for group in (self.parameters, self.uncertainty, self.facts, {"error": self.error}):
            for name, values in group.items():
                if len(values) != n:
                    raise ValueError(f"{name} has {len(values)} entries for {n} draws")

    def __len__(self) -> int:
        return len(self.measured)

    def select(self, keep: np.ndarray) -> Draws:
        """The draws picked by a boolean mask or an index array."""
        return Draws(
            {name: values[keep] for name, values in self.parameters.items()},
            self.measured[keep],
            self.error[keep],
            {name: values[keep] for name, values in self.uncertainty.items()},
            {name: values[keep] for name, values in self.facts.items()},
            self.sizes,
            self.repeats,
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A hypothesis that can be evaluated on each draw: returns a boolean array of shape (n,)."""

    text: str
    holds: Callable[[Draws], np.ndarray]


def join(parts: list[Draws]) -> Draws:
    """Several sets of draws of one experiment as one."""
    first = parts[0]
    if any(part.repeats != first.repeats for part in parts):
        raise ValueError("draws that are means of different numbers of values are not of one experiment")
    return Draws(
        {name: np.concatenate([part.parameters[name] for part in parts]) for name in first.parameters},
        np.concatenate([part.measured for part in parts]),
        np.concatenate([part.error for part in parts]),
        {name: np.concatenate([part.uncertainty[name] for part in parts]) for name in first.uncertainty},
        {name: np.concatenate([part.facts[name] for part in parts]) for name in first.facts},
        first.sizes,
        first.repeats,
    )
