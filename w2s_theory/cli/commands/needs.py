"""``w2s needs``: every hypothesis of a theorem switched off in turn, and what breaks; or every fact that proofs rest on."""

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
@click.option(
    "--facts",
    is_flag=True,
    help="The cited facts and those of settings instead: which theorems fall with which.",
)
@click.option("--proof-only", is_flag=True, help="Ask the proof only; look for no counter-examples.")
@click.option(
    "--seed", type=Whole("the seed", 0, 2**128 - 1), default=0, show_default=True, help="Seed of the search."
)
def COMMAND(names: tuple[str, ...], file: str | None, facts: bool, proof_only: bool, seed: int) -> Outcome:
    """Switch off one hypothesis at a time (of every theorem without a name).

    Shown are the steps of the proof that the checker no longer decides, and a counter-example where one is
    found: an instance certified with balls, or draws beyond their own error.

    With --facts: what the proofs take from the literature, from their settings and on trust; who has read the place
    that is cited, and what formal libraries prove of it.
    """
    from w2s_theory.cli.theorem_fields import require_names, with_file_if_it_loads
    from w2s_theory.hypotheses.roles import WORDS, fate_row, fates_of
    from w2s_theory.printing.text import claim_text
    from w2s_theory.theorems.listing import Catalog
    from w2s_theory.theorems.user_code import one_line, user_code

    if facts and proof_only:
        raise InputError("--facts asks nothing but proofs: leave out --proof-only")
    catalog, own, broken = with_file_if_it_loads(file, Catalog(), names)
    chosen = [*(require_names(names, catalog) if names or not own else []), *own]
    if facts:
        try:
            with user_code(file or "the library"):
                return _facts(catalog, chosen if names or own else None, broken)
        except Exception as error:
            if not own or isinstance(error, (InputError, AccuracyError)):
                raise
            raise InputError(f"{file}: {one_line(error)}") from error
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


def _facts(catalog: Any, chosen: list[str] | None, broken: tuple[str, ...]) -> Outcome:
    """The facts behind the proofs of all theorems, or of some."""
    from w2s_theory.hypotheses.facts import closure, fact_row, facts_behind

    done, asked = 0, len(closure(catalog, catalog if chosen is None else chosen))
    with progress_bar("asking proofs", asked, lines=True) as advance:

        def step(name: str) -> None:
            nonlocal done
            done += 1
            advance(name, done, asked)

        found = facts_behind(catalog, chosen, step)
    rows = [fact_row(each) for each in found]

    def show(screen: Any) -> None:
        for row in (each for each in rows if each["kind"] == "cited"):
            screen.line(f"{row['fact']}: {row['statement']}")
            screen.fields(
                [
                    ("stands in", row["reference"]),
                    ("read by us", row["read"]),
                    ("formal proof", row["formal"]),
                    *([("gap", row["gap"])] if row["gap"] else []),
                    ("used by", ", ".join(row["direct"]) or "no proof"),
                    ("falls with it", ", ".join(row["falls"]) or "nothing"),
                ]
            )
            screen.line("")
        others = tuple(line for line in _fact_lines(rows) if line["kind"] != "cited")
        screen.print_table(Table("", tuple(each for each in _FACTS if each.name in _OF_OTHERS), others))
        cited = sum(row["kind"] == "cited" for row in rows)
        screen.line(f"{cited} cited facts, {len(rows) - cited} others")

    of = "all theorems" if chosen is None else ", ".join(chosen)
    table = Table(f"facts that the proofs of {of} rest on", _FACTS, tuple(_fact_lines(rows)))
    return Outcome({"facts": rows}, show, WRONG_INPUT if broken else HOLDS, broken, table)


_FACTS = (
    Column("fact", number=False),
    Column("kind", "of the literature, of a setting, or assumed", number=False),
    Column("statement", number=False),
    Column("reference", "where a cited fact stands", number=False),
    Column("read", "which of these places somebody has read", "read by us", number=False),
    Column("formal", "a formal proof, as its library names it", "formal proof", number=False),
    Column("gap", "what the fact says beyond the formal proof", number=False),
    Column("direct", "theorems whose own steps use it", "used by", number=False),
    Column("falls", "these, and all that use them", "falls with it", number=False),
)
_OF_OTHERS = ("fact", "kind", "statement", "falls")


def _fact_lines(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            key: (", ".join(value) or None) if isinstance(value, list) else value
            for key, value in row.items()
        }


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
