"""Pages in a browser, at the width of a desk and of a phone, in both colour schemes: nothing is cut, asked for or wrong."""

from __future__ import annotations

import shutil

import pytest
from browser_pages import CHROMIUM, look

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")]
WIDTHS = (1200, 420)


def brightness(colour: str) -> float:
    return sum(int(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]) / 3


@pytest.mark.parametrize("dark", [False, True])
def test_no_page_is_cut_and_nothing_is_asked_of_the_network(dark, report_of_few, tmp_path):
    # the probes stand beside the pages: in a copy, for other tests read the report meanwhile
    copy = shutil.copytree(report_of_few.index.parent, tmp_path / "report")
    pages = sorted(copy.rglob("*.html"))
    seen, messages = look(pages, WIDTHS, tmp_path / "browser", dark=dark)
    assert messages == []
    assert sorted((each.page, each.width) for each in seen) == sorted(
        (page.name, width) for page in pages for width in WIDTHS
    )
    for each in seen:
        assert each.cut == [] and each.scroll <= each.width, each
        assert (brightness(each.paper) < brightness(each.ink)) == dark, each


def test_what_is_cut_or_asked_for_is_noticed(tmp_path):
    page = tmp_path / "planted.html"
    page.write_text(
        '<!doctype html><html lang="en"><head><title>x</title></head><body>'
        '<img src="http://example.org/x.png"><div class="wide" style="width:900px">wide</div></body></html>',
        encoding="utf-8",
    )
    seen, messages = look([page], WIDTHS, tmp_path / "browser")
    assert {each.width: bool(each.cut) for each in seen} == {1200: False, 420: True}
    assert any("example.org" in line for line in messages)
