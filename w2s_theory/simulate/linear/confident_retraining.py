"""Retraining a student on the labels it is sure of: logistic models on core times group features, no formula at all.

True labels are 1 with probability s(scale <z, beta>), s the logistic function, whatever the group. The teacher is a logistic
regression on z (x) w, the student one on z (x) psi with the teacher's hard labels. A recipe keeps the share p of the
student's samples on which its entropy is lowest and trains a new student on them with the generalised cross-entropy
(1 - p_label^q)/q, which is the cross-entropy for q -> 0 and bounded for q > 0: it gives up labels that fit badly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from w2s_theory.simulate.linear.spurious import SpuriousWorld

# keeps the norm of a fit to separable labels finite
_RIDGE = 1e-4
_MOST_STEPS = 300


@dataclass(frozen=True)
class Recipe:
    """Generalised cross-entropy with ``exponent`` q (0: cross-entropy) on the ``kept`` share p of surest samples."""

    exponent: float
    kept: float


@dataclass(frozen=True, eq=False)
class RetrainingTrials:
    """Accuracies on fresh test groups, against the noiseless label, and what the subsets hold.

    Parameters
    ----------
    teacher, student : arrays, shape (repeats,)
        The student is the plain one.
    retrained : array, shape (recipes, repeats)
    kept_minority : array, shape (recipes, repeats)
        Share of the minority among the kept samples (mixture only).
    right_labels, kept_right_labels : arrays, shapes (repeats,) and (recipes, repeats)
        Share of the teacher's labels that are the noiseless ones: of all, and of the kept.
    """

    teacher: np.ndarray
    student: np.ndarray
    retrained: np.ndarray
    kept_minority: np.ndarray
    right_labels: np.ndarray
    kept_right_labels: np.ndarray


def label_loss(
    weights: np.ndarray, rows: np.ndarray, signs: np.ndarray, exponent: float
) -> tuple[float, np.ndarray]:
    """Mean generalised cross-entropy of labels +-1 with its gradient, and a small ridge.

    Parameters
    ----------
    weights : array, shape (d,)
    rows : array, shape (N, d)
    signs : array, shape (N,)
    exponent : float
        q; 0 is -log p_label.
    """
    margins = signs * (rows @ weights)
    # log p_label and 1 - p_label without overflow
    log_p = -np.logaddexp(0.0, -margins)
    doubt = np.exp(-np.logaddexp(0.0, margins))
    if exponent == 0.0:
        losses, slopes = -log_p, -doubt
    else:
        powers = np.exp(exponent * log_p)
        losses, slopes = (1.0 - powers) / exponent, -powers * doubt
    gradient = rows.T @ (slopes * signs) / len(signs) + 2 * _RIDGE * weights
    return float(losses.mean() + _RIDGE * weights @ weights), gradient


def fit_labels(rows: np.ndarray, signs: np.ndarray, exponent: float = 0.0) -> np.ndarray:
    """Minimise :func:`label_loss` from 0 by L-BFGS."""
    start = np.zeros(rows.shape[1])
    found = minimize(
        label_loss,
        start,
        (rows, signs, exponent),
        method="L-BFGS-B",
        jac=True,
        options={"maxiter": _MOST_STEPS},
    )
    return found.x


def simulate_confident_retraining(
    world: SpuriousWorld,
    shares: tuple[float, float, float],
    core: int,
    labels: int,
    unlabelled: int,
    scale: float,
    recipes: Sequence[Recipe],
    repeats: int,
    rng: np.random.Generator,
    *,
    tests: int = 5000,
) -> RetrainingTrials:
    """Draw and train teacher, plain student and a new student per recipe; everything is paired within a repeat.

    Parameters
    ----------
    world : SpuriousWorld
    shares : (eta_l, eta_u, eta_t)
    core, labels, unlabelled : int
        d_z, n and N.
    scale : float
        How sharp the true labels are.
    recipes : sequence of Recipe
    repeats : int
    rng : numpy.random.Generator
    tests : int
        Test samples of one repeat.
    """
    single, many = np.empty((3, repeats)), np.empty((3, len(recipes), repeats))
    for place in range(repeats):
        beta = rng.standard_normal(core)
        beta /= np.linalg.norm(beta)
        z, w, _, _ = _draw(world, shares[0], core, labels, rng)
        signs = np.where(rng.random(labels) < 1 / (1 + np.exp(-scale * (z @ beta))), 1.0, -1.0)
        teacher = fit_labels(_products(z, w), signs)
        z, w, psi, groups = _draw(world, shares[1], core, unlabelled, rng)
        taught, truth = _sign(_products(z, w) @ teacher), _sign(z @ beta)
        rows = _products(z, psi)
        plain = fit_labels(rows, taught)
        # the entropy of a logistic prediction falls with the size of its logit
        surest = np.argsort(-np.abs(rows @ plain))
        z, w, psi, _ = _draw(world, shares[2], core, tests, rng)
        goal, test_rows = _sign(z @ beta), _products(z, psi)
        single[:, place] = [
            np.mean(_sign(_products(z, w) @ teacher) == goal),
            np.mean(_sign(test_rows @ plain) == goal),
            np.mean(taught == truth),
        ]
        for row, recipe in enumerate(recipes):
            kept = surest[: round(recipe.kept * unlabelled)]
            again = fit_labels(rows[kept], taught[kept], recipe.exponent)
            many[:, row, place] = [
                np.mean(_sign(test_rows @ again) == goal), groups[kept].mean(), np.mean(taught[kept] == truth[kept])
            ]  # fmt: skip
    return RetrainingTrials(single[0], single[1], many[0], many[1], single[2], many[2])


def _draw(
    world: SpuriousWorld, share: float, core: int, count: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    groups = world.draw_minority(count, share, rng)
    w, psi = world.draw_features(groups, rng)
    return rng.standard_normal((count, core)), w, psi, groups


def _products(z: np.ndarray, groups: np.ndarray) -> np.ndarray:
    return (z[:, :, None] * groups[:, None, :]).reshape(len(z), -1)


def _sign(values: np.ndarray) -> np.ndarray:
    return np.where(values >= 0.0, 1.0, -1.0)
