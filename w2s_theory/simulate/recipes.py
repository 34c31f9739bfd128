"""Training recipes carried out on drawn networks: fresh teachers and infinitely wide students, in any order.

Every function is a sum over the batches of units drawn so far, filtered by degree, and a part of f* filtered by degree:

    f = sum_b sum_k s_(b,k) Pi_k (sum_i w_(b,i) phi_(b,i)) + sum_k r_k Pi_k f*,   s_(b,k) = s_b for k > J.

Studying multiplies the filters, mixing adds functions, teaching appends a batch. Inner products between batches are taken
degree by degree up to J and, for the rest, from the kernel as a whole; the population is integrated exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model
from w2s_theory.records.recipe import MOST_STEPS, Mix, RecipeStep, Study, Teach, parse_recipe
from w2s_theory.simulate.kernels.activation_coefficients import ActivationCoefficients, estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import gegenbauer_values
from w2s_theory.simulate.kernels.gram import compute_gram, compute_kernel_product
from w2s_theory.simulate.machine.free_memory import estimate_bytes, require_memory
from w2s_theory.simulate.machine.intervals import MeanInterval, describe_mean
from w2s_theory.simulate.machine.streams import child_generator, require_seed
from w2s_theory.simulate.projection import factorise
from w2s_theory.simulate.random_features import LARGEST_UNITS, draw_units
from w2s_theory.simulate.targets import Target, build_target, compute_feature_products

_LARGEST_DEGREE = 400
# a student has seen nothing of degrees that it shrinks below this
_UNSEEN = 1e-9
# <g, P g> and ||P g||^2 come from different sums: by how much they may differ, relative to ||f*||^2 = 1
_ACCURACY = 1e-7


@dataclass(frozen=True, eq=False)
class RecipeSimulation:
    """Errors ||f* - f_i||^2 after each step of independent draws, shape (trials, steps)."""

    model: Model
    target: Target
    steps: tuple[RecipeStep, ...]
    seed: int
    errors: np.ndarray
    how = "simulated"

    @property
    def intervals(self) -> tuple[MeanInterval, ...]:
        """Mean per step, with a describing 95 % interval (Student t, approximate)."""
        return tuple(describe_mean(column) for column in self.errors.T)

    def to_dict(self) -> dict[str, Any]:
        """Plain data: one row per step."""
        rows = [
            {
                "step": i,
                "text": str(step),
                "mean": each.mean,
                "low": each.low,
                "high": each.high,
                "method": each.method,
            }
            for i, (step, each) in enumerate(zip(self.steps, self.intervals, strict=True), 1)
        ]
        return {"steps": rows, "trials": len(self.errors), "seed": self.seed, "how": self.how}

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(str(step))}</td><td>{each.mean:.6g}</td></tr>"
            for step, each in zip(self.steps, self.intervals, strict=True)
        )
        return f"<table>{rows}</table>"

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{step}: {each.mean:.4g}" for step, each in zip(self.steps, self.intervals, strict=True)
        )
        return f"RecipeSimulation({shown[:200]}; trials={len(self.errors)}, seed={self.seed})"


@dataclass
class _Function:
    """Filters of the batches, shape (batches, J + 2) with the one beyond J last, and of f*, shape (J + 1,)."""

    batches: np.ndarray
    target: np.ndarray

    def grown(self) -> _Function:
        """The same beside one more batch."""
        return _Function(np.vstack([self.batches, np.zeros(self.batches.shape[1])]), self.target)


@dataclass
class _Draw:
    """The batches of one trial and the inner products between them, by degree and beyond J."""

    model: Model
    target: Target
    table: ActivationCoefficients
    largest: int
    units: list[np.ndarray] = field(default_factory=list)
    weights: list[np.ndarray] = field(default_factory=list)
    # <batch b, batch c> and <f*, batch b>, shapes (batches, batches, J + 2) and (batches, J + 2)
    forms: np.ndarray = field(default_factory=lambda: np.zeros((0, 0, 0)))
    overlaps: np.ndarray = field(default_factory=lambda: np.zeros((0, 0)))

    def __post_init__(self) -> None:
        self.share = self.table.amplitude[: self.largest + 1] ** 2 / self.table.kernel_diagonal
        self.energy = np.array([self.target.coefficient(k) ** 2 for k in range(self.largest + 1)])
        self.forms = np.zeros((0, 0, self.largest + 2))
        self.overlaps = np.zeros((0, self.largest + 2))

    def error(self, function: _Function) -> float:
        """||f* - f||^2."""
        left = self.energy * (1 - function.target) ** 2
        cross = np.einsum("bk,bk->k", function.batches, self.overlaps)[:-1] * (1 - function.target)
        own = np.einsum("bk,ck,bck->", function.batches, function.batches, self.forms)
        return float(math.fsum(left) - 2 * math.fsum(cross) + own)

    def products(self, function: _Function, units: np.ndarray) -> np.ndarray:
        """<f, phi_u>/sqrt(K(x, x)) for new units, shape (M,)."""
        parts = compute_feature_products(self.target, self.table, units)[0]
        found = np.zeros(len(units))
        for degree, part in zip(self.target.degrees, parts, strict=True):
            found += function.target[degree] * part
        for own, weights, factors in zip(self.units, self.weights, function.batches, strict=True):
            if not factors.any():
                continue
            images, beyond = self._images(units, own, weights, bool(factors[-1]))
            found += images @ factors[:-1] + factors[-1] * beyond
        return found

    def append(self, units: np.ndarray, weights: np.ndarray) -> None:
        """One more batch: its inner products with f*, with the others and with itself."""
        self.units.append(units)
        self.weights.append(weights)
        count = len(self.units)
        forms, overlaps = np.zeros((count, count, self.largest + 2)), np.zeros((count, self.largest + 2))
        forms[:-1, :-1], overlaps[:-1] = self.forms, self.overlaps
        parts = compute_feature_products(self.target, self.table, units)[0] @ weights
        overlaps[-1, list(self.target.degrees)] = parts
        for place in range(count):
            images, beyond = self._images(self.units[place], units, weights, True)
            row = np.append(self.weights[place] @ images, self.weights[place] @ beyond)
            forms[place, -1] = forms[-1, place] = row
        self.forms, self.overlaps = forms, overlaps

    def _images(
        self, units: np.ndarray, own: np.ndarray, weights: np.ndarray, beyond: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """What a batch is at units, by degree 0..J, shape (M, J + 1), and on all degrees above, shape (M,)."""
        images = np.zeros((len(units), self.largest + 1))
        values = gegenbauer_values(np.clip(units @ own.T, -1.0, 1.0), self.table.dimension)
        for k, polynomial in zip(range(self.largest + 1), values, strict=False):
            if self.share[k]:
                images[:, k] = self.share[k] * (polynomial @ weights)
        rest = np.zeros(len(units))
        if beyond:
            rest = compute_kernel_product(units, own, relative_kernel(self.model), weights) - images.sum(
                axis=1
            )
        return images, rest


def simulate_recipe(
    model: Model,
    target: Any,
    steps: Iterable[RecipeStep] | str,
    trials: int = 20,
    seed: int = 0,
    *,
    progress: Callable[[int], None] | None = None,
) -> RecipeSimulation:
    """Carry out a recipe on drawn networks.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``; students have infinitely many units.
    target : int or mapping
        f*, as for ``simulate_networks``.
    steps : iterable of Teach, Study, Mix, or str
        As for ``recipe``; each study with a stopping time, not ``"best"``.
    trials, seed
        As for ``simulate_networks``.
    progress
        Called with the number of finished trials.

    Returns
    -------
    RecipeSimulation
        Errors to about 1e-7 of ||f*||^2.

    Raises
    ------
    InputError
        For anything out of range.
    AccuracyError
        If a Gram matrix does not carry that accuracy, or a student's time needs more than 400 degrees.
    """
    chosen = parse_recipe(steps) if isinstance(steps, str) else tuple(steps)
    if not 1 <= len(chosen) <= MOST_STEPS or not all(isinstance(step, RecipeStep) for step in chosen):
        raise InputError(f"a recipe is a list of 1 to {MOST_STEPS} steps, such as [Teach(64), Study(tau=5)]")
    trials, seed = require_whole(trials, "the number of trials", 1, 10**6), require_seed(seed)
    goal = build_target(target, model)
    sizes = [
        require_whole(s.units, "the units of a Teach", 1, LARGEST_UNITS)
        for s in chosen
        if isinstance(s, Teach)
    ]
    needed = estimate_bytes(model.dimension, max(sizes, default=1), math.inf, False)
    require_memory(3 * needed, f"simulating a recipe with {max(sizes, default=1)} units")
    table = estimate_coefficients(model, _LARGEST_DEGREE)
    own = float(table.eigenvalue[goal.main_degree])
    times = [_time(step, own) if isinstance(step, Study) else 0.0 for step in chosen]
    largest = _last_degree(table, goal, [t for t in times if t < math.inf])
    errors = np.empty((trials, len(chosen)))
    for trial in range(trials):
        draw = _Draw(model, goal, table, largest)
        nothing, truth = np.zeros(largest + 1), np.ones(largest + 1)
        functions = [_Function(np.zeros((0, largest + 2)), truth)]
        for number, (step, time) in enumerate(zip(chosen, times, strict=True)):
            if isinstance(step, Teach):
                made, functions = _teach(draw, step, functions, (seed, trial, number), nothing)
            elif isinstance(step, Study):
                made = _study(draw, step, functions, time)
            else:
                made = _mixed(functions[-1], functions[_earlier(step.function, functions)], _weight(step))
            functions.append(made)
            errors[trial, number] = max(draw.error(made), 0.0)
        if progress is not None:
            progress(trial + 1)
    return RecipeSimulation(model, goal, chosen, seed, errors)


def _teach(
    draw: _Draw, step: Teach, functions: list[_Function], place: tuple[int, int, int], nothing: np.ndarray
) -> tuple[_Function, list[_Function]]:
    """The mean of fresh teachers on the label, and all functions beside its batch."""
    seed, trial, number = place
    copies = require_whole(step.copies, "the copies of a Teach", 1, 10**4)
    label, model = functions[-1], draw.model
    assert model.activation is not None
    units, weights = [], []
    for copy in range(copies):
        fresh = draw_units(
            model, step.units, child_generator(seed, f"recipe step {number}, teacher {copy}", trial)
        )
        factor = factorise(compute_gram(fresh, relative_kernel(model), model.activation))
        products = draw.products(label, fresh)
        solution = factor.solve(products)
        solution = solution + factor.solve(products - factor.multiply(solution))
        if abs(solution @ products - solution @ factor.multiply(solution)) > _ACCURACY:
            raise AccuracyError(
                f"a teacher of {step.units} units is not known to {_ACCURACY:g}: use fewer units"
            )
        units.append(fresh)
        weights.append(solution / copies)
    draw.append(np.concatenate(units), np.concatenate(weights))
    functions = [each.grown() for each in functions]
    batches = np.zeros((len(draw.units), draw.largest + 2))
    batches[-1] = 1.0
    return _Function(batches, nothing), functions


def _study(draw: _Draw, step: Study, functions: list[_Function], time: float) -> _Function:
    """The label filtered by s, from its start filtered by 1 - s."""
    rates = draw.table.eigenvalue[: draw.largest + 1]
    if time == math.inf:
        taken, beyond = (rates > 0).astype(float), 1.0
    else:
        taken, beyond = -np.expm1(-rates * time), 0.0
    label = functions[-1]
    made = _Function(label.batches * np.append(taken, beyond), label.target * taken)
    if step.start is not None:
        start = functions[_earlier(step.start, functions)]
        made.batches = made.batches + start.batches * np.append(1 - taken, 1 - beyond)
        made.target = made.target + start.target * (1 - taken)
    return made


def _mixed(label: _Function, other: _Function, weight: float) -> _Function:
    return _Function(
        (1 - weight) * label.batches + weight * other.batches,
        (1 - weight) * label.target + weight * other.target,
    )


def _last_degree(table: ActivationCoefficients, goal: Target, times: list[float]) -> int:
    """J: students have seen nothing beyond."""
    reach = goal.degrees[-1]
    for time in times:
        seen = np.flatnonzero(-np.expm1(-table.eigenvalue[:_LARGEST_DEGREE] * time) > _UNSEEN)
        reach = max([reach, *seen[-1:]])
    if reach >= _LARGEST_DEGREE - 3:
        raise AccuracyError(
            f"a student that stops so late sees more than {_LARGEST_DEGREE} degrees: use a shorter time"
        )
    return max(int(reach), 4)


def _time(step: Study, own: float) -> float:
    if step.spectral_filter is not None:
        raise InputError("recipes are simulated with gradient flow only: leave the filter out")
    value = step.time if step.tau is None else step.tau
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if (step.time is None) == (step.tau is None) or not number >= 0.0:
        raise InputError(
            f"a study needs a stopping time tau or time >= 0 to be simulated, not {str(value)[:40]}"
        )
    return number if step.tau is None else number / own


def _weight(step: Mix) -> float:
    try:
        weight = float(step.weight)
    except (TypeError, ValueError, OverflowError):
        weight = math.nan
    if not 0.0 <= weight <= 1.0:
        raise InputError(f"the weight of a Mix must be a number from 0 to 1, not {step.weight!r}")
    return weight


def _earlier(number: Any, functions: list[_Function]) -> int:
    return require_whole(number, "the number of an earlier function", 0, len(functions) - 1)
