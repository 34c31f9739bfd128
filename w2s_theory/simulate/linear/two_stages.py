"""Filtering and relabelling drawn sample by sample: three students, each by what it does and not by a formula."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from w2s_theory.simulate.gaussian.regression import fit_least_squares


def simulate_disagreement_filter(
    first_error: float,
    dimension: int,
    samples: int,
    threshold: float,
    shares: Sequence[float],
    variances: Sequence[float],
    repeats: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Errors ||beta^ - beta||^2 of least squares on the labels within ``threshold`` of a first student's prediction.

    Returns
    -------
    array, shape (repeats,)
        The first student has a random error of squared length ``first_error``; a label's error has one of the variances,
        with the given chances.
    """
    found = np.empty(repeats)
    for place in range(repeats):
        target = rng.standard_normal(dimension)
        error = rng.standard_normal(dimension)
        student = target + first_error**0.5 * error / np.linalg.norm(error)
        inputs = rng.standard_normal((samples, dimension))
        spread = np.sqrt(rng.choice(variances, samples, p=shares))
        labels = inputs @ target + spread * rng.standard_normal(samples)
        kept = np.abs(labels - inputs @ student) <= threshold
        again = fit_least_squares(inputs[kept][None], labels[kept][None])[0]
        found[place] = np.sum((again - target) ** 2)
    return found


def window_moments(
    slip_variance: float, error_variance: float, threshold: float, nodes: int = 80
) -> tuple[float, float, float, float]:
    """Means of 1, e^2, e w and w^2 over |e - w| <= threshold, for independent e, w ~ N(0, .): Gauss rules in both.

    To rounding for standard deviations of w up to twice those of e and thresholds up to 5 times them.
    """
    points, weights = np.polynomial.hermite_e.hermegauss(nodes)
    slips = slip_variance**0.5 * points
    steps, lengths = np.polynomial.legendre.leggauss(nodes)
    errors = slips[:, None] + threshold * steps
    density = np.exp(-(errors**2) / (2 * error_variance)) / math.sqrt(2 * math.pi * error_variance)
    chance = (weights / weights.sum())[:, None] * threshold * lengths * density
    products = (np.ones_like(errors), errors**2, errors * slips[:, None], np.square(slips)[:, None])
    one, error, cross, slip = (float(np.sum(chance * each)) for each in products)
    return one, error, cross, slip


def fit_ridge(inputs: np.ndarray, labels: np.ndarray, penalty: float) -> np.ndarray:
    """The minimiser of the sum of squares plus penalty ||beta||^2, by the QR factors of the inputs with penalty rows."""
    dimension = inputs.shape[1]
    rows = np.vstack((inputs, penalty**0.5 * np.eye(dimension)))
    q, r = np.linalg.qr(rows)
    return np.linalg.solve(r, q[: len(labels)].T @ labels)


@dataclass(frozen=True)
class SampledBlock:
    """Probability, dimension, the teacher's chances and variances, ||beta||, and the features' standard deviation."""

    probability: float
    dimension: int
    shares: Sequence[float]
    variances: Sequence[float]
    length: float = 1.0
    scale: float = 1.0


def simulate_two_stages(
    blocks: Sequence[SampledBlock],
    samples: int,
    draws: int,
    threshold: float,
    first_time: float,
    second_time: float,
    repeats: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Excess risks within each block of a student of single draws, of stage 1 and of stage 2.

    Returns
    -------
    array, shape (repeats, blocks, 3)
        Gradient flow on the mean square over all samples in use, each block in coordinates of its own.
    """
    found = np.empty((repeats, len(blocks), 3))
    chances = [each.probability for each in blocks]
    for place in range(repeats):
        sizes = rng.multinomial(samples, chances)
        data = [_draw_block(each, int(size), draws, rng) for each, size in zip(blocks, sizes, strict=True)]
        kept = [np.var(each.answers, axis=1, ddof=1) <= threshold**2 for each in data]
        count = sum(int(each.sum()) for each in kept)
        for row, (block, here, keep) in enumerate(zip(blocks, data, kept, strict=True)):
            means = here.answers.mean(axis=1)
            naive = _flow(here.inputs, here.answers[:, 0], samples, second_time)
            first = _flow(here.inputs[keep], means[keep], count, first_time)
            labels = np.where(keep, means, here.inputs @ first)
            second = _flow(here.inputs, labels, samples, second_time)
            found[place, row] = [
                block.scale**2 * np.sum((fit - here.target) ** 2) for fit in (naive, first, second)
            ]
    return found


@dataclass(frozen=True, eq=False)
class _Data:
    inputs: np.ndarray
    answers: np.ndarray
    target: np.ndarray


def _draw_block(block: SampledBlock, size: int, draws: int, rng: np.random.Generator) -> _Data:
    target = rng.standard_normal(block.dimension)
    target *= block.length / np.linalg.norm(target)
    inputs = block.scale * rng.standard_normal((size, block.dimension))
    spread = np.sqrt(rng.choice(block.variances, size, p=block.shares))
    answers = (inputs @ target)[:, None] + spread[:, None] * rng.standard_normal((size, draws))
    return _Data(inputs, answers, target)


def _flow(inputs: np.ndarray, labels: np.ndarray, count: int, time: float) -> np.ndarray:
    """Gradient flow from 0 on 1/(2 count) ||labels - inputs f||^2 at a time."""
    values, vectors = np.linalg.eigh(inputs.T @ inputs / count)
    pull = vectors.T @ (inputs.T @ labels) / count
    # (1 - exp(-t x))/x, which is t at x = 0
    safe = np.where(values > 1e-12, values, 1.0)
    return vectors @ (np.where(values > 1e-12, -np.expm1(-time * values) / safe, time) * pull)


def simulate_averaging(
    teacher_noise: float,
    dimension: int,
    samples: int,
    draws: int,
    confidence: float,
    repeats: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Test accuracies of the sum of labels times inputs, after filtering by agreement and after relabelling the rest.

    Returns
    -------
    array, shape (repeats, 2)
        Accuracy on x ~ N(0, I): 1 - angle/pi between a student and the target.
    """
    found = np.empty((repeats, 2))
    for place in range(repeats):
        target = rng.standard_normal(dimension)
        target /= np.linalg.norm(target)
        inputs = rng.standard_normal((samples, dimension))
        noise = teacher_noise * rng.standard_normal((samples, draws))
        votes = np.where((inputs @ target)[:, None] + noise >= 0.0, 1.0, -1.0)
        keep = np.abs(votes.sum(axis=1)) == draws
        first = votes[keep, 0] @ inputs[keep]
        margins = inputs @ first / np.linalg.norm(first)
        more = ~keep & (np.abs(margins) >= confidence)
        second = first + np.sign(margins[more]) @ inputs[more]
        found[place] = [_accuracy(fit, target) for fit in (first, second)]
    return found


def _accuracy(fit: np.ndarray, target: np.ndarray) -> float:
    return 1 - math.acos(float(fit @ target / np.linalg.norm(fit))) / math.pi
