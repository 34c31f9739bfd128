"""What the kernel insists on before any rule is asked: every test shows it refusing something wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from made_up_proofs import HALF, ledger, real, reasons, step, unchecked, whole
from sympy import Float, Rational, Symbol

from w2s_theory.checks.proofs import prove
from w2s_theory.notation import L_ST, L_TE, d, f_ST, f_star, f_TE, inner, j, k, n, norm_squared, s, x, z
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Domain, Parameter, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement, Theorem
from w2s_theory.theorems.listing import Catalog

UNIT = (real("s", 0, 1),)
SQUARE = Claim(s - s**2, ">=", 0)
SQUARED = step("square", SQUARE, "polynomial_sign")


def refuses(found, text: str) -> None:
    """The proof is not complete, and the reason is the one meant."""
    assert not found.complete
    assert text in reasons(found), reasons(found)


def test_kernel_accepts_a_true_proof() -> None:
    found = ledger(SQUARE, UNIT, SQUARED)
    assert found.complete and found.rests_on == ()


def test_kernel_refuses_a_later_step() -> None:
    first = step(
        "first",
        Claim(2 * (s - s**2), ">=", 0),
        "ring",
        uses=("square",),
        certificate={"multipliers": {"square": 2}},
    )
    refuses(ledger(SQUARE, UNIT, first, SQUARED), "which does not come before")
    assert ledger(first.claim, UNIT, SQUARED, first).complete


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (step("square", SQUARE, "cited", certificate={"fact": "wishful_thinking", "of": {}}), "not in the table"),
        (step("square", SQUARE, "hope"), "no rule 'hope'"),
        (step("square", SQUARE, "ring", certificate={"rest": 0.25}), "float"),
        (step("square", SQUARE, "ring", certificate={"rest": Float("0.5") * s}), "float"),
        (step("square", SQUARE, "ring", certificate={"multipliers": {"square": {"inside": (1, 0.5)}}}), "float"),
        (step("square", SQUARE, "ring", certificate={"rest": "s - s**2"}), "the text 's - s**2'"),
        (step("square", SQUARE, "ring", certificate={"multipliers": {"print(1)": 2}}), "the text 'print(1)'"),
        (step("square", SQUARE, "ring", unfold=("L_magic",)), "no definition in the notation table"),
        (step("square", SQUARE, "ring", unfold=("s",)), "no definition in the notation table"),
        (step("square", SQUARE, "polynomial_sign", where=(Claim(s, "<=", HALF),)), "only under restrictions"),
        (step("square", SQUARE, "polynomial_sign", variables=(whole("j"),)), "only under restrictions"),
        (step("square", Claim(s, ">=", 0), "polynomial_sign"), "is not the statement"),
        (step("square", Claim(s - s**2, ">", 0), "polynomial_sign"), "is not the statement"),
        (step("square", Claim(s**2 - s, "<=", 0), "polynomial_sign"), "is not the statement"),
    ],
)  # fmt: skip
def test_kernel_refuses_a_malformed_last_step(changed: Step, text: str) -> None:
    refuses(ledger(SQUARE, UNIT, changed), text)


def test_kernel_refuses_a_name_used_twice() -> None:
    wrong = step("square", Claim(s, ">=", 1), "ring")
    refuses(ledger(SQUARE, UNIT, wrong, SQUARED), "used twice")


def test_kernel_refuses_a_statement_without_claims_and_a_proof_without_steps() -> None:
    refuses(ledger((), UNIT, SQUARED), "claims nothing")
    refuses(ledger(SQUARE, UNIT), "no step that states the claim")


@pytest.mark.parametrize(
    ("letter", "text"),
    [
        (Symbol("L_TE"), "L_TE"),
        (Symbol("s", real=True), "s"),
        (Symbol("q", real=True), "q"),
        (x, "x"),
        (sympy.IndexedBase("b")[0], "b"),
    ],
)
def test_kernel_refuses_letters_that_are_not_declared(letter, text: str) -> None:
    claim = Claim(letter**2, ">=", 0)
    refuses(
        ledger(claim, UNIT, step("only", claim, "ring", certificate={"squares": ((1, letter),)})),
        f"the letter {text}",
    )


def test_kernel_refuses_a_float_in_a_claim() -> None:
    claim = Claim(Float("0.5") * s, ">=", 0)
    refuses(ledger(claim, UNIT, step("only", claim, "ring", certificate={"rest": claim.left})), "a float")


def test_kernel_reads_no_text_as_an_expression() -> None:
    claim = Claim("s - s**2", ">=", 0)  # which SymPy would read with an s that is any complex number
    refuses(
        ledger(claim, UNIT, step("only", claim, "polynomial_sign")), "the text 's - s**2' is no expression"
    )
    under = step("square", SQUARE, "polynomial_sign", where=(Claim("s", ">", 0),))
    refuses(ledger(SQUARE, UNIT, under), "the text 's' is no expression")


@pytest.mark.parametrize("bad", [sympy.nan, sympy.zoo, sympy.oo, sympy.I])
def test_kernel_refuses_what_is_no_real_number(bad) -> None:
    claim = Claim(s + bad, "==", s + bad)
    refuses(ledger(claim, UNIT, step("only", claim, "ring")), "is not a real number")


def test_kernel_refuses_a_vector_outside_an_inner_product() -> None:
    claim = Claim(f_star, "==", f_star)
    refuses(ledger(claim, (), step("only", claim, "ring")), "stands outside an inner product")


def test_kernel_refuses_a_valid_proof_of_something_easier() -> None:
    """A smaller domain, an easier claim or another statement: the proof does not get to choose."""
    half = Statement((SQUARE,), (real("s", 0, HALF),))
    assert half.claims == (SQUARE,)
    wide = Claim(1 - 2 * s, ">=", 0)
    narrow = step("only", wide, "polynomial_sign")
    assert ledger(wide, (real("s", 0, HALF),), narrow).complete
    refuses(ledger(wide, UNIT, narrow), "it fails at")
    refuses(ledger(Claim(s - s**2, ">=", Rational(1, 8)), UNIT, SQUARED), "is not the statement")


def test_kernel_refuses_a_restricted_step_outside_its_restriction() -> None:
    small = Claim(1 - 2 * s, ">=", 0)
    first = step("small", small, "ring", where=(Claim(s, "<=", HALF),), certificate={"rest": small.left})
    last = step("everywhere", small, "ring", uses=("small",), certificate={"multipliers": {"small": 1}})
    refuses(ledger(small, UNIT, first, last), "outside its restriction")


def test_kernel_refuses_an_instance_outside_the_domain_of_the_letter() -> None:
    positive = step(
        "positive", Claim(z, ">", 0), "polynomial_sign", variables=(real("z", 0, 1, lower_open=True),)
    )
    for value, fits in (
        (sympy.Integer(1), True),
        (sympy.Integer(0), False),
        (sympy.Integer(-1), False),
        (s, False),
    ):
        claim = Claim(value, ">", 0)
        last = step(
            "last",
            claim,
            "ring",
            uses=("positive",),
            certificate={"at": {"positive": {z: value}}, "multipliers": {"positive": 1}},
        )
        found = ledger(claim, UNIT, positive, last)
        assert found.complete == fits, reasons(found)


def test_kernel_rechecks_the_restriction_of_an_instance() -> None:
    large = step(
        "large",
        Claim(z, ">=", 1),
        "ring",
        where=(Claim(z, ">=", 2),),
        variables=(real("z", 0, 3),),
        certificate={"rest": z - 1},
    )
    for value, fits in ((2, True), (1, False)):
        claim = Claim(sympy.Integer(value), ">=", 1)
        options = {"at": {"large": {z: sympy.Integer(value)}}, "multipliers": {"large": 1}}
        assert (
            ledger(
                claim, (), large, step("last", claim, "ring", uses=("large",), certificate=options)
            ).complete
            == fits
        )


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        (real("x", -1, 1), "positive"),
        (real("x", 0, 1), "positive"),
        (real("s", -1, 1), "nonnegative"),
        (real("s"), "nonnegative"),
        (real("d", 2), "whole numbers"),
        (whole("z"), "whole numbers"),
        (Parameter("unheard_of", reals(0, 1), reals(0, 1)), "not in the notation table"),
        (unchecked("z", lower=0.5), "exact number"),
    ],
)
def test_kernel_refuses_a_domain_wider_than_what_sympy_assumes(parameter: Parameter, text: str) -> None:
    """``sqrt(x**2)`` is ``x`` before anybody looks, because the letter is positive."""
    claim = Claim(sympy.Integer(0), "==", sympy.Integer(0))
    refuses(ledger(claim, (parameter,), step("only", claim, "ring")), text)


def test_kernel_refuses_a_parameter_declared_twice() -> None:
    refuses(ledger(SQUARE, (*UNIT, real("s", 0, 2)), SQUARED), "declared twice")


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        (real("s", 5, 6), "belongs to the statement"),
        (real("L_TE", 0, 1), "stands for something"),
        (real("z", 1, 0), "is empty"),
        (real("z", 0, 0, lower_open=True), "is empty"),
        (unchecked("j", lower=Fraction(1, 3), upper=Fraction(2, 3), integer=True), "is empty"),
        (
            unchecked(
                "j", lower=Fraction(0), upper=Fraction(1), lower_open=True, upper_open=True, integer=True
            ),
            "is empty",
        ),
    ],
)
def test_kernel_refuses_to_quantify_over(variable: Parameter, text: str) -> None:
    """A letter of a step must be free, and have a value: over an empty domain everything is true."""
    wrong = Claim(sympy.Integer(0), ">=", 1)
    first = step("first", wrong, "ring", variables=(variable,))
    last = step("last", wrong, "ring", uses=("first",), certificate={"multipliers": {"first": 1}})
    refuses(ledger(wrong, UNIT, first, last), text)


def test_kernel_refuses_to_quantify_over_a_letter_that_the_hypotheses_or_the_setting_fix() -> None:
    always = Claim(sympy.Integer(0), "==", 0)
    first = step("first", always, "ring", variables=(whole("j"),))
    refuses(
        ledger(
            always, (whole("k"),), first, step("last", always, "ring"), hypotheses=(Claim(k, "==", 2 * j),)
        ),
        "the letter j is not declared",
    )
    setting = Hilbert(("f_star",), (), (("norm", Claim(inner(f_star, f_star), "==", j)),))
    refuses(
        ledger(always, (), first, step("last", always, "ring"), setting=setting),
        "the letter j is not declared",
    )
    refuses(
        ledger(always, (whole("j"),), first, step("last", always, "ring"), setting=setting),
        "belongs to the statement",
    )


def test_kernel_unfolds_only_the_notation_table() -> None:
    """L_TE is ||f* - f_TE||^2 and nothing else, whatever a proof would like it to be."""
    setting = Hilbert(
        ("f_star", "f_TE", "f_ST"),
        (Operator("P", "projection", ((f_star, f_TE),)),),
        (("unit", Claim(inner(f_star, f_star), "==", 1)),),
    )
    parameters = (real("L_TE", 0, 1),)
    for left, right, true in (
        (inner(f_TE, f_TE), 1 - L_TE, True),
        (inner(f_TE, f_TE), 1 - L_TE / 2, False),
        (inner(f_ST, f_ST), 1 - L_TE, False),
    ):
        claim = Claim(left, "==", right)
        assert (
            ledger(claim, parameters, step("only", claim, "gram", unfold=("L_TE",)), setting=setting).complete
            == true
        )


def test_kernel_reports_a_rule_that_breaks_as_not_decided() -> None:
    broken = step("square", SQUARE, "ring", certificate={"multipliers": 7})
    assert ledger(SQUARE, UNIT, broken).lines[0].decision.status == "not decided"


# theorems used by theorems

LEMMA = Statement((Claim(s * (1 - s), "<=", Rational(1, 4)),), UNIT)


def test_theorem_gives_instances_on_its_own_domain() -> None:
    for value, fits in ((z, True), (z + 1, False), (2 * z, False)):
        claim = Claim(value * (1 - value), "<=", Rational(1, 4))
        last = step("last", claim, "theorem", certificate={"name": "lemma", "values": {s: value}})
        assert ledger(claim, (real("z", 0, 1),), last, theorems={"lemma": LEMMA}).complete == fits


def test_theorem_must_be_declared() -> None:
    last = step("last", LEMMA.claims[0], "theorem", certificate={"name": "lemma"})
    refuses(ledger(LEMMA.claims, UNIT, last), "not among the theorems")
    assert ledger(LEMMA.claims, UNIT, last, theorems={"lemma": LEMMA}).complete


SETTING = Hilbert(
    ("f_star", "f_TE", "f_ST"), (), (("student", Claim(inner(f_ST, f_ST), "==", s * inner(f_TE, f_TE))),)
)
ABOUT_VECTORS = Statement((Claim(norm_squared(f_ST), "<=", L_TE),), (*UNIT, real("L_TE", 0, 1)), (), SETTING)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({L_TE: sympy.Integer(0)}, "has a definition"),
        ({f_ST: f_star}, "in the setting"),
        ({s: sympy.Integer(0)}, "in the setting"),
        ({z: sympy.Integer(0)}, "no letter that may be given a value"),
    ],
)
def test_theorem_refuses_values_for_what_is_fixed(values: Mapping, text: str) -> None:
    claim = Claim(norm_squared(f_ST).subs(values), "<=", L_TE.subs(values))
    last = step("last", claim, "theorem", certificate={"name": "about", "values": values})
    refuses(
        ledger(claim, ABOUT_VECTORS.parameters, last, setting=SETTING, theorems={"about": ABOUT_VECTORS}),
        text,
    )


def test_theorem_needs_its_setting_and_its_hypotheses() -> None:
    claim = ABOUT_VECTORS.claims[0]
    last = step("last", claim, "theorem", certificate={"name": "about"})
    theorems = {"about": ABOUT_VECTORS}
    assert ledger(claim, ABOUT_VECTORS.parameters, last, setting=SETTING, theorems=theorems).complete
    refuses(
        ledger(claim, ABOUT_VECTORS.parameters, last, setting=Hilbert(("f_ST",)), theorems=theorems),
        "setting",
    )
    restricted = Statement(LEMMA.claims, UNIT, (Claim(s, ">=", HALF),))
    last = step("last", LEMMA.claims[0], "theorem", certificate={"name": "lemma"})
    refuses(
        ledger(LEMMA.claims, UNIT, last, theorems={"lemma": restricted}), "outside its restriction s >= 1/2"
    )


def test_theorem_values_are_not_captured() -> None:
    """Sum of j x over j at x = j is not the sum of j^2."""
    total = sympy.Sum(j * s, (j, 0, n))
    lemma = Statement((Claim(total, ">=", 0),), (*UNIT, whole("n")))
    claim = Claim(sympy.Sum(j * j, (j, 0, n)), ">=", 0)
    last = step("last", claim, "theorem", certificate={"name": "lemma", "values": {s: j}})
    assert not ledger(claim, (whole("n"),), last, theorems={"lemma": lemma}).complete


def _theorem(name: str, *depends_on: str) -> Theorem:
    catalog = Catalog()
    base = catalog["student_error_ge_of_shrinkage"]
    used = tuple(
        step(f"use_{other}", base.claims()[0], "theorem", certificate={"name": other}) for other in depends_on
    )
    return replace(base, name=name, depends_on=depends_on, proof=(lambda: used) if used else base.proof)


def test_prove_refuses_a_circle() -> None:
    """Two theorems that rest on each other prove nothing; a chain does."""
    catalog = {"first": _theorem("first", "second"), "second": _theorem("second", "first")}
    found = prove(catalog["first"], catalog)
    assert not found.complete and "circle" in found.problem
    itself = {"alone": _theorem("alone", "alone")}
    assert "circle" in prove(itself["alone"], itself).problem
    chain = {"first": _theorem("first", "second"), "second": _theorem("second")}
    assert prove(chain["first"], chain).complete
    assert prove(chain["first"], chain).rests_on == ("setting: target.unit", "theorem: second")


def test_prove_carries_an_incomplete_proof_upwards() -> None:
    hollow = replace(_theorem("second"), proof=lambda: ())
    catalog = {"first": _theorem("first", "second"), "second": hollow}
    assert "second" in prove(catalog["first"], catalog).problem


def test_domain_open_ends_matter() -> None:
    """1 - s is positive on [0, 1), not on [0, 1]."""
    claim = Claim(1 - s, ">", 0)
    only = step("only", claim, "polynomial_sign")
    assert ledger(
        claim, (Parameter("s", Domain(Fraction(0), Fraction(1), upper_open=True), reals(0, 1)),), only
    ).complete
    assert not ledger(claim, UNIT, only).complete
    assert not ledger(
        Claim(d - 2, ">", 0), (whole("d", 2),), step("only", Claim(d - 2, ">", 0), "polynomial_sign")
    ).complete


def test_errors_cannot_be_told_apart_from_their_definition() -> None:
    """Without unfolding, L_ST is only a letter: nothing follows about it from the setting."""
    claim = Claim(L_ST, ">=", 1)
    assert not ledger(claim, (), step("only", claim, "gram"), setting=Hilbert(("f_star", "f_ST"))).complete
