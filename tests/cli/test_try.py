"""What ``w2s try`` shows: the answers that a reader of the literature must take rightly."""

from __future__ import annotations

import json
import re

import pytest

from w2s_theory.typed_bounds.student_kinds import CLASSES


def test_a_power_of_the_teacher_error(w2s):
    answer = w2s("try", "L_ST <= L_TE^1.49")
    assert answer.status == 1
    first, reason, *_ = answer.out.splitlines()
    assert first == "L_ST <= L_TE^1.49 for every shrinkage student, stopped at its best time: refuted"
    assert "without a spectrum" in reason
    assert "each at its best time in [0, inf]; its kernel K > 0" in answer.out
    assert "Gaussian universality" in answer.out and "--on relu,d=32,M_TE=512" in answer.out


def test_the_misfit_inequality(w2s):
    best, always = (
        w2s("try", "L_ST <= L_TE - misfit"),
        w2s("try", "L_ST <= L_TE - misfit", "--when", "always"),
    )
    assert (best.status, always.status) == (1, 1)
    for answer in (best, always):
        assert "--for least_squares: verified; L_ST = L_TE - misfit exactly" in answer.out
        assert "--for convex: verified" in answer.out
    assert "gradient flow with K = diag(2, 12, 1) at its best time" in best.out
    assert "S = I/2: gradient flow with K = 1 at t = log 2" in always.out
    assert w2s("try", "L_ST <= L_TE - misfit", "--for", "projection").status == 0


def test_a_lower_bound_for_gradient_flow(w2s):
    answer = w2s("try", "L_ST >= 0.8 L_TE^2", "--for", "gradient_flow")
    assert answer.status == 1
    assert (
        "S self-adjoint and 0 <= S <= I (gradient flow at any time, ridge, averaging; any kernel)"
        in answer.out
    )
    assert "3/4 (attained at L_TE = 0.666667)" in answer.out
    assert "another kind of student would change the verdict" in answer.out
    assert "--for eigenfunction: verified" in answer.out
    assert "--for convex" not in answer.out  # refuted there as well


def test_no_constant_where_there_is_none(w2s):
    answer = w2s("try", "L_ST >= 3/4*L_TE^2*(1+10^-9)+10^-12")
    assert "none: no c > 0 makes c*(3000000003*L_TE^2/4000000000 + 1/1000000000000) a bound" in answer.out
    assert "(limit/bound goes to 0 as L_TE goes to 0)" in answer.out
    assert "between 0 and 0" not in answer.out


def test_networks_of_one_kind(w2s):
    answer = w2s("try", "L_ST <= L_TE^1.49", "--on", "relu,d=4,M_TE=16,trials=2")
    assert "on relu networks (d=4, M_TE=16, M_ST=inf, k=1), of the student at its best time:" in answer.out
    for words in ("(universality)", "exponent at least", "in 2 of 2 draws", "PGR >= 1/2 from M_TE = "):
        assert words in answer.out


def test_json_holds_text_where_floats_would_not_do(w2s):
    data = w2s("try", "L_ST >= L_TE^1.9999/2", "--json").json()
    example = data["counter_example"]
    assert example["student_error"] == "1.0e-8000" and len(example["teacher_error"]) == 4003
    assert {each["name"] for each in data["others"]} == {each.name for each in CLASSES} - {"shrinkage"}
    json.dumps(data, allow_nan=False)


def test_help_names_every_kind(w2s):
    text = " ".join(w2s("try", "--help").out.split())
    for word in ("gradient_flow", "ridge", "averaged", "projection", *(each.name for each in CLASSES)):
        assert word in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("evaluate", "student_error_le_sq_of_relu", "--at", "lamda=1"), "lambda (lam)"),
        (
            ("evaluate", "student_error_le_sq_of_relu", "--at", "L_TE=0,1"),
            "a decimal is written with a point",
        ),
        (("evaluate", "student_error_ge_of_shrinkage", "--at", "L_TE=50%"), "write 0.5 for 50 %"),
        (("units", "--dimension", "8", "--pgr", "90%"), "write 0.9 for 90 %"),
        (("try", "L_ST <= L_TE", "--when", "never"), "best or always"),
        (("try", "L_ST <= L_TE", "--on", "relu"), "must give d and M_TE, as in --on relu,d=32,M_TE=512"),
    ],
)
def test_what_is_mistyped_is_explained(w2s, arguments, words):
    answer = w2s(*arguments)
    assert answer.status == 2 and words in answer.err


def test_lambda_is_read_where_the_screen_says_lambda(w2s):
    point = "lambda=1 t=1/10 L_TE=1/2 rho=1/10 lambda_0=1/10 c=1/2 M_TE=2 delta=1/2"
    assert "needs" not in w2s("evaluate", "student_error_le_sq_of_relu", "--at", *point.split()).err


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("L_ST >= 80% L_TE^2", "write 80/100 for 80 %"),
        ("L_ST >= 0,8 L_TE^2", "write 0.8 with a decimal point"),
        ("l_st >= L_TE^2", "did you mean L_ST?"),
        ("L_ST >= Lte^2", "did you mean L_TE?"),
        ("L_ST >= ln(L_TE)", "did you mean log?"),
        ("L_ST <= L_TE - misft", "did you mean misfit?"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_what_was_meant(w2s, claim, words):
    answer = w2s("try", claim)
    assert answer.status == 2 and words in answer.err and not answer.out


def test_words_of_constants(w2s):
    out = w2s("try", "L_ST >= 3/4 L_TE^2").out
    assert re.search(r"largest bound/limit +1\n", out) and "3/4 (attained at L_TE = 0.666667)" in out
    assert re.search(r"smallest c in c\*L_TE +1 \(attained at every L_TE\)", w2s("try", "L_ST <= L_TE").out)
    assert (
        "1/4 (approached as L_TE goes to 0)"
        in w2s("try", "L_ST >= L_TE^2/10", "--for", "norm_nonincreasing").out
    )
    assert "about" in w2s("try", "L_ST >= L_TE^3").out
    assert "no c makes c*L_TE^(149/100) a bound" in w2s("try", "L_ST <= L_TE^1.49").out


def test_a_claim_that_was_not_solved_for_the_student_is_said_again(w2s):
    assert re.search(r"\nthat is +L_ST <= L_TE - misfit", w2s("try", "L_ST + misfit <= L_TE").out)
    assert "\nthat is" not in w2s("try", "L_ST <= L_TE - misfit").out


def test_fractions_where_the_numbers_are_rational(w2s):
    out = w2s("try", "L_ST <= L_TE - misfit").out
    assert "f* = (1/9, 8/9, 4/9)" in out and "9/25" in out


def test_what_is_not_known_of_a_finite_student_is_said(w2s):
    out = w2s("try", "L_ST <= L_TE", "--on", "relu,d=3,M_TE=8,M_ST=8,trials=2").out
    assert "none for a student of finite width" in out and "nothing of a student of finite width" in out
