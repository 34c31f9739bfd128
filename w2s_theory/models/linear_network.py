"""The linear network: inputs N(0, I), bottom weights N(0, Lambda), identity activation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.exact_number import exact_rational, shorten
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model

LARGEST_LENGTH = 10**7
# a whole number that float64 holds exactly
LARGEST_MULTIPLICITY = 2**53


def linear_network(eigenvalues: Sequence[float]) -> Model:
    """Features <u, x>, x ~ N(0, I_d), u ~ N(0, diag(eigenvalues)).

    Parameters
    ----------
    eigenvalues : sequence of float, length d
        Eigenvalues of Lambda, finite and >= 0, not all zero; 1 to 10^7 of them, in any order (kept).

    Returns
    -------
    Model

    Raises
    ------
    InputError
        For an empty, negative, non-finite or all-zero list.
    """
    expected = "the eigenvalues must be a list of finite numbers >= 0, not all zero"
    if isinstance(eigenvalues, str | bytes):
        raise InputError(expected)
    try:
        values = tuple(float(value) for value in eigenvalues)
    except (TypeError, ValueError, OverflowError):
        raise InputError(expected) from None
    if not 1 <= len(values) <= LARGEST_LENGTH:
        raise InputError(f"a linear network needs 1 to {LARGEST_LENGTH} eigenvalues, not {len(values)}")
    array = np.asarray(values)
    if not np.all(np.isfinite(array)) or np.any(array < 0.0) or not np.any(array > 0.0):
        raise InputError(expected)
    return Model("linear_network", len(values), eigenvalues=values)


@dataclass(frozen=True, eq=False)
class Eigenspaces:
    """The spectrum of Lambda, row by row.

    Parameters
    ----------
    eigenvalue : array, shape (n,)
        Finite, >= 0, not all zero; rows may repeat an eigenvalue.
    multiplicity : array of int, shape (n,)
        How often each stands in the spectrum, >= 1.
    """

    eigenvalue: np.ndarray
    multiplicity: np.ndarray

    @property
    def dimension(self) -> int:
        """d, the number of coordinates of the inputs."""
        return sum(map(int, self.multiplicity))

    @property
    def rank(self) -> int:
        """How many eigenvalues are not 0, with multiplicity."""
        return sum(int(n) for n in self.multiplicity[self.eigenvalue > 0.0])

    def __repr__(self) -> str:
        return f"Eigenspaces({len(self.eigenvalue)} rows, dimension {self.dimension}, rank {self.rank})"


def read_eigenspaces(spectrum: Any) -> Eigenspaces:
    """The spectrum of a linear network as rows (eigenvalue, multiplicity).

    Parameters
    ----------
    spectrum : Model, Eigenspaces, or iterable of (eigenvalue, multiplicity) or of eigenvalues
        A ``linear_network``, or rows; an eigenvalue alone has multiplicity 1. Eigenvalues are numbers or
        texts such as '1/10'.

    Returns
    -------
    Eigenspaces

    Raises
    ------
    InputError
        For an empty, negative, non-finite or all-zero spectrum, or what is no pair.
    """
    expected = "the spectrum must be rows (eigenvalue, multiplicity), such as [(1, 4), ('1/256', 4092)]"
    if isinstance(spectrum, Eigenspaces):
        return spectrum
    if isinstance(spectrum, Model):
        if spectrum.eigenvalues is None:
            raise InputError(f"{spectrum.name} is no linear network: use linear_network or a list of rows")
        values = np.array(spectrum.eigenvalues)
        return Eigenspaces(values, np.ones(len(values), dtype=np.int64))
    if isinstance(spectrum, str | bytes) or not isinstance(spectrum, Iterable):
        raise InputError(expected)
    rows: list[tuple[float, int]] = []
    for row in spectrum:
        alone = isinstance(row, str | bytes) or not hasattr(row, "__len__")
        if not alone and len(row) != 2:
            raise InputError(expected)
        value, count = (row, 1) if alone else row
        rows.append((_eigenvalue(value), require_whole(count, "a multiplicity", 1, LARGEST_MULTIPLICITY)))
        if len(rows) > LARGEST_LENGTH:
            raise InputError(f"a spectrum may have at most {LARGEST_LENGTH} rows: join equal eigenvalues")
    if not rows:
        raise InputError("the spectrum is empty: give at least one row (eigenvalue, multiplicity)")
    if not any(value > 0.0 for value, _ in rows):
        raise InputError("all eigenvalues of the spectrum are 0: at least one must be positive")
    return Eigenspaces(np.array([value for value, _ in rows]), np.array([count for _, count in rows]))


def spiked_spectrum(spikes: int, dimension: int, eps: Any) -> list[tuple[Any, int]]:
    """The spectrum with ``spikes`` eigenvalues 1 and the other d - ``spikes`` equal to ``eps``, as two rows.

    Parameters
    ----------
    spikes, dimension : int
        1 <= K < d.
    eps : number, or text such as '1/256'
        > 0; kept as it is, so that what is exact stays exact.

    Raises
    ------
    InputError
        For sizes or an eigenvalue out of range.
    """
    dimension = require_whole(dimension, "the dimension", 2, LARGEST_MULTIPLICITY)
    spikes = require_whole(spikes, "the number of spikes", 1, dimension - 1)
    if _eigenvalue(eps) <= 0.0:
        raise InputError("the small eigenvalue of a spiked spectrum must be > 0")
    return [(1, spikes), (eps, dimension - spikes)]


def _eigenvalue(value: Any) -> float:
    try:
        # floats as they are: there may be 10^7 of them
        number = value if type(value) is float else float(exact_rational(value, "an eigenvalue"))
    except OverflowError:
        number = np.inf
    if not 0.0 <= number < np.inf:
        raise InputError(f"an eigenvalue must be a finite number >= 0, not {shorten(value)}")
    return number
