"""The performance gap recovered."""

from __future__ import annotations

import numpy as np
import pytest

from w2s_theory import performance_gap_recovered
from w2s_theory.records.errors import InputError


def test_values_and_broadcasting():
    assert performance_gap_recovered(0.25, 0.0625) == 0.75
    assert performance_gap_recovered(0.2, 0.2) == 0 and performance_gap_recovered(0.2, 0.1, 0.1) == 1
    found = performance_gap_recovered(np.array([[0.2], [0.4]]), np.array([0.1, 0.2, 0.3]))
    assert found.shape == (2, 3) and found[0, 2] == pytest.approx(-0.5)


@pytest.mark.parametrize(
    "errors",
    [(0.1, 0.05, 0.1), (0.0, 0.0), (-1, 0.1), (np.nan, 0.1), (1, np.inf), ("a", 1), ([1, 2], [1, 2, 3])],
)
def test_refuses_what_has_no_gap(errors):
    with pytest.raises(InputError):
        performance_gap_recovered(*errors)
