"""The pages repeat no claim as a fact: what is given, what is assumed, what is not shown, what was set aside."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from report_verdicts import verdict_of

from w2s_theory.records.ledger import Ledger
from w2s_theory.records.verdict import SetAside
from w2s_theory.report import collected
from w2s_theory.report.pages import write_report
from w2s_theory.theorems.listing import Catalog

CATALOG = Catalog()
LOOSE, ASSUMING, PLAIN = (
    "student_error_ge_of_norm_nonincreasing",
    "teacher_error_eq_of_universality",
    "relu_eigenvalue_eq_gamma_ratio",
)
# the pages' pictures are not looked at here, and drawing them takes longest
WITHOUT_FIGURES = {
    name: replace(CATALOG[name], experiment=lambda rng, size: 1 / 0, witness=None)
    for name in (LOOSE, ASSUMING, PLAIN)
}
ANSATZ = "the universality ansatz (assumed)"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Text of index and pages, tags taken out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(collected, "figure_names", lambda: ())
        loose = verdict_of(CATALOG[LOOSE])
        aside = SetAside("lie outside the stated domain, L_TE in [0, 1]", 12)
        loose = replace(
            loose,
            numeric=replace(loose.numeric, set_aside=(aside,), tightness=0.5),
            claimed_sharpness="attained",
            sharpness="not shown",
            rests_on=("setting: target.unit",),
            ledger=replace(loose.ledger, reason="nothing satisfies the statement"),
        )
        assuming = verdict_of(CATALOG[ASSUMING], "measured")
        assuming = replace(assuming, rests_on=(ANSATZ,), ledger=Ledger(assuming.ledger.lines, False))
        plain = replace(verdict_of(CATALOG[PLAIN], "consistent"), rests_on=(), ledger=Ledger((), False))
        folder = tmp_path_factory.mktemp("claims") / "report"
        write_report([loose, assuming, plain], WITHOUT_FIGURES, folder, command="w2s check")
    files = {path.stem: path for path in folder.rglob("*.html")}
    return {
        name: " ".join(html.unescape(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8"))).split())
        for name, path in files.items()
    }


def test_sharpness_that_is_not_shown_is_said_so_on_both_pages(pages):
    said = "sharpness not shown (attained is claimed; closest ratio 0.5)"
    assert f"Sharpness {said}" in pages[LOOSE] and said in pages["index"]
    assert "Sharpness attained" not in pages[LOOSE]
    # a verdict that did not look at it repeats nothing as a fact either
    assert "Sharpness exact: both sides are equal (claimed)" in pages[PLAIN]


def test_draws_that_were_set_aside_are_counted(pages):
    assert "12 of 60 draws lie outside the stated domain, L_TE in [0, 1]" in pages["index"]
    assert "12 lie outside the stated domain" in pages[LOOSE]


def test_what_is_given_stands_in_the_statement_and_under_rests_on(pages):
    before, after = pages[LOOSE].split("What the proof rests on")
    assert "target.unit" in before and "student.norm" in before and "Given in its setting" in before
    assert "setting: target.unit" in after
    assert "setting target.unit" in pages["numbers"]


def test_the_checkers_remark_is_printed(pages):
    assert "nothing satisfies the statement" in pages[LOOSE]


def test_the_ansatz_is_named_and_an_open_proof_does_not_rest_on_nothing(pages):
    assert ANSATZ in pages[ASSUMING].split("What the proof rests on")[1] and ANSATZ in pages["index"]
    assert "the steps that are not decided" in pages["numbers"] and ANSATZ in pages["numbers"]
    assert pages["index"].count("its proof is not complete") == 2
    assert "nothing beyond its steps" not in pages["numbers"].lower() + pages["index"].lower()
