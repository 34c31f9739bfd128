"""The role of M_ST: the error at the best stopping time, at convergence, and the least that the width allows."""

from __future__ import annotations

from typing import Any

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.figures.counts import draws, setting_words, span
from w2s_theory.figures.finite_width import ceiling_error, converged_error
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes, degree, dimension
from w2s_theory.figures.style import BLUE, GREEN, INK, ORANGE, QUIET, error_bars, legend_beside, new_figure
from w2s_theory.figures.trials import draw_teacher, target_eigenvalue
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import AccuracyError
from w2s_theory.simulate.finite_student import simulate_finite_student, simulate_student_limit
from w2s_theory.simulate.machine.intervals import describe_mean
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.random_features import draw_units

SETTINGS = (
    dimension(32),
    degree(),
    Setting("M_TE", "units of the teacher", (256,)),
    Setting("M_ST", "units of the student", tuple(2**i for i in range(6, 15)), (64, 256, 1024), many=True),
    Setting("trials", "draws of students of up to 4096 units", (10,), (2,)),
    Setting("wide_trials", "draws of wider students", (4,), (2,)),
)
# trained to convergence up to 4096 units; beyond, the early student alone
_LARGEST_CONVERGED = 4096
# ratio 1.03 between times: the least value on the grid is above the true one by less than 0.1 %
TAUS = np.geomspace(0.5, 60.0, 160)
NAMES = ("early", "converged", "ceiling")


def cells(sizes: Sizes) -> list[Cell]:
    """(M_ST, number of draws)."""
    return [(n, sizes.one("trials" if n <= _LARGEST_CONVERGED else "wide_trials")) for n in sizes["M_ST"]]


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """Errors of one width over independent draws of teacher and student.

    Raises
    ------
    AccuracyError
        If the best time is at an end of the times that are tried.
    """
    width, trials = cell
    model, k = relu_sphere(sizes.one("d")), sizes.one("k")
    times = TAUS / target_eigenvalue(model, k)
    values: dict[str, list[float]] = {name: [] for name in NAMES}
    for trial in range(trials):
        teacher = draw_teacher(model, sizes.one("M_TE"), k, trial, seed)
        units = draw_units(model, width, child_generator(seed, "student", trial))
        errors, _ = simulate_finite_student(teacher, units, times)
        if int(errors.argmin()) in (0, len(times) - 1):
            raise AccuracyError(
                f"the best stopping time of a student of {width} units is not within tau = {TAUS[0]:g} to {TAUS[-1]:g}, "
                "which this figure tries: choose other sizes"
            )
        values["early"].append(float(errors.min()))
        if width <= _LARGEST_CONVERGED:
            limit = simulate_student_limit(teacher, units)
            values["converged"].append(limit.student_error)
            values["ceiling"].append(limit.ceiling_error)
    rows = []
    for name, errors in values.items():
        if errors:
            each = describe_mean(np.array(errors))
            rows.append(
                {
                    "student_units": width, "stopped": name, "trials": trials,
                    "mean": each.mean, "low": each.low, "high": each.high,
                }
            )  # fmt: skip
    return rows


def draw(table: Table) -> Any:
    """Three errors against M_ST, with the equivalent's curves and the two levels they run to."""
    figure = new_figure(8.2, 4.9)
    axes = figure.add_subplot()
    sizes, shown = FIGURE.sizes_of(table), table.distinct("student_units")
    model, k, teacher_units = relu_sphere(sizes.one("d")), sizes.one("k"), sizes.one("M_TE")
    found = equivalent(model, teacher_units, k)
    widths = np.unique(np.geomspace(0.75 * min(shown), 1.22 * max(shown), 60).round().clip(1).astype(int))
    (theory,) = axes.plot(
        widths, [converged_error(model, teacher_units, int(n), k) for n in widths],
        color=ORANGE, label="equivalent (universality)",
    )  # fmt: skip
    axes.plot(widths, [ceiling_error(model, int(n), k) for n in widths], color=ORANGE)
    handles = []
    shown = {"converged": ("never stopped", "s", BLUE), "early": ("stopped at its best time", "o", INK),
             "ceiling": (r"least possible, $L_{ceiling}$", "^", GREEN)}  # fmt: skip
    for name, (label, mark, colour) in shown.items():
        some = table.where(stopped=name)
        bars = error_bars(some.array("low"), some.array("mean"), some.array("high"))
        handles.append(
            axes.errorbar(
                some.array("student_units"),
                some.array("mean"),
                yerr=bars,
                fmt=mark,
                ms=5,
                mfc="white",
                mec=colour,
                ecolor=colour,
                mew=1.2,
                elinewidth=1.0,
                label=label,
                zorder=4,
            )  # fmt: skip
        )
    for value, text, place, side in (
        (found.teacher_error, r"teacher, $L_{TE}$", widths[-1], "right"),
        (found.best_stopping_time().error, "infinitely wide student at its best time", widths[0], "left"),
    ):
        axes.axhline(value, color=QUIET, lw=0.9, ls=":")
        axes.annotate(text, (place, value), xytext=(3, 3), textcoords="offset points", ha=side, fontsize=8)
    axes.axvline(teacher_units, color=QUIET, lw=0.9, ls=":")
    axes.annotate(
        r"$M_{ST} = M_{TE}$", (teacher_units, 1.0), xycoords=("data", "axes fraction"), xytext=(4, -10),
        textcoords="offset points", fontsize=8,
    )  # fmt: skip
    axes.set(xscale="log", yscale="log", xlim=(widths[0], widths[-1]))
    axes.set_ylim(0.5 * min(found.best_stopping_time().error, float(table.array("mean").min())), 1.0)
    axes.set_xlabel(r"units of the student, $M_{ST}$")
    axes.set_ylabel(r"error $\Vert f^* - f_{ST}\Vert^2$")
    legend_beside(axes, [*handles, theory], title="student")
    return figure


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    sizes = FIGURE.sizes_of(table)
    return (
        f"ReLU features, {setting_words(sizes)}, teachers of {sizes.one('M_TE')} units; students of "
        f"{span(table.distinct('student_units'))} units. {_what_is_seen(table)}Points: simulated, population integrated "
        f"exactly; means over {draws(table.distinct('trials'))} of teacher and student with approximate 95 % intervals "
        "(Student t). Curves: deterministic equivalent (universality), for the converged student put into the exact "
        "identity L_ST(inf) = l(M_ST) + sum_j (1 - l_j(M_ST)) ||Pi_j (f* - f_TE)||^2. Dotted: levels of the equivalent."
    )


def _what_is_seen(table: Table) -> str:
    """What the means of these data show of the two students, if they show it."""
    early, late = (table.where(stopped=name).array("mean") for name in ("early", "converged"))
    text = ""
    if len(early) > 1 and np.all(np.diff(early) < 0):
        text += "At the best stopping time the error falls with the student's width towards that of infinite width. "
    lowest = int(late.argmin()) if len(late) else 0
    if 0 < lowest < len(late) - 1:
        text += (
            "Without stopping it first falls, because a wider student can represent the target, and then rises slowly "
            "towards its teacher's error, because it can represent the teacher's mistakes too. "
        )
    return text


FIGURE = FigurePlan(
    name="student_width",
    title="What the student's width is for",
    caption=caption,
    columns=(
        Column("student_units", "M_ST, units of the student", "whole"),
        Column(
            "stopped",
            "early: least over 160 times, tau = 0.5..60; converged: t = inf; ceiling: L_ceiling",
            "text",
            words=NAMES,
        ),
        Column("trials", "independent draws of teacher and student", "whole"),
        Column("mean", "mean error over the draws, ||f*|| = 1"),
        Column.end("low", "lower end of its approximate 95 % interval", scale="mean"),
        Column.end("high", "upper end", scale="mean"),
    ),
    settings=SETTINGS,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    accuracy=1e-6,
    seconds=50.0,
)  # fmt: skip
