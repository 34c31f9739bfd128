"""Every short word that a page shows, and every rule of the checker, has its line in the glossary."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import proofs_check.rules
from w2s_theory.glossary import KINDS, anchor, first_sentence, glossary, known, rule_sentences
from w2s_theory.records import citation
from w2s_theory.records import theorem as record
from w2s_theory.records.verdict import VerdictWord
from w2s_theory.report.pages import SIGNS
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()


def test_every_rule_has_its_sentence():
    names = {path.stem for path in Path(proofs_check.rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(rule_sentences()) == names
    used = {step.rule for theorem in CATALOG.values() for step in theorem.proof()}
    assert used <= names | {"ansatz"}, used - names
    for name, sentence in rule_sentences().items():
        assert len(sentence) > 20 and sentence.endswith((".", ":")), name


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("verdict", (*SIGNS, *get_args(VerdictWord))),
        ("status", get_args(record.Status)),
        ("about", get_args(record.About)),
        ("sharpness", (*get_args(record.Sharpness), "not shown")),
        ("relation", get_args(citation.RelationToSource)),
        ("quantifier", sorted({theorem.quantifier.word for theorem in CATALOG.values()})),
    ],
)
def test_every_word_of_the_records_has_a_line(kind, words):
    assert [word for word in words if not known(kind, word)] == []
    assert not known(kind, "no such word")


def test_every_chip_and_rule_on_the_pages_leads_to_a_line(report):
    folder = report.index.parent
    there = set(re.findall(r'id="([^"]+)"', (folder / "glossary.html").read_text(encoding="utf-8")))
    assert {entry.anchor for entries in glossary().values() for entry in entries} | set(KINDS) <= there
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r'href="(?:\.\./)?glossary\.html#([^"]+)"', text)) <= there, path.name
        assert not re.search(r'<span class="chip', text), "a chip is a link"
    proof = report.page("theorems", "student_error_ge_of_shrinkage")
    steps = CATALOG["student_error_ge_of_shrinkage"].proof()
    assert all(f"#{anchor('rule', step.rule)}" in proof for step in steps)


def test_a_sentence_ends_where_it_ends():
    assert first_sentence("Below X: a <= b.\nMore of it, e.g. this. And that.\n\nNext.") == "Below X: a <= b."
    assert first_sentence("No stop here\n\nNext.") == "No stop here"
