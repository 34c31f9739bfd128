"""``w2s list``: the theorems."""

from __future__ import annotations

from typing import Any

from w2s_theory.cli.outcome import HOLDS, WRONG_INPUT, Outcome, command

FIELDS = ("name", "title", "status", "about", "quantifier", "sharpness", "subject")


@command("list", "List the theorems.")
def COMMAND() -> Outcome:
    """List the theorems: one file each, found by listing the folder."""
    from w2s_theory.theorems.listing import Catalog, load_all, theorem_files

    files = theorem_files()
    loaded, broken = load_all(Catalog())
    rows = [
        {field: getattr(theorem, field, None) for field in FIELDS} | {"subject": files[name].parent.name}
        for name, theorem in loaded.items()
    ]

    def show(screen: Any) -> None:
        screen.table(
            ("name", "title", "status", "about", "quantifier", "sharpness"),
            [list(row.values())[:6] for row in rows],
        )
        screen.line(f"{len(rows)} theorems; `w2s show NAME` states one, `w2s check` checks all of them")

    data = {"theorems": rows, "broken": [{"path": each.path, "reason": each.reason} for each in broken]}
    remarks = tuple(f"the theorem file {each.path} does not load: {each.reason}" for each in broken)
    return Outcome(data, show, WRONG_INPUT if broken else HOLDS, remarks)
