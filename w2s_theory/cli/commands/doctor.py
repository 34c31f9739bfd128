"""``w2s doctor``: the parts found on this machine."""

from __future__ import annotations

from typing import Any

from w2s_theory.cli.outcome import HOLDS, WRONG_INPUT, Outcome, command


@command("doctor", "Say which parts are installed.")
def COMMAND() -> Outcome:
    """Say which parts are installed, their versions, the linear algebra and the precision back ends."""
    from w2s_theory.api.machine import describe_machine

    parts = describe_machine()
    missing = [part for part in parts if part["needed"] and not part["found"]]

    def show(screen: Any) -> None:
        screen.table(
            ("part", "found", "version", "note"),
            [
                (part["name"], "yes" if part["found"] else "no", part["version"], part["note"])
                for part in parts
            ],
        )

    remarks = tuple(f"{part['name']} is missing: {part['note']}" for part in missing)
    return Outcome({"parts": parts}, show, WRONG_INPUT if missing else HOLDS, remarks)
