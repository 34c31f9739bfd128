"""Means over a draw: what the checker must not believe of them, and what it must."""

from __future__ import annotations

import pytest
from made_up_proofs import last, ledger, proves, real, reasons, step, whole
from sympy import Integer, Rational, Sum, oo

from w2s_theory.notation import (
    L_TE,
    M_TE,
    PGR,
    b,
    c,
    c_u,
    coefficient,
    exceeds,
    f_next,
    f_star,
    f_TE,
    h,
    i,
    inner,
    j,
    l_M,
    l_next,
    mean,
    mean_error,
    norm_squared,
    phi,
    phi_P,
    s,
    t,
    x,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator, RandomUnit
from w2s_theory.records.theorem import Family, Statement

# s and t are random numbers in [0, 1] and [0, oo), c is a fixed positive number
DRAWN = Hilbert((), random=("s", "t"))
LETTERS = (real("s", 0, 1), real("t", 0), real("c", 0, lower_open=True))


def mean_of(claim: Claim, of: Claim, of_rule="ring", setting=DRAWN, parameters=LETTERS, **options) -> bool:
    """Whether the mean claim follows from the pointwise one."""
    first = step("pointwise", of, of_rule, **options)
    return proves(
        claim, parameters, first, last(claim, "expectation", "pointwise", of="pointwise"), setting=setting
    )


SQUARE = Claim((s - t) ** 2, ">=", 0)
WHOLE = {"certificate": {"squares": ((1, s - t),)}}


def test_mean_is_linear() -> None:
    assert mean_of(Claim(mean(s**2) - 2 * mean(s * t) + mean(t**2), ">=", 0), SQUARE, **WHOLE)
    assert mean_of(
        Claim(mean((s - c) ** 2), ">=", 0),
        Claim((s - c) ** 2, ">=", 0),
        certificate={"squares": ((1, s - c),)},
    )
    shifted = Claim(mean(s**2) - 2 * c * mean(s) + c**2, ">=", 0)
    assert mean_of(shifted, Claim((s - c) ** 2, ">=", 0), certificate={"squares": ((1, s - c),)})


@pytest.mark.parametrize(
    "claim",
    [
        Claim(mean(s**2) - 2 * mean(s) * mean(t) + mean(t**2), ">=", 0),
        Claim(mean(s) ** 2 - 2 * mean(s * t) + mean(t**2), ">=", 0),
        Claim(mean(s**2) - 2 * s * mean(t) + mean(t**2), ">=", 0),
        Claim(mean(s**2) - 2 * mean(s * t) + mean(t**2), "<=", 0),
        Claim(mean(s**2) - 2 * mean(s * t) + mean(t**2), ">=", 1),
        Claim(mean(s**2) - 2 * mean(s * t), ">=", 0),
    ],
)
def test_mean_of_a_product_is_no_product_of_means(claim) -> None:
    assert not mean_of(claim, SQUARE, **WHOLE)


def test_mean_of_what_may_be_unbounded_is_not_taken() -> None:
    inverse = Claim(1 / (1 + s), "<=", 1)
    found = ledger(
        Claim(mean(1 / (1 + s)), "<=", 1), LETTERS,
        step("pointwise", inverse, "rational", certificate={"rest": s / (1 + s)}),
        last(Claim(mean(1 / (1 + s)), "<=", 1), "expectation", "pointwise", of="pointwise"), setting=DRAWN,
    )  # fmt: skip
    assert found.lines[0].decision.status == "decided" and not found.complete
    assert "bounded" in reasons(found)


def test_mean_of_a_quotient_under_another_name_is_not_taken() -> None:
    """PGR = 1 - L_ST/L_TE is not bounded where L_TE is small, though both errors are."""
    setting = Hilbert(("f_star", "f_TE", "f_ST"), random=("f_TE", "f_ST"))
    for quantity, good in ((L_TE, True), (PGR, False)):
        claim = Claim(mean(quantity + 1), "==", mean(quantity) + 1)
        same = step("same", Claim(quantity + 1, "==", quantity + 1), "ring")
        assert proves(claim, (), same, last(claim, "expectation", "same", of="same"), setting=setting) is good


def test_restriction_to_some_draws_gives_no_mean() -> None:
    small = Claim(s, "<=", Rational(1, 2))
    claim = Claim(mean(s), "<=", Rational(1, 2))
    restricted = step(
        "pointwise",
        Claim(s, "<=", Rational(1, 2)),
        "ring",
        where=(small,),
        certificate={"rest": Rational(1, 2) - s},
    )
    found = ledger(
        claim,
        LETTERS,
        restricted,
        last(claim, "expectation", "pointwise", of="pointwise", where=(small,)),
        setting=DRAWN,
    )
    assert not found.complete and "some of them" in reasons(found)
    # the same with an equality, which would be put in everywhere, under the mean too
    one = Claim(s, "==", 1)
    wrong = Claim(mean(s), "==", mean(Integer(1)))
    found = ledger(wrong, LETTERS, last(wrong, "ring", where=(one,)), setting=DRAWN)
    assert found.lines[0].decision.status != "decided" and "some of them" in reasons(found)


def test_mean_does_not_enter_by_the_certificate() -> None:
    """Where s >= 1/2, E(s - 1/2) need not be >= 0: that some draw has s >= 1/2 says nothing of the mean."""
    large = Claim(s, ">=", Rational(1, 2))
    middle = mean(s - Rational(1, 2))
    steps = (
        step("given", Claim(coefficient, ">=", middle), "hypothesis"),
        step(
            "last",
            Claim(coefficient, ">=", 0),
            "ring",
            uses=("given",),
            where=(large,),
            certificate={"multipliers": {"given": 1}, "rest": middle},
        ),
    )
    letters = (*LETTERS, real("coefficient"))
    found = ledger(
        Claim(coefficient, ">=", 0),
        letters,
        *steps,
        hypotheses=(Claim(coefficient, ">=", middle),),
        setting=DRAWN,
    )
    assert found.lines[0].decision.status == "decided"
    assert found.lines[1].decision.status == "not decided" and "some of them" in reasons(found)


def test_fixed_restriction_does_no_harm() -> None:
    large = Claim(c, ">=", 1)
    pointwise = Claim(s, "<=", c)
    steps = (
        step("pointwise", pointwise, "ring", where=(large,), certificate={"rest": (c - 1) + (1 - s)}),
        step(
            "in_the_mean",
            Claim(mean(s), "<=", c),
            "expectation",
            uses=("pointwise",),
            where=(large,),
            certificate={"of": "pointwise"},
        ),
    )
    found = ledger(Claim(mean(s), "<=", c), LETTERS, *steps, setting=DRAWN)
    assert [line.decision.status for line in found.lines] == ["decided", "decided"], reasons(found)


def test_letter_of_a_step_under_a_mean_is_a_fixed_number() -> None:
    """From E c t = c E t for all c one may not conclude E t^2 = t E t by taking c = t."""
    any_number = (real("x", 0, lower_open=True),)
    product = Claim(mean(x * t), "==", x * mean(t))
    steps = (
        step("same", Claim(x * t, "==", x * t), "ring", variables=any_number),
        step(
            "for_all",
            product,
            "expectation",
            uses=("same",),
            variables=any_number,
            certificate={"of": "same"},
        ),
    )
    letters = (*LETTERS[:1], real("t", 0, lower_open=True), LETTERS[2])

    def instance(value):
        claim = Claim(mean(value * t), "==", value * mean(t))
        return ledger(
            claim, letters, *steps, last(claim, "ring", "for_all", at={"for_all": {x: value}}), setting=DRAWN
        )

    assert instance(2 * c).complete, reasons(instance(2 * c))
    assert not instance(t).complete and "depends on the draw" in reasons(instance(t))


def test_letters_defined_by_what_is_random_are_random() -> None:
    """With f_TE random L_TE is, declared or not: it may not be taken out of a mean."""
    setting = Hilbert(("f_star", "f_TE"), random=("f_TE", "s"))
    claim = Claim(mean(L_TE * s), "==", L_TE * mean(s))
    same = step("same", Claim(L_TE * s, "==", L_TE * s), "ring")
    assert not proves(
        claim, LETTERS[:1], same, last(claim, "expectation", "same", of="same"), setting=setting
    )
    fixed = Hilbert(("f_star", "f_TE"), random=("s",))
    assert proves(claim, LETTERS[:1], same, last(claim, "expectation", "same", of="same"), setting=fixed)


def test_mean_passes_through_a_finite_sum_over_a_fixed_range_only() -> None:
    letters = (whole("n", 1), real("s", 0, 1))
    setting = Hilbert((), random=("b", "s"))
    for top, good in ((Integer(5), True), (oo, False)):
        total = Sum(b[j], (j, 0, top))
        claim = Claim(mean(total), "==", Sum(mean(b[j]), (j, 0, top)))
        same = step("same", Claim(total, "==", total), "ring")
        assert (
            proves(claim, letters, same, last(claim, "expectation", "same", of="same"), setting=setting)
            is good
        )


# a fresh unit

UNIT = RandomUnit("phi", "h", "f_star", coefficient, independent=("f_star", "f_TE"), blind=("phi", "phi_P"))
SPACE = ("f_star", "f_TE", "f_next", "phi", "phi_P")
FRESH = Hilbert(
    SPACE,
    (Operator("P", "projection", ((f_star, f_TE), (phi, phi_P))),),
    random=(*SPACE, "h", "s"),
    units=(UNIT,),
)
SCALARS = (real("coefficient"), real("s", 0, 1), real("c", 0, lower_open=True))


def unit_fact(claim: Claim, fact: str, setting=FRESH, **vectors) -> str:
    found = ledger(claim, SCALARS, last(claim, "unit", unit="phi", fact=fact, **vectors), setting=setting)
    return found.lines[-1].decision.status


def test_unit_facts() -> None:
    y = 2 * f_star - c * f_TE
    assert (
        unit_fact(
            Claim(mean(h * inner(phi, y)), "==", coefficient * mean(inner(f_star, y))), "reproduces", y=y
        )
        == "decided"
    )
    size = norm_squared(phi - phi_P)
    assert (
        unit_fact(Claim(mean(h**2 * size), "==", mean(size)), "spreads", x=phi - phi_P, y=phi - phi_P)
        == "decided"
    )


@pytest.mark.parametrize("y", [f_next, phi, phi_P, f_star + phi_P, s * f_TE])
def test_unit_reproduces_only_what_does_not_depend_on_it(y) -> None:
    claim = Claim(mean(h * inner(phi, y)), "==", coefficient * mean(inner(f_star, y)))
    assert unit_fact(claim, "reproduces", y=y) == "not decided"


@pytest.mark.parametrize("y", [f_star, f_TE, f_next, phi + f_TE, s * phi])
def test_unit_spreads_only_what_does_not_depend_on_the_target(y) -> None:
    claim = Claim(mean(h**2 * inner(phi, y)), "==", mean(inner(phi, y)))
    assert unit_fact(claim, "spreads", x=phi, y=y) == "not decided"


def test_unit_facts_say_no_more() -> None:
    y = f_star - f_TE
    for wrong in (
        Claim(mean(h * inner(phi, y)), "==", 2 * coefficient * mean(inner(f_star, y))),
        Claim(mean(h * inner(phi, y)), "==", coefficient * mean(inner(f_TE, y))),
        Claim(h * inner(phi, y), "==", coefficient * mean(inner(f_star, y))),
        Claim(mean(h**2 * inner(phi, y)), "==", coefficient * mean(inner(f_star, y))),
    ):
        assert unit_fact(wrong, "reproduces", y=y) == "not decided"
    assert unit_fact(Claim(mean(h**2), "==", 1), "average_norm") == "not decided"
    claim = Claim(mean(h * inner(phi, y)), "==", coefficient * mean(inner(f_star, y)))
    without = Hilbert(SPACE, random=(*SPACE, "h", "s"))
    assert unit_fact(claim, "reproduces", setting=without, y=y) == "not decided"


# theorems about means, and families of their settings

PAIR = Hilbert(
    ("f_star", "f_TE", "f_next"),
    (Operator("Q", "projection", ((f_star, f_next), (f_TE, f_TE))),),
    random=("f_star", "f_TE", "f_next"),
)
LEMMA = Statement((Claim(l_next, "<=", l_M + c_u**2),), (real("c_u"), real("l_M", 0)), (), PAIR)
NEXT = Claim(mean_error(j, i + 1), "<=", mean_error(j, i) + c**2)
MEMBERS = (whole("j"), whole("i"))
FAMILY = Family("lemma", MEMBERS, ((l_M, mean_error(j, i)), (l_next, mean_error(j, i + 1))))


def member(claim=NEXT, families=(FAMILY,), index=None, values=None, parameters=(), setting=None):
    index = {j: j, i: i} if index is None else index
    values = {c_u: c} if values is None else values
    used = step(
        "used",
        claim,
        "theorem",
        variables=MEMBERS,
        certificate={"name": "lemma", "index": index, "values": values},
    )
    found = ledger(
        Claim(Integer(0), "==", Integer(0)), (*LETTERS[2:], *parameters), used, theorems={"lemma": LEMMA},
        families=families, setting=setting,
    )  # fmt: skip
    return found.lines[0].decision


def test_member_of_a_family_is_an_instance() -> None:
    assert member().status == "decided" and member().rests_on == {("theorem", "lemma")}
    at_three = Claim(mean_error(3, i + 1), "<=", mean_error(3, i) + c**2)
    assert member(at_three, index={j: Integer(3), i: i}).status == "decided"


def test_family_gives_no_more_than_its_members() -> None:
    assert member(families=()).status == "not decided"
    assert member(index={j: Integer(-1), i: i}).status == "not decided"
    assert member(index={j: j, i: Rational(1, 2)}).status == "not decided"
    assert member(index={j: j}).status == "not decided"
    # the values of the setting's letters are the family's
    assert member(values={c_u: c, l_M: Integer(0)}).status == "not decided"
    assert member(Claim(mean_error(j, i + 1), "<=", mean_error(j, i))).status == "not decided"
    assert member(Claim(mean_error(j, i + 2), "<=", mean_error(j, i) + c**2)).status == "not decided"
    assert member(values={}).status == "not decided"


def test_fixed_number_of_a_theorem_about_means_cannot_be_random() -> None:
    drawn = Hilbert((), random=("s",))
    claim = Claim(mean_error(j, i + 1), "<=", mean_error(j, i) + s**2)
    found = member(claim, values={c_u: s}, parameters=(real("s", 0, 1),), setting=drawn)
    assert found.status == "not decided" and "depends on the draw" in found.reason


def test_theorem_about_what_is_random_gives_no_member() -> None:
    spoken = Statement((Claim(mean(L_TE), "<=", l_M),), (real("l_M", 0),), (), PAIR)
    claim = Claim(mean(L_TE), "<=", mean_error(j, i))
    used = step(
        "used", claim, "theorem", variables=MEMBERS, certificate={"name": "lemma", "index": {j: j, i: i}}
    )
    setting = Hilbert(("f_star", "f_TE"), random=("f_TE",))
    found = ledger(claim, (), used, theorems={"lemma": spoken}, families=(FAMILY,), setting=setting)
    assert found.lines[0].decision.status == "not decided"


def instance_with_families(families, units=M_TE):
    """A theorem about the members of FAMILY, which is about any function of that name where nothing declares it."""
    at_units = Family("lemma", (), ((l_M, mean_error(0, M_TE)), (l_next, mean_error(0, M_TE + 1))))
    parameters = (whole("M_TE", 1), real("c", 0, lower_open=True))
    about_any = Claim(mean_error(0, M_TE + 1), "<=", mean_error(0, M_TE) + c**2)
    spoken = Statement((about_any,), parameters, (), None, (at_units,))
    claim = Claim(mean_error(0, units + 1), "<=", mean_error(0, units) + c**2)
    used = step("used", claim, "theorem", certificate={"name": "spoken", "values": {M_TE: units}})
    found = ledger(claim, parameters, used, theorems={"spoken": spoken}, families=families(at_units))
    return found.complete


def test_theorem_with_a_family_needs_the_same_family() -> None:
    assert instance_with_families(lambda family: (family,))
    assert not instance_with_families(lambda family: ())
    assert not instance_with_families(lambda family: (FAMILY,))
    # declared for M_TE units, not for one more
    assert not instance_with_families(lambda family: (family,), M_TE + 1)


# the ordinary form of induction

COUNT = (whole("i"),)
BELOW = Claim(mean_error(0, i), "<=", c)


def induction(base: Claim, next_one: Claim, where=(BELOW,), claim=BELOW, hypotheses=()):
    given = (base, next_one, *hypotheses)
    steps = (
        step("base", base, "hypothesis"),
        step("next", next_one, "hypothesis", variables=COUNT, where=where),
        step(
            "all",
            claim,
            "induction",
            uses=("base", "next"),
            variables=COUNT,
            certificate={"variable": i, "base": "base", "step": "next"},
        ),
    )
    found = ledger(Claim(Integer(0), "==", Integer(0)), LETTERS[2:], *steps, hypotheses=given)
    return [line.decision.status for line in found.lines]


AT_0, AFTER = Claim(mean_error(0, 0), "<=", c), Claim(mean_error(0, i + 1), "<=", c)


def test_induction_over_a_claim() -> None:
    assert induction(AT_0, AFTER) == ["decided"] * 3
    # a step that needs no assumption at all does not go through the claim: then the claim is that step, moved
    assert induction(AT_0, AFTER, where=())[-1] == "not decided"
    assert induction(Claim(mean_error(0, 1), "<=", c), AFTER)[-1] == "not decided"
    assert induction(Claim(mean_error(0, 0), ">=", c), AFTER)[-1] == "not decided"
    assert induction(AT_0, Claim(mean_error(0, i + 2), "<=", c))[-1] == "not decided"
    assert induction(AT_0, Claim(mean_error(0, i), "<=", c))[-1] == "not decided"
    further = Claim(mean_error(1, i), "<=", c)
    assert induction(AT_0, AFTER, where=(BELOW, further))[-1] == "not decided"
    assert induction(AT_0, AFTER, where=(further,))[-1] == "not decided"


# indicators

ONE = exceeds(s, t)


def indicator(claim: Claim, before=(), **certificate) -> str:
    uses = [each.name for each in before]
    return (
        ledger(claim, LETTERS, *before, last(claim, "indicator", *uses, **certificate), setting=DRAWN)
        .lines[-1]
        .decision.status
    )


def test_indicator_is_what_defines_it() -> None:
    for true in (
        Claim(ONE * (s - t), ">=", 0), Claim((1 - ONE) * (t - s), ">=", 0), Claim(ONE, "<=", 1), Claim(ONE**2, "==", ONE),
    ):  # fmt: skip
        assert indicator(true) == "decided"
    for wrong in (
        Claim(ONE * (t - s), ">=", 0), Claim((1 - ONE) * (s - t), ">=", 0), Claim(ONE, "<=", 0), Claim(ONE, ">=", 1),
        Claim(ONE, "==", 1), Claim(ONE * (s - t), "<=", 0), Claim(2 * ONE, "<=", 1),
        Claim(ONE * (s - t), ">=", exceeds(t, s)),
    ):  # fmt: skip
        assert indicator(wrong) == "not decided"


def test_indicator_of_what_follows_is_larger() -> None:
    difference = step("difference", Claim(s - t, "<=", 2 * (s - t / 2)), "ring", certificate={"rest": s})
    claim = Claim(exceeds(s, t), "<=", exceeds(s, t / 2))
    assert indicator(claim, (difference,), implied_by="difference", factor=Integer(2)) == "decided"
    assert indicator(claim, (difference,), implied_by="difference", factor=Integer(1)) == "not decided"
    assert indicator(claim, (difference,), implied_by="difference", factor=Integer(-2)) == "not decided"
    back = Claim(exceeds(s, t / 2), "<=", exceeds(s, t))
    assert indicator(back, (difference,), implied_by="difference", factor=Integer(2)) == "not decided"
    assert (
        indicator(
            Claim(claim.left, "==", claim.right), (difference,), implied_by="difference", factor=Integer(2)
        )
        == "not decided"
    )


def test_markov() -> None:
    """P(t > c) <= E t/c, from the definition of an indicator and the mean."""
    one = exceeds(t, c)
    claim = Claim(mean(one), "<=", mean(t) / c)
    steps = (
        step("above", Claim(one * (t - c), ">=", 0), "indicator"),
        step("at_most_1", Claim(one, "<=", 1), "indicator"),
        step(
            "pointwise",
            Claim(c * one, "<=", t),
            "ring",
            uses=("above", "at_most_1"),
            certificate={"multipliers": {"above": 1, "at_most_1": t}},
        ),
        step(
            "in_the_mean",
            Claim(c * mean(one), "<=", mean(t)),
            "expectation",
            uses=("pointwise",),
            certificate={"of": "pointwise"},
        ),
        step(
            "last",
            claim,
            "rational",
            uses=("in_the_mean",),
            certificate={"multipliers": {"in_the_mean": 1 / c}},
        ),
    )
    found = ledger(claim, LETTERS, *steps, setting=DRAWN)
    assert found.complete, reasons(found)


# hypotheses that are for every value of an index

EVERY = Claim(mean_error(j, i), "<=", c)
COUNTED = Statement(
    (Claim(mean_error(3, i), "<=", 2 * c),), (real("c", 0, lower_open=True), whole("i")), (EVERY,)
)


@pytest.mark.parametrize(
    ("low", "high", "where", "good"),
    [(0, None, (), True), (5, 5, (), False), (1, None, (), False), (0, None, (Claim(j, ">=", 4),), False)],
)
def test_hypothesis_for_every_index_needs_every_index(low, high, where, good) -> None:
    """Shown for some degrees only, it is not the hypothesis of the theorem that is used."""
    given = Claim(mean_error(j, i), "<=", c)
    shown = step("shown", given, "hypothesis", variables=(whole("j", low, high),), where=where)
    claim = Claim(mean_error(3, i), "<=", 2 * c)
    used = step("used", claim, "theorem", uses=("shown",), where=where, certificate={"name": "lemma"})
    found = ledger(
        claim,
        (real("c", 0, lower_open=True), whole("i")),
        shown,
        used,
        hypotheses=(given,),
        theorems={"lemma": COUNTED},
    )
    assert (found.lines[-1].decision.status == "decided") is good, reasons(found)


def test_hypothesis_for_every_index_is_not_about_one() -> None:
    """Where j is a parameter, what is known of it is known of one number."""
    letters = (real("c", 0, lower_open=True), whole("i"), whole("j"))
    claim = Claim(mean_error(3, i), "<=", 2 * c)
    used = step("used", claim, "theorem", certificate={"name": "lemma"})
    found = ledger(claim, letters, used, hypotheses=(EVERY,), theorems={"lemma": COUNTED})
    assert found.lines[0].decision.status == "not decided"
