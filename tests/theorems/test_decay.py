"""The decay bounds against certified eigenvalues, over a range far beyond what is integrated numerically."""

from fractions import Fraction

import pytest

from w2s_theory.evaluate.eigenvalues.power_balls import enclose_eigenvalue
from w2s_theory.evaluate.enclosure import ball_precision, enclose_expression
from w2s_theory.theorems.spectrum import eigenvalue_between_of_large_degree as large_degree
from w2s_theory.theorems.spectrum import eigenvalue_tendsto_of_large_dimension as large_dimension


def between(module, d, k, p):
    """(lower, value, upper) as balls of 60 digits."""
    at = {"d": Fraction(d), "k": Fraction(k), "p": Fraction(p)}
    ends = [enclose_expression(side, at, 60) for side in (module.LOWER, module.UPPER)]
    return ends[0], enclose_eigenvalue(d, k, p, 60), ends[1]


@pytest.mark.parametrize("p", range(4))
@pytest.mark.parametrize("d", [2, 3, 4, 8, 33, 1000])
def test_large_degree_bounds_enclose_the_eigenvalue(d, p):
    for k in [*range(p + 1, p + 60, 2), p + 2001, p + 10**6 + 1]:
        low, value, high = between(large_degree, d, k, p)
        with ball_precision(250):
            # equal to the last digit where the lemma's shift is 1 (d = 2, p = 0), strict elsewhere
            assert low.overlaps(value) if d + 2 * p == 2 else low < value
            assert high.overlaps(value) if d + 2 * p == 2 else value < high
    with ball_precision(250):
        assert high / low - 1 < (d + 2 * p) ** 3 * 1e-12


@pytest.mark.parametrize("k, p", [(3, 0), (1, 1), (2, 1), (4, 1), (3, 2), (7, 0), (9, 2)])
def test_large_dimension_bounds_enclose_the_eigenvalue(k, p):
    for d in (2, 3, 10, 10**3, 10**6):
        low, value, high = between(large_dimension, d, k, p)
        with ball_precision(250):
            assert low.overlaps(value) if k + p == 2 else low < value
            assert high.overlaps(value) if k + p == 2 else value < high
    with ball_precision(250):
        assert high / low - 1 < (k + p) ** 3 * 1e-12


def test_constants_of_the_limits():
    """d = 3, p = 1: lambda_k k^5 -> 1/(2 pi); and its ratio at k = 100 is 0.9758, at k = 1000 0.9975."""
    at = {"d": Fraction(3), "p": Fraction(1)}
    limit = float(enclose_expression(large_degree.LIMIT, at, 30))
    for k, ratio in ((100, 0.9758), (1000, 0.9975)):
        assert float(enclose_eigenvalue(3, k, 1, 30)) * k**5 / limit == pytest.approx(ratio, abs=5e-5)
