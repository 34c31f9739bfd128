"""What an equivalent refuses, each in one line."""

from __future__ import annotations

import numpy as np
import pytest

from w2s_theory import activation_sphere, equivalent, linear_network, relu_sphere, zonal_kernel
from w2s_theory.records.errors import InputError
from w2s_theory.records.spectral_filter import ridge

RELU = relu_sphere(8)

WRONG = [
    ((RELU, 0, 1), "teacher units"),
    ((RELU, 2.5, 1), "teacher units"),
    ((RELU, 10**13, 1), "teacher units"),
    ((RELU, True, 1), "teacher units"),
    ((RELU, 20, 3), "degree 3 .* outside their span"),
    ((RELU, 20, {1: 0.6, 3: 0.8}), "outside their span"),
    ((RELU, 20, 1, activation_sphere("cos", 8)), "student have no component of degree 1"),
    ((RELU, 20, -1), "target degree"),
    ((RELU, 20, "one"), "target degree"),
    ((RELU, 20, {}), "at least one degree"),
    ((RELU, 20, {1: 0.5}), "sum to 1"),
    ((RELU, 20, {1: float("nan")}), "finite"),
    ((RELU, 20, {1: "1e99999999"}), "exponent between"),
    ((RELU, 20, {1: 1e200, 2: 1}), "sum to"),
    ((RELU, 20, 1, relu_sphere(9)), "dimension 8 and 9"),
    ((RELU, 20, 1, [(1, 2)]), "both"),
    (("relu", 20, 1), "list of pairs"),
    ((None, 20, 1), "list of pairs"),
    (([], 20, 0), "empty"),
    (([(1, 2), (-1, 3)], 1, 0), "negative"),
    (([(float("nan"), 2)], 1, 0), "finite"),
    (([(float("inf"), 2)], 1, 0), "finite"),
    (([(1, 2, 3)], 1, 0), "pairs"),
    (([(1, 0)], 1, 0), "multiplicity"),
    (([(1, 1.5)], 1, 0), "multiplicity"),
    (([("x", 1)], 1, 0), "eigenvalue"),
    (([("1e-400", 1)], 1, 0), "1e-290"),
    (([0, 0], 1, 0), "all eigenvalues"),
    (([(1, 3), ("0.1", 2)], 5, 0), "rank 5"),
    (([(1, 3), (0, 200)], 3, 0), "rank 3"),
    (([(1, 3), (0, 200)], 2, 1), "row 1 .* outside its span"),
    (([(1, 3)], 2, 1), "rows 0 to 0"),
    (([(1, 3)], 2, 0, [(1, 4)]), "rows"),
    (([(1, 3)], 2, 0, [(1, 3), (1, 3)]), "rows"),
    (([(1, 3), (1, 1)], 2, 0, [(0, 3), (1, 1)]), "row 0 of the student"),
    ((linear_network([1.0, 0.5]), 2, 0), "rank 2"),
    ((activation_sphere("identity", 6), 6, 1), "rank 6"),
    ((zonal_kernel(lambda rho: (1 + rho) ** 2, 4), 14, 1), "rank 14"),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_wrong_settings(arguments, words):
    with pytest.raises(InputError, match=words) as caught:
        equivalent(*arguments)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300


@pytest.mark.parametrize("digits", [0, -3, 1.5, "ten", 10**6])
def test_wrong_digits(digits):
    with pytest.raises(InputError, match="digits"):
        equivalent(RELU, 20, 1, digits=digits)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "time or as tau"),
        ({"time": 1, "tau": 1}, "time or as tau"),
        ({"time": -1}, ">= 0"),
        ({"tau": float("nan")}, "finite"),
        ({"tau": "-inf"}, "such as 0.1"),
        ({"tau": "one"}, "such as 0.1"),
        ({"tau": "1e350"}, "beyond float64"),
        ({"tau": 1, "spectral_filter": "rigde"}, "did you mean .ridge."),
    ],
)
def test_wrong_times(options, words):
    with pytest.raises(InputError, match=words):
        equivalent(RELU, 20, 1).student_error(**options)


def test_other_filters_are_float64_only():
    with pytest.raises(InputError, match="gradient flow only"):
        equivalent(RELU, 20, 1, digits=20).student_error(tau=1, spectral_filter=ridge())


def test_largest_sizes_below_the_rank_work():
    assert 0 < equivalent([(1, 3), ("0.1", 2)], 4, 0).teacher_error < 1
    assert 0 < equivalent(activation_sphere("identity", 6), 5, 1).teacher_error < 1
    assert (
        0
        < equivalent(
            zonal_kernel(lambda rho: (1 + rho) ** 2, 4), 13, 1, digits=20, certified=True
        ).teacher_error
        < 1
    )
    pairs = np.array([[1.0, 2.0], [0.5, 7.0]])
    assert equivalent(pairs, 3, 1).teacher_error == equivalent([(1, 2), (0.5, 7)], 3, 1).teacher_error


def test_endless_and_long_times():
    found = equivalent(RELU, 20, 1)
    assert found.student_error(tau=1e12) == pytest.approx(found.teacher_error, rel=1e-3, abs=0)
    assert found.student_error(tau="1e6") < found.student_error(tau="1e9") <= found.teacher_error
