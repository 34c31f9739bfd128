"""Means of what is not bounded: what the checker must not believe of them, and what it must."""

from __future__ import annotations

import pytest
from made_up_proofs import last, ledger, proves, real, reasons, step
from sympy import Integer, Rational, Sum

from w2s_theory.notation import (
    L_TE,
    PGR,
    b,
    c,
    d,
    exceeds,
    f_star,
    f_TE,
    i,
    inner,
    j,
    label_variance,
    mean,
    norm_squared,
    r_y,
    row_gains,
    s,
    samples,
    slope,
    t,
    v_dir,
    w_v,
    x,
)
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import DualVector, Hilbert, LabelNoise, RandomUnit
from w2s_theory.records.parameter import Parameter, integers
from w2s_theory.records.theorem import Statement

# s is bounded, t square integrable, x integrable; c is a fixed positive number
CHANCE = Hilbert((), random=("s", "t", "x", "b"), square_integrable=("t", "b"), integrable=("x",))
LETTERS = (real("s", 0, 1), real("t", 0), real("x", 0, lower_open=True), real("c", 0, lower_open=True))


def has_mean(quantity, setting=CHANCE, parameters=LETTERS) -> bool:
    """Whether the checker takes the mean of an identity about the quantity apart."""
    same = Claim(quantity + 1, "==", quantity + 1)
    claim = Claim(mean(quantity + 1), "==", mean(quantity) + 1)
    return proves(
        claim,
        parameters,
        step("same", same, "ring"),
        last(claim, "expectation", "same", of="same"),
        setting=setting,
    )


@pytest.mark.parametrize(
    "quantity",
    [
        t,
        t**2,
        s**5 * t**2,
        x,
        s * x,
        c * t,
        b[3] * t,
        exceeds(t, s) * t**2,
        exceeds(x, t) * x,
        Sum(b[j] ** 2, (j, 0, 5)),
    ],
)
def test_products_of_order_two_have_a_mean(quantity) -> None:
    assert has_mean(quantity)


@pytest.mark.parametrize(
    "quantity",
    [
        t**3,
        t**4,
        t * x,
        x**2,
        s * x**2,
        b[3] * t**2,
        b[3] * x,
        1 / t,
        t / s,
        exceeds(t, s) * t**3,
        Sum(b[j] * x, (j, 0, 5)),
    ],
)
def test_others_are_not_shown_to_have_one(quantity) -> None:
    assert not has_mean(quantity)


def test_sum_over_a_random_range_or_an_endless_one_has_none() -> None:
    from sympy import oo

    assert not has_mean(Sum(b[j] ** 2, (j, 0, oo)))


def test_bounded_letters_keep_all_their_powers() -> None:
    bounded = Hilbert((), random=("s", "t"))
    assert has_mean(t**4, bounded) and has_mean(s**3 * t**3, bounded)


VECTORS = Hilbert(("f_star", "f_TE"), random=("f_TE", "s"), square_integrable=("f_TE",))


def test_inner_products_count_both_vectors() -> None:
    assert has_mean(norm_squared(f_TE), VECTORS, ()) and has_mean(inner(f_star, f_TE) ** 2, VECTORS, ())
    assert not has_mean(norm_squared(f_TE) ** 2, VECTORS, ())
    assert not has_mean(norm_squared(f_TE) * inner(f_star, f_TE), VECTORS, ())


def test_letters_defined_by_what_is_not_bounded_have_no_mean() -> None:
    """L_TE = ||f* - f_TE||^2 has one if written out; its letter may stand in any power, so it has none."""
    assert (
        not has_mean(L_TE, VECTORS, ())
        and not has_mean(L_TE**2, VECTORS, ())
        and not has_mean(PGR, VECTORS, ())
    )
    assert has_mean(L_TE, Hilbert(("f_star", "f_TE"), random=("f_TE",)), ())


def test_linearity_is_all_that_is_taken() -> None:
    """E t^2 is no (E t)^2, and no E t; what is not bounded is not smaller than its mean either."""
    square = step("square", Claim((t - c) ** 2, ">=", 0), "ring", certificate={"squares": ((1, t - c),)})
    good = Claim(mean(t**2) - 2 * c * mean(t) + c**2, ">=", 0)
    assert proves(good, LETTERS, square, last(good, "expectation", "square", of="square"), setting=CHANCE)
    for wrong in (
        Claim(mean(t) ** 2 - 2 * c * mean(t) + c**2, ">=", 0),
        Claim(mean(t**2) - 2 * c * mean(t) + c**2, ">=", 1),
        Claim(mean(t**2) - 2 * c * t + c**2, ">=", 0),
    ):
        found = ledger(
            wrong, LETTERS, square, last(wrong, "expectation", "square", of="square"), setting=CHANCE
        )
        assert found.lines[-1].decision.status == "not decided"


# labels and their noise

NOISE, GAIN = inner(w_v, r_y), inner(w_v, w_v)


def labels(**changes) -> Hilbert:
    given = {
        "random": ("w_v", "r_y", "s", "t", "slope"),
        "square_integrable": ("w_v", "r_y", "t", "slope"),
        "noises": (LabelNoise("r_y", label_variance, ("w_v", "s", "t")),),
        "duals": (DualVector(GAIN, samples - d + 1, ("s", "t")),),
    }
    return Hilbert(("w_v", "r_y", "v_dir"), **{**given, **changes})


SIZES = (
    Parameter("samples", integers(1), integers(1, 9)),
    Parameter("d", integers(1), integers(1, 9)),
    real("label_variance", 0),
    real("s", 0, 1),
    real("t", 0),
    real("slope"),
)
ENOUGH = (Claim(samples, ">=", d + 2),)


def said(claim: Claim, setting: Hilbert | None = None, hypotheses=ENOUGH, **certificate):
    found = ledger(
        claim,
        SIZES,
        last(claim, "gaussian", **certificate),
        setting=setting or labels(),
        hypotheses=hypotheses,
    )
    return found.lines[-1].decision


def of_noise(claim: Claim, fact: str, setting: Hilbert | None = None, w=w_v, **more) -> str:
    return said(claim, setting, fact=fact, of="r_y", w=w, **more).status


def test_noise_facts() -> None:
    assert of_noise(Claim(mean(NOISE), "==", 0), "centred") == "decided"
    assert of_noise(Claim(mean(t * NOISE), "==", 0), "centred", factor=t) == "decided"
    assert of_noise(Claim(mean(NOISE**2), "==", label_variance * mean(GAIN)), "variance") == "decided"
    with_factor = Claim(mean(s**2 * NOISE**2), "==", label_variance * mean(s**2 * GAIN))
    assert of_noise(with_factor, "variance", factor=s**2) == "decided"


def test_noise_facts_say_no_more() -> None:
    for wrong in (
        Claim(mean(NOISE**2), "==", mean(GAIN)),
        Claim(mean(NOISE**2), "==", label_variance * GAIN),
        Claim(NOISE**2, "==", label_variance * mean(GAIN)),
        Claim(mean(NOISE**2), "==", 0),
        Claim(mean(NOISE) ** 2, "==", label_variance * mean(GAIN)),
        Claim(mean(NOISE**2), "<=", label_variance * mean(GAIN)),
    ):
        assert of_noise(wrong, "variance") == "not decided"
    assert of_noise(Claim(mean(NOISE**2), "==", 0), "centred") == "not decided"
    assert of_noise(Claim(mean(NOISE), "==", 0), "vanishes") == "not decided"


@pytest.mark.parametrize("factor", [slope, NOISE, norm_squared(r_y), t**2, s * slope, inner(r_y, v_dir)])
def test_noise_is_centred_only_beside_what_does_not_depend_on_it(factor) -> None:
    """For <w, r> itself it would say that the noise vanishes; and t^2 <w, r> is not shown to have a mean."""
    assert of_noise(Claim(mean(factor * NOISE), "==", 0), "centred", factor=factor) == "not decided"


def test_noise_is_seen_through_independent_vectors_only() -> None:
    length = norm_squared(r_y)
    assert of_noise(Claim(mean(length), "==", 0), "centred", w=r_y) == "not decided"
    assert (
        of_noise(Claim(mean(length**2), "==", label_variance * mean(length)), "variance", w=r_y)
        == "not decided"
    )
    elsewhere = labels(noises=(LabelNoise("r_y", label_variance, ("s",)),))
    assert of_noise(Claim(mean(NOISE), "==", 0), "centred", elsewhere) == "not decided"
    assert of_noise(Claim(mean(NOISE), "==", 0), "centred", labels(noises=())) == "not decided"


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"noises": (LabelNoise("r_y", label_variance, ("w_v", "r_y")),)}, "independent of itself"),
        ({"noises": (LabelNoise("r_y", t, ("w_v",)),)}, "depends on the draw"),
        ({"square_integrable": ("w_v", "t", "slope")}, "not bounded"),
        ({"square_integrable": ("r_y", "t", "slope")}, "not bounded"),
        ({"square_integrable": ("w_v", "r_y", "t", "slope", "x")}, "not to be random"),
        ({"duals": (DualVector(GAIN, samples - d + 1, ("w_v",)),)}, "independent of itself"),
        ({"duals": (DualVector(GAIN, t, ()),)}, "depends on the draw"),
        ({"duals": (DualVector(s, samples - d + 1, ()),)}, "not bounded"),
        ({"units": (RandomUnit("phi", "h", "f_star", c),)}, "bounded letters"),
    ],
)
def test_setting_that_makes_no_sense_is_refused(changes, word) -> None:
    found = said(Claim(mean(NOISE), "==", 0), labels(**changes), fact="centred", of="r_y", w=w_v)
    assert found.status == "not decided" and word in found.reason, found.reason


# dual vectors

INVERSE = 1 / (samples - d - 1)


def test_inverse_chi_square() -> None:
    assert said(Claim(mean(GAIN), "==", INVERSE), fact="size").rests_on == {("cited", "inverse_chi_square")}
    assert said(Claim(mean(t * GAIN), "==", mean(t) * INVERSE), fact="size", factor=t).status == "decided"


def test_inverse_chi_square_says_no_more() -> None:
    for wrong in (
        Claim(mean(GAIN), "==", 1 / (samples - d)),
        Claim(GAIN, "==", INVERSE),
        Claim(mean(GAIN), "<=", INVERSE),
        Claim(mean(GAIN**2), "==", INVERSE**2),
        Claim(mean(t * GAIN), "==", t * INVERSE),
    ):
        assert said(wrong, fact="size").status == "not decided"
    dependent = Claim(mean(slope * GAIN), "==", mean(slope) * INVERSE)
    assert said(dependent, fact="size", factor=slope).status == "not decided"
    no_mean = Claim(mean(t**3 * GAIN), "==", mean(t**3) * INVERSE)
    assert said(no_mean, fact="size", factor=t**3).status == "not decided"


@pytest.mark.parametrize("least", [d + 1, d, Integer(1)])
def test_inverse_chi_square_needs_three_free_dimensions(least) -> None:
    """With two, 1/||q||^2 has an infinite mean; with N < d there is no such vector."""
    found = said(Claim(mean(GAIN), "==", INVERSE), hypotheses=(Claim(samples, ">=", least),), fact="size")
    assert found.status == "not decided"


def test_dual_vectors_are_counted_by_fixed_whole_numbers() -> None:
    setting = labels(
        random=("row_gains", "w_v", "r_y", "s", "t", "slope"), integrable=("row_gains",),
        duals=(DualVector(row_gains[i], samples - d + 1, index=i),),
    )  # fmt: skip
    for place, good in ((Integer(3), True), (samples, True), (Rational(1, 2), False), (t, False)):
        claim = Claim(mean(row_gains[place] if good else row_gains[3]), "==", INVERSE)
        assert (said(claim, setting, fact="size", at=place).status == "decided") is good
    assert (
        said(Claim(mean(row_gains[4]), "==", INVERSE), setting, fact="size", at=Integer(3)).status
        == "not decided"
    )


# a theorem about bounded letters says nothing where they are not bounded


def test_theorem_about_bounded_letters_is_not_used_of_unbounded_ones() -> None:
    claim = Claim(mean(s**4), "<=", c)
    bounded = Hilbert((), random=("s",))
    lemma = Statement((claim,), (real("c", 0, lower_open=True), real("s", 0, 1)), (), bounded)
    used = step("used", claim, "theorem", certificate={"name": "lemma"})
    for setting, good in ((bounded, True), (Hilbert((), random=("s",), square_integrable=("s",)), False)):
        found = ledger(
            claim,
            (real("c", 0, lower_open=True), real("s", 0, 1)),
            used,
            theorems={"lemma": lemma},
            setting=setting,
        )
        assert found.complete is good, reasons(found)
