"""The mean misfit ||f_TE - f_ST||^2 by the equivalent, for gradient flow: what is left of the teacher's energy.

sum_j (1 - s_j)^2 q_j with the second moments q_j = f_j^2 h_j^2 + C N_j h_j (1 - h_j) of the teacher
(``misfit_eq_of_universality``).
"""

from __future__ import annotations

from math import isinf
from typing import Any

import numpy as np

from w2s_theory.equivalents.float_formulas import FloatFormulas
from w2s_theory.equivalents.precise_formulas import PreciseFormulas, add_left_tail
from w2s_theory.records.errors import AccuracyError

# relative error that the tail's one entry may cause before a result is refused
_TOLERANCE = 1e-9


def float_misfit(f: FloatFormulas, time: float) -> float:
    """At a time in units of the formulas' clock, ``inf`` included.

    Raises
    ------
    AccuracyError
        If the degrees that are known by their trace only leave it open.
    """
    with np.errstate(under="ignore", over="ignore"):
        left = np.where(f.rates > 0, 0.0, 1.0) if isinf(time) else np.exp(-f.rates * time)
    taken = f.root.taken[f.places]
    signal = float(np.sum(f.shares * (taken * left[f.places]) ** 2))
    misfit = signal + f.noise_level * float(np.sum(f.profile * left**2))
    if f.modes.tail > 0.0 and not (isinf(time) and not f.modes.mixed):
        # some of these degrees may never be learnt
        least = 0.0 if isinf(time) else float(left[-1])
        doubt = f.noise_level * float(f.profile[-1]) * (1.0 - least**2)
        if doubt > _TOLERANCE * misfit:
            raise AccuracyError(
                f"at this time degrees above {f.modes.last} matter to {doubt / misfit:.1g} of the misfit, and they "
                "are known by their trace only: use a shorter time, digits, or inf"
            )
    return misfit


def precise_misfit(f: PreciseFormulas, time: Any) -> Any:
    """In the formulas' arithmetic; ``time`` a number, or ``None`` for infinity."""
    modes = f.modes
    number, exp = modes.arithmetic.number, modes.arithmetic.exp
    left = [number(1) if mu == 0 else number(0) if time is None else exp(-mu * time) for mu in modes.student]
    total = number(0)
    for place, share in zip(f.places, f.shares, strict=True):
        lam = modes.eigenvalue[place]
        total += share * (lam / (lam + f.kappa) * left[place]) ** 2
    noise = number(0)
    for lam, trace, each in zip(modes.eigenvalue, modes.trace, left, strict=True):
        noise += trace * each**2 / (lam + f.kappa) ** 2
    return total + f.noise_level() * add_left_tail(f, noise, time) / f.spread
