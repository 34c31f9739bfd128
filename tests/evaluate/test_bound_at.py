"""Every number of a bound lies in its own radius, over the whole stated domain, and lists are as long as they say."""

import math
from fractions import Fraction

import pytest
from fast_and_slow import some_then_all
from flint import arb

from benchmarks.evaluated_points import extreme_points, is_inside
from w2s_theory.evaluate.bound_at import BoundSide, evaluate_sides, round_ball
from w2s_theory.evaluate.enclosure import ball_precision, enclose_expression
from w2s_theory.records.errors import InputError
from w2s_theory.theorems.listing import Catalog, theorem_files

CATALOG = Catalog()
FEW = (
    "student_error_ge_of_shrinkage",
    "relu_eigenvalue_eq_gamma_ratio",
    "shrinkage_eq_of_averaged_flow",
    "student_error_eq_of_universality",
    "student_error_le_sq_of_universality",
    "kernel_trace_tail_between_of_degree",
    "expected_teacher_error_le_of_log_det",
    "noise_energy_eq_of_projection",
)


@some_then_all("name", theorem_files(), FEW)
def test_value_and_radius_hold_the_truth_over_the_stated_domain(name: str) -> None:
    theorem = CATALOG[name]
    answers = [is_inside(theorem, point) for point in extreme_points(theorem, 30, "tests")]
    assert len(answers) >= 10 and False not in answers
    assert answers.count(None) <= len(answers) / 10, "too many points without a number"


def test_a_radius_that_is_too_small_is_noticed(monkeypatch) -> None:
    """The check above can fail: a float64 evaluation with the accuracy of the typical range does not pass it."""
    import benchmarks.evaluated_points as points

    def naive(theorem, point):
        lam_t = float(point["lam"] * point["t"])
        value = 1 - (1 - math.exp(-lam_t)) / lam_t if lam_t else 0.0
        return (BoundSide("==", value, abs(value) * 1e-12),)

    monkeypatch.setattr(points, "evaluate_sides", naive)
    theorem = CATALOG["shrinkage_eq_of_averaged_flow"]
    assert False in [
        points.is_inside(theorem, point) for point in points.extreme_points(theorem, 30, "tests")
    ]


# values by independent means: exact fractions, series, and another precision
F = Fraction
KNOWN = [
    ("relu_eigenvalue_eq_gamma_ratio", {"d": 3, "k": 340, "p": 1}, -1.8647708398068646e-07),
    ("relu_eigenvalue_eq_gamma_ratio", {"d": 1000, "k": 2, "p": 1}, 1.26062107087910644e-05),
    ("kernel_trace_eq_diagonal", {"d": 350, "p": 1}, 1 / 700),
    ("kernel_trace_eq_diagonal", {"d": 340, "p": 2}, 3 / (2 * 340 * 342)),
    ("shrinkage_eq_of_averaged_flow", {"lam": F(1, 1000), "t": F(1, 100)}, 4.99998333337500e-06),
    ("shrinkage_eq_of_averaged_flow", {"lam": F(1, 10**3), "t": F(1, 10**6)}, 4.9999999983333e-10),
    ("student_error_ge_of_shrinkage", {"L_TE": 1 - F(1, 10**12)}, 0.9999989999995),
    (
        "teacher_error_ge_of_units",
        {"d": 4, "k": 3, "p": 2, "i": 100, "m": 100, "M_TE": 1, "peak": F(1, 10)},
        6.5035916668293e-09,
    ),
]


@pytest.mark.parametrize(("name", "point", "value"), KNOWN)
def test_float64_where_a_product_or_a_difference_on_the_way_leaves_it(name, point, value) -> None:
    (side,) = evaluate_sides(CATALOG[name], point)
    assert isinstance(side.value, float) and isinstance(side.radius, float)
    assert side.value == pytest.approx(value, rel=1e-12) and 0 < side.radius <= 2e-16 * abs(value)


@pytest.mark.parametrize(
    ("error", "log10"), [(F(1, 10**170), -340), (F(1, 10**155), -310), (F(1, 10**3000), -6000)]
)
def test_what_float64_cannot_hold_is_no_zero(error, log10) -> None:
    (side,) = evaluate_sides(CATALOG["student_error_ge_of_shrinkage"], {"L_TE": error})
    assert (side.value, side.radius) == (None, None) and side.log10 == pytest.approx(log10, rel=1e-9)
    (digits,) = evaluate_sides(CATALOG["student_error_ge_of_shrinkage"], {"L_TE": error}, digits=12)
    assert str(digits.value).startswith("1.00000000000e") and digits.radius is None


def test_rounding_a_ball() -> None:
    with ball_precision(100):
        assert round_ball(arb(0)) == (0.0, 0.0, None)
        assert round_ball(arb("0.25")) == (0.25, 0.0, None)
        tenth = round_ball(arb(1) / 10)
        assert tenth[0] == 0.1 and 0 < tenth[1] < 6e-18
        around = round_ball(arb(0, "1e-400"))
        assert around == (0.0, 5e-324, None)
        assert round_ball(arb(10) ** 400)[:2] == (None, None)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("teacher_error_eq_mean_squared_sine", ("sines",)),
        ("student_error_eq_mode_sum", ("f", "b", "lambdas")),
        ("student_error_eq_bias_plus_noise", ("b", "lambdas")),
        ("student_error_eq_of_universality", ("lambdas", "counts", "f")),
        ("teacher_error_eq_of_universality", ("lambdas", "counts", "f")),
        ("alignment_le_of_units", ("counts", "lambdas")),
        ("expected_student_error_eq_of_finite_width", ("width_errors", "residual_energies")),
    ],
)
def test_a_sum_beyond_the_entries_is_refused_with_both_numbers(name, letters) -> None:
    theorem = CATALOG[name]
    numbers = {"n": F(8), "t": F(1), "kappa": F(1, 10), "delta": F(1, 2), "K_1": F(1), "M_TE": F(3)}
    point = {
        each.symbol: (F(1, 10),) * 7 if each.length else numbers.get(each.symbol, F(1, 10))
        for each in theorem.parameters
    }
    assert set(letters) <= {each.symbol for each in theorem.parameters}
    with pytest.raises(InputError, match="has 7 entries, and entry 8 is asked for"):
        evaluate_sides(theorem, point)
    for digits in (None, 30):
        assert all(side.value is not None for side in evaluate_sides(theorem, {**point, "n": F(7)}, digits))


def test_an_index_below_the_first_entry_is_refused() -> None:
    from w2s_theory.notation import j, lambdas

    with pytest.raises(InputError, match="lambdas has 2 entries"):
        enclose_expression(lambdas[j], {"lambdas": (F(1), F(2)), "j": F(-1)}, 15)
