"""``w2s exponents``: the exponent of L_ST = L_TE^exponent at several sizes, under the deterministic equivalent."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.list_options import WholeList
from w2s_theory.cli.model_options import activation_option, dimension_option, power_option
from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Whole
from w2s_theory.cli.table import Column, Table

_COLUMNS = (
    Column("teacher_units", "M_TE", "M_TE", r"$M_{\mathrm{TE}}$"),
    Column("teacher_error", "L_TE of the equivalent, ||f*|| = 1", "L_TE", r"$L_{\mathrm{TE}}$"),
    Column("student_error", "L_ST at its best stopping time", "best L_ST", r"$\min_t L_{\mathrm{ST}}$"),
    Column("exponent", "log L_ST/log L_TE", "exponent"),
    Column(
        "guaranteed",
        "the equivalent's exponent is no smaller, by an explicit bound on its L_ST",
        "guaranteed",
    ),
    Column("slope", "of log L_ST against log L_TE since the size before", "slope"),
)


@command("exponents", "How fast L_ST falls with L_TE.", table=True)
@dimension_option()
@click.option(
    "--teacher-units",
    type=WholeList("teacher units", 1, 10**12),
    required=True,
    help="Units M_TE of the teacher, going up: 30,100,300 or 30:100000:8 (equal ratios).",
)
@click.option(
    "--degree", type=Whole("the degree", 0, 10**6), default=1, show_default=True, help="Degree of the target."
)
@power_option()
@activation_option()
def COMMAND(
    dimension: int, teacher_units: tuple[int, ...], degree: int, power: int | None, activation: str | None
) -> Outcome:
    """Exponents of the equivalent (status universality) beside the one that is guaranteed of it.

    No student that shrinks its teacher can exceed 2 for a target of one degree; the paper has 1.49 for ReLU features.
    """
    from w2s_theory.cli.headings import model_heading, target_heading
    from w2s_theory.equivalents.exponents import student_exponents
    from w2s_theory.models.named_models import named_model

    model = named_model(dimension, power, activation)
    rows = [each.to_dict() for each in student_exponents(model, teacher_units, degree)]
    title = f"equivalent: {model_heading(model)}; M_ST = inf; {target_heading({degree: 1})}"
    table = Table(title, _COLUMNS, tuple(rows))

    def show(screen: Any) -> None:
        screen.print_table(table)
        screen.line(
            "float64; universality: of the equivalent, not of networks. slope: between a size and the one before"
        )

    data = {
        "dimension": dimension,
        "degree": degree,
        "rows": rows,
        "status": "universality",
        "about": "equivalent",
    }
    return Outcome(data, show, table=table)
