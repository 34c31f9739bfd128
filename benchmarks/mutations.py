"""Mutation analysis of all proofs; writes docs/mutation.md: ``python -m benchmarks.mutations`` (``make mutate``).

Exit status 1 if a mutant survives that ``surviving_mutants.toml`` does not explain, or if one that it explains does not.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from collections import Counter
from functools import partial
from pathlib import Path

from w2s_theory.checks.processes import run_jobs
from w2s_theory.mutation.analysis import FATES, FULL, Amount, Mutant, kill_rate, mutants_of, tally
from w2s_theory.mutation.truth import TRUTHS
from w2s_theory.theorems.listing import Catalog

HERE = Path(__file__).parent
LISTED = HERE / "surviving_mutants.toml"
PAGE = HERE.parent / "docs" / "mutation.md"
LEAST = 20  # mutants of one theorem

Key = tuple[str, str, str]


def survivors() -> dict[Key, str]:
    """(theorem, step, change) -> why the mutant leaves the step true."""
    rows = tomllib.loads(LISTED.read_text(encoding="utf-8"))["survivor"]
    return {(row["theorem"], row["step"], row["change"]): row["reason"] for row in rows}


def analyse(name: str) -> list[Mutant]:
    """The mutants of one theorem; all that there are where the usual ones are few."""
    catalog = Catalog()
    usual = list(mutants_of(catalog[name], catalog, FULL))
    return usual if len(usual) >= LEAST else list(mutants_of(catalog[name], catalog, Amount()))


def row(name: str, mutants: list[Mutant]) -> str:
    """The theorem's row of the table."""
    fates = tally(mutants)
    known = sum(fates[fate] for fate in TRUTHS)
    cells = (len(mutants), fates["refused"], known, fates["same claim"], fates["survives"])
    return f"| `{name}` | " + " | ".join(map(str, cells)) + " |"


HEAD = "| theorem | mutants | refused | true all the same | same claim, other reason | survive |"


WORDS = """\
# Mutation analysis of the proofs

Written by `make mutate` (`python -m benchmarks.mutations`). Every proof is changed mechanically, one thing at a time
(operators: `w2s_theory/mutation/changes.py`): rational constants, relations, ends of sums and integrals, used steps,
unfolded definitions and arguments of rules; in the statement every hypothesis, end of a domain and part of the setting is
left out, and the hypotheses' constants and relations are changed. The checker must refuse each mutant that is not true
all the same.

"""


def page(found: dict[str, list[Mutant]]) -> str:
    """The whole page."""
    total: Counter[str] = sum((tally(mutants) for mutants in found.values()), Counter())
    listed = survivors()
    alive = [(name, m.place, m.change) for name, each in found.items() for m in each if m.fate == "survives"]
    lines = [
        *WORDS.splitlines(),
        f"{sum(total.values())} mutants of {len(found)} theorems: {total['refused']} refused by the checker,",
        f"{total['same claim']} whose claim is the same and whose other reason will do,",
        *(f"{total[fate]} true because {said}," for fate, said in TRUTHS.items()),
        f"{total['survives']} that survive, each explained below.",
        f"Kill rate: **{100 * kill_rate(total):.2f} %** of the mutants that are not known to leave a step true.",
        "",
        "A mutant of the statement counts as following where the checker proves the theorem under the changed hypothesis,",
        "every step anew.",
        "",
        HEAD,
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(row(name, mutants) for name, mutants in found.items()),
        "",
        "## Survivors",
        "",
        "They are true, and neither evaluation nor a single step of the checker shows it.",
        "",
        "| theorem | step | change | why it is true |",
        "| --- | --- | --- | --- |",
        *(f"| `{t}` | `{s}` | `{c}` | {listed.get((t, s, c), 'not explained')} |" for t, s, c in alive),
        "",
    ]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Analyse all theorems, or those named; only a run over all writes the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    parser.add_argument("names", nargs="*", help="theorems; all by default")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args(arguments)
    catalog = Catalog()
    unknown = [name for name in given.names if name not in catalog]
    if unknown:
        print(f"there is no theorem {unknown[0]}", file=sys.stderr)
        return 2
    names = given.names or list(catalog)

    def show(name: str, mutants: list[Mutant]) -> None:
        fates = tally(mutants)
        print(f"{name}: " + ", ".join(f"{fates[fate]} {fate}" for fate in FATES if fates[fate]), flush=True)

    found = run_jobs({name: partial(analyse, name) for name in names}, given.workers, show)
    alive = {
        (n, m.place, m.change): m for n, mutants in found.items() for m in mutants if m.fate == "survives"
    }
    made = {(n, m.place, m.change) for n, mutants in found.items() for m in mutants}
    listed = survivors()
    problems = [f"survives: {key} {alive[key].said}" for key in alive if key not in listed]
    # `make mutants` makes others: those that it found and that are not made here are not judged here
    problems += [f"listed, and does not survive: {key}" for key in listed if key in made and key not in alive]
    problems += [
        f"{name}: only {len(mutants)} mutants" for name, mutants in found.items() if len(mutants) < LEAST
    ]
    print("\n".join(problems), file=sys.stderr)
    if not given.names:
        PAGE.write_text(page(found), encoding="utf-8")
        print(PAGE)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
