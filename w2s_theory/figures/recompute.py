"""All cells of a figure computed anew, on as many processes as asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from w2s_theory.checks.processes import run_jobs
from w2s_theory.figures.listing import load_figure
from w2s_theory.figures.plan import Cell, FigurePlan, Row, Table
from w2s_theory.figures.settings import Sizes

Progress = Callable[[str, int, int], None]


def compute_table(
    plan: FigurePlan,
    *,
    sizes: Sizes | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    workers: int = 1,
) -> Table:
    """The data of a figure, computed.

    Parameters
    ----------
    plan
        One of the folder's, if there is more than one worker.
    sizes
        What is computed; the usual sizes, if none are given.
    seed
        Of all draws.
    progress
        Called with (what was finished, how many are, how many there will be).
    workers
        Processes; the numbers do not depend on it.

    Returns
    -------
    Table
        The rows of all cells, in the order of the cells.
    """
    sizes = sizes or plan.sizes()
    cells = list(plan.cells(sizes))
    found: dict[int, list[Row]] = {}

    def finish(number: int, rows: list[Row]) -> None:
        found[number] = rows
        if progress is not None:
            progress(", ".join(map(str, cells[number])), len(found), len(cells))

    # the longest cells are last in their lists: with them first no process waits for the other
    order = range(len(cells)) if workers <= 1 else range(len(cells) - 1, -1, -1)
    # a plan travels by its name only
    compute = partial(_compute, plan.name) if workers > 1 else plan.compute_cell
    run_jobs({number: partial(compute, cells[number], seed, sizes) for number in order}, workers, finish)
    return Table(tuple(row for number in range(len(cells)) for row in found[number]), sizes)


def _compute(name: str, cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    return load_figure(name).compute_cell(cell, seed, sizes)
