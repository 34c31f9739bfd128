"""Is this bound true? A claim typed by a user, decided against the sharp limit of a kind of student.

A lower bound on L_ST holds for the whole kind exactly when it stays below the sharp limit. That is
decided exactly where the bound is algebraic, with certified balls otherwise; a bound that exceeds
the limit somewhere comes with matrices that violate it. Nothing typed is ever executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from math import isfinite
from typing import Any, Literal

import mpmath
import sympy
from flint import arb

from w2s_theory import notation
from w2s_theory.theorems.listing import Catalog
from w2s_theory.typed_bounds.ball_sign import ball_at, certified_nonnegative
from w2s_theory.typed_bounds.best_constant import BestConstant, best_constant
from w2s_theory.typed_bounds.exact_sign import exact_sign
from w2s_theory.typed_bounds.normal_form import BoundClaim, normal_form, trial_points
from w2s_theory.typed_bounds.on_networks import NetworkRow, measure_networks, parse_networks
from w2s_theory.typed_bounds.parser import parse_claim
from w2s_theory.typed_bounds.student_kinds import StudentClass, Witness, build_witness, student_class

TriedVerdict = Literal["verified", "refuted", "undecided"]


@dataclass(frozen=True, slots=True)
class CounterExample:
    """An L_TE at which a student of the kind violates the claim; ``bound`` is the claim's value there.

    ``certified`` says that balls separate the two numbers at the exact rational ``teacher_error``.
    """

    teacher_error: Fraction
    bound: str
    witness: Witness
    certified: bool = True

    def to_dict(self) -> dict[str, Any]:
        """Plain values, numbers of this record as strings."""
        return {
            "teacher_error": str(self.teacher_error),
            "bound": self.bound,
            "student_error": self.witness.measured,
            "certified": self.certified,
            "witness": self.witness.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class TriedBound:
    """What is known of a claim.

    Parameters
    ----------
    claim, students
        The claim in normal form, and the kind of student it was tried on.
    verdict, reason
        ``verified``, ``refuted`` or ``undecided``, and one line why.
    implied_by
        The theorem that implies it, when verified.
    method
        ``exact`` (polynomials) or ``certified balls``; empty when undecided.
    counter_example
        When refuted.
    tightest_ratio
        Largest bound/limit over the trial points (1 where the bound touches the limit): a float.
    best
        The best constant of the bound's shape, where one could be enclosed.
    networks
        Rows measured on simulated networks, when asked for.
    """

    claim: str
    students: str
    verdict: TriedVerdict
    reason: str
    implied_by: str | None
    method: str
    counter_example: CounterExample | None
    tightest_ratio: float | None
    best: BestConstant | None
    networks: tuple[NetworkRow, ...] = ()

    @property
    def how(self) -> str:
        """``exact``, ``certified`` or ``simulated``: what the verdict comes from."""
        return {"exact": "exact", "certified balls": "certified"}.get(self.method, "simulated")

    def __repr__(self) -> str:
        return f"<{self.claim} for {self.students}: {self.verdict}; {self.reason}>"

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "claim": self.claim,
            "for": self.students,
            "verdict": self.verdict,
            "reason": self.reason,
            "implied_by": self.implied_by,
            "method": self.method,
            "counter_example": self.counter_example.to_dict() if self.counter_example else None,
            "tightest_ratio": self.tightest_ratio,
            "best_constant": self.best.to_dict() if self.best else None,
            "networks": [asdict(row) for row in self.networks],
        }

    def to_latex(self) -> str:
        """The claim, as LaTeX."""
        typed = parse_claim(self.claim)
        sign = {">=": r"\geq", "<=": r"\leq"}[typed.relation]
        names = {getattr(notation, name): notation.row(name).latex for name in ("L_ST", "L_TE")}
        left, right = (sympy.latex(side, symbol_names=names) for side in (typed.left, typed.right))
        return f"{left} {sign} {right}"

    def _repr_html_(self) -> str:
        from html import escape

        head = f"<code>{escape(self.claim)}</code> for {escape(self.students)}"
        return f"{head}: <b>{self.verdict}</b> {escape(self.reason)}"


def try_bound(text: str, for_: str = "shrinkage", on: str | Mapping[str, Any] | None = None) -> TriedBound:
    """Decide a bound of the user's for a kind of student.

    Parameters
    ----------
    text
        ``L_ST >= 4/5*L_TE^2``, ``PGR <= 1 - L_TE/2``: + - * / ^, sqrt, exp, log; exact numbers.
    for_
        ``shrinkage``, ``eigenfunction`` or ``norm_nonincreasing``.
    on
        Also measure it on simulated ReLU networks: ``"d=32,M_TE=64"`` or a mapping, with
        ``M_ST`` (default inf), ``k`` (1), ``trials`` (20) and ``seed`` (0).

    Returns
    -------
    TriedBound

    Raises
    ------
    InputError
        For a claim outside the grammar, not solved for L_ST or PGR, or not a real number for
        some L_TE in (0, 1); for an unknown kind of student or bad sizes.

    Examples
    --------
    >>> try_bound("L_ST >= 3/4*L_TE^2").verdict
    'verified'
    """
    kind = student_class(for_)
    claim = normal_form(text)
    sizes = parse_networks(on) if on is not None else None
    theorem = Catalog()[kind.theorem]
    # the form without cancellation: balls stay narrow also where L_TE is tiny
    limit = theorem.bound if theorem.stable_bound is None else theorem.stable_bound
    decided = _try_lower(claim, kind, limit) if claim.relation == ">=" else _try_upper(claim, kind)
    if sizes is None:
        return decided
    return add_networks(decided, measure_networks(claim, sizes))


def _try_lower(claim: BoundClaim, kind: StudentClass, limit: Any) -> TriedBound:
    gap = limit - claim.bound
    ratio = _tightest_ratio(claim.bound, limit)
    best = best_constant(claim.bound, limit, lambda difference: _holds(difference)[0])

    def answer(
        verdict: TriedVerdict, reason: str, method: str, counter: CounterExample | None = None
    ) -> TriedBound:
        implied_by = kind.theorem if verdict == "verified" else None
        return TriedBound(str(claim), kind.name, verdict, reason, implied_by, method, counter, ratio, best)

    point = _largest_violation(gap)
    method = "certified balls"
    if point is None:
        holds, method, point = _holds(gap)
        if holds:
            return answer("verified", f"implied by {kind.theorem}", method)
    if point is None:
        reason = "neither a proof for every L_TE nor a counter-example was found; try a smaller constant"
        return answer("undecided", reason, "")
    example = _example(claim, kind, point, kind.best)
    return answer(
        "refuted",
        f"at L_TE = {_plain(point)} a student has L_ST = {_short(example)}, below the bound",
        method,
        example,
    )


def _try_upper(claim: BoundClaim, kind: StudentClass) -> TriedBound:
    """No theorem here bounds every student from above; students that learnt little refute much."""
    example = None
    point = _largest_violation(claim.bound - 1)
    if point is not None:
        example = _example(claim, kind, point, None)
        reason = f"the student of time 0 has L_ST = 1, above the bound at L_TE = {_plain(point)}"
    else:
        for point in trial_points():
            tried = build_witness(kind, point, kind.worst)
            if ball_at(claim.bound, point) < _slightly_below(tried.measured):
                example = replace(_example(claim, kind, point, kind.worst), certified=False)
                reason = f"at L_TE = {_plain(point)} a student has L_ST = {_short(example)}, above the bound"
                break
        else:
            reason = (
                "no theorem here bounds every student's error from above, and no counter-example was found"
            )
    verdict: TriedVerdict = "refuted" if example else "undecided"
    return TriedBound(
        str(claim),
        kind.name,
        verdict,
        reason,
        None,
        "certified balls" if example else "",
        example,
        None,
        None,
    )


def add_networks(decided: TriedBound, rows: tuple[NetworkRow, ...]) -> TriedBound:
    """The record with measured networks, which refute what nothing else decided."""
    broken = [row for row in rows if not row.holds]
    if decided.verdict == "undecided" and broken:
        worst = broken[0]
        reason = (
            f"a simulated network has L_ST = {worst.student_error:.6g} at L_TE = {worst.teacher_error:.6g}"
        )
        return replace(decided, networks=rows, verdict="refuted", reason=reason)
    return replace(decided, networks=rows)


def _holds(difference: Any) -> tuple[bool, str, Fraction | None]:
    """Whether a function of L_TE is >= 0 on (0, 1), by which method, or where it is not."""
    sign = exact_sign(difference)
    if sign is not None:
        return sign.holds, "exact", sign.at
    return (True, "certified balls", None) if certified_nonnegative(difference) else (False, "", None)


def _largest_violation(gap: Any) -> Fraction | None:
    """The trial point where a function of L_TE is most negative, certified; ``None`` if it nowhere is.

    Two decimals are preferred: an example at L_TE = 1e-40 convinces nobody if there is one at 0.3.
    """
    found = [(ball.mid(), point) for point in trial_points() if (ball := ball_at(gap, point)) < 0]
    plain = [pair for pair in found if pair[1].denominator <= 100]
    return min(plain or found, key=lambda pair: pair[0])[1] if found else None


def _tightest_ratio(bound: Any, limit: Any) -> float | None:
    ratio = bound / limit
    values = [float(ball_at(ratio, point).mid()) for point in trial_points()]
    return max(values) if all(map(isfinite, values)) else None


def _example(claim: BoundClaim, kind: StudentClass, point: Fraction, place: Any) -> CounterExample:
    return CounterExample(
        point, ball_at(claim.bound, point).str(17, radius=False), build_witness(kind, point, place)
    )


def _slightly_below(decimal: str) -> Any:
    """A number of 17 digits, less what its last digits may be off."""
    return arb(decimal) * (1 - arb("1e-15"))


def _plain(point: Fraction) -> str:
    return str(point) if len(str(point)) <= 20 else f"{float(point):.12g}"


def _short(example: CounterExample) -> str:
    return str(mpmath.nstr(mpmath.mpf(example.witness.measured), 6))  # a float would be 0 below 1e-308
