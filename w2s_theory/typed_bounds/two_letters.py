"""Claims with misfit or tau: an inequality between rational functions on the unit square, decided exactly.

The extreme students of a kind are rational maps of the square (``extreme_students``), so a bound made of
L_TE, misfit, their square roots, sqrt(1 - L_TE) and powers of exp(-tau) becomes a polynomial there.
Other bounds are tried on a grid of students with certified values, which can refute but not verify.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import ceil, lcm, log
from typing import Any

import sympy
from sympy import QQ

from w2s_theory.notation import L_TE, misfit, tau
from w2s_theory.records.ball_expression import NoBall, ball_function, exact_ball
from w2s_theory.records.errors import InputError
from w2s_theory.typed_bounds import stopped_too_early
from w2s_theory.typed_bounds.ball_sign import BITS, series_precision
from w2s_theory.typed_bounds.decision import CounterExample, Decision, When, decimal, plain
from w2s_theory.typed_bounds.extreme_students import (
    MISFIT_PIECES,
    TIME_PIECES,
    Extreme,
    Piece,
    circle,
    student_operator,
)
from w2s_theory.typed_bounds.normal_form import BoundClaim
from w2s_theory.typed_bounds.plane_sign import TooLarge, negative_point
from w2s_theory.typed_bounds.student_kinds import BEST_OF_A_PATH, StudentClass, student_class
from w2s_theory.typed_bounds.witness import diagonal, dot, outer, write_out

_FIELD = QQ.frac_field("p", "q")
_P, _Q = _FIELD.gens
LARGEST_POWER = 24
# a kind whose limits are rational also where those of a part of it are not
WIDER = {"eigenfunction": "shrinkage"}
# rational roots: p = 1/2 is L_TE = 16/25, p = 1/3 is 9/25
_PLAIN = tuple(Fraction(1, n) for n in (2, 3)) + (Fraction(2, 3),)
_GRID = tuple(Fraction(i, 10) for i in range(1, 10)) + (
    Fraction(1, 100),
    Fraction(1, 1000),
    Fraction(99, 100),
)
_REASONS = {
    ("least_squares", "misfit"): "L_ST = L_TE - misfit exactly, by Pythagoras",
    ("convex", "misfit"): "the misfit inequality",
    (
        "eigenfunction",
        "tau",
    ): "L_ST = (L_TE + (1 - L_TE) exp(-tau))^2 + the noise learnt, which is between 0 and L_TE (1 - L_TE)",
}


def decide_with_letter(claim: BoundClaim, kind: StudentClass, when: When) -> Decision:
    """A claim with misfit or tau, for every student of a kind, or for the best-stopped of each path."""
    table = MISFIT_PIECES if claim.letter == "misfit" else TIME_PIECES
    if kind.name not in table:
        raise InputError(
            "tau = lambda_k t is the time of a target in one eigenspace: ask with --for eigenfunction"
        )
    if claim.letter == "misfit" and when == "best" and claim.relation == "<=":
        return _best_stopped(claim, kind)
    return _always(claim, kind, table[kind.name][claim.relation])


def _always(claim: BoundClaim, kind: StudentClass, pieces: tuple[Piece, ...]) -> Decision:
    found = _halfway(claim, kind) or next(_violations(claim, kind, pieces), None)
    if found is None:
        try:
            point = next((each for piece in pieces if (each := _exact_violation(claim, piece))), None)
        except (TooLarge, NotRational) as problem:
            wider = WIDER.get(kind.name)
            if wider is not None:
                answer = _always(claim, student_class(wider), MISFIT_PIECES[wider][claim.relation])
                if answer.verdict == "verified":
                    return replace(answer, reason=f"true of every {wider} student: {answer.reason}")
            return Decision(
                "undecided",
                f"{problem}; no counter-example among {len(pieces) * (len(_GRID) + len(_PLAIN)) ** 2} students",
            )
        if point is None:
            reason = _REASONS.get(
                (kind.name, str(claim.letter)),
                "it follows from the exact limit of this kind at every L_TE and misfit",
            )
            theorem = kind.upper_theorem if claim.relation == "<=" else kind.theorem
            return Decision("verified", reason, "exact", theorem)
        found = _example(claim, kind, point)
    side = "above" if claim.relation == "<=" else "below"
    witness = found.witness
    where = f"misfit {witness.misfit}" if claim.letter == "misfit" else "that time"
    reason = (
        f"at L_TE = {plain(found.teacher_error)} and {where} a student has "
        f"L_ST = {_readable(witness.measured)}, {side} the bound {found.bound}"
    )
    return Decision("refuted", reason, "exact" if witness.exact else "certified balls", None, found)


def _best_stopped(claim: BoundClaim, kind: StudentClass) -> Decision:
    """The best of all times: refuted by a student whose best time is known, verified if every time satisfies it."""
    always = _always(claim, kind, MISFIT_PIECES[kind.name]["<="])
    if always.verdict == "verified":
        return always
    example = stopped_too_early.counter_example(claim) if kind.name == "shrinkage" else None
    if example is not None:
        reason = (
            "a student that is best when stopped before it has learnt the slow part of the target: "
            f"at its best time L_ST = {_readable(example.witness.measured)}, above the bound {example.bound}"
        )
        return Decision("refuted", reason, "certified balls", None, example)
    above = _teacher_is_enough(claim, kind)
    if above is not None:
        return above
    copy = _copy_of_teacher(claim, kind)
    if copy is not None:
        reason = (
            f"with K = 1 the best time is inf, where L_ST = L_TE = {plain(copy.teacher_error)} and misfit = 0, "
            f"above the bound {copy.bound}"
        )
        return Decision("refuted", reason, "exact", None, copy)
    if always.verdict == "undecided":
        return always
    reason = (
        f"at some time it is false ({always.reason}), and of the best-stopped student it is neither proved here "
        "nor refuted by the students tried"
    )
    return Decision("undecided", reason)


def _teacher_is_enough(claim: BoundClaim, kind: StudentClass) -> Decision | None:
    """Verified where the bound is at least L_TE whatever the misfit: the best time is no worse than t = inf."""

    def no_gain(piece: Piece) -> Piece:
        def at(p: Any, q: Any) -> Extreme:
            found = piece(p, q)
            return replace(found, error=found.a**2)

        return at

    pieces = MISFIT_PIECES[kind.name]["<="]
    try:
        if any(_exact_violation(claim, no_gain(piece)) for piece in pieces):
            return None
    except (TooLarge, NotRational):
        return None
    reason = "with K > 0 (infinite width) the student ends at its teacher, so its best error is at most L_TE"
    return Decision("verified", reason, "exact", BEST_OF_A_PATH)


def _copy_of_teacher(claim: BoundClaim, kind: StudentClass) -> CounterExample | None:
    """K = 1 at t = inf: f_ST = f_TE and misfit 0."""
    for p in (*_PLAIN, *_GRID):
        a, b = circle(p)
        teacher = (b * b, a * b)
        student = Extreme(a, b, Fraction(0), Fraction(0), None, a * a, teacher)
        found = _violation(
            claim, kind, student, diagonal([1, 1]), "S = I: K = 1 at t = inf, the best time of that student"
        )
        if found is not None:
            return found
    return None


def _halfway(claim: BoundClaim, kind: StudentClass) -> CounterExample | None:
    """S = I/2: K = 1 at t = log 2, and no student is simpler."""
    if not kind.has_path or claim.letter != "misfit":
        return None
    half = Fraction(1, 2)
    # L_TE = 1/2: P is the projection on (1, 1)
    student = Extreme(None, None, half / 4, None, None, Fraction(5, 8), (half / 2, half / 2))
    return _violation(
        claim, kind, student, diagonal([half, half]), "S = I/2: gradient flow with K = 1 at t = log 2"
    )


def _violations(claim: BoundClaim, kind: StudentClass, pieces: tuple[Piece, ...]) -> Iterator[CounterExample]:
    """Students of a grid that violate the claim, simple ones first."""
    for values in (_PLAIN, _GRID):
        for piece in pieces:
            for p in values:
                for q in values:
                    found = _violation(claim, kind, piece(p, q))
                    if found is not None:
                        yield found


def _violation(
    claim: BoundClaim, kind: StudentClass, student: Extreme, operator: Any = None, note: str = ""
) -> CounterExample | None:
    """The student, if balls separate its error from the bound on the wrong side."""
    teacher_error = Fraction(1, 2) if student.a is None else student.a**2
    with series_precision(BITS, 1):
        letters = {"L_TE": exact_ball(teacher_error), "misfit": exact_ball(student.misfit)}
        if student.decay is not None:
            letters["tau"] = -exact_ball(student.decay).log()
        try:
            bound = ball_function(claim.bound)(letters)
        except (NoBall, ZeroDivisionError) as problem:
            raise InputError(f"the bound cannot be evaluated: {problem}") from problem
        error = exact_ball(student.error)
        if not bound.is_finite():
            return None
        if not (error > bound if claim.relation == "<=" else error < bound):
            return None
        excess = abs(bound / error - 1)
        lost = -float(excess.mid().log()) / log(10)
        text = bound.str(max(17, ceil(lost) + 4), radius=False)
        size = excess.str(3, radius=False)
    exact = _exact_value(claim, teacher_error, student)
    teacher = (1 - teacher_error, student.a * student.b if student.a is not None else Fraction(1, 2))
    size_of_space = len(student.student)
    teacher = (*teacher, *[Fraction(0)] * (size_of_space - 2))
    chosen = operator if operator is not None else student_operator(kind.name, teacher, student.student)
    target = (Fraction(1), *[Fraction(0)] * (size_of_space - 1))
    projection = outer(teacher, teacher, dot(teacher, teacher))
    witness = write_out(target, teacher, projection, chosen, student.student, note=note)
    return CounterExample(teacher_error, text if exact is None else str(exact), size, witness)


def _exact_value(claim: BoundClaim, teacher_error: Fraction, student: Extreme) -> Fraction | None:
    """The bound as a fraction, where it is one."""
    values = {L_TE: teacher_error, misfit: student.misfit}
    value = claim.bound.subs({each: sympy.Rational(x.numerator, x.denominator) for each, x in values.items()})
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else None


class NotRational(ValueError):
    """The bound is no rational function of the square."""


def _exact_violation(claim: BoundClaim, piece: Piece) -> tuple[Piece, Fraction, Fraction] | None:
    """A point of the square where the extreme student violates the claim; ``None`` if none does, exactly."""
    student = piece(_P, _Q)
    gap = _rational(claim.bound, student) - student.error
    if claim.relation == ">=":
        gap = -gap
    # near a pole the product has the sign of the gap as well
    point = negative_point(_polynomial(gap.numer * gap.denom)) if gap != 0 else None
    return None if point is None else (piece, *point)


def _polynomial(element: Any) -> dict[tuple[int, int], int]:
    """Integer coefficients, up to a positive factor."""
    terms = {powers: Fraction(int(c.numerator), int(c.denominator)) for powers, c in element.terms()}
    scale = lcm(1, *(c.denominator for c in terms.values()))
    return {(int(i), int(j)): int(c * scale) for (i, j), c in terms.items()}


def _rational(node: Any, at: Extreme) -> Any:
    """The bound as an element of Q(p, q); ``NotRational`` names the part that is none."""
    if node.is_Rational:
        return _FIELD(QQ(int(node.p), int(node.q)))
    known = {L_TE: at.a**2, misfit: at.misfit}
    if node in known:
        return known[node]
    if node.is_Add or node.is_Mul:
        total = _rational(node.args[0], at)
        for part in node.args[1:]:
            value = _rational(part, at)
            total = total + value if node.is_Add else total * value
        return total
    if node.func is sympy.exp:
        times = -node.args[0] / tau
        if times.is_Integer and at.decay is not None and abs(times) <= LARGEST_POWER:
            return at.decay ** int(times)
    if node.is_Pow and node.exp.is_Rational and abs(node.exp) <= LARGEST_POWER:
        roots = {L_TE: at.a, 1 - L_TE: at.b, misfit: at.root_misfit}
        if node.exp.q == 2 and roots.get(node.base) is not None:
            return roots[node.base] ** int(node.exp.p)
        if node.exp.q == 1:
            return _rational(node.base, at) ** int(node.exp.p)
    raise NotRational(
        "decided are bounds made of L_TE, misfit, their square roots, sqrt(1 - L_TE) and exp(-tau), exp(-2*tau), ...; "
        f"{str(node).replace('**', '^')} is none of these"
    )


def _example(
    claim: BoundClaim, kind: StudentClass, point: tuple[Piece, Fraction, Fraction]
) -> CounterExample:
    piece, p, q = point
    found = _violation(claim, kind, piece(p, q))
    if found is None:
        raise AssertionError("a point where the polynomial is negative does not violate the claim")
    return found


def _readable(text: str) -> str:
    """A fraction with its decimal, a long one only as the decimal."""
    if len(text) > 20:
        return decimal(text, 9)
    return f"{text} = {decimal(text)}" if "/" in text else text
