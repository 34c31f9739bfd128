"""``w2s explain``: every word that verdicts, records, rules and formulas use has an entry that can be asked for."""

from __future__ import annotations

import pytest

import w2s_theory as w
from w2s_theory import notation
from w2s_theory.glossary import KINDS, glossary


def test_every_entry_can_be_asked_for_by_its_word_and_answers_itself():
    for kind, entries in glossary().items():
        assert entries, kind
        for each in entries:
            assert each in w.explain(each.word).entries, each.word


def test_every_letter_of_the_notation_table_has_an_entry_with_the_table_s_meaning():
    letters = {each.word: each for each in glossary()["symbol"]}
    assert set(letters) == set(notation.NAMES)
    for row in notation.TABLE:
        assert (letters[row.name].meaning, letters[row.name].latex) == (row.meaning, row.latex)
        assert row.name in {each.word for each in w.explain(row.word)}


def test_no_two_entries_share_a_line_of_the_page():
    anchors = [each.anchor for entries in glossary().values() for each in entries]
    assert len(set(anchors)) == len(anchors)


def test_every_fact_that_an_operator_brings_to_a_proof_is_explained_as_the_checker_has_it():
    from proofs_check.gram import gram_facts
    from w2s_theory.notation import f_ST, f_star, f_TE, inner
    from w2s_theory.writing import Claim, Hilbert, Operator

    images = ((f_star, f_TE), (f_TE, f_TE))
    setting = Hilbert(
        ("f_star", "f_TE", "f_ST"),
        (Operator("P", "projection", images), Operator("S", "shrinkage", ((f_TE, f_ST),))),
        (("target.unit", Claim(inner(f_star, f_star), "==", 1)),),
    )
    words = {name.partition("(")[0] for name in gram_facts(setting)}
    assert words == {each.word for each in glossary()["fact"]}
    assert all(w.explain(name).entries[0].kind == "fact" for name in gram_facts(setting))


def test_every_fate_that_needs_prints_and_every_kind_of_fact_is_explained():
    from typing import get_args

    from w2s_theory.hypotheses.facts import FactKind
    from w2s_theory.hypotheses.roles import WORDS

    assert [each.word for each in glossary()["fate"]] == list(WORDS)
    assert set(get_args(FactKind)) <= {each.word for each in glossary()["ground"]}


@pytest.mark.parametrize(
    ("typed", "word", "kind"),
    [
        ("every-draw", "every draw", "quantifier"),
        ("POLYNOMIAL SIGN", "polynomial_sign", "rule"),
        ("teacher_error", "L_TE", "symbol"),
        ("lambda", "lam", "symbol"),
        ("f*", "f_star", "symbol"),
        ("K", "kernel", "symbol"),
        ("P", "P", "field"),
        ("S", "student operator", "field"),
        ("lambda_k", "kernel eigenvalue", "field"),
        ("S.square(0)", "S.square", "fact"),
        ("k", "k", "symbol"),
        ("pgr", "PGR", "symbol"),
        ("ansatz", "universality", "field"),
    ],
)
def test_a_word_is_found_as_people_type_it(w2s, typed, word, kind):
    found = w.explain(typed).entries
    assert (found[0].word, kind in {each.kind for each in found}) == (word, True)
    answer = w2s("explain", *typed.split(" "))
    assert answer.status == 0 and answer.out.startswith(f"{word} (") and found[0].meaning in answer.out


def test_a_letter_shows_its_definition(w2s):
    assert "Definition: PGR = 1 - L_ST/L_TE" in w2s("explain", "PGR").out
    assert "Definition" not in w2s("explain", "kappa").out


def test_all_words_are_listed_by_the_question_they_answer(w2s):
    out = w2s("explain").out
    for kind, question in KINDS.items():
        line = out.split(f"{question}\n")[1].splitlines()[0]
        assert line.strip().split(", ") == [each.word for each in glossary()[kind]]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("verifed", "did you mean verified?"),
        ("student_error_ge_of_shrinkage", "`w2s show student_error_ge_of_shrinkage`"),
        ("qqqqq", "`w2s explain` lists"),
        ("", "empty"),
        ("a\nb" * 300, "there is no entry"),
    ],
)
def test_an_unknown_word_is_refused_in_one_line(w2s, typed, said):
    answer = w2s("explain", typed)
    assert (answer.status, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert said in answer.err
