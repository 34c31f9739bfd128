"""What ``w2s prove --search`` prints: a certificate to paste, or what is left over and what may be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from w2s_theory.cli.reading import print_hanging


def show_searched(screen: Any, row: Mapping[str, Any]) -> None:
    """The searches of one theorem."""
    if not row["searched"]:
        screen.line(f"{row['name']}: no open step combines facts, so nothing was searched")
    for each in row["searched"]:
        place = f"{row['name']}, step {each['step']}: "
        if each["found"]:
            screen.line(f"{place}found and decided by the checker; paste into the step")
            screen.source(f"    {each['certificate']},")
            continue
        if each["problem"]:
            print_hanging(screen, place, f"nothing to search: {each['problem']}")
            continue
        screen.line(f"{place}not found in {each['trials']} trials")
        print_hanging(screen, "    left over  ", each["left_over"])
        for fact in each["usable"] or ["none: what is known is put in already"]:
            print_hanging(screen, "    usable     ", fact)
