"""``w2s equivalent``: mean errors of teacher and student under the deterministic equivalent."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.list_options import TimeList, WholeList, joined_times
from w2s_theory.cli.model_options import activation_option, power_option
from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.output import number_text
from w2s_theory.cli.parameters import Whole
from w2s_theory.records.errors import InputError


@command("equivalent", "Predict teacher and student without simulation.", many=("--tau",), table=True)
@click.option("--dimension", type=WholeList("the dimension", 2, 10**9), help="Dimension d of the inputs.")
@click.option(
    "--spectrum",
    metavar="FILE.csv",
    help="Instead: a file of columns eigenvalue,multiplicity, as spectrum --csv writes; degrees are its rows, from 0.",
)
@click.option(
    "--teacher-units",
    type=WholeList("teacher units", 1, 10**12),
    required=True,
    help="Units M_TE of the teacher; 30,100 or 30:1000:7 (equal ratios), as for all sizes.",
)
@click.option(
    "--degree", type=Whole("the degree", 0, 10**6), help="Degree of the target; 1 (row 0) by default."
)
@click.option("--target", metavar="K:C,...", help="A mixture of degrees, such as 1:0.8,2:0.6.")
@click.option("--normalise", is_flag=True, help="Divide the mixture by the root of its sum of squares.")
@click.option(
    "--tau",
    type=TimeList("tau"),
    multiple=True,
    help="Stopping times tau = lambda_K t, K the degree of the largest share, besides the best; several, 0.1:300:21, inf.",
)
@power_option()
@activation_option()
@activation_option("--student-activation", "The student's, if not the teacher's: a name")
@click.option("--digits", type=Whole("digits", 1, 1000), help="Correct decimal digits.")
@click.option("--certified", is_flag=True, help="Certified enclosures of the equivalent: value +- radius.")
def COMMAND(
    dimension: tuple[int, ...] | None,
    spectrum: str | None,
    teacher_units: tuple[int, ...],
    degree: int | None,
    target: str | None,
    normalise: bool,
    tau: tuple[tuple[Any, ...], ...],
    power: int | None,
    activation: str | None,
    student_activation: str | None,
    digits: int | None,
    certified: bool,
) -> Outcome:
    """Predict errors by the deterministic equivalent (status universality: no theorem on networks).

    Sizes may be lists: every combination is one setting.
    """
    from w2s_theory.cli.equivalent_rows import equivalent_at
    from w2s_theory.cli.equivalent_table import heading, long_table, one_setting, several_settings
    from w2s_theory.cli.headings import model_heading, sizes_text
    from w2s_theory.cli.spectrum_file import read_spectrum
    from w2s_theory.cli.target_option import chosen_target, exact_shares
    from w2s_theory.models.activation_sphere import activation_sphere
    from w2s_theory.models.named_models import named_model

    if (dimension is None) == (spectrum is None):
        raise InputError("give --dimension or --spectrum, one of them")
    if spectrum is not None and (
        power is not None or activation is not None or student_activation is not None
    ):
        raise InputError("--spectrum stands for the activation: leave --power and activations out")
    shares = exact_shares(chosen_target(target, degree, int(spectrum is None), normalise), normalise)
    taus = joined_times(tau, "tau")
    # (dimension, teacher, student) of every dimension, or of the file
    pairs: list[tuple[int | None, Any, Any]]
    if spectrum is not None:
        pairs = [(None, read_spectrum(spectrum), None)]
        name = f"spectrum of {spectrum}"
    else:
        pairs = [
            (
                d,
                named_model(d, power, activation),
                student_activation and activation_sphere(student_activation, d),
            )
            for d in dimension or ()
        ]
        name = model_heading(pairs[0][1])
        if len(pairs) > 1:
            name = name.replace(f"d = {pairs[0][0]}", f"d = {sizes_text(d for d, _, _ in pairs)}")
        if student_activation is not None:
            name += f", student {student_activation}"
    found = [
        {
            **equivalent_at(teacher, units, shares, student, taus, digits, certified),
            "dimension": d,
            "spectrum": spectrum,
        }
        for d, teacher, student in pairs
        for units in teacher_units
    ]
    title = heading(name, found, spectrum is not None)

    def show(screen: Any) -> None:
        if len(found) > 1:
            screen.print_table(several_settings(title, found))
        else:
            screen.print_table(one_setting(title, found[0]))
            if len(found[0]["target"]) > 1:
                screen.line(f"tau = lambda_{found[0]['main_degree']} t, of the degree with the largest share")
            screen.line(f"kappa {number_text(found[0]['kappa'])}")
        for each in found:
            if each["best_stop_problem"] is not None:
                screen.line(
                    f"best stop of M_TE = {each['teacher_units']} not known: {each['best_stop_problem']}"
                )
        screen.line(f"{found[0]['how']}; universality: an equivalent, not a theorem about networks")

    one = found[0] if len(found) == 1 else {"status": "universality", "about": "equivalent"}
    return Outcome({**one, "settings": found}, show, table=long_table(title, found))
