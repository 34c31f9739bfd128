"""Vectors and letters that satisfy equations, by Newton's method with the shortest step, to some ninety digits.

The Jacobian is taken in float64, by differences in what an equation looks at and by the product rule for inner products;
once it is good the same one refines the solution in balls: every round adds about ten digits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flint import arb

from proofs_check.models.evaluate import Evaluator
from proofs_check.models.world import ACCURATE, Silent, World

ROUNDS, REFINEMENTS = 14, 14
STEP = arb(2) ** -60

# (outcome, or -1 if fixed; key) of a number, (outcome; name) of a vector
Slot = tuple[int, Any]


@dataclass
class System:
    """Unknown vectors and letters of a world, and the equations (evaluator, outcome) between them."""

    world: World
    dimension: int
    vectors: dict[Slot, list[Any]]
    letters: list[Slot]
    equations: list[tuple[Evaluator, int]]
    places: dict[Slot, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for i, slot in enumerate(self.letters):
            self.places[slot] = i
        for i, slot in enumerate(self.vectors):
            self.places[slot] = len(self.letters) + i * self.dimension

    def owner(self, outcome: int, name: str) -> Slot:
        """The slot of a vector as seen in an outcome."""
        return (outcome, name) if (outcome, name) in self.vectors else (-1, name)

    def put_products(self) -> None:
        """Write all inner products into the world."""
        names = sorted({name for _, name in self.vectors})
        world = self.world
        for outcome in range(len(world.chance)) if world.chance else (-1,):
            own = [self.owner(outcome, name) for name in names]
            for i, first in enumerate(own):
                for second in own[i:]:
                    fixed = first[0] == second[0] == -1
                    target = world.fixed if fixed else world.chance[outcome]
                    product = sum((x * y for x, y in zip(self.vectors[first], self.vectors[second], strict=True)), arb(0))
                    target[("inner", first[1], second[1])] = product.mid()

    def residuals(self) -> list[Any]:
        values = []
        for equation, outcome in self.equations:
            self.world.outcome = outcome
            value = equation(self.world)
            if not value.is_finite():
                raise Silent("an equation has no finite value")
            values.append(value.mid())
        return values

    def solve(self) -> bool:
        """Move the unknowns to a solution; whether one was found."""
        inverse, last = None, float("inf")
        for turn in range(ROUNDS + REFINEMENTS):
            self.put_products()
            values = self.residuals()
            size = max((abs(value) for value in values), default=arb(0))
            if size < ACCURATE:
                return True
            now = float(size)
            if now > 1e6 or turn == ROUNDS + REFINEMENTS - 1:
                return False
            if inverse is None or now > 1e-8 or now > 1e-3 * last:
                if turn >= ROUNDS:
                    return False
                inverse = np.linalg.pinv(self.jacobian(), rcond=1e-9)
            last = now
            step = inverse @ np.array([float(value / size) for value in values])
            length = float(np.abs(step).max(initial=0.0)) * now
            self.move(step, size if length <= 1 else size / length)
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

    def store(self, outcome: int) -> dict[Any, Any]:
        return self.world.fixed if outcome < 0 else self.world.chance[outcome]

    def jacobian(self) -> Any:
        world, dimension = self.world, self.dimension
        matrix = np.zeros((len(self.equations), len(self.letters) + dimension * len(self.vectors)))
        coordinates = {slot: np.array([float(x) for x in vector]) for slot, vector in self.vectors.items()}
        for row, (equation, outcome) in enumerate(self.equations):
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
                    place = self.places[mine]
                    matrix[row, place : place + dimension] += slope * coordinates[other]
        return matrix
