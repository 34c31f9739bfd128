"""``w2s list``: the theorems by subject, those to start with first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from w2s_theory.cli.outcome import HOLDS, WRONG_INPUT, Outcome, command
from w2s_theory.cli.output import counted
from w2s_theory.cli.table import Column, Table
from w2s_theory.cli.theorem_names import SubjectName

if TYPE_CHECKING:
    from w2s_theory.theorems.headers import Header
    from w2s_theory.theorems.listing import Broken

FIELDS = ("name", "title", "status", "about", "quantifier", "sharpness", "subject")
# as the records have them: importing those takes longer than the whole list
STATUSES = ("proved", "universality", "empirical")


@command("list", "List the theorems.", table=True)
@click.argument("subjects", nargs=-1, metavar="[SUBJECT]...", type=SubjectName())
@click.option("--status", type=click.Choice(STATUSES), help="Only theorems of this status.")
@click.option("--search", metavar="WORD", help="Only those with this in name, title or explanation.")
def COMMAND(subjects: tuple[str, ...], status: str | None, search: str | None) -> Outcome:
    """List the theorems by subject: one file each, found by listing the folder.

    A name, a part that no other name has, or a subject will do wherever a command takes NAME.
    """
    from w2s_theory.theorems.subjects import all_headers, by_subject, headlines, search_headers

    headers, broken = all_headers()
    chosen = search_headers(headers, subjects, status, search)
    whole = not (subjects or status or search)

    def show(screen: Any) -> None:
        if whole:
            screen.line("Start here")
            _show(screen, headlines(chosen))
        for group in by_subject(chosen):
            screen.line(f"{group.title}: {group.sentence}", 4)
            _show(screen, group.theorems)
        screen.line(_last_line(len(chosen), len(headers), search, whole))

    return _outcome(chosen, broken, show)


def _show(screen: Any, headers: Sequence[Header]) -> None:
    for each in headers:
        screen.source(f"  {each.name}")
        mark = "" if each.status == "proved" else f" ({each.status})"
        screen.line(f"      {each.title}{mark}", 6)
    screen.line()


def _last_line(shown: int, known: int, search: str | None, whole: bool) -> str:
    if not shown:
        what = f" with {search!r}" if search else ""
        return f"no theorem{what} among {known}: `w2s list` shows them all"
    which = counted(shown, "theorem") if whole else f"{shown} of {known} theorems"
    return f"{which}; `w2s show NAME` states one, `w2s check` checks all, `w2s paper` says which are whose"


def _outcome(chosen: Sequence[Header], broken: Sequence[Broken], show: Any) -> Outcome:
    rows = [{field: getattr(each, field) for field in FIELDS} for each in chosen]
    data = {"theorems": rows, "broken": [{"path": each.path, "reason": each.reason} for each in broken]}
    remarks = tuple(f"the theorem file {each.path} does not load: {each.reason}" for each in broken)
    columns = tuple(Column(field, number=False) for field in FIELDS)
    table = Table("theorems", columns, tuple(rows))
    return Outcome(data, show, WRONG_INPUT if broken else HOLDS, remarks, table)
