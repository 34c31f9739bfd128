"""Retraining on confident labels: the loss and its gradient, limits of the recipes, what a subset holds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad

from w2s_theory.simulate.linear.confident_retraining import (
    Recipe,
    label_loss,
    simulate_confident_retraining,
)
from w2s_theory.simulate.linear.spurious import SpuriousWorld
from w2s_theory.simulate.machine.streams import child_generator

RNG = np.random.default_rng(2)
ROWS, SIGNS = RNG.standard_normal((30, 4)), np.where(RNG.random(30) < 0.5, 1.0, -1.0)


@pytest.mark.parametrize("exponent", [0.0, 0.3, 0.7, 1.0])
def test_gradient(exponent) -> None:
    def loss(weights):
        return label_loss(weights, ROWS, SIGNS, exponent)[0]

    def slope(weights):
        return label_loss(weights, ROWS, SIGNS, exponent)[1]

    assert check_grad(loss, slope, np.array([0.3, -1.0, 0.5, 2.0])) < 1e-6


def test_loss_is_what_it_says() -> None:
    """Probabilities written out; q -> 0 is the cross-entropy; q = 1 counts the doubt, so it is bounded."""
    weights = np.array([0.3, -1.0, 0.5, 2.0])
    p = 1 / (1 + np.exp(-SIGNS * (ROWS @ weights)))
    ridge = 1e-4 * weights @ weights
    assert label_loss(weights, ROWS, SIGNS, 0.0)[0] == pytest.approx(np.mean(-np.log(p)) + ridge)
    assert label_loss(weights, ROWS, SIGNS, 0.7)[0] == pytest.approx(np.mean((1 - p**0.7) / 0.7) + ridge)
    near, limit = (label_loss(weights, ROWS, SIGNS, each)[0] for each in (1e-6, 0.0))
    assert near == pytest.approx(limit, rel=1e-5)
    assert label_loss(1e3 * weights, ROWS, SIGNS, 1.0)[0] < 1.0 + 1e-4 * 1e6 * weights @ weights


def test_recipes() -> None:
    """All samples and the cross-entropy are the plain student; sure labels are right more often, in both groups alike."""
    world = SpuriousWorld(np.eye(4)[:, :2], np.eye(4)[:, 2:3], np.array([1.0, 0, 0.5, 0]), 0.25, "mixture")
    recipes = (Recipe(0.0, 1.0), Recipe(0.7, 0.5))
    found = simulate_confident_retraining(
        world, (0.1, 0.5, 0.5), 8, 160, 800, 3.0, recipes, 6, child_generator(1, "retraining"), tests=1000
    )
    assert np.array_equal(found.retrained[0], found.student)
    assert np.array_equal(found.kept_right_labels[0], found.right_labels)
    assert np.all(found.kept_right_labels[1] > found.right_labels + 0.05)
    assert abs(found.kept_minority[1].mean() - 0.5) < 0.08
    assert np.all((found.teacher > 0.6) & (found.student > 0.6))
