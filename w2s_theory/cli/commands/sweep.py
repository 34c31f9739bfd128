"""``w2s sweep``: plans, runs that go on wherever they were ended, status, exports."""

from __future__ import annotations

import shlex
import time
from dataclasses import replace
from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.output import complain
from w2s_theory.cli.parameters import Whole
from w2s_theory.cli.progress import progress_bar
from w2s_theory.cli.table import Column, Table
from w2s_theory.records.errors import InputError

STORE = "sweep.sqlite"
_INTERVALS = (
    Column("dimension", "d", "d", "$d$"),
    Column("teacher_units", "M_TE", "M_TE", r"$M_{\mathrm{TE}}$"),
    Column("student_units", "M_ST, or inf", "M_ST", r"$M_{\mathrm{ST}}$"),
    Column("target", "degree, or degree:coefficient of a mixture", number=False),
    Column("quantity", "L_TE or L_ST, relative to ||f*||^2", "", number=False),
    Column("tau", "stopping time lambda_K t", latex=r"$\tau$"),
    Column("trials", "of which the mean is"),
    Column("mean"),
    Column("low", "lower end of the interval"),
    Column("high", "upper end"),
)
_SHOWN = 5  # failures that a person is shown

_store = click.option(
    "--store", metavar="FILE", default=STORE, show_default=True, help="The SQLite file with the results."
)


@click.group("sweep", short_help="Simulate a grid of sizes, restartable.", invoke_without_command=True)
@click.pass_context
def COMMAND(ctx: click.Context) -> None:
    """Simulate a grid of sizes: a plan, a store, as many workers as there are.

    A run that was ended - by Ctrl-C, a power cut, anything - goes on when the same command is given again.
    """
    if ctx.invoked_subcommand is None:
        raise InputError("sweep needs one of plan, run, status, export: `w2s sweep --help` explains them")


@command("plan", "Check a plan, or print an example.")
@click.argument("plan", required=False, metavar="[PLAN.toml]")
@click.option("--example", is_flag=True, help="Print a plan that runs in seconds.")
def _plan(plan: str | None, example: bool) -> Outcome:
    """Check a plan and say how much work it is; --example prints one."""
    from w2s_theory.sweep.example import EXAMPLE

    if example == (plan is not None):
        raise InputError("give either a PLAN.toml to check, or --example to print one")
    if example:
        return Outcome({"example": EXAMPLE}, lambda screen: print(EXAMPLE, end=""))
    from w2s_theory.sweep.plan import read_plan
    from w2s_theory.sweep.tasks import list_cells

    assert plan is not None
    checked = read_plan(plan)
    cells = list_cells(checked)
    memory = max(cell.memory for cell in cells)
    data = {
        "plan": checked.to_dict(),
        "cells": len(cells),
        "tasks": len(cells) * checked.trials,
        "memory_bytes": memory,
    }

    def show(screen: Any) -> None:
        screen.line(f"{len(cells)} cells, {data['tasks']} tasks, up to {memory / 2**20:.0f} MiB for one task")

    return Outcome(data, show)


@command("run", "Compute what is missing.")
@click.argument("plan", metavar="PLAN.toml")
@_store
@click.option("--workers", type=Whole("workers", 1, 1024), help="Worker processes; one per core by default.")
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Use the workers of a Dask scheduler, tcp://HOST:PORT; `local` starts one here.",
)
@click.option(
    "--memory",
    type=Whole("the memory in MiB", 1, 2**40),
    help="MiB that all tasks under way may need; 80 % of the free memory by default.",
)
@click.option("--retry-failed", is_flag=True, help="Compute again what is recorded as failed.")
def _run(
    plan: str,
    store: str,
    workers: int | None,
    scheduler: str | None,
    memory: int | None,
    retry_failed: bool,
    threads: int | None,
) -> Outcome:
    """Compute what is missing in the store, and keep every result as it arrives."""
    from w2s_theory.sweep.run import run_sweep

    if threads is not None:
        raise InputError("every worker of a sweep uses one thread: give --workers instead of --threads")
    again = ["w2s", "sweep", "run", plan, "--store", store]
    again += [] if workers is None else ["--workers", str(workers)]
    again += [] if scheduler is None else ["--scheduler", scheduler]
    again += [] if memory is None else ["--memory", str(memory)]
    again += ["--retry-failed"] if retry_failed else []
    started: list[float] = []
    first = 0

    def say_how_to_go_on() -> None:
        complain(f"go on with: {shlex.join(again)}")

    with progress_bar("sweeping") as advance:

        def show_progress(finished: int, planned: int) -> None:
            nonlocal first
            if not started:
                started.append(time.monotonic())
                first = finished
            advance(_pace(finished - first, planned - finished, started[0]), finished, planned)

        state = run_sweep(
            plan,
            store,
            workers=workers,
            scheduler=scheduler,
            memory=None if memory is None else memory * 2**20,
            retry_failed=retry_failed,
            progress=show_progress,
            interrupted=say_how_to_go_on,
        )
    return _state(store, state.to_dict())


@command("status", "How far a sweep is; also while it runs.", table=True)
@_store
@click.option("--intervals", is_flag=True, help="Also the mean of every cell, with its interval.")
def _status(store: str, intervals: bool) -> Outcome:
    """Count what is done, what failed and what remains."""
    from contextlib import closing

    from w2s_theory.sweep.run import bound_cells, describe_state
    from w2s_theory.sweep.store_opening import open_to_read

    with closing(open_to_read(store)) as opened:
        state = describe_state(opened).to_dict()
        rows = bound_cells(opened) if intervals else []
        confidence = opened.plan.confidence
    counted = _state(store, state)
    if not intervals:
        return counted

    table = Table(f"means of {store}, {100 * confidence:g} % intervals", _INTERVALS, tuple(rows))

    def show(screen: Any) -> None:
        counted.show(screen)
        screen.print_table(replace(table, title=""))
        screen.line(f"{100 * confidence:g} % each; {rows[0]['method']}")

    return Outcome({**counted.data, "confidence": confidence, "intervals": rows}, show, table=table)


@command("export", "Write the results to a file.")
@click.option("--out", metavar="FILE", required=True, help="Ends in .csv, .json, .npz or .parquet.")
@_store
def _export(out: str, store: str) -> Outcome:
    """Write the result columns, ordered by key."""
    from contextlib import closing

    from w2s_theory.sweep.export import export_results
    from w2s_theory.sweep.store_opening import open_to_read

    with closing(open_to_read(store)) as opened:
        rows = export_results(opened, out)
    return Outcome({"out": out, "rows": rows}, lambda screen: screen.line(f"{rows} rows: {out}"))


def _state(store: str, state: dict[str, Any]) -> Outcome:
    from contextlib import closing

    from w2s_theory.sweep.store_opening import open_to_read

    with closing(open_to_read(store)) as opened:
        failures = opened.failures(_SHOWN)

    def show(screen: Any) -> None:
        screen.line(
            f"{store}: {state['done']} done, {state['failed']} failed, {state['remaining']} remaining"
        )
        for failure in failures:
            screen.line(f"failed {failure['key']}: {failure['problem']}")

    return Outcome({**state, "failures": failures}, show)


def _pace(ended: int, left: int, start: float) -> str:
    seconds = time.monotonic() - start
    if not ended or seconds <= 0:
        return ""
    rate = ended / seconds
    return f"{rate:.3g}/s, {_duration(left / rate)} left"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = int(seconds // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


for _member in (_plan, _run, _status, _export):
    COMMAND.add_command(_member)
