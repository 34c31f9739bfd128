"""The spectrum of Gaussian features: rows (eigenvalue, multiplicity), and what is known of the rest.

Row k of a sphere model is degree k: the kernel's eigenvalue lambda_k with multiplicity N_k, the rest are the
degrees above the last row. A spectrum given as a list has no rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.targets import Target, build_target

_EPS = float(np.finfo(float).eps)
LARGEST_LIST = 4096
_LARGEST_MULTIPLICITY = 10**30
_EXPECTED = "the spectrum must be a sphere model or a list of pairs (eigenvalue, multiplicity)"


@dataclass(frozen=True, eq=False)
class SurrogateSpectrum:
    """Rows 0..J of a covariance.

    Parameters
    ----------
    eigenvalue, doubt
        Shape (J+1,). lambda_j >= 0, and its relative error.
    multiplicity
        Shape (J+1,). N_j as floats.
    trace
        sum_j N_j lambda_j over all rows, the rest included: E phi_u(x)^2.
    rest_trace, rest_trace_doubt
        sum N_j lambda_j over the rest, and how far it may be off.
    rest_square, rest_largest
        Upper estimates of sum N_j lambda_j^2 and of max lambda_j over the rest.
    """

    eigenvalue: np.ndarray
    doubt: np.ndarray
    multiplicity: np.ndarray
    trace: float
    rest_trace: float
    rest_trace_doubt: float
    rest_square: float
    rest_largest: float

    @property
    def rank(self) -> float:
        """How many eigenvalues are positive, with multiplicity; infinite with a rest."""
        found = float(self.multiplicity[self.eigenvalue > 0.0].sum())
        return math.inf if self.rest_trace > 0.0 else found


def resolve_degrees(model: Model, largest: int) -> SurrogateSpectrum:
    """Degrees 0..``largest`` of a sphere model as rows."""
    table = estimate_coefficients(model, largest + 2)
    square = table.amplitude**2
    head = slice(largest + 1)
    doubt = 2.0 * table.amplitude_accuracy / np.where(square > 0.0, np.abs(table.amplitude), 1.0)
    with np.errstate(over="ignore"):
        multiplicity = np.round(np.exp(table.log_multiplicity))
    # N itself up to 10^12 or so, and right to 1e-12 beyond: far below the spread 1/sqrt(N) of chi-square(N)/N
    trace = table.kernel_diagonal
    error = table.kernel_diagonal_accuracy + float(
        np.sum(2 * table.amplitude_accuracy * np.abs(table.amplitude))
    )
    rest = max(0.0, trace - math.fsum(square[head]))
    later = slice(largest + 1, None)
    beyond = max(0.0, trace - math.fsum(square)) + error
    largest_beyond = table.largest_eigenvalue_from(len(square))
    rest_square = float(np.sum(square[later] * table.eigenvalue[later])) + beyond * largest_beyond
    return SurrogateSpectrum(
        table.eigenvalue[head], doubt[head], multiplicity[head], trace, rest, error, rest_square,
        table.largest_eigenvalue_from(largest + 1),
    )  # fmt: skip


def read_spectrum(pairs: Any) -> SurrogateSpectrum:
    """A list of pairs (eigenvalue, multiplicity), or of eigenvalues, or a ``linear_network``.

    Raises
    ------
    InputError
        For an empty, negative or non-finite spectrum, one that is 0 throughout, or what is no pair.
    """
    if isinstance(pairs, Model):
        if pairs.eigenvalues is None:
            raise InputError(f"{pairs.name} has no features to imitate: {_EXPECTED}")
        pairs = pairs.eigenvalues
    if isinstance(pairs, str | bytes) or not isinstance(pairs, Iterable):
        raise InputError(_EXPECTED)
    values, counts = [], []
    for pair in pairs:
        plain = isinstance(pair, str | bytes) or not hasattr(pair, "__len__")
        if not plain and len(pair) != 2:
            raise InputError(f"{_EXPECTED}, such as [(1, 3), (0.1, 500)]")
        value, count = (pair, 1) if plain else pair
        try:
            if isinstance(value, bool):
                raise TypeError
            values.append(float(value))
        except (TypeError, ValueError, OverflowError):
            raise InputError("the eigenvalues of a spectrum must be finite numbers >= 0") from None
        counts.append(float(require_whole(count, "a multiplicity", 1, _LARGEST_MULTIPLICITY)))
        if len(values) > LARGEST_LIST:
            raise InputError(f"a spectrum may have at most {LARGEST_LIST} rows here: join equal eigenvalues")
    if not values:
        raise InputError("the spectrum is empty: give at least one pair (eigenvalue, multiplicity)")
    eigenvalue, multiplicity = np.array(values), np.array(counts)
    if not np.all(np.isfinite(eigenvalue)) or np.any(eigenvalue < 0.0):
        raise InputError("the eigenvalues of a spectrum must be finite numbers >= 0")
    trace = math.fsum(eigenvalue * multiplicity)
    if not 0.0 < trace < math.inf:
        raise InputError("the eigenvalues of a spectrum must not all be 0, nor their sum overflow")
    doubt = np.full(len(values), _EPS)
    return SurrogateSpectrum(eigenvalue, doubt, multiplicity, trace, 0.0, 0.0, 0.0, 0.0)


def read_target(target: Any, spectrum: SurrogateSpectrum, model: Model | None) -> Target:
    """The target's rows and coefficients; for a list, rows count from 0.

    Raises
    ------
    InputError
        For a row that does not exist or whose eigenvalue is 0, or squares that do not sum to 1.
    """
    if model is not None:
        return build_target(target, model)
    if isinstance(target, Target):
        target = dict(zip(target.degrees, target.coefficients, strict=True))
    pairs = list(target.items()) if isinstance(target, Mapping) else [(target, 1.0)]
    last = len(spectrum.eigenvalue) - 1
    rows = [require_whole(row, "a row of the spectrum", 0, last) for row, _ in pairs]
    try:
        coefficients = [float(value) for _, value in pairs]
    except (TypeError, ValueError, OverflowError):
        raise InputError("the target's coefficients must be finite numbers") from None
    total = math.fsum(c * c for c in coefficients)
    if not abs(total - 1.0) <= 1e-9:
        raise InputError(
            f"the squares of the target's coefficients must sum to 1, and they sum to {total:.6g}"
        )
    kept = sorted((row, c / math.sqrt(total)) for row, c in zip(rows, coefficients, strict=True) if c)
    for row, _ in kept:
        if not spectrum.eigenvalue[row] > 0.0:
            raise InputError(f"row {row} of the spectrum has eigenvalue 0, so no student can represent it")
    return Target(tuple(row for row, _ in kept), tuple(c for _, c in kept))
