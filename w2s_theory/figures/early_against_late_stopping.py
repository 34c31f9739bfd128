"""One teacher size, all times up to infinity, several widths: what stopping gains and what width alone gains."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.figures.counts import draws, span
from w2s_theory.figures.finite_width import converged_error
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.style import INK, MARKERS, ORANGE, QUIET, error_bars, new_figure, ramp
from w2s_theory.figures.trials import describe_ratio, target_eigenvalue
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.networks import simulate_networks

DIMENSION, DEGREE, TEACHER_UNITS = 32, 1, 256
WIDTHS = (256, 512, 1024, 2048, inf)
TRIALS = 10
# late, small eigenvalues of the student's Gram matrix count, and rounding with them
ACCURACY = 1e-5
TAUS = (*np.round(np.geomspace(0.3, 300.0, 16), 4), *np.round(np.geomspace(1e3, 3e6, 7)), inf)
# where infinity stands on the axis
_END = 4e7


def cells(quick: bool) -> list[Cell]:
    """(M_ST, number of draws)."""
    return [(256, 2), (inf, 2)] if quick else [(width, TRIALS) for width in WIDTHS]


def compute_cell(cell: Cell, seed: int) -> list[Row]:
    """Ratios L_ST(t)/L_TE of one width at all times."""
    width, trials = cell
    model = relu_sphere(DIMENSION)
    times = np.array(TAUS) / target_eigenvalue(model, DEGREE)
    found = simulate_networks(model, TEACHER_UNITS, DEGREE, width, times, trials, seed, ACCURACY)
    rows = []
    for tau, errors in zip(TAUS, found.student_error.T, strict=True):
        ratio, low, high = describe_ratio(errors / found.teacher_error)
        rows.append(
            {
                "student_units": width,
                "trials": trials,
                "tau": float(tau),
                "ratio": ratio,
                "low": low,
                "high": high,
            }
        )
    return rows


def draw(table: Table) -> Any:
    """Curves in time per width; infinity at the right edge, with what the equivalent says of it."""
    figure = new_figure(8.2, 4.9)
    axes = figure.add_subplot()
    model = relu_sphere(DIMENSION)
    found = equivalent(model, TEACHER_UNITS, DEGREE)
    finite = [tau for tau in TAUS if tau < inf]
    taus = np.geomspace(finite[0], finite[-1], 240)
    theory = [found.student_error(tau=float(tau)) / found.teacher_error for tau in taus]
    axes.plot(taus, theory, color=ORANGE, zorder=1)
    axes.axhline(1.0, color=QUIET, lw=0.8)
    axes.axvline(found.best_stopping_time().tau, color=QUIET, lw=0.8, ls=":")
    widths = sorted(table.distinct("student_units"))
    handles = []
    for width, colour, mark in zip(widths, ramp(len(widths)), MARKERS, strict=False):
        some = table.where(student_units=width)
        x = np.where(np.isinf(some.array("tau")), _END, some.array("tau"))
        bars = error_bars(some.array("low"), some.array("ratio"), some.array("high"))
        name = "infinite" if width == inf else f"{width}"
        handles.append(
            axes.errorbar(
                x,
                some.array("ratio"),
                yerr=bars,
                fmt=mark,
                ms=4.6,
                mfc="white",
                mec=colour,
                ecolor=colour,
                elinewidth=1.0,
                mew=1.2,
                zorder=4,
                label=name,
            )  # fmt: skip
        )
        axes.plot(x[:-1], some.array("ratio")[:-1], color=colour, lw=0.7, zorder=2)
        if width < inf:
            end = converged_error(model, TEACHER_UNITS, int(width), DEGREE) / found.teacher_error
            axes.plot([_END / 2.2, _END * 2.2], [end, end], color=ORANGE, zorder=1)
    axes.set(xscale="log", yscale="log", xlim=(finite[0] / 1.5, _END * 3))
    ticks = [10.0**power for power in range(0, 7, 2)]
    axes.set_xticks([*ticks, _END], [*(f"$10^{{{power}}}$" for power in range(0, 7, 2)), "never"])
    axes.minorticks_off()
    axes.set_xlabel(r"stopping time  $\tau = \lambda_1 t$")
    axes.set_ylabel(r"$L_{ST}(t)\,/\,L_{TE}$")
    axes.annotate(
        "best time (equivalent)", (found.best_stopping_time().tau, 1.0), xycoords=("data", "axes fraction"),
        xytext=(5, -10), textcoords="offset points", fontsize=8, color=QUIET,
    )  # fmt: skip
    first = axes.legend(
        handles=handles,
        title=r"student's units $M_{ST}$",
        loc="upper left",
        bbox_to_anchor=(1.01, 1.0),
        alignment="left",
    )
    axes.add_artist(first)
    line = Line2D([], [], color=ORANGE, label="equivalent\n(universality)")
    dots = Line2D([], [], color=INK, ls="", marker="o", mfc="white", label="simulated, 95 %")
    axes.legend(handles=[dots, line], loc="upper left", bbox_to_anchor=(1.01, 0.52))
    return figure


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    return (
        f"ReLU features, d = {DIMENSION}, teachers of {TEACHER_UNITS} units, linear target: L_ST(t)/L_TE "
        "from early to never "
        f"stopping, for students of {span(table.distinct('student_units'))} units and of infinite width. An "
        "infinitely wide student that never stops becomes its teacher (ratio 1, proved). A finite one "
        "keeps less than "
        "its teacher's mistakes and ends at L_ceiling + ||P_ST (f* - f_TE)||^2, proved for every draw: "
        "below 1 or "
        "above, according to its width. Points: simulated, population integrated exactly, "
        f"{draws(table.distinct('trials'))} of teacher and "
        "student, geometric means with approximate 95 % intervals. Thick lines: deterministic equivalent "
        "(universality): "
        "the curve for infinite width, the short lines at the right for the finite widths; thin lines join "
        "points."
    )


FIGURE = FigurePlan(
    name="early_against_late_stopping",
    title="Stopping early gains most; a finite width gains a little even without stopping",
    caption=caption,
    columns=(
        Column("student_units", "M_ST, units of the student, or inf", "whole"),
        Column("trials", "independent draws", "whole"),
        Column("tau", "stopping time lambda_1 t, or inf"),
        Column("ratio", "geometric mean of L_ST(t)/L_TE over the draws"),
        Column("low", "lower end of its approximate 95 % interval"),
        Column("high", "upper end"),
    ),
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    accuracy=2 * ACCURACY,
    seconds=5.0,
)  # fmt: skip
