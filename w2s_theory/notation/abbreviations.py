"""Short names that are put in for display only: no claim and no proof contains them.

The deterministic equivalents are sums over eigenspaces of two quantities, how much of an eigenspace the teacher learns and
how far the student has learnt it; written out they fill a page, abbreviated a line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A letter for an expression, with the index j or (for the target's eigenspace) without.

    ``definition`` receives the notation table's module. ``of`` names the eigenvalue's row.
    """

    letter: str
    of: str
    definition: Callable[[Any], Any]


def _eigenvalue(n: Any, of: str) -> Any:
    return n.lambdas[n.j] if of == "lambdas" else getattr(n, of)


def _teacher_gain(of: str) -> Abbreviation:
    return Abbreviation("h", of, lambda n: _eigenvalue(n, of) / (_eigenvalue(n, of) + n.kappa))


def _student_gain(of: str) -> Abbreviation:
    def gain(n: Any) -> Any:
        import sympy

        return 1 - sympy.exp(-_eigenvalue(n, of) * n.t)

    return Abbreviation("s", of, gain)


# how much of an eigenspace the teacher learns in the mean
TEACHER_GAINS = tuple(map(_teacher_gain, ("lambdas", "lam")))
# how far the student has learnt it at time t
STUDENT_GAINS = tuple(map(_student_gain, ("lambdas", "lam")))
ABBREVIATIONS = (*TEACHER_GAINS, *STUDENT_GAINS)
