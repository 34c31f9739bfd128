r"""Seven ways to a certain gap recovered, each from one chain of bounds; PGR = 1 - L_ST/L_TE (the ceiling is 0).

``effective_dimension``: with probability >= 1 - delta L_ST is below a bound that is linear in L_TE, for all f* in V_k at
once, and with the same again the mean of L_TE over V_k is at least its floor. So means over V_k obey it; divided
by L_TE it falls, and the floor decides.

``alignment``: with probability >= 1 - delta the alignment with B is at most its trace over delta; the student's bound is
concave in L_TE (means obey it), and divided by L_TE it falls: again the floor decides.

``blocks``: the units are split into disjoint blocks, which bound an alignment that counts every degree as far as it is
learnt (:mod:`w2s_theory.guarantees.block_alignment`).

``concentration``: the same alignment where the units outnumber the harmonics that matter, by matrix Chernoff inequalities
(:mod:`w2s_theory.guarantees.concentrated_alignment`).

``split``: means over networks of one width, E L_ST from first moments of half of the units and E L_TE from moments of the
features' tails (:mod:`w2s_theory.guarantees.split_means`, :mod:`w2s_theory.guarantees.mean_floor`).

``mean_gap``: the mean over networks of max(PGR, 0), one network at a time (:mod:`w2s_theory.guarantees.mean_gap`).

``expectation``: mean over the widths M..2M-1 of E L_ST against the mean over the same widths of E L_TE. The
latter falls with the width, so it is at least the mean over a few blocks of the floors at their ends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from w2s_theory.derive.sphere import derive_multiplicity
from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.guarantees.block_alignment import (
    BlockWeights,
    compute_block_weights,
    enclose_block_weights,
    recovered_by_blocks,
)
from w2s_theory.guarantees.concentrated_alignment import (
    ConcentratedWeights,
    compute_concentrated_weights,
    enclose_concentrated_weights,
)
from w2s_theory.guarantees.formulas import (
    alignment_from_trace,
    mean_student_error,
    student_error_from_alignment,
    student_error_from_level,
    teacher_error_from_log_det,
)
from w2s_theory.guarantees.log_det_recursion import compute_log_det_sum, enclose_log_det_sum
from w2s_theory.guarantees.mean_floor import MeanFloor, compute_mean_error_floor, enclose_mean_error_floor
from w2s_theory.guarantees.mean_gap import compute_mean_gap, enclose_mean_gap
from w2s_theory.guarantees.residual_level import ResidualLevel, compute_level, enclose_level
from w2s_theory.guarantees.spectral_sums import BallSums, FloatSums
from w2s_theory.guarantees.split_means import SplitWeights, compute_split, enclose_split
from w2s_theory.guarantees.teacher_lower_bound import (
    Floor,
    compute_floor,
    compute_mean_floor,
    enclose_floor,
    mean_of,
)
from w2s_theory.records.errors import AccuracyError
from w2s_theory.records.model import Model

# which share of delta goes to the upper bounds, the rest to the floor
_SHARES = tuple(Fraction(n, 100) for n in (2, 10, 30, 50, 80))
# of the floor only the logarithm matters here
_BLOCK_SHARES = (Fraction(9, 10), Fraction(98, 100))
# of the floor under a mean of gaps, which loses as much
_MEAN_FAILURES = tuple(Fraction(n, 10_000) for n in (1, 10, 50, 200))
_TAUS = np.exp(np.linspace(np.log(0.05), np.log(150.0), 120))
_BLOCKS = 8
_SMALLEST_DELTA = Fraction(1, 10**250)


@dataclass(frozen=True)
class Setup:
    """Whose bounds: the model, the target's degree k, M and the failure probability allowed (exact)."""

    model: Model
    degree: int
    units: int
    delta: Fraction


@dataclass(frozen=True)
class Gap:
    """What one route gives for one choice of its free parameters.

    Parameters
    ----------
    recovered
        Lower bound of PGR: a float, or a ball whose lower end counts.
    tau
        Stopping time lambda_k t, exact.
    floors
        The lower bounds of L_TE used; one, or one per block of widths.
    level
        rho, c and R, where used.
    aligned
        Largest degree of the set B whose alignment is used.
    weights
        Blocks and weights of degrees, where used.
    """

    recovered: Any
    tau: Fraction
    floors: tuple[Floor, ...] | tuple[MeanFloor]
    level: ResidualLevel | None = None
    aligned: int | None = None
    weights: BlockWeights | ConcentratedWeights | SplitWeights | None = None


def compute_gap(route: str, setup: Setup, sums: FloatSums) -> Gap | None:
    """The best choice in float64; ``None`` where the route says nothing."""
    return _COMPUTE[route](setup, sums)


def enclose_gap(route: str, setup: Setup, sums: BallSums, guide: FloatSums, gap: Gap) -> Gap:
    """The same choice by balls, at the ambient precision.

    Raises
    ------
    AccuracyError
        If a condition of a bound cannot be certified.
    """
    lam = sums.eigenvalue(setup.degree)
    if route == "split":
        return _enclose_means(setup, sums, guide, lam, gap)
    floors = tuple(
        enclose_floor(setup.model, setup.degree, lam, units, floor)
        for units, floor in zip(_widths(route, setup.units), gap.floors, strict=True)
        if isinstance(floor, Floor)
    )
    level = None if gap.level is None else enclose_level(sums, lam, setup.units, gap.level)
    weights = gap.weights
    if isinstance(weights, BlockWeights):
        weights = enclose_block_weights(sums, guide, setup.model.dimension, lam, gap.tau, weights)
    if isinstance(weights, ConcentratedWeights):
        weights = enclose_concentrated_weights(
            sums, setup.model.dimension, setup.units, lam, gap.tau, weights
        )
    tau = BALLS.number(gap.tau)
    if route == "effective_dimension":
        assert level is not None
        recovered = _recovered_below_level(lam, floors[0].value, level, tau)
    elif route == "alignment":
        assert gap.aligned is not None
        delta = setup.delta - gap.floors[0].delta
        recovered = _recovered_by_alignment(
            setup, sums, floors[0].value, gap.aligned, BALLS.number(delta), tau
        )
    elif route in ("blocks", "concentration"):
        assert isinstance(weights, BlockWeights | ConcentratedWeights)
        sigma = BALLS.number(weights.sigma)
        recovered = recovered_by_blocks(floors[0].value, sigma, weights.alignment, (-tau).exp())
    elif route == "mean_gap":
        assert isinstance(weights, SplitWeights)
        weights = replace(weights, units=min(weights.units, setup.units // 2))
        recovered = enclose_mean_gap(
            sums, guide, setup.model.dimension, lam, gap.tau, weights, floors[0].value, floors[0].delta
        )
    else:
        x = enclose_log_det_sum(sums, guide, setup.units).low
        recovered = _recovered_in_mean(setup, sums, x, floors, tau)
    return Gap(recovered, gap.tau, floors, level, gap.aligned, weights)


def _widths(route: str, units: int) -> list[int]:
    """The numbers of units at which a route needs a floor."""
    if route != "expectation":
        return [units]
    return [max(units, units + units * i // _BLOCKS - 1) for i in range(1, _BLOCKS)] + [2 * units - 1]


def _by_effective_dimension(setup: Setup, sums: FloatSums) -> Gap | None:
    lam, best = sums.eigenvalue(setup.degree), None
    for share in _SHARES:
        upper = setup.delta * share
        level = compute_level(sums, lam, setup.units, upper)
        floor = compute_floor(setup.model, setup.degree, lam, setup.units, setup.delta - upper)
        if level is None or floor.value <= 0.0:
            continue
        tau, recovered = _best_tau(
            lambda taus, floor=floor, level=level: _recovered_below_level(lam, floor.value, level, taus)
        )
        if best is None or recovered > best.recovered:
            best = Gap(recovered, tau, (floor,), level)
    return best


def _recovered_below_level(lam: Any, floor: Any, level: ResidualLevel, tau: Any) -> Any:
    convert = float if isinstance(lam, float) else BALLS.number
    bound = student_error_from_level(floor, convert(level.rho), convert(level.deviation), lam, tau / lam)
    return 1 - bound / floor


def _by_alignment(setup: Setup, sums: FloatSums) -> Gap | None:
    best = None
    lam = sums.eigenvalue(setup.degree)
    for share in _SHARES:
        upper = setup.delta * share
        floor = compute_floor(setup.model, setup.degree, lam, setup.units, setup.delta - upper)
        # an alignment of at most its trace over a delta that is no float says nothing
        if floor.value <= 0.0 or upper < _SMALLEST_DELTA:
            continue
        for last in _aligned_sets(setup, sums):
            tau, recovered = _best_tau(
                lambda taus, floor=floor, last=last, upper=upper: _recovered_by_alignment(
                    setup, sums, floor.value, last, float(upper), taus
                )
            )
            if best is None or recovered > best.recovered:
                best = Gap(recovered, tau, (floor,), None, last)
    return best


def _recovered_by_alignment(
    setup: Setup, sums: FloatSums | BallSums, floor: Any, last: int, delta: Any, tau: Any
) -> Any:
    inside = [j for j in range(last + 1) if not sums.eigenvalue(j) == 0]
    counts = [derive_multiplicity(setup.model.dimension, j) for j in inside]
    alignment = alignment_from_trace(
        sums.trace, [sums.eigenvalue(j) for j in inside], counts, setup.units, delta
    )
    lam = sums.eigenvalue(setup.degree)
    bound = student_error_from_alignment(floor, alignment, tau, sums.largest_beyond(last), tau / lam)
    return 1 - bound / floor


def _aligned_sets(setup: Setup, sums: FloatSums) -> list[int]:
    degrees = [int(j) for j in sums.modes.degree if j >= setup.degree]
    return degrees[:6]


def _by_blocks(setup: Setup, sums: FloatSums) -> Gap | None:
    return _by_weights(compute_block_weights, setup, sums)


def _by_concentration(setup: Setup, sums: FloatSums) -> Gap | None:
    return _by_weights(compute_concentrated_weights, setup, sums)


def _by_weights(compute: Any, setup: Setup, sums: FloatSums) -> Gap | None:
    lam, best = sums.eigenvalue(setup.degree), None
    for share in _BLOCK_SHARES:
        upper = setup.delta * share
        floor = compute_floor(setup.model, setup.degree, lam, setup.units, setup.delta - upper)
        if floor.value <= 0.0:
            continue
        found = compute(sums, setup.model.dimension, setup.units, lam, floor.value, upper)
        if found is not None and (best is None or found[2] > best.recovered):
            best = Gap(found[2], found[0], (floor,), weights=found[1])
    return best


def _by_mean_gap(setup: Setup, sums: FloatSums) -> Gap | None:
    lam, best = sums.eigenvalue(setup.degree), None
    for delta in _MEAN_FAILURES:
        floor = compute_floor(setup.model, setup.degree, lam, setup.units, delta)
        if floor.value <= 0.0 or setup.units < 2:
            continue
        found = compute_mean_gap(sums, setup.model.dimension, setup.units, lam, floor.value, delta)
        if found[2] > -1e9 and (best is None or found[2] > best.recovered):
            best = Gap(found[2], found[0], (floor,), weights=found[1])
    return best


def _by_split(setup: Setup, sums: FloatSums) -> Gap | None:
    lam = sums.eigenvalue(setup.degree)
    floor = compute_mean_error_floor(setup.model, setup.degree, lam, setup.units)
    if floor is None:
        return None
    tau, weights, recovered = compute_split(
        sums, setup.model.dimension, setup.degree, setup.units, floor.value
    )
    return Gap(recovered, tau, (floor,), weights=weights)


def _enclose_means(setup: Setup, sums: BallSums, guide: FloatSums, lam: Any, gap: Gap) -> Gap:
    floor, weights = gap.floors[0], gap.weights
    assert isinstance(floor, MeanFloor) and isinstance(weights, SplitWeights)
    floor = enclose_mean_error_floor(setup.model, setup.degree, sums, lam, setup.units, floor)
    # neither part may have more units than half, and no chain more than all
    if weights.chain and weights.chain[-1] > setup.units:
        raise AccuracyError("the chain of sizes has more units than there are: use another number of units")
    parts = replace(weights, units=min(weights.units, setup.units // 2))
    recovered = enclose_split(sums, guide, setup.model.dimension, setup.degree, gap.tau, parts, floor.value)
    return Gap(recovered, gap.tau, (floor,), weights=parts)


def _by_expectation(setup: Setup, sums: FloatSums) -> Gap | None:
    lam = sums.eigenvalue(setup.degree)
    widths = _widths("expectation", setup.units)
    floors = tuple(compute_mean_floor(setup.model, setup.degree, lam, units) for units in widths)
    if sum(floor.value for floor in floors) <= 0.0:
        return None
    x = compute_log_det_sum(sums, setup.units).low
    tau, recovered = _best_tau(lambda taus: _recovered_in_mean(setup, sums, x, floors, taus))
    return Gap(recovered, tau, floors)


def _recovered_in_mean(
    setup: Setup, sums: FloatSums | BallSums, x: Any, floors: tuple[Floor, ...], tau: Any
) -> Any:
    lam, units = sums.eigenvalue(setup.degree), setup.units
    teacher_error = teacher_error_from_log_det(lam, x)
    edges = [units, *(width + 1 for width in _widths("expectation", units))]
    below = 0 * lam
    for floor, start, end in zip(floors, edges, edges[1:], strict=False):
        below = below + mean_of(floor) * (end - start) / units
    return 1 - mean_student_error(teacher_error, tau, sums.trace, lam, units) / below


def _best_tau(recovered: Any) -> tuple[Fraction, float]:
    """The best of a grid, refined once; tau as a short fraction."""
    taus = _TAUS
    for _ in range(2):
        values = np.asarray(recovered(taus))
        best = int(np.argmax(values))
        taus = np.linspace(taus[max(best - 1, 0)], taus[min(best + 1, len(taus) - 1)], 41)
    tau = Fraction(float(taus[int(np.argmax(recovered(taus)))])).limit_denominator(1000)
    return tau, float(recovered(float(tau)))


_COMPUTE = {
    "effective_dimension": _by_effective_dimension,
    "alignment": _by_alignment,
    "blocks": _by_blocks,
    "concentration": _by_concentration,
    "split": _by_split,
    "mean_gap": _by_mean_gap,
    "expectation": _by_expectation,
}
ROUTES = tuple(_COMPUTE)
