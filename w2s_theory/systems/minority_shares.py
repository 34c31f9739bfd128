"""Which share of the minority a student's samples should have, and when equal shares are not enough.

To first order under the law ``shift`` (see ``spurious_correlations``) the student's risk is a quadratic polynomial in eta_u
with the minimum, a = mu_T - Xi mu_S and omega = nu (p_T - p_both) ||mu_S||^2,

    eta_u* = (<a, eta_l mu_T - eta_t Xi mu_S> + omega eta_t)/(||a||^2 + omega),

and with eta_u = eta_l and nu -> 0 the gain in units of sigma_y^2 gamma is
p_T - p_both + (eta_t - eta_l)^2 (||mu_T||^2 - ||Xi mu_S||^2)/sigma^2: it may be negative where
||Xi mu_S|| > ||mu_T||, which is possible because Xi mu_S = T^T P_S mu is not a part of mu_T.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar

from w2s_theory.given import require_choice
from w2s_theory.records.errors import InputError
from w2s_theory.systems.group_laws import GroupLaw, require_share
from w2s_theory.systems.risk_records import require_amount
from w2s_theory.systems.spurious_correlations import (
    KINDS,
    GroupFeatures,
    SpuriousKind,
    spurious_risks,
)

# of the minority, which is at most half
_MOST = 0.5
_GRID = 33


def best_minority_share(
    features: GroupFeatures,
    *,
    eta_l: Any,
    eta_t: Any,
    gamma: Any,
    nu: Any = 0,
    law: str | GroupLaw = "mixture",
    kind: SpuriousKind = "equivalent",
) -> float:
    """Return the eta_u in [0, 1/2] at which the student's risk is least.

    The module's formula, cut to [0, 1/2], for ``printed in the paper``; else a search on a grid of 33 shares, refined
    around the best one (to 1e-6; where two minima are nearly as deep either may be returned).

    Raises
    ------
    InputError
        As ``spurious_risks``.
    """
    require_choice(kind, "the kind of risk", KINDS)

    def risk(share: float) -> float:
        return spurious_risks(
            features, eta_l=eta_l, eta_u=share, eta_t=eta_t, gamma=gamma, nu=nu, law=law, kind=kind
        ).student

    if kind == "printed in the paper":
        risk(0.0)  # refuses what it refuses
        return _printed_best(features, float(eta_l), float(eta_t), float(nu))
    grid = np.linspace(0.0, _MOST, _GRID)
    values = [risk(float(each)) for each in grid]
    place = int(np.argmin(values))
    low, high = grid[max(place - 1, 0)], grid[min(place + 1, _GRID - 1)]
    found = minimize_scalar(risk, bounds=(float(low), float(high)), method="bounded", options={"xatol": 1e-7})
    return float(found.x) if found.fun < values[place] else float(grid[place])  # pyright: ignore[reportAttributeAccessIssue]


def _printed_best(features: GroupFeatures, eta_l: float, eta_t: float, nu: float) -> float:
    seen, passed = features.seen_by_teacher, features.passed_to_teacher
    apart = seen - passed
    own = (
        nu * (features.teacher_size - features.shared_size) * float(np.sum((features.S.T @ features.mu) ** 2))
    )
    curvature = float(apart @ apart) + own
    if curvature == 0.0:
        # the risk does not depend on eta_u
        return min(eta_l, _MOST)
    best = (float(apart @ (eta_l * seen - eta_t * passed)) + own * eta_t) / curvature
    return min(max(best, 0.0), _MOST)


def equal_share_gain(features: GroupFeatures, *, eta_l: Any, eta_t: Any) -> float:
    """R_T - R_S at eta_u = eta_l and nu -> 0 in units of sigma_y^2 gamma: leading order, law ``shift``."""
    if not isinstance(features, GroupFeatures):
        raise InputError(
            f"the features must come from group_features(...), not be of type {type(features).__name__}"
        )
    moved = require_share(eta_t, "eta_t") - require_share(eta_l, "eta_l")
    lengths = float(np.sum(features.seen_by_teacher**2) - np.sum(features.passed_to_teacher**2))
    return features.teacher_size - features.shared_size + moved**2 * lengths / features.sigma**2


@dataclass(frozen=True, slots=True)
class KeptGroups:
    """Unlabelled samples after a choice among them that depends on the group alone.

    Parameters
    ----------
    eta_u, nu
        Share of the minority, and d_z over the number of samples, among the kept.
    kept
        Share of the samples that is kept.
    """

    eta_u: float
    nu: float
    kept: float


def keep_groups(*, eta_u: Any, nu: Any, keep_majority: Any = 1, keep_minority: Any = 1) -> KeptGroups:
    """Return what is left if samples of the two groups are kept with these rates: a solvable stand-in for filtering.

    The groups are those of the law ``mixture``.

    Raises
    ------
    InputError
        For rates outside [0, 1], and if nothing is kept.
    """
    share, ratio = require_share(eta_u, "eta_u"), float(require_amount(nu, "nu = d_z/N"))
    most, few = (
        require_share(keep_majority, "keep_majority"),
        require_share(keep_minority, "keep_minority"),
    )
    kept = share * few + (1 - share) * most
    if kept == 0:
        raise InputError("with these rates no sample is kept: one of the groups must stay")
    return KeptGroups(share * few / kept, ratio / kept, kept)


def minority_rate_to_match(*, eta_u: Any, eta_l: Any) -> float:
    """Return r_1 = eta_l (1 - eta_u)/(eta_u (1 - eta_l)): keep the minority at that rate, and eta_u becomes eta_l < eta_u.

    Raises
    ------
    InputError
        Unless 0 <= eta_l <= eta_u and 0 < eta_u < 1.
    """
    share, goal = require_share(eta_u, "eta_u"), require_share(eta_l, "eta_l")
    if not (0 < share < 1 and goal <= share):
        raise InputError(
            "the minority can be thinned out to eta_l <= eta_u only, with eta_u above 0 and below 1"
        )
    return goal * (1 - share) / (share * (1 - goal))
