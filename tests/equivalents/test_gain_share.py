"""The largest share of a hard degree with a gain: a table of the equivalent, and the ends."""

import numpy as np
import pytest

from w2s_theory.equivalents.gain_share import largest_gain_share, share_with_gain
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import InputError

# degrees, taus, shares: d = 16, M_TE = 128
TABLE = [
    ((1, 2), (4, 8, 16, 64), (0.0398, 0.0547, 0.0950, 1.0)),
    ((1, 4), (4, 8, 16, 64, 256, 1024), (0.805, 0.806, 0.783, 0.636, 0.578, 0.601)),
]


@pytest.mark.parametrize(("degrees", "taus", "shares"), TABLE)
def test_table(degrees, taus, shares):
    found = largest_gain_share(relu_sphere(16), 128, *degrees, taus)
    assert found == pytest.approx(np.array(shares), abs=6e-4)


def test_where_nothing_or_everything_gains():
    easy, hard = np.array([-1.0, 1.0, 1.0, -1.0, 0.0]), np.array([-1.0, 2.0, -3.0, 1.0, -1.0])
    assert share_with_gain(easy, hard) == pytest.approx([0.0, 1.0, 0.25, np.nan, 0.0], nan_ok=True)


def test_one_degree_twice_is_refused():
    with pytest.raises(InputError, match="two different degrees"):
        largest_gain_share(relu_sphere(8), 20, 1, 1, [1.0])
