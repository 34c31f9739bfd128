"""What an equivalent is asked about, checked: two spectra on the same eigenspaces, units, target."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf, log
from typing import Any

import numpy as np

from w2s_theory.equivalents.arithmetic import Arithmetic
from w2s_theory.equivalents.float_formulas import FloatFormulas
from w2s_theory.equivalents.float_modes import (
    FIRST_LAST,
    FloatModes,
    first_last,
    listed_modes,
    sphere_modes,
)
from w2s_theory.equivalents.float_root import FloatRoot, missing_share, solve_root
from w2s_theory.equivalents.kernel_trace import last_degree
from w2s_theory.equivalents.listed_spectrum import LARGEST_LENGTH, ListedSpectrum, listed_spectrum
from w2s_theory.equivalents.precise_formulas import PreciseFormulas, spread
from w2s_theory.equivalents.precise_modes import (
    MOST_EXPLICIT,
    MOST_INTEGRATED,
    MOST_MOMENTS,
    PreciseModes,
    listed_precise,
    sphere_precise,
)
from w2s_theory.equivalents.precise_root import precise_root
from w2s_theory.equivalents.target_shares import LARGEST_DEGREE, TargetShares, target_shares
from w2s_theory.evaluate.eigenvalues.sources import ClosedSource, source_of
from w2s_theory.models.sizes import require_whole
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model

MOST_UNITS = 10**12
# the count of units may be off by this much, relatively, before float64 refuses
_ACCEPTED = 1e-9
_ENOUGH = 1e-15

Spectrum = Model | ListedSpectrum


@dataclass(frozen=True)
class Question:
    """Teacher and student spectrum, M_TE and the target; checked by :func:`require_setting`."""

    teacher: Spectrum
    student: Spectrum
    units: int
    target: TargetShares

    def float_formulas(self, time: float = 0.0) -> FloatFormulas:
        """E1-E3 in float64, with explicit degrees enough for a finite ``time``.

        Raises
        ------
        AccuracyError
            If the degrees that can be had leave kappa open.
        """
        last = self._least_last()
        if isinstance(self.teacher, Model):
            last = max(last, first_last(self.teacher, self.units))
        while True:
            modes = self._float_modes(last)
            root = solve_root(modes, self.units)
            missing = missing_share(modes, root)
            found = self._formulas(modes, root)
            if modes.complete or (missing <= _ENOUGH and found.serves(time)):
                break
            last *= 2
        if not missing <= _ACCEPTED:
            raise AccuracyError(
                f"{self.units} teacher units reach degrees beyond the {modes.last} that can be computed here "
                f"(relative error {missing:.1g}): use fewer units or a larger dimension"
            )
        return found

    def _least_last(self) -> int:
        """The first last degree to try: the target's degrees are explicit, and all before the closed forms of a tail."""
        models = [each for each in (self.teacher, self.student) if isinstance(each, Model)]
        closed = [each.closed_from for each in map(source_of, models) if isinstance(each, ClosedSource)]
        return max(FIRST_LAST, *self.target.degrees, *closed)

    def _float_modes(self, last: int) -> FloatModes:
        if isinstance(self.teacher, ListedSpectrum):
            assert isinstance(self.student, ListedSpectrum)
            return listed_modes(self.teacher, self.student)
        assert isinstance(self.student, Model)
        return sphere_modes(self.teacher, self.student, last, max(self.target.degrees) + 1)

    def _formulas(self, modes: FloatModes, root: FloatRoot) -> FloatFormulas:
        places = [modes.place(k) for k in self.target.degrees]
        for k, place in zip(self.target.degrees, places, strict=True):
            _require_found(k, place is not None, "teacher", self.teacher)
            assert place is not None
            _require_found(k, bool(modes.student[place] > 0), "student", self.student)
        shares = np.array([float(share) for share in self.target.shares])
        main = self.target.degrees.index(self.target.main_degree)
        return FloatFormulas(modes, root, np.array(places), shares, main)

    def precise_formulas(
        self,
        arithmetic: Arithmetic,
        digits: int,
        bits: int,
        log_kappa: float,
        time: float,
        asked: int | None = None,
    ) -> PreciseFormulas:
        """E1-E3 to about ``digits`` digits at the ambient precision of ``bits`` bits.

        Parameters
        ----------
        log_kappa
            About log(kappa): where the search for the root begins, and how many degrees will do.
        time
            The longest time of interest; 0 or ``inf`` for none.
        asked
            The digits that the user asked for, for the error.

        Raises
        ------
        AccuracyError
            If that many digits would need more degrees than can be summed; with the reason.
        """
        if isinstance(self.teacher, ListedSpectrum):
            assert isinstance(self.student, ListedSpectrum)
            return self._with_root(listed_precise(arithmetic, self.teacher, self.student), log_kappa, bits)
        last = self._least_last()
        problem = ""
        while True:
            plan = self._plan(last, digits, log_kappa, time)
            if plan:
                try:
                    return self._with_root(
                        self._precise_modes(arithmetic, last, digits, plan), log_kappa, bits
                    )
                except AccuracyError as refusal:
                    problem = f" ({refusal})"
            last *= 2
            most = MOST_EXPLICIT if self._closed_form() else MOST_INTEGRATED
            if last > most:
                break
        count = "digits" if asked is None else "1 digit" if asked == 1 else f"{asked} digits"
        if 0.0 < time < inf and self._plan(last // 2, digits, log_kappa, 0.0):
            raise AccuracyError(
                f"{count} at so long a time would need more than {most} explicit degrees: "
                "use a shorter time, inf, or float64"
            )
        raise AccuracyError(
            f"{count} would need more than {most} explicit degrees for {self.units} teacher units{problem}: "
            "use fewer units, a larger dimension, or float64"
        )

    def _with_root(self, modes: PreciseModes, log_kappa: float, bits: int) -> PreciseFormulas:
        root = precise_root(modes, self.units, log_kappa, bits)
        return PreciseFormulas(
            modes, root, [modes.places[k] for k in self.target.degrees],
            [modes.arithmetic.number(share) for share in self.target.shares], spread(modes, root),
        )  # fmt: skip

    def _closed_form(self) -> bool:
        return isinstance(self.teacher, Model) and isinstance(source_of(self.teacher), ClosedSource)

    def _plan(self, last: int, digits: int, log_kappa: float, time: float) -> int:
        """How many traces close the tail behind ``last``; 0 if none suffice, 1 without closed form."""
        if not isinstance(self.teacher, Model):
            return 1
        source = source_of(self.teacher)
        if not isinstance(source, ClosedSource) or last_degree(self.teacher) is not None:
            return 1
        d, p = source.dimension, source.power
        first = last + 1 + (last - p) % 2
        log_top = float(source.fast(np.array([first])).log_eigenvalue[0])
        log_rho = log_kappa - log(2)
        if 0.0 < time < inf:
            log_rho = min(log_rho, -log(time))
        gained = (log_rho - log_top) / log(10)
        if last > 4 * (d + 2 * p) and first > max(p + 2, source.closed_from):
            needed = int((digits + 2) / gained) + 1 if gained > 0.5 else MOST_MOMENTS + 1
            return needed if needed <= MOST_MOMENTS else 0
        return 1 if gained >= digits + 2 else 0

    def _precise_modes(self, arithmetic: Arithmetic, last: int, digits: int, moments: int) -> PreciseModes:
        assert isinstance(self.teacher, Model) and isinstance(self.student, Model)
        return sphere_precise(arithmetic, self.teacher, self.student, last, digits, moments)


def require_setting(teacher: Any, units: Any, target: Any, student: Any = None) -> Question:
    """The setting, or ``InputError`` with one line.

    Parameters
    ----------
    teacher
        A model on the sphere, a linear network, or pairs (eigenvalue, multiplicity).
    units : int
        M_TE, 1 to 10^12.
    target
        A degree or a mapping degree -> coefficient; rows, from 0, for a listed spectrum.
    student
        The student's model or spectrum; the teacher's if ``None``.
    """
    weak = _require_spectrum(teacher)
    strong = weak if student is None else _require_spectrum(student)
    number = require_whole(units, "teacher units", 1, MOST_UNITS)
    if isinstance(weak, Model) != isinstance(strong, Model):
        raise InputError("teacher and student must both be models on the sphere, or both be listed spectra")
    if isinstance(weak, Model):
        assert isinstance(strong, Model)
        if weak.dimension != strong.dimension:
            raise InputError(
                f"teacher and student must share the inputs: dimension {weak.dimension} and {strong.dimension}"
            )
        if replace(strong, name=weak.name) == weak:
            strong = weak
        end = last_degree(weak)
        if end is not None:
            _require_below_rank(number, _sphere_rank(weak, end))
        most = LARGEST_DEGREE if isinstance(source_of(weak), ClosedSource) else MOST_INTEGRATED
        shares = target_shares(target, most)
    else:
        assert isinstance(strong, ListedSpectrum)
        if len(weak.eigenvalues) != len(strong.eigenvalues) or weak.multiplicities != strong.multiplicities:
            raise InputError(
                "the student's spectrum must have the teacher's rows with the same multiplicities"
            )
        shares = target_shares(target, LARGEST_LENGTH)
        if shares.degrees[-1] >= len(weak.eigenvalues):
            raise InputError(
                f"the target names row {shares.degrees[-1]}, and the spectrum has rows 0 to {len(weak.eigenvalues) - 1}"
            )
        _require_below_rank(number, weak.rank)
    return Question(weak, strong, number, shares)


def _require_spectrum(value: Any) -> Spectrum:
    if isinstance(value, Model):
        if value.eigenvalues is not None:
            return listed_spectrum(value.eigenvalues)
        source_of(value)
        return value
    return listed_spectrum(value)


def _sphere_rank(model: Model, end: int) -> int:
    source = source_of(model)
    return sum(source.multiplicity(k) for k in range(end + 1) if not source.enclose(k, 15) == 0)


def _require_below_rank(units: int, rank: int) -> None:
    if rank == 1:
        raise InputError(
            "the spectrum has rank 1, and kappa exists below the rank only: give at least two dimensions"
        )
    if units >= rank:
        raise InputError(
            f"the spectrum has rank {rank}, and kappa does not exist for {units} teacher units: "
            f"use fewer than {rank}"
        )


def _require_found(degree: int, found: bool, who: str, spectrum: Spectrum) -> None:
    if found:
        return
    if isinstance(spectrum, ListedSpectrum):
        raise InputError(f"row {degree} of the {who}'s spectrum is 0, so the target is outside its span")
    name = spectrum.activation.name if spectrum.activation else spectrum.name
    raise InputError(
        f"the features {name} of the {who} have no component of degree {degree} in dimension "
        f"{spectrum.dimension}, so the target is outside their span: choose another degree"
    )
