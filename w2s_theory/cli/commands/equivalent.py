"""``w2s equivalent``: mean errors of teacher and student under the deterministic equivalent."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.equivalent_rows import ExactTime
from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.output import number_text
from w2s_theory.cli.parameters import Whole


@command("equivalent", "Predict teacher and student without simulation.", many=("--tau",))
@click.option("--dimension", type=Whole("the dimension", 2, 10**9), help="Dimension d of the inputs.")
@click.option(
    "--spectrum",
    metavar="FILE.csv",
    help="Instead: columns eigenvalue,multiplicity; degrees are its rows, from 0.",
)
@click.option(
    "--teacher-units",
    type=Whole("teacher units", 1, 10**12),
    required=True,
    help="Units M_TE of the teacher.",
)
@click.option(
    "--degree", type=Whole("the degree", 0, 10**6), help="Degree of the target; 1 (row 0) by default."
)
@click.option("--target", metavar="K:C,...", help="A mixture of degrees, such as 1:0.8,2:0.6.")
@click.option(
    "--tau",
    type=ExactTime("tau"),
    multiple=True,
    required=True,
    help="Stopping times tau = lambda_K t, K the degree of the target's largest share; several.",
)
@click.option(
    "--power", type=Whole("the power", 0, 3), help="Activation max(z, 0)^P; 1, the default, is the ReLU."
)
@click.option("--activation", metavar="NAME", help="Another activation: erf, tanh, gelu, cos, ...")
@click.option("--student-activation", metavar="NAME", help="The student's, if not the teacher's.")
@click.option("--digits", type=Whole("digits", 1, 1000), help="Correct decimal digits.")
@click.option("--certified", is_flag=True, help="Certified enclosures of the equivalent: value +- radius.")
def COMMAND(
    dimension: int | None,
    spectrum: str | None,
    teacher_units: int,
    degree: int | None,
    target: str | None,
    tau: tuple[Any, ...],
    power: int | None,
    activation: str | None,
    student_activation: str | None,
    digits: int | None,
    certified: bool,
) -> Outcome:
    """Predict errors by the deterministic equivalent (status universality: no theorem on networks)."""
    from w2s_theory.cli.equivalent_rows import equivalent_at, parse_target, read_spectrum
    from w2s_theory.models.activation_sphere import activation_sphere
    from w2s_theory.models.relu_sphere import relu_sphere
    from w2s_theory.records.errors import InputError

    if (dimension is None) == (spectrum is None):
        raise InputError("give --dimension or --spectrum, one of them")
    if degree is not None and target is not None:
        raise InputError("give --degree or --target, not both")
    if power is not None and activation is not None:
        raise InputError("give --power or --activation, not both")
    teacher: Any
    student: Any = None
    if dimension is None:
        assert spectrum is not None
        if power is not None or activation is not None or student_activation is not None:
            raise InputError("--spectrum stands for the activation: leave --power and activations out")
        teacher = read_spectrum(spectrum)
    else:
        teacher = (
            relu_sphere(dimension, 1 if power is None else power)
            if activation is None
            else activation_sphere(activation, dimension)
        )
        if student_activation is not None:
            student = activation_sphere(student_activation, dimension)
    wanted = (
        parse_target(target)
        if target is not None
        else degree
        if degree is not None
        else int(spectrum is None)
    )
    data = equivalent_at(teacher, teacher_units, wanted, student, tau, digits, certified)
    data = {**data, "dimension": dimension, "spectrum": spectrum}

    def show(screen: Any) -> None:
        rows = [("teacher", "", _text(data["teacher_error"]))]
        rows += [("student", _text(row["tau"]), _text(row["value"])) for row in data["student_errors"]]
        gap = ""
        if data["best_stop_problem"] is None:
            rows += [("best student", _text(data["best_tau"]), _text(data["best_student_error"]))]
            gap = f", gap recovered {_text(data['performance_gap_recovered'])}"
        screen.table(("", "tau", "error"), rows, right=(1, 2))
        if len(data["target"]) > 1:
            screen.line(f"tau = lambda_{data['main_degree']} t, of the degree with the largest share")
        screen.line(f"kappa {_text(data['kappa'])}{gap}")
        if data["best_stop_problem"] is not None:
            screen.line(f"best stop not known: {data['best_stop_problem']}")
        screen.line(f"{data['how']}; universality: an equivalent, not a theorem about networks")

    return Outcome(data, show)


def _text(value: Any) -> str:
    return number_text(value)
