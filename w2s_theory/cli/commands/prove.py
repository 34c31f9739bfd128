"""``w2s prove``: the proofs, step by step, as the checker decides them."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.outcome import HOLDS, REFUTED, UNDECIDED, Outcome, command
from w2s_theory.cli.progress import progress_bar


@command("prove", "Check the proofs.")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--file",
    metavar="MY_THEOREM.py",
    help="Check the proof in a file of yours: Python that you choose to run.",
)
def COMMAND(names: tuple[str, ...], file: str | None) -> Outcome:
    """Check the proofs of theorems (of all of them without a name)."""
    from w2s_theory.checks.proofs import prove
    from w2s_theory.cli.theorem_fields import ledger_steps, require_names, with_file
    from w2s_theory.theorems.listing import Catalog

    catalog, own = with_file(file, Catalog())
    chosen = [*(require_names(names, catalog) if names or not own else []), *own]
    rows, words = [], []
    with progress_bar("proving", len(chosen)) as advance:
        for done, name in enumerate(chosen, 1):
            proof = prove(catalog[name], catalog)
            words.append(
                "refuted" if proof.ledger.refuted else "complete" if proof.complete else "not complete"
            )
            rows.append(
                {
                    "name": name,
                    "complete": proof.complete,
                    "problem": proof.problem,
                    "rests_on": list(proof.rests_on),
                    "steps": ledger_steps(proof.ledger),
                }
            )
            advance(name, done, len(chosen))

    def show(screen: Any) -> None:
        if names or file:
            for row in rows:
                screen.line(row["name"])
                lines = [
                    (s["name"], s["rule"], s["decided"], "; ".join(s["rests_on"]) or s["reason"])
                    for s in row["steps"]
                ]
                screen.table(("step", "rule", "decision", "rests on"), lines)
        table = [
            (
                row["name"],
                len(row["steps"]),
                word,
                row["problem"] or "; ".join(row["rests_on"]) or "nothing but its own steps",
            )
            for row, word in zip(rows, words, strict=True)
        ]
        screen.table(("theorem", "steps", "proof", "rests on"), table, right=(1,))

    status = REFUTED if "refuted" in words else UNDECIDED if "not complete" in words else HOLDS
    return Outcome({"proofs": rows}, show, status)
