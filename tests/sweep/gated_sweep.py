"""Runs ``w2s`` with sweeps whose tasks wait at gates (``sweep_cases.Gates``); everything else is the real thing."""

from __future__ import annotations

import functools
import runpy

from faulty_tasks import gated

from w2s_theory.sweep import run

if __name__ == "__main__":
    run.run_sweep = functools.partial(run.run_sweep, compute=gated)
    runpy.run_module("w2s_theory.cli.entry", run_name="__main__")
