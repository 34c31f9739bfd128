"""``w2s needs``: every hypothesis of a theorem switched off in turn, and what breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from w2s_theory.cli.outcome import HOLDS, WRONG_INPUT, Outcome, command
from w2s_theory.cli.parameters import Whole
from w2s_theory.cli.progress import progress_bar
from w2s_theory.cli.table import Column, Table
from w2s_theory.cli.theorem_names import TheoremNames
from w2s_theory.records.errors import AccuracyError, InputError


@command("needs", "Which hypothesis is needed, and what breaks without it.", table=True)
@click.argument("names", nargs=-1, metavar="[NAME]...", type=TheoremNames())
@click.option(
    "--file", metavar="MY_THEOREM.py", help="A theorem file of yours: Python that you choose to run."
)
@click.option("--proof-only", is_flag=True, help="Ask the proof only; look for no counter-examples.")
@click.option(
    "--seed", type=Whole("the seed", 0, 2**128 - 1), default=0, show_default=True, help="Seed of the search."
)
def COMMAND(names: tuple[str, ...], file: str | None, proof_only: bool, seed: int) -> Outcome:
    """Switch off one hypothesis at a time (of every theorem without a name).

    Shown are the steps of the proof that the checker no longer decides, and a counter-example where one is
    found: an instance certified with balls, or draws beyond their own error.
    """
    from w2s_theory.cli.theorem_fields import require_names, with_file_if_it_loads
    from w2s_theory.hypotheses.roles import WORDS, fate_row, fates_of
    from w2s_theory.printing.text import claim_text
    from w2s_theory.theorems.listing import Catalog
    from w2s_theory.theorems.user_code import one_line, user_code

    catalog, own, broken = with_file_if_it_loads(file, Catalog(), names)
    chosen = [*(require_names(names, catalog) if names or not own else []), *own]
    rows = []
    with progress_bar("switching off", len(chosen), lines=True) as advance:
        for done, name in enumerate(chosen, 1):
            try:
                with user_code(file or name):
                    fates = fates_of(catalog[name], catalog, search=not proof_only, seed=seed)
            except Exception as error:
                if name not in own or isinstance(error, (InputError, AccuracyError)):
                    raise
                raise InputError(f"{file}: {one_line(error)}") from error
            rows.append({"name": name, "hypotheses": [fate_row(fate, claim_text) for fate in fates]})
            advance(name, done, len(chosen))

    def show(screen: Any) -> None:
        for row in rows:
            screen.line(row["name"])
            screen.print_table(Table("", _COLUMNS[1:], tuple(_lines(row))))
        shown = {each["fate"] for row in rows for each in row["hypotheses"]}
        screen.fields([(word, text) for word, text in WORDS.items() if word in shown])
        screen.line(f"seed {seed}")

    data = {"theorems": rows, "seed": seed, "searched": not proof_only}
    table = Table(
        "hypotheses, each switched off", _COLUMNS, tuple(line for row in rows for line in _lines(row))
    )
    return Outcome(data, show, WRONG_INPUT if broken else HOLDS, broken, table)


_COLUMNS = (
    Column("theorem", number=False),
    Column("hypothesis", number=False),
    Column("fate", number=False),
    Column(
        "broken_steps", "steps that the checker no longer decides", "steps that fail without it", number=False
    ),
    Column("why", "a counter-example, or a remark", "", number=False),
)


def _lines(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in row["hypotheses"]:
        yield {
            "theorem": row["name"],
            "hypothesis": each["text"],
            "fate": each["fate"],
            "broken_steps": ", ".join(step["name"] or step["reason"] for step in each["broken_steps"])
            or None,
            "why": _where(each) or each["remark"] or None,
        }


def _where(row: dict[str, Any]) -> str:
    example = row["counter_example"]
    if example is None:
        return ""
    values = ", ".join(f"{name} = {value}" for name, value in example["values"].items())
    return f"{example['method']}: {example['left']} against {example['right']} at {values}"
