"""What all pages show, collected page by page, by several processes if there are cores for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from w2s_theory.checks.processes import run_jobs
from w2s_theory.figures.listing import figure_names
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import Verdict
from w2s_theory.report.figure_pages import FigurePage, collect_figure
from w2s_theory.report.hypothesis_lines import hypothesis_lines
from w2s_theory.report.theorem_page import TheoremPage, collect_page
from w2s_theory.theorems.listing import Catalog, load_theorem

Progress = Callable[[str, int, int], None]


def collect_pages(
    verdicts: Sequence[Verdict],
    catalog: Mapping[str, Theorem],
    *,
    hypotheses: bool = False,
    own_files: Mapping[str, Path] | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> tuple[list[TheoremPage], list[FigurePage]]:
    """The pages of the theorems, in the order of the verdicts, and of the figures.

    Parameters
    ----------
    verdicts
        One per page.
    catalog
        Name -> theorem; holds every theorem that a verdict names.
    hypotheses
        Whether to ask of every hypothesis what it is for (about as long as the proofs, several times over).
    own_files
        Name -> file, for theorems that are not the library's; another process loads them anew.
    workers
        Processes; with one everything happens here.
    progress
        Called as ``progress(name, done, total)`` when a page is collected.
    """
    own = own_files or {}
    # what is shown under "used by" is asked of theorems on pages of this report only
    needs = {each.name: catalog[each.name].depends_on for each in verdicts}
    used_by = {name: tuple(user for user in needs if name in needs[user]) for name in needs}
    jobs: dict[tuple[str, str], Callable[[], Any]] = {}
    for each in verdicts:
        # with one process a record of the caller's is used as it is; another process must load it
        theorem = catalog[each.name] if workers <= 1 else own.get(each.name)
        jobs["theorem", each.name] = partial(_page, theorem, each, used_by[each.name], hypotheses)
    jobs |= {("figure", name): partial(collect_figure, name) for name in figure_names()}
    done = 0

    def finished(key: tuple[str, str], _: Any) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(key[1], done, len(jobs))

    found = run_jobs(jobs, workers, finished)
    pages = [page for (kind, _), page in found.items() if kind == "theorem"]
    return pages, [page for (kind, _), page in found.items() if kind == "figure"]


def _page(
    theorem: Theorem | Path | None, verdict: Verdict, used_by: tuple[str, ...], hypotheses: bool
) -> TheoremPage:
    """One page; a theorem is given as it is, as a file, or by its name in the verdict."""
    catalog = Catalog()
    if not isinstance(theorem, Theorem):
        theorem = catalog[verdict.name] if theorem is None else load_theorem(theorem)
    lines = hypothesis_lines(theorem, catalog, verdict.ledger) if hypotheses else ()
    return collect_page(theorem, verdict, used_by, lines)
