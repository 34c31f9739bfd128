"""``w2s doctor``: the parts found on this machine."""

from __future__ import annotations

from w2s_theory.cli.outcome import HOLDS, WRONG_INPUT, Outcome, command
from w2s_theory.cli.table import Column, Table


@command("doctor", "Say which parts are installed.", table=True)
def COMMAND() -> Outcome:
    """Say which parts are installed, their versions, the linear algebra and the precision back ends."""
    from w2s_theory.api.machine import describe_machine

    parts = describe_machine()
    missing = [part for part in parts if part["needed"] and not part["found"]]

    rows = tuple({**part, "found": "yes" if part["found"] else "no"} for part in parts)
    columns = (
        Column("name", head="part", number=False),
        *(Column(each, number=False) for each in ("found", "version", "note")),
    )
    table = Table("", columns, rows)
    remarks = tuple(f"{part['name']} is missing: {part['note']}" for part in missing)
    status = WRONG_INPUT if missing else HOLDS
    return Outcome({"parts": parts}, lambda screen: screen.print_table(table), status, remarks, table)
