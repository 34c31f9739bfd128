"""``w2s samples``: how many inputs training on samples needs to be as good as training on the population."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from w2s_theory.cli.list_options import TimeList, joined_times
from w2s_theory.cli.model_options import activation_option, dimension_option, power_option
from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Amount, Whole
from w2s_theory.cli.table import Column, Table
from w2s_theory.records.errors import InputError

_NEEDS = (
    Column("inputs", "fewest inputs", "inputs", number=True),
    Column("kind", "labelled (y = f* + noise) or not", "kind", number=False),
    Column("enough_for", "what they are enough for", "enough for", number=False),
    Column("population_error", "the error that the population gives, ||f*|| = 1", "with the population"),
)
_ERRORS = (
    Column("tau", "stopping time lambda_K t; none for the teacher", "tau", r"$\tau$"),
    Column("error", "L_TE, or L_ST at tau, ||f*|| = 1", "error"),
    Column("who", "teacher or student", "of the", number=False),
)
_TAUS = (1, 2, 4, 8, 16)


@command("samples", "How many labelled and unlabelled inputs training needs.", table=True)
@dimension_option()
@click.option(
    "--teacher-units",
    type=Whole("teacher units", 1, 10**12),
    required=True,
    help="Units M_TE of the teacher.",
)
@click.option(
    "--degree", type=Whole("the degree", 0, 10**6), default=1, show_default=True, help="Degree of the target."
)
@click.option(
    "--noise",
    type=Amount("the label noise"),
    default="0",
    show_default=True,
    help="Variance of the label noise, ||f*||^2 = 1.",
)
@click.option(
    "--within",
    type=Amount("the share within"),
    default="1/10",
    show_default=True,
    help="By which share an error may exceed the population's.",
)
@click.option(
    "--samples",
    type=Whole("the number of samples", 1, 10**15, infinite=True),
    help="Instead: the errors with so many labelled inputs.",
)
@click.option(
    "--ridge",
    type=Amount("the ridge"),
    help="With --samples: the teacher's ridge, added to X^T X; 0 is least squares.",
)
@click.option(
    "--tau",
    type=TimeList("tau"),
    multiple=True,
    help="With --samples: stopping times of the student; several: repeat it, or 1:16:5 (equal ratios).",
)
@power_option()
@activation_option()
def COMMAND(
    dimension: int,
    teacher_units: int,
    degree: int,
    noise: Fraction,
    within: Fraction,
    samples: float | None,
    ridge: Fraction | None,
    tau: tuple[tuple[Any, ...], ...],
    power: int | None,
    activation: str | None,
) -> Outcome:
    """How many inputs, by the deterministic equivalent of finite samples (status universality: no theorem on networks).

    The teacher is least squares on labelled inputs, the student is trained on its labels of further inputs.
    """
    from w2s_theory.cli.headings import model_heading, target_heading
    from w2s_theory.models.named_models import named_model

    model = named_model(dimension, power, activation)
    about = f"{model_heading(model)}; M_TE = {teacher_units}; {target_heading({degree: 1})}; label noise {float(noise):g}"
    if samples is not None:
        return _errors(
            about,
            model,
            teacher_units,
            degree,
            noise,
            samples,
            ridge or Fraction(0),
            joined_times(tau, "tau"),
        )
    if ridge is not None or tau:
        raise InputError("--ridge and --tau go with --samples: give the number of samples too")
    return _needs(about, model, teacher_units, degree, noise, within)


def _needs(about: str, model: Any, units: int, degree: int, noise: Fraction, within: Fraction) -> Outcome:
    from w2s_theory.equivalents.samples_needed import samples_needed

    found = samples_needed(model, units, degree, noise=noise, within=within)
    share = f"within {100 * found.within:g} % of the population's"
    rows = (
        {"inputs": found.teacher_labels, "kind": "labelled", "enough_for": f"a teacher {share}",
         "population_error": found.teacher_error},
        {"inputs": found.student_labels, "kind": "labelled", "enough_for": f"its best-stopped student {share}",
         "population_error": found.student_error},
        {"inputs": found.student_inputs, "kind": "unlabelled", "enough_for": f"a kernel ridge student {share}",
         "population_error": found.ridge_error},
        {"inputs": found.inputs_to_gain, "kind": "unlabelled", "enough_for": "that student better than its teacher",
         "population_error": found.ridge_error},
    )  # fmt: skip
    table = Table(f"inputs needed: {about}", _NEEDS, rows)

    def show(screen: Any) -> None:
        screen.print_table(table)
        screen.line("unlabelled: the teacher knows the population, its student's ridge is the best")
        screen.line("float64; universality: of the equivalent, not of networks")

    return Outcome({**found.to_dict(), "status": "universality", "about": "equivalent"}, show, table=table)


def _errors(
    about: str,
    model: Any,
    units: int,
    degree: int,
    noise: Fraction,
    samples: float,
    ridge: Fraction,
    taus: tuple[Any, ...],
) -> Outcome:
    from w2s_theory.equivalents.finite_samples import finite_sample_equivalent

    times = taus or _TAUS
    found = finite_sample_equivalent(model, units, samples, degree, ridge=ridge, noise=noise)
    rows = (
        {"tau": None, "error": found.teacher_error, "who": "teacher"},
        *({"tau": float(each), "error": found.student_error(each), "who": "student"} for each in times),
    )
    table = Table(f"{samples:g} labelled inputs: {about}; ridge {float(ridge):g}", _ERRORS, rows)

    def show(screen: Any) -> None:
        screen.print_table(table)
        screen.line("float64; universality: of the equivalent, not of networks")

    data = {"samples": samples, "teacher_error": found.teacher_error, "rows": list(rows)}
    return Outcome({**data, "status": "universality", "about": "equivalent"}, show, table=table)
