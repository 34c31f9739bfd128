"""How many labels and unlabelled inputs serve a student on discrepant features best (see ``discrepancies``).

With q = n - d_w - 1 and M = N + d_w - d_s the exact risks are R_w = rho_w + b_w/q, R_w2s = B + b_2/q and
R_c = rho_s + b_s/(q + M); to leading order the same with q = n and M = N. So both optima solve the same equations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from w2s_theory.given import require_choice
from w2s_theory.models.sizes import require_whole
from w2s_theory.models.subspace_pair import SubspacePair
from w2s_theory.records.errors import InputError
from w2s_theory.systems.discrepancies import require_pair, student_bias
from w2s_theory.systems.regression_risks import ratio, student_gain
from w2s_theory.systems.risk_records import LARGEST_COUNT, require_amount

Criterion = Literal["outperforming ratio", "performance gap recovered"]


def unlabelled_inputs_needed(pair: SubspacePair, excess: Any) -> int:
    """N from which on the student's variance is at most (1 + excess) times its floor, n > d_w + 1; exact.

    The floor, at N = inf, is the teacher's noise in the shared directions, (sigma^2 + rho_w) d_sw/(n - d_w - 1).

    Raises
    ------
    InputError
        If the excess is not positive, or nothing is shared (the floor is 0 and no N is enough).
    """
    require_pair(pair)
    if not require_amount(excess, "the excess") > 0:
        raise InputError("the excess must be a positive number, such as 1/10")
    if not pair.correlation_dimension > 0:
        raise InputError(
            "the subspaces share no direction: the student's variance falls to 0 like d_s/N, without a floor"
        )
    strong, shared = pair.strong_dimension, pair.correlation_dimension
    needed = math.ceil(ratio(strong * (pair.weak_dimension - shared), excess * shared))
    return strong + 1 + max(1, needed)


@dataclass(frozen=True, slots=True)
class _Curve:
    """The risks against q (above), floats."""

    weak_floor: float
    weak_rate: float
    student_floor: float
    student_rate: float
    strong_floor: float
    strong_rate: float
    shift: float
    ahead: float

    def gap_recovered(self, q: float) -> float | None:
        """PGR, ``None`` unless the ceiling is better than the teacher."""
        weak = self.weak_floor + self.weak_rate / q
        gap = weak - self.strong_floor - self.strong_rate / (q + self.ahead)
        return (weak - self.student_floor - self.student_rate / q) / gap if gap > 0 else None


def best_label_count(
    pair: SubspacePair,
    unlabelled: int,
    noise_variance: Any = 1,
    *,
    of: Criterion = "outperforming ratio",
    kind: Literal["exact", "leading order"] = "exact",
) -> float | None:
    """The real n at which OPR or PGR is largest, ``None`` if it has no maximum inside n > max(d_w, d_s) + 1.

    Parameters
    ----------
    pair, unlabelled, noise_variance
        As for ``discrepancy_risks``, N > d_s + 1.
    of : str
        ``outperforming ratio``: a root of (rho_s b - a B) q^2 + 2 rho_s b D q + (rho_s D + a) b D = 0 with
        D = d_w - d_s > 0, a = (sigma^2 + rho_s) d_s, b = (sigma^2 + rho_w)(d_sw + kappa (d_w - d_sw)); to leading order it
        is monotone. ``performance gap recovered``: of
        [A (b_w - b_s) - E b] q^2 + 2 M [A b_w - E b] q + M [M (A b_w - E b) + b b_s] = 0 with A = rho_w - B,
        E = rho_w - rho_s and b = b_w - b_2 there (and M = N to leading order).
    kind : str
        Of the exact risks or of those of leading order.

    Raises
    ------
    InputError
        If N <= d_s + 1, or for another criterion or kind.
    """
    require_pair(pair)
    noise_variance = float(require_amount(noise_variance, "the variance of the noise"))
    fresh = require_whole(unlabelled, "the number of unlabelled inputs", 1, LARGEST_COUNT)
    require_choice(of, "what is to be largest", ("outperforming ratio", "performance gap recovered"))
    require_choice(kind, "the kind of risk", ("exact", "leading order"))
    if fresh <= pair.strong_dimension + 1:
        raise InputError(
            f"the best number of labels is known for more than {pair.strong_dimension + 1} unlabelled inputs"
        )
    curve = _curve(pair, fresh, noise_variance, kind == "exact")
    found = _best_ratio(curve, pair) if of == "outperforming ratio" else _best_gap(curve)
    if found is None or found + curve.shift <= max(pair.weak_dimension, pair.strong_dimension) + 1:
        return None
    return found + curve.shift


def _curve(pair: SubspacePair, fresh: int, noise_variance: float, exact: bool) -> _Curve:
    strong, weak = pair.strong_dimension, pair.weak_dimension
    damping = float(student_gain(fresh, strong)[1]) if exact else strong / fresh
    spread = float(pair.correlation_dimension) + damping * float(weak - pair.correlation_dimension)
    weak_noise = noise_variance + float(pair.weak_missed)
    return _Curve(
        float(pair.weak_missed), weak_noise * weak, float(student_bias(pair, damping)), weak_noise * spread,
        float(pair.strong_missed), (noise_variance + float(pair.strong_missed)) * strong,
        weak + 1.0 if exact else 0.0, float(fresh + weak - strong if exact else fresh),
    )  # fmt: skip


def _best_ratio(curve: _Curve, pair: SubspacePair) -> float | None:
    apart = pair.weak_dimension - pair.strong_dimension if curve.shift else 0
    first = curve.strong_floor * curve.student_rate - curve.strong_rate * curve.student_floor
    if apart <= 0 or first >= 0:
        return None
    second = 2 * curve.strong_floor * curve.student_rate * apart
    last = (curve.strong_floor * apart + curve.strong_rate) * curve.student_rate * apart
    return (-second - math.sqrt(second**2 - 4 * first * last)) / (2 * first)


def _best_gap(curve: _Curve) -> float | None:
    floor = curve.weak_floor - curve.student_floor
    rate, spread = curve.weak_rate - curve.student_rate, curve.weak_floor - curve.strong_floor
    cross = floor * curve.weak_rate - spread * rate
    first = cross - floor * curve.strong_rate
    second = 2 * curve.ahead * cross
    last = curve.ahead * (curve.ahead * cross + rate * curve.strong_rate)
    inside = second**2 - 4 * first * last
    if inside < 0 or first == 0:
        roots = [] if first or not second else [-last / second]
    else:
        # the larger root without cancellation, the other from their product
        larger = -(second + math.copysign(math.sqrt(inside), second)) / 2
        roots = [larger / first, *([last / larger] if larger else [])]
    return next((root for root in roots if root > 0 and _is_maximum(curve, root)), None)


def _is_maximum(curve: _Curve, q: float) -> bool:
    # at the scale on which the curve bends: a stationary point is a maximum, a minimum or neither
    values = [curve.gap_recovered(q * factor) for factor in (1 - 1e-3, 1.0, 1 + 1e-3)]
    before, here, after = values
    return before is not None and here is not None and after is not None and before <= here >= after
