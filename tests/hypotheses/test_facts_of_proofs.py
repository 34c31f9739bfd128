"""Which theorems fall with which fact: against the proofs themselves, and against the files of the rules."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import proofs_check.rules
from proofs_check.cited import FACTS
from w2s_theory.checks.proofs import ANSATZ, prove
from w2s_theory.hypotheses.fact_sources import NOT_KNOWN, SOURCES
from w2s_theory.hypotheses.facts import CITING, closure, facts_behind
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
# the first cites itself, the second through two other theorems, the third rests on a setting and the ansatz
NAMES = (
    "kernel_trace_eq_diagonal",
    "relu_eigenvalue_eq_gamma_ratio",
    "student_error_ge_of_shrinkage",
    "teacher_error_eq_of_universality",
)


def test_the_rules_that_are_asked_are_those_that_may_cite():
    files = Path(proofs_check.rules.__file__).parent.glob("*.py")
    citing = {path.stem for path in files if re.search(r'\(\s*"cited",', path.read_text(encoding="utf-8"))}
    assert citing == set(CITING) and {fact.rule for fact in FACTS.values()} <= citing


def test_at_most_fifteen_facts_are_cited_and_all_have_their_source_looked_up():
    assert set(SOURCES) == set(FACTS) and len(FACTS) <= 15
    assert all(source.read and source.formal for source in SOURCES.values())
    # a gap is a gap of something
    assert not any(source.gap for source in SOURCES.values() if source.formal == NOT_KNOWN)


@pytest.mark.parametrize("name", NAMES)
def test_they_are_what_the_whole_proof_rests_on(name):
    found = facts_behind(CATALOG, [name])
    assert all(each.falls == (name,) and each.direct for each in found)
    prefix = {"cited": "cited: ", "setting": "setting: ", "assumed": ""}
    rests_on = {
        each
        for each in prove(CATALOG[name], CATALOG).rests_on
        if not each.startswith(("theorem: ", "enclosure: "))
    }
    assert {prefix[each.kind] + each.name for each in found} == rests_on
    assert all(set(each.direct) <= closure(CATALOG, [name]) for each in found)


def test_a_theorem_falls_with_what_it_uses_falls_with_and_with_nothing_else():
    low, high = CATALOG[NAMES[0]], CATALOG[NAMES[2]]
    cited = {each.name for each in facts_behind(CATALOG, [low.name]) if each.kind == "cited"}
    assert cited
    planted = {low.name: low, high.name: replace(high, depends_on=(low.name,))}
    found = {each.name: each for each in facts_behind(planted)}
    for name in cited:
        assert found[name].direct == (low.name,) and found[name].falls == (low.name, high.name)
    alone = {each.name: each for each in facts_behind({low.name: low, high.name: high})}
    assert all(alone[name].falls == (low.name,) for name in cited)
    # a cited fact that no proof uses is said to be one when all are asked
    unused = set(FACTS) - cited
    assert unused and all(found[name].falls == () for name in unused)


def test_the_ansatz_is_assumed_and_a_setting_says_its_claim():
    found = {each.name: each for each in facts_behind(CATALOG, NAMES[2:])}
    assert found[ANSATZ].kind == "assumed" and found[ANSATZ].falls == (NAMES[3],)
    assert found["target.unit"].kind == "setting" and found["target.unit"].statement == "||f*||^2 = 1"
