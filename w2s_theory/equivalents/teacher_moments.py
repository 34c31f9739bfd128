"""What a student needs to know of its teacher, per degree: of one that was drawn, or in the mean over teachers.

e = f* - f_TE is the teacher's residual. In the mean over teachers the moments are those of the deterministic equivalent
(``teacher_second_moment_eq_of_universality``): with h_j = lambda_j/(lambda_j + kappa) the residual keeps f_j^2 (1 - h_j)
along the target, and its energy on degree j is f_j^2 (1 - h_j)^2 + C N_j h_j (1 - h_j).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import Any, Protocol

import numpy as np

from w2s_theory.equivalents.float_modes import FloatModes, listed_modes, sphere_modes
from w2s_theory.equivalents.listed_spectrum import ListedSpectrum
from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.records.model import Model


class TeacherDraw(Protocol):
    """What is needed of a simulated teacher: its residual by degree, and how much of it lies beyond."""

    @property
    def model(self) -> Model: ...
    @property
    def eigenvalue(self) -> np.ndarray: ...
    @property
    def target_coefficient(self) -> np.ndarray: ...
    @property
    def residual_cross(self) -> np.ndarray: ...
    @property
    def residual_mass(self) -> np.ndarray: ...
    @property
    def tail_mass(self) -> float: ...
    @property
    def teacher_error(self) -> float: ...


@dataclass(frozen=True, eq=False)
class TeacherMoments:
    """Energies relative to ||f*||^2 = 1, degrees that the features have; all others together as a tail.

    Parameters
    ----------
    degree, eigenvalue, multiplicity
        j, lambda_j and N_j, shape (n,).
    target_energy, residual_cross, residual_energy
        ||Pi_j f*||^2, <Pi_j f*, Pi_j e> and ||Pi_j e||^2, shape (n,); means over teachers where ``mean`` says so.
    tail_energy, tail_trace, tail_eigenvalue
        ||f_TE||^2 on all other degrees, their sum of N_j lambda_j and the largest lambda_j.
    teacher_error
        L_TE.
    mean
        Whether these are the means of the deterministic equivalent.
    gaussian
        Whether the features are Gaussian and linear; a kernel on the sphere otherwise.
    """

    degree: np.ndarray
    eigenvalue: np.ndarray
    multiplicity: np.ndarray
    target_energy: np.ndarray
    residual_cross: np.ndarray
    residual_energy: np.ndarray
    tail_energy: float
    tail_trace: float
    tail_eigenvalue: float
    teacher_error: float
    mean: bool
    gaussian: bool = False

    @property
    def teacher_energy(self) -> np.ndarray:
        """||Pi_j f_TE||^2, shape (n,)."""
        return np.maximum(self.target_energy - 2 * self.residual_cross + self.residual_energy, 0.0)

    @property
    def kernel_diagonal(self) -> float:
        """K(x, x)."""
        return fsum(self.eigenvalue * self.multiplicity) + self.tail_trace

    @property
    def main_place(self) -> int:
        """Where the target's main degree stands: that of the largest share, of several the lowest."""
        return int(np.flatnonzero(self.target_energy >= self.target_energy.max() * (1 - 1e-12))[0])


def mean_moments(model: Any, units: int, target: Any, last: int) -> TeacherMoments:
    """The means over teachers of ``units`` units, degrees 0 to ``last``; all rows of a linear network or a list.

    Raises
    ------
    InputError
        For anything that :func:`w2s_theory.equivalent` refuses.
    """
    found = equivalent(model, units, target)
    goal, spectrum = found.setting.target, found.setting.teacher
    shares = {k: float(share) for k, share in zip(goal.degrees, goal.shares, strict=True)}
    modes = _modes(spectrum, max(last, *goal.degrees))
    own = modes.degree >= 0
    degree, lam, count = (each[own] for each in (modes.degree, modes.eigenvalue, modes.count))
    share = np.array([shares.get(int(k), 0.0) for k in degree])
    kappa = float(found.kappa)
    taken, missed = lam / (lam + kappa), kappa / (lam + kappa)
    noise = float(np.sum(share * taken * missed)) / float(found.unit_surplus) * count * taken * missed
    tail = 1.0 - float(found.teacher_error) - float(np.sum(share * taken**2 + noise))
    return TeacherMoments(
        degree, lam, count, share, share * missed, share * missed**2 + noise,
        max(tail, 0.0) if modes.tail else 0.0, *_tail(modes), float(found.teacher_error), True,
        isinstance(spectrum, ListedSpectrum),
    )  # fmt: skip


def drawn_moments(draw: TeacherDraw) -> TeacherMoments:
    """Of one teacher that :func:`w2s_theory.simulate.teacher.simulate_teacher` trained."""
    modes = _modes(draw.model, len(draw.eigenvalue) - 1)
    own = (modes.degree >= 0) & (modes.degree < len(draw.eigenvalue))
    degree = modes.degree[own]
    return TeacherMoments(
        degree, modes.eigenvalue[own], modes.count[own], draw.target_coefficient[degree] ** 2,
        draw.residual_cross[degree], draw.residual_mass[degree], max(draw.tail_mass, 0.0), *_tail(modes),
        draw.teacher_error, False,
    )  # fmt: skip


def _modes(spectrum: Model | ListedSpectrum, last: int) -> FloatModes:
    if isinstance(spectrum, ListedSpectrum):
        return listed_modes(spectrum, spectrum)
    return sphere_modes(spectrum, spectrum, last, last)


def _tail(modes: FloatModes) -> tuple[float, float]:
    """Trace and largest eigenvalue of the degrees that are not explicit."""
    if not modes.tail:
        return 0.0, 0.0
    return max(float(modes.trace[-1]), 0.0), float(modes.eigenvalue[-1])
