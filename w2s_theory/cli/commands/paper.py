"""``w2s paper``: what the paper says, and what stands beside it here."""

from __future__ import annotations

from typing import Any

from w2s_theory.cli.outcome import HOLDS, WRONG_INPUT, Outcome, command
from w2s_theory.cli.table import Column, Table

_COLUMNS = ("words", "assumption", "name", "status", "about", "relation", "difference")


@command("paper", "What the paper says, and what is shown here.", table=True)
def COMMAND() -> Outcome:
    """The paper, statement by statement: its words, on what they rest, our theorem and how it stands to them."""
    from w2s_theory.theorems.paper import ARXIV, READ, RELATION_WORDS, TITLE, paper_data, paper_rows, standing
    from w2s_theory.theorems.subjects import all_headers

    headers, broken = all_headers()
    rows = paper_rows(headers)

    def show(screen: Any) -> None:
        screen.line(f"M. Medvedev et al., {TITLE} (ICML 2025, arXiv {ARXIV})", 4)
        screen.line(READ, 0)
        for row in rows:
            screen.line()
            screen.line(f"{row.headline.words} ({row.headline.assumption})", 4)
            for header, citation in row.theorems:
                screen.source(f"    {header.name}")
                said = f"{RELATION_WORDS[citation.relation or 'not compared']}: {citation.difference}"
                screen.line(f"        {said}; {standing(header)}", 8)
        screen.line()
        screen.line(
            "`w2s show NAME` states a theorem; sharper, the same, not compared: how ours stands to the paper's",
            0,
        )

    data = paper_data(rows)
    remarks = tuple(f"the theorem file {each.path} does not load: {each.reason}" for each in broken)
    lines = [
        {"words": row["words"], "assumption": row["assumption"], **theorem}
        for row in data["rows"]
        for theorem in row["theorems"]
    ]
    columns = tuple(Column(name, number=False) for name in _COLUMNS)
    table = Table(f"{TITLE} (arXiv {ARXIV}), statement by statement", columns, tuple(lines))
    return Outcome(data, show, WRONG_INPUT if broken else HOLDS, remarks, table)
