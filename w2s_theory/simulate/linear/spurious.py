"""Least squares twice on core features times group features: groups, inputs and labels are drawn, both fits are made.

y = <z, beta> + noise with z ~ N(0, I); the group feature xi is sigma times standard normal around a place: g mu with g = 1
for the minority (``mixture``), or eta mu for everybody (``shift``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from w2s_theory.simulate.gaussian.regression import fit_least_squares


@dataclass(frozen=True, eq=False)
class SpuriousWorld:
    """Teacher's and student's bases T (p, k) and S (p, l), the minority's mean, the spread, and the law's name."""

    teacher: np.ndarray
    student: np.ndarray
    mu: np.ndarray
    sigma: float
    law: str

    def draw_minority(self, count: int, share: float, rng: np.random.Generator) -> np.ndarray:
        """Where each sample's group lies, in units of mu."""
        if self.law == "mixture":
            return (rng.random(count) < share).astype(float)
        return np.full(count, share)

    def draw_features(self, places: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Features (1, T^T xi) and (1, S^T xi) of samples whose groups are given."""
        xi = places[:, None] * self.mu + self.sigma * rng.standard_normal((len(places), len(self.mu)))
        ones = np.ones((len(places), 1))
        return np.hstack((ones, xi @ self.teacher)), np.hstack((ones, xi @ self.student))

    def joint_second(self, share: float) -> np.ndarray:
        """Second moments of (1, T^T xi, S^T xi)."""
        varying = share * (1 - share) if self.law == "mixture" else 0.0
        second = self.sigma**2 * np.eye(len(self.mu)) + (varying + share**2) * np.outer(self.mu, self.mu)
        columns = np.hstack((self.teacher, self.student))
        mean = share * self.mu @ columns
        return np.block([[np.ones((1, 1)), mean[None]], [mean[:, None], columns.T @ second @ columns]])

    def rows(self) -> tuple[np.ndarray, np.ndarray]:
        """Which of (1, T^T xi, S^T xi) the teacher sees, and which the student."""
        first = self.teacher.shape[1] + 1
        return np.arange(first), np.append(0, np.arange(first, first + self.student.shape[1]))


@dataclass(frozen=True, eq=False)
class SpuriousTrials:
    """Excess risks on the test groups, given the fits: each of shape (repeats,)."""

    teacher: np.ndarray
    student: np.ndarray


def simulate_spurious(
    world: SpuriousWorld,
    shares: tuple[float, float, float],
    core: int,
    labels: int,
    unlabelled: int,
    noise: float,
    repeats: int,
    rng: np.random.Generator,
    *,
    keep_minority: float = 1.0,
) -> SpuriousTrials:
    """Draw, fit the teacher on n labels, the student on N labels of the teacher, and measure both.

    Parameters
    ----------
    world : SpuriousWorld
    shares : (eta_l, eta_u, eta_t)
    core : int
        d_z.
    labels, unlabelled : int
        n > d_z p_T and N > d_z p_S.
    noise : float
        Standard deviation of the true labels' noise.
    repeats : int
    rng : numpy.random.Generator
    keep_minority : float
        Rate at which unlabelled samples of the minority are kept; law ``mixture`` only.
    """
    labelled, fresh, test = shares
    second = world.joint_second(test)
    seconds = [second[np.ix_(rows, rows)] for rows in world.rows()]
    beta = rng.standard_normal(core) / core**0.5
    found = np.empty((2, repeats))
    for place in range(repeats):
        w, _ = world.draw_features(world.draw_minority(labels, labelled, rng), rng)
        z = rng.standard_normal((labels, core))
        teacher = _fit(z, w, z @ beta + noise * rng.standard_normal(labels))
        groups = world.draw_minority(unlabelled, fresh, rng)
        if keep_minority < 1.0:
            groups = groups[(groups == 0.0) | (rng.random(unlabelled) < keep_minority)]
        w, psi = world.draw_features(groups, rng)
        z = rng.standard_normal((len(groups), core))
        student = _fit(z, psi, np.sum((z @ teacher) * w, axis=1))
        for row, (fit, second) in enumerate(zip((teacher, student), seconds, strict=True)):
            # the target is z times beta, whatever the group
            fit[:, 0] -= beta
            found[row, place] = np.sum((fit @ second) * fit)
    return SpuriousTrials(*found)


def simulate_balanced_fits(
    world: SpuriousWorld,
    shares: tuple[float, float, float],
    labels: int,
    noise: float,
    repeats: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Excess risks of students, one core direction, where the labelled samples have their law's second moments exactly.

    The student is the best of its kind on the unlabelled law (N = inf). Arguments as for :func:`simulate_spurious`.

    Returns
    -------
    array, shape (repeats,)
    """
    labelled, fresh, test = shares
    w, psi = world.rows()
    # a design of n rows whose mean w w^T is the law's
    frame = np.linalg.qr(rng.standard_normal((labels, len(w))))[0]
    design = labels**0.5 * frame @ np.linalg.cholesky(world.joint_second(labelled)[np.ix_(w, w)]).T
    errors = noise * rng.standard_normal((repeats, labels)) @ np.linalg.pinv(design).T
    unlabelled = world.joint_second(fresh)
    best = np.linalg.solve(unlabelled[np.ix_(psi, psi)], unlabelled[np.ix_(psi, w)])
    students = errors @ best.T
    return np.einsum("ki,ij,kj->k", students, world.joint_second(test)[np.ix_(psi, psi)], students)


def _fit(z: np.ndarray, groups: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Coefficients (d_z, p) of the least-squares fit on all products of an entry of z and one of the groups."""
    rows = (z[:, :, None] * groups[:, None, :]).reshape(len(z), -1)
    return fit_least_squares(rows[None], labels[None])[0].reshape(z.shape[1], -1)
