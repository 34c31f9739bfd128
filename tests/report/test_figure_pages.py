"""The report contains the paper's experiments, drawn from the stored data."""

from __future__ import annotations

from fast_and_slow import some_then_all
from report_verdicts import FIGURES, verdict_of

from w2s_theory.figures.listing import figure_names, load_figure
from w2s_theory.figures.stored_data import stored_path
from w2s_theory.records.errors import InputError
from w2s_theory.report import collected, figure_pages
from w2s_theory.report.figure_pages import collect_figure
from w2s_theory.report.pages import write_report
from w2s_theory.theorems.listing import Catalog

# the first test that looks at the whole report writes it
NAME = "student_error_ge_of_shrinkage"


@some_then_all("name", figure_names(), FIGURES)
def test_every_figure_has_a_page_with_picture_caption_and_data(request, name):
    report = request.getfixturevalue("report_of_few" if name in FIGURES else "whole_report")
    folder, page = report.index.parent, report.page("figures", name)
    assert page.count("<svg ") == 1 and "could not be drawn" not in page and "<metadata" not in page
    assert f"w2s figure {name} --recompute" in page and f'href="{name}.csv"' in page
    assert "universality" in page
    stored = stored_path(name).read_text(encoding="utf-8")
    assert (folder / "figures" / f"{name}.csv").read_text(encoding="utf-8") == stored
    assert f'href="figures/{name}.html"' in report.index.read_text(encoding="utf-8")
    plan = load_figure(name)
    if plan.summarise is not None:
        assert page.count('<td class="number">') >= len(plan.columns) // 3


def test_a_figure_that_cannot_be_drawn_is_named_and_the_others_show(tmp_path, monkeypatch):
    def missing(name):
        if name == "student_width":
            raise InputError("the data are not here")
        return stored_path(name)

    def collect(name):
        """What is drawn already is taken as it is; this one is tried anew."""
        return collect_figure.__wrapped__(name) if name == "student_width" else collect_figure(name)

    monkeypatch.setattr(figure_pages, "stored_path", missing)
    monkeypatch.setattr(collected, "figure_names", lambda: FIGURES)
    monkeypatch.setattr(collected, "collect_figure", collect)
    theorem = Catalog()[NAME]
    folder = write_report([verdict_of(theorem)], {NAME: theorem}, tmp_path / "r", command="w2s check").parent
    page = (folder / "figures" / "student_width.html").read_text(encoding="utf-8")
    assert "could not be drawn" in page and "the data are not here" in page and "<svg " not in page
    assert not (folder / "figures" / "student_width.csv").exists()
    other = (folder / "figures" / "early_against_late_stopping.html").read_text(encoding="utf-8")
    assert "<svg " in other
    assert "not drawn: " in (folder / "index.html").read_text(encoding="utf-8")
