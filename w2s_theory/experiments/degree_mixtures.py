"""Targets of several degrees: single networks and operators, and thousands of small networks for the means.

On one network the student's error comes from the vectors themselves; the shares and noises from the teacher alone. In the
mean the student's error is that of a zonal target; the mean errors and energies of single degrees come from traces, which
know no target.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np

from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values, orthonormal_values
from w2s_theory.simulate.random_features import draw_units

# degrees 0..LENGTH-2 and one entry for the rest, of which the target has nothing
LENGTH = 8
# (dimension, units of the teacher, share of the target by degree, lambda_1 t)
Cell = tuple[int, int, dict[int, float], float]
FEW_UNITS: tuple[Cell, ...] = ((16, 2, {1: 0.5, 2: 0.5}, 3.0), (32, 3, {1: 0.7, 2: 0.1, 4: 0.2}, 3.0))
SIZES: tuple[Cell, ...] = (
    (4, 8, {1: 0.5, 2: 0.5}, 2.0),
    (8, 10, {0: 0.2, 1: 0.3, 2: 0.3, 4: 0.2}, 4.0),
    (8, 6, {1: 0.9, 4: 0.1}, 1.0),
)
# a few dozen roundings of numbers of size 1
_ROUNDING = 1e-13
# of sums over pairs of features, carried by the inverse of a small Gram matrix
_CARRIED = 1e-10


def mixture_trials(rng: np.random.Generator, size: int) -> Draws:
    """Projections in R^m with m up to 12, split into up to LENGTH eigenspaces, and students with any s_j >= 0."""
    rows = [_draw_mixture(rng) for _ in range(max(1, size))]
    names = ("n", "s_ST", "f", "shares_TE", "n_TE")
    errors = np.array([row["L_ST"] for row in rows])
    parameters = {name: np.array([row[name] for row in rows]) for name in names}
    sizes = {"random operators": len(rows), "eigenspaces": f"1 to {LENGTH}"}
    return Draws(parameters, errors, np.full(len(rows), _ROUNDING), sizes=sizes)


def _draw_mixture(rng: np.random.Generator) -> dict[str, object]:
    spaces = int(rng.integers(1, LENGTH + 1))
    place = np.sort(np.concatenate([np.arange(spaces), rng.integers(0, spaces, int(rng.integers(0, 5)))]))
    target = rng.standard_normal(len(place))
    target /= np.linalg.norm(target)
    span, _ = np.linalg.qr(rng.standard_normal((len(place), int(rng.integers(1, len(place) + 1)))))
    teacher = span @ (span.T @ target)
    shrinkage = np.where(rng.random(spaces) < 0.8, rng.random(spaces), rng.uniform(1, 2, spaces))
    student = shrinkage[place] * teacher
    energy, overlap, whole = (
        np.bincount(place, weights=each, minlength=LENGTH)
        for each in (target**2, target * teacher, teacher**2)
    )
    taught = overlap / np.where(energy > 0, energy, 1.0)
    return {
        "n": spaces, "s_ST": np.pad(shrinkage, (0, LENGTH - spaces)), "f": np.sqrt(energy), "shares_TE": taught,
        "n_TE": np.maximum(whole - taught**2 * energy, 0.0), "L_ST": float(np.sum((target - student) ** 2)),
    }  # fmt: skip


def measure_mixtures(units: np.ndarray, shares: dict[int, float], tau: float) -> Draws:
    """Teachers with units of shape (n, M_TE, d) of a zonal target with these shares, and their students at lambda_1 t."""
    count, size, dimension = units.shape
    model = relu_sphere(dimension)
    table = estimate_coefficients(model, LENGTH)
    cosines = np.clip(units @ units.transpose(0, 2, 1), -1.0, 1.0)
    cosines[:, np.arange(size), np.arange(size)] = 1.0
    inverse = np.linalg.inv(table.kernel_diagonal * relative_kernel(model).values(cosines))
    polynomials = np.array(
        [each.copy() for each in islice(gegenbauer_values(cosines, dimension), LENGTH - 1)]
    )
    harmonics = np.array(
        [each.copy() for each in islice(orthonormal_values(units[:, :, 0], dimension), LENGTH - 1)]
    )
    parts = np.array([shares.get(degree, 0.0) ** 0.5 for degree in range(LENGTH - 1)])
    products = np.einsum("k,kni->ni", parts * table.coefficient[: LENGTH - 1], harmonics)
    weights = np.einsum("nij,nj->ni", inverse, products)
    s = -np.expm1(-table.eigenvalue[:LENGTH] * (tau / table.eigenvalue[1]))
    mass = table.amplitude[: LENGTH - 1] ** 2
    energies = mass[:, None] * np.einsum("ni,knij,nj->kn", weights, polynomials, weights)
    rest = np.maximum(np.sum(products * weights, axis=1) - energies.sum(axis=0), 0.0)
    crosses = (parts * table.coefficient[: LENGTH - 1])[:, None] * np.einsum("ni,kni->kn", weights, harmonics)
    student = 1.0 - 2.0 * s[:-1] @ crosses + s[:-1] ** 2 @ energies + s[-1] ** 2 * rest
    # T_k = lambda_k tr(G^{-1} (sum_j s_j^2 K_j) G^{-1} P_k), K_j the kernel's part of degree j
    learnt = inverse @ np.einsum("k,knij->nij", s[:-1] ** 2 * mass, polynomials) @ inverse
    seen = table.eigenvalue[: LENGTH - 1, None] * np.einsum("nij,knij->kn", learnt, polynomials)
    missed, _ = degree_errors(model, units, LENGTH - 2)
    # the degrees of the last entry are learnt at most as far as the first of them
    beyond = s[-1] ** 2 * np.maximum(1.0 - missed, 0.0)

    def rows(values: np.ndarray) -> np.ndarray:
        return np.tile(np.append(values, 0.0), (count, 1))

    return Draws(
        {
            "n": np.full(count, LENGTH), "s_ST": np.tile(s, (count, 1)), "f": rows(parts),
            "l_TE": np.column_stack([missed, np.ones(count)]), "t_ST": np.column_stack([seen.T, np.zeros(count)]),
        },
        student, s[-1] ** 2 * rest + beyond @ parts**2 + _CARRIED,
    )  # fmt: skip


def mean_mixture_trials(rng: np.random.Generator, size: int, sizes: tuple[Cell, ...] = SIZES) -> Draws:
    """L_ST, and per draw unbiased values of the mean errors ell_j and energies T_j."""
    each = -(-size // len(sizes))
    parts = []
    for dimension, teacher, shares, tau in sizes:
        units = draw_units(relu_sphere(dimension), each * teacher, rng).reshape(each, teacher, dimension)
        parts.append(measure_mixtures(units, shares, tau))
    mixed = replace(join(parts), sizes={"d, M_TE, shares, tau": sizes})
    return mixed.select(rng.permutation(len(mixed)))


def limited_mixture_trials(rng: np.random.Generator, size: int) -> Draws:
    """A few units in high dimension, where the limit is nearly attained, without the energies T_j.

    The square of a draw's own ell_j is not the square of the mean, but the limit holds with it too: for a fixed network,
    and the mean over the targets of V_j, it is that of an eigenfunction.
    """
    found = mean_mixture_trials(rng, size, FEW_UNITS)
    return replace(
        found, parameters={name: each for name, each in found.parameters.items() if name != "t_ST"}
    )
