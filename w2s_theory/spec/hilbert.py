"""The Hilbert-space setting of a statement: vectors as letters, operators by what they do to them.

An operator is given by its kind and by its images of the vectors in use. The checker turns that
into the Gram (in)equalities which the kind implies, and into nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from w2s_theory.spec.claim import Claim

OperatorKind = Literal["projection", "shrinkage", "self_adjoint"]


@dataclass(frozen=True, slots=True)
class Operator:
    """A bounded self-adjoint operator, by its images of the vectors in use.

    ``projection``: P = P^2 = P*. ``shrinkage``: S = S*, 0 <= S <= I. ``self_adjoint``: S = S*.
    ``images`` are pairs (x, S x) of linear combinations of the setting's vectors.
    """

    letter: str
    kind: OperatorKind
    images: tuple[tuple[Any, Any], ...]


@dataclass(frozen=True, slots=True)
class Hilbert:
    """A real Hilbert space with named vectors, operators, and further named facts about inner products."""

    vectors: tuple[str, ...]
    operators: tuple[Operator, ...] = ()
    facts: tuple[tuple[str, Claim], ...] = ()
