"""Ridge teachers and their students in a rotated basis: errors by matrices, slopes by complex steps."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws

LENGTH = 4
# relative, of errors that are sums of squares; of slopes, whose terms cancel
_ROUNDING, _SLOPE = 1e-13, 1e-12
_STEP = 1e-30
_SIZES = {"modes": "1 to 4"}


def _padded(values: np.ndarray) -> np.ndarray:
    return np.pad(values, (0, LENGTH - len(values)))


def _draws(rows: list[dict[str, np.ndarray | float]], measured: list[float], error: np.ndarray) -> Draws:
    names = list(rows[0])
    parameters = {name: np.array([row[name] for row in rows]) for name in names}
    return Draws(parameters, np.array(measured), error, sizes=_SIZES)


def _spectrum(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues and squared coefficients."""
    count = int(rng.integers(1, LENGTH + 1))
    return rng.uniform(0.02, 2.0, count), rng.uniform(0.0, 2.0, count)


def _basis(count: int, rng: np.random.Generator) -> np.ndarray:
    return np.linalg.qr(rng.standard_normal((count, count)))[0]


def _error(
    kernel: np.ndarray, target: np.ndarray, penalty: float, noise: float, ridge: complex
) -> tuple[complex, float]:
    """The student's error from matrices, and the size of its largest part; no complex conjugates."""
    identity = np.eye(len(target))
    taught = np.linalg.solve(kernel + penalty * identity, kernel)
    passed = np.linalg.solve(kernel + ridge * identity, kernel @ taught)
    left = target - passed @ target
    return complex(left @ left + noise * np.sum(passed**2)), float(target @ target) + noise * len(target)


def _slope(
    lambdas: np.ndarray, betas: np.ndarray, kappa: float, noise: float, ridge: float, rng: np.random.Generator
) -> tuple[float, float]:
    basis = _basis(len(lambdas), rng)
    kernel, target = basis @ np.diag(lambdas) @ basis.T, basis @ np.sqrt(lambdas * betas)
    value, size = _error(kernel, target, kappa, noise, complex(ridge, _STEP))
    return value.imag / _STEP, size / min(float(lambdas.min()) + ridge, 1.0) / min(
        float(lambdas.min()) + kappa, 1.0
    )


def slope_trials(rng: np.random.Generator, size: int) -> Draws:
    """Slopes in the student's ridge at random spectra, targets, penalties and noise."""
    rows, measured, sizes = [], [], []
    for _ in range(size):
        lambdas, betas = _spectrum(rng)
        kappa, noise, ridge = rng.uniform(0, 1), rng.uniform(0, 0.5), rng.uniform(0.01, 2)
        slope, scale = _slope(lambdas, betas, kappa, noise, ridge, rng)
        rows.append({"n": len(lambdas), "lambdas": _padded(lambdas), "beta_squares": _padded(betas), "kappa": kappa,
                     "label_variance": noise, "penalty": ridge})  # fmt: skip
        measured.append(slope)
        sizes.append(scale)
    return _draws(rows, measured, _SLOPE * np.array(sizes))


def _penalty_slope(lambdas: np.ndarray, betas: np.ndarray, kappa: float, noise: float) -> float:
    """How the teacher's error changes with its penalty at fixed noise, by a complex step."""
    share = lambdas / (lambdas + complex(kappa, _STEP))
    return (np.sum(lambdas * betas * (1 - share) ** 2) + noise * np.sum(share**2)).imag / _STEP


def tuned_noise(lambdas: np.ndarray, betas: np.ndarray, kappa: float) -> float:
    """The noise at which kappa is the stationary penalty: the slope is linear in the noise."""
    start = _penalty_slope(lambdas, betas, kappa, 0.0)
    return start / (start - _penalty_slope(lambdas, betas, kappa, 1.0))


def tuned_slope_trials(rng: np.random.Generator, size: int) -> Draws:
    """Slopes at no ridge of the student, of teachers whose penalty is stationary and of others."""
    rows, measured, sizes = [], [], []
    for _ in range(size):
        lambdas, betas = _spectrum(rng)
        kappa = rng.uniform(0.05, 1)
        noise = tuned_noise(lambdas, betas, kappa) if rng.random() < 0.5 else rng.uniform(0, 0.5)
        slope, scale = _slope(lambdas, betas, kappa, noise, 0.0, rng)
        rows.append({"n": len(lambdas), "lambdas": _padded(lambdas), "beta_squares": _padded(betas), "kappa": kappa,
                     "label_variance": noise, "share_limit": rng.uniform(0.05, 1)})  # fmt: skip
        measured.append(slope)
        sizes.append(scale)
    return _draws(rows, measured, 10 * _SLOPE * np.array(sizes))


def _fixed_point(bias: float, spread: float, samples: float, variance: float) -> float:
    """R = B + S (sigma^2 + R)/N, by iteration."""
    risk = 0.0
    for _ in range(2000):
        risk = bias + spread * (variance + risk) / samples
    return risk


def other_penalty_trials(rng: np.random.Generator, size: int) -> Draws:
    """Two penalties on one spectrum: errors by iteration, and the second one's at the first one's noise."""
    rows, measured = [], []
    for _ in range(size):
        lambdas, betas = _spectrum(rng)
        samples, variance = int(rng.integers(10, 100)), rng.uniform(0, 1)
        parts, shares = [], [lambdas / (lambdas + penalty) for penalty in rng.uniform(0.01, 1, 2)]
        for share in shares:
            bias, spread = float(np.sum(lambdas * betas * (1 - share) ** 2)), float(np.sum(share**2))
            parts.append((bias, spread, _fixed_point(bias, spread, samples, variance)))
        (_, _, first), (bias, spread, second) = parts
        noise = (variance + first) / samples
        rows.append({"risk_TE": first, "risk_other": second, "spread_other": spread, "samples_TE": samples,
                     "noise_variance": variance, "label_variance": noise, "bias_other": bias})  # fmt: skip
        measured.append(float(np.sum(lambdas * betas * (1 - shares[1]) ** 2 + noise * shares[1] ** 2)))
    return _draws(rows, measured, 1e-12 * (1 + np.array(measured)))


def meeting_ridge(lambdas: np.ndarray, best: np.ndarray, taken: np.ndarray) -> np.ndarray | None:
    """Shares of a ridge that lies between ``taken`` and ``best`` on every mode; None if there is none.

    A ridge of penalty c has the share w at the eigenvalue c w/(1 - w): each mode wants c between two numbers.
    """
    with np.errstate(divide="ignore"):
        ends = lambdas * (1 - taken) / taken, lambdas * (1 - best) / best
    low, high = float(np.minimum(*ends).max()), float(np.maximum(*ends).min())
    return lambdas / (lambdas + (low * high) ** 0.5) if low <= high < np.inf else None


def hard_target_trials(rng: np.random.Generator, size: int) -> Draws:
    """Students by ridge and by flow of ridge teachers, the target's coefficients falling with the eigenvalue."""
    rows, measured = [], []
    while len(rows) < size:
        lambdas, betas = _spectrum(rng)
        lambdas, betas = np.sort(lambdas), np.sort(betas)[::-1]
        kappa, noise = rng.uniform(0.02, 1), rng.uniform(0.02, 0.5)
        ridge, time = rng.uniform(0.01, 2), rng.uniform(0.2, 20)
        learnt = lambdas / (lambdas + ridge) if rng.random() < 0.5 else -np.expm1(-lambdas * time)
        taken = lambdas / (lambdas + kappa) * learnt
        energy = lambdas * betas
        shares = meeting_ridge(lambdas, energy / (energy + noise), taken)
        if shares is None:
            continue
        basis = _basis(len(lambdas), rng)
        target, passed = basis @ np.sqrt(energy), basis @ np.diag(taken) @ basis.T
        left = target - passed @ target
        rows.append({"n": len(lambdas), "lambdas": _padded(lambdas), "beta_squares": _padded(betas),
                     "label_variance": noise, "taken_shares": _padded(taken), "ridge_shares": _padded(shares)})  # fmt: skip
        measured.append(float(left @ left + noise * np.sum(passed**2)))
    return _draws(rows, measured, _ROUNDING * 100 * (1 + np.array(measured)))
