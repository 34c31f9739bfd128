"""``w2s check``: every theorem proved, evaluated three ways, simulated; one verdict each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import click

from w2s_theory.cli.files import require_output_folder
from w2s_theory.cli.outcome import HOLDS, REFUTED, UNDECIDED, WRONG_INPUT, Outcome, command
from w2s_theory.cli.output import counted
from w2s_theory.cli.parameters import Whole
from w2s_theory.cli.progress import progress_bar
from w2s_theory.cli.table import Column, Table
from w2s_theory.cli.theorem_names import TheoremNames

_FEW = 4
_COLUMNS = (
    Column("theorem", number=False),
    Column("verdict", number=False),
    Column("tightness", "measured/bound at the closest draw"),
    Column("rests_on", number=False),
    Column("seconds", digits=2),
    Column("remarks", head="", number=False),
)


@command("check", "Check theorems, or a bound of yours in a file.", table=True)
@click.argument("names", nargs=-1, metavar="[NAME]...", type=TheoremNames())
@click.option("--quick", is_flag=True, help="Fewer draws and points; the same decisions.")
@click.option(
    "--file",
    "file",
    metavar="MY_THEOREM.py",
    help="Check a theorem file of yours: Python that you choose to run.",
)
@click.option("--folder", metavar="DIR", help="Check a folder of such files.")
@click.option("--report", metavar="DIR", help="Write an HTML report there.")
@click.option(
    "--seed",
    type=Whole("the seed", 0, 2**128 - 1),
    default=0,
    show_default=True,
    help="Seed of the simulation.",
)
def COMMAND(
    names: tuple[str, ...],
    quick: bool,
    file: str | None,
    folder: str | None,
    report: str | None,
    seed: int,
    threads: int | None = None,
) -> Outcome:
    """Check theorems (all of them without a name): derive, evaluate, simulate, prove."""
    from w2s_theory.cli.threads import available_cores, limited_threads

    target = require_output_folder(report) if report is not None else None
    workers = threads or available_cores()
    with limited_threads(1):  # one BLAS thread in each worker: results do not depend on how many there are
        from w2s_theory.api.theorem_fields import resting_text
        from w2s_theory.checks.run import check
        from w2s_theory.cli.theorem_fields import require_names
        from w2s_theory.printing.text import claim_text
        from w2s_theory.theorems.listing import Catalog

        if target is not None:
            from w2s_theory.report.pages import require_report_folder

            require_report_folder(target)
        catalog = Catalog()
        chosen = require_names(names, catalog) if names else None
        total = len(chosen) if chosen else None if file or folder else len(catalog)
        with progress_bar("checking", total, lines=True) as advance:
            result = check(
                chosen,
                quick=quick,
                seed=seed,
                file=file,
                folder=folder,
                progress=advance,
                workers=workers,
                apart=True,
                words=claim_text,
            )
        page = (
            _write_report(
                result,
                target,
                file,
                folder,
                _typed(names, quick, file, folder, seed),
                quick,
                workers,
            )
            if target
            else None
        )

    rows = tuple(
        {
            "theorem": each.name,
            "verdict": each.verdict,
            "tightness": each.numeric.tightness,
            "rests_on": resting_text(each.rests_on, each.ledger.complete),
            "seconds": each.seconds,
            "remarks": "; ".join((*((each.reason,) if each.reason else ()), *each.remarks)) or None,
        }
        for each in result.verdicts
    )
    table = Table(f"verdicts, seed {seed}{', quick' if quick else ''}", _COLUMNS, rows)

    def show(screen: Any) -> None:
        screen.print_table(replace(table, title=""))
        for each in result.verdicts:
            # the facts that a claim takes for granted are shown where few claims are
            if each.setting and (file or folder or (names and len(result.verdicts) <= _FEW)):
                screen.line(f"{each.name} is given")
                for fact in each.setting:
                    screen.line(f"    {fact}")
        screen.line(
            "tightness: measured/bound at the closest draw; 1 where the bound is attained, far from 1 where it is true "
            "but not sharp at these sizes"
        )
        screen.line(f"seed {seed}{', quick' if quick else ''}")
        if page:
            screen.line(f"report: {page}")
        screen.line(_counts(result))

    words = {each.verdict for each in result.verdicts}
    # a file that does not load was asked for and not checked: the answer is not whole, whatever it says of the others
    status = (
        WRONG_INPUT
        if result.broken
        else REFUTED
        if "refuted" in words
        else WRONG_INPUT
        if any(each.form for each in result.verdicts)
        else UNDECIDED
        if "undecided" in words
        else HOLDS
    )
    counts = dict(Counter(each.verdict for each in result.verdicts))
    data = {
        **result.to_dict(),
        "counts": counts,
        "seed": seed,
        "quick": quick,
        "report": str(page) if page else None,
    }
    remarks = tuple(f"the theorem file {each.path} does not load: {each.reason}" for each in result.broken)
    remarks += tuple(line for each in result.verdicts for line in (*each.form, *each.warnings))
    return Outcome(data, show, status, remarks, table)


def _counts(result: Any) -> str:
    """``66 theorems: 60 verified, 6 measured``, in one line."""
    from w2s_theory.records.verdict import VerdictWord

    words = Counter(each.verdict for each in result.verdicts)
    parts = [f"{words[word]} {word}" for word in get_args(VerdictWord) if words[word]]
    parts += [f"{len(result.broken)} not loaded"] if result.broken else []
    total = len(result.verdicts) + len(result.broken)
    return f"{counted(total, 'theorem')}: {', '.join(parts)}"


def _typed(names: tuple[str, ...], quick: bool, file: str | None, folder: str | None, seed: int) -> str:
    """The command to repeat this check."""
    import shlex

    words = ["w2s", "check", *names, *(["--quick"] if quick else [])]
    words += [
        *(["--file", file] if file else []),
        *(["--folder", folder] if folder else []),
        "--seed",
        str(seed),
    ]
    return shlex.join(words)


def _write_report(
    result: Any, target: Path, file: str | None, folder: str | None, typed: str, quick: bool, workers: int
) -> Path:
    """Pages of the verdicts; what each hypothesis is for is asked of the proofs unless it must be quick."""
    from w2s_theory.report.pages import write_report
    from w2s_theory.theorems.listing import Catalog, is_theorem_file, load_theorem

    catalog = Catalog()
    lost = {each.path for each in result.broken}
    paths = [Path(path) for path in ([file] if file else [])]
    paths += [path for path in Path(folder).glob("*.py") if is_theorem_file(path)] if folder else []
    loaded = {path: load_theorem(path) for path in paths if str(path) not in lost}
    own = {theorem.name: path for path, theorem in loaded.items()}
    mine = {theorem.name: theorem for theorem in loaded.values()}
    known: dict[str, Any] = {each.name: mine.get(each.name) or catalog[each.name] for each in result.verdicts}
    with progress_bar("writing the report", None) as advance:
        return write_report(
            result.verdicts,
            known,
            target,
            command=typed,
            broken=result.broken,
            hypotheses=not quick,
            own_files=own,
            workers=workers,
            progress=advance,
        )
