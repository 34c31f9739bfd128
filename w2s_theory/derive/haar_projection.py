"""Exact moments of a uniformly random projection: the teacher of a linear network with isotropic features.

P projects R^d on a uniformly random subspace of dimension M. For a unit vector v, <v, P v> has the Beta law
with parameters M/2 and (d - M)/2; the second moments of all entries follow from the invariance of the law of P,
P^2 = P and tr P = M (``teacher_second_moment_eq_of_isotropic_spectrum``).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod

from w2s_theory.models.sizes import LARGEST_DIMENSION, require_whole


@dataclass(frozen=True, slots=True)
class ProjectionMoments:
    """Second moments of the entries of P, i != j.

    ``square``: E P_ii^2; ``product``: E P_ii P_jj; ``cross``: E P_ij^2. So
    E P_ij P_kl = product [i=j][k=l] + cross ([i=k][j=l] + [i=l][j=k]), and square = product + 2 cross.
    """

    square: Fraction
    product: Fraction
    cross: Fraction


def derive_overlap_moment(units: int, dimension: int, order: int) -> Fraction:
    """E <v, P v>^order for a unit vector v, exactly: prod_{i < order} (M + 2 i)/(d + 2 i).

    Parameters
    ----------
    units, dimension : int
        1 <= M <= d.
    order : int
        0 to 10^4.

    Returns
    -------
    Fraction

    Raises
    ------
    InputError
        For sizes or an order out of range.

    Examples
    --------
    >>> derive_overlap_moment(2, 3, 2)
    Fraction(8, 15)
    """
    units, dimension = _sizes(units, dimension)
    order = require_whole(order, "the order of a moment", 0, 10_000)
    return Fraction(
        prod(units + 2 * i for i in range(order)),
        prod(dimension + 2 * i for i in range(order)),
    )


def derive_projection_moments(units: int, dimension: int) -> ProjectionMoments:
    """All second moments of the entries of a uniformly random projection of rank M in R^d, d >= 2, exactly.

    Raises
    ------
    InputError
        For sizes out of range.
    """
    m, d = _sizes(units, dimension)
    common = d * (d - 1) * (d + 2)
    return ProjectionMoments(
        Fraction(m * (m + 2), d * (d + 2)),
        Fraction(m * (m * (d + 1) - 2), common),
        Fraction(m * (d - m), common),
    )


def _sizes(units: int, dimension: int) -> tuple[int, int]:
    dimension = require_whole(dimension, "the dimension", 2, LARGEST_DIMENSION)
    return require_whole(units, "the number of units", 1, dimension), dimension
