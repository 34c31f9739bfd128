"""Exponents of the equivalent: above the published one, never above 2, and what the bound guarantees below them."""

from __future__ import annotations

import numpy as np
import pytest

from w2s_theory import InputError, equivalent, relu_sphere
from w2s_theory.equivalents.exponents import (
    LARGEST_EXPONENT,
    PUBLISHED_LINEAR,
    PUBLISHED_RELU,
    student_exponents,
)


@pytest.mark.parametrize(
    ("dimension", "units"), [(8, [100, 1000, 10**5]), (300, [10**5, 10**7]), (1000, [10**8])]
)
def test_exponent_lies_between_the_guaranteed_one_and_two(dimension: int, units: list[int]) -> None:
    rows = student_exponents(relu_sphere(dimension), units)
    assert [row.teacher_units for row in rows] == units and rows[0].slope is None
    for row in rows:
        assert row.guaranteed <= row.exponent <= LARGEST_EXPONENT == PUBLISHED_LINEAR
        assert row.student_error >= row.teacher_error**2
        assert row.exponent == pytest.approx(np.log(row.student_error) / np.log(row.teacher_error), rel=1e-12)
    assert rows[-1].exponent > 1.8 > PUBLISHED_RELU
    for before, row in zip(rows, rows[1:], strict=False):
        assert row.slope is not None and 1.7 < row.slope < 2.3 and row.exponent > before.exponent


def test_guaranteed_exponent_passes_the_published_one() -> None:
    """d = 1000, M_TE = 10^8: bound/L_TE^2 = 1.011, so what is guaranteed is 2 to a thousandth."""
    (row,) = student_exponents(relu_sphere(1000), [10**8])
    assert 1.999 < row.guaranteed < row.exponent < 2
    square = equivalent(relu_sphere(1000), 10**8, 1).teacher_error ** 2
    assert row.student_error / square == pytest.approx(1.002, abs=1e-3)


def test_row_is_plain_data() -> None:
    (row,) = student_exponents([(1, 4), ("0.001", 4096)], [256], 0)
    data = row.to_dict()
    assert (
        data["teacher_units"] == 256
        and data["slope"] is None
        and 0 < data["guaranteed"] <= data["exponent"] <= 2
    )


@pytest.mark.parametrize("units", [[], [100, 100], [200, 100]])
def test_sizes_must_increase(units: list[int]) -> None:
    with pytest.raises(InputError, match="increasing"):
        student_exponents(relu_sphere(8), units)
