r"""A student with random features of its own, on finitely many inputs that a random-feature teacher labels.

The two-root equivalent (:mod:`w2s_theory.equivalents.finite_samples`) once more, with p_S units, N inputs and ridge
rho_S: with the student's h_j, e_j = N_j h_j (1 - h_j), E = sum e_j, and the mean energies q_j of the labels in
place of the target's,

    A_q = sum q_j h_j (1 - h_j),   B_q = sum q_j (1 - h_j)^2 + A_q E/(p_S - D_2),   H_2 = D_2 + E^2/(p_S - D_2),
    E L_ST = sum f_j^2 (1 - h_j h_j^TE)^2 + sum h_j^2 (q_j - (h_j^TE f_j)^2) + A_q E/(p_S - D_2)
             + (sigma_S^2 + B_q) H_2/(N - H_2).

For p_S -> infinity this is the kernel ridge student, for a teacher that is the target itself the teacher's own
formula. Status universality.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from w2s_theory.equivalents.finite_samples import MOST_SAMPLES, FiniteSampleEquivalent, not_negative
from w2s_theory.equivalents.ridge_root import solve_ridge_root
from w2s_theory.equivalents.setting import MOST_UNITS
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError


def feature_student_error(
    teacher: FiniteSampleEquivalent, units: Any, inputs: Any, *, ridge: Any = 0, noise: Any = 0
) -> float:
    """E L_ST of ridge regression on random features, fitted to the teacher's labels of fresh inputs.

    Parameters
    ----------
    teacher : FiniteSampleEquivalent
        Of :func:`~w2s_theory.equivalents.finite_samples.finite_sample_equivalent`.
    units : int
        p_S = M_ST, features of the teacher's kind, drawn independently and divided by sqrt(p_S).
    inputs : int
        N.
    ridge, noise : number
        rho_S >= 0 of X^T X + rho_S, and the variance of further label noise.

    Returns
    -------
    float
        ||f*|| = 1; relative accuracy about 1e-11.

    Raises
    ------
    InputError
        For sizes, ridges and variances that are none; for N = p_S without ridge, where the error is infinite.

    Examples
    --------
    >>> from w2s_theory.equivalents.finite_samples import finite_sample_equivalent
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> teacher = finite_sample_equivalent(relu_sphere(16), 128, 256, ridge="0.01", noise="0.1")
    >>> round(feature_student_error(teacher, 512, 2000, ridge=1), 3)
    0.176
    """
    if not isinstance(teacher, FiniteSampleEquivalent):
        raise InputError(
            f"the teacher must be what finite_sample_equivalent returns, not {type(teacher).__name__}"
        )
    own = require_whole(units, "the student's units", 1, MOST_UNITS)
    count = require_whole(inputs, "the student's inputs", 1, MOST_SAMPLES)
    strength, extra = not_negative(ridge, "the student's ridge"), not_negative(noise, "the label noise")
    if strength == 0.0 and own == count:
        raise InputError(
            f"{count} inputs for {own} units of the student and no ridge: the mean error is infinite; give a ridge, or "
            "other sizes"
        )
    found = teacher.resolved_for(min(count, own))
    root, energies = solve_ridge_root(found.modes, count, own, strength), found.label_energies
    spread = float(root.spread.sum())
    fluctuation = root.units_left + spread
    signal = float(np.sum(energies * root.taken * root.missed)) / fluctuation
    bias = float(np.sum(energies * root.missed**2)) + signal * spread
    level = (extra + bias) / (root.samples_left + spread * root.units_left / fluctuation)
    dimension = float(np.sum(root.units * root.taken)) + spread**2 / fluctuation
    return found.filtered_error(root.taken, root.missed) + signal * spread + level * dimension
