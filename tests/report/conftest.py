"""The reports that a session writes once, for all tests and processes that look at one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from report_verdicts import BROKEN, COMMAND, FEW, FIGURES, Site, verdict_of
from shared_work import made_once
from written_report import report_of_this_tree

from w2s_theory.figures.listing import figure_names
from w2s_theory.records.theorem import Theorem
from w2s_theory.report import collected
from w2s_theory.report.pages import write_report
from w2s_theory.theorems.listing import Catalog, load_all


def _site(folder: Path, theorems: dict[str, Theorem], figures: tuple[str, ...]) -> Site:
    def write(target: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(collected, "figure_names", lambda: figures)
            verdicts = [verdict_of(theorem) for theorem in theorems.values()]
            write_report(verdicts, theorems, target, command=COMMAND, broken=BROKEN)

    return Site(made_once(folder, write) / "index.html", theorems, figures)


@pytest.fixture(scope="session")
def report_of_few(session_folder: Path) -> Site:
    """A report with a few theorems and figures."""
    catalog = Catalog()
    return _site(session_folder / "a report", {name: catalog[name] for name in FEW}, FIGURES)


@pytest.fixture(scope="session")
def whole_report(session_folder: Path) -> Site:
    """A report with all theorems and figures: of a check of this very tree, or written here in a minute."""
    theorems, broken = load_all(Catalog())
    assert not broken
    checked = report_of_this_tree(os.environ, theorems)
    if checked is not None:
        return Site(checked, dict(theorems), figure_names(), made_up=False)
    return _site(session_folder / "the whole report", dict(theorems), figure_names())


@pytest.fixture(params=["few", pytest.param("all", marks=pytest.mark.slow)])
def report(request: pytest.FixtureRequest) -> Site:
    """Each of the two; the whole one is for slow tests."""
    return request.getfixturevalue("report_of_few" if request.param == "few" else "whole_report")
