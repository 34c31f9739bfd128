"""``w2s figure``: this project's figures, drawn from stored data or computed anew, also at one's own sizes."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Whole
from w2s_theory.cli.progress import progress_bar
from w2s_theory.records.errors import InputError


@command("figure", "Draw this project's figures, or compute their data anew.", many=("--set",))
@click.argument("name", required=False)
@click.option("--out", metavar="FILE", help="Where the figure goes: .svg, .pdf or .png.")
@click.option(
    "--data",
    metavar="FILE.csv",
    help="Draw these data instead of the stored ones; if they are computed anew: write them there.",
)
@click.option("--recompute", is_flag=True, help="Compute the data anew.")
@click.option("--quick", is_flag=True, help="Compute a small version anew: seconds, coarser.")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="NAME=VALUE",
    help="Compute anew with other sizes: d=20 k=2 M_TE=30:1000:7 (equal ratios); --sizes lists them.",
)
@click.option(
    "--trials",
    type=Whole("trials", 1, 10**6),
    help="Compute anew with this number of draws, wherever it draws.",
)
@click.option("--sizes", is_flag=True, help="Say which sizes of the figure --set changes.")
@click.option(
    "--seed",
    type=Whole("the seed", 0, 2**128 - 1),
    default=0,
    show_default=True,
    help="Seed of the simulation, for data computed anew.",
)
def COMMAND(
    name: str | None,
    out: str | None,
    data: str | None,
    recompute: bool,
    quick: bool,
    assignments: tuple[str, ...],
    trials: int | None,
    sizes: bool,
    seed: int,
    threads: int | None = None,
) -> Outcome:
    """Draw a figure; without NAME list the figures.

    The data that come with the package are used unless you ask for new ones.
    """
    from w2s_theory.figures.settings import read_changes

    own = bool(assignments) or trials is not None
    if name is None:
        if out is not None or data is not None or recompute or quick or own or sizes or seed:
            raise InputError("give the NAME of a figure; `w2s figure` alone lists them")
        return _list()
    if sizes:
        return _describe(name)
    from w2s_theory.figures.listing import load_figure

    load_figure(name)  # an unknown name is the first thing to say
    if out is None:
        raise InputError("--out FILE is needed, ending in .svg, .pdf or .png")
    anew = recompute or quick or own
    if seed and not anew:
        raise InputError("--seed draws new numbers: give it with --recompute or --quick")
    return _draw(name, out, data, anew, quick, read_changes(assignments), trials, seed, threads)


def _list() -> Outcome:
    from w2s_theory.figures.listing import figure_names, load_figure

    plans = [load_figure(name) for name in figure_names()]
    rows = [{"name": plan.name, "title": plan.title, "seconds": plan.seconds} for plan in plans]

    def show(screen: Any) -> None:
        table = [(plan.name, plan.title, f"{plan.seconds:.0f}") for plan in plans]
        screen.table(("figure", "title", "seconds to recompute"), table, right=(2,))
        screen.line(
            "`w2s figure NAME --out FILE.svg` draws one, `w2s figure NAME --sizes` says which of its sizes --set changes"
        )

    return Outcome({"figures": rows}, show)


def _describe(name: str) -> Outcome:
    """What a figure is, and which of its sizes --set changes."""
    from w2s_theory.figures.listing import load_figure

    plan = load_figure(name)
    usual, quick = plan.sizes(), plan.sizes(quick=True)
    rows = [
        {
            "name": each.name,
            "meaning": each.meaning,
            "usual": list(usual[each.name]),
            "quick": list(quick[each.name]),
        }
        for each in plan.settings
    ]

    def show(screen: Any) -> None:
        from w2s_theory.cli.headings import sizes_text

        screen.line(f"{plan.title} (about {plan.seconds:.0f} s on one core)")
        table = [(row["name"], row["meaning"], sizes_text(row["usual"])) for row in rows]
        screen.table(("size", "meaning", "usual"), table)
        screen.line(f"draw it:  w2s figure {name} --out FILE.svg")
        first = next((row for row in rows if row["name"] in ("d", "K")), rows[0])
        screen.line(
            f"change a size:  w2s figure {name} --set {first['name']}={first['usual'][0]} --out FILE.svg"
        )

    return Outcome({"name": name, "title": plan.title, "settings": rows}, show)


def _draw(
    name: str,
    out: str,
    data: str | None,
    anew: bool,
    quick: bool,
    changes: Mapping[str, str],
    trials: int | None,
    seed: int,
    threads: int | None,
) -> Outcome:
    from w2s_theory.cli.threads import available_cores, limited_threads

    remarks: tuple[str, ...] = ()
    # one thread per process: numbers do not depend on how many there are
    with limited_threads(1):
        from w2s_theory.figures.listing import load_figure
        from w2s_theory.figures.recompute import compute_table
        from w2s_theory.figures.stored_data import read_table, stored_path, table_text
        from w2s_theory.figures.style import render, require_kind
        from w2s_theory.output_file import require_output_file, write_file

        plan = load_figure(name)
        kind = require_kind(out)
        require_output_file(out, "--out")
        if not anew:
            source = stored_path(name) if data is None else data
            table = read_table(plan, source)
            if table.sizes is None:
                remarks = (f"{source} has no line `# settings: ...`: it is drawn as {plan.sizes()}",)
        else:
            if data is not None:
                require_output_file(data, "--data")
            typed = _with_trials(plan, changes, trials)
            sizes = plan.sizes(quick, typed)
            total, workers = len(plan.cells(sizes)), threads or available_cores()
            with progress_bar(f"computing {name}", total) as advance:
                table = compute_table(plan, sizes=sizes, seed=seed, progress=advance, workers=workers)
            plan.require(table)
            source = data
            if data is not None:
                again = _typed(name, quick, typed, seed)
                write_file(data, table_text(plan, table, again, seed).encode("utf-8"))
        write_file(out, render(plan, table, kind))
        caption = plan.caption(table)
        summary = plan.summarise(table) if plan.summarise is not None else None

    def show(screen: Any) -> None:
        screen.line(f"{plan.title}: {out}")
        screen.line(caption)
        if summary is not None:
            screen.table(*summary)
        origin = f"{source}" if not anew else f"computed with seed {seed}" + (f"; {data}" if data else "")
        screen.line(f"{len(table)} rows: {origin}")

    fields = {
        "name": name,
        "title": plan.title,
        "caption": caption,
        "out": out,
        "data": None if source is None else str(source),
        "rows": len(table),
        "settings": {key: list(values) for key, values in plan.sizes_of(table).entries},
        "summary": [dict(zip(summary[0], row, strict=True)) for row in summary[1]] if summary else [],
        "recomputed": anew,
        "quick": quick,
        "seed": seed if anew else None,
    }
    return Outcome(fields, show, remarks=remarks)


def _with_trials(plan: Any, changes: Mapping[str, str], trials: int | None) -> dict[str, str]:
    """The changes, with ``--trials`` for every number of draws that is not set by its own name."""
    if trials is None:
        return dict(changes)
    names = [each.name for each in plan.settings if each.name.endswith("trials")]
    return {**dict.fromkeys(names, str(trials)), **changes}


def _typed(name: str, quick: bool, changes: Mapping[str, str], seed: int) -> str:
    """The command that computes the same data."""
    words = ["w2s", "figure", name, "--quick" if quick else "--recompute"]
    words += ["--set", *(f"{key}={value}" for key, value in changes.items())] if changes else []
    return shlex.join([*words, "--seed", str(seed)])
