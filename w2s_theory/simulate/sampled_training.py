"""The usual script: networks trained on sampled inputs. The slow referee of the exact route.

Features are evaluated at inputs drawn on the sphere; no kernel formula, no coefficient, no degree of an
activation is used. The teacher's top layer is a least-squares fit on n inputs. The student starts at 0 and makes
plain gradient steps on fresh batches labelled by the teacher,

    c <- c - eta (1/M_ST) (1/B) sum_b (f(x_b) - f_TE(x_b)) phi(x_b),

so that on average over the batches its predictor is that of n exact steps (s = 1 - (1 - eta lambda)^n). Errors
are means over fresh test inputs.

A single run is off by more than its test inputs say: sampling moved the teacher and the student as well, which
adds ||f - E f||^2 to its error. Runs come in pairs for that reason: for two networks f, f' trained on
independent samples, E <f* - f, f* - f'> = ||f* - E f||^2, without that excess. What is left is the bias of the
least-squares fit, ||E f_TE - P f*|| <~ (M_TE/n) sqrt(L_TE): its square enters L_TE, the student sees it linearly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model
from w2s_theory.simulate.machine.intervals import MeanInterval, describe_mean
from w2s_theory.simulate.machine.streams import child_generator, require_seed
from w2s_theory.simulate.random_features import normalise_rows, require_units
from w2s_theory.simulate.student import require_times
from w2s_theory.simulate.targets import Target, build_target, target_values

_BLOCK = 4096
_LARGEST = 10**9


@dataclass(frozen=True, eq=False)
class SampledTraining:
    """Test errors of pairs of networks trained on independent samples.

    Parameters
    ----------
    times
        Shape (n_times,). eta times the number of steps: the times asked for, rounded to whole steps.
    steps
        Shape (n_times,). Numbers of gradient steps.
    step_size
        eta.
    teacher_error
        Shape (pairs,). Means of (f* - f_TE)(f* - f_TE') over test inputs: unbiased for the error of E f_TE.
    student_error
        Shape (pairs, n_times). The same for the students.
    single_teacher_error, single_student_error
        Shapes (2 pairs,), (2 pairs, n_times). What a script that trains one network prints.
    samples
        Inputs drawn in all: for teachers, students and tests.
    """

    times: np.ndarray
    steps: np.ndarray
    step_size: float
    teacher_error: np.ndarray
    student_error: np.ndarray
    single_teacher_error: np.ndarray
    single_student_error: np.ndarray
    samples: int

    def teacher_interval(self, confidence: float = 0.95) -> MeanInterval:
        """L_TE with a describing interval over the pairs."""
        return describe_mean(self.teacher_error, confidence)

    def student_intervals(self, confidence: float = 0.95) -> tuple[MeanInterval, ...]:
        """L_ST per time with describing intervals over the pairs."""
        return tuple(describe_mean(column, confidence) for column in self.student_error.T)

    def __repr__(self) -> str:
        """Return one line."""
        mean = self.teacher_interval()
        half = math.nan if mean.high is None else mean.high - mean.mean
        return f"SampledTraining(pairs={len(self.teacher_error)}, L_TE = {mean.mean:.6g} +- {half:.2g})"


def simulate_sampled_training(
    model: Model,
    teacher_units: Any,
    student_units: Any,
    target: Any = 1,
    times: Any = (1.0,),
    *,
    teacher_samples: int = 20_000,
    batch: int = 256,
    step_size: float | None = None,
    test_samples: int = 20_000,
    pairs: int = 8,
    seed: int = 0,
) -> SampledTraining:
    """Train given networks on sampled inputs and measure their errors on fresh ones.

    Parameters
    ----------
    model : Model
        ``relu_sphere`` or ``activation_sphere``.
    teacher_units : array, shape (M_TE, d)
        Bottom weights of the teacher, rows of length 1; the same in all runs.
    student_units : array, shape (M_ST, d)
        Bottom weights of the student.
    target : int or mapping
        As in ``simulate_networks``.
    times : array, shape (n_times,)
        Finite times in any order; each is rounded to a whole number of steps.
    teacher_samples : int
        Inputs per teacher, more than M_TE.
    batch, step_size
        Inputs per gradient step; eta, by default 1/K(x, x) estimated on inputs, so that eta lambda <= 1 nearly.
    test_samples : int
        Inputs per pair on which the errors are measured.
    pairs : int
        Pairs of independent runs, at least 1.
    seed : int
        Each run has streams of its own.

    Returns
    -------
    SampledTraining

    Raises
    ------
    InputError
        For anything out of range, or a step size for which the iteration diverges.

    Notes
    -----
    Compare with the exact route under ``explicit_steps(step_size, largest eigenvalue)`` at the steps returned;
    gradient flow differs from it by about eta lambda.
    """
    teacher, student = require_units(model, teacher_units), require_units(model, student_units)
    goal = build_target(target, model)
    moments = require_times(times)
    if not np.all(np.isfinite(moments)):
        raise InputError("a script trains for finite times: use times below inf")
    count = require_whole(teacher_samples, "the number of teacher samples", len(teacher) + 1, _LARGEST)
    batch = require_whole(batch, "the batch size", 1, _LARGEST)
    tests = require_whole(test_samples, "the number of test samples", 1, _LARGEST)
    pairs = require_whole(pairs, "the number of pairs", 1, _LARGEST)
    seed = require_seed(seed)
    largest = _mean_square(model, student, child_generator(seed, "largest"))
    eta = 1.0 / largest if step_size is None else float(step_size)
    if not 0.0 < eta * largest < 2.0:
        raise InputError(f"the step size must lie between 0 and 2/K(x, x), about {2 / largest:.4g}")
    steps = np.rint(moments / eta).astype(np.int64)
    run = _Run(model, teacher, student, goal, eta, batch)
    teacher_error, student_error = np.empty(pairs), np.empty((pairs, len(steps)))
    single_teacher, single_student = np.empty((pairs, 2)), np.empty((pairs, 2, len(steps)))
    for pair in range(pairs):
        trained = [run.train(count, steps, seed, pair, member) for member in (0, 1)]
        rng = child_generator(seed, "test", pair)
        total = np.zeros((1 + len(steps), 2, 2))
        for size in _blocks(tests):
            x = _inputs(model, size, rng)
            values = run.target_values(x)[:, None]
            rest = [
                np.concatenate(
                    (values - run.features(x, teacher) @ top[:, None], values - run.features(x, student) @ c),
                    axis=1,
                )
                for top, c in trained
            ]
            for i in (0, 1):
                for j in (0, 1):
                    total[:, i, j] += np.sum(rest[i] * rest[j], axis=0)
        total /= tests
        teacher_error[pair], student_error[pair] = total[0, 0, 1], total[1:, 0, 1]
        single_teacher[pair] = total[0, 0, 0], total[0, 1, 1]
        single_student[pair] = total[1:, 0, 0], total[1:, 1, 1]
    samples = pairs * (2 * count + 2 * batch * int(steps.max(initial=0)) + tests)
    return SampledTraining(
        steps * eta, steps, eta, teacher_error, student_error, single_teacher.ravel(),
        single_student.reshape(2 * pairs, -1), samples,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Run:
    """One script: its networks and how it trains them."""

    model: Model
    teacher: np.ndarray
    student: np.ndarray
    target: Target
    step_size: float
    batch: int

    def features(self, x: np.ndarray, units: np.ndarray) -> np.ndarray:
        activation = self.model.activation
        assert activation is not None
        return activation.function(activation.factor(self.model.dimension) * (x @ units.T))

    def target_values(self, x: np.ndarray) -> np.ndarray:
        return target_values(self.target, x)

    def train(
        self, samples: int, steps: np.ndarray, seed: int, pair: int, member: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Top layers of the teacher, shape (M_TE,), and of the student at each of ``steps``, (M_ST, n)."""
        top = self._fit_teacher(samples, child_generator(seed, "fit", pair, member))
        rng = child_generator(seed, "batches", pair, member)
        c, kept = np.zeros(len(self.student)), np.zeros((len(self.student), len(steps)))
        speed = self.step_size / (len(self.student) * self.batch)
        # inputs are drawn for several steps at once, which changes nothing but the overhead
        many = max(1, _BLOCK // self.batch)
        x = np.empty((0, self.model.dimension))
        for step in range(int(steps.max(initial=0))):
            place = step % many
            if place == 0:
                x = _inputs(self.model, many * self.batch, rng)
            now = x[place * self.batch : (place + 1) * self.batch]
            phi = self.features(now, self.student)
            c -= speed * (phi.T @ (phi @ c - self.features(now, self.teacher) @ top))
            kept[:, steps == step + 1] = c[:, None]
        return top, kept

    def _fit_teacher(self, samples: int, rng: np.random.Generator) -> np.ndarray:
        """Least squares through the triangular factor, updated block by block: no normal equations."""
        from scipy.linalg import qr

        held: Any = np.empty((0, len(self.teacher) + 1))
        for size in _blocks(samples):
            x = _inputs(self.model, size, rng)
            rows = np.column_stack((self.features(x, self.teacher), self.target_values(x)))
            held = qr(np.concatenate((held, rows)), mode="r")[0][: rows.shape[1]]
        return np.linalg.lstsq(held[:-1, :-1], held[:-1, -1], rcond=None)[0]


def _inputs(model: Model, count: int, rng: np.random.Generator) -> np.ndarray:
    return normalise_rows(rng.standard_normal((count, model.dimension)))


def _blocks(count: int) -> list[int]:
    return [min(_BLOCK, count - start) for start in range(0, count, _BLOCK)]


def _mean_square(model: Model, units: np.ndarray, rng: np.random.Generator) -> float:
    """E phi_v(x)^2 averaged over the student's units: the trace of its kernel, which bounds every eigenvalue."""
    activation = model.activation
    assert activation is not None
    x = _inputs(model, _BLOCK, rng)
    return float(np.mean(activation.function(activation.factor(model.dimension) * (x @ units[:2000].T)) ** 2))
