"""Students of finite width trained to convergence: the exact identity, with the equivalent's numbers put in.

E L_ST(inf) = l_k(M_ST) + sum_j (1 - l_j(M_ST)) E ||Pi_j (f* - f_TE)||^2 holds exactly for a target in V_k, with
l_j(M) the mean error of M features on V_j. Here l_j and the masses are those of the deterministic equivalent.
"""

from __future__ import annotations

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.records.model import Model


def converged_error(model: Model, teacher_units: int, student_units: int, degree: int) -> float:
    """Mean L_ST of a student of ``student_units`` units that never stops; status universality."""
    formulas = equivalent(model, teacher_units, degree).float_formulas()
    width = equivalent(model, student_units, degree)
    level = formulas.teacher_error
    # E ||Pi_j (f* - f_TE)||^2 is the noise, and on the target's own degree the square of the bias
    mass = level * (1 - level) * formulas.profile
    mass[formulas.places] += level**2
    eigenvalue = formulas.modes.eigenvalue
    return float(width.teacher_error + np.sum(mass * eigenvalue / (eigenvalue + width.kappa)))


def ceiling_error(model: Model, student_units: int, degree: int) -> float:
    """Mean L_ceiling: the least error that a student of this width can have; status universality."""
    return float(equivalent(model, student_units, degree).teacher_error)
