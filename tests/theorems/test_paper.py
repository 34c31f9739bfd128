"""The paper, statement by statement: each headline has a row, each citation a relation and a place that is a headline."""

from __future__ import annotations

import dataclasses

import pytest

from w2s_theory.records.citation import Citation
from w2s_theory.records.errors import InputError
from w2s_theory.theorems.bibliography import works
from w2s_theory.theorems.paper import (
    HEADLINES,
    KEY,
    RELATION_WORDS,
    other_works,
    paper_rows,
    standing,
    typeset,
)
from w2s_theory.theorems.subjects import all_headers


@pytest.fixture(scope="module")
def headers():
    return all_headers()[0]


def test_each_headline_of_the_paper_has_a_row_with_a_theorem(headers):
    rows = paper_rows(headers)
    assert [row.headline for row in rows] == list(HEADLINES)
    assert all(row.theorems for row in rows)


def test_each_citation_has_a_relation_a_place_and_says_what_differs(headers):
    places = {each.place for each in HEADLINES}
    for header in headers:
        for work in header.citation.works:
            if work.key == "this project":
                assert work == Citation("this project"), header.name
                continue
            assert work.relation in RELATION_WORDS, f"{header.name} does not say how it stands to {work.key}"
            if work.key == KEY:
                assert work.place in places and work.difference, header.name


def test_a_citation_of_what_is_no_headline_is_a_fault(headers):
    lost = dataclasses.replace(
        headers[0], citation=Citation(KEY, "Theorem 3.2; sharper constant", relation="sharper")
    )
    with pytest.raises(InputError, match=r"cites the paper at 'Theorem 3\.2'"):
        paper_rows([*headers, lost])


def test_no_theorem_number_and_no_constant_of_the_paper_is_claimed(headers):
    """They were not read: only its two exponents are known."""
    for row in paper_rows(headers):
        assert "heorem" not in row.headline.words and "kappa_S =" not in row.headline.words
        for _, citation in row.theorems:
            assert "heorem" not in citation.locator


def test_what_rests_on_the_ansatz_is_not_called_proved_of_networks(headers):
    for row in paper_rows(headers):
        for header, _ in row.theorems:
            words = standing(header)
            assert words.startswith("proved of") == (header.status == "proved")
            assert ("ansatz" in words) == (header.status != "proved")


def test_the_work_with_the_exponent_two_is_cited_where_it_overlaps(headers):
    found = {
        header.name: citation.relation for header, citation in other_works(headers)["quadratic2026random"]
    }
    assert found["student_error_le_sq_of_universality"] == "same"
    assert found["student_error_le_sq_of_quadratic_stopping"] == "same"
    assert {"student_error_eq_of_universality", "teacher_error_eq_of_universality"} <= set(found)
    assert set(other_works(headers)) <= set(works())


def test_the_exponents_are_typeset():
    assert typeset("L_ST = O~(L_TE^1.49) for x") == r"$L_{ST} = \tilde O(L_{TE}^{1.49})$ for x"
