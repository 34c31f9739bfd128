"""Deciding statistics, distribution-free: bets against a mean, exact binomial limits.

A mean of values in a known range is tested by a gambler's capital: if the claim is true the
capital is a non-negative supermartingale, so it ever reaches 1/alpha with probability at most
alpha (Ville), at whatever time one looks. This is the hedged capital process of Waudby-Smith and
Ramdas (2024), one side of it. Where values have no range but a variance that is known before
the draws, Catoni's influence function takes the place of the values: Wang and Ramdas (2023).
"""

from __future__ import annotations

import numpy as np


def log_capital_against(values: np.ndarray, mean: float, side: str, low: float, high: float) -> float:
    """Largest log-capital reached by betting that the true mean lies on ``side`` of ``mean``.

    Parameters
    ----------
    values
        Shape (n,), in the order in which they were drawn, each in [low, high].
    mean
        The claimed mean (or one-sided limit of it).
    side
        ``above`` or ``below``: where the gambler believes the truth to be.
    low, high
        The a-priori range of one value.

    Returns
    -------
    float
        The claim is refuted at level alpha when this reaches log(1/alpha).

    Raises
    ------
    ValueError
        If a value lies outside the range: then the range was wrong and nothing follows.
    """
    x = (np.asarray(values, dtype=float) - low) / (high - low)
    if x.size and (x.min() < 0 or x.max() > 1):
        raise ValueError(f"a value lies outside the a-priori range [{low}, {high}]")
    m = (mean - low) / (high - low)
    if not 0.0 < m < 1.0:
        impossible = (side == "below" and m >= 1.0 and np.any(x < 1)) or (
            side == "above" and m <= 0.0 and np.any(x > 0)
        )
        return np.inf if impossible and (m > 1 or m < 0) else 0.0
    n = np.arange(1, x.size + 1)
    # predictable estimates: the bet on value i uses only values before i
    running = (0.5 + np.concatenate([[0.0], np.cumsum(x)[:-1]])) / n
    spread = (0.25 + np.concatenate([[0.0], np.cumsum((x - running) ** 2)[:-1]])) / n
    direction = 1.0 if side == "above" else -1.0
    edge = np.maximum(direction * (running - m), 0.0)
    limit = 0.5 / (m if side == "above" else 1.0 - m)
    stake = np.minimum(edge / (spread + edge**2), limit)
    capital = np.cumsum(np.log1p(stake * direction * (x - m)))
    return float(capital.max(initial=0.0))


def log_capital_of_variance(
    values: np.ndarray, mean: np.ndarray, side: str, variance: np.ndarray, edge: np.ndarray
) -> float:
    """Largest log-capital reached by betting on the mean of values that have no range but a known variance.

    With f(x) = log(1 + x + x^2/2) for x >= 0, -log(1 - x + x^2/2) for x < 0, the mean of exp f(stake (X - m)) is at
    most 1 + stake^2 variance/2 for every X of mean m; and f increases, so a smaller mean makes it smaller.

    Parameters
    ----------
    values
        Shape (n,), in the order in which they were drawn.
    mean
        Shape (n,). The claimed mean of each (or one-sided limit of it).
    side
        ``above`` or ``below``: where the gambler believes the truth to be.
    variance
        Shape (n,). Upper bounds of the variances, known before the draws, > 0.
    edge
        Shape (n,). By how much the gambler believes the mean to be off, known before the draws; the
        stake is edge/variance, the best for that.

    Returns
    -------
    float
        The claim is refuted at level alpha when this reaches log(1/alpha).

    Raises
    ------
    ValueError
        If a variance is not a positive finite number: then nothing follows.
    """
    if not np.all(np.isfinite(variance) & (variance > 0)):
        raise ValueError(
            "the variance of a value must be known, finite and positive at every size that is drawn"
        )
    direction = 1.0 if side == "above" else -1.0
    stake = edge / variance
    moved = stake * direction * (values - mean)
    influence = np.sign(moved) * np.log1p(np.abs(moved) + moved**2 / 2)
    return float(np.cumsum(influence - stake**2 * variance / 2).max(initial=0.0))


def mean_confidence_interval(
    values: np.ndarray, low: float, high: float, alpha: float
) -> tuple[float, float]:
    """An interval for the mean of values in a known range that holds at whatever time one looks.

    The hedged capital process: bets whose stakes, unlike those of :func:`log_capital_against`, do not depend on the
    mean bet against but for a limit. Each factor then moves one way with that mean, so all means below the one found by
    bisection are refuted too, at any earlier time included.

    Parameters
    ----------
    values
        Shape (n,), in the order in which they were drawn, each in [low, high].
    low, high
        The a-priori range of one value.
    alpha
        Probability that the true mean is ever outside, over all n.

    Returns
    -------
    low, high
        Within the range; the range itself for n = 0.

    Raises
    ------
    ValueError
        If a value lies outside the range.
    """
    x = (np.asarray(values, dtype=float) - low) / (high - low)
    if x.size and not (x.min() >= 0 and x.max() <= 1):
        raise ValueError(f"a value lies outside the a-priori range [{low}, {high}]")
    threshold = np.log(2 / alpha)
    n = np.arange(1, x.size + 1)
    running = (0.5 + np.cumsum(x)) / (n + 1)
    spread = np.concatenate([[0.25], (0.25 + np.cumsum((x - running) ** 2)) / (n + 1)])[:-1]
    stake = np.sqrt(2 * threshold / (spread * n * np.log1p(n)))

    def refuted(mean: float, y: np.ndarray) -> bool:
        """Whether bets that the mean of y is above ``mean`` have won enough."""
        limited = np.minimum(stake, 0.75 / max(mean, 1e-300))
        return bool(np.cumsum(np.log1p(limited * (y - mean))).max(initial=0.0) >= threshold)

    def lowest(y: np.ndarray) -> float:
        """The largest mean found refuted from below, 0 if none."""
        inside, outside = 1.0, 0.0
        for _ in range(30):
            middle = (inside + outside) / 2
            if refuted(middle, y):
                outside = middle
            else:
                inside = middle
        return outside

    width = high - low
    return low + width * lowest(x), high - width * lowest(1.0 - x)


def smallest_failure_rate(failures: int, trials: int, alpha: float) -> float:
    """Clopper-Pearson: lower limit of a failure probability at level ``alpha``."""
    from scipy.stats import beta

    return 0.0 if failures == 0 else float(beta.ppf(alpha, failures, trials - failures + 1))


def largest_failure_rate(failures: int, trials: int, alpha: float) -> float:
    """Clopper-Pearson: upper limit of a failure probability at level ``alpha``."""
    from scipy.stats import beta

    return 1.0 if failures == trials else float(beta.ppf(1 - alpha, failures + 1, trials - failures))


def slope_interval(x: np.ndarray, y: np.ndarray, alpha: float) -> tuple[float, float]:
    """Slope of y against x by least squares, Student interval at level 1 - alpha (describes, not decides)."""
    from scipy.stats import t

    n = len(x)
    centred = x - x.mean()
    slope = float(centred @ y / (centred @ centred))
    residual = y - y.mean() - slope * centred
    error = float(np.sqrt(residual @ residual / (n - 2) / (centred @ centred)))
    half = float(t.ppf(1 - alpha / 2, n - 2)) * error
    return slope - half, slope + half
