"""One-pass SGD in the mean over its inputs, exactly: the second moment of f_t - f_TE as a matrix, stepped by quadrature.

The functions are polynomials of degree 3 on S^2, 16 coefficients; one input x makes g - eta (g(x) - noise) K(x, .) of g,
linear in g, and the mean over x is a sum over a grid that is exact for these polynomials. No addition theorem enters.
"""

from __future__ import annotations

import numpy as np

from w2s_theory.experiments.one_pass_sgd import DEGREES, functions, kernel, kernel_sections
from w2s_theory.records.draws import Draws
from w2s_theory.simulate.sphere_grid import product_grid

_ROUNDING = 1e-12


def _row(rng: np.random.Generator, steps: int, share: float) -> dict[str, float]:
    """One degree after some steps: its energy, that to first order, and what sampling has added at most before."""
    known, grid = functions(), product_grid(8, 16)
    values, number, batch = known.values(grid.points), int(rng.integers(3)), int(rng.integers(1, 5))
    coefficients, eigenvalues, diagonal = kernel(number)
    eta, noise = share / diagonal, float(rng.choice([0.0, rng.uniform(0, 0.5)]))
    sections = eta * kernel_sections(grid.points, coefficients)
    size = len(known.degree)
    # A_x = I - eta K(x, .) (evaluation at x)
    maps = np.eye(size) - sections[:, :, None] * values[:, None, :]
    mean_map = np.einsum("x,xab->ab", grid.weights, maps)
    scatter = np.einsum("x,xa,xb->ab", grid.weights, sections, sections)
    gap = rng.standard_normal(size)
    gap /= np.linalg.norm(gap)
    # of the degrees whose energy does not change its sign
    y = eta * eigenvalues
    j = int(rng.choice(np.flatnonzero((y > 0) & ((1 - y) ** 2 >= y**2 / batch))))
    own = known.degree == j
    kept = float((1 - y[j]) ** 2 - y[j] ** 2 / batch)
    injected = float(y[j] ** 2 * own.sum() / batch)
    moment, exact, first, added = np.outer(gap, gap), gap, float(np.sum(gap[own] ** 2)), 0.0
    for _ in range(steps):
        energy = float(exact @ exact)
        added = max(added, float(np.trace(moment)) - energy)
        first = kept * first + injected * (energy + noise)
        one = np.einsum("x,xab,bc,xdc->ad", grid.weights, maps, moment, maps, optimize=True)
        moment = (one + noise * scatter) / batch + (1 - 1 / batch) * mean_map @ moment @ mean_map.T
        exact = mean_map @ exact
    return {
        "n": steps, "kept_energy": kept, "injected_energy": injected, "noise_variance": noise,
        "largest_sampling": added, "first_gap": first, "gap": float(np.sum(np.diag(moment)[own])),
    }  # fmt: skip


def _draws(rows: list[dict[str, float]]) -> Draws:
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    gap = columns.pop("gap")
    doubts = {name: np.full(len(rows), _ROUNDING) for name in ("largest_sampling", "first_gap")}
    sizes = {"runs": len(rows), "d": 3, "degree of the kernels": DEGREES - 1, "B": "1 to 4", "n": "0 to 60"}
    return Draws(columns, gap, np.full(len(rows), _ROUNDING), doubts, sizes=sizes)


def first_order_trials(rng: np.random.Generator, size: int) -> Draws:
    """e_j after 0 to 60 steps, from small ones to nearly the largest."""
    return _draws([
        _row(rng, int(rng.integers(0, 61)), float(rng.uniform(0.1, 1.9))) for _ in range(max(20, size // 8))
    ])  # fmt: skip


def first_step() -> Draws:
    """After one step both are the same number: E and E^0 were."""
    rng = np.random.default_rng(0)
    return _draws([_row(rng, 1, 1.0) for _ in range(4)])
