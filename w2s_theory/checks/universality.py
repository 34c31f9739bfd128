"""The check of what is measured and not proved: the gap between a mean and its formula, size by size.

Nothing here can verify a claim. The gap at each size gets an interval; the claim is refuted if in some
cell even the nearer end of it is farther from 0 than the file allows. The interval is Student's, taken
at a level so high that all cells together err with probability 1e-8 if the means are normal: for a mean
of positive numbers without an upper limit there is no distribution-free interval of useful length, so
the method says ``approximate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from w2s_theory.checks.admission import draw_and_admit
from w2s_theory.checks.effort import FALSE_ALARM, Effort
from w2s_theory.checks.every_draw import no_draws
from w2s_theory.checks.sides import Side, declared, sides_on
from w2s_theory.records.draws import Draws
from w2s_theory.records.quantifier import Measured
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import Deviation, NumericCheck
from w2s_theory.simulate.machine.intervals import describe_mean

METHOD = "gap with interval, approximate (Student t)"
# below this many draws a mean of skewed numbers is not near enough to normal
FEWEST = 30
# of a draw's facts: which of ``sizes["cells"]`` it belongs to
CELL = "cell"


def measure_means(theorem: Theorem, claimed: Measured, seed: int, effort: Effort) -> NumericCheck:
    """Mean against formula at every size, for what is measured and not proved."""
    found = draw_and_admit(theorem, seed, effort.draws)
    if not len(found.finite):
        return no_draws(theorem, METHOD, found, "no draw satisfies the conditions")
    check = replace(
        measure_gaps(theorem, claimed, found.finite, found.made, FALSE_ALARM), set_aside=found.set_aside
    )
    if not found.not_numbers:
        return check
    # a mean of those draws that have a number is not the mean that is claimed
    return replace(check, refuted=False, decided=False, problem=found.problem)


def measure_gaps(
    theorem: Theorem, claimed: Measured, draws: Draws, drawn: int, false_alarm: float
) -> NumericCheck:
    """The gap between mean and formula in every cell, against the largest that the file allows.

    Parameters
    ----------
    theorem
        With one relation (no ``between``).
    claimed
        Its region and largest gap.
    draws
        Admitted draws. ``facts["cell"]`` numbers the entries of ``sizes["cells"]``, the sizes in words;
        without it all draws are one cell. At least 30 draws in each.
    drawn
        Draws made.
    false_alarm
        Probability that a gap within bounds is refuted, all cells together, for normal means.

    Raises
    ------
    ValueError
        If the claim has two bounds, or a cell has too few draws.
    """
    if theorem.relation == "between":
        raise ValueError(f"{theorem.name}: a measured gap needs one bound, not two")
    side = sides_on(theorem, draws)[0]
    allowed = float(claimed.largest_gap)
    cells = _cells(draws)
    level = false_alarm / len(cells)
    gaps = _gaps(side, draws, cells, 0.0, level)
    missed = [
        change
        for change in side.mutations(declared(theorem))
        if not any(
            _distance(gap, side.relation) > allowed for gap in _gaps(side, draws, cells, change, level)
        )
    ]
    worst = max(gaps, key=lambda gap: (_distance(gap, side.relation), abs(gap.gap)))
    refuted = _distance(worst, side.relation) > allowed
    problem = ""
    if refuted:
        problem = f"at {worst.cell} the gap is {gap_text(worst)}, and the file allows {allowed:.3g}"
    elif missed:
        problem = f"the formula changed by {theorem.discrepancy} is not noticed by these draws"
    return NumericCheck(
        method=METHOD,
        draws=drawn,
        admitted=len(draws),
        refuted=refuted,
        powerful=not missed,
        measured=worst.measured,
        bound=worst.bound,
        margin=allowed - _distance(worst, side.relation),
        tightness=worst.measured / worst.bound,
        false_alarm=false_alarm,
        decided=True,
        sizes={key: value for key, value in draws.sizes.items() if key != "cells"},
        problem=problem,
        gaps=gaps,
    )


def gap_text(gap: Deviation) -> str:
    """``+2.1 % (-0.5 % to +4.7 %)``."""
    return f"{100 * gap.gap:+.2g} % ({100 * gap.low:+.2g} % to {100 * gap.high:+.2g} %)"


def gap_summary(claimed: Measured, gaps: Sequence[Deviation]) -> str:
    """One line: the range of gaps, what the file allows, and where."""
    low, high = min(gap.gap for gap in gaps), max(gap.gap for gap in gaps)
    allowed = 100 * float(claimed.largest_gap)
    return (
        f"gap {100 * low:+.2g} % to {100 * high:+.2g} % in {len(gaps)} cells, "
        f"at most {allowed:.3g} % claimed for {claimed.region}"
    )


def _cells(draws: Draws) -> list[tuple[str, np.ndarray]]:
    number = np.asarray(draws.facts.get(CELL, np.zeros(len(draws))), dtype=int)
    names = draws.sizes.get("cells", ("all draws",))
    found = [(str(names[each]), np.flatnonzero(number == each)) for each in np.unique(number)]
    for name, members in found:
        if len(members) < FEWEST:
            raise ValueError(f"{name}: {len(members)} draws are too few for a mean, {FEWEST} are needed")
    return found


def _gaps(
    side: Side, draws: Draws, cells: list[tuple[str, np.ndarray]], change: float, level: float
) -> tuple[Deviation, ...]:
    """Deviation per cell of the bound changed by a share of itself."""
    rows = []
    bound = side.changed(change)
    for name, members in cells:
        claimed = float(bound[members].mean())
        # bounds may differ from draw to draw: each value is compared with its own
        mean = describe_mean(draws.measured[members] - bound[members], 1 - level)
        assert mean.low is not None and mean.high is not None
        slack = float(side.tolerance[members].mean())
        rows.append(
            Deviation(
                name,
                len(members),
                float(draws.measured[members].mean()),
                claimed,
                mean.mean / claimed,
                (mean.low - slack) / claimed,
                (mean.high + slack) / claimed,
                METHOD,
            )
        )
    return tuple(rows)


def _distance(gap: Deviation, relation: str) -> float:
    """How far from the claim the gap is at least, by its interval; 0 if the interval meets the claim."""
    above, below = max(gap.low, 0.0), max(-gap.high, 0.0)
    return {"<": above, ">": below, "=": max(above, below)}[relation[0]]
