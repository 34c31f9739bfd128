"""Bounds of the user's own: verified, refuted with an example that violates them, or undecided."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import sympy

from w2s_theory.notation import L_TE
from w2s_theory.theorems.listing import Catalog
from w2s_theory.typed_bounds.ball_sign import ball_at, certified_nonnegative
from w2s_theory.typed_bounds.exact_sign import exact_sign
from w2s_theory.typed_bounds.normal_form import normal_form
from w2s_theory.typed_bounds.one_letter import build_witness
from w2s_theory.typed_bounds.student_kinds import CLASSES, student_class
from w2s_theory.typed_bounds.try_bound import add_networks, try_bound

POINTS = [Fraction(1, 1000), Fraction(1, 10), Fraction(1, 3), Fraction(2, 3), Fraction(19, 20)]
SHARP = tuple(kind for kind in CLASSES if kind.theorem is not None)
SHRINKAGE, NORM, EIGENFUNCTION = (
    Catalog()[student_class(name).theorem].bound
    for name in ("shrinkage", "norm_nonincreasing", "eigenfunction")
)
R = sympy.Rational


@pytest.mark.parametrize(
    ("text", "kind", "verdict", "method"),
    [
        ("L_ST >= 3/4*L_TE^2", "shrinkage", "verified", "exact"),  # touches the limit at 2/3
        ("L_ST >= 0.7500001*L_TE^2", "shrinkage", "refuted", "exact"),
        ("L_ST >= 4/5*L_TE^2", "shrinkage", "refuted", "certified balls"),
        ("L_ST >= L_TE^2", "shrinkage", "refuted", "certified balls"),
        ("L_ST >= L_TE^2", "eigenfunction", "verified", "exact"),
        ("L_ST >= L_TE^1.49", "eigenfunction", "refuted", "certified balls"),
        ("L_ST >= 1/4*L_TE^2", "norm_nonincreasing", "verified", "exact"),
        ("L_ST >= 0.26*L_TE^2", "norm_nonincreasing", "refuted", "certified balls"),
        ("PGR <= 1 - 3/4*L_TE", "shrinkage", "verified", "exact"),
        ("PGR <= 1 - L_TE", "shrinkage", "refuted", "certified balls"),
        ("3/4*L_TE^2 <= L_ST", "shrinkage", "verified", "exact"),
        ("L_ST/L_TE^2 >= 3/4", "shrinkage", "verified", "exact"),
        ("L_ST >= L_TE^2*exp(-L_TE)/2", "shrinkage", "verified", "certified balls"),
        ("L_ST >= log(1 + L_TE^2)/2", "shrinkage", "verified", "certified balls"),
        ("L_ST >= L_TE^2.5/2", "shrinkage", "verified", "certified balls"),
        ("L_ST >= ((sqrt(1+3*L_TE) - sqrt(1-L_TE))/2)^2", "shrinkage", "verified", "exact"),
        ("L_ST >= (1 - sqrt(1-L_TE))^2", "norm_nonincreasing", "verified", "exact"),
        ("L_ST >= 0", "shrinkage", "verified", "exact"),
        ("L_ST <= 1/2", "shrinkage", "refuted", "certified balls"),
        ("L_ST <= L_TE", "norm_nonincreasing", "refuted", "certified balls"),
        ("L_ST <= 1.2", "shrinkage", "refuted", "certified balls"),
        ("L_ST <= 2", "shrinkage", "verified", "exact"),
        ("L_ST <= 4/3", "shrinkage", "verified", "exact"),  # touches the limit at 2/3
        ("L_ST <= 1.3333", "shrinkage", "refuted", "certified balls"),
        ("L_ST <= 1 + L_TE*(1 - L_TE)", "eigenfunction", "verified", "exact"),
        ("L_ST <= (1 + sqrt(1 - L_TE))^2", "norm_nonincreasing", "verified", "exact"),
        ("L_ST <= L_TE", "least_squares", "verified", "exact"),
        ("L_ST <= 0.999 L_TE", "least_squares", "refuted", "certified balls"),
        ("L_ST <= L_TE", "convex", "verified", "exact"),
        ("L_ST >= L_TE^2/1000", "convex", "refuted", "certified balls"),
        ("L_ST >= -L_TE", "convex", "verified", "exact"),
        ("L_ST >= log(L_TE)", "shrinkage", "verified", "certified balls"),
        ("L_ST >= log(L_TE)", "convex", "verified", "certified balls"),
        ("L_ST >= log(1 - L_TE)", "shrinkage", "verified", "certified balls"),
        ("L_ST >= 1/10 + log(L_TE)/4", "shrinkage", "verified", "certified balls"),
        ("L_ST >= 1/2 + log(L_TE)/4", "shrinkage", "refuted", "certified balls"),
        ("L_ST >= 0.7*exp(-1/L_TE)", "shrinkage", "verified", "certified balls"),
        ("L_ST >= -exp(1/L_TE)", "shrinkage", "verified", "certified balls"),
        ("L_ST >= exp(1 - 1/L_TE)", "shrinkage", "refuted", "certified balls"),
        ("L_ST >= L_TE^1.9999", "shrinkage", "refuted", "certified balls"),
        ("L_ST >= L_TE^1.9999/2", "shrinkage", "refuted", "certified balls"),  # from 1e-3011 downwards
        ("L_ST >= 3/4*L_TE^2.0001", "shrinkage", "verified", "certified balls"),
        ("L_ST >= 3/4*L_TE^2 + 0*exp(L_TE)", "shrinkage", "verified", "exact"),
    ],
)
def test_verdicts(text, kind, verdict, method):
    tried = try_bound(text, kind, when="always")
    assert (tried.verdict, tried.method) == (verdict, method)
    assert kind == "convex" or (tried.implied_by is not None) == (verdict == "verified")
    assert (tried.counter_example is not None) == (verdict == "refuted")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("L_ST >= 4/5*L_TE^2", "shrinkage"),
        ("L_ST >= L_TE/5", "eigenfunction"),
        ("L_ST >= 0.26*L_TE^2", "norm_nonincreasing"),
        ("L_ST <= 1/2", "shrinkage"),
        ("L_ST <= 1.1", "eigenfunction"),
        ("L_ST <= 3", "norm_nonincreasing"),
    ],
)
def test_a_counter_example_violates_the_claim_when_multiplied_by_hand(text, kind):
    tried = try_bound(text, kind, when="always")
    example = tried.counter_example.to_dict()
    P, S = (
        np.array(example["witness"][name], dtype=float) for name in ("teacher_projection", "student_operator")
    )
    target = np.array([1.0, 0.0])
    teacher = P @ target
    student = S @ teacher
    assert np.allclose(P @ P, P, atol=1e-13) and np.allclose(P, P.T)
    assert np.sum((target - teacher) ** 2) == pytest.approx(
        float(Fraction(example["teacher_error"])), abs=1e-13
    )
    if kind == "norm_nonincreasing":
        assert np.linalg.norm(student) <= np.linalg.norm(teacher) * (1 + 1e-13)
    else:
        assert np.allclose(S, S.T)
        assert np.all(np.linalg.eigvalsh(S) > -1e-13) and np.all(np.linalg.eigvalsh(S) < 1 + 1e-13)
    if kind == "eigenfunction":
        assert abs(S[1, 0]) < 1e-13  # f* is an eigenvector
    error, bound = np.sum((target - student) ** 2), float(example["bound"])
    assert error < bound - 1e-9 if ">=" in text else error > bound + 1e-9


@pytest.mark.parametrize("kind", SHARP, ids=[kind.name for kind in SHARP])
def test_the_witness_attains_the_limit_of_the_catalog(kind):
    limit = Catalog()[kind.theorem].bound
    for point in POINTS:
        measured = float(build_witness(kind, point, kind.best).measured)
        assert measured == pytest.approx(float(ball_at(limit, point).mid()), rel=1e-14)


@pytest.mark.parametrize("kind", CLASSES, ids=[kind.name for kind in CLASSES])
def test_the_worst_student_attains_the_upper_limit(kind):
    for point in POINTS:
        measured = float(build_witness(kind, point, kind.worst).measured)
        assert measured == pytest.approx(float(ball_at(kind.upper, point).mid()), rel=1e-14)


def test_upper_limits_are_those_of_the_catalog():
    catalog, shrinkage = Catalog(), student_class("shrinkage")
    assert sympy.expand(catalog[shrinkage.upper_theorem].bound - shrinkage.upper) == 0
    for kind in CLASSES:
        assert catalog[kind.upper_theorem].name == kind.upper_theorem


def test_best_constants():
    tried = try_bound("L_ST >= 4/5*L_TE^2")
    assert tried.best.exact == Fraction(3, 4) and tried.best.near == Fraction(2, 3)
    assert tried.best.lower <= Fraction(3, 4) <= tried.best.upper
    quarter = try_bound("L_ST >= L_TE^2/10", "norm_nonincreasing").best
    assert quarter.lower == Fraction(1, 4) <= quarter.upper < Fraction(1, 4) + Fraction(1, 10**12)
    assert try_bound("L_ST >= L_TE/10").best.lower == 0  # no multiple of L_TE is below L_TE^2
    logarithm = try_bound("L_ST >= log(1 + L_TE^2)/2").best
    assert 0 < logarithm.upper - logarithm.lower < Fraction(1, 10**8)
    assert try_bound("L_ST >= L_TE - 1").best is None  # no constant makes a bound of a negative shape better


def test_the_best_constant_separates_true_from_false():
    best = try_bound("L_ST >= L_TE^3").best
    below, above = best.lower, best.upper * (1 + Fraction(1, 10**6))
    assert try_bound(f"L_ST >= {below}*L_TE^3").verdict == "verified"
    assert try_bound(f"L_ST >= {above.limit_denominator(10**12)}*L_TE^3").verdict == "refuted"


def test_the_two_deciders_agree_where_both_apply():
    for limit in (SHRINKAGE, NORM, EIGENFUNCTION):
        for c in (R(1, 10), R(24, 100), R(26, 100), R(7, 10), R(76, 100), R(99, 100), R(101, 100)):
            for g in (L_TE**2, L_TE**3, L_TE**2 * (2 - L_TE) / 2):
                difference = limit - c * g
                sign = exact_sign(difference)
                assert sign is not None
                if certified_nonnegative(difference):
                    assert sign.holds
                if not sign.holds:
                    assert ball_at(difference, sign.at) < 0


def test_exact_sign_finds_a_narrow_violation():
    # negative only within 1e-6 of 1/pi-like point 0.3183: no grid sees it
    narrow = (L_TE - R(3183, 10000)) ** 2 - R(1, 10**14)
    sign = exact_sign(narrow)
    assert not sign.holds and abs(sign.at - Fraction(3183, 10000)) < Fraction(1, 10**7)
    assert exact_sign((L_TE - R(3183, 10000)) ** 2).holds


def test_balls_do_not_certify_what_is_false():
    for c in (R(751, 1000), R(8, 10), R(1)):
        assert not certified_nonnegative(SHRINKAGE - c * L_TE**2)
        assert not certified_nonnegative(SHRINKAGE - c * L_TE**2 * sympy.exp(L_TE) / sympy.exp(R(2, 3)))
    assert not certified_nonnegative(L_TE**2 - sympy.exp(L_TE) + 1)


def test_precision_of_the_balls_is_restored():
    from flint import ctx

    before = ctx.prec, ctx.cap
    try_bound("L_ST >= log(1 + L_TE^2)/2")
    assert (ctx.prec, ctx.cap) == before


def test_normal_form_solves_for_the_student_error():
    assert str(normal_form("PGR >= 1/2")) == "L_ST <= L_TE/2"
    assert str(normal_form("-2*L_ST <= -L_TE")) == "L_ST >= L_TE/2"
    assert str(normal_form("L_ST >= L_ST/2 + L_TE^2/4")) == "L_ST >= L_TE^2/2"
    assert str(normal_form("L_TE*L_ST >= L_TE^3")) == "L_ST >= L_TE^2"


def test_networks_are_measured_and_never_below_a_true_bound():
    tried = try_bound("L_ST >= L_TE^2", "eigenfunction", on={"d": 8, "M_TE": 24, "trials": 4, "seed": 3})
    assert tried.verdict == "verified" and len(tried.networks) == 4
    assert all(row.holds for row in tried.networks)
    assert tried.networks[0].teacher_error != tried.networks[1].teacher_error


def test_networks_break_a_false_claim_and_decide_an_open_one():
    tried = try_bound("L_ST >= L_TE", on="d=8,M_TE=64,trials=3")
    assert [row.holds for row in tried.networks] == [False] * 3
    assert tried.to_dict()["networks"][0]["tau"] > 0
    opened = replace(tried, verdict="undecided", counter_example=None, on_networks=None)
    assert add_networks(opened, tried.on_networks).verdict == "refuted"
    true = try_bound("L_ST >= 0", on="d=8,M_TE=8,trials=1").on_networks
    assert add_networks(opened, true).verdict == "undecided"


def test_the_record_prints_itself():
    tried = try_bound("L_ST >= 4/5*L_TE^2")
    assert "refuted" in repr(tried) and "refuted" in tried._repr_html_()
    assert tried.to_latex() == r"L_{ST} \geq \frac{4 L_{TE}^{2}}{5}"
    assert tried.how == "certified"


@pytest.mark.parametrize(
    ("text", "kind", "when", "constant", "attained"),
    [
        ("L_ST <= L_TE/2", "shrinkage", "best", Fraction(1), "everywhere"),
        ("L_ST <= 2", "shrinkage", "always", Fraction(4, 3), "at near"),
        ("L_ST <= 3 sqrt(L_TE)", "shrinkage", "best", Fraction(1), "in the limit"),
        ("L_ST <= 5", "eigenfunction", "always", Fraction(5, 4), "at near"),
        ("L_ST <= 9", "norm_nonincreasing", None, Fraction(4), "in the limit"),
        ("L_ST >= L_TE^2/10", "norm_nonincreasing", None, Fraction(1, 4), "in the limit"),
    ],
)
def test_the_best_constant_of_either_side(text, kind, when, constant, attained):
    best = try_bound(text, kind, when=when).best
    assert (best.exact, best.attained, best.relation) == (constant, attained, text[5:7])
    assert best.to_dict()["lower"] <= constant <= best.to_dict()["upper"]


def test_no_multiple_of_a_power_is_an_upper_bound():
    best = try_bound("L_ST <= L_TE^1.49").best
    assert best.none and best.upper is None and best.to_dict()["upper"] is None
    # not a matter of the points that were tried: the limit over the power goes to infinity
    assert best.attained == "in the limit"


def test_no_constant_is_claimed_only_where_a_limit_shows_it(monkeypatch):
    from w2s_theory.cli.commands.try_ import _constant_text
    from w2s_theory.typed_bounds import best_constant as module

    for claim in ("L_ST <= L_TE^1.49", "L_ST >= L_TE^1.5"):
        shown = try_bound(claim).best
        assert shown.none and shown.attained == "in the limit" and "none: no c" in _constant_text(shown)
        with monkeypatch.context() as patched:
            patched.setattr(module, "_grows", lambda *_: False)
            patched.setattr(module, "_known", lambda *_: (None, "at near"))
            rough = try_bound(claim).best
        assert rough.none and rough.exact is None and rough.attained == "at near"
        assert "none" not in _constant_text(rough) and "others are not decided" in _constant_text(rough)


def test_smallest_constant_separates_true_from_false():
    best = try_bound("L_ST <= exp(-L_TE/2)", "eigenfunction", when="always").best
    assert best.exact is None and 0 < best.upper - best.lower < Fraction(1, 10**6)
    for shift, verdict in ((1, "verified"), (-1, "refuted")):
        c = best.upper + Fraction(shift, 10**5)
        claim = f"L_ST <= {c.numerator}/{c.denominator} * exp(-L_TE/2)"
        assert try_bound(claim, "eigenfunction", when="always").verdict == verdict


def test_the_tightest_ratio_is_not_the_one_of_a_grid():
    assert try_bound("L_ST >= 3/4 L_TE^2").tightest_ratio == 1.0
    assert try_bound("L_ST >= L_TE^2").tightest_ratio == pytest.approx(4 / 3, rel=1e-15)
