"""``w2s derive``: the derivation of a theorem, line by line."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.outcome import HOLDS, UNDECIDED, Outcome, command
from w2s_theory.cli.parameters import Whole
from w2s_theory.cli.theorem_names import TheoremName


@command("derive", "Derive a theorem, step by step.")
@click.argument("name", type=TheoremName())
@click.option("--latex", "as_latex", is_flag=True, help="Print the derivation as LaTeX.")
@click.option(
    "--power", type=Whole("power", 0, 3), help="For the spectrum: carry out the calculation for this power."
)
@click.option("--degree", type=Whole("degree", 0, 60), help="For the spectrum: and for this degree.")
def COMMAND(name: str, as_latex: bool, power: int | None, degree: int | None) -> Outcome:
    """Derive a theorem: each step with its reason, and what the checker says of it."""
    from w2s_theory.cli.theorem_fields import describe_theorem
    from w2s_theory.printing.text import proof_latex
    from w2s_theory.records.errors import InputError
    from w2s_theory.theorems.listing import Catalog, subject

    catalog = Catalog()
    data = describe_theorem(name, catalog)
    derivation = None
    if power is not None or degree is not None:
        if subject(name) != "spectrum":
            raise InputError(f"--power and --degree are for theorems on the spectrum, and {name} is not one")
        from w2s_theory.derive.activation_coefficient import derive_activation_coefficient

        derivation = derive_activation_coefficient(1 if power is None else power, degree)
    latex = derivation.to_latex() if derivation else proof_latex(catalog[name])

    def show(screen: Any) -> None:
        if as_latex:
            screen.line(latex)
            return
        screen.line(data["statement"])
        for fact in data["setting"]:
            screen.line(f"given  {fact}")
        for number, step in enumerate(data["proof_steps"], 1):
            screen.line()
            screen.line(f"{number}. {step['name']}: {step['note']}")
            restricted = f"   [{', '.join(step['where'])}]" if step["where"] else ""
            screen.line(f"   {step['claim']}{restricted}")
            uses = f", from {', '.join(step['uses'])}" if step["uses"] else ""
            screen.line(f"   {step['decided']} by {step['rule']}{uses}")
        if derivation:
            screen.line()
            screen.line(str(derivation))

    status = HOLDS if data["complete"] else UNDECIDED
    return Outcome(
        {**data, "proof_latex": latex, "derivation": derivation.to_dict() if derivation else None},
        show,
        status,
    )
