"""Is this bound true? A claim typed by a user, decided against the exact limits of a kind of student.

A bound on L_ST holds for a whole kind exactly when it stays on its side of the kind's exact limit. That is
decided exactly where the bound is algebraic, with certified balls otherwise; a bound that crosses the limit
somewhere comes with matrices that violate it. Upper bounds are read as the field reads them, of the student
that stops at its best time, unless it is asked for every time. Nothing typed is ever executed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import mpmath
from sympy import Rational

from w2s_theory.exact_number import shorten
from w2s_theory.given import require_text
from w2s_theory.notation import L_TE
from w2s_theory.records.errors import InputError
from w2s_theory.typed_bounds.ball_sign import BITS, series_precision
from w2s_theory.typed_bounds.decision import Decision, When
from w2s_theory.typed_bounds.normal_form import BoundClaim, normal_form
from w2s_theory.typed_bounds.on_networks import EXAMPLE, NetworkAnswer, ask_networks, parse_networks
from w2s_theory.typed_bounds.one_letter import decide_in_teacher_error
from w2s_theory.typed_bounds.student_kinds import CLASSES, StudentClass, student_class
from w2s_theory.typed_bounds.tried_bound import OtherKind, TriedBound
from w2s_theory.typed_bounds.two_letters import decide_with_letter


def try_bound(
    text: str,
    for_: str = "shrinkage",
    on: str | Mapping[str, Any] | None = None,
    *,
    when: str | None = None,
) -> TriedBound:
    """Decide a bound of the user's for a kind of student.

    Parameters
    ----------
    text
        ``L_ST >= 4/5 L_TE^2``, ``PGR <= 1 - L_TE/2``, ``L_ST <= L_TE - misfit``: + - * / ^, sqrt, exp, log; exact
        numbers; misfit = ||f_TE - f_ST||^2, and tau = lambda_k t for a target in one eigenspace.
    for_
        ``shrinkage`` (``gradient_flow``, ``ridge``, ``averaged``), ``eigenfunction``, ``least_squares``
        (``projection``), ``convex`` or ``norm_nonincreasing``.
    on
        Also ask it of networks: ``"relu,d=32,M_TE=512"`` or a mapping (``kind``, ``d``, ``M_TE``), with
        ``M_ST`` (default inf), ``k`` (1), ``trials`` (20) and ``seed`` (0).
    when
        ``best``: of the student stopped at its best time, the default for upper bounds; ``always``: of every
        student. For a lower bound in L_TE they are the same question.

    Returns
    -------
    TriedBound

    Raises
    ------
    InputError
        For a claim outside the grammar, not solved for L_ST or PGR, or not a real number for
        some L_TE in (0, 1); for an unknown kind of student, bad sizes, or a best time where there is none.

    Examples
    --------
    >>> try_bound("L_ST >= 3/4*L_TE^2").verdict
    'verified'
    >>> try_bound("L_ST <= L_TE - misfit", "least_squares").verdict
    'verified'
    """
    kind = student_class(require_text(for_, "the kind of student", "'shrinkage'"))
    when = None if when is None else require_text(when, "when", "'best'")
    # the precision that a caller has set for itself decides nothing here
    with series_precision(BITS, 1), mpmath.workdps(50):
        claim = normal_form(text)
        sizes = parse_networks(on) if on is not None else None
        chosen = _when(claim, kind, when)
        found = _decide(claim, kind, chosen)
        others = tuple(
            _other(claim, each, when) for each in CLASSES if each is not kind and _asks(claim, each)
        )
        tried = TriedBound(
            str(claim), kind.name, kind.meaning, chosen, found.verdict, found.reason, found.implied_by,
            found.method, found.counter_example, found.tightest_ratio, found.best, others,
            _hint(claim, chosen, found, sizes is not None),
        )  # fmt: skip
        return (
            tried if sizes is None else add_networks(tried, ask_networks(claim, sizes, _asked(claim, when)))
        )


def add_networks(tried: TriedBound, answer: NetworkAnswer) -> TriedBound:
    """The record with measured networks, which refute what nothing else decided."""
    broken = [row for row in answer.rows if not row.holds]
    tried = replace(tried, on_networks=answer)
    if tried.verdict == "undecided" and broken:
        worst = broken[0]
        reason = (
            f"a simulated network has L_ST = {worst.student_error:.6g} at L_TE = {worst.teacher_error:.6g}"
        )
        return replace(tried, verdict="refuted", reason=reason)
    return tried


def _asked(claim: BoundClaim, when: str | None) -> When:
    """Of which stopping time the claim speaks, where there is one."""
    if when is None:
        return "best" if claim.relation == "<=" and claim.letter != "tau" else "always"
    if when == "best":
        return "best"
    if when == "always":
        return "always"
    raise InputError(f"--when must be best or always, not {shorten(when)}")


def _when(claim: BoundClaim, kind: StudentClass, when: str | None) -> When:
    asked = _asked(claim, when)
    if when is not None and asked == "best":
        if not kind.has_path:
            raise InputError(
                f"a {kind.name} student is not trained from 0 and has no stopping time: leave --when out"
            )
        if claim.letter == "tau":
            raise InputError("a claim with tau speaks of every time tau: leave --when out")
    return asked if kind.has_path and claim.relation == "<=" else "always"


def _decide(claim: BoundClaim, kind: StudentClass, when: When) -> Decision:
    return (decide_in_teacher_error if claim.letter is None else decide_with_letter)(claim, kind, when)


def _asks(claim: BoundClaim, kind: StudentClass) -> bool:
    return claim.letter != "tau" or kind.name == "eigenfunction"


def _other(claim: BoundClaim, kind: StudentClass, when: str | None) -> OtherKind:
    chosen = _asked(claim, when) if kind.has_path and claim.relation == "<=" else "always"
    found = _decide(claim, kind, chosen)
    return OtherKind(kind.name, kind.meaning, chosen, found.verdict, found.reason)


def _hint(claim: BoundClaim, when: When, found: Decision, networks_asked: bool) -> str:
    """The question that a claim like this is often meant as."""
    if networks_asked or when != "best" or found.verdict != "refuted":
        return ""
    if claim.letter is not None:
        return (
            "a student stopped at any time is asked about with --when always; what it gains beyond its misfit is "
            "its over-fit (w2s show gain_eq_misfit_plus_overfit)"
        )
    factor, shape = claim.bound.as_coeff_Mul()
    base, exponent = shape.as_base_exp()
    if base == L_TE and exponent.is_Rational and Rational(1) < exponent <= 2 and factor > 0:
        return (
            "powers of L_TE are claimed of particular networks under Gaussian universality (L_TE^1.49 up to logarithms "
            f"for ReLU features), not of every kernel: ask with {EXAMPLE}; see w2s paper"
        )
    return f"it may still hold for networks of one kind: ask with {EXAMPLE}"
