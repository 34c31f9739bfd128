"""One problem for all systems: a spectrum, a target on it, and a teacher of M random linear features.

Inputs x ~ N(0, I), target <theta, x> with ||theta|| = 1; eigenspace k has the eigenvalue lambda_k, multiplicity N_k and the
target's energy f_k^2. The teacher's features are M random directions with covariance Lambda (a linear network); P projects
on them. By the deterministic equivalent, with kappa from sum_k N_k h_k = M, h_k = lambda_k/(lambda_k + kappa),

    E <theta_k, P theta_k> = h_k f_k^2,  E ||Pi_k P theta||^2 = h_k^2 f_k^2 + C N_k h_k (1 - h_k),
    C = sum f^2 h (1 - h)/sum N h (1 - h).

That is all that the systems need to know of the teacher's features, so every number here is an equivalent at best. The
strong features of the regressions are the first d_s directions of the spectrum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.models.linear_network import read_eigenspaces
from w2s_theory.models.sizes import require_whole
from w2s_theory.models.subspace_pair import SubspacePair
from w2s_theory.records.errors import InputError
from w2s_theory.systems.risk_records import require_amount, require_number

_MOST_MODES = 10**5
_SLACK = 1e-9


@dataclass(frozen=True, eq=False)
class SpectralBench:
    """Spectrum, target and teacher's features, eigenspace by eigenspace; arrays of shape (rows,).

    Parameters
    ----------
    eigenvalues, multiplicities, target : arrays
        lambda_k falling, N_k, and f_k >= 0, the length of theta's part there; the squares add up to 1.
    teacher_units : int
        M.
    kappa : float
    taken : array
        h_k.
    energies : array
        E ||Pi_k P theta||^2.
    """

    eigenvalues: np.ndarray
    multiplicities: np.ndarray
    target: np.ndarray
    teacher_units: int
    kappa: float
    taken: np.ndarray
    energies: np.ndarray

    @property
    def means(self) -> np.ndarray:
        """E <theta_k, P theta_k>."""
        return self.target**2 * self.taken

    @property
    def teacher_error(self) -> float:
        """E ||(I - P) theta||^2: the risk of a teacher of endlessly many labels."""
        return float(np.sum(self.target**2 * (self.kappa / (self.eigenvalues + self.kappa))))

    def label_spread(self, labels: int, noise_variance: float) -> float:
        """v = (sigma^2 + rho_w)/(n - M - 1), the variance per direction of a teacher of n labels."""
        if labels <= self.teacher_units + 1:
            raise InputError(
                f"a teacher of {self.teacher_units} units needs at least {self.teacher_units + 2} labels"
            )
        return (noise_variance + self.teacher_error) / (labels - self.teacher_units - 1)

    def strong_rows(self, dimension: int | None) -> int:
        """How many eigenspaces the strong features hold; by default those with lambda >= kappa.

        Raises
        ------
        InputError
            If no number of whole eigenspaces has that dimension.
        """
        held = np.cumsum(self.multiplicities)
        if dimension is None:
            return max(1, int(np.sum(self.eigenvalues >= self.kappa)))
        whole = require_whole(dimension, "the strong learner's dimension", 1, int(held[-1]))
        place = int(np.searchsorted(held, whole))
        if held[place] != whole:
            lower = int(held[place - 1]) if place else 0
            raise InputError(
                f"the strong features are whole eigenspaces of the spectrum: {int(held[place])}"
                f"{f' or {lower}' if lower else ''} directions, not {whole}"
            )
        return place + 1

    def pair(self, dimension: int | None = None) -> SubspacePair:
        """Strong and weak features as the regressions know them, by the moments above."""
        rows = self.strong_rows(dimension)
        first = slice(None, rows)
        seen = float(np.sum(self.target[first] ** 2))
        shown, passed = float(np.sum(self.means)), float(np.sum(self.energies[first]))
        counts = self.multiplicities
        return SubspacePair(
            int(counts[first].sum()), self.teacher_units, float(np.sum(counts[first] * self.taken[first])),
            max(0.0, 1 - seen), max(0.0, 1 - shown), seen, shown, min(passed, shown), float(np.sum(self.means[first])),
        )  # fmt: skip


def power_law(modes: int, capacity: Any, source: Any) -> tuple[list[tuple[float, int]], dict[int, float]]:
    """lambda_j = j^-capacity and f_j^2 proportional to j^-(1 + 2 capacity source), j = 1, ..., modes.

    Parameters
    ----------
    modes : int
        1 to 10^5.
    capacity, source : number
        > 0: how fast the spectrum falls, and how smooth the target is against it.

    Returns
    -------
    tuple
        Rows (eigenvalue, 1), and row -> coefficient; the squares add up to 1.

    Raises
    ------
    InputError
        For numbers out of range.
    """
    count = require_whole(modes, "the number of modes", 1, _MOST_MODES)
    fall = float(require_amount(capacity, "the capacity exponent"))
    smooth = float(require_amount(source, "the source exponent"))
    if not (0 < fall <= 20 and 0 < smooth <= 20):
        raise InputError("the exponents of a power law lie above 0 and up to 20")
    places = np.arange(1, count + 1, dtype=float)
    energies = places ** -(1 + 2 * fall * smooth)
    if not energies[-1] > 0:
        raise InputError("the last coefficient of the target is below float64's range: use fewer modes")
    target = np.sqrt(energies / energies.sum())
    return [(float(each), 1) for each in places**-fall], dict(enumerate(target.tolist()))


def read_problem(
    spectrum: Iterable[Any], target: Mapping[int, Any]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Eigenvalues, multiplicities and the target's norm >= 0 on each row, of total 1; each of shape (rows,).

    Raises
    ------
    InputError
        For what is no such spectrum or target.
    """
    rows = read_eigenspaces(spectrum)
    values, counts = rows.eigenvalue.astype(float), rows.multiplicity.astype(float)
    if np.any(values <= 0) or np.any(np.diff(values) > 0):
        raise InputError("the bench's eigenvalues must be positive and must not rise from row to row")
    if not isinstance(target, Mapping):
        raise InputError(
            f"the target must map rows to coefficients, such as {{0: 1}}, not {type(target).__name__}"
        )
    if len(values) > _MOST_MODES:
        raise InputError(f"the bench has at most {_MOST_MODES} rows: join equal eigenvalues")
    goal = np.zeros(len(values))
    for row, coefficient in target.items():
        place = require_whole(row, "a row of the target", 0, len(values) - 1)
        goal[place] = abs(float(require_number(coefficient, "a coefficient of the target")))
    if not abs(float(np.sum(goal**2)) - 1) <= _SLACK:
        raise InputError("the squares of the target's coefficients must add up to 1")
    return values, counts, goal / np.linalg.norm(goal)


def spectral_bench(spectrum: Iterable[Any], teacher_units: int, target: Mapping[int, Any]) -> SpectralBench:
    """The common problem.

    Parameters
    ----------
    spectrum : rows (eigenvalue, multiplicity)
        Positive eigenvalues, largest first.
    teacher_units : int
        M, below the number of directions.
    target : mapping
        Row -> coefficient, squares of sum 1.

    Raises
    ------
    InputError
        For what is no such spectrum, target or number of units.
    """
    values, counts, goal = read_problem(spectrum, target)
    units = require_whole(teacher_units, "the number of teacher units", 1, int(counts.sum()) - 1)
    main = int(np.argmax(goal))
    pairs = [(value, int(count)) for value, count in zip(values.tolist(), counts.tolist(), strict=True)]
    kappa = float(equivalent(pairs, units, main).kappa)
    taken, left = values / (values + kappa), kappa / (values + kappa)
    spread = counts * taken * left
    level = float(np.sum(goal**2 * taken * left) / np.sum(spread))
    return SpectralBench(values, counts, goal, units, kappa, taken, (goal * taken) ** 2 + level * spread)
