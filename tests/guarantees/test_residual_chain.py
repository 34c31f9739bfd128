"""The chain of sizes: above simulated second moments, better than a split, and refused where its sizes make no sense."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from w2s_theory import quadratic_law, relu_sphere
from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.experiments.split_units import missed_square
from w2s_theory.guarantees.block_alignment import time_after
from w2s_theory.guarantees.formulas import teacher_error_from_log_det
from w2s_theory.guarantees.gap_certificate import certified_gap
from w2s_theory.guarantees.residual_chain import RATIOS, chain_of_sizes, residual_square
from w2s_theory.guarantees.spectral_sums import float_sums, require_features
from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.random_features import draw_units


def chain_bound(dimension, units, ratio):
    """The bound of the chain, and the square of the mean error's bound with half of the units."""
    sums = float_sums(require_features(relu_sphere(dimension), units, 1))
    lam = 1 / (4 * dimension**2)
    found = residual_square(chain_of_sizes(units, ratio), lam, lambda size: time_after(sums, size))
    return found, float(teacher_error_from_log_det(lam, time_after(sums, units // 2))) ** 2


# the ratios were found by another program, which tried chains of every kind
@pytest.mark.parametrize(("dimension", "units", "share"), [(32, 1784, 0.856), (1000, 25257, 0.789)])
def test_a_chain_is_better_than_a_split(dimension, units, share):
    found = [chain_bound(dimension, units, ratio) for ratio in RATIOS]
    assert min(bound / split for bound, split in found) == pytest.approx(share, abs=0.006)


@pytest.mark.parametrize(("dimension", "units"), [(8, 32), (16, 48), (32, 64)])
def test_simulated_second_moments_are_below_and_not_far(dimension, units):
    drawn = draw_units(relu_sphere(dimension), 40 * units, np.random.default_rng(units)).reshape(
        40, units, dimension
    )
    squares = missed_square(dimension, {1: 1.0}, drawn)[0] / dimension
    spread = float(np.std(squares)) / 40**0.5
    bound = min(chain_bound(dimension, units, ratio)[0] for ratio in RATIOS)
    assert squares.mean() + 4 * spread < bound < 40 * squares.mean()


def test_sizes_that_do_not_grow_or_are_too_many_are_refused():
    found = certified_gap(relu_sphere(32), 2000, bound="split")
    assert found is not None and found.gap.weights.chain[-1] == 2000
    for chain in ((1000, 1000, 2000), (0, 2000), (1000, 2100)):
        weights = replace(found.gap.weights, chain=chain)
        with pytest.raises(AccuracyError):
            replace(found, gap=replace(found.gap, weights=weights)).check()
    # fewer units than there are is no mistake, but says less
    weights = replace(found.gap.weights, chain=(500, 1000))
    assert replace(found, gap=replace(found.gap, weights=weights)).check() < found.check()


# constants of the quadratic law, and L_ST over the square of the equivalent's L_TE, found by another program whose
# weights are the simple bounds of the docstring: larger than these
LAW = (
    (32, 300, 1.8, 40), (32, 1000, 4.6, 358), (300, 3000, 1.23, 11.7), (1000, 30_000, 1.25, 8.2), (1000, 10**5, 1.68, 10.3),
)  # fmt: skip


@pytest.mark.parametrize(("dimension", "units", "factor", "share"), LAW)
def test_quadratic_law_has_a_usable_constant(dimension, units, factor, share):
    model = relu_sphere(dimension)
    found = quadratic_law(model, units)
    assert 0.8 * factor < found.factor < 1.01 * factor
    square = float(equivalent(model, units, 1).teacher_error) ** 2
    assert 0.8 * share < found.student_error / square < 1.02 * share
    # the equivalent's own student and the square of the teacher's error lie between
    student = float(equivalent(model, units, 1).student_error(found.tau * 4 * dimension**2))
    assert found.least_student_error < square < student < found.student_error
