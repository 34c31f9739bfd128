"""Experiments on the features' parts outside a set of degrees: their Gram matrix, and the mean error over V_k."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import islice

import numpy as np

from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.random_features import draw_units

_EPS = float(np.finfo(float).eps)
# (k, B)
TARGETS = ((0, (0,)), (1, (1,)), (1, (0, 1, 2)), (2, (2,)), (4, (4,)))
# the probability of failure at which networks are drawn, and (d, M) where the bound then says something
DELTA = Fraction(1, 2)
MANY = ((16, 2), (32, 2), (32, 4))
SIZES = {"d": "2 to 32", "M_TE": "1 to 128", "target degree": "0, 1, 2 or 4"}


def tail_matrices(model: Model, units: np.ndarray, degrees: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Gram matrices of the features' parts outside some degrees, and how far an entry may be off.

    Parameters
    ----------
    model : Model
        With an activation.
    units : array, shape (n, M, d)
        The units of n networks.
    degrees : tuple of int
        B.

    Returns
    -------
    gram, accuracy : arrays, shapes (n, M, M) and (n,)
        G - sum_{j in B} lambda_j N_j P_j(U U^T); the accuracy is that of a whole matrix, in norm.
    """
    cosines = exact_cosines(units)
    table = estimate_coefficients(model, max(degrees) + 2)
    gram = relative_kernel(model).values(cosines) * table.kernel_diagonal
    values = islice(gegenbauer_values(cosines, model.dimension), max(degrees) + 1)
    for degree, each in enumerate(values):
        if degree in degrees:
            gram -= table.amplitude[degree] ** 2 * each
    return gram, np.full(len(units), 64 * units.shape[1] * _EPS * table.kernel_diagonal)


def exact_cosines(units: np.ndarray) -> np.ndarray:
    """<u_i, u_j> for each network, 1 on the diagonal; shape (n, M, M)."""
    cosines = np.clip(units @ units.transpose(0, 2, 1), -1.0, 1.0)
    size = units.shape[1]
    cosines[:, np.arange(size), np.arange(size)] = 1.0
    return cosines


def tail_gram(model: Model, units: np.ndarray, degrees: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Smallest eigenvalue of those matrices, and how far it may be off; shape (n,) each."""
    gram, accuracy = tail_matrices(model, units, degrees)
    return np.linalg.eigvalsh(gram)[:, 0], accuracy


def tail_energy(
    model: Model, units: np.ndarray, degree: int, degrees: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """lambda tr G_>^{-1} P_k(U U^T), the mean of b G_>^{-1} b over V_k, and how far it may be off; shape (n,) each."""
    gram, entry = tail_matrices(model, units, degrees)
    *_, own = islice(gegenbauer_values(exact_cosines(units), model.dimension), degree + 1)
    inverse = np.linalg.inv(gram)
    energy = estimate_coefficients(model, degree + 2).eigenvalue[degree] * np.sum(inverse * own, axis=(1, 2))
    return energy, energy * entry * np.linalg.norm(inverse, ord=2, axis=(1, 2)) + 1e-13 * energy


def measure_tails(model: Model, units: np.ndarray, degree: int, degrees: tuple[int, ...]) -> Draws:
    """The mean of L_TE over V_k and the smallest eigenvalue g, for n networks."""
    count = units.shape[1]
    table = estimate_coefficients(model, degree + 2)
    errors, accuracy = degree_errors(model, units, degree)
    smallest, doubt = tail_gram(model, units, degrees)
    n = len(units)
    lam = float(table.eigenvalue[degree])
    return Draws(
        {"M_TE": np.full(n, count), "lam": np.full(n, lam), "g_B": smallest},
        errors[:, degree], accuracy[:, degree], {"lam": np.full(n, 8 * _EPS * lam), "g_B": doubt}, sizes=SIZES,
    )  # fmt: skip


def draw_placement(rng: np.random.Generator, number: int) -> tuple[Model, np.ndarray, int, tuple[int, ...]]:
    """A ReLU model, the units of one network of random size, k and B; every third network has a single unit."""
    model = relu_sphere(int(rng.integers(2, 33)))
    degree, degrees = TARGETS[int(rng.integers(len(TARGETS)))]
    # many units close together in the plane have features that are equal to working accuracy
    most = 4.0 if model.dimension < 4 else 7.0
    count = 1 if number % 3 == 0 else int(2.0 ** rng.uniform(0, most))
    return model, draw_units(model, count, rng)[None], degree, degrees


def tail_trials(rng: np.random.Generator, size: int) -> Draws:
    """ReLU networks of random size; by a single unit the bound is attained for k = 0."""
    found = join([measure_tails(*draw_placement(rng, number)) for number in range(size)])
    return found.select(found.parameters["g_B"] > 4 * found.uncertainty["g_B"])


def witness() -> Draws:
    """A single unit and a constant target, B = {0}: both sides are 1 - lambda_0/K(x, x)."""
    return join([measure_tails(relu_sphere(d), np.eye(d)[None, :1], 0, (0,)) for d in (2, 3, 8, 32)])


def tail_traces(model: Model, degrees: tuple[int, ...]) -> tuple[float, float]:
    """Sums of N_j lambda_j and of N_j lambda_j^2 over the degrees outside B.

    The first is K(x, x) without the degrees of B; degrees above 64 are left out of the second, which in the
    dimensions used here is below its rounding.
    """
    table = estimate_coefficients(model, 64)
    weight = table.amplitude**2
    outside = [j for j in range(len(weight)) if j not in degrees]
    return (
        table.kernel_diagonal - float(sum(weight[j] for j in degrees)),
        float(np.sum(weight[outside] * table.eigenvalue[outside])),
    )


def many_tails(rng: np.random.Generator, size: int) -> Draws:
    """Networks of few units in high dimension, B = {0, 1}."""
    parts = []
    for dimension, count in MANY:
        model = relu_sphere(dimension)
        units = draw_units(model, size * count, rng).reshape(size, count, dimension)
        trace, square = tail_traces(model, (0, 1))
        smallest, doubt = tail_gram(model, units, (0, 1))
        known = np.full(size, 64 * _EPS)
        parts.append(
            Draws(
                {
                    "M_TE": np.full(size, count), "T_B": np.full(size, trace), "S_B": np.full(size, square),
                    "delta": np.full(size, float(DELTA)),
                },
                smallest, doubt, {"T_B": known, "S_B": known * square},
                sizes={"(d, M_TE)": str(MANY), "B": "0, 1"},
            )
        )  # fmt: skip
    return join(parts)


@lru_cache(maxsize=8)
def kernel_fourth_moment(model: Model, degrees: tuple[int, ...]) -> float:
    """Mean of k_>^4 at two independent units, k_> the kernel without the degrees B, by Gauss's rule in the angle."""
    node, weight = np.polynomial.legendre.leggauss(200)
    angle = np.pi / 2 * (node + 1)
    density = weight * np.sin(angle) ** (model.dimension - 2)
    cosine = np.cos(angle)
    table = estimate_coefficients(model, max(degrees) + 2)
    value = relative_kernel(model).values(cosine) * table.kernel_diagonal
    for degree, each in enumerate(islice(gegenbauer_values(cosine, model.dimension), max(degrees) + 1)):
        if degree in degrees:
            value = value - table.amplitude[degree] ** 2 * each
    return float(density @ value**4 / density.sum())


def fourth_trials(rng: np.random.Generator, size: int) -> Draws:
    """The same networks, with the fourth moment of X."""
    found = many_tails(rng, size)
    parts = []
    for dimension, count in MANY:
        model = relu_sphere(dimension)
        here = (found.parameters["M_TE"] == count) & (
            found.parameters["T_B"] == tail_traces(model, (0, 1))[0]
        )
        table = estimate_coefficients(model, 64)
        fourth = float(np.sum((table.amplitude**2 * table.eigenvalue**3)[2:]))
        pairs, square = count * (count - 1), found.parameters["S_B"][here][0]
        kappa = kernel_fourth_moment(model, (0, 1))
        moment = pairs * kappa + 2 * pairs * (count - 2) * square**2
        moment += pairs * (count - 2) * (count - 3) * fourth
        row = {
            "kernel_fourth": kappa, "fourth_trace": fourth,
            "tail_width": (1 + 1e-9) * (moment / float(DELTA)) ** 0.25,
        }  # fmt: skip
        draws = found.select(here)
        known = {**draws.parameters, **{name: np.full(len(draws), value) for name, value in row.items()}}
        parts.append(replace(draws, parameters=known))
    return join(parts)


def measure_energy(model: Model, units: np.ndarray, degree: int, degrees: tuple[int, ...]) -> Draws:
    """The mean of L_TE over V_k and the tail energy w, for n networks."""
    errors, accuracy = degree_errors(model, units, degree)
    energy, doubt = tail_energy(model, units, degree, degrees)
    return Draws({"w_B": energy}, errors[:, degree], accuracy[:, degree], {"w_B": doubt}, sizes=SIZES)


def energy_trials(rng: np.random.Generator, size: int) -> Draws:
    """The same networks; those whose tails are dependent to working accuracy are left out."""
    found = join([measure_energy(*draw_placement(rng, number)) for number in range(size)])
    return found.select(
        (found.parameters["w_B"] > 0) & (found.uncertainty["w_B"] < 1e-3 * found.parameters["w_B"])
    )


def energy_witness() -> Draws:
    """A constant target and B = {0}: attained by every network; here units on the axes."""
    return join([measure_energy(relu_sphere(d), np.eye(d)[None], 0, (0,)) for d in (2, 3, 8)])
