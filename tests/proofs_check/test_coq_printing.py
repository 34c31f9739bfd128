"""Claims as Coq text: exact, with every premise, and nothing that could end a comment. No coqc needed."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from sympy import Rational, Sum, exp, log, oo, pi, sqrt

from w2s_theory.notation import b, f_ST, f_star, f_TE, h, inner, j, kappa, mean, n, s, t, tau
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.expressions import Letters, NoPremise, NotPrintable, to_coq
from w2s_theory.second_kernel.lemma import Lemma, claim_to_coq, comment
from w2s_theory.second_kernel.meaning import Meaning
from w2s_theory.second_kernel.premises import setting_facts
from w2s_theory.second_kernel.proof_file import ProofFile, print_proof
from w2s_theory.second_kernel.recheck import no_theorem, recheck
from w2s_theory.second_kernel.required import REQUIRED
from w2s_theory.second_kernel.rules import ARGUMENTS, COMBINATIONS, REASONS, algebra_of
from w2s_theory.theorems.listing import Catalog

UNIT = Parameter("s", reals(0, 1), reals(0, 1))
TIME = Parameter("tau", reals(0), reals(0, 1))


def text(expression) -> str:
    return to_coq(expression, Letters())


def lemma(step: Step, *parameters: Parameter, earlier: tuple[Step, ...] = (), **statement) -> Lemma:
    return algebra_of(
        "algebra", step, Statement((), parameters, **statement), {each.name: each for each in earlier}
    )


def file_of(step: Step, *parameters: Parameter, earlier: tuple[Step, ...] = (), **statement) -> ProofFile:
    return print_proof("one", Statement((step.claim,), parameters, **statement), (*earlier, step), no_theorem)


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


def test_nothing_is_printed_with_a_decimal_point():
    catalog = Catalog()
    for name in REQUIRED[1::6]:
        theorem = catalog[name]
        said = print_proof(name, theorem.statement(), theorem.proof(), no_theorem).text()
        assert not re.search(r"\d\.\d", re.sub(r"\(\*.*?\*\)", "", said))


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
    # the algebra has the earlier step where it is used; the section has it for every value, and proves the instance
    assert "0 <= t -> 0 < (exp ((- 1) * t))" in said
    whole = file_of(step, UNIT, time, earlier=(first,), hypotheses=(Claim(s, "<=", t),)).text()
    assert "Lemma step_first : forall (tau : R), 0 <= tau -> 0 < (exp ((- 1) * tau))." in whole
    assert "pose proof (step_first t) as G." in whole
    assert found.conclusion == "0 <= (s * (exp ((- 1) * t)))"


def test_integers_are_reals_with_their_ends():
    step = Step("one", Claim(n, ">=", 1), "ring", "least")
    letter = Parameter("n", integers(1), integers(1, 9))
    assert "(D0 : 1 <= n)" in lemma(step, letter).binders
    # in the section they are whole
    section = file_of(replace(step, claim=Claim(n, ">=", 1)), letter).text()
    assert "Hypothesis whole_n : whole n." in section and "Hypothesis domain_n_0 : 1 <= n." in section


def test_chance_is_a_function_of_the_outcome():
    setting = Hilbert(("f_star", "f_TE"), random=("f_TE", "h"))
    step = Step("one", Claim(mean(h * inner(f_TE, f_star)), "<=", h), "ring", "")
    said = file_of(step, setting=setting).text()
    assert "Variable h : Omega -> R." in said and "Variable v_f_TE : Omega -> V." in said
    assert "Variable v_f_star : V." in said
    left = "(E (fun outcome : Omega => ((h outcome) * (inner (v_f_TE outcome) v_f_star))))"
    assert f"forall (outcome : Omega), {left} <= (h outcome)" in said


def test_a_variable_does_not_hide_what_a_term_speaks_of():
    names = Meaning(Statement((), ()), frozenset())
    assert names.identifier("E") != "E" and names.identifier("P1") != "P1" and names.identifier("W") != "W"
    assert names.identifier("L_TE") == "L_TE"


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


def test_sums_are_compared_term_by_term():
    term = Step(
        "term", Claim(b[j] ** 2, ">=", 0), "ring", "a square", variables=(Parameter("j", integers(0), integers(0, 9)),)
    )  # fmt: skip
    total = Sum(b[j] ** 2, (j, 0, n - 1))
    step = Step("all", Claim(total, ">=", 0), "termwise", "all", uses=("term",), certificate={"term": "term"})
    parameter = Parameter("b", reals(), reals(0, 1), length=3)
    found = file_of(step, parameter, earlier=(term,))
    assert "(fsum (fun j : R => ((seq_b j) ^ 2)) 0 ((- 1) + n))" in found.text()
    assert "apply fsum_nonneg" in found.text() and found.steps[-1].proof is not None
    infinite = replace(step, claim=Claim(Sum(b[j] ** 2, (j, 0, oo)), ">=", 0))
    last = file_of(infinite, parameter, earlier=(term,)).steps[-1]
    assert last.proof is None and last.stated is not None and "infinite sums" in last.reason


def test_a_missing_premise_is_not_passed_over():
    step = Step("one", Claim(s, ">=", 0), "ring", "", certificate={"multipliers": {"nowhere": s}})
    with pytest.raises(NoPremise, match="nowhere"):
        algebra_of("algebra", step, Statement((), (UNIT,)), {})
    answers = recheck("name", Statement((step.claim,), (UNIT,)), (step,), None)
    assert answers.count("refused") == 1 and not answers.accepted


def test_what_cannot_be_said_or_proved_is_named():
    step = Step("far", Claim(sympy.Limit(s, s, 0), "<=", 1), "monotone", "")
    found = recheck("name", Statement((step.claim,), (UNIT,)), (step,), None)
    assert [each.answer for each in found.steps] == ["not expressible"] and not found.accepted
    assert "cannot be said: Limit" in found.text
    fact = replace(step, name="a fact", claim=Claim(s, "<=", 1), rule="cited")
    found = recheck("name", Statement((fact.claim,), (UNIT,)), (fact,), None)
    assert [each.answer for each in found.steps] == ["axiom"] and found.accepted
    assert "Hypothesis axiom_a_fact : s <= 1." in found.text


def test_every_rule_is_printed_or_has_a_reason():
    from pathlib import Path

    import proofs_check.rules

    rules = {path.stem for path in Path(proofs_check.rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert rules == {
        *COMBINATIONS,
        *ARGUMENTS,
        *REASONS,
        "enclosure",
        "cases",
        "definition",
        "termwise",
        "theorem",
    }


@pytest.mark.parametrize(
    "dangerous", ["*) Axiom no : False. (*", 'a " b', "(* (* open", "日本\x07\nnext line"]
)
def test_a_comment_cannot_be_left(dangerous):
    said = comment(dangerous)
    assert "*)" not in said and "(*" not in said and '"' not in said and said.isprintable() and said.isascii()


def test_a_name_of_a_step_cannot_reach_coq():
    step = Step("*) Axiom no : False. (*", Claim(s, ">=", 0), "ring", "", certificate={"rest": s})
    said = file_of(step, UNIT).text()
    assert "\nAxiom" not in said and "Axiom no : False. (*" not in said and said.count("Lemma step_") == 1


def test_without_coqc_nothing_is_said_to_be_accepted():
    theorem = Catalog()["student_error_ge_of_norm_nonincreasing"]
    found = recheck(theorem.name, theorem.statement(), theorem.proof(), None)
    assert not found.accepted and found.count("not re-checked") == 7 and found.axioms == ()
    assert "Lemma step_nearest_point" in found.text
    # the statement is said once more, and the last step must be a proof of it
    assert "Definition statement : (" in found.text and ":= step_every_teacher." in found.text


def test_required_theorems_exist_and_are_proved():
    catalog = Catalog()
    assert len(set(REQUIRED)) == len(REQUIRED)
    assert all(catalog[name].status == "proved" for name in REQUIRED)


def test_fractions_of_domains_are_exact():
    third = Parameter("s", reals(Fraction(1, 3), 1), reals(Fraction(1, 3), 1))
    step = Step("one", Claim(s, ">=", Rational(1, 3)), "ring", "least")
    assert "(D0 : (1 / 3) <= s)" in lemma(step, third).binders
