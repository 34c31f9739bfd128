"""Vectors and letters that satisfy equations, by Newton's method with the shortest step, to some ninety digits.

The Jacobian is taken in float64, by differences in what an equation looks at and by the product rule for inner products;
once it is good the same one refines the solution in balls: every round adds about ten digits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flint import arb

from proofs_check.models.evaluate import Evaluator, rational
from proofs_check.models.world import ACCURATE, Silent, World

ROUNDS, REFINEMENTS, CLOSE = 20, 20, 1e-7
STEP = arb(2) ** -60

# (outcome, or -1 if fixed; key) of a number, (outcome; name) of a vector
Slot = tuple[int, Any]


@dataclass
class Image:
    """``y == P x`` for combinations of vectors, in one outcome: as many equations as dimensions."""

    matrix: list[list[Any]]
    source: dict[Slot, Any]
    image: dict[Slot, Any]

    def residual(self, vectors: dict[Slot, list[Any]]) -> list[Any]:
        size = range(len(self.matrix))
        x, y = ([_at(side, vectors, i) for i in size] for side in (self.source, self.image))
        return [(y[i] - sum((self.matrix[i][j] * x[j] for j in size), arb(0))).mid() for i in size]


def _at(side: dict[Slot, Any], vectors: dict[Slot, list[Any]], i: int) -> Any:
    return sum((factor * vectors[slot][i] for slot, factor in side.items()), arb(0))


def _size(values: list[Any]) -> float:
    return float(np.linalg.norm([float(value) for value in values]))


@dataclass
class System:
    """Unknown vectors and letters of a world, and the equations (evaluator, outcome) between them."""

    world: World
    dimension: int
    vectors: dict[Slot, list[Any]]
    letters: list[Slot]
    equations: list[tuple[Evaluator, int]]
    # a vector by name as a combination of others, for those that are no unknowns of their own
    identities: dict[str, dict[str, Any]] = field(default_factory=dict)
    images: list[Image] = field(default_factory=list)
    # between which values a letter is kept on the way
    bounds: dict[Slot, tuple[float, float]] = field(default_factory=dict)
    places: dict[Slot, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for i, slot in enumerate(self.letters):
            self.places[slot] = i
        for i, slot in enumerate(slot for slot in self.vectors if slot[1] not in self.identities):
            self.places[slot] = len(self.letters) + i * self.dimension

    def owner(self, outcome: int, name: str) -> Slot:
        """The slot of a vector as seen in an outcome."""
        return (outcome, name) if (outcome, name) in self.vectors else (-1, name)

    def put_products(self) -> None:
        """Write all inner products into the world."""
        names = sorted({name for _, name in self.vectors})
        world = self.world
        for slot in self.vectors:
            if slot[1] in self.identities:
                parts = self.identities[slot[1]].items()
                parts = [
                    (self.vectors[self.owner(slot[0], name)], rational(factor)) for name, factor in parts
                ]
                self.vectors[slot] = [
                    sum((v[i] * c for v, c in parts), arb(0)) for i in range(self.dimension)
                ]
        for outcome in range(len(world.chance)) if world.chance else (-1,):
            own = [self.owner(outcome, name) for name in names]
            for i, first in enumerate(own):
                for second in own[i:]:
                    fixed = first[0] == second[0] == -1
                    target = world.fixed if fixed else world.chance[outcome]
                    product = sum(
                        (x * y for x, y in zip(self.vectors[first], self.vectors[second], strict=True)),
                        arb(0),
                    )
                    target[("inner", first[1], second[1])] = product.mid()

    def parts(self, slot: Slot) -> list[tuple[Slot, float]]:
        """A vector as a combination of unknown ones."""
        if slot[1] not in self.identities:
            return [(slot, 1.0)]
        return [(self.owner(slot[0], name), float(c)) for name, c in self.identities[slot[1]].items()]

    def residuals(self) -> list[Any]:
        values = [value for image in self.images for value in image.residual(self.vectors)]
        for equation, outcome in self.equations:
            self.world.outcome = outcome
            value = equation(self.world)
            if not value.is_finite():
                raise Silent("an equation has no finite value")
            values.append(value.mid())
        return values

    def solve(self) -> bool:
        """Move the unknowns to a solution; whether one was found."""
        return self.approach() and self.refine()

    def approach(self) -> bool:
        """Levenberg's method in float64, until the residuals are small; whether they are."""
        self.put_products()
        values, damping, slow, stuck = self.residuals(), 1e-2, 0, 0
        now = _size(values)
        for _ in range(ROUNDS):
            if now < CLOSE:
                return True
            jacobian = self.jacobian()
            for _ in range(4):
                step = self.step(jacobian, values, damping * min(1.0, now))
                before = self.letters_now()
                self.move(step, arb(1))
                self.keep_within_bounds()
                self.put_products()
                tried = self.residuals()
                if _size(tried) < now:
                    damping = max(damping / 10, 1e-10)
                    break
                self.move(-step, arb(1))
                self.put_letters(before)
                damping *= 10
            else:
                return False
            # where the equations are singular each step is worth a factor 4: another start is cheaper
            slow = slow + 1 if _size(tried) > 0.2 * now and now < 1e-3 else 0
            # and where a step gains next to nothing, the ones after it do not either
            stuck = stuck + 1 if _size(tried) > 0.75 * now else 0
            if slow > 3 or stuck > 1:
                return False
            values, now = tried, _size(tried)
        return now < CLOSE

    def step(self, jacobian: Any, values: list[Any], damping: float) -> Any:
        """A damped step; letters that it would move out of their bounds stay where they are."""
        free = np.ones(jacobian.shape[1])
        right = np.array([float(v) for v in values])
        for _ in range(3):
            kept = jacobian * free
            square = kept @ kept.T
            scale = damping * max(float(np.trace(square)) / max(len(square), 1), 1e-6)
            step = kept.T @ np.linalg.solve(square + scale * np.eye(len(square)), right)
            out = [slot for slot, (low, high) in self.bounds.items() if free[self.places[slot]]
                   and not low <= float(self.store(slot[0])[slot[1]]) - step[self.places[slot]] <= high]  # fmt: skip
            if not out:
                break
            for slot in out:
                low, high = self.bounds[slot]
                value = float(self.store(slot[0])[slot[1]])
                if min(value - low, high - value) < 2e-2:
                    free[self.places[slot]] = 0
        return step

    def refine(self) -> bool:
        """The same Jacobian again and again, in balls."""
        self.put_products()
        inverse = np.linalg.pinv(self.jacobian(), rcond=1e-9)
        last = arb(1)
        for _ in range(REFINEMENTS):
            values = self.residuals()
            size = max((abs(value) for value in values), default=arb(0))
            if size < ACCURATE:
                return True
            if size > last / 4:
                return False
            last = size
            self.move(inverse @ np.array([float(value / size) for value in values]), size)
            self.put_products()
        return False

    def move(self, step: Any, size: Any) -> None:
        for slot, place in self.places.items():
            if slot in self.vectors:
                vector = self.vectors[slot]
                for i in range(self.dimension):
                    vector[i] = (vector[i] - arb(float(step[place + i])) * size).mid()
            else:
                store = self.store(slot[0])
                store[slot[1]] = (store[slot[1]] - arb(float(step[place])) * size).mid()

    def letters_now(self) -> list[Any]:
        return [self.store(o)[key] for o, key in self.letters]

    def put_letters(self, values: list[Any]) -> None:
        for (o, key), value in zip(self.letters, values, strict=True):
            self.store(o)[key] = value

    def keep_within_bounds(self) -> None:
        for slot, (low, high) in self.bounds.items():
            value = float(self.store(slot[0])[slot[1]])
            if not low < value < high:
                self.store(slot[0])[slot[1]] = arb(min(max(value, low), high))

    def store(self, outcome: int) -> dict[Any, Any]:
        return self.world.fixed if outcome < 0 else self.world.chance[outcome]

    def jacobian(self) -> Any:
        world, dimension = self.world, self.dimension
        start_row = dimension * len(self.images)
        matrix = np.zeros(
            (start_row + len(self.equations), len(self.letters) + dimension * len(self.vectors))
        )
        coordinates = {slot: np.array([float(x) for x in vector]) for slot, vector in self.vectors.items()}
        for i, image in enumerate(self.images):
            block = matrix[i * dimension : (i + 1) * dimension]
            projection = np.array([[float(x) for x in row] for row in image.matrix])
            for side, factor in ((image.source, -projection), (image.image, np.eye(dimension))):
                for slot, coefficient in side.items():
                    for part, share in self.parts(slot):
                        place = self.places[part]
                        block[:, place : place + dimension] += float(coefficient) * share * factor
        for row, (equation, outcome) in enumerate(self.equations, start_row):
            world.outcome, world.touched = outcome, set()
            start = equation(world)
            touched, world.touched = world.touched, None
            for at, key in touched:
                product = isinstance(key, tuple) and key[0] == "inner"
                if not product and (at, key) not in self.places:
                    continue
                store = self.store(at)
                before = store[key]
                store[key] = before + STEP
                world.outcome = outcome
                slope = float(((equation(world) - start) / STEP).mid())
                store[key] = before
                if not product:
                    matrix[row, self.places[at, key]] += slope
                    continue
                first, second = (self.owner(at, name) for name in key[1:])
                for mine, other in ((first, second), (second, first)):
                    for slot, factor in self.parts(mine):
                        place = self.places[slot]
                        matrix[row, place : place + dimension] += slope * factor * coordinates[other]
        return matrix
