"""Random vectors and operators that satisfy what a setting says of them, many at a time.

A :class:`Plan` is a setting as numbers see it: vectors, operators of a kind with the vectors they map, scalars, and what
must hold. Operators are drawn (a random basis; eigenvalues 0 and 1 for a projection of every rank, within [0, 1] and
often at its ends for a shrinkage), images follow from them, and the free vectors and scalars are moved by Gauss and Newton,
by as little as possible, until the rest holds: an inequality that failed then holds with equality, where bounds are tight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

# a few dozen roundings of numbers of size 1
ROUNDING = 1e-13
# beyond that nothing was solved
CLOSE = 1e-10
_STEPS, _DIFFERENCE = 12, 1e-7
# singular values below that share of the largest belong to equations that say the same
_SAME = 1e-7


@dataclass
class World:
    """Some draws of one dimension: vectors of shape (count, n), scalars of shape (count,)."""

    vectors: dict[str, np.ndarray]
    scalars: dict[str, np.ndarray]

    def inner(self, left: str, right: str) -> np.ndarray:
        """<left, right> on every draw."""
        return np.einsum("ij,ij->i", self.vectors[left], self.vectors[right])


Value = Callable[[World], np.ndarray]
Combination = Mapping[str, Value]


@dataclass(frozen=True)
class DrawnOperator:
    """An operator by its kind, the images that define a vector, and pairs that must be so."""

    kind: str
    images: tuple[tuple[str, Combination], ...]
    pairs: tuple[tuple[Combination, Combination], ...]


@dataclass(frozen=True)
class Plan:
    """What is drawn, and what must hold.

    ``free`` are the vectors that no operator gives, ``scalars`` the ranges of the letters that nothing defines, ``whole``
    those of them that stay whole numbers; ``zero`` must vanish, ``positive`` be >= 0; both go by their names. ``unit`` are
    free vectors of norm 1.
    """

    free: tuple[str, ...]
    unit: tuple[str, ...]
    operators: tuple[DrawnOperator, ...]
    scalars: Mapping[str, tuple[float, float]]
    whole: tuple[str, ...]
    zero: Mapping[str, Value] = field(default_factory=dict)
    positive: Mapping[str, Value] = field(default_factory=dict)

    def coordinates(self, n: int) -> int:
        """How many numbers decide one draw in dimension ``n``."""
        return len(self.free) * n + len(self.scalars) + len(self.operators) * (n * n + n + 1)


@dataclass(frozen=True)
class Found:
    """Draws, how far each is from one that satisfies everything exactly (infinite: none was found), and what failed."""

    world: World
    distance: np.ndarray
    failed: str = ""


def draw_worlds(plan: Plan, n: int, coordinates: np.ndarray, rng: np.random.Generator | None = None) -> Found:
    """The draws that standard normal ``coordinates`` of shape (count, plan.coordinates(n)) stand for.

    Without ``rng`` they depend on the coordinates smoothly but for the ranks of projections, so that an optimiser may move
    them; with it eigenvalues are often at an end, scales and ranks of all sizes, and operators share a basis in some.
    """
    count = len(coordinates)
    parts = np.split(coordinates, [len(plan.free) * n, len(plan.free) * n + len(plan.scalars)], axis=1)
    vectors = dict(zip(plan.free, parts[0].reshape(count, len(plan.free), n).swapaxes(0, 1), strict=True))
    if rng is not None:
        for name in plan.free:
            vectors[name] = vectors[name] * np.exp(rng.normal(size=(count, 1)))
    for name in plan.unit:
        vectors[name] = vectors[name] / np.linalg.norm(vectors[name], axis=1, keepdims=True)
    scalars = {}
    for column, (name, (low, high)) in enumerate(plan.scalars.items()):
        share = np.sin(parts[1][:, column]) ** 2
        value = low + (high - low) * share
        scalars[name] = np.round(value) if name in plan.whole else value
    matrices = _operators(plan, n, parts[2], rng)
    return _solve(plan, World(vectors, scalars), matrices)


def _operators(plan: Plan, n: int, numbers: np.ndarray, rng: np.random.Generator | None) -> list[np.ndarray]:
    """Symmetric matrices of shape (count, n, n) of the declared kinds."""
    count, found, first = len(numbers), [], None
    for number, operator in enumerate(plan.operators):
        some = numbers[:, number * (n * n + n + 1) :][:, : n * n + n + 1]
        basis = np.linalg.qr(some[:, : n * n].reshape(count, n, n))[0]
        if rng is not None and first is not None:
            shared = rng.random(count) < 0.3
            basis[shared] = first[shared]
        first = basis if first is None else first
        values = _eigenvalues(operator.kind, n, some[:, n * n :], rng)
        found.append(np.einsum("cij,cj,ckj->cik", basis, values, basis))
    return found


def _eigenvalues(kind: str, n: int, numbers: np.ndarray, rng: np.random.Generator | None) -> np.ndarray:
    if kind == "projection":
        # mostly of proper rank; whole and empty ones are rare
        share = np.clip(0.5 + 0.3 * numbers[:, n], 0, 1)
        rank = np.clip(
            np.round(share * n), 0 if rng is not None else 1, n if n == 1 or rng is not None else n - 1
        )
        return (np.arange(n) < rank[:, None]).astype(float)
    if kind == "shrinkage":
        values = np.sin(numbers[:, :n]) ** 2
        if rng is None:
            return values
        chosen = rng.integers(0, 5, size=values.shape)
        return np.where(chosen == 0, 0.0, np.where(chosen == 1, 1.0, values))
    return numbers[:, :n]


def _images(plan: Plan, world: World, matrices: list[np.ndarray]) -> World:
    """The world with the vectors that the operators give."""
    vectors = dict(world.vectors)
    whole = World(vectors, world.scalars)
    for operator, matrix in zip(plan.operators, matrices, strict=True):
        for name, source in operator.images:
            vectors[name] = np.einsum("cij,cj->ci", matrix, combined(source, whole, matrix.shape[:2]))
    return whole


def combined(combination: Combination, world: World, shape: tuple[int, int]) -> np.ndarray:
    """A linear combination of vectors, of shape (count, n)."""
    total = np.zeros(shape)
    for name, factor in combination.items():
        total = total + factor(world)[:, None] * world.vectors[name]
    return total


def _residuals(plan: Plan, world: World, matrices: list[np.ndarray]) -> tuple[World, np.ndarray, list[str]]:
    """The whole world, and by how much each thing fails that must hold: shape (count, equations)."""
    whole = _images(plan, world, matrices)
    columns, names = [], []
    for operator, matrix in zip(plan.operators, matrices, strict=True):
        for left, right in operator.pairs:
            sides = [combined(side, whole, matrix.shape[:2]) for side in (left, right)]
            columns.append(np.einsum("cij,cj->ci", matrix, sides[0]) - sides[1])
            names += ["an image that is given twice"] * matrix.shape[1]
    for name, value in plan.zero.items():
        columns.append(np.asarray(value(whole))[:, None])
        names.append(name)
    for name, value in plan.positive.items():
        columns.append(np.minimum(value(whole), 0)[:, None])
        names.append(name)
    return whole, np.concatenate(columns, axis=1) if columns else np.zeros((_count(world), 0)), names


def _count(world: World) -> int:
    return len(next(iter((*world.vectors.values(), *world.scalars.values())), np.zeros(1)))


def _solve(plan: Plan, world: World, matrices: list[np.ndarray]) -> Found:
    """Move vectors and scalars by as little as possible until all residuals vanish."""
    moving = [name for name in plan.scalars if name not in plan.whole]
    widths = [world.vectors[name].shape[1] for name in plan.free] + [1] * len(moving)

    def packed(here: World) -> np.ndarray:
        some = [here.vectors[name] for name in plan.free] + [here.scalars[name][:, None] for name in moving]
        return np.concatenate(some, axis=1) if some else np.zeros((_count(here), 0))

    def unpacked(z: np.ndarray) -> World:
        some = np.split(z, np.cumsum(widths)[:-1], axis=1) if widths else []
        vectors = dict(zip(plan.free, some, strict=False))
        letters = {name: column[:, 0] for name, column in zip(moving, some[len(plan.free) :], strict=True)}
        return World(vectors, {**world.scalars, **letters})

    z = packed(world)
    distance = np.zeros(len(z))
    whole, residual, names = _residuals(plan, world, matrices)
    with np.errstate(all="ignore"):
        for step in range(_STEPS):
            size = np.abs(residual).max(axis=1, initial=0)
            if not np.any(size > ROUNDING / 10) and not step:
                break
            slopes = np.empty((*residual.shape, z.shape[1]))
            for column in range(z.shape[1]):
                moved = z.copy()
                moved[:, column] += _DIFFERENCE
                slopes[:, :, column] = (
                    _residuals(plan, unpacked(moved), matrices)[1] - residual
                ) / _DIFFERENCE
            good = np.asarray(np.isfinite(slopes).all(axis=(1, 2)) & np.isfinite(residual).all(axis=1))
            back = np.linalg.pinv(np.where(good[:, None, None], slopes, 0), rcond=_SAME)
            change = np.einsum("cij,cj->ci", back, np.where(good[:, None], residual, 0))
            distance = np.where(good, np.linalg.norm(change, axis=1), np.inf)
            if not np.any((distance > ROUNDING) & (distance < np.inf)):
                break
            z = z - np.where(good[:, None], change, 0)
            whole, residual, names = _residuals(plan, unpacked(z), matrices)
    size = np.abs(residual)
    failing = ~(size < CLOSE) if residual.shape[1] else np.zeros((len(z), 0), dtype=bool)
    distance = np.where(failing.any(axis=1) | (distance > CLOSE), np.inf, distance)
    failed = names[int(failing.sum(axis=0).argmax())] if failing.any() else ""
    return Found(whole, distance, failed)
