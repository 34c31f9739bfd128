"""``w2s figure``: this project's figures, drawn from stored data or computed anew."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Whole
from w2s_theory.cli.progress import progress_bar


@command("figure", "Draw this project's figures, or compute their data anew.")
@click.argument("name", required=False)
@click.option("--out", metavar="FILE", help="Where the figure goes: .svg, .pdf or .png.")
@click.option(
    "--data",
    metavar="FILE.csv",
    help="Draw these data instead of the stored ones; with --recompute: write the new data there.",
)
@click.option("--recompute", is_flag=True, help="Compute the data anew.")
@click.option("--quick", is_flag=True, help="Compute a small version anew: seconds, coarser.")
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
    seed: int,
    threads: int | None = None,
) -> Outcome:
    """Draw a figure; without NAME list the figures.

    The data that come with the package are used unless you ask for new ones.
    """
    from w2s_theory.records.errors import InputError

    if name is None:
        if out is not None or data is not None or recompute or quick or seed:
            raise InputError("give the NAME of a figure; `w2s figure` alone lists them")
        return _list()
    if out is None:
        raise InputError("--out FILE is needed, ending in .svg, .pdf or .png")
    if seed and not (recompute or quick):
        raise InputError("--seed draws new numbers: give it with --recompute or --quick")
    return _draw(name, out, data, recompute or quick, quick, seed, threads)


def _list() -> Outcome:
    from w2s_theory.figures.listing import figure_names, load_figure

    plans = [load_figure(name) for name in figure_names()]
    rows = [{"name": plan.name, "title": plan.title, "seconds": plan.seconds} for plan in plans]

    def show(screen: Any) -> None:
        table = [(plan.name, plan.title, f"{plan.seconds:.0f}") for plan in plans]
        screen.table(("figure", "", "seconds to recompute"), table, right=(2,))

    return Outcome({"figures": rows}, show)


def _draw(
    name: str, out: str, data: str | None, recompute: bool, quick: bool, seed: int, threads: int | None
) -> Outcome:
    from w2s_theory.cli.threads import available_cores, limited_threads

    # one thread per process: numbers do not depend on how many there are
    with limited_threads(1):
        from w2s_theory.figures.listing import load_figure
        from w2s_theory.figures.recompute import compute_table
        from w2s_theory.figures.stored_data import (
            read_table,
            require_output_file,
            stored_path,
            table_text,
            write_file,
        )
        from w2s_theory.figures.style import render, require_kind

        plan = load_figure(name)
        kind = require_kind(out)
        require_output_file(out, "--out")
        if not recompute:
            source = stored_path(name) if data is None else data
            table = read_table(plan, source)
        else:
            if data is not None:
                require_output_file(data, "--data")
            total, workers = len(plan.cells(quick)), threads or available_cores()
            with progress_bar(f"computing {name}", total) as advance:
                table = compute_table(plan, quick=quick, seed=seed, progress=advance, workers=workers)
            source = data
            if data is not None:
                typed = f"w2s figure {name} {'--quick' if quick else '--recompute'} --seed {seed}"
                write_file(data, table_text(plan, table, typed, seed).encode("utf-8"))
        write_file(out, render(plan, table, kind))
        caption = plan.caption(table)
        summary = plan.summarise(table) if plan.summarise is not None else None

    def show(screen: Any) -> None:
        screen.line(f"{plan.title}: {out}")
        screen.line(caption)
        if summary is not None:
            screen.table(*summary)
        origin = (
            f"{source}" if not recompute else f"computed with seed {seed}" + (f"; {data}" if data else "")
        )
        screen.line(f"{len(table)} rows: {origin}")

    fields = {
        "name": name,
        "title": plan.title,
        "caption": caption,
        "out": out,
        "data": None if source is None else str(source),
        "rows": len(table),
        "summary": [dict(zip(summary[0], row, strict=True)) for row in summary[1]] if summary else [],
        "recomputed": recompute,
        "quick": quick,
        "seed": seed if recompute else None,
    }
    return Outcome(fields, show)
