"""One letter, one domain; a restriction goes wherever its claim goes."""

from __future__ import annotations

from small_proofs import (
    SmallProof,
    assert_accepted,
    assert_refused,
    each,
    false,
    last,
    real,
    step,
    true,
    whole,
)
from sympy import Integer, Min, Rational

from w2s_theory.notation import c, coefficient, eta, exceeds, i, k, n, s, slope, t, x, z
from w2s_theory.records.claim import Claim

ABSURD = Claim(Integer(-6), ">=", 0)

# one letter on two domains

SMALL = step(
    "small", Claim(1 - eta, ">=", 0), "polynomial_sign", variables=(real("eta", 0, 1, lower_open=True),)
)
LARGE = step("large", Claim(eta - 7, ">=", 0), "polynomial_sign", variables=(real("eta", 7, 9),))
FEW = step("few", Claim(2 - n, ">=", 0), "polynomial_sign", variables=(whole("n", 0, 2),))
MANY = step("many", Claim(n - 8, ">=", 0), "polynomial_sign", variables=(whole("n", 8),))
BOTH = {"multipliers": {"small": 1, "large": 1}}
COUNTED = {"multipliers": {"few": 1, "many": 1}}
ANOTHER = "on another domain"

NEAR_ONE = (real("c", 0, 1, lower_open=True),)
C_LARGE = step("c_large", Claim(c - 2, ">=", 0), "polynomial_sign", variables=(real("c", 2, 3),))
C_SMALL = step("c_small", Claim(c, "<=", 1 + t), "ring", variables=NEAR_ONE, rest=t + 1 - c)
C_BELOW_2 = step("c_below_2", Claim(c, "<=", 2), "polynomial_sign", variables=NEAR_ONE)
FIVE_TO_SIX = (real("c", 5, 6),)

TWO_DOMAINS = [
    false("1 - eta >= 0 near 0 and eta - 7 >= 0 near 8 add up to -6 >= 0", ABSURD, (),
          SMALL, LARGE, last(ABSURD, "ring", "small", "large", **BOTH), reason=ANOTHER),
    false("the same with a counting letter, by the rational rule", ABSURD, (),
          FEW, MANY, last(ABSURD, "rational", "few", "many", **COUNTED), reason=ANOTHER),
    false("the same, the letter declared by the step too", ABSURD, (),
          SMALL, LARGE, step("again", ABSURD, "radical", "small", "large", variables=(real("eta", 7, 9),), **BOTH),
          last(ABSURD, "ring", "again", multipliers={"again": 1}), reason=ANOTHER),
    false("a multiplier that is positive only where the step lives: (c - 2)/(2 - c) is -1",
          Claim(Integer(-1), ">=", 0), (),
          C_LARGE, step("moved", Claim(Integer(-1), ">=", 0), "rational", "c_large", variables=NEAR_ONE,
                        multipliers={"c_large": 1 / (2 - c)}),
          last(Claim(Integer(-1), ">=", 0), "ring", "moved", multipliers={"moved": 1}), reason=ANOTHER),
    false("a fact about c in [2, 3] leaves no box of c in (0, 1] over", Claim(Rational(1, 2), ">=", 5), (),
          C_LARGE, step("boxes", Claim(c, ">=", 5), "enclosure", "c_large", variables=NEAR_ONE),
          last(Claim(Rational(1, 2), ">=", 5), "ring", "boxes", at={"boxes": {c: Rational(1, 2)}},
               multipliers={"boxes": 1}),
          reason=ANOTHER),
    false("c <= 1 + t and c <= 2 for c <= 1, used for c in [5, 6]", Claim(Integer(5), "<=", Min(1 + t, 2)),
          (real("t", 0),),
          C_SMALL, C_BELOW_2,
          step("least", Claim(c, "<=", Min(1 + t, 2)), "minimum", "c_small", "c_below_2", variables=FIVE_TO_SIX),
          last(Claim(Integer(5), "<=", Min(1 + t, 2)), "ring", "least", at={"least": {c: Integer(5)}},
               multipliers={"least": 1}),
          reason=ANOTHER),
    false("an indicator of c > 4 compared where c <= 1, used where c is 5",
          Claim(exceeds(Integer(5), 4), "<=", exceeds(Integer(0), 1)), (),
          step("below", Claim(c - 4, "<=", -1), "polynomial_sign", variables=NEAR_ONE),
          step("implied", Claim(exceeds(c, 4), "<=", exceeds(Integer(0), 1)), "indicator", "below",
               variables=FIVE_TO_SIX,
               implied_by="below", factor=Integer(1)),
          last(Claim(exceeds(Integer(5), 4), "<=", exceeds(Integer(0), 1)), "ring", "implied",
               at={"implied": {c: Integer(5)}}, multipliers={"implied": 1}), reason=ANOTHER),
]  # fmt: skip


def split(letter_domain, **certificate) -> tuple:
    """c >= 5 in two cases on [5, 6], put together where the letter runs over ``letter_domain``."""
    claim = Claim(c, ">=", 5)
    lower, upper = (
        step(
            name, claim, "polynomial_sign", variables=FIVE_TO_SIX, where=(Claim(s, relation, Rational(1, 2)),)
        )
        for name, relation in (("lower", "<="), ("upper", ">="))
    )
    return (
        lower,
        upper,
        step("whole", claim, "cases", "lower", "upper", variables=letter_domain, **certificate),
    )


def at_value(value: Integer) -> tuple:
    claim = Claim(value, ">=", 5)
    return claim, last(claim, "ring", "whole", at={"whole": {c: value}}, multipliers={"whole": 1})


ONE, END = at_value(Integer(1))
SIX, FAIR_END = at_value(Integer(6))
TWO_DOMAINS += [
    false("cases on [5, 6] put together on (0, 1]", ONE, (real("s", 0, 1),), *split(NEAR_ONE), END,
          reason="domain"),
    false("cases on [5, 6] put together on (0, 1], with idle values", ONE, (real("s", 0, 1),),
          *split(NEAR_ONE, at={"lower": {c: Integer(5)}, "upper": {c: Integer(5)}}), END, reason="no values"),
]  # fmt: skip

ONE_DOMAIN = [
    true("two facts about eta on one domain", Claim(Integer(1), ">=", 0), (),
         SMALL, step("more", Claim(eta, ">=", 0), "polynomial_sign", variables=SMALL.variables),
         last(Claim(Integer(1), ">=", 0), "ring", "small", "more", multipliers={"small": 1, "more": 1})),
    true("two domains, each at a value of its own", Claim(Integer(1) + 1, ">=", 0), (),
         SMALL, LARGE, last(Claim(Integer(1) + 1, ">=", 0), "ring", "small", "large",
                            at={"small": {eta: Rational(1, 2)}, "large": {eta: Rational(17, 2)}}, **BOTH)),
    true("cases on [5, 6], used there", SIX, (real("s", 0, 1),), *split(FIVE_TO_SIX), FAIR_END),
]  # fmt: skip

# restrictions

OUTSIDE = "outside its restriction"
AT_LEAST_2 = Claim(t, ">=", 2)
REAL_T = (real("t", 0),)


def restricted(claim: Claim, where: Claim, rule: str = "ring", letters: tuple = (), **certificate):
    return step("restricted", claim, rule, variables=letters, where=(where,), **certificate)


def freed(claim: Claim, rule: str = "ring", **certificate):
    return last(claim, rule, "restricted", multipliers={"restricted": 1}, **certificate)


MOVED = Claim(i, "<=", 7)
RESTRICTED = [
    false("t >= 2 holds where t >= 2", AT_LEAST_2, REAL_T,
          restricted(AT_LEAST_2, AT_LEAST_2, rest=t - 2), freed(AT_LEAST_2), reason=OUTSIDE),
    false("2 s = 1 holds where s = 1/2", Claim(2 * s, "==", 1), (real("s", 0, 1),),
          restricted(Claim(2 * s, "==", 1), Claim(s, "==", Rational(1, 2))), freed(Claim(2 * s, "==", 1)),
          reason=OUTSIDE),
    false("slope >= 3 where slope >= 3, taken at 1", Claim(Integer(1), ">=", 3), (),
          restricted(Claim(slope, ">=", 3), Claim(slope, ">=", 3), letters=(real("slope"),), rest=slope - 3),
          freed(Claim(Integer(1), ">=", 3), at={"restricted": {slope: Integer(1)}}), reason=OUTSIDE),
    false("a restriction about x and t, kept for x on the way and dropped for t", Claim(t, ">=", 5), REAL_T,
          restricted(Claim(t, ">=", 5), Claim(x, "<=", t), letters=(real("x", 5, 6),), rest=(t - x) + (x - 5)),
          freed(Claim(t, ">=", 5), at={"restricted": {x: Integer(5)}}), reason=OUTSIDE),
    false("k >= 4 where k >= 4, used where k >= 3", Claim(k, ">=", 4), (whole("k"),),
          restricted(Claim(k, ">=", 4), Claim(k, ">=", 4), rest=k - 4),
          step("weaker", Claim(k, ">=", 4), "ring", "restricted", where=(Claim(k, ">=", 3),),
               multipliers={"restricted": 1}),
          last(Claim(k, ">=", 4), "ring", "weaker", multipliers={"weaker": 1}), reason=OUTSIDE),
    false("z^2 >= 1 where z is 1, for the balls", Claim(z**2, ">=", 1), (real("z", -1, 1),),
          restricted(Claim(z**2, ">=", 1), Claim(z, "==", 1), "polynomial_sign"),
          last(Claim(z**2, ">=", 1), "enclosure", "restricted"), reason=OUTSIDE),
    false("an induction that starts above 7", Claim(Integer(9), "<=", 7), (),
          step("start", Claim(Integer(0), "<=", 7), "polynomial_sign"),
          step("next", Claim(i + 1, "<=", 7), "ring", variables=(whole("i"),), where=(MOVED, Claim(i, "<=", 6)),
               rest=6 - i),
          step("all", MOVED, "induction", "start", "next", variables=(whole("i"),), variable=i, base="start",
               step="next"),
          last(Claim(Integer(9), "<=", 7), "ring", "all", at={"all": {i: Integer(9)}}, multipliers={"all": 1}),
          reason="is not shown here"),
]  # fmt: skip

RESTRICTIONS_SHOWN = [
    true("slope >= 3 where slope >= 3, taken at 4", Claim(Integer(4), ">=", 3), (),
         restricted(Claim(slope, ">=", 3), Claim(slope, ">=", 3), letters=(real("slope"),), rest=slope - 3),
         freed(Claim(Integer(4), ">=", 3), at={"restricted": {slope: Integer(4)}})),
    true("a restriction that is a hypothesis here", AT_LEAST_2, REAL_T,
         restricted(AT_LEAST_2, AT_LEAST_2, rest=t - 2), freed(AT_LEAST_2), hypotheses=(AT_LEAST_2,)),
    true("a restriction that follows on the domain", AT_LEAST_2, (real("t", 3),),
         restricted(AT_LEAST_2, AT_LEAST_2, rest=t - 2), freed(AT_LEAST_2)),
    true("coefficient^2 >= 0 where it is >= 1 and where it is <= 1", Claim(coefficient**2, ">=", 0),
         (real("coefficient"),),
         *(step(name, Claim(coefficient**2, ">=", 0), "ring", where=(Claim(coefficient, relation, 1),),
                squares=((1, coefficient),)) for name, relation in (("low", "<="), ("high", ">="))),
         last(Claim(coefficient**2, ">=", 0), "cases", "low", "high")),
]  # fmt: skip


@each([*TWO_DOMAINS, *RESTRICTED])
def test_refused(proof: SmallProof) -> None:
    assert_refused(proof)


@each([*ONE_DOMAIN, *RESTRICTIONS_SHOWN])
def test_true_neighbour_is_accepted(proof: SmallProof) -> None:
    assert_accepted(proof)


def test_parts_are_not_to_blame() -> None:
    """Every false proof but the restricted ones fails in one step only: the parts are fair."""
    for proof in TWO_DOMAINS:
        wrong = [line.name for line in proof.ledger().lines if line.decision.status != "decided"]
        assert len(wrong) <= 1, (proof.why, wrong)
