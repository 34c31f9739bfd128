"""How many units are enough: ``units_needed(model, goal)`` and its record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any, TypeVar

from flint import arb

from w2s_theory.equivalents.arithmetic import BALLS
from w2s_theory.equivalents.setting import MOST_UNITS
from w2s_theory.exact_number import exact_rational
from w2s_theory.guarantees.gap_bounds import Gap, Setup
from w2s_theory.guarantees.gap_certificate import (
    GapCertificate,
    best_gap,
    certify,
    require_delta,
    require_routes,
)
from w2s_theory.guarantees.spectral_sums import BITS, require_degree, require_features
from w2s_theory.guarantees.units_necessary import units_not_enough
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model

RESOLUTION = 1e-3
Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class UnitsNeeded:
    """A number of teacher units at which PGR >= goal is certain.

    Parameters
    ----------
    goal
        Exact.
    certificate
        The proof at that number of units; ``certificate.check()`` computes it again.
    fails_at
        The largest smaller number of units tried: there the same bounds do not reach the goal (float64).
        0 if none was tried.
    not_enough
        With so many units, or fewer, the *means* over networks do not reach the goal, whenever one stops; certified. 0 if
        one unit may do.
    resolution
        fails_at >= teacher_units (1 - resolution) - 1, unless fails_at is 0.
    """

    goal: Fraction
    certificate: GapCertificate
    fails_at: int
    not_enough: int
    resolution: float = RESOLUTION

    @property
    def teacher_units(self) -> int:
        """M_TE."""
        return self.certificate.teacher_units

    @property
    def recovered(self) -> arb:
        """The certified PGR, at least the goal."""
        return self.certificate.recovered

    @property
    def how(self) -> str:
        """``certified``."""
        return self.certificate.how

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "goal": float(self.goal),
            **self.certificate.to_dict(),
            "fails_at": self.fails_at,
            "not_enough": self.not_enough,
            "resolution": self.resolution,
        }

    def to_latex(self) -> str:
        """The certificate's."""
        return self.certificate.to_latex()

    def _repr_html_(self) -> str:
        return self.certificate._repr_html_()

    def __repr__(self) -> str:
        return f"UnitsNeeded(goal={float(self.goal):.10g}, fails_at={self.fails_at}, {self.certificate!r})"


def units_needed(
    model: Model, goal: Any, *, delta: Any = Fraction(1, 10), degree: int = 1, bound: str | None = None
) -> UnitsNeeded:
    """How many teacher units make PGR >= goal certain, without simulation and without universality.

    Parameters
    ----------
    model : Model
        Random features on the sphere; the student has infinite width and the same kernel.
    goal : number
        Strictly between 0 and 1; decimal texts are exact.
    delta, degree, bound
        As for :func:`~w2s_theory.guarantees.gap_certificate.certified_gap`.

    Returns
    -------
    UnitsNeeded
        The first success of a search upwards (M_TE doubled each time), then bisected to a relative resolution of 1e-3;
        stopping time, level and degrees are optimised at each. Certified by balls at the number returned. That
        no smaller number would do is float64, at ``fails_at``, and about these bounds; that larger numbers
        do is not claimed.

    Raises
    ------
    InputError
        For wrong arguments, and where up to 10^12 units (or the kernel's rank) do not reach the goal.
    AccuracyError
        If the degrees that matter cannot be summed, or the balls cannot confirm.

    Examples
    --------
    >>> from w2s_theory.models.relu_sphere import relu_sphere
    >>> found = units_needed(relu_sphere(32), "0.9")
    >>> bool(found.recovered >= 0.9)
    True
    """
    wanted = exact_rational(goal, "the goal")
    if not 0 < wanted < 1:
        raise InputError("the goal must lie strictly between 0 and 1: a PGR of 1 is reached by no student")
    routes, failure = require_routes(bound), require_delta(delta)
    k = require_features(model, 1, require_degree(degree)).target.main_degree
    # what float64 and the balls may differ by
    enough = float(wanted) + 1e-7 * float(1 - wanted)

    def reached(units: int) -> tuple[str, Gap] | None:
        found = best_gap(Setup(model, k, units, failure), routes)
        return found if found is not None and found[1].recovered >= enough else None

    low, units, found = first_success(
        reached, f"PGR >= {float(wanted)!r} is not certain", "a smaller goal or a larger delta"
    )
    certificate = certify(Setup(model, k, units, failure), *found)
    with BALLS.working(BITS):
        if not certificate.gap.recovered >= BALLS.number(wanted):
            raise AccuracyError(
                "the goal is reached in float64 and could not be certified: use a slightly smaller goal"
            )
    return UnitsNeeded(wanted, certificate, low, units_not_enough(model, k, wanted))


def first_success(
    attempt: Callable[[int], Found | None], problem: str, advice: str
) -> tuple[int, int, Found]:
    """A number of units where ``attempt`` succeeds: doubled until it does, then bisected.

    Parameters
    ----------
    attempt : callable
        Number of units -> what was found, or ``None``.
    problem, advice : str
        For the error's line: what could not be reached, what to use instead.

    Returns
    -------
    fails_at, units, found
        The largest failure below and the success, within :data:`RESOLUTION` of each other.

    Raises
    ------
    InputError
        If nothing up to 10^12 units succeeds, or what ``attempt`` raises, with the largest failure.
    """
    low, units = 0, 1
    while True:
        try:
            found = attempt(units)
        except (InputError, AccuracyError) as refusal:
            if low == 0:
                raise
            raise type(refusal)(f"{problem} with {low} units, and {refusal}") from refusal
        if found is not None:
            break
        if units == MOST_UNITS:
            raise InputError(f"{problem} with any number of units up to 10^12: use {advice}")
        low, units = units, min(2 * units, MOST_UNITS)
    while units - low > max(1, RESOLUTION * units):
        middle = min(max(round(sqrt(low * units)), low + 1), units - 1)
        other = attempt(middle)
        if other is None:
            low = middle
        else:
            units, found = middle, other
    return low, units, found
