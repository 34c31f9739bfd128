"""Isotropic features: M_TE independent N(0, I_d) vectors, so that no direction is different from another.

P projects on the features' span, of dimension M_TE almost surely, in R^d with the orthonormal basis f*,
e_0, ..., e_{d-2}; p_j = <e_j, P e_j> and p'_j = <f*, P e_j>. The law of P is the same in every rotated basis,
so <v, P v> has the same law for every unit vector v: that is all that is used of the normal law, and only on
average over j, for v = e_j and for the two diagonals (f* +- e_j)/sqrt(2).
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from w2s_theory.notation import M_TE, d, f_star, f_TE, inner
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.simulate.linear.features import draw_linear_features
from w2s_theory.simulate.linear.network import simulate_linear_teacher
from w2s_theory.theorems.limits.setting import TEACHER, UNIT_TARGET
from w2s_theory.theorems.linear_network.haar_moments import HaarProjection

OVERLAP = inner(f_star, f_TE)
PROJECTION = HaarProjection(OVERLAP, M_TE)
SETTING = Hilbert(
    ("f_star", "f_TE"), (TEACHER,), (UNIT_TARGET, *PROJECTION.facts), random=("f_TE", "p_along", "p_across")
)


PARAMETERS = (Parameter("d", integers(2), integers(3, 60)), Parameter("M_TE", integers(1), integers(1, 60)))
NOT_MORE_UNITS = Claim(M_TE, "<=", d)

ASSUMPTIONS = (
    "linear network: f_v(x) = <v, x> with x ~ N(0, I_d), features u ~ N(0, I_d), M_TE of them, at most d",
    "f_TE = P f* with P the projection on the features' span, of dimension M_TE (almost surely), ||f*|| = 1",
    "rotation invariance: <v, P v> has the same law for every unit vector v",
)

_LARGEST = 12


def isotropic_trials(rng: np.random.Generator, size: int, power: int) -> Draws:
    """L_TE to the given power, of independent teachers at random sizes."""
    rows = []
    for _ in range(8 * size):
        dimension = int(rng.integers(3, _LARGEST + 1))
        # errors near 1 scatter little, so that few draws tell their mean
        units = int(rng.integers(1, dimension // 3 + 1))
        teacher = simulate_linear_teacher(draw_linear_features([(1, dimension)], units, 0, rng), accuracy=1e-3)
        error, doubt = teacher.teacher_error, teacher.teacher_error_accuracy
        rows.append((dimension, units, error**power, power * doubt + 1e-15))
    dimension, units, measured, doubt = np.array(rows).T
    sizes = {"dimension": f"3 to {_LARGEST}", "teacher units": "1 to d/3"}
    parameters = {"d": dimension.astype(int), "M_TE": units.astype(int)}
    return Draws(parameters, np.minimum(measured, 1.0), doubt, sizes=sizes)


VALUE_RANGE = (Fraction(0), Fraction(1))
