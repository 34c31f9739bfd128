"""Claims as Coq text: exact, with every premise, and nothing that could end a comment. No coqc needed."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
import sympy
from sympy import Rational, Sum, exp, log, oo, pi, sqrt

from w2s_theory.notation import b, c_u, f_ST, f_star, f_TE, h, i, inner, j, kappa, mean, n, s, t, tau
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.expressions import Letters, NotPrintable, to_coq
from w2s_theory.second_kernel.lemma import Lemma, claim_to_coq, comment
from w2s_theory.second_kernel.premises import setting_facts
from w2s_theory.second_kernel.recheck import coq_file, print_proof, recheck
from w2s_theory.second_kernel.required import REQUIRED
from w2s_theory.second_kernel.rules import COMBINATIONS, REASONS, NotArithmetic, lemma_of
from w2s_theory.theorems.listing import Catalog

UNIT = Parameter("s", reals(0, 1), reals(0, 1))
TIME = Parameter("tau", reals(0), reals(0, 1))


def text(expression) -> str:
    return to_coq(expression, Letters())


def lemma(step: Step, *parameters: Parameter, earlier: tuple[Step, ...] = (), **statement) -> Lemma:
    found = lemma_of(
        "step_1", step, Statement((), parameters, **statement), {each.name: each for each in earlier}
    )
    assert isinstance(found, Lemma), found
    return found


@pytest.mark.parametrize(
    ("expression", "coq"),
    [
        (Rational(3, 4), "(3 / 4)"),
        (Rational(-1, 3), "(- (1 / 3))"),
        (sympy.Integer(-2), "(- 2)"),
        (pi, "PI"),
        (s**3, "(s ^ 3)"),
        (s**-2, "(/ (s ^ 2))"),
        (sqrt(s), "(sqrt s)"),
        (exp(-tau), "(exp ((- 1) * tau))"),
        (log(1 + s), "(ln (1 + s))"),
        (2 * s / t, "((2 * s) / (t))"),
        (s ** Rational(-3, 2), "(/ ((sqrt s) ^ 3))"),
        (kappa**tau, "Pow_of_kappa_tau"),
        (inner(f_TE, f_star), "ip_f_TE_f_star"),
        (b[j], "b_at_j"),
    ],
)
def test_terms_are_exact(expression, coq):
    assert text(expression) == coq


@pytest.mark.parametrize("expression", [sympy.Float("0.5"), oo, sympy.I, 0.25 + s])
def test_what_has_no_exact_form_is_refused(expression):
    with pytest.raises(NotPrintable):
        text(expression)


def test_no_lemma_is_printed_with_a_decimal_point():
    catalog = Catalog()
    for name in REQUIRED[1::6]:
        theorem = catalog[name]
        for found in print_proof(theorem.statement(), theorem.proof()):
            if isinstance(found, Lemma):
                assert not re.search(r"\d\.\d", " ".join((*found.binders, found.conclusion, *found.proof)))


def test_letters_are_one_for_each_expression():
    letters = Letters()
    first, second = Sum(b[j] ** 2, (j, 0, n - 1)), Sum(b[j] ** 3, (j, 0, n - 1))
    means = mean(inner(f_TE, f_TE)), mean(inner(f_star, f_star))
    names = [letters.name(each) for each in (first, second, *means, first)]
    assert names[0] == names[-1] and len(set(names)) == 4
    # Coq's own names are not taken for letters
    assert letters.name(sympy.Symbol("exp")) != "exp" and letters.name(sympy.Symbol("R")) != "R"


@pytest.mark.parametrize(
    ("relation", "coq"), [("==", "s = t"), ("<=", "s <= t"), ("<", "s < t"), (">=", "t <= s"), (">", "t < s")]
)
def test_relations(relation, coq):
    assert claim_to_coq(Claim(s, relation, t), Letters()) == coq


def test_a_lemma_holds_domains_hypotheses_restrictions_and_used_steps():
    first = Step("first", Claim(exp(-tau), ">", 0), "rational", "decay", variables=(TIME,))
    step = Step(
        "second", Claim(s * exp(-t), ">=", 0), "ring", "positive", uses=("first",), where=(Claim(t, "<", 5),),
        certificate={"multipliers": {"first": s}, "at": {"first": {tau: t}}},
    )  # fmt: skip
    time = Parameter("t", reals(0), reals(0, 1))
    found = lemma(step, UNIT, time, earlier=(first,), hypotheses=(Claim(s, "<=", t),))
    said = "\n".join(found.binders)
    for premise in ("0 <= s", "s <= 1", "0 <= t", "s <= t", "t < 5"):
        assert f": {premise})" in said, said
    # the earlier step is a premise for every value of its own letter, not only for the one that is used
    assert "forall own_tau : R, 0 <= own_tau -> 0 < (exp ((- 1) * own_tau))" in said
    assert found.conclusion == "0 <= (s * (exp ((- 1) * t)))"


def test_a_letter_with_another_domain_is_not_the_same_letter():
    first = Step("first", Claim(tau, ">=", 0), "ring", "given", variables=(TIME,))
    wider = Parameter("tau", reals(), reals(0, 1))
    step = Step("second", Claim(tau, ">=", 0), "ring", "wrong", uses=("first",), variables=(wider,))
    found = lemma_of("step_1", step, Statement((), ()), {"first": first})
    assert isinstance(found, NotArithmetic) and "another domain" in found.reason


def test_the_value_of_a_whole_letter_is_whole():
    whole = Parameter("i", integers(0), integers(0, 9))
    first = Step("first", Claim(i**2, ">=", i), "ring", "given", variables=(whole,))
    for value, fine in ((i + 1, True), (i / 2, False), (s, False)):
        step = Step(
            "second", Claim(value**2, ">=", value), "ring", "an instance", uses=("first",), variables=(whole,),
            certificate={"multipliers": {"first": 1}, "at": {"first": {i: value}}},
        )  # fmt: skip
        found = lemma_of("step_1", step, Statement((), (UNIT,)), {"first": first})
        assert isinstance(found, Lemma) is fine
        assert fine or (found.owed and "whole" in found.reason)


def test_a_letter_inside_a_mean_is_given_no_value():
    """It is a fixed number there; the value could depend on the draw."""
    letter = Parameter("c_u", reals(), reals(0, 1))
    first = Step("first", Claim(mean(c_u * h), ">=", 0), "ring", "given", variables=(letter,))
    step = Step(
        "second", Claim(mean(h**2), ">=", 0), "ring", "", uses=("first",),
        certificate={"multipliers": {"first": 1}, "at": {"first": {c_u: h}}},
    )  # fmt: skip
    found = lemma_of("step_1", step, Statement((), ()), {"first": first})
    assert isinstance(found, NotArithmetic) and found.owed and "mean" in found.reason


def test_integers_are_reals_with_their_ends():
    step = Step("one", Claim(n, ">=", 1), "ring", "least")
    assert "(D0 : 1 <= n)" in lemma(step, Parameter("n", integers(1), integers(1, 9))).binders


def test_the_gram_form_is_a_premise_for_all_coefficients():
    setting = Hilbert(("f_star", "f_TE"), (Operator("P", "projection", ((f_star, f_TE),)),))
    claim = Claim(inner(f_star, f_star), ">=", 2 * inner(f_star, f_TE) - inner(f_TE, f_TE))
    step = Step("one", claim, "gram", "square", certificate={"squares": ((1, f_star - f_TE),)})
    said = "\n".join(lemma(step, setting=setting).binders)
    assert "(Psd : forall c0 c1 : R, 0 <= c0 ^ 2 * ip_f_star_f_star" in said
    assert ": ip_f_TE_f_TE = ip_f_TE_f_star)" in said


def test_what_an_operator_gives():
    shrinkage = Hilbert(("f_TE", "f_ST"), (Operator("S", "shrinkage", ((f_TE, f_ST),)),))
    assert setting_facts(shrinkage) == {
        "S.nonnegative(0)": Claim(inner(f_TE, f_ST), ">=", 0),
        "S.below(0)": Claim(inner(f_TE, f_TE), ">=", inner(f_ST, f_TE)),
        "S.square(0)": Claim(inner(f_ST, f_TE), ">=", inner(f_ST, f_ST)),
    }
    # a symmetric operator without a sign gives equalities only
    plain = Hilbert(("f_TE", "f_ST"), (Operator("S", "self_adjoint", ((f_TE, f_ST), (f_ST, f_TE))),))
    assert {claim.relation for claim in setting_facts(plain).values()} == {"=="}


def test_sums_are_sequences_where_terms_are_compared():
    term = Step(
        "term", Claim(b[j] ** 2, ">=", 0), "ring", "a square", variables=(Parameter("j", integers(0), integers(0, 9)),)
    )  # fmt: skip
    total = Sum(b[j] ** 2, (j, 0, n - 1))
    step = Step("all", Claim(total, ">=", 0), "termwise", "all", uses=("term",), certificate={"term": "term"})
    found = lemma(step, Parameter("b", reals(), reals(0, 1), length=3), earlier=(term,))
    assert "(sum_f_R0 (fun j_ : nat => ((seq_b_at_j j_) ^ 2)) N_)" in found.conclusion
    infinite = Step(
        "all", Claim(Sum(b[j] ** 2, (j, 0, oo)), ">=", 0), "termwise", "all", uses=("term",),
        certificate={"term": "term"},
    )  # fmt: skip
    assert isinstance(lemma_of("step_1", infinite, Statement((), ()), {"term": term}), NotArithmetic)


def test_a_missing_premise_is_not_passed_over():
    step = Step("one", Claim(s, ">=", 0), "ring", "", certificate={"multipliers": {"nowhere": s}})
    found = lemma_of("step_1", step, Statement((), (UNIT,)), {})
    assert isinstance(found, NotArithmetic) and found.owed and "nowhere" in found.reason
    answers = recheck("name", Statement((), (UNIT,)), (step,), None)
    assert answers.count("not accepted") == 1 and not answers.accepted


def test_every_rule_is_printed_or_has_a_reason():
    from pathlib import Path

    import proofs_check.rules

    rules = {path.stem for path in Path(proofs_check.rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert rules == {*COMBINATIONS, *REASONS, "enclosure", "cases"}


@pytest.mark.parametrize(
    "dangerous", ["*) Axiom no : False. (*", 'a " b', "(* (* open", "日本\x07\nnext line"]
)
def test_a_comment_cannot_be_left(dangerous):
    said = comment(dangerous)
    assert "*)" not in said and "(*" not in said and '"' not in said and said.isprintable() and said.isascii()


def test_a_name_of_a_step_cannot_reach_coq():
    step = Step("*) Axiom no : False. (*", Claim(s, ">=", 0), "ring", "", certificate={"rest": s})
    said = coq_file("title", (lemma(step, UNIT),))
    assert "\nAxiom" not in said and said.count("Lemma step_1\n") == 1


def test_without_coqc_nothing_is_said_to_be_accepted():
    theorem = Catalog()["student_error_ge_of_norm_nonincreasing"]
    found = recheck(theorem.name, theorem.statement(), theorem.proof(), None)
    assert not found.accepted and found.count("not re-checked") == 7 and found.axioms == ()
    assert "Lemma step_1" in found.text


def test_required_theorems_exist_and_are_proved():
    catalog = Catalog()
    assert len(set(REQUIRED)) == len(REQUIRED)
    assert all(catalog[name].status == "proved" for name in REQUIRED)


def test_fractions_of_domains_are_exact():
    third = Parameter("s", reals(Fraction(1, 3), 1), reals(Fraction(1, 3), 1))
    step = Step("one", Claim(s, ">=", Rational(1, 3)), "ring", "least")
    assert "(D0 : (1 / 3) <= s)" in lemma(step, third).binders
