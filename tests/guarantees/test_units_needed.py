"""How many units are enough: certificates, the search, what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import ctx

from w2s_theory import activation_sphere, relu_sphere, zonal_kernel
from w2s_theory.activations.user import activation_from_callable
from w2s_theory.guarantees.gap_bounds import ROUTES, Setup, _widths, compute_gap
from w2s_theory.guarantees.gap_certificate import certified_gap
from w2s_theory.guarantees.spectral_sums import ball_sums, float_sums, require_features
from w2s_theory.guarantees.units_search import units_needed
from w2s_theory.records.errors import AccuracyError, InputError


# the total failure probability is the sum of the two that were 0.1 each
@pytest.mark.parametrize(
    ("dimension", "units", "share"), [(32, 10**6, 0.9992), (100, 3 * 10**4, 0.62), (1000, 10**7, 0.98)]
)
def test_reference_values(dimension, units, share):
    found = certified_gap(relu_sphere(dimension), units, delta="0.2", bound="effective_dimension")
    assert found is not None and found.bound == "effective_dimension"
    assert found.recovered > share
    assert float(found.recovered) == pytest.approx(share, abs=0.025)


@pytest.mark.parametrize("bound", ROUTES)
def test_needed_units_are_certified_and_one_resolution_less_fails(bound):
    model = relu_sphere(32)
    found = units_needed(model, "0.9", bound=bound)
    assert found.recovered >= 0.9 and found.certificate.bound == bound
    assert found.teacher_units * (1 - found.resolution) - 1 <= found.fails_at < found.teacher_units
    setup = Setup(model, 1, found.fails_at, Fraction(1, 10))
    gap = compute_gap(bound, setup, float_sums(require_features(model, found.fails_at, 1)))
    assert gap is None or gap.recovered < 0.9 + 1e-8
    again = found.certificate.check()
    assert again.overlaps(found.certificate.gap.recovered) and again > 0.9


def test_the_best_bound_is_chosen():
    each = {bound: units_needed(relu_sphere(32), "0.9", bound=bound).teacher_units for bound in ROUTES}
    best = units_needed(relu_sphere(32), "0.9")
    assert best.teacher_units == each["blocks"]
    # about means of one width, which is less than a probability says
    assert (
        each["split"] < each["blocks"] < each["effective_dimension"] < each["expectation"] < each["alignment"]
    )


@pytest.mark.slow
def test_more_is_asked_more_is_needed():
    model = relu_sphere(16)
    sizes = [units_needed(model, goal).teacher_units for goal in ("0.3", "0.9", "0.999")]
    assert sizes == sorted(set(sizes))
    careful = units_needed(model, "0.9", delta="1e-6").teacher_units
    assert careful > units_needed(model, "0.9", delta="0.5").teacher_units
    assert units_needed(model, "0.9", degree=2).teacher_units > sizes[1]


@pytest.mark.parametrize(
    "model",
    [
        relu_sphere(2),
        relu_sphere(1000),
        relu_sphere(8, 0),
        pytest.param(activation_sphere("tanh", 16), marks=pytest.mark.slow),
    ],
)
def test_other_models(model):
    found = units_needed(model, "0.75")
    assert found.recovered >= 0.75 and found.how == "certified"
    assert found.certificate.check() >= 0.75


def test_a_changed_certificate_does_not_pass():
    found = certified_gap(relu_sphere(32), 10**5, bound="effective_dimension")
    assert found is not None and found.gap.level is not None
    level = replace(found.gap.level, deviation=found.gap.level.deviation * Fraction(99, 100))
    wrong = replace(found, gap=replace(found.gap, level=level))
    with pytest.raises(AccuracyError):
        wrong.check()
    # another stopping time is allowed, and worse
    other = replace(found, gap=replace(found.gap, tau=found.gap.tau / 2))
    assert other.check() < found.check()
    fewer = replace(found, teacher_units=9 * 10**4)
    with pytest.raises(AccuracyError):
        fewer.check()


def test_nothing_is_certain_with_few_units():
    assert certified_gap(relu_sphere(32), 50) is None
    assert certified_gap(relu_sphere(32), 50, bound="expectation") is None


def test_views_of_the_record():
    found = units_needed(relu_sphere(32), "0.9", bound="effective_dimension")
    data = found.to_dict()
    json.dumps(data, allow_nan=False)
    assert data["teacher_units"] == found.teacher_units and data["how"] == "certified"
    assert data["performance_gap_recovered"] <= found.recovered
    assert data["teacher_error_at_least"] < data["teacher_error_at_most"]
    assert str(found.teacher_units) in repr(found) and "\n" not in repr(found)
    assert "tabular" in found.to_latex() and "<table>" in found._repr_html_()
    assert "probability at least 0.9" in data["statement"]
    mean = certified_gap(relu_sphere(32), 10**6, bound="expectation")
    assert mean is not None and "1000000 to 1999999" in mean.statement
    assert mean.to_dict()["probability"] is None


def test_precision_is_restored_also_after_an_error():
    before = ctx.prec
    units_needed(relu_sphere(8), "0.5")
    with pytest.raises(InputError):
        units_needed(relu_sphere(8), "1")
    assert ctx.prec == before


@pytest.mark.parametrize(
    ("goal", "model", "options", "words"),
    [
        ("1", relu_sphere(8), {}, "strictly between 0 and 1"),
        (0, relu_sphere(8), {}, "strictly between 0 and 1"),
        ("-0.5", relu_sphere(8), {}, "strictly between 0 and 1"),
        (float("nan"), relu_sphere(8), {}, "finite number"),
        ("half", relu_sphere(8), {}, "the goal must be a number such as"),
        ("0.5", relu_sphere(8), {"delta": 0}, "delta"),
        ("0.5", relu_sphere(8), {"delta": 1}, "delta"),
        ("0.5", relu_sphere(8), {"degree": 3}, "no component of degree 3"),
        ("0.5", relu_sphere(8), {"degree": {1: 1}}, "the degree"),
        ("0.5", relu_sphere(8), {"degree": -1}, "the degree"),
        ("0.5", relu_sphere(8), {"degree": 10**6}, "the degree"),
        ("0.5", relu_sphere(8), {"bound": "magic"}, "must be one of"),
        ("0.5", activation_sphere("identity", 8), {}, "rank 8"),
        ("0.5", zonal_kernel(lambda rho: rho**2, 8), {}, "on the sphere"),
        ("0.5", "relu", {}, "on the sphere"),
        (1 - Fraction(1, 10**15), relu_sphere(32), {}, "10\\^12"),
    ],
)
def test_what_is_refused(goal, model, options, words):
    with pytest.raises(InputError, match=words) as problem:
        units_needed(model, goal, **options)
    assert "\n" not in str(problem.value)


def test_an_activation_that_is_a_bare_function_certifies_nothing():
    bare = activation_from_callable(np.tanh)
    setting = require_features(activation_sphere(bare, 16), 30, 1)
    assert float_sums(setting).trace > 0
    with pytest.raises(InputError, match="bare function"):
        ball_sums(setting)


@pytest.mark.slow
def test_even_degrees_have_a_floor_without_chance():
    found = units_needed(relu_sphere(3), "0.9", degree=2, bound="effective_dimension")
    assert found.certificate.rests_on == (
        "student_error_le_of_effective_dimension",
        "teacher_error_ge_of_units",
    )
    assert found.certificate.check() >= 0.9
    mean = certified_gap(relu_sphere(3), 10**8, degree=2, bound="expectation")
    assert mean is not None and mean.recovered > 0.9
    assert mean.rests_on[-1] == "teacher_error_ge_of_units"
    odd = certified_gap(relu_sphere(3), 1000, bound="effective_dimension")
    assert odd is not None and odd.rests_on[1:] == (
        "tail_gram_ge_of_units",
        "mean_teacher_error_ge_of_tail_gram",
    )


def test_the_theorems_named_exist():
    from w2s_theory import catalog
    from w2s_theory.guarantees import gap_certificate

    names = {name for row in gap_certificate._RESTS_ON.values() for name in row}
    for name in (*names, *gap_certificate._FROM_GRAM, *gap_certificate._ANYWHERE):
        assert catalog[name].status == "proved"


def test_a_printed_gap_is_never_rounded_up():
    for units, start in ((10**5, "PGR >= 0.9"), (10**8, "1 - PGR <= ")):
        found = certified_gap(relu_sphere(32), units, bound="effective_dimension")
        assert found is not None and found.gap_text.startswith(start)
        number = Fraction(found.gap_text.split()[-1])
        lowest = number if start[0] == "P" else 1 - number
        assert found.recovered >= float(lowest) and float(found.recovered) - float(lowest) < 2e-6


def test_blocks_of_widths_cover_the_window_once():
    for units in (1, 2, 3, 7, 8, 9, 1000, 10**12):
        widths = _widths("expectation", units)
        edges = [units, *(width + 1 for width in widths)]
        assert edges == sorted(edges) and edges[-1] == 2 * units and min(widths) >= units
        # the floor of a block that is not empty is taken at its last width, where the error is least
        assert all(end - 1 == width for width, end in zip(widths, edges[1:], strict=True))
        assert sum(end - start for start, end in zip(edges, edges[1:], strict=False)) == units


# smooth activations: of L_TE so little is left that 25 digits of the trace do not show it
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("name", "units"), [("gelu", 84), ("tanh(z)", 39), ("log(1 + exp(z))", 58)])
def test_smooth_activations_have_a_certified_floor(name, units):
    found = units_needed(activation_sphere(name, 8), "0.05")
    assert found.teacher_units <= units and found.certificate.check() >= 0.05
    assert 0 < found.certificate.to_dict()["teacher_error_at_least"] < 1e-15


def test_it_is_said_where_the_floor_is_missing():
    with pytest.raises(AccuracyError, match=r"no lower bound of L_TE is certified with .* fewer units"):
        units_needed(activation_sphere("gelu", 8), "0.5")
    with pytest.raises(AccuracyError, match="no lower bound of L_TE is certified with 10000 units"):
        certified_gap(activation_sphere("gelu", 8), 10**4)


def test_float64_sees_what_remains_of_a_target_learnt_to_many_digits():
    # exp(-tau) is far below 1e-16 here: 1 - (1 - exp(-tau)) is 0 in float64
    model = activation_sphere("log(1 + exp(z))", 8)
    for units in (64, 90, 200):
        found = certified_gap(model, units)
        setup = Setup(model, 1, units, Fraction(1, 10))
        gap = compute_gap(found.bound, setup, float_sums(require_features(model, units, 1)))
        assert gap.recovered == pytest.approx(float(found.recovered), rel=1e-6)
