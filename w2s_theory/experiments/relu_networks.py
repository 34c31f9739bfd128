"""Experiments on real random-feature networks: ReLU teachers, students of infinite or finite width.

The population is integrated exactly; only the units are random. Every number carries the
simulation's own error estimate, and sizes at which it refuses (features dependent to working
accuracy) are drawn again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from w2s_theory.experiments.random_operators import (
    Measure,
    measure_student_error,
    operator_trials,
)
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.spectral_filter import (
    SpectralFilter,
    averaged_flow,
    gradient_flow,
    ridge,
)
from w2s_theory.simulate.finite_student import simulate_finite_student
from w2s_theory.simulate.overshoot import find_best_heavy_ball
from w2s_theory.simulate.random_features import draw_units
from w2s_theory.simulate.student import compute_student_error
from w2s_theory.simulate.teacher import TeacherDraw, simulate_teacher

# relative accuracy asked of L_TE and L_ST
ACCURACY = 1e-7

SIZES = {"d": "2 to 32", "M_TE": "4 to 128", "target degree": "1, 2 or 4"}


@dataclass(frozen=True, eq=False)
class NetworkDraw:
    """One trained teacher and one student stopped at ``time``.

    ``shrinkage`` has shape (J+1,): that of the infinitely wide student on degrees 0..J. A student
    of finite width (``finite``) has its own modes; then only its error is used.
    """

    teacher: TeacherDraw
    spectral_filter: SpectralFilter
    time: float
    finite: bool
    student_error: float
    student_error_accuracy: float

    @property
    def shrinkage(self) -> np.ndarray:
        return self.spectral_filter.shrinkage(self.teacher.eigenvalue, self.time)

    @property
    def degree(self) -> int:
        """The target's degree k."""
        return self.teacher.target.main_degree

    @property
    def student_norm_squared(self) -> float:
        """||f_ST||^2 of the infinitely wide student on degrees 0..J."""
        return float(np.sum(self.shrinkage**2 * self.teacher.mass))


NetworkMeasure = Callable[[list[NetworkDraw]], Draws]


def draw_network(rng: np.random.Generator, finite: bool = False, flow: bool = False) -> NetworkDraw:
    """A ReLU teacher of random size on a linear or even target, and a student stopped at random.

    ``finite``: a student of 4 to 256 units instead of infinitely many. ``flow``: gradient flow only,
    instead of its average and ridge as well.
    """
    while True:
        model = relu_sphere(int(rng.integers(2, 33)))
        units = draw_units(model, int(2.0 ** rng.uniform(2, 7)), rng)
        degree = int(rng.choice([1, 1, 2, 4]))
        filters = (gradient_flow(),) if flow else (gradient_flow(), gradient_flow(), averaged_flow(), ridge())
        chosen = filters[int(rng.integers(len(filters)))]
        scaled_time = 10.0 ** rng.uniform(-1, 1.5)
        student = draw_units(model, int(2.0 ** rng.uniform(2, 8)), rng) if finite else None
        try:
            teacher = simulate_teacher(model, units, degree, accuracy=ACCURACY)
            time = scaled_time / float(teacher.eigenvalue[degree])
            if student is not None:
                error, accuracy = simulate_finite_student(teacher, student, [time], chosen)
            else:
                teacher = simulate_teacher(
                    model, units, degree, times=[time], spectral_filter=chosen, accuracy=ACCURACY
                )
                error, accuracy = compute_student_error(teacher, [time], chosen)
        except AccuracyError:
            continue
        if accuracy[0] <= 1e-3 * error[0]:
            return NetworkDraw(teacher, chosen, time, finite, float(error[0]), float(accuracy[0]))


def momentum_trials(rng: np.random.Generator) -> Draws:
    """Students that no shrinkage operator gives: heavy-ball momentum at its best time, on ReLU networks.

    s leaves [0, 1] on every under-damped mode.
    """
    model = relu_sphere(16)
    rows = []
    for _ in range(2):
        teacher = simulate_teacher(model, draw_units(model, 128, rng), 1, times=[1e4], accuracy=ACCURACY)
        rows.append((teacher, find_best_heavy_ball(teacher)))
    s = np.array([best.shrinkage[teacher.target.main_degree] for teacher, best in rows])
    return Draws(
        {"L_TE": np.array([teacher.teacher_error for teacher, _ in rows]), "s": s},
        np.array([best.error for _, best in rows]),
        np.array([best.accuracy for _, best in rows]),
        {"L_TE": np.array([teacher.teacher_error_accuracy for teacher, _ in rows])},
        {
            "smallest_shrinkage": np.array([best.shrinkage.min() for _, best in rows]),
            "largest_shrinkage": np.array([best.shrinkage.max() for _, best in rows]),
        },
        {"d": 16, "M_TE": 128, "student": "heavy ball"},
    )


def measure_network_error(draws: list[NetworkDraw]) -> Draws:
    """L_ST and L_TE, and the shrinkage on the target's degree."""
    return network_draws(
        draws,
        np.array([each.student_error for each in draws]),
        np.array([each.student_error_accuracy for each in draws]),
    )


def network_draws(
    draws: list[NetworkDraw], measured: np.ndarray, accuracy: np.ndarray, **facts: np.ndarray
) -> Draws:
    """Measured values with the parameters and facts that every limit needs."""
    teacher = np.array([each.teacher.teacher_error for each in draws])
    doubt = np.array([each.teacher.teacher_error_accuracy for each in draws])
    s = np.array([each.shrinkage[each.degree] for each in draws])
    smallest = np.array([each.shrinkage.min() for each in draws])
    largest = np.array([each.shrinkage.max() for each in draws])
    common = {"smallest_shrinkage": smallest, "largest_shrinkage": largest}
    return Draws(
        {"L_TE": np.clip(teacher, 0.0, 1.0), "s": s},
        measured,
        accuracy,
        {"L_TE": doubt},
        {**common, **facts},
        SIZES,
    )


def mixed_trials(
    measure: Measure = measure_student_error,
    network_measure: NetworkMeasure = measure_network_error,
    eigenfunction_target: bool = False,
    finite: bool = True,
    share: int = 5,
) -> Callable[[np.random.Generator, int], Draws]:
    """An experiment on random operators, one draw in ``share`` on real networks instead.

    With ``finite`` half of the networks' students have finite width.
    """
    operators = operator_trials(measure, eigenfunction_target)

    def experiment(rng: np.random.Generator, size: int) -> Draws:
        count = max(4, size // share)
        networks = [draw_network(rng, finite and number % 2 == 1) for number in range(count)]
        both = join([network_measure(networks), operators(rng, max(1, size - count))])
        return replace(both, sizes={"ReLU networks": count, "random operators": len(both) - count, **SIZES})

    return experiment
