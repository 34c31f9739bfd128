"""``w2s units``: how many teacher units make a gap recovered certain, or what is certain at a given number."""

from __future__ import annotations

import shlex
from fractions import Fraction
from typing import Any

import click

from w2s_theory.cli.model_options import activation_option, dimension_option, power_option
from w2s_theory.cli.outcome import UNDECIDED, Outcome, command
from w2s_theory.cli.output import number_text
from w2s_theory.cli.parameters import Share, Whole


@command("units", "How many teacher units make a gap recovered certain.", table=True)
@dimension_option()
@click.option("--pgr", type=Share("--pgr"), help="Gap to be recovered: PGR >= P.")
@click.option(
    "--teacher-units",
    type=Whole("teacher units", 1, 10**12),
    help="Instead: the largest PGR that is certain with this many units.",
)
@click.option(
    "--delta", type=Share("--delta"), default="0.1", help="Failure probability allowed; 0.1 by default."
)
@click.option(
    "--degree", type=Whole("the degree", 0, 10**6), default="1", help="Degree of the target; 1 by default."
)
@power_option()
@activation_option()
@click.option(
    "--bound",
    metavar="NAME",
    help="blocks, concentration, effective_dimension, alignment (with probability 1 - delta; by default the best of "
    "them), split or expectation (means of errors over networks), mean_gap (mean of max(PGR, 0) over networks).",
)
def COMMAND(
    dimension: int,
    pgr: Fraction | None,
    teacher_units: int | None,
    delta: Fraction,
    degree: int,
    power: int | None,
    activation: str | None,
    bound: str | None,
) -> Outcome:
    """Certify a performance gap recovered for an infinitely wide student: no simulation, no universality."""
    from w2s_theory.guarantees.gap_certificate import certified_gap
    from w2s_theory.guarantees.units_search import units_needed
    from w2s_theory.models.activation_sphere import activation_sphere
    from w2s_theory.models.relu_sphere import relu_sphere
    from w2s_theory.records.decimals import rounded_down, rounded_up
    from w2s_theory.records.errors import InputError

    if (pgr is None) == (teacher_units is None):
        raise InputError("give --pgr or --teacher-units, one of them")
    if power is not None and activation is not None:
        raise InputError("give --power or --activation, not both")
    model = (
        relu_sphere(dimension, 1 if power is None else power)
        if activation is None
        else activation_sphere(activation, dimension)
    )
    data: dict[str, Any]
    if pgr is not None:
        needed = units_needed(model, pgr, delta=delta, degree=degree, bound=bound)
        data, gap = needed.to_dict(), needed.certificate.gap_text
    else:
        found = certified_gap(model, teacher_units or 1, delta=delta, degree=degree, bound=bound)
        if found is None:
            return _nothing(dimension, degree, teacher_units or 1)
        data, gap = found.to_dict(), found.gap_text
    again = f"w2s units --dimension {dimension} --teacher-units {data['teacher_units']} --degree {degree}"
    again += "" if data["probability"] is None else f" --delta {delta}"
    again += f" --bound {data['bound']}"
    again += "" if activation is None else f" --activation {shlex.quote(activation)}"
    again += "" if power is None else f" --power {power}"
    data = {**data, "delta": float(delta), "check_again": again}

    def show(screen: Any) -> None:
        screen.line(f"M_TE = {data['teacher_units']}: {gap}, certified")
        screen.line(data["statement"])
        screen.fields(
            (name.replace("_", " "), text(data[name]))
            for name, text in (
                ("bound", str),
                ("tau", number_text),
                ("level", number_text),
                ("deviation", number_text),
                ("teacher_error_at_least", lambda value: rounded_down(value, 6)),
                ("teacher_error_at_most", lambda value: rounded_up(value, 6)),
                ("blocks", number_text),
                ("weighted_alignment_at_most", lambda value: rounded_up(value, 6)),
            )
            if data[name] is not None
        )
        screen.fields(
            [
                ("rests on", ", ".join(data["rests_on"])),
                ("fails at", data.get("fails_at")),
                *((("not enough in the means", data["not_enough"]),) if "not_enough" in data else ()),
            ]
        )
        screen.command("check again", again)

    return Outcome(data, show)


def _nothing(dimension: int, degree: int, units: int) -> Outcome:
    line = f"no gain is certain with {units} units: try another number of units, or a larger delta"
    data = {
        "dimension": dimension,
        "degree": degree,
        "teacher_units": units,
        "performance_gap_recovered": None,
        "statement": line,
    }
    return Outcome(data, lambda screen: screen.line(line), UNDECIDED)
