"""Lists of sizes and times as they are typed."""

from __future__ import annotations

from fractions import Fraction
from math import inf

import pytest

from w2s_theory.number_lists import MOST_NUMBERS, times, whole_numbers
from w2s_theory.records.errors import InputError


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("30", (30,)),
        ("30,100, 300", (30, 100, 300)),
        ("2:5", (2, 3, 4, 5)),
        ("30:1000:7", (30, 54, 97, 173, 311, 557, 1000)),
        ("1:1000000:4,inf", (1, 100, 10_000, 1_000_000, inf)),
        # rounded to the same number twice, and a number that the range has already
        ("1:4:9", (1, 2, 3, 4)),
        ("4,1:8:4", (4, 1, 2, 8)),
        ("1e3,2.0", (1000, 2)),
    ],
)
def test_whole_numbers(text, numbers):
    assert whole_numbers(text, "M_TE", 1, 10**6, infinite=True) == numbers


@pytest.mark.parametrize(
    "text",
    ["", "a", "30,", "30,30", "5:2", "5:5", "1:2:3:4", "1:9:1", "1:9:x", "2.5", "0", "1000001", "1:inf:3", "1:inf",
     f"1:{MOST_NUMBERS + 1}", "nan", "1_0", "0x10"],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_one_line(text):
    with pytest.raises(InputError, match="M_TE") as problem:
        whole_numbers(text, "M_TE", 1, 10**6, infinite=True)
    assert "\n" not in str(problem.value)


def test_times_are_exact_and_typed_again_alike():
    assert times("0,1:8:4,inf", "tau") == (0, 1, 2, 4, 8, inf)
    found = times("0.1:300:9", "tau")
    assert found[0] == Fraction(1, 10) and found[-1] == 300 and len(found) == 9
    assert found == times(",".join(f"{float(each):.6g}" for each in found), "tau")
    ratios = [float(b / a) for a, b in zip(found, found[1:], strict=False)]
    assert ratios == pytest.approx([3000 ** (1 / 8)] * 8, rel=1e-3)


@pytest.mark.parametrize("text", ["-1", "1:8", "0:8:4", "1:inf:3", "8:1:3", "1,1", "x", "1e301"])
def test_what_are_no_times_is_refused(text):
    with pytest.raises(InputError, match="tau"):
        times(text, "tau")
