"""The slides: every headline theorem with statement, idea or picture, usable by keyboard, in print and on a phone."""

from __future__ import annotations

import json
import re

import pytest
from browser_pages import CHROMIUM, look, title_of

import w2s_theory as w
from w2s_theory.printing.docstring import in_words
from w2s_theory.report.formula import prose_html
from w2s_theory.slide_deck.page import headline_theorems
from w2s_theory.theorems.listing import docstring_of


@pytest.fixture(scope="module")
def slides(tmp_path_factory):
    return w.slides().save(tmp_path_factory.mktemp("slides") / "slides.html")


def test_every_headline_is_there_in_its_words(slides):
    text, theorems = slides.read_text(encoding="utf-8"), headline_theorems()
    assert len(theorems) >= 8 and text.count('aria-label="idea and picture"') == len(theorems)
    places = [text.index(f"· {each.name}<") for each in theorems]
    assert places == sorted(places)
    for each in theorems:
        words = in_words(docstring_of(each))
        assert str(prose_html(words.lead)) in text and str(prose_html(words.idea)) in text
        assert all(str(prose_html(one)) in text for one in each.assumptions)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"https?://[^\s\"'<)]+", text)) <= {
        "http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg"
    }  # fmt: skip
    assert w.slides().html == text and len(text.encode()) < 1_500_000


_KEYS = """<script>
const told = {}, press = (key, more = {}) => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, ...more}));
  return [...document.querySelectorAll(".slide")].flatMap((e, i) => getComputedStyle(e).display === "none" ? [] : [i + 1]);
};
addEventListener("load", () => {
  told.right = press("ArrowRight"); told.left = press("ArrowLeft"); told.before = press("ArrowLeft");
  told.end = press("End"); told.after = press(" "); told.hash = location.hash;
  told.home = press("Home"); told.all = press("o"); told.one = press("o");
  told.reader = press("ArrowRight", {altKey: true});
  document.title = JSON.stringify(told);
});
</script></body>"""


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_keys_turn_the_slides(slides, tmp_path):
    page, count = tmp_path / "used.html", 2 * len(headline_theorems()) + 4
    text = slides.read_text(encoding="utf-8").replace("</body>", _KEYS)
    page.write_text(re.sub(r"<title>.*?</title>", "<title>waiting</title>", text, count=1), encoding="utf-8")
    said, messages = title_of(page, tmp_path / "browser")
    told = json.loads(said)
    assert messages == []
    assert (told["right"], told["left"], told["before"], told["end"]) == ([2], [1], [1], [count])
    assert (told["after"], told["hash"], told["home"]) == ([count], f"#{count}", [1])
    assert told["all"] == list(range(1, count + 1)) and told["one"] == told["reader"] == [1]


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_nothing_is_cut_on_any_slide(slides, tmp_path):
    # all below each other, as without a script
    page = tmp_path / "all.html"
    page.write_text(
        slides.read_text(encoding="utf-8").replace('classList.add("one")', "lang"), encoding="utf-8"
    )
    seen, messages = look([page], (1200, 420), tmp_path / "browser")
    assert messages == [] and len(seen) == 2
    for each in seen:
        assert each.cut == [] and each.scroll <= each.width, each
