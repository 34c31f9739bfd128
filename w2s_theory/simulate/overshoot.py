"""Students that overshoot: how far below L_TE^2 the shrinkage s > 1 brings the infinite student of one draw.

Shrinkage students (0 <= s <= 1) with an eigenfunction target stay above L_TE^2. Four families here, each searched
on the draw itself, as an oracle with the target in hand:

* gradient flow, s = 1 - exp(-lambda t), best t: within the limit, for comparison;
* flow rescaled by one number c >= 0, s = c (1 - exp(-lambda t)), best t and c;
* heavy ball at its best time and damping, a filter of one training run with momentum;
* the best filter, one s >= 0 per degree: what no overshooting filter of the kernel can beat.

L_ST is a quadratic form in s, so c and the best filter have closed forms; times and dampings are searched on a
grid and polished. The errors returned are attained, hence upper limits of the infimum over the family.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import SpectralFilter, gradient_flow, heavy_ball
from w2s_theory.simulate.gaussian.teacher import GaussianTeacher
from w2s_theory.simulate.student import compute_shrunk_error, compute_student_error
from w2s_theory.simulate.teacher import TeacherDraw

# Of tau = lambda_K t for the flow, and of the phase sqrt(lambda_K) t and damping/sqrt(lambda_K) for the heavy ball.
_TAUS = np.geomspace(1e-2, 1e4, 600)
_LONGEST_PHASE = 6.0 * np.pi
_DAMPINGS = np.concatenate(([0.0], np.geomspace(0.01, 4.0, 25)))
_POINTS_PER_PERIOD = 24
_POLISHED = 6


@dataclass(frozen=True, eq=False)
class BestStudent:
    """The best student found in one family.

    Parameters
    ----------
    error, accuracy
        L_ST, and how far it may be off.
    parameters
        ``time``, ``damping``, ``scale``, as the family has them.
    shrinkage
        Shape (J+1,). s per degree.
    """

    error: float
    accuracy: float
    parameters: dict[str, float]
    shrinkage: np.ndarray


@dataclass(frozen=True, eq=False)
class Overshoot:
    """Best students of one draw, all with the same teacher.

    ``flow`` lies within the limit L_TE^2 for one degree; ``rescaled``, ``momentum`` and ``best_filter`` may be below.
    """

    teacher_error: float
    flow: BestStudent
    rescaled: BestStudent
    momentum: BestStudent
    best_filter: BestStudent

    def to_dict(self) -> dict[str, Any]:
        """Plain data: L_TE, its square, and error and parameters per family."""
        families = ("flow", "rescaled", "momentum", "best_filter")
        found = {name: getattr(self, name) for name in families}
        return {
            "teacher_error": self.teacher_error,
            "square": self.teacher_error**2,
            **{name: {"error": best.error, **best.parameters} for name, best in found.items()},
        }

    def __repr__(self) -> str:
        """Return one line: errors divided by L_TE^2."""
        square = self.teacher_error**2
        rows = (("flow", self.flow), ("rescaled", self.rescaled), ("momentum", self.momentum))
        parts = [f"{name} {best.error / square:.3g}" for name, best in (*rows, ("filter", self.best_filter))]
        return f"Overshoot(L_TE={self.teacher_error:.4g}; L_ST/L_TE^2: {', '.join(parts)})"


def measure_overshoot(draw: TeacherDraw | GaussianTeacher) -> Overshoot:
    """Best gradient flow, rescaled flow, heavy ball and filter of one teacher.

    Parameters
    ----------
    draw : TeacherDraw or GaussianTeacher
        A teacher resolved into enough degrees for students near tau = 10 (``times=`` of ``simulate_teacher``).

    Returns
    -------
    Overshoot

    Raises
    ------
    InputError
        For a teacher with L_TE = 0, which leaves nothing to gain.
    """
    if not draw.teacher_error > 0.0:
        raise InputError("this teacher is exact (L_TE = 0), so no student can gain: use fewer units")
    return Overshoot(
        draw.teacher_error,
        find_best_flow(draw),
        find_best_rescaled_flow(draw),
        find_best_heavy_ball(draw),
        find_best_filter(draw),
    )


def find_best_flow(draw: TeacherDraw | GaussianTeacher) -> BestStudent:
    """Gradient flow at its best stopping time."""
    time = _best_time(draw, lambda s: _quadratic(draw, s))
    return _as_filter(draw, gradient_flow(), time, {"time": time})


def find_best_rescaled_flow(draw: TeacherDraw | GaussianTeacher) -> BestStudent:
    """Gradient flow at time t multiplied by c >= 0, best t and c."""

    def error(s: np.ndarray) -> np.ndarray:
        return _quadratic(draw, s * _best_scale(draw, s))

    time = _best_time(draw, error)
    s = gradient_flow().shrinkage(draw.eigenvalue[:, None], np.array([time]))
    scale = float(_best_scale(draw, s)[0])
    found, accuracy = _shrunk(draw, scale * s[:, 0], scale * _tail_flow(draw, time))
    return BestStudent(found, accuracy, {"time": time, "scale": scale}, scale * s[:, 0])


def find_best_heavy_ball(draw: TeacherDraw | GaussianTeacher) -> BestStudent:
    """Heavy-ball flow x'' + gamma x' = -lambda (x - b) at its best time t and damping gamma >= 0.

    Searched up to sqrt(lambda_K) t = 6 pi, K the target's main degree.
    """
    from scipy.optimize import minimize

    rate = float(draw.eigenvalue[draw.target.main_degree]) ** 0.5
    fastest = float(draw.eigenvalue.max()) ** 0.5
    count = int(_LONGEST_PHASE / rate * fastest / (2 * np.pi) * _POINTS_PER_PERIOD) + 2
    times = np.linspace(0.0, _LONGEST_PHASE / rate, min(count, 4000))[1:]

    def error(time: np.ndarray, damping: float) -> np.ndarray:
        return _quadratic(draw, heavy_ball(damping).shrinkage(draw.eigenvalue[:, None], time[None, :]))

    starts = []
    for damping in _DAMPINGS * rate:
        values = error(times, float(damping))
        index = int(np.argmin(values))
        starts.append((float(values[index]), float(times[index]), float(damping)))
    starts.sort()
    best = starts[0]

    def polished(x: np.ndarray) -> float:
        # logarithm of the error: a scale on which the valley is not flat; |gamma| keeps the damping admissible
        return float(np.log(error(np.array([abs(x[0]) / rate]), abs(float(x[1])) * rate)[0]))

    for _, time, damping in starts[:_POLISHED]:
        size = np.array([[0.0, 0.0], [0.02, 0.0], [0.0, 0.02]])
        simplex = np.array([time * rate, damping / rate]) + size
        found: Any = minimize(
            polished, simplex[0], method="Nelder-Mead", options={"initial_simplex": simplex, "xatol": 1e-6}
        )
        candidate = (float(np.exp(found.fun)), abs(float(found.x[0])) / rate, abs(float(found.x[1])) * rate)
        best = min(best, candidate)
    value, time, damping = best
    # the polish approaches the end of the range only; no friction at all is the commonest optimum
    if error(np.array([time]), 0.0)[0] <= value * (1.0 + 1e-9):
        damping = 0.0
    return _as_filter(draw, heavy_ball(damping), time, {"time": time, "damping": damping})


def find_best_filter(draw: TeacherDraw | GaussianTeacher) -> BestStudent:
    """The filter s_j = max(<Pi_j f*, Pi_j f_TE>, 0)/||Pi_j f_TE||^2, which minimises L_ST over all s >= 0."""
    safe = np.where(draw.mass > 0.0, draw.mass, 1.0)
    s = np.where(draw.mass > 0.0, np.maximum(draw.cross, 0.0) / safe, 0.0)
    error, accuracy = _shrunk(draw, s, 0.0)
    return BestStudent(error, accuracy, {}, s)


def _quadratic(draw: TeacherDraw | GaussianTeacher, s: np.ndarray) -> np.ndarray:
    """L_ST for each column of s, shape (J+1, n), degrees above J left out: good enough to search with."""
    fixed = draw.target_coefficient**2
    # (c - s b)^2 + s^2 (mass - b^2), b = cross/c: nothing cancels where s b is near c
    along = np.where(fixed > 0.0, draw.cross / np.where(fixed > 0.0, draw.target_coefficient, 1.0), 0.0)
    noise = np.maximum(draw.mass - along**2, 0.0)
    return np.sum(
        (draw.target_coefficient[:, None] - s * along[:, None]) ** 2 + s**2 * noise[:, None], axis=0
    )


def _best_scale(draw: TeacherDraw | GaussianTeacher, s: np.ndarray) -> np.ndarray:
    size = np.sum(s**2 * draw.mass[:, None], axis=0)
    return np.maximum(np.sum(s * draw.cross[:, None], axis=0), 0.0) / np.where(size > 0.0, size, 1.0)


def _best_time(draw: TeacherDraw | GaussianTeacher, error: Callable[[np.ndarray], np.ndarray]) -> float:
    """The time of the smallest error: a grid in log t, then Brent's method between its neighbours."""
    from scipy.optimize import minimize_scalar

    eigenvalue = float(draw.eigenvalue[draw.target.main_degree])

    def at(log_tau: Any) -> np.ndarray:
        times = np.exp(np.atleast_1d(log_tau)) / eigenvalue
        return error(gradient_flow().shrinkage(draw.eigenvalue[:, None], times[None, :]))

    grid = np.log(_TAUS)
    index = int(np.argmin(at(grid)))
    ends = (grid[max(index - 1, 0)], grid[min(index + 1, len(grid) - 1)])
    found: Any = minimize_scalar(
        lambda x: float(at(x)[0]), bounds=ends, method="bounded", options={"xatol": 1e-8}
    )
    return float(np.exp(found.x)) / eigenvalue


def _tail_flow(draw: TeacherDraw | GaussianTeacher, time: float) -> float:
    return float(-np.expm1(-draw.tail_eigenvalue * time))


def _as_filter(
    draw: TeacherDraw | GaussianTeacher, chosen: SpectralFilter, time: float, parameters: dict[str, float]
) -> BestStudent:
    error, accuracy = compute_student_error(draw, [time], chosen)
    s = chosen.shrinkage(draw.eigenvalue, time)
    return BestStudent(float(error[0]), float(accuracy[0]), parameters, s)


def _shrunk(draw: TeacherDraw | GaussianTeacher, s: np.ndarray, tail: float) -> tuple[float, float]:
    """L_ST of given s, its accuracy with a tail shrinkage anywhere between 0 and ``tail``."""
    error, accuracy = compute_shrunk_error(draw, s)
    rest = tail**2 * (max(draw.tail_mass, 0.0) + draw.tail_mass_accuracy)
    return error + rest / 2, accuracy + rest / 2
