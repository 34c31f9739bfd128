"""Least squares on normal features that miss a part of the target, and fixed filters of the fit."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.gaussian.regression import draw_basis
from w2s_theory.simulate.linear.fits import excess_risks, simulate_fits

# independent fits of which one measured number is the mean
REPEATS = 400
# p, D, n, sigma
_TEACHERS = ((4, 8, 20, 0.5), (3, 6, 12, 0.0), (2, 5, 30, 0.8))
# p, D, n, sigma, and the share of the error that so many labels allow
_ENOUGH = ((3, 6, 64, 0.3), (2, 5, 45, 0.6))
_ROUNDING = 1e-11


def filtered_fit_trials(rng: np.random.Generator, size: int) -> Draws:
    """Risks of S applied to the fit, for S = I and for a random symmetric S with eigenvalues in [0, 1]."""
    settings = [(*each, own) for each in _TEACHERS for own in (True, False)]
    each, parts = -(-size // len(settings)), []
    for weak, ambient, labels, noise, own in settings:
        fixed = np.random.default_rng(ambient)
        basis, target = draw_basis(ambient, weak, fixed), fixed.standard_normal(ambient) / ambient**0.5
        turn = draw_basis(ambient, ambient, fixed)
        kept = np.eye(ambient) if own else turn @ np.diag(fixed.uniform(0, 1, ambient)) @ turn.T
        seen, passed = basis @ (basis.T @ target), kept @ (basis @ (basis.T @ target))
        numbers = {
            "d_TE": weak, "samples_TE": labels, "label_variance": noise**2 + float(np.sum((target - seen) ** 2)),
            "bias_ST": float(np.sum((target - passed) ** 2)), "kept_ST": float(np.sum((kept @ basis) ** 2)),
        }  # fmt: skip
        measured = np.array(
            [
                float(
                    np.mean(
                        excess_risks(simulate_fits(basis, target, labels, noise, REPEATS, rng) @ kept, target)
                    )
                )
                for _ in range(each)
            ]
        )
        parts.append(_part(numbers, measured, {"p, D, n, sigma": _TEACHERS}))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def enough_label_trials(rng: np.random.Generator, size: int) -> Draws:
    """Risks of fits, and the share by which so many labels let them exceed what the features miss."""
    each, parts = -(-size // len(_ENOUGH)), []
    for weak, ambient, labels, noise in _ENOUGH:
        fixed = np.random.default_rng(ambient)
        basis, target = draw_basis(ambient, weak, fixed), fixed.standard_normal(ambient) / ambient**0.5
        missed = float(np.sum((target - basis @ (basis.T @ target)) ** 2))
        share = weak * (missed + noise**2) / ((labels - weak - 1) * missed) * (1 + 1e-12)
        numbers = {
            "d_TE": weak, "samples_TE": labels, "missed_TE": missed, "noise_variance": noise**2, "label_excess": share,
        }  # fmt: skip
        measured = np.array(
            [
                float(
                    np.mean(excess_risks(simulate_fits(basis, target, labels, noise, REPEATS, rng), target))
                )
                for _ in range(each)
            ]
        )
        parts.append(_part(numbers, measured, {"p, D, n, sigma": _ENOUGH}))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def _part(numbers: dict[str, float], measured: np.ndarray, sizes: dict[str, object]) -> Draws:
    values = {name: np.full(len(measured), value) for name, value in numbers.items()}
    return Draws(values, measured, _ROUNDING * measured, sizes=sizes, repeats=REPEATS)
