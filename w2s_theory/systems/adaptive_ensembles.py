"""Ensembles of weak teachers with uniform, adaptive (AE-KD) and oracle weights: exact risks of their student.

Teachers theta_k = s_k V_k theta_k^, fitted by least squares to n_k labels of their own on their own features and shrunk by
s_k; the student is least squares on N inputs labelled by sum_k a_k theta_k, sum a = 1. With m_k = s_k P_k theta,
v_k = (sigma_k^2 + rho_k)/(n_k - d_k - 1), D_k = ||V_s^T V_k||^2 and kappa = d_s/(N - d_s - 1),

    R(a) = rho_s + a^T M a,
    M_kl = <P_s (m_k - theta), m_l - theta> + kappa <(I - P_s) m_k, m_l> + 1{k = l} s_k^2 v_k (D_k + kappa (d_k - D_k)).

AE-KD (Du et al. 2020) solves at every step for the weights whose mixed gradient is shortest; from a student at 0 that is the
point of the teachers' capped hull nearest to 0, by the Gram matrix E <f_k, f_l>. It looks at no true label: it is the oracle
if <f_k - f*, f*> is the same for all teachers, and else prefers those that are shrunk most. Its weights here are those of
the mean Gram matrix (an equivalent: a realised one fluctuates), the risks at given weights are exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from w2s_theory.given import require_choice, require_list
from w2s_theory.models.sizes import require_whole
from w2s_theory.models.subspace_pair import SubspacePair
from w2s_theory.records.errors import InputError
from w2s_theory.systems.arrays import require_basis, require_vector
from w2s_theory.systems.capped_simplex import CappedWeights, capped_weights, require_weights
from w2s_theory.systems.discrepancies import discrepancy_risks, require_pair
from w2s_theory.systems.regression_risks import ratio, require_feasible, student_gain
from w2s_theory.systems.risk_records import LARGEST_COUNT, RiskParts, require_amount, require_number

Weighting = Literal["uniform", "adaptive", "normalised", "oracle"]


@dataclass(frozen=True, eq=False)
class WeakTeacher:
    """One teacher.

    Parameters
    ----------
    basis : array, shape (D, d_k)
        Orthonormal columns.
    labels : int
        n_k > d_k + 1, its own samples.
    noise_variance : number
        sigma_k^2.
    shrinkage : number
        s_k; 1 is least squares.
    """

    basis: Any
    labels: int
    noise_variance: Any = 1.0
    shrinkage: Any = 1.0


@dataclass(frozen=True, eq=False)
class EnsembleOfTeachers:
    """The quadratic forms of an ensemble and its student.

    Parameters
    ----------
    floor : float
        rho_s.
    errors : array, shape (K, K)
        M: the student's risk at weights a is floor + a^T M a.
    gram : array, shape (K, K)
        E <f_k, f_l>, what AE-KD sees of the teachers (from a student at 0).
    overlaps : array, shape (K,)
        <E f_k - f*, f*>: AE-KD finds the hull's point nearest to f* if all are equal.
    teacher_risks : array, shape (K,)
        Of the teachers alone.
    """

    floor: float
    errors: np.ndarray
    gram: np.ndarray
    overlaps: np.ndarray
    teacher_risks: np.ndarray

    def weights(self, weighting: Weighting, cap: float = 1.0) -> CappedWeights:
        """Weights by one of the rules.

        Parameters
        ----------
        weighting : str
            ``uniform``; ``adaptive``: AE-KD; ``normalised``: AE-KD on gradients of length 1, weights divided by the lengths
            again; ``oracle``: smallest risk of the student.
        cap : float
            C; 1/K allows uniform weights only. For ``normalised`` of the weights before the division.
        """
        require_choice(weighting, "the weighting", ("uniform", "adaptive", "normalised", "oracle"))
        count = len(self.errors)
        if weighting == "oracle":
            return capped_weights(self.errors, cap)
        if weighting == "uniform":
            return capped_weights(self.gram, 1 / count)
        return (
            capped_weights(self.gram, cap) if weighting == "adaptive" else normalised_weights(self.gram, cap)
        )

    def risk(self, weights: Any) -> float:
        """Expected excess risk of the student at weights on the simplex; exact."""
        chosen = require_weights(weights, len(self.errors))
        return self.floor + float(chosen @ self.errors @ chosen)


def normalised_weights(gram: Any, cap: float = 1.0) -> CappedWeights:
    """The variant of AE-KD that first divides gradients by their lengths; can destroy what is optimal.

    Raises
    ------
    InputError
        As :func:`capped_weights`, and for a gradient of length 0.
    """
    whole = capped_weights(gram, cap)
    lengths = np.sqrt(np.diagonal(np.asarray(gram, dtype=float)))
    if not np.all(lengths > 0):
        raise InputError("a gradient of length 0 cannot be normalised")
    found = capped_weights(np.asarray(gram, dtype=float) / np.outer(lengths, lengths), cap)
    weights = found.weights / lengths
    weights = weights / weights.sum()
    return CappedWeights(weights, float(weights @ np.asarray(gram, dtype=float) @ weights), whole.gap)


def ensemble_of_teachers(
    strong: Any, target: Any, teachers: Iterable[WeakTeacher], unlabelled: int
) -> EnsembleOfTeachers:
    """The forms of an ensemble of independent teachers on Gaussian inputs.

    Parameters
    ----------
    strong : array, shape (D, d_s)
        The student's features, orthonormal columns.
    target : array, shape (D,)
        theta.
    teachers : list of WeakTeacher
    unlabelled : int
        N > d_s + 1.

    Raises
    ------
    InputError
        For shapes that do not fit and sizes at which an expectation is infinite.
    """
    theta = require_vector(target, "target")
    frame = require_basis(strong, "strong basis", len(theta))
    dimension = frame.shape[1]
    fresh = require_whole(unlabelled, "the number of unlabelled inputs", dimension + 2, LARGEST_COUNT)
    given = require_list(teachers, "the teachers", "[WeakTeacher(V, 40)]")
    if not given or not all(isinstance(each, WeakTeacher) for each in given):
        raise InputError("the teachers must be a list of at least one WeakTeacher")
    damping = dimension / (fresh - dimension - 1)
    means, seen_noise, unseen_noise = [], [], []
    for place, each in enumerate(given):
        basis = require_basis(each.basis, f"basis of teacher {place}", len(theta))
        own = basis.shape[1]
        count = require_whole(each.labels, f"the number of labels of teacher {place}", own + 2, LARGEST_COUNT)
        shrunk = float(require_number(each.shrinkage, "the shrinkage"))
        inside = basis @ (basis.T @ theta)
        missed = float(np.sum((theta - inside) ** 2))
        noise = float(require_amount(each.noise_variance, "the variance of the noise"))
        spread = shrunk**2 * (noise + missed) / (count - own - 1)
        shared = float(np.sum((frame.T @ basis) ** 2))
        means.append(shrunk * inside)
        seen_noise.append(spread * shared)
        unseen_noise.append(spread * (own - shared))
    mean = np.array(means)
    seen, off = mean @ frame, (mean - theta) @ frame
    rest = mean - seen @ frame.T
    errors = off @ off.T + damping * rest @ rest.T + np.diag(seen_noise) + damping * np.diag(unseen_noise)
    energy = np.array(seen_noise) + np.array(unseen_noise)
    return EnsembleOfTeachers(
        float(np.sum((theta - frame @ (frame.T @ theta)) ** 2)), errors, mean @ mean.T + np.diag(energy),
        (mean - theta) @ theta, np.sum((mean - theta) ** 2, axis=1) + energy,
    )  # fmt: skip


def equal_ensemble_risk(
    pair: SubspacePair,
    labels: int,
    unlabelled: int,
    teachers: int,
    noise_variance: Any = 1,
    *,
    noise_correlation: Any = 0,
) -> RiskParts:
    """The student of the mean of K teachers on the same features, as bias and variance; exact.

    Parameters
    ----------
    pair, unlabelled, noise_variance
        As for ``discrepancy_risks``; N > d_s + 1.
    labels : int
        n > d_w + 1 of each teacher, on inputs of its own; the same inputs for all if their noise is correlated.
    teachers : int
        K >= 1.
    noise_correlation : number
        rho_c in [0, 1] between annotators of the same inputs: the variance is times rho_c + (1 - rho_c)/K, not 1/K. The weak
        features must then hold the target, since what they miss is the same for all.

    Raises
    ------
    InputError
        For sizes and numbers out of range.
    """
    require_pair(pair)
    count = require_whole(teachers, "the number of teachers", 1, LARGEST_COUNT)
    shared = require_amount(noise_correlation, "the correlation of the noise")
    if shared > 1:
        raise InputError("a correlation of the noise lies between 0 and 1")
    if shared and pair.weak_missed:
        raise InputError("annotators of the same inputs need weak features that hold the target")
    alone = discrepancy_risks(pair, labels, unlabelled, noise_variance).student_parts
    if labels < pair.weak_dimension or unlabelled < pair.strong_dimension:
        raise InputError("an ensemble is of teachers and a student with more samples than features")
    return RiskParts(alone.bias, alone.variance * (shared + ratio(1 - shared, count)))


def random_ensemble_risk(
    ambient: int, strong_dimension: int, weak_dimension: int, labels: int, unlabelled: int, teachers: int,
    noise_variance: Any = 1, *, target_seen: Any = 1, target_missed: Any = 0, scale: Any = 1,
) -> Any:  # fmt: skip
    """The student of ``scale`` times the mean of K teachers on independent uniformly random subspaces; exact.

    Parameters
    ----------
    ambient, strong_dimension, weak_dimension : int
        D > d_w and d_s.
    labels, unlabelled, teachers : int
        n > d_w + 1 of each teacher on inputs of its own, N > d_s + 1 and K.
    noise_variance : number
        sigma^2.
    target_seen, target_missed : number
        ||P_s theta||^2 and rho_s.
    scale : number
        c; the mean is shrunk by d_w/D whatever K is, and only c = D/d_w takes that away.

    Raises
    ------
    InputError
        For sizes and numbers out of range.
    """
    space = require_whole(ambient, "the dimension of the inputs", 3, LARGEST_COUNT)
    weak = require_whole(weak_dimension, "the weak learner's dimension", 1, space - 1)
    strong = require_whole(strong_dimension, "the strong learner's dimension", 1, space)
    n = require_whole(labels, "the number of labels", weak + 2, LARGEST_COUNT)
    fresh = require_whole(unlabelled, "the number of unlabelled inputs", strong + 2, LARGEST_COUNT)
    count = require_whole(teachers, "the number of teachers", 1, LARGEST_COUNT)
    noise = require_amount(noise_variance, "the variance of the noise")
    seen, missed = require_amount(target_seen, "target_seen"), require_amount(target_missed, "target_missed")
    factor = require_number(scale, "the scale")
    require_feasible(fresh, strong, "the student")
    damping = student_gain(fresh, strong)[1]
    share, length = ratio(weak, space), seen + missed
    along, across = _projection_moments(weak, space)
    kept, lost = _projection_moments(space - weak, space)

    def spread(trace: Any, part: Any) -> Any:
        """E (sigma^2 + ||(I - P) theta||^2) tr(P A)/(n - d_w - 1), A a projection of that trace, part = <theta, A theta>."""
        # with Q = I - P: E <theta, Q theta> tr(Q A) = (a - c) ||theta||^2 tr A + 2 c <theta, A theta>
        mixed = (1 - share) * length * trace - (kept - lost) * length * trace - 2 * lost * part
        return ratio(noise * share * trace + mixed, n - weak - 1)

    energies = []
    for trace, part in ((strong, seen), (space - strong, missed)):
        once = along * part + across * trace * length + spread(trace, part)
        energies.append(ratio(once, count) + (1 - ratio(1, count)) * share**2 * part)
    return missed + seen - 2 * factor * share * seen + factor**2 * (energies[0] + damping * energies[1])


def _projection_moments(rank: int, dimension: int) -> tuple[Any, Any]:
    """(a, c) with E P A P = a A + c tr(A) I for a uniformly random projection of that rank, A symmetric."""
    across = ratio(rank * (dimension - rank), dimension * (dimension + 2) * (dimension - 1))
    return ratio(rank * (rank + 2), dimension * (dimension + 2)) - across, across
