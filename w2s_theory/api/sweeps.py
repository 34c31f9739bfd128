"""Sweeps from Python: plan, how far it is, and the results; :func:`~w2s_theory.sweep.run.run_sweep` computes them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from w2s_theory.given import require_path
from w2s_theory.sweep.export import export_results
from w2s_theory.sweep.plan import SweepPlan, build_plan, read_plan
from w2s_theory.sweep.run import SweepState, describe_state
from w2s_theory.sweep.store_opening import open_to_read


def sweep_plan(plan: Mapping[str, Any] | str | Path) -> SweepPlan:
    """A plan, checked: what ``w2s sweep plan`` does.

    Parameters
    ----------
    plan : mapping or path
        The plan as a mapping with the keys of its TOML file, or the file.

    Returns
    -------
    SweepPlan
        For :func:`~w2s_theory.run_sweep`.

    Raises
    ------
    InputError
        For anything that is not as it must be, with the key (and the line, in a file).

    Examples
    --------
    >>> grid = {"dimension": [8], "teacher_units": [16, 32], "degree": [1], "tau": [2]}
    >>> sweep_plan({"trials": 3, "model": {"kind": "relu_sphere"}, "grid": grid}).teacher_units
    (16, 32)
    """
    return build_plan(plan) if isinstance(plan, Mapping) else read_plan(require_path(plan, "a plan"))


def sweep_status(store: str | Path) -> SweepState:
    """How far a sweep is: what ``w2s sweep status`` does; a driver may be at work meanwhile.

    Parameters
    ----------
    store : path
        The SQLite file of a sweep.

    Returns
    -------
    SweepState

    Raises
    ------
    InputError
        For a file that is no store, or damaged.
    """
    with closing(open_to_read(require_path(store, "a store"))) as opened:
        return describe_state(opened)


def export_sweep(store: str | Path, out: str | Path) -> int:
    """Write the results of a sweep to a file: what ``w2s sweep export`` does.

    Parameters
    ----------
    store : path
        The SQLite file of a sweep.
    out : path
        Ends in .csv, .json, .npz or .parquet.

    Returns
    -------
    int
        The number of rows.

    Raises
    ------
    InputError
        For a file that is no store, another ending, or a path that cannot be written.
    """
    target = require_path(out, "the file for the results")
    with closing(open_to_read(require_path(store, "a store"))) as opened:
        return export_results(opened, target)
