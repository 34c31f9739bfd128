"""For a given time: other mutants of the proofs every day, steps that a proof can do without, and all figures drawn twice.

``python -m benchmarks.mutants --minutes 10 --seed 2026-11-30`` (``make mutants MINUTES=10``; today's date by default). The
seed says which mutants are made and in which order, a longer run makes more of them, and nothing is written: what is
found is printed with the command that finds it again. docs/mutation.md is ``make mutate``'s.

Exit status 1 if a mutant survives that ``surviving_mutants.toml`` does not explain, or if a figure drawn twice is not the
same bytes. A superfluous step is named and is no defect: some stand there for the reader.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from benchmarks.mutations import survivors
from proofs_check.kernel import decide_step
from proofs_check.rules import load_rules
from w2s_theory.checks.processes import run_jobs
from w2s_theory.figures.listing import figure_names, load_figure
from w2s_theory.figures.stored_data import read_table, stored_path
from w2s_theory.figures.style import render
from w2s_theory.mutation.analysis import FATES, Amount, kill_rate, mutants_of, tally
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.figures import draw_trial_figure
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.theorems.listing import Catalog

# of one step in one round; steps with large claims, which take long, come after some rounds
CLAIMS, REASONS, LARGEST, ROUNDS_OF_SMALL = 4, 2, 100, 4
DRAWS = 25


@dataclass(frozen=True, slots=True)
class Found:
    """What one job saw; ``whole`` is false where the time was over before it was done."""

    fates: Counter[str] = field(default_factory=Counter)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    whole: bool = True


def spoil(name: str, seed: str, number: int, deadline: float) -> Found:
    """Mutants of one theorem, others in every round."""
    catalog, known = Catalog(), survivors()
    largest = LARGEST if number < ROUNDS_OF_SMALL else None
    amount = Amount(CLAIMS, REASONS, largest=largest, seed=seed, round=number)
    seen, whole = [], True
    for mutant in mutants_of(catalog[name], catalog, amount):
        seen.append(mutant)
        if time.monotonic() > deadline:
            whole = False
            break
    problems = tuple(
        f"survives: {name}, {each.place}, {each.change}: {each.said} (round {number})"
        for each in seen
        if each.fate == "survives" and (name, each.place, each.change) not in known
    )
    return Found(tally(seen), problems, whole=whole)


def superfluous_steps(theorem: Theorem, catalog: Mapping[str, Theorem]) -> list[str]:
    """Steps that nothing rests on, or without which every step that uses them is decided as well."""
    steps, statement, rules = theorem.proof(), theorem.statement(), load_rules()
    statements = {name: catalog[name].statement() for name in theorem.depends_on if name in catalog}
    known = {step.name: step for step in steps}

    def without(user: Step, name: str) -> bool:
        uses = tuple(other for other in user.uses if other != name)
        accepted = {other: known[other] for other in uses}
        changed = replace(user, uses=uses)
        return decide_step(changed, accepted, statement, rules, statements).status == "decided"

    found = []
    for step in steps[: -len(statement.claims)]:
        if all(without(user, step.name) for user in steps if step.name in user.uses):
            found.append(step.name)
    return found


def look_for_superfluous(name: str, deadline: float) -> Found:
    """The steps that the proof of one theorem can do without."""
    if time.monotonic() > deadline:
        return Found(whole=False)
    catalog = Catalog()
    steps = superfluous_steps(catalog[name], catalog)
    return Found(notes=(f"{name} is proved without {', '.join(steps)}",) if steps else ())


def draw_twice(kind: str, name: str, deadline: float) -> Found:
    """A theorem's figure, or one of the report's, drawn again from the same numbers."""
    if time.monotonic() > deadline:
        return Found(whole=False)
    if kind == "theorem":
        theorem = Catalog()[name]
        draws = theorem.experiment(child_generator(3, name), DRAWS)
        witness = theorem.witness() if theorem.witness else None
        files = [draw_trial_figure(theorem, draws, witness).encode() for _ in range(2)]
    else:
        plan = load_figure(name)
        table = read_table(plan, stored_path(name))
        files = [render(plan, table, "svg") for _ in range(2)]
    wrong = files[0] != files[1] or b"dc:date" in files[0]
    return Found(problems=(f"drawn otherwise: the figure of {kind} {name}",) if wrong else ())


def rounds(
    names: list[str], seed: str, number: int, deadline: float
) -> dict[tuple[str, str], Callable[[], Found]]:
    """The jobs of one round, in an order of their own for every seed."""
    jobs: dict[tuple[str, str], Callable[[], Found]] = {
        ("mutants", name): partial(spoil, name, seed, number, deadline) for name in names
    }
    if number == 0:
        jobs |= {("steps", name): partial(look_for_superfluous, name, deadline) for name in names}
        jobs |= {("theorem", name): partial(draw_twice, "theorem", name, deadline) for name in names}
        jobs |= {("paper", name): partial(draw_twice, "paper", name, deadline) for name in figure_names()}
    keys = list(jobs)
    random.Random(f"{seed} {number}").shuffle(keys)
    return {key: jobs[key] for key in keys}


def main(arguments: list[str] | None = None) -> int:
    """Round after round until the time is over, or nothing is left that was not looked at."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help="theorems; all by default")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", default=date.today().isoformat(), help="any word; today's date by default")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args(arguments)
    catalog = Catalog()
    unknown = [name for name in given.names if name not in catalog]
    if unknown:
        print(f"there is no theorem {unknown[0]}", file=sys.stderr)
        return 2
    print(
        f"seed {given.seed}, {given.minutes:g} minutes (the same again: make mutants SEED={given.seed})",
        flush=True,
    )
    deadline, number = time.monotonic() + 60 * given.minutes, 0
    fates, whole, problems = Counter[str](), Counter[str](), 0
    while time.monotonic() < deadline:

        def show(key: tuple[str, str], found: Found) -> None:
            for note in found.notes:
                print(note, flush=True)
            for problem in found.problems:
                print(problem, file=sys.stderr, flush=True)

        found = run_jobs(
            rounds(given.names or list(catalog), given.seed, number, deadline), given.workers, show
        )
        of_round = sum((each.fates for each in found.values()), Counter[str]())
        fates += of_round
        whole += Counter(kind for (kind, _), each in found.items() if each.whole)
        problems += sum(len(each.problems) for each in found.values())
        number += 1
        if not of_round:
            break
    print(
        f"{sum(fates.values())} mutants in {number} rounds: "
        + ", ".join(f"{fates[f]} {f}" for f in FATES if fates[f])
    )
    print(f"kill rate {100 * kill_rate(fates):.2f} % of the mutants that are not known to leave a step true")
    print(
        f"{whole['steps']} proofs searched for superfluous steps, {whole['theorem'] + whole['paper']} figures drawn twice"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
