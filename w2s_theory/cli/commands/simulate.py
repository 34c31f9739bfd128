"""``w2s simulate``: teachers and students with random features, the population integrated exactly."""

from __future__ import annotations

from math import inf
from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.output import counted, number_text
from w2s_theory.cli.parameters import Time, Whole


@command("simulate", "Simulate teachers and students.", many=("--tau",))
@click.option(
    "--dimension", type=Whole("the dimension", 2, 10**9), required=True, help="Dimension d of the inputs."
)
@click.option(
    "--teacher-units", type=Whole("teacher units", 1, 10**9), required=True, help="Units M_TE of the teacher."
)
@click.option(
    "--student-units",
    type=Whole("student units", 1, 10**9, infinite=True),
    default=inf,
    show_default="inf",
    help="Units M_ST of the student, or inf.",
)
@click.option(
    "--degree", type=Whole("the degree", 0, 10**6), default=1, show_default=True, help="Degree of the target."
)
@click.option(
    "--tau", type=Time("tau"), multiple=True, required=True, help="Stopping times tau = lambda_k t; several."
)
@click.option(
    "--power", type=Whole("the power", 0, 3), default=1, show_default=True, help="Activation max(z, 0)^P."
)
@click.option(
    "--trials", type=Whole("trials", 1, 10**6), default=20, show_default=True, help="Networks drawn."
)
@click.option("--seed", type=Whole("the seed", 0, 2**128 - 1), default=0, show_default=True, help="Seed.")
def COMMAND(
    dimension: int,
    teacher_units: int,
    student_units: Any,
    degree: int,
    tau: tuple[float, ...],
    power: int,
    trials: int,
    seed: int,
) -> Outcome:
    """Simulate weak teachers and their students; means with approximate 95 % intervals."""
    from w2s_theory.cli.simulation_rows import simulate_at

    data = simulate_at(dimension, power, teacher_units, student_units, degree, tau, trials, seed)

    def show(screen: Any) -> None:
        teacher = data["teacher_error"]
        rows = [("teacher", "", *_interval(teacher))]
        rows += [("student", number_text(row["tau"]), *_interval(row)) for row in data["student_errors"]]
        screen.table(("", "tau", "error", "low", "high"), rows, right=(1, 2, 3, 4))
        screen.line(f"{counted(trials, 'trial')}, seed {seed}; interval: {teacher['method']}")

    return Outcome(data, show)


def _interval(row: dict[str, Any]) -> tuple[str, str, str]:
    return number_text(row["mean"]), number_text(row["low"]), number_text(row["high"])
