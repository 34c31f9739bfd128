"""Thousands of small ReLU networks whose students start at p f* + q g, g a harmonic of degree 2 that the target lacks.

The student's error is summed by degree from the teacher's own weights, with its chance overlap with g; the mean errors
ell_j come from the traces of the teachers' projections, which know neither the target nor the start.
"""

from __future__ import annotations

from itertools import islice

import numpy as np

from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values, orthonormal_values
from w2s_theory.simulate.random_features import draw_units

# degrees 0..LENGTH-2 and one entry for the rest
LENGTH = 8
# (dimension, units of the teacher, p, q, lambda_1 t); the target is linear
SIZES = ((8, 6, 0.5, 0.3, 1.0), (8, 10, 0.2, 0.3, 2.0), (16, 12, 0.4, 0.0, 0.5))
# every p lies in [0, 1/2] and every q in [0, 3/10]; L_ST <= L_0 + L_TE, since 0 <= S <= I
_ROUNDING = 1e-10


def measure_started_networks(units: np.ndarray, share: float, other: float, tau: float) -> Draws:
    """Teachers with units of shape (n, M_TE, d), and the students of all of them."""
    count, _, dimension = units.shape
    model = relu_sphere(dimension)
    table = estimate_coefficients(model, LENGTH)
    cosines = np.clip(units @ units.transpose(0, 2, 1), -1.0, 1.0)
    gram = table.kernel_diagonal * relative_kernel(model).values(cosines)
    products = table.coefficient[1] * dimension**0.5 * units[:, :, 0]
    weights = np.linalg.solve(gram, products[:, :, None])[:, :, 0]
    overlap = np.sum(products * weights, axis=1)
    energies = np.stack([
        mass * np.einsum("ni,nij,nj->n", weights, each, weights)
        for mass, each in zip(table.amplitude**2, islice(gegenbauer_values(cosines, dimension), LENGTH - 1), strict=False)
    ], axis=1)  # fmt: skip
    rest = np.maximum(overlap - energies.sum(axis=1), 0.0)
    energies = np.column_stack([np.maximum(energies, 0.0), rest])
    chance = table.coefficient[2] * np.einsum(
        "ni,ni->n", weights, next(islice(orthonormal_values(units[:, :, 0], dimension), 2, None))
    )
    lambdas = table.eigenvalue[:LENGTH]
    time = tau / lambdas[1]
    s = -np.expm1(-lambdas * time)
    toward = 1 - (1 - s[1]) * share
    student = (energies @ s**2) + toward**2 - 2 * toward * s[1] * overlap
    student = student + ((1 - s[2]) * other) ** 2 + 2 * s[2] * (1 - s[2]) * other * chance
    missed, _ = degree_errors(model, units, LENGTH - 2)

    def rows(**entries: float) -> np.ndarray:
        row = np.zeros(LENGTH)
        for name, value in entries.items():
            row[int(name[1:])] = value
        return np.tile(row, (count, 1))

    return Draws(
        {
            "n": np.full(count, LENGTH), "s_ST": np.tile(s, (count, 1)),
            "f": rows(k1=1.0), "a_0": rows(k1=share), "z_0": rows(k2=other**2),
            "q_TE": energies, "l_TE": np.column_stack([missed, np.ones(count)]),
        },
        # the degrees of the last entry are learnt at most as far as the first of them
        student, s[-1] ** 2 * rest + _ROUNDING,
        sizes={"d, M_TE, p, q, tau": SIZES, "target degree": 1},
    )  # fmt: skip


def started_network_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_ST, and per draw unbiased values of the mean energies q_j and mean errors ell_j."""
    each = -(-size // len(SIZES))
    parts = []
    for dimension, teacher, share, other, tau in SIZES:
        units = draw_units(relu_sphere(dimension), each * teacher, rng).reshape(each, teacher, dimension)
        parts.append(measure_started_networks(units, share, other, tau))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))
