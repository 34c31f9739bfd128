"""Fits from triangular factors: the same law as fits of samples, for every learner; exact where it must be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from w2s_theory.simulate.gaussian.compressed import adapted_frame, draw_factors, solve_triangular_systems
from w2s_theory.simulate.gaussian.regression import draw_basis, simulate_coefficients
from w2s_theory.simulate.linear.discrepancies import simulate_discrepancies, simulate_samples
from w2s_theory.simulate.linear.fits import excess_risks, simulate_fits


def same_means(first: np.ndarray, second: np.ndarray) -> bool:
    error = math.sqrt(first.var() / len(first) + second.var() / len(second))
    return abs(first.mean() - second.mean()) < 4.5 * error


def test_factors_have_the_gram_matrix_of_samples() -> None:
    rng = np.random.default_rng(1)
    factors = draw_factors(9, 4, 6, 20000, rng)
    gram = factors.transpose(0, 2, 1) @ factors
    rows = rng.standard_normal((20000, 9, 6))
    plain = (rows.transpose(0, 2, 1) @ rows)[:, :4]
    assert np.all(np.tril(factors, -1) == 0) and np.all(np.diagonal(factors, axis1=1, axis2=2) > 0)
    for i in range(4):
        for j in range(6):
            assert same_means(gram[:, i, j], plain[:, i, j]) and same_means(
                gram[:, i, j] ** 2, plain[:, i, j] ** 2
            )


def test_triangular_systems() -> None:
    rng = np.random.default_rng(2)
    factors, right = draw_factors(12, 5, 5, 30, rng), rng.standard_normal((30, 5))
    solution = solve_triangular_systems(factors, right)
    assert np.allclose(np.einsum("kij,kj->ki", factors, solution), right, atol=1e-12)
    frame = adapted_frame(draw_basis(7, 3, rng))
    assert np.allclose(frame.T @ frame, np.eye(7), atol=1e-13)


@pytest.mark.parametrize("samples", [3, 9])
def test_fits_are_those_of_samples(samples: int) -> None:
    """First, second moments and a product of two coefficients, against regressions of drawn inputs."""
    rng = np.random.default_rng(samples)
    basis, target = draw_basis(7, 5, rng), rng.standard_normal(7)
    ours = simulate_fits(basis, target, samples, 0.5, 8000, rng) @ basis
    theirs = simulate_coefficients(basis, target, 0.5, samples, 8000, rng)
    for i in range(5):
        assert same_means(ours[:, i], theirs[:, i]) and same_means(np.abs(ours[:, i]), np.abs(theirs[:, i]))
    assert same_means(ours[:, 0] * ours[:, 1], theirs[:, 0] * theirs[:, 1])


def test_labels_within_the_features_are_learnt_exactly() -> None:
    rng = np.random.default_rng(4)
    basis = draw_basis(6, 4, rng)
    labels = rng.standard_normal((700, 4)) @ basis.T
    assert np.allclose(simulate_fits(basis, labels, 8, 0.0, 700, rng), labels, atol=1e-8)
    assert np.allclose(excess_risks(labels, labels[0])[0], 0)


@pytest.mark.parametrize(("strong", "weak", "n", "fresh"), [(4, 3, 20, 9), (3, 5, 11, 5)])
def test_discrepancies_from_factors_are_those_from_samples(strong, weak, n, fresh) -> None:
    rng = np.random.default_rng(n)
    first, second, target = draw_basis(8, strong, rng), draw_basis(8, weak, rng), rng.standard_normal(8) / 3
    ours = simulate_discrepancies(first, second, target, n, fresh, 0.7, 6000, rng)
    theirs = simulate_samples(first, second, target, n, fresh, 0.7, 6000, rng)
    for name in ("weak", "student", "strong", "ceiling"):
        # heavy tails: compare means of logarithms
        assert same_means(np.log(getattr(ours, name)), np.log(getattr(theirs, name))), name
    # what the learners have in common: all four are fitted to the same samples
    for pair in (("weak", "student"), ("strong", "ceiling"), ("weak", "strong")):
        products = [
            np.log(getattr(each, pair[0])) * np.log(getattr(each, pair[1])) for each in (ours, theirs)
        ]
        assert same_means(*products)
