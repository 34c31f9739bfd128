"""One-pass SGD of a student of infinite width, as it runs: functions are values on a grid of the sphere S^2.

The kernel is a polynomial of degree 3 in <x, x'>, so that the grid integrates every product exactly; degrees are told
apart by the grid's own orthonormal functions, made by Gram-Schmidt from monomials. Nothing here knows an addition theorem
or what a mean over inputs is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.random_features import normalise_rows
from w2s_theory.simulate.sphere_grid import product_grid

DEGREES = 4
_POWERS = [each for each in product(range(DEGREES), repeat=3) if sum(each) < DEGREES]
_ROUNDING = 1e-12
# of ||Pi_j (f_{t+1} - f_TE)||^2 in the trials of one step
LARGEST = 4


@dataclass(frozen=True, eq=False)
class _Functions:
    """All polynomials of degree at most 3 on S^2.

    ``basis`` (16, monomials): orthonormal functions as combinations of monomials, ``degree`` (16,) of each.
    """

    basis: np.ndarray
    degree: np.ndarray

    def values(self, points: np.ndarray) -> np.ndarray:
        """The 16 functions at points of shape (..., 3)."""
        return _monomials(points) @ self.basis.T


def _monomials(points: np.ndarray) -> np.ndarray:
    x, y, z = (
        [np.ones_like(each), each, each * each, each * each * each] for each in np.moveaxis(points, -1, 0)
    )
    return np.stack([x[a] * y[b] * z[c] for a, b, c in _POWERS], axis=-1)


@cache
def functions() -> _Functions:
    """Orthonormal for the uniform law, degree by degree."""
    grid = product_grid(8, 16)
    monomials = _monomials(grid.points)
    root = np.sqrt(grid.weights)[:, None]
    kept, degrees = [], []
    for place in np.argsort([sum(each) for each in _POWERS], kind="stable"):
        new = np.zeros(len(_POWERS))
        new[place] = 1.0
        for _ in range(2):
            for old in kept:
                new -= np.sum((root * root * (monomials @ old)[:, None]).ravel() * (monomials @ new)) * old
        size = float(np.sqrt(np.sum(grid.weights * (monomials @ new) ** 2)))
        if size > 1e-8:
            kept.append(new / size)
            degrees.append(sum(_POWERS[place]))
    return _Functions(np.array(kept), np.array(degrees))


def draw_inputs(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Uniform on S^2, shape (*shape, 3)."""
    flat = normalise_rows(rng.standard_normal((int(np.prod(shape)), 3)))
    return flat.reshape(*shape, 3)


def kernel_sections(inputs: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """The functions K(x, .) = sum_p c_p <x, .>^p for inputs (..., 3), as coefficients of the 16 functions."""
    grid, known = product_grid(4, 8), functions()
    at_grid = known.values(grid.points) * grid.weights[:, None]
    cosines = inputs @ grid.points.T
    values = np.full_like(cosines, coefficients[-1])
    for c in coefficients[-2::-1]:
        values = values * cosines + c
    return values @ at_grid


@cache
def kernel(number: int) -> tuple[np.ndarray, np.ndarray, float]:
    """Coefficients c_p, the eigenvalue of each degree as the grid sees it, and K(x, x)."""
    coefficients = np.array(((0.1, 0.5, 0.3, 0.1), (0.0, 0.8, 0.0, 0.4), (0.3, 0.2, 0.6, 0.5))[number])
    known = functions()
    pole = np.array([0.0, 0.0, 1.0])
    section, values = kernel_sections(pole[None], coefficients)[0], known.values(pole[None])[0]
    # lambda_j Y(x) = <K(x, .), Y>
    found = np.array([
        float(np.sum(section[known.degree == j] * values[known.degree == j]))
        / float(np.sum(values[known.degree == j] ** 2))
        for j in range(DEGREES)
    ])  # fmt: skip
    return coefficients, np.where(np.abs(found) > 1e-14, found, 0.0), float(coefficients.sum())


def one_step_trials(rng: np.random.Generator, size: int) -> Draws:
    """One batch: f_t - f_TE of norm 1 on degree 0 and one other, and its part there after the step.

    ``LARGEST`` bounds it: f_t - f_TE is at most sqrt(1 + N_j) anywhere.
    """
    parts, known = [], functions()
    settings = ((0, 1, 1.0, 1, 0.0), (1, 4, 0.7, 1, 0.0), (2, 2, 1.8, 2, 0.0), (0, 3, 0.8, 1, 0.25))
    each = -(-size // len(settings))
    for number, batch, share, degree, noise in settings:
        coefficients, eigenvalues, diagonal = kernel(number)
        eta = share / diagonal
        own = known.degree == degree
        gap = normalise_rows(rng.standard_normal((each, len(own))) * (own | (known.degree == 0)))
        inputs = draw_inputs((each, batch), rng)
        residual = np.einsum("sbk,sk->sb", known.values(inputs), gap)
        residual += noise**0.5 * rng.choice([-1.0, 1.0], residual.shape)
        gradient = np.einsum("sb,sbk->sk", residual, kernel_sections(inputs, coefficients)) / batch
        after = np.sum((gap - eta * gradient)[:, own] ** 2, axis=1)
        rows = {
            "lam": eigenvalues[degree], "degree_count": float(own.sum()), "eta": eta, "batch": batch,
            "gap_energy": 1.0, "noise_variance": noise,
        }  # fmt: skip
        values = {name: np.full(each, value) for name, value in rows.items()}
        values["gap_part_energy"] = np.sum(gap[:, own] ** 2, axis=1)
        parts.append(
            Draws(
                values,
                after,
                np.full(each, _ROUNDING),
                sizes={"d": 3, "degree of the kernels": 3, "B": "1 to 4"},
            )
        )
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


# f* = sqrt(3) <x, e>, a teacher of norm below 1 on degrees 0 and 1 of the first kernel, whose eigenvalues differ by
# 8 % there: (error on degree 0, on degree 1 along f*, across), eta K(x, x), B, t
_RUNS = ((0.4, 0.3, 0.2, 1.0, 1, 4), (-0.3, 0.1, 0.5, 1.6, 3, 3), (0.2, 0.5, -0.4, 0.6, 2, 6))
# ||f* - f_ST|| <= ||f* - f_TE|| + ||f_ST - f_TE||; the second does not grow in the kernel's norm for eta K(x, x) <= 2
LARGEST_RUN = 3


def run_trials(rng: np.random.Generator, size: int) -> Draws:
    """Students after some steps; the energy of f_t - f_TE on each degree is measured on the same run."""
    parts, known = [], functions()
    coefficients, eigenvalues, diagonal = kernel(0)
    each = -(-size // len(_RUNS))
    linear = np.flatnonzero(known.degree == 1)
    for constant, missed, across, share, batch, steps in _RUNS:
        target, teacher = np.zeros((2, len(known.degree)))
        target[linear[0]] = 1.0
        teacher[0], teacher[linear[0]], teacher[linear[1]] = constant, 1.0 - missed, across
        student, eta = np.zeros((each, len(target))), share / diagonal
        for _ in range(steps):
            inputs = draw_inputs((each, batch), rng)
            residual = np.einsum("sbk,sk->sb", known.values(inputs), student - teacher)
            student -= eta * np.einsum("sb,sbk->sk", residual, kernel_sections(inputs, coefficients)) / batch

        def by_degree(products: np.ndarray) -> np.ndarray:
            return np.stack([products[..., known.degree == j].sum(axis=-1) for j in range(DEGREES)], axis=-1)

        values = {
            "n": np.full(each, DEGREES), "i": np.full(each, steps), "eta": np.full(each, eta),
            "L_TE": np.full(each, np.sum((target - teacher) ** 2)), "lambdas": np.tile(eigenvalues, (each, 1)),
            "teacher_shares": np.tile(by_degree(target * teacher), (each, 1)),
            "teacher_norms": np.tile(by_degree(teacher**2), (each, 1)),
            "mean_gaps": by_degree((student - teacher) ** 2),
        }  # fmt: skip
        measured = np.sum((student - target) ** 2, axis=1)
        parts.append(
            Draws(values, measured, np.full(each, _ROUNDING), sizes={"d": 3, "B": "1 to 3", "t": "3 to 6"})
        )
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


# (share of degree 1 in f*, eta K(x, x), B, T, learnt shares of degrees 0 to 3)
_TAUGHT = ((1.0, 0.5, 2, 3, (0.9, 0.8, 0.5, 0.3)), (0.8, 0.6, 4, 2, (1.0, 0.9, 0.4, 0.1)))
# of ||f* - f_ST||^2: the teacher's distance from f* does not grow in the kernel's norm
LARGEST_TAUGHT = 3


def taught_trials(rng: np.random.Generator, size: int) -> Draws:
    """Teachers that one-pass SGD trains on f*, two of each kind: half their squared difference is their variance."""
    parts, known = [], functions()
    coefficients, eigenvalues, diagonal = kernel(0)
    each = -(-size // len(_TAUGHT))
    for share, step, batch, steps, learnt in _TAUGHT:
        target = np.zeros(len(known.degree))
        target[0], target[np.flatnonzero(known.degree == 1)[0]] = (1 - share**2) ** 0.5, share
        teacher, eta = np.zeros((2 * each, len(target))), step / diagonal
        for _ in range(steps):
            inputs = draw_inputs((2 * each, batch), rng)
            residual = np.einsum("sbk,sk->sb", known.values(inputs), teacher - target)
            teacher -= eta * np.einsum("sb,sbk->sk", residual, kernel_sections(inputs, coefficients)) / batch
        first, second = teacher[:each], teacher[each:]
        s = np.array(learnt)

        def by_degree(products: np.ndarray) -> np.ndarray:
            return np.stack([products[..., known.degree == j].sum(axis=-1) for j in range(DEGREES)], axis=-1)

        values = {
            "n": np.full(each, DEGREES), "i": np.full(each, steps), "eta": np.full(each, eta),
            "lambdas": np.tile(eigenvalues, (each, 1)), "f": np.tile(by_degree(target**2) ** 0.5, (each, 1)),
            "s_ST": np.tile(s, (each, 1)), "teacher_variances": by_degree((first - second) ** 2) / 2,
        }  # fmt: skip
        measured = np.sum((target - s[known.degree] * first) ** 2, axis=1)
        parts.append(
            Draws(values, measured, np.full(each, _ROUNDING), sizes={"d": 3, "B": "2 and 4", "T": "2 and 3"})
        )
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def potential_trials(rng: np.random.Generator, size: int) -> Draws:
    """One step with one input, its mean over the input by quadrature: exact for polynomials of degree 3."""
    known, grid = functions(), product_grid(8, 16)
    at_grid, rows = known.values(grid.points), []
    for _ in range(max(20, size // 8)):
        number = int(rng.integers(3))
        coefficients, eigenvalues, diagonal = kernel(number)
        share, noise = float(rng.uniform(0.1, 1.9)), float(rng.uniform(0, 1))
        y = share / diagonal * eigenvalues
        gap = rng.standard_normal(len(known.degree)) * np.isin(known.degree, np.flatnonzero(eigenvalues))
        gap /= np.linalg.norm(gap)
        sections = kernel_sections(grid.points, coefficients) * (share / diagonal)
        # the label's noise is one of two values
        after = np.zeros(DEGREES)
        for sign in (-1.0, 1.0):
            residual = at_grid @ gap + sign * noise**0.5
            moved = (gap - residual[:, None] * sections) ** 2
            energies = np.stack([moved[:, known.degree == j].sum(axis=1) for j in range(DEGREES)], axis=1)
            after += 0.5 * grid.weights @ energies
        there = eigenvalues > 0
        before = np.array([np.sum(gap[known.degree == j] ** 2) for j in range(DEGREES)])
        many = np.array([float(np.sum(known.degree == j)) for j in range(DEGREES)])
        short = DEGREES - int(there.sum())
        padded = [
            np.append(each[there], np.full(short, rest))
            for each, rest in ((before, 0.0), (1 / (2 * y + (y == 0)), 0.0), (y**2 * many, 0.0))
        ]
        rows.append((int(there.sum()), *padded, noise, float(np.sum(after[there] / (2 * y[there])))))
    n, gaps, lasting, injected, noise, measured = (np.array(column) for column in zip(*rows, strict=True))
    return Draws(
        {
            "n": n, "mean_gaps": gaps, "lasting_steps": lasting, "injected_energies": injected,
            "gap_energy": gaps.sum(axis=1), "noise_variance": noise,
        },
        measured, 1e-11 * (1 + measured), sizes={"d": 3, "B": 1, "degrees": "3 and 4"},
    )  # fmt: skip
