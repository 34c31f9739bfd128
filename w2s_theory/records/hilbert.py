"""The Hilbert-space setting of a statement: vectors as letters, operators by what they do to them.

An operator is given by its kind and by its images of the vectors in use. The checker turns that
into the Gram (in)equalities which the kind implies, and into nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from w2s_theory.records.claim import Claim

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
class RandomUnit:
    """A unit whose weight u is drawn afresh, and a random harmonic: what the mean over both knows of them.

    ``feature`` is the vector phi_u = sigma(<u, .>), ``value`` the number f*(u), where ``target`` is the
    vector f*: drawn from an orthonormal basis of the harmonics V_k, each function with the same
    probability, independently of all weights. ``coefficient`` is the Funk-Hecke eigenvalue a_k.
    ``independent`` names the vectors that do not depend on u (they may depend on f* and on other units);
    ``blind`` those that do not depend on f* (they may depend on u and on other units).
    ``average``, if not empty, is the vector (1/count) sum_i f*(u_i) phi_{u_i} over ``count`` independent weights.
    """

    feature: str
    value: str
    target: str
    coefficient: Any
    independent: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    average: str = ""
    count: Any = None


@dataclass(frozen=True, slots=True)
class RotatedProjection:
    """The squared norm of P e, where P projects on the features of uniform independent units and e is fixed.

    ``seen`` is the letter of ||P e||^2; ``missed`` is ell_j, 1 minus the mean of ||P Y||^2 for a function Y of norm 1 in
    V_j, and ``energy`` is ||Pi_j e||^2, both as expressions in ``index``, which runs over ``first`` to ``last``: the last
    entry may stand for many degrees together.
    """

    seen: Any
    missed: Any
    energy: Any
    index: Any
    first: Any
    last: Any


@dataclass(frozen=True, slots=True)
class LabelNoise:
    """The vector r of what the features do not tell of the labels, one entry per sample.

    Given all letters named in ``independent``, its entries are uncorrelated with mean 0 and the fixed variance
    ``variance``. So <w, r> is square integrable for a square-integrable vector w among them.
    """

    vector: str
    variance: Any
    independent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DualVector:
    """A vector w = q/||q||^2, q the part of a standard normal vector in a random subspace that does not depend on it.

    ``size`` is ||w||^2, an expression (in ``index``, if there are many such vectors), ``freedom`` the dimension of the
    subspace, ``independent`` names the letters that do not depend on w.
    """

    size: Any
    freedom: Any
    independent: tuple[str, ...] = ()
    index: Any = None


@dataclass(frozen=True, slots=True)
class Hilbert:
    """A real Hilbert space with named vectors, operators, and further named facts about inner products.

    ``random`` names the letters, vectors and sequences that depend on the draw. Those are bounded, except for the ones
    of which ``square_integrable`` says that their squares (the norm's, for a vector) have a mean, and ``integrable``
    that they have one themselves. What is said of them holds for every draw (but for a set of probability 0),
    and ``mean`` is the mean over the draw. Everything else is fixed.
    """

    vectors: tuple[str, ...]
    operators: tuple[Operator, ...] = ()
    facts: tuple[tuple[str, Claim], ...] = ()
    random: tuple[str, ...] = ()
    units: tuple[RandomUnit, ...] = ()
    projections: tuple[RotatedProjection, ...] = ()
    square_integrable: tuple[str, ...] = ()
    integrable: tuple[str, ...] = ()
    noises: tuple[LabelNoise, ...] = ()
    duals: tuple[DualVector, ...] = ()
