"""A printed certificate is an identity: both sides agree for any numbers, by arithmetic that is not the checker's."""

from __future__ import annotations

import cmath
import random
from dataclasses import replace
from functools import cache

import pytest
import sympy

from w2s_theory import notation
from w2s_theory.printing.certificate import RULES, Certificate, Term, certificates_of
from w2s_theory.printing.written_proof import excess_text, written_proof
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
SHRINKAGE = "student_error_ge_of_shrinkage"
# combinations of these rules are written out wherever the equalities enter as multiples; Gram certificates always
ALWAYS = "gram"


@cache
def certificates(name: str) -> dict[str, Certificate]:
    theorem = CATALOG[name]
    return certificates_of(theorem.statement(), theorem.proof())


class Numbers:
    """A random number for every letter, entry, inner product, sum, mean: whatever arithmetic does not open."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.found: dict[sympy.Basic, complex] = {}

    def value(self, e: sympy.Basic) -> complex:
        if e.is_Number or e is sympy.pi or e is sympy.E:
            return complex(e)
        if isinstance(e, sympy.Add):
            return sum(map(self.value, e.args))
        if isinstance(e, sympy.Mul):
            product = complex(1)
            for factor in e.args:
                product *= self.value(factor)
            return product
        if isinstance(e, (sympy.Pow, sympy.exp)):
            base, exponent = e.as_base_exp()
            return self.value(base) ** self.value(exponent)
        if isinstance(e, sympy.log):
            return cmath.log(self.value(e.args[0]))
        if e not in self.found:
            whole = e.is_Symbol and e.is_integer
            self.found[e] = complex(self.random.randint(2, 5) if whole else self.random.uniform(0.1, 0.9))
        return self.found[e]


def disagreement(identity: Certificate, seed: str) -> float:
    """How far the sides differ at random numbers, as a share of the size of the terms; at a pole of theirs, at others."""
    for numbers in (Numbers(f"{seed}{again}") for again in ("", *range(20))):
        try:
            left = numbers.value(sympy.S(identity.left))
            terms = [numbers.value(sympy.S(term.value)) for term in identity.terms]
            terms.append(numbers.value(sympy.S(identity.rest)))
        except (
            ZeroDivisionError
        ):  # whole numbers meet it: N - d - 1 is 0 at (4, 3), which no hypothesis allows
            continue
        return abs(left - sum(terms)) / max(1.0, abs(left), *map(abs, terms))
    raise AssertionError("a pole at every draw")


@pytest.mark.parametrize("name", CATALOG)
def test_every_certificate_is_an_identity(name):
    found = certificates(name)
    gram = [step for step in CATALOG[name].proof() if step.rule == ALWAYS]
    # a square that is multiplied out combines nothing: both sides are the same
    wanted = {step.name for step in gram if disagreement(Certificate(step.claim, (), 0), step.name) > 1e-9}
    assert wanted <= set(found), "a Gram step is printed without its certificate"
    for step, identity in found.items():
        if any(isinstance(atom, sympy.gamma) for atom in sympy.S(identity.left).atoms(sympy.Function)):
            continue  # the functional equation of the gamma function is no arithmetic
        worst = max(disagreement(identity, f"{name}/{step}/{draw}") for draw in range(3))
        assert worst < 1e-9, (step, worst)


def test_a_wrong_multiplier_is_noticed():
    identity = certificates(SHRINKAGE)["in_ball"]
    first, *others = identity.terms
    wrong = replace(identity, terms=(Term(first.multiplier * sympy.Rational(101, 100), first.fact), *others))
    assert disagreement(identity, "a") < 1e-12 < 1e-4 < disagreement(wrong, "a")


def test_terms_that_must_not_be_negative_are_those_of_the_proof():
    """What is solved for are multiples of equalities alone: an inequality has the multiplier of the proof's file."""
    for name in CATALOG:
        steps = {step.name: step for step in CATALOG[name].proof()}
        for step, identity in certificates(name).items():
            given = steps[step].certificate.get("multipliers", {})
            for term in identity.terms:
                if term.fact is not None and term.fact.claim.relation != "==":
                    assert sympy.expand(term.multiplier - given[term.fact.name]) == 0, (name, step)


def test_the_decisive_line_of_the_quadratic_limit_can_be_checked_by_hand():
    proof = written_proof(CATALOG[SHRINKAGE])
    assert proof.identity_text("in_ball") == (
        "(1 - L_TE)/4 - ||f_ST - f_TE/2||^2 = "
        "[S.square(0)] - 1/4 [L_TE] - 1/4 [target.unit] - 1/2 [P.same(0,0)]"
    )
    facts = {fact.name: fact for fact in proof.facts}
    assert excess_text(facts["S.square(0)"].claim) == "<f_TE, f_ST> - ||f_ST||^2"
    assert facts["S.square(0)"].reason == "S - S^2 >= 0 at f_TE"
    assert facts["L_TE"].reason == "definition of L_TE"
    assert "[in_ball]" in proof.identity_text("nearest_point") and "||^2" in proof.identity_text(
        "nearest_point"
    )


def test_facts_that_share_a_name_are_told_apart():
    for name in CATALOG:
        proof = written_proof(CATALOG[name]) if certificates(name) else None
        if proof is not None:
            assert len({proof.name(fact) for fact in proof.facts}) == len(proof.facts)
            assert len({proof.letter(fact) for fact in proof.facts}) == len(proof.facts)


def test_nearly_every_combination_has_its_identity():
    """Left out is what gamma functions, or a definition under an integral, make equal: no arithmetic."""
    steps = [(name, step.name) for name in CATALOG for step in CATALOG[name].proof() if step.rule in RULES]
    lacking = [f"{name}: {step}" for name, step in steps if step not in certificates(name)]
    assert len(lacking) <= 0.04 * len(steps), lacking


def test_what_is_put_in_under_a_sum_and_what_combines_nothing_are_written_out():
    summed = written_proof(CATALOG["student_error_eq_mode_sum"])
    (fact,) = summed.identities["all_modes"].facts
    assert summed.identity_text("all_modes").endswith(f" = {summed.name(fact)}")
    assert fact.reason == "step ``one_mode``, put in"
    assert written_proof(CATALOG[SHRINKAGE]).identity_text("stable_form").endswith(" = 0")
    # the same words on both sides say enough
    assert "same" not in written_proof(CATALOG["teacher_error_ge_of_units"]).identities


def test_a_step_without_such_an_identity_has_none():
    found = certificates("relu_eigenvalue_eq_gamma_ratio")
    assert "rodrigues" not in found and "every_degree" not in found


def test_definitions_are_facts_of_the_notation_table():
    for identity in certificates(SHRINKAGE).values():
        for fact in identity.facts:
            if fact.reason.startswith("definition of "):
                assert fact.claim.right == notation.definition(fact.name)
