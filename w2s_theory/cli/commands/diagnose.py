"""``w2s diagnose``: what the features of two real models say of weak-to-strong learning."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.list_options import TimeList, joined_times
from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.parameters import Share, Whole


@command("diagnose", "Two models' features: spectra, overlap, predicted errors.", many=("--tau",), table=True)
@click.argument("weak", metavar="WEAK")
@click.argument("strong", metavar="STRONG")
@click.argument("labels", metavar="[LABELS]", required=False)
@click.option(
    "--cut",
    type=Share("--cut"),
    help="Directions with at least this share of the largest variance count; 0.01 by default.",
)
@click.option(
    "--labelled",
    type=Whole("the number of labels", 1, 10**12),
    help="Labels of the teacher that is predicted; a fifth of the rows by default.",
)
@click.option(
    "--unlabelled",
    type=Whole("the number of unlabelled inputs", 1, 10**12),
    help="Inputs of its student; the other rows by default.",
)
@click.option(
    "--teacher-units",
    type=Whole("teacher units", 1, 10**12),
    help="Random units of the equivalents; by default one less than the weak numerical rank.",
)
@click.option(
    "--tau",
    type=TimeList("--tau"),
    multiple=True,
    help="Stopping times lambda_1 t: --tau 1 10 100, or 0.1:1000:9.",
)
@click.option(
    "--figure", "figure_file", metavar="FILE", help="Draw to a file that ends in .svg, .pdf or .png."
)
def COMMAND(
    weak: str,
    strong: str,
    labels: str | None,
    cut: Any,
    labelled: int | None,
    unlabelled: int | None,
    teacher_units: int | None,
    tau: tuple[Any, ...],
    figure_file: str | None,
) -> Outcome:
    """Spectra, overlap and predicted weak-to-strong errors from features: .npy, .npz or .safetensors.

    Rows are the same inputs in all files; LABELS are whole numbers (classes) or floats (values). FILE:KEY names one array
    of several.
    """
    from w2s_theory.cli.diagnosis_table import diagnosis_table, show_diagnosis
    from w2s_theory.diagnosis.diagnose import DEFAULT_CUT, DEFAULT_TAUS, diagnose
    from w2s_theory.diagnosis.drawing import require_drawing_file

    if figure_file is not None:
        require_drawing_file(figure_file)
    times = joined_times(tau, "--tau") or DEFAULT_TAUS
    found = diagnose(
        weak, strong, labels,
        cut=DEFAULT_CUT if cut is None else float(cut), labelled=labelled, unlabelled=unlabelled,
        teacher_units=teacher_units, taus=[float(each) for each in times],
    )  # fmt: skip
    if figure_file is not None:
        found.save_figure(figure_file)
    return Outcome(
        found.to_dict(),
        lambda screen: show_diagnosis(screen, found),
        remarks=found.remarks,
        table=diagnosis_table(found),
    )
