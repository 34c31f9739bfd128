"""Experiments on the noise profile: L_ST from functions on one side, the profile by degree on the other.

The left side never sees a degree: for ReLU networks it comes from the function f_t on a grid (d = 2, 3),
for random operators from the vector itself. The profile is that of the teacher alone.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.grid_flow import (
    draw_on_grid,
    draw_teacher,
    estimate_on_grids,
    simulate_teacher_on_grid,
)
from w2s_theory.simulate.operators import OperatorDraw, draw_operators
from w2s_theory.simulate.sphere_grid import SphereGrid
from w2s_theory.simulate.teacher import TeacherDraw

# how many entries an instance has; the statements hold for every n
LENGTH = 12

# exp(-36) is below the rounding of 1: what was learnt to the last digit counts as this far
_LONGEST = 36.0
# a few dozen roundings of numbers of size 1
_ROUNDING = 1e-13


def noise_share(energy: np.ndarray, teacher_error: np.ndarray) -> np.ndarray:
    """omega_k from ||Pi_k f_TE||^2, by its definition; 0 < L_TE < 1."""
    return np.clip((energy - (1 - teacher_error) ** 2) / (teacher_error * (1 - teacher_error)), 0.0, 1.0)


def measure_operators(draws: list[OperatorDraw], times: np.ndarray) -> Draws:
    """Random operators: modes outside V_k are the other eigenvectors of the student."""
    rows, modes, speeds = [], [], []
    for each, time in zip(draws, times, strict=True):
        scaled = scaled_speeds(each.shrinkage)
        outside = slice(each.multiplicity, None)
        modes.append(padded((each.eigenvectors.T @ each.teacher)[outside]))
        speeds.append(padded(scaled[outside] / time))
        rows.append((each.teacher_error, each.degree_energy, each.shrinkage[0], each.student_error))
    teacher, energy, s, error = np.array(rows).T
    exact = np.full(len(rows), _ROUNDING)
    return _draws(teacher, energy, s, times, modes, speeds, error, exact, exact, exact)


def measure_networks(found: list[tuple[TeacherDraw, float, float, float]]) -> Draws:
    """ReLU networks: one mode outside V_k for each degree up to 20 that has a share, and one for the rest."""
    rows, modes, speeds = [], [], []
    for teacher, time, error, accuracy in found:
        k = teacher.target.main_degree
        others = [degree for degree in np.nonzero(teacher.eigenvalue > 0)[0] if degree != k]
        # the rest has eigenvalues from 0 to the largest there
        lost = (-np.expm1(-teacher.tail_eigenvalue * time)) ** 2 * (
            teacher.tail_mass + teacher.tail_mass_accuracy
        )
        doubt = float(np.sum(teacher.mass_accuracy[others])) + teacher.tail_mass_accuracy
        modes.append(padded(np.sqrt(np.maximum([*teacher.mass[others], teacher.tail_mass], 0.0))))
        speeds.append(padded(np.array([*teacher.eigenvalue[others], teacher.tail_eigenvalue])))
        rows.append((
            teacher.teacher_error, teacher.mass[k], -np.expm1(-teacher.eigenvalue[k] * time), time,
            error, accuracy + lost + doubt, teacher.teacher_error_accuracy, teacher.mass_accuracy[k],
        ))  # fmt: skip
    teacher, energy, s, time, error, accuracy, teacher_doubt, energy_doubt = np.array(rows).T
    return _draws(teacher, energy, s, time, modes, speeds, error, accuracy, teacher_doubt, energy_doubt)


def scaled_speeds(shrinkage: np.ndarray) -> np.ndarray:
    """lambda t from 1 - exp(-lambda t)."""
    return np.minimum(-np.log1p(-np.minimum(shrinkage, 1 - 1e-16)), _LONGEST)


def padded(values: np.ndarray) -> np.ndarray:
    """An instance's entries, those that it does not need 0."""
    return np.concatenate([values, np.zeros(LENGTH - len(values))])


def _draws(teacher, energy, s, time, modes, speeds, error, accuracy, teacher_doubt, energy_doubt) -> Draws:
    share = noise_share(energy, teacher)
    share_doubt = (energy_doubt + 2 * teacher_doubt) / (teacher * (1 - teacher))
    return Draws(
        {
            "L_TE": teacher, "omega_k": share, "s": s, "t": time, "lambdas": np.array(speeds),
            "n": np.full(len(teacher), LENGTH), "b": np.array(modes),
        },
        error, accuracy, {"L_TE": teacher_doubt, "omega_k": share_doubt},
    )  # fmt: skip


def draw_lively_operators(rng: np.random.Generator) -> OperatorDraw:
    """A random draw with a target in V_k and L_TE in (0, 1), away from the ends by more than rounding."""
    while True:
        found = draw_operators(rng, eigenfunction_target=True)
        if 1e-6 < found.teacher_error < 1 - 1e-6:
            return found


def profile_trials(rng: np.random.Generator, size: int, spheres: int = 3) -> Draws:
    """One draw in ten a ReLU network on the circle (30 at most), ``spheres`` on the sphere, the others operators."""
    circles = min(30, max(3, size // 10))
    networks = measure_networks(
        [draw_on_grid(rng, 2) for _ in range(circles)] + [draw_on_grid(rng, 3) for _ in range(spheres)]
    )
    operators = [draw_lively_operators(rng) for _ in range(max(1, size - circles - spheres))]
    others = measure_operators(operators, 10.0 ** rng.uniform(-1, 2, len(operators)))
    sizes = {"ReLU networks d = 2": circles, "ReLU networks d = 3": spheres, "random operators": len(others)}
    return replace(join([networks, others]), sizes={**sizes, "M_TE": "2 to 16", "target degree": "1, 2 or 4"})


def gain_trials(rng: np.random.Generator, size: int) -> Draws:
    """Such draws without the share inside V_k, which a statement about the noise outside does not need."""
    found = profile_trials(rng, size, spheres=0)
    parameters = {name: values for name, values in found.parameters.items() if name != "omega_k"}
    return replace(found, parameters=parameters, uncertainty={"L_TE": found.uncertainty["L_TE"]})


def noise_trials(rng: np.random.Generator, size: int) -> Draws:
    """||f_TE - (1 - L_TE) f*||^2 of ReLU networks as functions on the circle, and of random operators."""
    networks = max(3, size // 5)
    rows = []
    for _ in range(networks):
        teacher = draw_teacher(rng, 2)
        rows.append((teacher.teacher_error, *_noise_on_grid(teacher), teacher.teacher_error_accuracy))
    for _ in range(max(1, size - networks)):
        made = draw_lively_operators(rng)
        noise = made.teacher - (1 - made.teacher_error) * made.target
        rows.append((made.teacher_error, float(noise @ noise), _ROUNDING, _ROUNDING))
    teacher_error, noise_energy, accuracy, doubt = np.array(rows).T
    sizes = {"ReLU networks d = 2": networks, "random operators": len(rows) - networks, "M_TE": "2 to 16"}
    return Draws({"L_TE": teacher_error}, noise_energy, accuracy, {"L_TE": doubt}, sizes=sizes)


def _noise_on_grid(teacher: TeacherDraw) -> tuple[float, float]:
    def measure(grid: SphereGrid) -> float:
        target, values = simulate_teacher_on_grid(teacher.units, teacher.target.main_degree, grid)
        return float(np.sum((values - (1 - teacher.teacher_error) * target) ** 2))

    return estimate_on_grids(teacher.units, measure)
