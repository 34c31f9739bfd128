"""How many units are not enough: a teacher with so many, or fewer, recovers less than a goal in the means."""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.equivalents.setting import MOST_UNITS
from w2s_theory.guarantees.mean_floor import compute_mean_error_floor, enclose_mean_error_floor
from w2s_theory.guarantees.spectral_sums import BITS, ball_sums, float_sums, require_features
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model

_RESOLUTION = 0.01


def units_not_enough(model: Model, degree: int, goal: Fraction) -> int:
    """A number of units, certified, with which (or with fewer) the means do not recover the goal, whenever one stops.

    E L_ST > (1 - goal) E L_TE for every target of the degree and a student of infinite width with the same kernel, since
    E L_TE > 1 - goal (``expected_student_error_ge_of_units``) and E L_TE falls with the number of units.

    Returns
    -------
    int
        The best of ``1 - M/N_k`` and the floors from moments of the features' tails, to 1 %. 0 if one unit may do.
    """
    count = derive_multiplicity(model.dimension, degree)
    least = max(-(-goal.numerator * count // goal.denominator) - 1, 0)
    if least >= MOST_UNITS // 2:
        return least
    low, high = max(least, 2), max(2 * least, 4)
    while _reaches(model, degree, goal, high):
        low, high = high, 2 * high
    while high - low > max(1, _RESOLUTION * low):
        middle = (low + high) // 2
        low, high = (middle, high) if _reaches(model, degree, goal, middle) else (low, middle)
    return low if low > least and _reaches(model, degree, goal, low, certified=True) else least


def _reaches(model: Model, degree: int, goal: Fraction, units: int, certified: bool = False) -> bool:
    """Whether the floor of E L_TE exceeds 1 - goal."""
    try:
        setting = require_features(model, units, degree)
        guide = float_sums(setting)
    except (InputError, AccuracyError):
        # as many units as the kernel has rank, or more than can be summed
        return False
    floor = compute_mean_error_floor(model, degree, guide.eigenvalue(degree), units)
    if floor is None or not floor.value > float(1 - goal):
        return False
    if not certified:
        return True
    with BALLS.working(BITS):
        sums = ball_sums(setting)
        try:
            found = enclose_mean_error_floor(model, degree, sums, sums.eigenvalue(degree), units, floor)
        except AccuracyError:
            return False
        return bool(found.value > BALLS.number(1 - goal))
