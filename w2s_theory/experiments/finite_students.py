"""Experiments on finite students at convergence: thousands of small teachers and students at once.

The student's error comes from its own linear system; the mean errors ell_j from the traces of its projection on each
degree, which know neither the target nor the teacher; the residual's energies from the teacher alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np

from w2s_theory.experiments.mean_errors import degree_errors
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.kernels.activation_kernel import relative_kernel
from w2s_theory.simulate.kernels.gegenbauer import compute_log_multiplicity, gegenbauer_values
from w2s_theory.simulate.random_features import draw_units

# degrees 0..LENGTH-2 and one entry for the rest
LENGTH = 12
# (dimension, units of the teacher, units of the student); the target is linear
SIZES = ((8, 6, 6), (8, 10, 5), (16, 12, 10))
WIDE = ((8, 12, 3), (16, 16, 4))
_DEGREE = 1
# a few dozen features of conditions below 1e4
_ROUNDING = 1e-10


@dataclass(frozen=True, eq=False)
class ConvergedStudents:
    """n teachers, each with one student at convergence.

    ``student_error`` (n,) is L_ST; ``energies`` (n, LENGTH) the residual's energy on the degrees 0..LENGTH-2 and on
    all others; ``width_errors`` (n, LENGTH) the mean over V_j of what the student's span misses, and for the others
    half of what is possible is taken as learnt; ``doubt`` (n,) is how far that may move the sum.
    """

    student_error: np.ndarray
    energies: np.ndarray
    width_errors: np.ndarray
    multiplicities: np.ndarray
    doubt: np.ndarray


def converged_students(teachers: np.ndarray, students: np.ndarray) -> ConvergedStudents:
    """Train ReLU teachers on a linear target, students on them; units of shape (n, M_TE, d) and (n, M_ST, d)."""
    dimension, width = students.shape[2], students.shape[1]
    model = relu_sphere(dimension)
    kernel, table = relative_kernel(model), estimate_coefficients(model, LENGTH)

    def gram(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return table.kernel_diagonal * kernel.values(np.clip(x @ y.transpose(0, 2, 1), -1.0, 1.0))

    def solve(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
        return np.linalg.solve(matrix, right[:, :, None])[:, :, 0]

    # f* = sqrt(d) x_1 and <f*, phi_u> = a_1 f*(u)
    products = [
        table.coefficient[_DEGREE] * dimension**0.5 * units[:, :, 0] for units in (teachers, students)
    ]
    weights = solve(gram(teachers, teachers), products[0])
    teacher_error = 1.0 - np.sum(products[0] * weights, axis=1)
    taught = np.einsum("nij,nj->ni", gram(students, teachers), weights)
    top = solve(gram(students, students), taught)
    student_error = 1.0 - 2 * np.sum(products[1] * top, axis=1) + np.sum(taught * top, axis=1)

    multiplicities = np.exp(compute_log_multiplicity(dimension, LENGTH))[:LENGTH]
    cosines = np.clip(teachers @ teachers.transpose(0, 2, 1), -1.0, 1.0)
    values = islice(gegenbauer_values(cosines, dimension), LENGTH - 1)
    energies = np.stack([
        weight * np.einsum("ni,nij,nj->n", weights, each, weights)
        for weight, each in zip(table.amplitude**2, values, strict=False)
    ], axis=1)  # fmt: skip
    # ||Pi_k (f* - f_TE)||^2 = 1 - 2 <f*, f_TE> + ||Pi_k f_TE||^2
    energies[:, _DEGREE] += 2 * teacher_error - 1
    rest = teacher_error - energies.sum(axis=1)
    missed, _ = degree_errors(model, students, LENGTH - 2)
    # of the others at most this share is seen: tr(Pi_j P)/N_j <= M_ST/N_j
    share = min(1.0, width / multiplicities[-1])
    return ConvergedStudents(
        student_error,
        np.maximum(np.column_stack([energies, rest]), 0.0),
        np.column_stack([missed, np.full(len(missed), 1 - share / 2)]),
        multiplicities,
        share / 2 * np.abs(rest) + _ROUNDING,
    )


def _draw(
    rng: np.random.Generator, size: int, sizes: tuple[tuple[int, int, int], ...]
) -> list[ConvergedStudents]:
    each = -(-size // len(sizes))
    found = []
    for dimension, teacher, student in sizes:
        units = draw_units(relu_sphere(dimension), each * (teacher + student), rng)
        units = units.reshape(each, teacher + student, dimension)
        found.append(converged_students(units[:, :teacher], units[:, teacher:]))
    return found


def energy_trials(rng: np.random.Generator, size: int) -> Draws:
    """L_ST, and per draw unbiased values of the mean errors ell_j: those of this student's span."""
    parts = [
        Draws(
            {
                "l_ceiling": made.width_errors[:, _DEGREE],
                "n": np.full(len(made.doubt), LENGTH),
                "width_errors": made.width_errors,
                "residual_energies": made.energies,
            },
            made.student_error, made.doubt,
            sizes={"d, M_TE, M_ST": SIZES, "target degree": _DEGREE},
        )
        for made in _draw(rng, size, SIZES)
    ]  # fmt: skip
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))


def density_trials(rng: np.random.Generator, size: int) -> Draws:
    """Narrow students of wider teachers: L_ST, and what bounds its mean without knowing the ell_j outside V_k."""
    parts = []
    for (_, _, width), made in zip(WIDE, _draw(rng, size, WIDE), strict=True):
        n = len(made.doubt)
        # the entry of all other degrees is bounded as if it were the lowest of them
        counts = np.tile(made.multiplicities, (n, 1))
        parts.append(
            Draws(
                {
                    "l_ceiling": made.width_errors[:, _DEGREE],
                    "n": np.full(n, LENGTH),
                    "M_ST": np.full(n, width),
                    "counts": counts,
                    "residual_densities": made.energies / counts,
                },
                made.student_error, np.full(n, _ROUNDING),
                sizes={"d, M_TE, M_ST": WIDE, "target degree": _DEGREE},
            )
        )  # fmt: skip
    mixed = join(parts)
    return mixed.select(rng.permutation(len(mixed)))
