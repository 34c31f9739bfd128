"""``w2s spectrum``: the kernel's eigenvalues, exact, certified, to any digits, or in float64."""

from __future__ import annotations

import click

from w2s_theory.cli.model_options import activation_option, dimension_option, power_option
from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Degrees, Whole


@command("spectrum", "Eigenvalues of the kernel.", table=True)
@dimension_option()
@click.option("--degrees", type=Degrees(), required=True, help="A:B, both ends included, or one degree.")
@power_option()
@activation_option()
@click.option("--digits", type=Whole("digits", 1, 100_000), help="Correct decimal digits.")
@click.option("--enclose", is_flag=True, help="Certified enclosures: value +- radius.")
@click.option("--exact", is_flag=True, help="Exact numbers: rational, or rational/pi^2.")
def COMMAND(
    dimension: int,
    degrees: range,
    power: int | None,
    activation: str | None,
    digits: int | None,
    enclose: bool,
    exact: bool,
) -> Outcome:
    """Eigenvalues and multiplicities of the random-feature kernel, by degree."""
    from w2s_theory.cli.spectrum_rows import spectrum_rows
    from w2s_theory.cli.spectrum_table import spectrum_table
    from w2s_theory.records.errors import InputError

    if power is not None and activation is not None:
        raise InputError("give --power or --activation, not both")
    if exact and (digits is not None or enclose):
        raise InputError("give --exact, or --digits and --enclose, not both")
    if activation is not None:
        from w2s_theory.models.activation_sphere import activation_sphere

        model = activation_sphere(activation, dimension)
    else:
        from w2s_theory.models.relu_sphere import relu_sphere

        model = relu_sphere(dimension, 1 if power is None else power)
    name = model.activation.name if model.activation else None
    view = "exact" if exact else "enclose" if enclose else "digits" if digits else "fast"
    rows = spectrum_rows(model, degrees, view, digits or 15)

    how = {"exact": "exact", "enclose": "certified", "digits": "high precision", "fast": "float64"}[view]
    data = {"dimension": dimension, "activation": name, "how": how, "rows": rows}
    table = spectrum_table(model, degrees, rows, view)
    return Outcome(data, lambda screen: screen.print_table(table), table=table)
