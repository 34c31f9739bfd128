"""Experiments on where a gain comes from: random operators with eigenspaces, the energies of the residual in each."""

from __future__ import annotations

import numpy as np

from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.draws import Draws, join
from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
from w2s_theory.simulate.operators import build_operators
from w2s_theory.simulate.random_features import draw_units

# how many eigenspaces beside the target's
LENGTH = 6
# a few dozen roundings of numbers of size 1
_ROUNDING = 1e-13
# (d, lambda_1 t)
ONE_UNIT = ((2, 1.0), (4, 2.0), (8, 1.0))
_DEGREES = 40


def _row(rng: np.random.Generator) -> dict[str, object]:
    spaces, own = int(rng.integers(1, LENGTH + 1)), int(rng.integers(1, 4))
    place = np.concatenate(
        [np.zeros(own, dtype=int), np.arange(1, spaces + 1), rng.integers(1, spaces + 1, 3)]
    )
    size = len(place)
    basis = np.eye(size)[:, : int(rng.integers(1, size))]
    basis = basis + 10.0 ** rng.uniform(-2, 0.5) * rng.standard_normal(basis.shape)
    shrinkage = rng.uniform(0, 1.2, spaces + 1)
    target = np.concatenate([rng.standard_normal(own), np.zeros(size - own)])
    made = build_operators(basis, np.eye(size), shrinkage[place], target)
    target = target / np.linalg.norm(target)
    residual = target - made.teacher
    energy = np.bincount(place, weights=residual**2, minlength=LENGTH + 1)
    return {
        "n": spaces, "s": shrinkage[0], "residual_square": energy[0], "L_TE": made.teacher_error,
        "s_ST": np.pad(shrinkage[1:], (0, LENGTH - spaces)), "residual_energies": energy[1:],
        "gain": made.teacher_error - made.student_error,
    }  # fmt: skip


def gain_trials(rng: np.random.Generator, size: int) -> Draws:
    """Random spans, a target in one eigenspace, and any filter: L_TE - L_ST."""
    rows = [_row(rng) for _ in range(max(1, size))]
    names = ("n", "s", "residual_square", "L_TE", "s_ST", "residual_energies")
    doubt = {name: np.full(len(rows), _ROUNDING) for name in ("L_TE", "residual_square")}
    return Draws(
        {name: np.array([row[name] for row in rows]) for name in names},
        np.array([row["gain"] for row in rows]), np.full(len(rows), 4 * _ROUNDING), doubt,
        sizes={"random operators": len(rows), "eigenspaces": f"2 to {LENGTH + 1}"},
    )  # fmt: skip


def one_unit_trials(rng: np.random.Generator, size: int) -> Draws:
    """Students of ReLU teachers with a single unit, a linear target: f_TE = <f*, phi> phi/K(x, x)."""
    parts, each = [], -(-size // len(ONE_UNIT))
    for dimension, tau in ONE_UNIT:
        model = relu_sphere(dimension)
        table = estimate_coefficients(model, _DEGREES)
        s = -np.expm1(-table.eigenvalue[: _DEGREES + 1] * tau / table.eigenvalue[1])
        mass = table.amplitude[: _DEGREES + 1] ** 2
        whole = float(table.kernel_diagonal)
        # the degrees above are learnt at most as far as the next of them
        rest = (tau * table.largest_eigenvalue_from(_DEGREES + 1) / table.eigenvalue[1]) ** 2 * max(
            whole - float(mass.sum()), 0.0
        )
        learnt = float(s**2 @ mass)
        value = dimension**0.5 * draw_units(model, each, rng)[:, 0]
        weight = table.coefficient[1] * value / whole
        error = 1 - 2 * s[1] * table.coefficient[1] * value * weight + weight**2 * learnt
        row = {"a_k": float(table.coefficient[1]), "K_1": whole, "s": float(s[1]), "learnt_trace": learnt}
        parts.append(
            Draws(
                {name: np.full(each, number) for name, number in row.items()}, error,
                weight**2 * rest + 1e-14, {"learnt_trace": np.full(each, rest)},
                sizes={"(d, lambda_1 t)": str(ONE_UNIT), "M_TE": 1, "target degree": 1},
            )
        )  # fmt: skip
    return join(parts)
