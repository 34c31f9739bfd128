"""A kernel student of true and taught labels, trained step by step on a fixed design."""

from __future__ import annotations

import numpy as np

# step size times the kernel's largest eigenvalue: the fourth-order rule's error per unit of time is far below the noise
_STEP = 0.1


def simulate_distillation(
    kernel: np.ndarray,
    target: np.ndarray,
    smoother: np.ndarray,
    start: np.ndarray,
    *,
    time: float,
    mixing: float,
    noise: float,
    teacher_noise: float | None,
    repeats: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Mean squared errors at the inputs after training f' = -K (f - (1 - alpha) y - alpha f_T) for a time.

    Parameters
    ----------
    kernel, smoother, start : arrays, shape (n, n)
        K; H of the teacher f_T = H y_T; R of the start R f_T.
    target : array, shape (n,)
        f* at the inputs.
    time, mixing : float
        t and alpha.
    noise, teacher_noise : float
        Standard deviations of the noise of y, and of the teacher's own labels y_T; with ``None`` the teacher saw y.
    repeats : int
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (repeats,)
    """
    labels = target + noise * rng.standard_normal((repeats, len(target)))
    own = (
        labels
        if teacher_noise is None
        else target + teacher_noise * rng.standard_normal((repeats, len(target)))
    )
    teacher = own @ smoother.T
    mixed = (1 - mixing) * labels + mixing * teacher
    function = teacher @ start.T
    steps = max(1, int(np.ceil(time * np.linalg.norm(kernel, 2) / _STEP)))
    length = time / steps

    def slope(values: np.ndarray) -> np.ndarray:
        return (mixed - values) @ kernel.T

    for _ in range(steps):
        first = slope(function)
        second = slope(function + length / 2 * first)
        third = slope(function + length / 2 * second)
        fourth = slope(function + length * third)
        function = function + length / 6 * (first + 2 * second + 2 * third + fourth)
    return np.mean((function - target) ** 2, axis=1)
