"""Students under groups whose shares change, one core direction: fits on balanced designs, the law ``shift``."""

from __future__ import annotations

import numpy as np

from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.linear.spurious import SpuriousWorld, simulate_balanced_fits

# independent teachers of which one measured number is the mean
REPEATS = 400
# p, p_T - 1, p_S - 1, sigma, the labels' noise, n; and the shares
_WORLDS = ((5, 2, 2, 0.8, 1.0, 40), (4, 1, 2, 1.2, 0.7, 25))
_SHARES = ((0.1, 0.1, 0.5), (0.3, 0.5, 0.1))
_ROUNDING = 1e-11


def shifted_group_trials(rng: np.random.Generator, size: int) -> Draws:
    """Risks of students on two fixed worlds, each with two sets of shares."""
    parts, each = [], -(-size // (len(_WORLDS) * len(_SHARES)))
    for ambient, teacher, student, sigma, noise, labels in _WORLDS:
        fixed = np.random.default_rng(ambient)
        first, second = (np.linalg.qr(fixed.standard_normal((ambient, k)))[0] for k in (teacher, student))
        world = SpuriousWorld(first, second, fixed.standard_normal(ambient), sigma, "shift")
        seen = world.teacher.T @ world.mu
        passed = world.teacher.T @ (world.student @ (world.student.T @ world.mu))
        numbers = {
            "fit_variance": noise**2 / labels,
            "group_variance": sigma**2,
            "shared_features": 1.0 + float(np.sum((world.teacher.T @ world.student) ** 2)),
            "mu_T": float(seen @ seen),
            "mu_ST": float(passed @ passed),
            "mu_cross": float(seen @ passed),
        }
        for shares in _SHARES:
            measured = np.array(
                [
                    simulate_balanced_fits(world, shares, labels, noise, REPEATS, rng).mean()
                    for _ in range(each)
                ]
            )
            values = {**numbers, **dict(zip(("eta_l", "eta_u", "eta_t"), shares, strict=True))}
            parameters = {name: np.full(each, value) for name, value in values.items()}
            parts.append(Draws(parameters, measured, _ROUNDING * measured, sizes=_SIZES, repeats=REPEATS))
    draws = join(parts)
    return draws.select(rng.permutation(len(draws)))


_SIZES = {"p, p_T - 1, p_S - 1, sigma, noise, n": _WORLDS, "eta_l, eta_u, eta_t": _SHARES}
