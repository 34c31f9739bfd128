"""Mutation analysis of all proofs; writes docs/mutation.md: ``python -m benchmarks.mutations`` (``make mutate``).

Exit status 1 if a mutant survives that ``surviving_mutants.toml`` does not explain, or if one that it explains does not, or
if the checker accepts a changed claim that a model or the draws contradict.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from w2s_theory.checks.processes import run_jobs
from w2s_theory.mutation.analysis import FATES, FULL, Amount, Mutant, kill_rate, mutants_of, tally
from w2s_theory.mutation.claims import KNOWN, ChangedClaim, changed_claims_of
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


@dataclass(frozen=True, slots=True)
class Analysed:
    """One theorem: the mutants of its proof and statement, and every change of what it claims."""

    mutants: list[Mutant]
    claims: list[ChangedClaim]


def analyse(name: str) -> Analysed:
    """The mutants of one theorem; all that there are where the usual ones are few."""
    catalog = Catalog()
    usual = list(mutants_of(catalog[name], catalog, FULL))
    mutants = usual if len(usual) >= LEAST else list(mutants_of(catalog[name], catalog, Amount()))
    return Analysed(mutants, changed_claims_of(catalog[name], catalog))


def row(name: str, found: Analysed) -> str:
    """The theorem's row of the first table."""
    fates = tally(found.mutants)
    known = sum(fates[fate] for fate in TRUTHS)
    cells = (len(found.mutants), fates["refused"], known, fates["same claim"], fates["survives"])
    return f"| `{name}` | " + " | ".join(map(str, cells)) + " |"


def claim_counts(claims: list[ChangedClaim]) -> tuple[int, ...]:
    """Changed claims; refused; contradicted by a model, by draws, by either; known to be true; neither."""
    return (
        len(claims),
        sum(each.refused for each in claims),
        sum(bool(each.model) for each in claims),
        sum(each.drawn for each in claims),
        sum(each.false for each in claims),
        sum(bool(each.true) for each in claims),
        sum(each.open for each in claims),
    )


def claim_row(name: str, found: Analysed) -> str:
    """The theorem's row of the table of changed claims."""
    return f"| `{name}` | " + " | ".join(map(str, claim_counts(found.claims))) + " |"


HEAD = "| theorem | mutants | refused | true all the same | same claim, other reason | survive |"
CLAIM_HEAD = "| theorem | changes | refused | models contradict | draws contradict | one of them | known true | neither |"


WORDS = """\
# Mutation analysis of the proofs

Written by `make mutate` (`python -m benchmarks.mutations`). Every proof is changed mechanically, one thing at a time
(operators: `w2s_theory/mutation/changes.py`): rational constants, indices, letters, terms, relations, ends of sums and
integrals, used steps, unfolded definitions, arguments of rules, restrictions and domains of a step's own letters; in the
statement every hypothesis, end of a domain and part of the setting is left out, the ends are moved outwards, and the
hypotheses' constants and relations are changed. The checker must refuse each mutant that is not true all the same. Of the
changes of one step's claim eight are made, of its reasons four, always the same ones; of what a theorem claims all.

"""

CLAIM_WORDS = """\
## What the theorems claim, changed

Every change of every claim itself, put to three routes that share no formula. The checker looks for a proof: it refuses a
weaker claim too, where the certificate does not fit it. Random models and simulated draws look for a place where the
changed claim is false; a mean is judged by bets, a single draw only with balls. *Known to be true*: a counter-example was
looked for and not found, and"""

CLAIM_END = """\
*Neither*: nothing contradicts it and nothing shows it. Most of these are stronger claims than the theorem's, at sizes where
the theorem leaves room; strict forms of weak inequalities, which a single draw does not tell apart; and changes of what
only a law of chance speaks of. They measure what models and draws can see, not the checker.
"""


def page(found: dict[str, Analysed]) -> str:
    """The whole page."""
    total: Counter[str] = sum((tally(each.mutants) for each in found.values()), Counter())
    listed = survivors()
    alive = [
        (name, m.place, m.change)
        for name, each in found.items()
        for m in each.mutants
        if m.fate == "survives"
    ]
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
        *(row(name, each) for name, each in found.items()),
        "",
        "## Survivors",
        "",
        "They are true, and neither evaluation nor a single step of the checker shows it.",
        "",
        "| theorem | step | change | why it is true |",
        "| --- | --- | --- | --- |",
        *(f"| `{t}` | `{s}` | `{c}` | {listed.get((t, s, c), 'not explained')} |" for t, s, c in alive),
        "",
        *claims_part(found),
    ]
    return "\n".join(lines)


def claims_part(found: dict[str, Analysed]) -> list[str]:
    """The second half of the page: what the theorems claim, changed."""
    every = [claim for each in found.values() for claim in each.claims]
    made, refused, model, drawn, false, true, still = claim_counts(every)
    ways = Counter(each.true for each in every if each.true)
    return [
        *CLAIM_WORDS.splitlines(),
        "; ".join(f"{said} ({ways[way]})" for way, said in KNOWN.items() if ways[way]) + ".",
        *CLAIM_END.splitlines(),
        "",
        f"{made} changes: {refused} refused by the checker, {model} contradicted by a model, {drawn} by draws, {false}",
        f"by one of the two, {true} known to be true, {still} neither. Accepted by the checker and contradicted:",
        f"**{sum(each.defect for each in every)}**.",
        "",
        CLAIM_HEAD,
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(claim_row(name, each) for name, each in found.items() if each.claims),
        "",
    ]


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

    def show(name: str, each: Analysed) -> None:
        fates = tally(each.mutants)
        print(
            f"{name}: " + ", ".join(f"{fates[fate]} {fate}" for fate in FATES if fates[fate]) + "; claims "
            f"{claim_counts(each.claims)}",
            flush=True,
        )

    found = run_jobs({name: partial(analyse, name) for name in names}, given.workers, show)
    alive = {
        (n, m.place, m.change): m for n, each in found.items() for m in each.mutants if m.fate == "survives"
    }
    made = {(n, m.place, m.change) for n, each in found.items() for m in each.mutants}
    listed = survivors()
    problems = [f"survives: {key} {alive[key].said}" for key in alive if key not in listed]
    # `make mutants` makes others: those that it found and that are not made here are not judged here
    problems += [f"listed, and does not survive: {key}" for key in listed if key in made and key not in alive]
    problems += [
        f"{name}: only {len(each.mutants)} mutants"
        for name, each in found.items()
        if len(each.mutants) < LEAST
    ]
    problems += [
        f"accepted, and {'contradicted' if claim.defect else 'not known to be true'}: {name}, {claim.change}: {claim.claim}"
        for name, each in found.items()
        for claim in each.claims
        if not claim.refused and not claim.true
    ]
    print("\n".join(problems), file=sys.stderr)
    if not given.names:
        PAGE.write_text(page(found), encoding="utf-8")
        print(PAGE)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
