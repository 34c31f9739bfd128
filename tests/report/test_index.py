"""The index tells a story: headlines first, subjects in teaching order, numbers elsewhere, nothing cut unseen."""

from __future__ import annotations

import re
from importlib import import_module

from w2s_theory.printing.statement import blocks_of
from w2s_theory.report.pages import _headline
from w2s_theory.theorems.listing import Catalog, subject
from w2s_theory.theorems.paper import paper_rows
from w2s_theory.theorems.subjects import all_headers

CATALOG = Catalog()


def order_of_cards(report) -> list[str]:
    text = report.index.read_text(encoding="utf-8")
    return re.findall(r'<li class="card" id="(\w+)">', text)


def test_headlines_come_first_then_subjects_in_their_place(report):
    cards = order_of_cards(report)
    assert sorted(cards) == sorted(report.theorems), "each theorem has one card"
    first = [name for name in cards if CATALOG[name].headline is not None]
    assert cards[: len(first)] == first
    assert [CATALOG[name].headline for name in first] == sorted(CATALOG[name].headline for name in first)
    places = [import_module(f"w2s_theory.theorems.{subject(name)}").PLACE for name in cards[len(first) :]]
    assert places == sorted(places) and len(set(places)) > 1


def test_cards_hold_a_sentence_a_formula_and_no_numbers_of_the_check(report):
    text = report.index.read_text(encoding="utf-8")
    cards = re.findall(r'<li class="card".*?\n</li>', text, re.DOTALL)
    assert len(cards) == len(report.theorems)
    for card in cards:
        assert card.count("<math") >= 1 and card.count('class="chip"') == 3
        assert re.search(r"<h3>.*</h3>\n<p>\S", card), "a sentence under the title"
        formula = card.index('<div class="formula scroll" tabindex="0"')
        long = "<summary>" in card
        assert not long or card.index("<summary>") < formula, "what does not fit is folded and can be opened"
    assert "Discrepancy" not in text and "Seconds" not in text
    numbers = (report.index.parent / "numbers.html").read_text(encoding="utf-8")
    assert all(f'href="theorems/{name}.html"' in numbers for name in report.theorems)
    assert "Discrepancy" in numbers and "Seconds" in numbers and 'href="numbers.html"' in text


def test_the_paper_stands_on_the_first_page_with_the_theorems_that_are_there(report):
    text = report.index.read_text(encoding="utf-8")
    part = text[text.index('<h2 id="paper">') :].split("</section>")[0]
    assert "its theorem numbers, its constants and the definition of" in part
    linked = set(re.findall(r'href="theorems/(\w+)\.html"', part))
    wanted = {
        header.name
        for row in paper_rows(all_headers()[0])
        for header, _ in row.theorems
        if header.name in report.theorems
    }
    assert linked == wanted and wanted


def test_a_card_with_hypotheses_says_them(report):
    text = report.index.read_text(encoding="utf-8")
    cards = dict(re.findall(r'<li class="card" id="(\w+)">(.*?)\n</li>', text, re.DOTALL))
    conditional = [name for name in report.theorems if blocks_of(CATALOG[name]).hypotheses]
    assert conditional
    for name, card in cards.items():
        assert ('aria-label="hypotheses">if <math' in card) == (name in conditional), name


def test_the_formula_of_a_headline_is_typeset(report):
    text = report.index.read_text(encoding="utf-8")
    assert "O~" not in text[text.index('<h2 id="paper">') :].split("</section>")[0].replace("\\tilde O", "")
    assert "<mn>1.49</mn>" in _headline("L_ST = O~(L_TE^1.49) for ReLU random features")
