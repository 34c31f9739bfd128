"""Experiments on means over the harmonics of a degree: L_TE averaged over V_k, for many small teachers at once.

The mean over an orthonormal basis of V_k of ||f* - P f*||^2 is 1 - tr(Pi_k P)/N_k, which the units' cosines give. It
has the mean over the units that a single target has, and less noise.
"""

from __future__ import annotations

from itertools import islice

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.random_features import draw_units

_EPS = float(np.finfo(float).eps)
# (dimension, degree, number of units)
SIZES = ((4, 1, 1), (8, 1, 1), (16, 0, 1), (64, 0, 2), (8, 2, 2), (32, 1, 2))


def degree_errors(model: Model, units: np.ndarray, largest: int) -> tuple[np.ndarray, np.ndarray]:
    """L_TE averaged over V_j, for the degrees j = 0..J and many teachers.

    Parameters
    ----------
    model : Model
        With an activation.
    units : array, shape (n, M, d)
        The units of n teachers.
    largest : int
        J.

    Returns
    -------
    errors, accuracy : arrays, shape (n, J+1)
        1 - tr(Pi_j P)/N_j = 1 - lambda_j sum_{ab} (G^{-1})_{ab} P_j(<u_a, u_b>); 1 where lambda_j = 0.
    """
    cosines = np.clip(units @ units.transpose(0, 2, 1), -1.0, 1.0)
    size = units.shape[1]
    cosines[:, np.arange(size), np.arange(size)] = 1.0
    table = estimate_coefficients(model, largest + 2)
    gram = relative_kernel(model).values(cosines)
    inverse = np.linalg.inv(gram)
    share = table.eigenvalue[: largest + 1] / table.kernel_diagonal
    values = islice(gegenbauer_values(cosines, model.dimension), largest + 1)
    learnt = np.stack(
        [weight * np.sum(inverse * each, axis=(1, 2)) for weight, each in zip(share, values, strict=True)]
    )
    # rounding of the entries of G and of the cosines, carried by the inverse twice
    carried = 64 * size * _EPS * np.linalg.norm(inverse, ord=2, axis=(1, 2)) ** 2
    accuracy = carried[:, None] * share * size + 8 * _EPS
    return 1.0 - learnt.T, np.broadcast_to(accuracy, learnt.T.shape)


def _measure(dimension: int, degree: int, count: int, units: np.ndarray) -> Draws:
    model = relu_sphere(dimension)
    table = estimate_coefficients(model, degree + 2)
    errors, accuracy = degree_errors(model, units, degree)
    n = len(units)
    known = np.full(n, 4 * _EPS)
    return Draws(
        {
            "M_TE": np.full(n, count),
            "a_k": np.full(n, table.coefficient[degree]),
            "K_1": np.full(n, table.kernel_diagonal),
        },
        errors[:, degree], accuracy[:, degree], {"a_k": known, "K_1": known},
        sizes={"d": "4 to 64", "M_TE": "1 and 2", "target degree": "0 to 2"},
    )  # fmt: skip


def few_units(rng: np.random.Generator, size: int) -> Draws:
    """One or two units: the bound is attained by one, and nearly by two in high dimension."""
    each = -(-size // len(SIZES))
    parts = []
    for dimension, degree, count in SIZES:
        units = draw_units(relu_sphere(dimension), each * count, rng).reshape(each, count, dimension)
        parts.append(_measure(dimension, degree, count, units))
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def one_unit() -> Draws:
    """A single unit: the mean over V_k is 1 - lambda_k/K_1 wherever it is placed."""
    return join([_measure(d, k, 1, np.eye(d)[None, :1]) for d, k in ((2, 1), (3, 1), (5, 2))])
