"""From how many units each bound says something."""

from __future__ import annotations

import pytest

from w2s_theory import relu_sphere
from w2s_theory.guarantees.bound_onset import bound_onsets
from w2s_theory.guarantees.bound_values import rigorous_bounds
from w2s_theory.guarantees.units_search import first_success
from w2s_theory.records.errors import InputError


@pytest.mark.parametrize("dimension", [32, pytest.param(3, marks=pytest.mark.slow)])
def test_each_onset_is_one(dimension):
    model = relu_sphere(dimension)
    found = {onset.bound: onset for onset in bound_onsets(model)}
    # A/(M + A) = 1/2 at M = A = 2 d - 1
    assert found["trace"].teacher_units == 2 * dimension - 1
    for onset in found.values():
        if onset.teacher_units is None:
            assert onset.value is None and onset.ratio is None
            continue
        here, before = (
            rigorous_bounds(model, onset.teacher_units - i) for i in (0, 1 + onset.teacher_units // 500)
        )
        values = []
        for each in (here, before):
            teacher = {
                "trace": each.teacher_error_from_trace,
                "log_det": each.teacher_error_from_log_det,
                "effective_level": each.residual_level,
            }
            recovered = each.recovered.get(onset.bound)
            values.append(teacher.get(onset.bound) or 1 - (recovered or 0.0))
        assert values[0] == pytest.approx(onset.value, rel=1e-9) and values[0] <= 0.5 < values[1]
        assert onset.ratio is not None and onset.ratio > 1
        expected = here.equivalent_teacher_error
        if onset.quantity == "student_share":
            expected = here.equivalent_student_error / expected
        assert onset.equivalent == pytest.approx(expected, rel=1e-12)


def test_order_of_the_bounds():
    found = {onset.bound: onset for onset in bound_onsets(relu_sphere(32))}
    units = [
        found[name].teacher_units for name in ("log_det", "trace", "effective_level", "effective_dimension")
    ]
    assert units == sorted(units) and found["log_det"].ratio < 1.3 < found["trace"].ratio
    assert found["expectation"].to_dict()["quantity"] == "student_share"
    # log-det needs 37 units at d = 32 for half of the target, A/(M + A) 63
    assert units[:2] == [37, 63]


def test_onset_of_smaller_level_is_later():
    early, late = bound_onsets(relu_sphere(16)), bound_onsets(relu_sphere(16), level="0.05")
    for first, second in zip(early, late, strict=True):
        assert first.bound == second.bound and first.teacher_units < second.teacher_units


def test_search_finds_an_edge_and_says_where_it_failed():
    for edge in (1, 2, 3, 1000, 10**6 + 7, 10**12):
        low, units, found = first_success(lambda n, edge=edge: n if n >= edge else None, "", "")
        assert found == units >= edge > low and units - low <= max(1, 1e-3 * units)
    with pytest.raises(InputError, match="nothing .* 10\\^12: use more luck"):
        first_success(lambda n: None, "nothing", "more luck")


@pytest.mark.parametrize("options", [{"level": 0}, {"level": 1}, {"delta": 2}, {"degree": 3}])
def test_wrong_arguments(options):
    with pytest.raises(InputError):
        bound_onsets(relu_sphere(8), **options)
