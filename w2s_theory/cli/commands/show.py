"""``w2s show``: the statement of a theorem."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.theorem_names import TheoremName


@command("show", "State a theorem.")
@click.argument("name", type=TheoremName())
@click.option("--latex", "as_latex", is_flag=True, help="Print the statement as LaTeX.")
def COMMAND(name: str, as_latex: bool) -> Outcome:
    """State a theorem: claim, assumptions, domain, citation, and what its proof rests on."""
    from w2s_theory.cli.theorem_fields import describe_theorem, resting_text
    from w2s_theory.theorems.listing import Catalog

    data = describe_theorem(name, Catalog())

    def show(screen: Any) -> None:
        if as_latex:
            screen.line(data["latex"])
            return
        screen.line(data["title"])
        screen.line()
        screen.line(f"    {data['statement']}")
        screen.line()
        for number, assumption in enumerate((*data["parameters"], *data["assumptions"])):
            screen.line(f"{'for' if number == 0 else '   '}  {assumption}")
        for number, fact in enumerate(data["setting"]):
            screen.line(f"{'given' if number == 0 else '     '}  {fact}")
        screen.line()
        rests_on = resting_text(data["rests_on"], data["complete"])
        is_open = "" if data["complete"] else f"not complete: {data['problem']}"
        measured = [
            ("region", data["region"]),
            ("largest gap", data["largest_gap"]),
        ]
        screen.fields(
            [
                ("name", data["name"]),
                ("status", f"{data['status']}, about the {data['about']}"),
                ("quantifier", data["quantifier"]),
                ("sharpness", data["shown"]),
                *(row for row in measured if row[1]),
                ("citation", data["citation"]),
                ("proof", f"{len(data['proof_steps'])} steps (w2s derive {data['name']})"),
                ("rests on", rests_on),
                ("the proof is", is_open),
                ("remark", data["reason"] if data["reason"] not in is_open else ""),
            ]
        )

    # the formula alone goes to standard output, and what it takes for granted is not kept back
    given = data["setting_latex"] if as_latex else ""
    return Outcome(data, show, remarks=(f"given in the setting: {given}",) if given else ())
