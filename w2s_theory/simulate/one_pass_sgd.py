"""One-pass SGD as it runs: a student of infinite width, the real kernel, batches of fresh inputs.

The student after t steps is a sum of kernels at the inputs it has seen, f_t = sum_i c_i K(x_i, .). Every step evaluates it
at a new batch, compares it with the teacher's labels there, and adds the batch to the sum. No degree, no eigenvalue and no
mean over inputs is used; errors are means over fresh inputs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.machine.intervals import MeanInterval, describe_mean
from w2s_theory.simulate.machine.streams import child_generator, require_seed
from w2s_theory.simulate.random_features import draw_units, require_units
from w2s_theory.simulate.targets import build_target, target_values
from w2s_theory.simulate.teacher import simulate_teacher
from w2s_theory.tables import html_table, latex_table

# the kernel of all pairs of inputs is held at once
MOST_INPUTS = 8000
_LARGEST = 10**6


@dataclass(frozen=True, eq=False)
class OnePassSgdRuns:
    """Errors of students that one-pass SGD trained, one teacher and one stream of inputs per trial.

    Parameters
    ----------
    steps
        Shape (n,). Numbers of steps.
    teacher_error, student_error
        Shapes (trials,), (trials, n). L_TE exactly; L_ST as a mean over ``test_inputs`` fresh inputs.
    step, batch, label_noise, test_inputs, seed
        What was simulated; ``step`` is eta K(x, x).
    """

    steps: np.ndarray
    teacher_error: np.ndarray
    student_error: np.ndarray
    step: float
    batch: int
    label_noise: float
    test_inputs: int
    seed: int

    how = "simulated"

    @property
    def student_intervals(self) -> tuple[MeanInterval, ...]:
        """Mean L_ST per number of steps, with describing intervals."""
        return tuple(describe_mean(column) for column in self.student_error.T)

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        rows = zip(self.steps, self.student_intervals, strict=True)
        return {
            "how": self.how,
            "step": self.step,
            "batch": self.batch,
            "label_noise": self.label_noise,
            "test_inputs": self.test_inputs,
            "seed": self.seed,
            "trials": len(self.teacher_error),
            "teacher_error": describe_mean(self.teacher_error).to_dict(),
            "student_errors": [{"steps": int(t), **interval.to_dict()} for t, interval in rows],
        }

    def _rows(self) -> list[tuple[str, str]]:
        rows = [("L_TE", describe_mean(self.teacher_error).text)]
        pairs = zip(self.steps, self.student_intervals, strict=True)
        return rows + [(f"L_ST, {int(t)} steps", interval.text) for t, interval in pairs]

    def to_latex(self) -> str:
        """A ``tabular`` of steps and mean errors."""
        rows = [("$L_{TE}$", describe_mean(self.teacher_error))]
        rows += [
            (f"$L_{{ST}}$, {int(t)} steps", interval)
            for t, interval in zip(self.steps, self.student_intervals, strict=True)
        ]
        return latex_table([(name, f"${interval.latex}$") for name, interval in rows], "ll")

    def _repr_html_(self) -> str:
        return html_table(self._rows(), caption=repr(self))

    def __repr__(self) -> str:
        size = f"B={self.batch}, eta K(x,x) = {self.step:.6g}, {len(self.teacher_error)} trials"
        return f"OnePassSgdRuns({size}: L_ST = {self.student_intervals[-1].text} after {int(self.steps[-1])} steps)"


def simulate_one_pass_sgd(
    model: Model,
    teacher_units: Any,
    target: Any = 1,
    *,
    steps: Any,
    step: float = 1.0,
    batch: int = 1,
    label_noise: float = 0.0,
    trials: int = 20,
    test_inputs: int = 2000,
    seed: int = 0,
) -> OnePassSgdRuns:
    """Train students of infinite width by one-pass SGD on a teacher's labels.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``.
    teacher_units : int or array, shape (M_TE, d)
        Units drawn for every trial, or one placement for all of them. The teacher is trained on the population.
    target : int or mapping
        As in ``simulate_networks``.
    steps : list of int
        Numbers of steps after which the error is measured; steps times batch at most 8000.
    step : float
        eta K(x, x). Large steps diverge: nothing is refused here.
    batch, label_noise
        Fresh inputs per step; variance of normal label noise.
    trials, test_inputs, seed : int
        Students; fresh inputs for each error; of all streams.

    Returns
    -------
    OnePassSgdRuns

    Raises
    ------
    InputError
        For anything out of range.
    """
    if not isinstance(model, Model) or model.activation is None:
        raise InputError("one-pass SGD is simulated for relu_sphere and activation_sphere models only")
    goal = build_target(target, model)
    batch = require_whole(batch, "the batch size", 1, MOST_INPUTS)
    entries = list(steps) if hasattr(steps, "__iter__") and not isinstance(steps, str) else [steps]
    moments = np.array(
        [require_whole(t, "a number of steps", 0, MOST_INPUTS // batch) for t in entries], dtype=int
    )
    if not len(moments):
        raise InputError("give at least one number of steps")
    trials = require_whole(trials, "the number of trials", 1, _LARGEST)
    tests = require_whole(test_inputs, "the number of test inputs", 1, _LARGEST)
    size, noise = _number(step, "the step"), _number(label_noise, "the label noise")
    if not size > 0:
        raise InputError("the step eta K(x, x) must be a positive number, such as 1")
    seed = require_seed(seed)
    given = None if isinstance(teacher_units, int | np.integer) else require_units(model, teacher_units)
    count = require_whole(teacher_units, "the number of teacher units", 1, _LARGEST) if given is None else 0
    kernel = relative_kernel(model)
    factor = model.activation.factor(model.dimension)
    teacher_error, student_error = np.empty(trials), np.empty((trials, len(moments)))
    draw = None
    for trial in range(trials):
        units = draw_units(model, count, child_generator(seed, "teacher", trial)) if given is None else given
        if draw is None or given is None:
            draw = simulate_teacher(model, units, goal, degrees=goal.degrees[-1])
        teacher_error[trial] = draw.teacher_error
        rng = child_generator(seed, "inputs", trial)
        inputs = draw_units(model, int(moments.max()) * batch, rng)
        labels = model.activation.function(factor * (inputs @ units.T)) @ draw.top_weights
        labels = labels + math.sqrt(noise) * rng.standard_normal(len(labels))
        weights = _train(kernel.values(inputs @ inputs.T), labels, size, batch)
        fresh = draw_units(model, tests, child_generator(seed, "test", trial))
        seen, truth = kernel.values(fresh @ inputs.T), target_values(goal, fresh)
        for place, t in enumerate(moments):
            student = seen[:, : t * batch] @ weights[: t * batch]
            student_error[trial, place] = np.mean((truth - student) ** 2)
    return OnePassSgdRuns(moments, teacher_error, student_error, size, batch, noise, tests, seed)


def _train(gram: np.ndarray, labels: np.ndarray, step: float, batch: int) -> np.ndarray:
    """Weights c_i of f_t = sum c_i K(x_i, .)/K(x, x), batch after batch."""
    weights = np.zeros(len(labels))
    for start in range(0, len(labels), batch):
        now = slice(start, start + batch)
        residual = gram[now, :start] @ weights[:start] - labels[now]
        weights[now] = -step / batch * residual
    return weights


def _number(value: Any, what: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(value, bool | str) or not 0.0 <= number < math.inf:
        raise InputError(f"{what} must be a finite number >= 0")
    return number
