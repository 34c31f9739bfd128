"""The report is whole: every link leads somewhere, nothing is fetched, nothing foreign is overwritten."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

import pytest
from report_verdicts import COMMAND, FEW, FIGURES, Site, verdict_of

from w2s_theory.records.errors import InputError
from w2s_theory.report import collected
from w2s_theory.report.pages import MARKER, require_report_folder, write_report
from w2s_theory.report.theorem_page import collect_page
from w2s_theory.report.views import round_points
from w2s_theory.theorems.listing import Catalog

# the first test that looks at the whole report writes it
SHRINKAGE = "student_error_ge_of_shrinkage"


class Page(HTMLParser):
    """Ids, links and open tags of one page."""

    VOID = {"meta", "link", "br", "img", "hr", "input"}

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append(tag)
        if "id" in values:
            self.ids.append(values["id"])
        self.links += [
            values[key] for key in ("href", "src", "xlink:href", "poster", "data") if key in values
        ]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def catalog():
    return Catalog()


@pytest.fixture(autouse=True)
def few_figures(monkeypatch):
    """Two figures stand for all where a test writes a report of its own."""
    monkeypatch.setattr(collected, "figure_names", lambda: FIGURES)


PAGES: dict[tuple, object] = {}


@pytest.fixture
def pages_once(monkeypatch):
    """Pages collected once, for tests of how a report is written and not of what it says."""

    def collect(theorem, verdict, *more):
        key = (theorem.name, verdict.verdict, *more)
        if key not in PAGES:
            PAGES[key] = collect_page(theorem, verdict, *more)
        return PAGES[key]

    monkeypatch.setattr(collected, "collect_page", collect)


def pages_of(report: Site) -> dict[Path, Page]:
    return {path.resolve(): Page(path) for path in report.index.parent.rglob("*.html")}


def test_one_page_per_theorem_and_all_of_them_in_the_index(report):
    pages = pages_of(report)
    assert len(pages) == len(report.theorems) + len(report.figures) + 4  # and index, graph, numbers, glossary
    index = report.index.read_text(encoding="utf-8")
    marker = json.loads((report.index.parent / MARKER).read_text(encoding="utf-8"))
    words = Counter(each["verdict"] for each in marker["verdicts"])
    assert sum(words.values()) == len(report.theorems)
    for word, count in words.items():
        assert index.count(f'class="badge {word}"') == count + 1  # and once in the tally
    for name in report.theorems:
        assert f'href="theorems/{name}.html"' in index
    assert ("half_written.py" in index and "&lt;here&gt;" in index) == report.made_up


def test_every_link_leads_somewhere_and_nothing_is_fetched(report):
    pages = pages_of(report)
    for path, page in pages.items():
        assert not page.open, f"{path.name} leaves {page.open} open"
        assert len(page.ids) == len(set(page.ids)), path.name
        assert "script" not in page.tags and "iframe" not in page.tags and "img" not in page.tags
        for link in page.links:
            if link == "data:,":  # no icon, so that a browser does not ask for one
                continue
            assert not re.match(r"[a-z]+:|//|/", link), link
            file, _, fragment = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.is_file(), link
            if fragment:
                assert fragment in pages[target].ids, link
    css = (report.index.parent / "assets" / "style.css").read_text(encoding="utf-8")
    assert "@import" not in css
    assert all(
        address.startswith('"data:font/woff2;base64,') for address in re.findall(r"url\(([^)]*)\)", css)
    )


def test_no_part_of_any_page_failed(report):
    for name, theorem in report.theorems.items():
        text = (report.index.parent / "theorems" / f"{name}.html").read_text(encoding="utf-8")
        assert "could not be made" not in text
        assert text.count('<li id="step-') == len(theorem.proof())
        assert "<svg " in text and f"w2s check {name} --seed 0{' --quick' * report.made_up}" in text
        assert ("a &lt;fact&gt; &amp; more" in text) == report.made_up and "<fact>" not in text


def test_three_views_agree(report):
    text = (report.index.parent / "theorems" / f"{SHRINKAGE}.html").read_text(encoding="utf-8")
    views = re.findall(r"<span>(30 digits|ball|float64)</span> <code>([^<]*)</code>", text)
    assert len(views) == 9
    for i in range(0, 9, 3):
        value, ball, fast = (text for _, text in views[i : i + 3])
        assert len(value.lstrip("0.")) >= 25 and "+/-" in ball
        assert abs(float(ball[1:].split()[0]) - float(value)) <= 1e-15 * float(value)
        assert abs(float(fast) - float(value)) <= 4e-15 * float(value)


def test_points_are_round_different_and_satisfy_the_hypotheses(catalog):
    points = list(islice(round_points(catalog["eigenvalue_between_of_large_degree"]), 3))
    assert len({tuple(point.values()) for point in points}) == 3
    assert all(point["k"] == 2 * point["j"] + point["p"] + 1 for point in points)
    point = next(round_points(catalog["student_error_eq_mode_sum"]))
    assert point["f"] != point["b"] and len(point["f"]) == 6


def test_a_part_that_fails_is_named_and_the_rest_is_shown(catalog, tmp_path):
    from dataclasses import replace

    def fails(rng, size):
        raise RuntimeError("no such network")

    theorem = replace(catalog[SHRINKAGE], experiment=fails)
    write_report([verdict_of(theorem)], {theorem.name: theorem}, tmp_path / "r", command=COMMAND)
    text = (tmp_path / "r" / "theorems" / f"{theorem.name}.html").read_text(encoding="utf-8")
    assert "experiment: RuntimeError: no such network" in text and "<svg " not in text
    assert text.count('<li id="step-') == len(theorem.proof())


def test_same_verdicts_same_bytes(catalog, tmp_path):
    some = {SHRINKAGE: catalog[SHRINKAGE]}
    verdicts = [verdict_of(theorem) for theorem in some.values()]
    folders = [write_report(verdicts, some, tmp_path / name, command=COMMAND).parent for name in ("a", "b")]
    first, second = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()} for f in folders)
    assert first == second


def test_an_earlier_report_is_replaced_and_nothing_is_left_beside_it(catalog, tmp_path, pages_once):
    names = FEW[:2]
    target = tmp_path / "r"
    target.mkdir()  # an empty folder will do
    write_report([verdict_of(catalog[names[0]])], catalog, target, command=COMMAND)
    write_report([verdict_of(catalog[names[1]])], catalog, target, command=COMMAND)
    assert [path.stem for path in (target / "theorems").iterdir()] == [names[1]]
    assert [path.name for path in tmp_path.iterdir()] == ["r"]
    marker = json.loads((target / MARKER).read_text(encoding="utf-8"))
    assert marker["schema"] == 1 and [each["name"] for each in marker["verdicts"]] == [names[1]]


def test_foreign_files_are_never_overwritten(catalog, tmp_path, pages_once):
    verdicts = [verdict_of(catalog[SHRINKAGE])]
    foreign = tmp_path / "thesis"
    foreign.mkdir()
    (foreign / "chapter.tex").write_text("mine")
    with pytest.raises(InputError, match="no report"):
        write_report(verdicts, catalog, foreign, command=COMMAND)
    added = write_report(verdicts, catalog, tmp_path / "r", command=COMMAND).parent
    (added / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="no report"):
        write_report(verdicts, catalog, added, command=COMMAND)
    file = tmp_path / "file"
    file.write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        require_report_folder(file)
    assert (
        (foreign / "chapter.tex").read_text()
        == (added / "notes.txt").read_text()
        == file.read_text()
        == "mine"
    )


def test_the_current_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="current folder"):
        require_report_folder(".")


def test_an_interrupted_write_leaves_nothing(catalog, tmp_path, monkeypatch, pages_once):
    verdicts = [verdict_of(catalog[SHRINKAGE])]
    earlier = write_report(verdicts, catalog, tmp_path / "r", command="before").read_bytes()

    real = Path.write_text

    def write(self, text, **how):
        if self.suffix == ".html" and self.parent.name == "theorems":
            raise KeyboardInterrupt
        return real(self, text, **how)

    monkeypatch.setattr(Path, "write_text", write)
    with pytest.raises(KeyboardInterrupt):
        write_report(verdicts, catalog, tmp_path / "r", command="after")
    assert [path.name for path in tmp_path.iterdir()] == ["r"]
    assert (tmp_path / "r" / "index.html").read_bytes() == earlier


def test_real_verdicts_make_a_report(tmp_path):
    from w2s_theory.checks.run import check

    result = check([SHRINKAGE], quick=True)
    index = write_report(result.verdicts, Catalog(), tmp_path / "r", command=COMMAND, broken=result.broken)
    assert "verified" in index.read_text(encoding="utf-8")
    assert "could not be made" not in (index.parent / "theorems" / f"{SHRINKAGE}.html").read_text()
