"""A typed bound on networks of one kind: drawn and trained, by the equivalent, and what is proved of them.

Three answers of different standing, kept apart: a simulation (these draws), the deterministic equivalent
(Gaussian universality), and what is certain of networks without simulation and without universality.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import inf, isfinite, log
from typing import Any

import numpy as np

from w2s_theory.exact_number import exact_whole, shorten
from w2s_theory.notation import L_TE
from w2s_theory.records.ball_expression import ball_function, exact_ball
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.records.model import Model
from w2s_theory.typed_bounds.ball_sign import BITS, ball_at, series_precision
from w2s_theory.typed_bounds.decision import When
from w2s_theory.typed_bounds.normal_form import BoundClaim

DEFAULTS: dict[str, Any] = {
    "kind": "relu", "d": None, "M_TE": None, "M_ST": inf, "k": 1, "trials": 20, "seed": 0
}  # fmt: skip
# tau = lambda_k t, from a student that learnt hardly anything to one that copies its teacher
SCALED_TIMES = (0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0)
EXAMPLE = "--on relu,d=32,M_TE=512"
FAILURE = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """One simulated teacher with the stopping time that counts: the best one, or the worst one for the claim.

    ``accuracy`` is the absolute error bound of ``student_error`` and of the bound together;
    ``holds`` is false only beyond it. ``misfit`` is ``None`` where it was not measured.
    """

    trial: int
    teacher_error: float
    student_error: float
    accuracy: float
    tau: float
    bound: float
    holds: bool
    misfit: float | None = None


@dataclass(frozen=True, slots=True)
class EquivalentAnswer:
    """The claim at the equivalent's errors (status universality, float64).

    ``exponent`` is log L_ST/log L_TE at the best time; ``guaranteed`` the exponent that an explicit bound
    proves of the equivalent (``None`` for a student of finite width, or where none is known).
    """

    teacher_error: float
    student_error: float
    tau: float
    bound: float
    holds: bool
    exponent: float
    guaranteed: float | None


@dataclass(frozen=True, slots=True)
class ProvedAnswer:
    """``PGR >= goal`` is certain of networks with ``teacher_units`` units, as ``statement`` says and for those alone."""

    goal: str
    teacher_units: int
    statement: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetworkAnswer:
    """Everything known of the claim for one kind of network.

    ``means`` are (mean, low, high) of L_TE and of L_ST at the time that counts, over the draws, with the
    approximate 95 % interval of the mean.
    """

    sizes: Mapping[str, Any]
    when: When
    rows: tuple[NetworkRow, ...]
    teacher_error: tuple[float, float | None, float | None]
    student_error: tuple[float, float | None, float | None]
    equivalent: EquivalentAnswer | None
    proved: ProvedAnswer | None

    @property
    def held(self) -> int:
        """Number of draws in which the claim holds."""
        return sum(row.holds for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "sizes": {name: "inf" if value == inf else value for name, value in self.sizes.items()},
            "when": self.when,
            "draws": len(self.rows),
            "held": self.held,
            "teacher_error": dict(zip(("mean", "low", "high"), self.teacher_error, strict=True)),
            "student_error": dict(zip(("mean", "low", "high"), self.student_error, strict=True)),
            "equivalent": None if self.equivalent is None else asdict(self.equivalent),
            "proved": None if self.proved is None else asdict(self.proved),
        }


def parse_networks(on: str | Mapping[str, Any]) -> dict[str, Any]:
    """``relu,d=32,M_TE=64`` as sizes, with defaults; ``InputError`` for unknown, repeated or missing names."""
    if not isinstance(on, (str, Mapping)):
        raise InputError(f"on must be text or a mapping, as in {EXAMPLE}, not {shorten(on)}")
    pairs = [part.partition("=")[::2] for part in on.split(",")] if isinstance(on, str) else list(on.items())
    sizes = dict(DEFAULTS)
    seen: set[str] = set()
    for position, (raw, value) in enumerate(pairs):
        name = str(raw).strip()
        if position == 0 and isinstance(on, str) and "=" not in on.split(",")[0] and name:
            name, value = "kind", name
        if name not in sizes or name in seen:
            problem = "repeats" if name in seen else "has no size"
            raise InputError(
                f"--on takes a kind of network and d, M_TE, M_ST, k, trials, seed once each, as in {EXAMPLE}, "
                f"and {problem} {shorten(name)}"
            )
        seen.add(name)
        if name == "kind":
            sizes[name] = _kind(str(value))
        else:
            infinite = name == "M_ST" and str(value).strip() == "inf"
            sizes[name] = inf if infinite else _whole(str(value), name)
    missing = [name for name in ("d", "M_TE") if sizes[name] is None]
    if missing:
        raise InputError(f"--on must give {' and '.join(missing)}, as in {EXAMPLE}")
    return sizes


def _kind(text: str) -> str:
    name = text.strip().lower()
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", name):
        raise InputError(f"the kind of network must be a name such as relu, erf or tanh, not {shorten(text)}")
    return name


def _whole(text: str, name: str) -> int:
    value = exact_whole(text, name)
    if value is None:
        raise InputError(f"{name} must be a whole number, not {shorten(text)}")
    return value


def build_model(sizes: Mapping[str, Any]) -> Model:
    """The features of a kind of network."""
    from w2s_theory.models.activation_sphere import activation_sphere
    from w2s_theory.models.relu_sphere import relu_sphere

    if sizes["kind"] == "relu":
        return relu_sphere(sizes["d"])
    return activation_sphere(sizes["kind"], sizes["d"])


def ask_networks(claim: BoundClaim, sizes: Mapping[str, Any], when: When) -> NetworkAnswer:
    """Simulate, look the claim up in the equivalent, and find what is certain."""
    model = build_model(sizes)
    equivalent, best_tau = _equivalent(claim, model, sizes, when)
    taus = SCALED_TIMES if best_tau is None else tuple(sorted({*SCALED_TIMES, best_tau}))
    rows, teacher, student = _simulated(claim, model, sizes, when, taus)
    return NetworkAnswer(dict(sizes), when, rows, teacher, student, equivalent, _proved(claim, model, sizes))


def _times(model: Model, sizes: Mapping[str, Any], taus: tuple[float, ...]) -> tuple[float, ...]:
    from w2s_theory.evaluate.eigenvalues.kernel_spectrum import spectrum
    from w2s_theory.evaluate.scaled_times import compute_times

    if sizes["kind"] == "relu":
        return compute_times(sizes["d"], sizes["k"], 1, taus)
    eigenvalue = float(spectrum(model, [sizes["k"]]).fast.eigenvalue[0])
    if not eigenvalue > 0:
        raise InputError(
            f"the kernel of {sizes['kind']} has no eigenvalue at degree {sizes['k']}: choose another k"
        )
    return tuple(tau / eigenvalue for tau in taus)


def _simulated(
    claim: BoundClaim, model: Model, sizes: Mapping[str, Any], when: When, taus: tuple[float, ...]
) -> tuple[tuple[NetworkRow, ...], Any, Any]:
    from w2s_theory.simulate.machine.intervals import describe_mean
    from w2s_theory.simulate.networks import simulate_networks

    found = simulate_networks(
        model, sizes["M_TE"], student_units=sizes["M_ST"], target=sizes["k"],
        times=_times(model, sizes, taus), trials=sizes["trials"], seed=sizes["seed"],
    )  # fmt: skip
    rows = []
    for trial in range(sizes["trials"]):
        teacher, slack = float(found.teacher_error[trial]), float(found.teacher_error_accuracy[trial])
        students = np.asarray(found.student_error[trial], dtype=float)
        misfits, doubts = (
            (None, None)
            if found.misfit is None or found.misfit_accuracy is None
            else (found.misfit[trial], found.misfit_accuracy[trial])
        )
        if claim.letter == "misfit" and misfits is None:
            raise InputError("the misfit of these students is not simulated: ask about L_ST and L_TE")
        second = taus if claim.letter == "tau" else misfits if claim.letter == "misfit" else None
        bounds = np.array(
            [_float_bound(claim, teacher, each) for each in (taus if second is None else second)]
        )
        excess = students - bounds if claim.relation == ">=" else bounds - students
        # of an upper bound on the best-stopped student the best time counts, else the one closest to failing
        chosen = int(np.argmin(students if when == "best" and claim.relation == "<=" else excess))
        letter = None if second is None else float(second[chosen])
        off = float(doubts[chosen]) if claim.letter == "misfit" and doubts is not None else 0.0
        near = [
            _float_bound(
                claim, max(teacher + shift, 0.0), None if letter is None else max(letter + move, 0.0)
            )
            for shift in (-slack, slack)
            for move in (-off, off)
        ]
        bound = float(bounds[chosen])
        wobble = max(*near, bound) - min(*near, bound)
        accuracy = float(found.student_error_accuracy[trial][chosen]) + wobble + 1e-15 * abs(bound)
        rows.append(
            NetworkRow(
                trial, teacher, float(students[chosen]), accuracy, taus[chosen], bound,
                bool(excess[chosen] >= -accuracy), None if misfits is None else float(misfits[chosen]),
            )
        )  # fmt: skip
    means = [
        describe_mean(np.array(values))
        for values in ([row.teacher_error for row in rows], [row.student_error for row in rows])
    ]
    intervals = [(each.mean, each.low, each.high) for each in means]
    return tuple(rows), intervals[0], intervals[1]


def _equivalent(
    claim: BoundClaim, model: Model, sizes: Mapping[str, Any], when: When
) -> tuple[EquivalentAnswer | None, float | None]:
    """The claim at the equivalent's errors, at its best time or at the worst of the times tried; and its best tau."""
    from w2s_theory.equivalents.exponents import student_exponents
    from w2s_theory.equivalents.prediction import equivalent

    if sizes["M_ST"] != inf:
        return None, None
    try:
        found = equivalent(model, sizes["M_TE"], sizes["k"])
        best = found.best_stopping_time()
        if not 0.0 < float(best.error) < 1.0 or not 0.0 < float(found.teacher_error) < 1.0:
            return None, None  # no exponent in float64
        guaranteed = student_exponents(model, [sizes["M_TE"]], sizes["k"])[0].guaranteed
    except (AccuracyError, InputError):
        return None, None  # beyond what the equivalent says: the simulation still answers
    level = float(found.teacher_error)
    best_tau = float(best.tau)
    timed = claim.letter == "tau"
    times = {} if timed and not isfinite(best_tau) else {best_tau: float(best.error)}
    if when == "always" or claim.relation == ">=":
        times |= {tau: float(found.student_error(tau=tau)) for tau in SCALED_TIMES}
    sign = 1 if claim.relation == ">=" else -1

    def bound_at(tau: float) -> float:
        letter = (
            tau
            if claim.letter == "tau"
            else float(found.misfit(tau=tau))
            if claim.letter == "misfit"
            else None
        )
        return _float_bound(claim, level, letter)

    tau = min(times, key=lambda each: sign * (times[each] - bound_at(each)))
    bound = bound_at(tau)
    exponent = log(float(best.error)) / log(level)
    answer = EquivalentAnswer(
        level, times[tau], tau, bound, sign * (times[tau] - bound) >= 0, exponent, guaranteed
    )
    return answer, best_tau if isfinite(best_tau) else None


def _proved(claim: BoundClaim, model: Model, sizes: Mapping[str, Any]) -> ProvedAnswer | None:
    """How many ReLU units make a gap certain: the one claimed for a claim about PGR, else half of it."""
    from w2s_theory.guarantees.units_search import units_needed

    # for other activations the search takes minutes: w2s units --activation makes it
    if sizes["M_ST"] != inf or claim.relation == ">=" or sizes["kind"] != "relu":
        return None
    kept = claim.bound / L_TE  # a number for a claim about PGR alone
    goal = 1 - Fraction(int(kept.p), int(kept.q)) if kept.is_Rational and 0 < kept < 1 else Fraction(1, 2)
    try:
        found = units_needed(model, goal, delta=FAILURE, degree=sizes["k"])
    except (AccuracyError, InputError):
        return None
    certificate = found.certificate
    return ProvedAnswer(str(goal), found.teacher_units, certificate.statement, certificate.rests_on)


def _float_bound(claim: BoundClaim, teacher_error: float, letter: float | None = None) -> float:
    """The bound at a measured teacher error and, where it has one, a measured second letter."""
    point = min(max(Fraction(teacher_error), Fraction(1, 10**30)), 1 - Fraction(1, 10**15))
    if claim.letter is None or letter is None:
        return float(ball_at(claim.bound, point).mid())
    with series_precision(BITS, 1):
        least = max(Fraction(letter), Fraction(1, 10**30))
        return float(
            ball_function(claim.bound)({"L_TE": exact_ball(point), claim.letter: exact_ball(least)}).mid()
        )
