"""Exponents of L_ST = L_TE^chi for d -> infinity and M_TE = d^a, under the deterministic equivalent, as exact fractions.

Between two active degrees j < a < j' of the features, in powers of d: N_J = d^J, lambda_J = d^{-J-1}, the teacher's error on
a degree k <= j is d^{k-a}, the noise's share on a degree J is d^{2(J-a)} up to j and of order 1 beyond. A student stopped at
t = d^{b+1} has learnt the degrees below b, the share d^{b-J} of those above. Only the largest of the three terms of
``student_error_between_of_equivalent_ridge`` counts. Logarithms and constants are not seen; where a is an active degree (a
riser) the ratio has no exponent but a curve (``riser_root_between_of_universality``).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import count, takewhile
from typing import Any

from w2s_theory.exact_number import exact_rational
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import InputError

LARGEST_POWER = 1000


def relu_degrees(last: int) -> tuple[int, ...]:
    """The degrees that ReLU features have, 0, 1, 2, 4, 6, ..., up to the first one above ``last``."""
    below = tuple(takewhile(lambda k: k <= last, (k for k in count() if k < 2 or k % 2 == 0)))
    return (*below, next(k for k in count(last + 1) if k < 2 or k % 2 == 0))


def flow_exponent(
    units_power: Any, time_power: Any, degree: int = 1, active: Sequence[int] | None = None
) -> Fraction:
    """lim log L_ST/log L_TE of a gradient-flow student that is stopped at t = d^{b+1}.

    Parameters
    ----------
    units_power : number
        a, M_TE = d^a; above ``degree``, and no active degree.
    time_power : number
        b, above ``degree``: before, nothing is learnt.
    degree : int
        k, the target's.
    active : sequence of int, optional
        The degrees that the features have, one above a among them; those of the ReLU if not given.

    Returns
    -------
    Fraction
        At most 2. Proved about the equivalent, not about networks.

    Raises
    ------
    InputError
        For powers or degrees out of range.

    Examples
    --------
    >>> flow_exponent("1.5", "1.8"), flow_exponent(3, "2.5", 2, [0, 1, 2, 4])
    (Fraction(9, 5), Fraction(2, 1))
    """
    a, k, degrees = _setting(units_power, degree, active)
    b = exact_rational(time_power, "the power of the time")
    if not k < b <= LARGEST_POWER:
        raise InputError(
            f"the power of the time must be above the target's degree {k} and at most {LARGEST_POWER}"
        )
    return min(Fraction(2), 1 - _noise_power(a, b, degrees) / (a - k))


def best_ridge_exponent(units_power: Any, degree: int = 1, active: Sequence[int] | None = None) -> Fraction:
    """lim log L_ST/log L_TE of a ridge student with the best penalty d^{-b-1}; parameters as of :func:`flow_exponent`.

    For the hardest degree that is learnt, min(2, 1/2 + (j' - k)/(a - k)).

    Examples
    --------
    >>> best_ridge_exponent("1.8"), best_ridge_exponent("1.5")
    (Fraction(7, 4), Fraction(2, 1))
    """
    a, k, degrees = _setting(units_power, degree, active)
    # what is missed falls with b, d^{-2(b-k)}, and what passes rises: the best b is where two of the lines meet
    candidates = {Fraction(each) for each in degrees}
    for each in degrees:
        level = a - k - _share_power(a, each)
        candidates |= {k + level / 2, (2 * k + level + 2 * each) / 4}
    return max(
        min(2 * (a - k), 2 * (b - k), a - k - _noise_power(a, b, degrees)) / (a - k)
        for b in candidates
        if b > k
    )


def _setting(units_power: Any, degree: int, active: Sequence[int] | None) -> tuple[Fraction, int, list[int]]:
    a = exact_rational(units_power, "the power of the units")
    k = require_whole(degree, "the degree", 0, LARGEST_POWER)
    if not k < a <= LARGEST_POWER:
        raise InputError(
            f"the power of the units must be above the target's degree {k} and at most {LARGEST_POWER}: "
            "otherwise the teacher has not learnt it"
        )
    given = relu_degrees(int(a)) if active is None else active
    degrees = sorted({require_whole(each, "an active degree", 0, 10 * LARGEST_POWER) for each in given})
    if k not in degrees:
        raise InputError(f"the features lack the target's degree {k}")
    if a in degrees:
        raise InputError(f"M_TE = d^{a} is on a riser, where the ratio has no exponent: take a power between")
    if degrees[-1] < a:
        raise InputError("the active degrees must reach above the power of the units: name one more")
    return a, k, degrees


def _share_power(a: Fraction, degree: int) -> Fraction:
    """The power of d in the noise's share on one degree."""
    return 2 * min(Fraction(0), degree - a)


def _noise_power(a: Fraction, b: Fraction, degrees: Sequence[int]) -> Fraction:
    """The power of d in sum_j v_j s_j^2: each degree's share of the noise, times the square of what is learnt of it."""
    return max(_share_power(a, each) + 2 * min(Fraction(0), b - each) for each in degrees)
