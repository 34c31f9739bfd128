"""``w2s sgd``: a student that one-pass SGD trains, and how many inputs it needs."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.list_options import TimeList, joined_times
from w2s_theory.cli.model_options import activation_option, dimension_option, power_option
from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Amount, Whole
from w2s_theory.cli.table import Column, Table

_COLUMNS = (
    Column("tau", "stopping time lambda_K eta t", "tau", r"$\tau$"),
    Column("steps", "t", "steps", "$t$"),
    Column("samples", "fresh inputs seen, B t", "inputs", "inputs"),
    Column("student_error", "mean L_ST", "L_ST", r"$\mathbb{E} L_{\mathrm{ST}}$"),
    Column("accuracy", "how far rounding and degrees that were left out may have moved it", "+-", digits=2, up=True),
    Column("exact_steps_error", "L_ST of the same steps on the population", "exact steps"),
    Column("flow_error", "L_ST of gradient flow at the same tau", "flow"),
    Column("sampling_error", "what sampling adds to the exact steps", "sampling"),
    Column("first_order", "V_1: sampling adds V_1/inputs to first order in the step", "V_1", "$V_1$"),
    Column("samples_to_gain", "inputs from which on the student beats its teacher, to first order", "to gain"),
)  # fmt: skip
_SHOWN = (0, 1, 2, 3, 6, 7, 9)


@command("sgd", "Train a student by one-pass SGD.", many=("--tau",), table=True)
@dimension_option()
@click.option(
    "--teacher-units",
    type=Whole("teacher units", 1, 10**12),
    required=True,
    help="Units M_TE of the teacher.",
)
@click.option("--degree", type=Whole("the degree", 0, 10**6), help="Degree of the target; 1 by default.")
@click.option("--target", metavar="K:C,...", help="A mixture of degrees, such as 1:0.8,2:0.6.")
@click.option("--normalise", is_flag=True, help="Divide the mixture by the root of its sum of squares.")
@click.option(
    "--tau",
    type=TimeList("tau"),
    multiple=True,
    required=True,
    help="Stopping times tau = lambda_K eta t, rounded to whole steps; several, 0.1:300:21.",
)
@click.option(
    "--step", type=Amount("the step"), default="1", show_default=True, help="Step size times K(x, x)."
)
@click.option(
    "--batch",
    type=Whole("the batch size", 1, 10**12),
    default=1,
    show_default=True,
    help="Fresh inputs a step, B.",
)
@click.option(
    "--label-noise",
    type=Amount("the label noise"),
    default="0",
    show_default=True,
    help="Variance of noise on the teacher's labels.",
)
@power_option()
@activation_option()
def COMMAND(
    dimension: int,
    teacher_units: int,
    degree: int | None,
    target: str | None,
    normalise: bool,
    tau: tuple[tuple[Any, ...], ...],
    step: Any,
    batch: int,
    label_noise: Any,
    power: int | None,
    activation: str | None,
) -> Outcome:
    """The mean error of a student of infinite width trained by one-pass SGD on fresh inputs that its teacher labels.

    What sampling adds is exact for each teacher; the teacher's own moments are those of the deterministic equivalent.
    """
    from w2s_theory.cli.headings import model_heading, target_heading
    from w2s_theory.cli.output import number_text
    from w2s_theory.cli.target_option import chosen_target, exact_shares
    from w2s_theory.equivalents.one_pass_sgd import one_pass_sgd
    from w2s_theory.models.named_models import named_model

    shares = exact_shares(chosen_target(target, degree, 1, normalise), normalise)
    model = named_model(dimension, power, activation)
    found = one_pass_sgd(
        model, teacher_units, shares, taus=joined_times(tau, "tau"), step=step, batch=batch, label_noise=label_noise,
    )  # fmt: skip
    data = {
        "dimension": dimension,
        "teacher_units": teacher_units,
        "target": shares.to_dict(),
        **found.to_dict(),
    }
    title = f"one-pass SGD: {model_heading(model)}; M_TE = {teacher_units}, M_ST = inf; {target_heading(shares.to_dict())}"
    table = Table(title, _COLUMNS, tuple(data["rows"]))
    short = Table(title, tuple(_COLUMNS[i] for i in _SHOWN), table.rows)

    def show(screen: Any) -> None:
        screen.print_table(short)
        screen.line(
            f"L_TE {number_text(found.teacher_error)}; batches of {batch}, eta K(x,x) = {number_text(found.step)} "
            f"(stable below {number_text(found.largest_step)}), kappa {number_text(found.noise_ratio)}"
        )
        if found.label_noise:
            screen.line(
                f"endless training leaves ||f - f_TE||^2 = {number_text(found.floor)} of the labels' noise"
            )
        screen.line("float64; sampling exact for each teacher, its moments by an equivalent (universality)")

    return Outcome(data, show, table=table)
