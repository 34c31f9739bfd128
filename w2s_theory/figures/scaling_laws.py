"""Two claims about scaling laws on one spectrum: a tuned student against its teacher, a ridgeless one against itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from w2s_theory.figures.counts import draws, span
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes
from w2s_theory.figures.style import BLUE, GREEN, INK, ORANGE, error_bars, legend_beside, new_figure
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.gaussian.regression import fit_least_squares
from w2s_theory.simulate.linear.runs import simulate_linear_networks
from w2s_theory.simulate.machine.intervals import describe_mean
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.systems.partly_wrong_teachers import flow_on_wrong_labels
from w2s_theory.systems.ridgeless import RidgelessStudent, ridgeless_student
from w2s_theory.systems.spectral_bench import SpectralBench, power_law, spectral_bench

# lambda_j = j^-2 and f_j^2 ~ j^-4
CAPACITY, SOURCE = 2, 0.75
SETTINGS = (
    Setting("modes", "directions of the inputs", (600,), upper=10**4),
    Setting("M_TE", "units of the teacher, and inputs of a ridgeless student", (10, 20, 40, 80, 160), (10, 20, 40),
            upper=5000, many=True),
    Setting("trials", "draws per size", (40,), (4,)),
)  # fmt: skip
LEARNERS = {
    "teacher": "teacher, $M$ random features",
    "tuned": "its student, stopped at the best time",
    "true": "ridgeless on $N = M$ true labels",
    "best": "ridgeless on the best labels there are",
}
_STYLES = {"teacher": (INK, "o"), "tuned": (BLUE, "s"), "true": (ORANGE, "^"), "best": (GREEN, "v")}


def cells(sizes: Sizes) -> list[Cell]:
    """(M, number of draws).

    Raises
    ------
    InputError
        For an M that is not below half of the directions.
    """
    for units in sizes["M_TE"]:
        if 2 * units >= sizes.one("modes"):
            raise InputError(f"M_TE of this figure must be below half of the {sizes.one('modes')} modes")
    return [(units, sizes.one("trials")) for units in sizes["M_TE"]]


def predicted(bench: SpectralBench) -> tuple[dict[str, float], float, RidgelessStudent]:
    """Errors by learner, the tuned student's time, and the ridgeless student of N = M."""
    missing = -(bench.kappa / (bench.eigenvalues + bench.kappa)) * bench.target
    spread = np.maximum(bench.energies - (bench.target * bench.taken) ** 2, 0.0)
    flow = flow_on_wrong_labels(bench.eigenvalues, bench.target, spread, missing)
    stop, student = flow.best_time(), ridgeless_student(bench, bench.teacher_units)
    errors = {
        "teacher": bench.teacher_error, "tuned": float(flow.risk(stop)), "true": student.true_labels(0.0),
        "best": student.best_labels(0.0),
    }  # fmt: skip
    return errors, stop, student


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """Equivalent and simulated errors of the four learners at one size."""
    units, trials = cell
    spectrum, target = power_law(sizes.one("modes"), CAPACITY, SOURCE)
    bench = spectral_bench(spectrum, units, target)
    errors, stop, student = predicted(bench)
    networks = simulate_linear_networks(spectrum, units, target, times=[stop], trials=trials, seed=seed)
    rng = child_generator(seed, "ridgeless", units)
    roots = np.sqrt(bench.eigenvalues)
    inputs = rng.standard_normal((trials, units, len(roots)))
    found = {"teacher": networks.teacher_error, "tuned": networks.student_error[:, 0]}
    for name, labels in (("true", bench.target), ("best", student.best_coefficients)):
        fitted = roots * fit_least_squares(inputs * roots, inputs @ labels)
        found[name] = np.sum((fitted - bench.target) ** 2, axis=1)
    rows = []
    for name, values in found.items():
        each = describe_mean(values)
        rows.append(
            {
                "learner": name, "teacher_units": units, "trials": trials, "error": errors[name], "mean": each.mean,
                "low": each.low, "high": each.high,
            }
        )  # fmt: skip
    return rows


def slopes(table: Table) -> dict[str, float]:
    """Fitted slopes: the tuned student's log error against the teacher's, the best labels' against true labels'."""
    logs = {name: np.log(table.where(learner=name).array("error")) for name in LEARNERS}
    if len(logs["teacher"]) < 2:
        return {}
    return {
        "tuned": float(np.polyfit(logs["teacher"], logs["tuned"], 1)[0]),
        "best": float(np.polyfit(logs["true"], logs["best"], 1)[0]),
    }


def draw(table: Table) -> Any:
    """Errors against M = N: two pairs of lines, one with different slopes and one parallel."""
    figure = new_figure(8.4, 4.6)
    axes = figure.add_subplot()
    handles = []
    for name, label in LEARNERS.items():
        colour, mark = _STYLES[name]
        some = table.where(learner=name)
        units = some.array("teacher_units")
        axes.plot(units, some.array("error"), color=colour, lw=1.2)
        bars = error_bars(some.array("low"), some.array("mean"), some.array("high"))
        handles.append(
            axes.errorbar(
                units,
                some.array("mean"),
                yerr=bars,
                fmt=mark,
                ms=5,
                mfc="white",
                mec=colour,
                ecolor=colour,
                mew=1.2,
                label=label,
                zorder=4,
            )  # fmt: skip
        )
    axes.set(xscale="log", yscale="log")
    axes.set_xlabel(r"units of the teacher $M$ = inputs of a ridgeless student $N$")
    axes.set_ylabel(r"error, $\Vert f^*\Vert = 1$, no label noise")
    legend_beside(axes, handles)
    return figure


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    sizes, found = FIGURE.sizes_of(table), slopes(table)
    said = (
        f"Slopes fitted to the lines: the tuned student against its teacher {found['tuned']:.3f}, the best labels against "
        f"true ones {found['best']:.3f}. "
        if found
        else ""
    )
    return (
        f"Linear features, {sizes.one('modes')} eigenvalues j^-{CAPACITY}, target f_j^2 ~ j^-{1 + 2 * CAPACITY * SOURCE:g}; "
        f"M = {span(table.distinct('teacher_units'))}. {said}A student can improve the scaling law where a tuned student is "
        "compared with its teacher (Medvedev et al., Wu et al.), and cannot where a ridgeless student is compared with "
        "itself on true labels (Ildiz et al.): the best labels win at most a constant, R_best/R_true >= "
        "min(1, Omega)/(1 + Omega). Lines: "
        "deterministic equivalent; the features are Gaussian, only the finite-size gap separates it from the draws. Points: "
        f"simulated, {draws(table.distinct('trials'))}, means with approximate 95 % intervals (Student t)."
    )


FIGURE = FigurePlan(
    name="scaling_laws",
    title="When a student can improve the scaling law, and when it cannot",
    caption=caption,
    columns=(
        Column("learner", "teacher; tuned: its student; true, best: ridgeless, on true and on the best labels", "text",
               words=tuple(LEARNERS)),
        Column("teacher_units", "M, and N of the ridgeless students", "whole"),
        Column("trials", "independent draws", "whole"),
        Column("error", "of the equivalent, ||f*|| = 1"),
        Column("mean", "mean over the draws"),
        Column.end("low", "lower end of its approximate 95 % interval", scale="mean"),
        Column.end("high", "upper end", scale="mean"),
    ),
    settings=SETTINGS,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    accuracy=1e-5,
    seconds=10.0,
)  # fmt: skip
