"""Keep a label only if a first student nearly agrees with it: an analogue of filtering before a second stage.

A teacher's labels are f* + eta with eta ~ sum_i p_i N(0, sigma_i^2), some of them contaminated. A student with coefficient
error e_1, E_1 = ||e_1||^2, looks at fresh inputs x ~ N(0, I_d) and keeps the labels within c of its own prediction; a new
student is least squares on the kept ones. With S_i = sigma_i^2 + E_1, a_i = c/sqrt(S_i), q_i = 2 Phi(a_i) - 1,
T_i = S_i (1 - 2 a_i phi(a_i)/q_i), w = <e_1, x> and C_i = sigma_i^2 E_1/S_i

    q = sum p_i q_i,   E[w^2 | kept] = sum (p_i q_i/q) (E_1^2 T_i/S_i^2 + C_i),
    E[eta w | kept] = sum (p_i q_i/q) C_i (1 - T_i/S_i),   E[eta^2 | kept] = sum (p_i q_i/q) (sigma_i^4 T_i/S_i^2 + C_i),
    b = E[eta w | kept]/E[w^2 | kept],   V = E[eta^2 | kept] - b E[eta w | kept],
    E_2 = b^2 E_1 + V d/(N q - d - 1).

b in [0, 1) is a confirmation bias: what is kept agrees with the first student's error. V falls with c and b rises, so the
best c is inside. An analogue of filtering by self-consistency, no statement about language models; an equivalent: E_1
counts as given and the number of kept samples as N q (a few percent off where c is small).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import erf

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.systems.arrays import require_vector
from w2s_theory.systems.risk_records import LARGEST_COUNT, Kind, NamedNumbers, gap_recovered, require_amount

_SIMPLEX, _MOST_ROUNDS = 1e-9, 10**4


@dataclass(frozen=True, slots=True)
class FilteredRisks(NamedNumbers):
    """A student trained on the labels that a first student agrees with.

    Parameters
    ----------
    first, student
        E_1 and E_2.
    kept
        q, the share of the labels that is kept.
    bias, label_variance
        b and V.
    ceiling
        Of least squares on all N inputs with the least contaminated labels only.
    kind
        ``equivalent``, of an analogue.
    """

    first: float
    student: float
    kept: float
    bias: float
    label_variance: float
    ceiling: float
    kind: Kind = "equivalent"
    shown: ClassVar[tuple[str, ...]] = (
        "first", "student", "kept", "bias", "label_variance", "ceiling", "performance_gap_recovered",
    )  # fmt: skip

    @property
    def performance_gap_recovered(self) -> float | None:
        """(E_1 - E_2)/(E_1 - ceiling): from the first student, not from the teacher."""
        return gap_recovered(self.first, self.student, self.ceiling)


@dataclass(frozen=True, eq=False)
class _Labels:
    """p_i and sigma_i^2, checked."""

    weights: np.ndarray
    variances: np.ndarray

    def risks(self, first: float, dimension: int, samples: int, threshold: float) -> FilteredRisks:
        totals = self.variances + first
        sizes = threshold / np.sqrt(totals)
        each = erf(sizes / math.sqrt(2))
        density = np.exp(-(sizes**2) / 2) / math.sqrt(2 * math.pi)
        # the share of the variance of what is kept: T_i/S_i, by its series where c is so small that it cancels
        small = sizes < 1e-3
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(small, sizes**2 / 3, 1 - 2 * sizes * density / np.where(each > 0, each, 1.0))
        kept = float(self.weights @ each)
        parts = self.weights * each / kept
        common = self.variances * first / totals
        square = float(parts @ (first**2 / totals * share + common))
        cross = float(parts @ (common * (1 - share)))
        noise = float(parts @ (self.variances**2 / totals * share + common))
        bias = cross / square if square > 0 else 0.0
        variance = noise - bias * cross
        left = samples * kept - dimension - 1
        if left <= 0:
            raise InputError(
                f"about {samples * kept:.0f} of {samples} labels are kept, and {dimension} features need more than "
                f"{dimension + 1}: take a larger threshold or more samples"
            )
        return FilteredRisks(
            first, bias**2 * first + variance * dimension / left, kept, bias, variance,
            float(self.variances.min()) * dimension / (samples - dimension - 1),
        )  # fmt: skip


def filtered_label_risks(
    first_error: Any,
    dimension: int,
    samples: int,
    *,
    threshold: Any,
    shares: Any,
    variances: Any,
) -> FilteredRisks:
    """E_2 of least squares on the labels that a first student nearly agrees with.

    Parameters
    ----------
    first_error : number
        E_1 > 0.
    dimension, samples : int
        d, and N > d + 1 fresh inputs.
    threshold : number
        c > 0: a label is kept if it is within c of the first student's prediction.
    shares, variances : arrays, shape (k,)
        p_i, which add up to 1, and sigma_i^2 of the labels' errors.

    Returns
    -------
    FilteredRisks
        An equivalent of an analogue, float64.

    Raises
    ------
    InputError
        For numbers out of range, shares off the simplex, and where too few labels are kept.

    Examples
    --------
    >>> found = filtered_label_risks(0.146, 40, 800, threshold=1, shares=[0.7, 0.3], variances=[0.1, 9])
    >>> round(found.bias, 3), round(found.kept, 3), round(found.student, 5)
    (0.203, 0.747, 0.01495)
    """
    first, d, n, labels = _checked(first_error, dimension, samples, shares, variances)
    cut = float(require_amount(threshold, "the threshold"))
    if not cut > 0:
        raise InputError("the threshold must be positive: no label agrees exactly")
    return labels.risks(first, d, n, cut)


def repeated_filter(
    first_error: Any,
    dimension: int,
    samples: int,
    *,
    threshold: Any,
    shares: Any,
    variances: Any,
    rounds: int,
) -> tuple[FilteredRisks, ...]:
    """Filter again and again with fresh inputs: E_{r+1} from E_r; arguments as for :func:`filtered_label_risks`.

    Returns
    -------
    tuple of FilteredRisks
        One per round; the errors settle at a fixed point above the ceiling: more rounds are no new information.
    """
    count = require_whole(rounds, "the number of rounds", 1, _MOST_ROUNDS)
    found: list[FilteredRisks] = []
    for _ in range(count):
        error = found[-1].student if found else first_error
        found.append(
            filtered_label_risks(
                error, dimension, samples, threshold=threshold, shares=shares, variances=variances
            )
        )
    return tuple(found)


def best_threshold(
    first_error: Any, dimension: int, samples: int, *, shares: Any, variances: Any
) -> float | None:
    """Return the c with the least E_2, to a relative 1e-6; ``None`` where keeping all labels is best."""
    first, d, n, labels = _checked(first_error, dimension, samples, shares, variances)
    scale = math.sqrt(float(labels.variances.max()) + first)

    def risk(log_cut: float) -> float:
        try:
            return labels.risks(first, d, n, scale * math.exp(log_cut)).student
        except InputError:
            return math.inf

    # from where nothing is kept to where all is, one local minimum picked from a grid
    grid = np.linspace(math.log(1e-4), math.log(10.0), 120)
    place = int(np.argmin([risk(each) for each in grid]))
    if not risk(grid[place]) < risk(grid[-1]) * (1 - 1e-9):
        return None
    bounds = (float(grid[max(place - 1, 0)]), float(grid[min(place + 1, len(grid) - 1)]))
    found = minimize_scalar(risk, bounds=bounds, method="bounded", options={"xatol": 1e-7})
    return scale * math.exp(float(found.x))  # pyright: ignore[reportAttributeAccessIssue]


def require_shares(value: Any, what: str) -> np.ndarray:
    """Return shares >= 0 that add up to 1.

    Raises
    ------
    InputError
        Otherwise.
    """
    shares = require_vector(value, what)
    if np.any(shares < 0) or abs(shares.sum() - 1) > _SIMPLEX:
        raise InputError(f"the {what} must be >= 0 and add up to 1")
    return shares


def require_variances(value: Any, what: str, length: int) -> np.ndarray:
    """Return that many variances >= 0.

    Raises
    ------
    InputError
        Otherwise.
    """
    variances = require_vector(value, what, length)
    if np.any(variances < 0):
        raise InputError(f"the {what} must be >= 0")
    return variances


def _checked(
    first_error: Any, dimension: Any, samples: Any, shares: Any, variances: Any
) -> tuple[float, int, int, _Labels]:
    first = float(require_amount(first_error, "the first student's error"))
    if not first > 0:
        raise InputError("the first student's error must be positive")
    d = require_whole(dimension, "the dimension", 1, LARGEST_COUNT)
    n = require_whole(samples, "the number of samples", d + 2, LARGEST_COUNT)
    weights = require_shares(shares, "shares of the labels")
    return (
        first,
        d,
        n,
        _Labels(weights, require_variances(variances, "variances of the labels", len(weights))),
    )
