"""``w2s compare``: all solvable weak-to-strong systems on one power-law problem."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Amount, Whole
from w2s_theory.cli.table import Column, Table

_COLUMNS = (
    Column("system", "whose theory", "", "system", number=False),
    Column("student_is", "what the student does", "student", "student", number=False),
    Column("teacher", "R_w: excess risk of the teacher, ||theta|| = 1", "R_w", r"$R_w$", digits=4),
    Column("student", "R_w2s: of its student", "R_w2s", r"$R_{w2s}$", digits=4),
    Column("strong", "R_s: the student's features on the n labels", "R_s", r"$R_s$", digits=4),
    Column("ceiling", "R_c: the same on n + N true labels", "R_c", r"$R_c$", digits=4),
    Column("gap_recovered", "PGR = (R_w - R_w2s)/(R_w - R_c)", "PGR", "PGR", digits=3),
    Column("outperforming_ratio", "OPR = R_s/R_w2s", "OPR", "OPR", digits=3),
    Column("misfit", "mean squared distance of student and teacher", "misfit", digits=4),
    Column("exponent", "log R_w2s/log R_w", "exponent", digits=3),
    Column("kind", "how the numbers are known", "", "kind", number=False),
)


@command("compare", "All solvable systems on one problem.", table=True)
@click.option(
    "--modes", type=Whole("modes", 2, 10**5), default=400, show_default=True, help="Directions of the inputs."
)
@click.option(
    "--capacity",
    type=Amount("--capacity"),
    default="2",
    show_default=True,
    help="Eigenvalues j^-A of the spectrum.",
)
@click.option(
    "--source",
    type=Amount("--source"),
    default="0.75",
    show_default=True,
    help="Target: f_j^2 like j^-(1 + 2 A R).",
)
@click.option(
    "--teacher-units",
    type=Whole("teacher units", 1, 10**5),
    required=True,
    help="Random features M of the teacher.",
)
@click.option(
    "--labels", type=Whole("labels", 1, 10**12), required=True, help="True labels n of the teacher."
)
@click.option(
    "--unlabelled",
    type=Whole("unlabelled inputs", 1, 10**12),
    required=True,
    help="Inputs N labelled by the teacher.",
)
@click.option(
    "--noise", type=Amount("--noise"), default="0.1", show_default=True, help="Variance of the labels' noise."
)
@click.option(
    "--strong-dimension",
    type=Whole("the strong dimension", 1, 10**5),
    help="Leading directions that a regression's student sees.  [default: those with eigenvalue >= kappa]",
)
@click.option(
    "--teachers",
    type=Whole("teachers", 1, 10**6),
    default=4,
    show_default=True,
    help="Teachers of the ensemble.",
)
def COMMAND(
    modes: int,
    capacity: Fraction,
    source: Fraction,
    teacher_units: int,
    labels: int,
    unlabelled: int,
    noise: Fraction,
    strong_dimension: int | None,
    teachers: int,
) -> Outcome:
    """Risks, PGR, OPR and misfit of every system on the same spectrum and target.

    And where two theories seem to disagree about scaling laws: what each of them compares.
    """
    from w2s_theory.systems.comparison import compare
    from w2s_theory.systems.spectral_bench import power_law

    spectrum, target = power_law(modes, float(capacity), float(source))
    found = compare(
        spectrum, target, teacher_units, labels, unlabelled, noise_variance=float(noise),
        strong_dimension=strong_dimension, teachers=teachers,
    )  # fmt: skip
    data = {**found.to_dict(), "capacity": float(capacity), "source": float(source), "teachers": teachers}
    sizes = f"M = {teacher_units}, n = {labels}, N = {unlabelled}, d_s = {found.strong_dimension}"
    title = f"power law: {modes} modes, capacity {float(capacity):g}, source {float(source):g}; {sizes}"
    table = Table(title, _COLUMNS, tuple(data["systems"]))

    def show(screen: Any) -> None:
        screen.print_table(table)
        for each in found.regimes:
            said = f"{each.claim} the scaling law ({each.source}): {each.compares}"
            said += f": {each.better:.4g} against {each.worse:.4g}"
            if each.limit is not None:
                said += f"; never below {each.limit:.3g} of it, a constant"
            elif each.exponent is not None:
                said += f", exponent {each.exponent:.3g}"
            screen.line(said)
        screen.line(
            "float64; the teacher's random features by their equivalent (universality); not a theorem about networks"
        )

    return Outcome(data, show, table=table)
