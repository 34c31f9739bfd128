"""L_ST(t)/L_TE against the stopping time, for students of finite width and an infinitely wide one."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.figures.counts import draws, setting_words, span
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes, degree, dimension, require_positive
from w2s_theory.figures.style import INK, QUIET, error_bars, new_figure, ramp
from w2s_theory.figures.trials import describe_ratio
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.networks import simulate_networks

UNITS = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
TAUS = tuple(float(tau) for tau in np.round(np.geomspace(0.1, 300.0, 21), 4))
SETTINGS = (
    dimension(32),
    degree(),
    Setting("M_TE", "units of the teacher", UNITS, (16, 64, 256), many=True),
    Setting("M_ST", "units of the student, or inf", (inf, 16384), (inf, 1024), many=True, infinite=True),
    Setting("tau", "stopping times lambda_k t", TAUS, many=True, kind="times"),
    Setting("trials", "draws of infinitely wide students", (20,), (2,)),
    # a student of 16384 units takes ten seconds, an infinitely wide one milliseconds
    Setting("finite_trials", "draws of students of finite width", (3,), (2,)),
)


def cells(sizes: Sizes) -> list[Cell]:
    """(M_TE, M_ST, number of draws)."""
    require_positive("tau", sizes["tau"])
    return [
        (units, width, sizes.one("trials" if width == inf else "finite_trials"))
        for width in sizes["M_ST"]
        for units in sizes["M_TE"]
    ]


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """Ratios L_ST(t)/L_TE of one size at all times."""
    units, width, trials = cell
    model, k, taus = relu_sphere(sizes.one("d")), sizes.one("k"), sizes["tau"]
    found = simulate_networks(
        model, units, target=k, student_units=width, taus=taus, trials=trials, seed=seed
    )
    rows = []
    for tau, errors in zip(taus, found.student_error.T, strict=True):
        ratio, low, high = describe_ratio(errors / found.teacher_error)
        rows.append(
            {
                "teacher_units": units, "student_units": width, "trials": trials, "tau": float(tau),
                "ratio": ratio, "low": low, "high": high,
            }
        )  # fmt: skip
    return rows


def draw(table: Table) -> Any:
    """One panel per student width, one colour per teacher size; the equivalent's curves behind the points."""
    widths = sorted(table.distinct("student_units"))
    sizes = sorted(table.distinct("teacher_units"))
    figure = new_figure(9.2, 4.9)
    panels = figure.subplots(1, len(widths), sharex=True, sharey=True, squeeze=False)[0]
    colours = dict(zip(sizes, ramp(len(sizes)), strict=True))
    chosen = FIGURE.sizes_of(table)
    model, k = relu_sphere(chosen.one("d")), chosen.one("k")
    taus = np.geomspace(min(table.distinct("tau")), max(table.distinct("tau")), 120)
    for units in sizes:
        found = equivalent(model, units, k)
        theory = [found.student_error(tau=float(tau)) / found.teacher_error for tau in taus]
        for axes, width in zip(panels, widths, strict=True):
            axes.plot(taus, theory, "-" if width == inf else ":", color=colours[units], lw=1.3)
            some = table.where(teacher_units=units, student_units=width)
            middle = some.array("ratio")
            bars = error_bars(some.array("low"), middle, some.array("high"))
            if width < inf:
                axes.plot(some.array("tau"), middle, color=colours[units], lw=0.7)
            axes.errorbar(
                some.array("tau"), middle, yerr=bars, fmt="o", ms=3.4, mfc="white", mec=colours[units],
                ecolor=colours[units], elinewidth=1.0, mew=1.1, zorder=4,
            )  # fmt: skip
    for axes, width in zip(panels, widths, strict=True):
        axes.axhline(1.0, color=QUIET, lw=0.8)
        axes.set(xscale="log", yscale="log")
        axes.set_xlabel(rf"stopping time  $\tau = \lambda_{{{k}}} t$")
        trials = int(max(row["trials"] for row in table.where(student_units=width)))
        name = "infinitely wide student" if width == inf else rf"student of $M_{{ST}} = {width}$ units"
        axes.set_title(f"{name}, {draws([trials])}", loc="left")
    panels[0].set_ylabel(r"$L_{ST}(t)\,/\,L_{TE}$")
    handles = [Line2D([], [], color=colours[n], marker="o", mfc="white", label=f"{n}") for n in sizes]
    figure.legend(handles=handles, title=r"$M_{TE}$", loc="outside right upper")
    lines = [
        Line2D([], [], color=INK, ls="", marker="o", mfc="white", label="simulated, 95 %"),
        Line2D([], [], color=INK, label="equivalent, infinitely wide student (universality)"),
    ]
    if any(width < inf for width in widths):
        lines.append(Line2D([], [], color=INK, ls=":", label="the same curve again, for comparison"))
    figure.legend(handles=lines, loc="outside lower center", ncols=3)
    return figure


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    sizes = FIGURE.sizes_of(table)
    finite = [width for width in sorted(table.distinct("student_units")) if width < inf]
    wide = inf in table.distinct("student_units")
    parts = []
    for width in finite:
        count = draws(table.where(student_units=width).distinct("trials"))
        parts.append(f"students of {width} units, {count} of teacher and student each")
    if wide:
        some = table.where(student_units=inf)
        parts.append(f"infinitely wide students, {draws(some.distinct('trials'))}")
    text = (
        f"ReLU features, {setting_words(sizes)}: L_ST(t)/L_TE against tau = lambda_{sizes.one('k')} t for teachers of "
        f"{span(table.distinct('teacher_units'))} units. From left to right: {'; '.join(parts)}. Points: simulated with the "
        "population integrated exactly; geometric means with approximate 95 % intervals (Student t on the logarithm). "
        "Lines: deterministic equivalent of the infinitely wide student, which is universality and no theorem on networks"
    )
    if finite:
        text += (
            "; dotted beside finite widths, where it is not the student's own prediction: the distance is what the finite "
            "width costs. Thin lines join points"
        )
    return f"{text}."


FIGURE = FigurePlan(
    name="student_error_against_time",
    title="The student is better than its teacher if it stops in time",
    caption=caption,
    columns=(
        Column("teacher_units", "M_TE, units of the teacher", "whole"),
        Column("student_units", "M_ST, units of the student, or inf", "whole", infinite=True),
        Column("trials", "independent draws", "whole"),
        Column("tau", "stopping time lambda_k t"),
        Column("ratio", "geometric mean of L_ST(t)/L_TE over the draws"),
        Column("low", "lower end of its approximate 95 % interval", missing=True),
        Column("high", "upper end", missing=True),
    ),
    settings=SETTINGS,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    accuracy=1e-6,
    seconds=400.0,
)  # fmt: skip
