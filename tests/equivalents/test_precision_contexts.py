"""Digits depend neither on the precision around a call nor on other threads, and no call leaves its own behind."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import mpmath
import pytest
from flint import ctx

from w2s_theory import equivalent, recipe, relu_sphere, spectrum
from w2s_theory.equivalents.recipe_steps import Study, Teach
from w2s_theory.evaluate.stopping_time import enclose_best_stopping_time, modes_from
from w2s_theory.records.precision import working_bits, working_digits


def answers() -> list[str]:
    """What several entry points print."""
    high = equivalent(relu_sphere(32), 512, 1, digits=30)
    ball = equivalent([(1, 4), ("1/10", 96)], 16, 0, certified=True)
    modes = modes_from([1, 0], ["0.9", "0.2"], [1, "1/100"])
    return [
        high.to_latex(),
        repr(high),
        str(high.to_dict()),
        ball.to_latex(),
        repr(ball),
        str(ball.to_dict()),
        equivalent(relu_sphere(8), 64, 1).to_latex(),
        recipe(relu_sphere(8), 1, [Teach(64), Study(tau=2)]).to_latex(),
        str(enclose_best_stopping_time(modes).to_dict()),
        str(spectrum(relu_sphere(5), [0, 1, 2]).rows("digits", 20)),
    ]


def test_the_precision_around_does_not_show():
    expected = answers()
    assert r"$\kappa$ & $2.39493008441 \cdot 10^{-6}$" in expected[0]
    with mpmath.workdps(3), ctx.workprec(10):
        assert answers() == expected
        assert (mpmath.mp.dps, ctx.prec) == (3, 10)
    with mpmath.workdps(400), ctx.workprec(2000):
        assert answers() == expected


def test_nothing_is_left_behind_after_an_error():
    before = mpmath.mp.prec, ctx.prec
    for precision in (working_bits, working_digits):
        with pytest.raises(ZeroDivisionError), precision(500):
            _ = 1 / 0
        assert (mpmath.mp.prec, ctx.prec) == before


def test_threads_give_the_digits_of_serial_calls():
    def compute(digits: int) -> str:
        found = equivalent(relu_sphere(32), 512, 1, digits=digits, certified=digits % 2 == 1)
        return str(found.text(found.student_error(tau=2)))

    jobs = [10, 60, 25, 61, 15, 45] * 4
    expected = {digits: compute(digits) for digits in set(jobs)}
    before, interval = (mpmath.mp.prec, ctx.prec), sys.getswitchinterval()
    try:
        # threads change places as often as they can
        sys.setswitchinterval(1e-6)
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(compute, jobs))
    finally:
        sys.setswitchinterval(interval)
    assert found == [expected[digits] for digits in jobs]
    assert (mpmath.mp.prec, ctx.prec) == before
