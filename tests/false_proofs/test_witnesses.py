"""What something satisfies is never said to contradict itself: hypotheses drawn so that one point satisfies them all."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from small_proofs import above, real, whole
from sympy import Integer, Rational, exp, sqrt

from proofs_check.consistency import contradiction_in
from proofs_check.declarations import declarations
from w2s_theory.notation import c, f_star, f_TE, inner, j, k, log_det_step, s, slope, x
from w2s_theory.records.claim import Claim, Relation
from w2s_theory.records.hilbert import Hilbert
from w2s_theory.records.theorem import Statement

LETTERS = (above("c"), real("slope"), real("s", 0, 1), above("x", 1), whole("k"), whole("j", 1, 6))
# two vectors of the plane, and the values of an unknown function
F, G = (3, 4), (-1, 2)
PRODUCTS = {inner(f_star, f_star): 25, inner(f_star, f_TE): 5, inner(f_TE, f_TE): 5}
VALUES = {log_det_step(0): 2, log_det_step(1): 7, log_det_step(4): 1}


def point(rng: Random) -> dict[Any, Any]:
    def number(low: int, high: int) -> Any:
        return Rational(rng.randint(12 * low, 12 * high), 12)

    at = {
        c: number(0, 3) + Rational(1, 12),
        slope: number(-3, 3),
        s: rng.choice((number(0, 1), Integer(0), Integer(1))),
    }
    return {
        **at,
        x: number(1, 3) + Rational(1, 12),
        k: Integer(rng.randint(0, 4)),
        j: Integer(rng.randint(1, 6)),
    }


def expression(rng: Random) -> Any:
    atoms = [c, slope, s, x, k, j, Integer(rng.randint(-3, 3)), *rng.choice((PRODUCTS, VALUES))]
    parts = [
        Rational(rng.randint(-4, 4), rng.choice((1, 1, 2, 3))) * rng.choice(atoms)
        for _ in range(rng.randint(1, 3))
    ]
    other = rng.choice(atoms) * rng.choice(atoms)
    return sum(parts) + rng.choice((0, 0, 0, other, exp(-s), sqrt(c), 1 / c, rng.choice(atoms) ** 2))


def claim_at(values: dict[Any, Any], rng: Random) -> Claim:
    """A claim that holds at the point, often with equality."""
    left, right = expression(rng), rng.choice((expression(rng), rng.choice((c, slope, s, x, k, j))))
    gap = (left - right).xreplace(values)
    if rng.random() < 0.5 and gap.is_Rational:
        left, gap = left - gap, Integer(0)
    if gap == 0:
        equal: Relation = rng.choice(("==", "<=", ">="))
        return Claim(left, equal, right)
    below: Relation = rng.choice(("<", "<="))
    over: Relation = rng.choice((">", ">="))
    return Claim(left, below if gap < 0 else over, right)


@pytest.mark.parametrize("seed", range(60))
def test_what_a_point_satisfies_does_not_contradict_itself(seed: int) -> None:
    rng = Random(f"witness {seed}")
    values = {**point(rng), **PRODUCTS, **VALUES}
    claims = tuple(claim_at(values, rng) for _ in range(rng.randint(1, 7)))
    vectors = Hilbert(
        ("f_star", "f_TE"), facts=tuple((f"fact{n}", each) for n, each in enumerate(claims[:2]))
    )
    for hypotheses, setting in ((claims, Hilbert(("f_star", "f_TE"))), (claims[2:], vectors)):
        statement = Statement((Claim(Integer(0), "==", 0),), LETTERS, hypotheses, setting)
        assert contradiction_in(declarations(statement)) == "", [str(each) for each in claims]


def test_the_points_lie_in_the_domains() -> None:
    domains = {each.symbol: each.domain for each in LETTERS}
    for seed in range(60):
        for letter, value in point(Random(f"witness {seed}")).items():
            assert domains[str(letter)].contains(Fraction(int(value.p), int(value.q)))
    assert [sum(a * b for a, b in zip(*pair, strict=True)) for pair in ((F, F), (F, G), (G, G))] == [25, 5, 5]
