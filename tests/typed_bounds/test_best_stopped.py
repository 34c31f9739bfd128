"""Claims about the student stopped at its best time, and claims with misfit or tau."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import ctx

from w2s_theory.records.errors import InputError
from w2s_theory.typed_bounds import stopped_too_early
from w2s_theory.typed_bounds.extreme_students import MISFIT_PIECES, TIME_PIECES, student_operator
from w2s_theory.typed_bounds.plane_sign import negative_point
from w2s_theory.typed_bounds.student_kinds import CLASSES, student_class
from w2s_theory.typed_bounds.try_bound import try_bound
from w2s_theory.typed_bounds.witness import squared_distance, times


def test_an_upper_bound_speaks_of_the_best_stopped_student():
    tried = try_bound("L_ST <= L_TE^1.49")
    assert (tried.when, tried.verdict) == ("best", "refuted")
    assert "gains nothing" in tried.reason and "1.49" in tried.hint and "relu,d=32" in tried.hint
    # the example is a student at its best time: K = 1 copies its teacher
    assert tried.counter_example.witness.student_operator == (("1", "0"), ("0", "1"))
    assert try_bound("L_ST <= L_TE^1.49", when="always").reason.startswith("the student of time 0")
    assert try_bound("L_ST <= L_TE").verdict == "verified"
    assert try_bound("L_ST <= L_TE", when="always").verdict == "refuted"
    assert try_bound("PGR >= 1/100").verdict == "refuted"


def test_a_bound_below_the_lower_limit_is_said_to_be_hopeless():
    assert "no student at all satisfies it" in try_bound("L_ST <= L_TE^3/4").reason
    assert "no student" not in try_bound("L_ST <= L_TE^1.49").reason


@pytest.mark.parametrize(
    ("text", "kind", "when", "verdict"),
    [
        ("L_ST <= L_TE - misfit", "gradient_flow", "best", "refuted"),
        ("L_ST <= L_TE - misfit", "gradient_flow", "always", "refuted"),
        ("L_ST <= L_TE - misfit", "eigenfunction", "always", "refuted"),
        ("L_ST <= L_TE - misfit", "eigenfunction", "best", "undecided"),
        ("L_ST <= L_TE - misfit", "projection", None, "verified"),
        ("L_ST >= L_TE - misfit", "projection", None, "verified"),
        ("L_ST <= L_TE - misfit", "convex", None, "verified"),
        ("L_ST >= L_TE - misfit", "convex", None, "refuted"),
        ("L_ST <= L_TE - 1.001 misfit", "projection", None, "refuted"),
        ("PGR >= misfit/L_TE", "projection", None, "verified"),
        ("L_ST <= (sqrt(L_TE) + sqrt(misfit))^2", "shrinkage", "always", "verified"),
        ("L_ST >= (sqrt(L_TE) - sqrt(misfit))^2", "shrinkage", None, "verified"),
        ("L_ST >= (sqrt(L_TE) - sqrt(misfit))^2", "convex", None, "verified"),
        ("L_ST >= (sqrt(L_TE) - sqrt(misfit))^2", "eigenfunction", None, "verified"),
        ("L_ST >= (sqrt(L_TE) - sqrt(misfit))^2 + misfit^2", "shrinkage", None, "refuted"),
        ("L_ST <= L_TE + misfit", "shrinkage", "always", "refuted"),
        ("L_ST <= L_TE + misfit", "shrinkage", "best", "verified"),
        ("L_ST <= L_TE + misfit/2", "eigenfunction", "best", "verified"),
        ("L_ST <= L_TE/2 + misfit", "eigenfunction", "best", "refuted"),
        ("L_ST >= (L_TE + (1 - L_TE)*exp(-tau))^2", "eigenfunction", None, "verified"),
        ("L_ST >= (L_TE + (1 - L_TE)*exp(-tau))^2 + exp(-9 tau)/100", "eigenfunction", None, "refuted"),
        ("L_ST <= L_TE + exp(-tau)", "eigenfunction", None, "verified"),
        ("L_ST <= L_TE + 0.99 exp(-tau)", "eigenfunction", None, "refuted"),
        ("L_ST <= 1/tau", "eigenfunction", None, "refuted"),
        ("L_ST <= 9 + 1/(misfit - 9/100)^3", "shrinkage", "always", "refuted"),  # a pole
        ("L_ST <= 5 + log(1 + misfit)", "shrinkage", "always", "undecided"),
    ],
)
def test_claims_with_a_second_letter(text, kind, when, verdict):
    tried = try_bound(text, kind, when=when)
    assert tried.verdict == verdict
    assert (tried.counter_example is not None) == (verdict == "refuted")


def test_the_misfit_inequality_by_kind():
    tried = try_bound("L_ST <= L_TE - misfit")
    assert {each.name: each.verdict for each in tried.others} == {
        "eigenfunction": "undecided",
        "least_squares": "verified",
        "convex": "verified",
        "norm_nonincreasing": "refuted",
    }
    assert try_bound("L_ST <= L_TE - misfit", "convex").implied_by == "student_error_le_of_convex_student"
    witness = try_bound("L_ST <= L_TE - misfit", when="always").counter_example.witness
    assert witness.exact and witness.student_operator == (("1/2", "0"), ("0", "1/2"))
    assert (witness.teacher_error, witness.misfit, witness.measured) == ("1/2", "1/8", "5/8")


@pytest.mark.parametrize("table", [MISFIT_PIECES, TIME_PIECES], ids=["misfit", "tau"])
def test_extreme_students_belong_to_their_kind(table):
    for kind, sides in table.items():
        for piece in (each for pieces in sides.values() for each in pieces):
            for p, q in ((Fraction(1, 3), Fraction(1, 4)), (Fraction(9, 10), Fraction(7, 8))):
                found = piece(p, q)
                target, teacher = (1, 0, 0), (found.b**2, found.a * found.b, 0)
                assert found.a**2 + found.b**2 == 1
                assert squared_distance(target, found.student) == found.error
                assert squared_distance(teacher, found.student) == found.misfit
                assert found.root_misfit is None or found.root_misfit**2 == found.misfit
                operator = student_operator(kind, teacher, found.student)
                if operator is None:
                    away = [t - s for t, s in zip(teacher, found.student, strict=True)]
                    assert sum(a * (f - s) for a, f, s in zip(away, target, found.student, strict=True)) <= 0
                    continue
                assert times(operator, teacher) == found.student
                matrix = np.array(operator, dtype=float)
                if kind == "norm_nonincreasing":
                    assert sum(x**2 for x in found.student) <= sum(x**2 for x in teacher)
                    continue
                shrinkage = np.linalg.eigvalsh(matrix)
                assert np.array_equal(matrix, matrix.T) and -1e-12 < shrinkage[0] <= shrinkage[-1] < 1 + 1e-12
                assert kind == "shrinkage" or not matrix[0, 1:].any()
                assert kind != "least_squares" or np.allclose(matrix @ matrix, matrix)


def _largest(kind: str, L: float, m: float) -> float:
    """The largest L_ST at a teacher error and a misfit, as the derivation has it."""
    c, noise = 1 - L, L * (1 - L)
    if kind == "eigenfunction":
        return L + m + 2 * L * np.sqrt(m) if m <= c * c else 2 - L - m
    if kind == "least_squares":
        return L - m
    assert noise >= 0
    return L + m + 2 * np.sqrt(L * m * max(0.0, 1 - m / c))


def test_no_drawn_student_passes_the_extreme_ones():
    rng = np.random.default_rng(5)
    for _ in range(1500):
        L = rng.uniform()
        target, teacher = np.eye(4)[0], np.array([1 - L, np.sqrt(L * (1 - L)), 0, 0])
        basis, kept = np.linalg.qr(rng.standard_normal((4, 4)))[0], np.eye(4)
        kept[1:, 1:] = np.linalg.qr(rng.standard_normal((3, 3)))[0]
        shrinkage = rng.choice([0.0, 1.0, rng.uniform()], 4)
        projection = np.concatenate([[1.0], rng.choice([0.0, 1.0], 3)])
        for kind, frame, factors in (
            ("shrinkage", basis, shrinkage), ("eigenfunction", kept, shrinkage), ("least_squares", kept, projection)
        ):  # fmt: skip
            student = frame @ (factors * (frame.T @ teacher))
            error, misfit = np.sum((target - student) ** 2), np.sum((teacher - student) ** 2)
            assert error <= _largest(kind, L, misfit) + 1e-7


def test_the_student_stopped_too_early_is_at_its_global_best():
    x = sympy.Symbol("x")
    student = stopped_too_early.student(x, tuple(map(sympy.Rational, map(str, stopped_too_early.TEACHER))))
    target = tuple(map(sympy.Rational, map(str, stopped_too_early.TARGET)))
    error = sympy.Poly(sum((s - f) ** 2 for s, f in zip(student, target, strict=True)), x)
    slope = error.diff(x)
    low, high = stopped_too_early.best_decay()
    R = [sympy.Rational(each.numerator, each.denominator) for each in (low, high)]
    assert slope.count_roots(*R) == 1 and slope.eval(R[0]) < 0 < slope.eval(R[1])
    best = error.eval(R[0])
    # nowhere on [0, 1] is it lower by more than the bracket is wide, and the ends are no better
    assert error.eval(0) > best and error.eval(1) > best
    assert (error - best + sympy.Rational(1, 10**50)).count_roots(0, 1) == 0
    assert all(isinstance(each, Fraction) for each in stopped_too_early.TEACHER)
    u, f = stopped_too_early.DIRECTION, stopped_too_early.TARGET
    along = sum(a * b for a, b in zip(u, f, strict=True))
    assert stopped_too_early.TEACHER == tuple(a - along * b for a, b in zip(f, u, strict=True))
    assert sum(a * a for a in f) == sum(a * a for a in u) == 1


def test_signs_on_the_square_are_exact():
    p, q = sympy.symbols("p q")

    def ask(expression):
        terms = sympy.Poly(expression, p, q).terms()
        return negative_point({tuple(map(int, powers)): int(c) for powers, c in terms})

    assert ask((p - q) ** 2) is None
    assert ask((3 * p - 1) ** 2 + (7 * q - 1) ** 2) is None  # 0 at one point
    assert ask((p**2 + q**2 - 1) ** 2 * (p + 1)) is None
    assert ask(-p * q) is not None
    # negative in a strip of width 1e-9, a disc of radius 1e-4: no grid sees them
    for expression in (10**18 * (p - q) ** 2 - 1, 10**8 * ((p - q**2) ** 2 + (3 * q - 1) ** 2) - 1):
        point = ask(sympy.expand(expression))
        assert expression.subs({p: sympy.Rational(str(point[0])), q: sympy.Rational(str(point[1]))}) < 0


def test_kinds_have_the_names_that_people_use():
    for typed in ("gradient_flow", "flow", "ridge", "averaged", "averaging", "Gradient-Flow"):
        assert student_class(typed).name == "shrinkage"
    assert student_class("projection").name == "least_squares"
    for each in CLASSES:
        with pytest.raises(InputError, match=each.name):
            student_class("boosting")
    for wrong in (None, 3, ["ridge"]):
        with pytest.raises(InputError, match="kind of student"):
            student_class(wrong)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("L_ST <= L_TE",), {"when": "sometimes"}, "best or always"),
        (("L_ST <= L_TE",), {"when": 3}, "when must be .*best"),
        (("L_ST <= L_TE", "least_squares"), {"when": "best"}, "no stopping time"),
        (("L_ST <= exp(-tau)",), {}, "--for eigenfunction"),
        (("L_ST <= exp(-tau)", "eigenfunction"), {"when": "best"}, "leave --when out"),
        (("L_ST <= misfit*exp(-tau)",), {}, "not of both"),
        (("L_ST <= L_TE", "shrinkage", 7), {}, "on must be text"),
    ],
)
def test_misuse_is_one_line(arguments, options, message):
    with pytest.raises(InputError, match=message) as caught:
        try_bound(*arguments, **options)
    assert "\n" not in str(caught.value)


def test_the_numbers_of_a_close_call_can_be_told_apart():
    tried = try_bound("L_ST >= 0.7500000000000000000000000001*L_TE^2")
    example = tried.counter_example
    with mpmath.workdps(60):
        bound, error = mpmath.mpf(example.bound), mpmath.mpf(example.witness.measured)
        assert bound > error
        assert mpmath.almosteq(bound / error - 1, mpmath.mpf(example.excess), rel_eps=0.05)
        # 3/4 is attained at L_TE = 2/3, so that the excess is what was added, less the way from 2/3
        assert 0 < bound / error - 1 < mpmath.mpf("1.334e-28")
    assert tried.tightest_ratio >= 1


def test_tiny_teacher_errors_are_printed_as_they_are():
    tried = try_bound("L_ST >= L_TE^1.9999/2")
    assert "at L_TE = 1.0e-4000 a student" in tried.reason
    assert tried.to_dict()["counter_example"]["student_error"] == "1.0e-8000"


def test_a_constant_is_printed_only_where_there_is_one():
    none = try_bound("L_ST >= 3/4*L_TE^2*(1+10^-9)+10^-12").best
    assert none.none and none.multiple.startswith("c*(") and none.multiple.endswith(")")
    assert try_bound("L_ST >= 4/5 L_TE^2").best.multiple == "c*L_TE^2"


def test_the_precision_around_it_decides_nothing():
    claims = ("L_ST >= 4/5*L_TE^2", "L_ST >= log(1 + L_TE^2)/2", "L_ST <= L_TE - misfit")
    expected = [try_bound(each).to_dict() for each in claims]
    before = ctx.prec, mpmath.mp.dps
    try:
        ctx.prec, mpmath.mp.dps = 10, 3
        assert [try_bound(each).to_dict() for each in claims] == expected
        assert (ctx.prec, mpmath.mp.dps) == (10, 3)
    finally:
        ctx.prec, mpmath.mp.dps = before


def test_the_record_travels():
    for text in ("L_ST <= L_TE - misfit", "L_ST >= 4/5*L_TE^2"):
        tried = try_bound(text)
        assert pickle.loads(pickle.dumps(tried)) == copy.deepcopy(tried) == tried
        assert repr(tried).count("\n") <= 2 and len(repr(tried)) <= 240
        with pytest.raises(AttributeError):
            tried.verdict = "verified"
    assert try_bound("L_ST <= L_TE - misfit").to_latex().startswith(r"L_{ST} \leq L_{TE} - ")


def test_networks_answer_for_their_kind():
    tried = try_bound("L_ST <= L_TE^1.49", on="relu,d=4,M_TE=24,trials=3,seed=1")
    answer = tried.on_networks
    assert answer.when == "best" and answer.held == 3
    found = answer.equivalent
    assert found.holds and found.guaranteed <= found.exponent <= 2
    # the best of the times is no later than where the equivalent has its own, to within the draws
    assert all(row.student_error < row.teacher_error for row in answer.rows)
    assert answer.proved.goal == "1/2" and "probability" in answer.proved.statement
    assert answer.to_dict()["sizes"]["M_ST"] == "inf"
    assert pickle.loads(pickle.dumps(tried)) == tried


def test_misfit_and_time_on_networks():
    """At the best time the gain of a ReLU student exceeds its misfit; early on it does not."""
    sizes = {"d": 4, "M_TE": 24, "trials": 2}
    best = try_bound("L_ST <= L_TE - misfit", "eigenfunction", sizes).on_networks
    assert best.held == 2 and best.equivalent.holds
    assert all(row.bound == pytest.approx(row.teacher_error - row.misfit, rel=1e-12) for row in best.rows)
    always = try_bound("L_ST <= L_TE - misfit", "eigenfunction", sizes, when="always")
    assert always.on_networks.held == 0 and not always.on_networks.equivalent.holds
    finite = try_bound(
        "L_ST <= (sqrt(L_TE) + sqrt(misfit))^2", on="d=8,M_TE=12,M_ST=64,trials=2", when="always"
    )
    assert finite.on_networks.held == 2 and finite.on_networks.equivalent is None
    timed = try_bound("L_ST >= (L_TE + (1 - L_TE)*exp(-tau))^2", "eigenfunction", sizes).on_networks
    assert timed.held == 2 and timed.equivalent.holds


def test_other_kinds_of_network_and_a_claimed_gap():
    answer = try_bound("PGR >= 9/10", on={"kind": "erf", "d": 8, "M_TE": 24, "trials": 2}).on_networks
    assert answer.sizes["kind"] == "erf" and len(answer.rows) == 2 and answer.proved is None
    assert answer.equivalent.holds
    claimed = try_bound("PGR >= 9/10", on={"d": 4, "M_TE": 24, "trials": 1}).on_networks
    assert claimed.proved.goal == "9/10" and claimed.proved.teacher_units > 24
    with pytest.raises(InputError, match="as in --on relu,d=32,M_TE=512"):
        try_bound("L_ST <= L_TE", on="relu")
    with pytest.raises(InputError, match="M_TE must be a whole number"):
        try_bound("L_ST <= L_TE", on="relu,d=8,M_TE=2.5")
