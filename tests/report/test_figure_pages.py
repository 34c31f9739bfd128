"""The report contains the paper's experiments, drawn from the stored data."""

from __future__ import annotations

import pytest
from report_verdicts import verdict_of

from w2s_theory.figures.listing import figure_names, load_figure
from w2s_theory.figures.stored_data import stored_path
from w2s_theory.report import figure_pages
from w2s_theory.report.pages import write_report
from w2s_theory.spec.errors import InputError
from w2s_theory.theorems.listing import Catalog

NAME = "student_error_ge_of_shrinkage"


def report(folder):
    theorem = Catalog()[NAME]
    return write_report([verdict_of(theorem)], {NAME: theorem}, folder, command="w2s check").parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return report(tmp_path_factory.mktemp("site") / "r")


@pytest.mark.parametrize("name", figure_names())
def test_every_figure_has_a_page_with_picture_caption_and_data(folder, name):
    page = (folder / "figures" / f"{name}.html").read_text(encoding="utf-8")
    assert page.count("<svg ") == 1 and "could not be drawn" not in page and "<metadata" not in page
    assert f"w2s figure {name} --recompute" in page and f'href="{name}.csv"' in page
    assert "universality" in page
    stored = stored_path(name).read_text(encoding="utf-8")
    assert (folder / "figures" / f"{name}.csv").read_text(encoding="utf-8") == stored
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert f'href="figures/{name}.html"' in index
    plan = load_figure(name)
    if plan.summarise is not None:
        assert page.count('<td class="number">') >= len(plan.columns) // 3


def test_a_figure_that_cannot_be_drawn_is_named_and_the_others_show(tmp_path, monkeypatch):
    def missing(name):
        if name == "student_width":
            raise InputError("the data are not here")
        return stored_path(name)

    monkeypatch.setattr(figure_pages, "stored_path", missing)
    figure_pages._collect.cache_clear()
    try:
        folder = report(tmp_path / "r")
    finally:
        figure_pages._collect.cache_clear()
    page = (folder / "figures" / "student_width.html").read_text(encoding="utf-8")
    assert "could not be drawn" in page and "the data are not here" in page and "<svg " not in page
    assert not (folder / "figures" / "student_width.csv").exists()
    other = (folder / "figures" / "map_of_failure.html").read_text(encoding="utf-8")
    assert "<svg " in other
    assert "not drawn: " in (folder / "index.html").read_text(encoding="utf-8")
