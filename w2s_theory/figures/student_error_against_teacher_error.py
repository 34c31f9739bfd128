"""Best L_ST against L_TE on logarithmic axes: how fast does the student's error fall with its teacher's?"""

from __future__ import annotations

from typing import Any

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.figures.counts import repeats, setting_words, span
from w2s_theory.figures.limits import EIGENFUNCTION, EVERY_KERNEL, lower_limit, shade_limits
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes, degree, dimension
from w2s_theory.figures.style import AMBER, BLUE, DARKER, INK, ORANGE, PALE, QUIET, error_bars, new_figure
from w2s_theory.figures.trials import best_flow, draw_teacher, longest_time
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.machine.intervals import MeanInterval, describe_mean

UNITS = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
SETTINGS = (
    dimension(32),
    degree(),
    Setting("M_TE", "units of the teacher", UNITS, UNITS[:6], many=True),
    Setting("trials", "draws per size", (20,), (3,)),
)
# the exponent that the paper proves for ReLU features under the same ansatz as the equivalent's
PAPER_EXPONENT = 1.49
_LATE = 512


def cells(sizes: Sizes) -> list[Cell]:
    """One cell per (M_TE, trial); trial i has the same bottom weights for every M_TE, as far as they go.

    Raises
    ------
    InputError
        For a single size, which has no exponent.
    """
    if len(sizes["M_TE"]) < 2:
        raise InputError("an exponent needs at least two sizes, such as --set M_TE=30:1000:7")
    return [(units, trial) for units in sizes["M_TE"] for trial in range(sizes.one("trials"))]


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """One teacher and its infinitely wide student at its best stopping time."""
    units, trial = cell
    model, k = relu_sphere(sizes.one("d")), sizes.one("k")
    draw = draw_teacher(model, units, k, trial, seed, [longest_time(model, k)])
    best = best_flow(draw, k)
    return [
        {
            "teacher_units": units,
            "trial": trial,
            "teacher_error": draw.teacher_error,
            "student_error": best.error,
            "best_tau": best.tau,
        }
    ]


def fit_exponent(table: Table, from_units: int = 1) -> MeanInterval:
    """Least-squares slope of log L_ST on log L_TE, one per trial, and the interval of their mean.

    The sizes of one trial share bottom weights; trials are independent, so the interval is over them.
    """
    slopes = []
    for trial in table.distinct("trial"):
        some = [row for row in table.where(trial=trial) if row["teacher_units"] >= from_units]
        x = np.log([row["teacher_error"] for row in some])
        y = np.log([row["student_error"] for row in some])
        x = x - x.mean()
        slopes.append(float(x @ y / (x @ x)))
    return describe_mean(np.array(slopes))


def require(table: Table) -> None:
    """Raise ``InputError`` unless every draw has at least two teacher errors, all at most 1."""
    for row in table:
        if row["teacher_error"] > 1:
            raise InputError(
                f"an L_TE of these data is {row['teacher_error']:.6g}, and no teacher's error is above 1"
            )
    for trial in table.distinct("trial"):
        if len(table.where(trial=trial).distinct("teacher_error")) < 2:
            raise InputError(
                f"trial {trial} of these data has fewer than two different L_TE, and a slope needs two: give more rows"
            )


def _late(table: Table) -> bool:
    """Whether every draw has two sizes from which the late exponent is fitted, and sizes before them."""
    late = [len(table.where(trial=t).where_at_least("teacher_units", _LATE)) for t in table.distinct("trial")]
    return min(late) > 1 and min(table.distinct("teacher_units")) < _LATE


def draw(table: Table) -> Any:
    """Points per draw, the equivalent's curve, both exponents, and what no student can reach."""
    figure = new_figure(7.4, 6.8)
    axes, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    teacher, student = table.array("teacher_error"), table.array("student_error")
    span = (float(teacher.min()) * 0.6, 1.0)
    floor = float(student.min()) * 0.05
    grid = np.geomspace(*span, 200)
    limits = shade_limits(axes, grid, floor)
    (paper,) = axes.plot(
        grid,
        grid**PAPER_EXPONENT,
        "--",
        color=AMBER,
        label=rf"$L_{{TE}}^{{{PAPER_EXPONENT}}}$: rate of the paper",
    )
    sizes, shown = FIGURE.sizes_of(table), table.distinct("teacher_units")
    model, k = relu_sphere(sizes.one("d")), sizes.one("k")
    units_drawn = np.unique(np.geomspace(min(shown), 2 * max(shown), 60).round().astype(int))
    found = [equivalent(model, int(units), k) for units in units_drawn]
    (theory,) = axes.plot(
        [each.teacher_error for each in found],
        [each.best_stopping_time().error for each in found],
        color=ORANGE, label="equivalent (universality)", zorder=3,
    )  # fmt: skip
    (points,) = axes.plot(
        teacher,
        student,
        "o",
        ms=3.2,
        mfc=BLUE,
        mec="none",
        alpha=0.35,
        label="simulated, one draw each",
        zorder=4,
    )
    means = _draw_means(axes, table)
    for units in table.distinct("teacher_units"):
        some = table.where(teacher_units=units)
        place = (float(some.array("teacher_error").mean()), float(some.array("student_error").mean()))
        axes.annotate(f"{units}", place, xytext=(6, -11), textcoords="offset points", fontsize=8)
    axes.set(xscale="log", yscale="log", xlim=span, ylim=(floor, 2.0))
    below.set_xlabel(r"teacher's error $L_{TE}$   (numbers at the points above: $M_{TE}$)")
    axes.set_ylabel(r"best student's error  $\min_t L_{ST}(t)$")
    everything = fit_exponent(table)
    lines = [f"all sizes: {_exponent(everything)}"]
    if _late(table):
        lines.append(rf"$M_{{TE}} \geq {_LATE}$: {_exponent(fit_exponent(table, _LATE))}")
    axes.text(
        0.985, 0.03, "fitted exponent\n" + "\n".join(lines), transform=axes.transAxes, ha="right", va="bottom",
        fontsize=9, color=INK, linespacing=1.4, bbox={"fc": "white", "ec": INK, "lw": 0.6, "pad": 4},
    )  # fmt: skip
    axes.legend(handles=[means, points, theory, paper, *limits], loc="upper left")
    _draw_ratio(below, table, found)
    return figure


def _draw_ratio(axes: Any, table: Table, found: list[Any]) -> None:
    """The same divided by the square, where the distance to the limit can be read."""
    level = np.array([each.teacher_error for each in found])
    best = np.array([each.best_stopping_time().error for each in found])
    axes.plot(level, best / level**2, color=ORANGE, zorder=3)
    teacher, student = table.array("teacher_error"), table.array("student_error")
    axes.plot(teacher, student / teacher**2, "o", ms=3.2, mfc=BLUE, mec="none", alpha=0.35, zorder=4)
    left, right = axes.get_xlim()
    grid = np.geomspace(left, right, 200)
    for name, colour in ((EIGENFUNCTION, PALE), (EVERY_KERNEL, DARKER)):
        axes.fill_between(grid, 0.0, lower_limit(name, grid) / grid**2, color=colour, lw=0)
        axes.plot(grid, lower_limit(name, grid) / grid**2, color=QUIET, lw=0.9)
    axes.set(xlim=(grid[0], grid[-1]), ylim=(0.6, max(2.6, 1.1 * float(np.max(student / teacher**2)))))
    axes.set_ylabel(r"$L_{ST}/L_{TE}^2$")


def _draw_means(axes: Any, table: Table) -> Any:
    ends: dict[str, list[list[float]]] = {"teacher_error": [], "student_error": []}
    for units in table.distinct("teacher_units"):
        for name, column in ends.items():
            each = describe_mean(table.where(teacher_units=units).array(name))
            column.append([each.low or np.nan, each.mean, each.high or np.nan])
    x, y = (np.array(column).T for column in ends.values())
    return axes.errorbar(
        x[1], y[1], xerr=error_bars(*x), yerr=error_bars(*y), fmt="o", ms=4.5, mfc="white", mec=BLUE, ecolor=BLUE,
        lw=1.2, label="mean of the draws, 95 %", zorder=5,
    )  # fmt: skip


def summarise(table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Fitted exponents over all sizes and over the larger ones."""
    sizes = table.distinct("teacher_units")
    starts = [min(sizes), *([min(m for m in sizes if m >= _LATE)] if _late(table) else [])]
    return ("M_TE", "fitted exponent", "draws"), [
        (f"{start} to {max(sizes)}", _exponent(fit_exponent(table, start)), str(len(table.distinct("trial"))))
        for start in starts
    ]


def _exponent(found: MeanInterval) -> str:
    if found.low is None or found.high is None:
        return f"{found.mean:.3f}"
    return f"{found.mean:.3f}  [{found.low:.3f}, {found.high:.3f}]"


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    return (
        f"ReLU features, {setting_words(FIGURE.sizes_of(table))}; teachers of "
        f"{span(table.distinct('teacher_units'))} units, infinitely wide students stopped at the "
        "best time of each draw. Points: simulated, the population integrated exactly, only the bottom "
        "weights are "
        f"random; {repeats(table, 'teacher_units')} per size, means with approximate 95 % intervals "
        "(Student t). Curve: deterministic "
        "equivalent, which is universality and no theorem on networks. Dashed: the exponent 1.49 that "
        "Medvedev et al. (2025) have for ReLU features under Gaussian universality; arXiv 2610.09044 (2026) has the "
        "exponent 2. Shaded: what no student that "
        "shrinks its "
        f"teacher can reach, proved, drawn from the bounds of {EVERY_KERNEL} (darker, every kernel) and "
        f"{EIGENFUNCTION} "
        "(the target is an eigenfunction, as here). The fitted exponent is the mean over draws of the "
        "least-squares "
        "slope, with its interval over draws; it describes this range of sizes and is not a limit: it may "
        "exceed 2 where "
        "the ratio to the square of L_TE (lower panel) is still falling."
    )


FIGURE = FigurePlan(
    name="student_error_against_teacher_error",
    title="The student's error falls with the square of its teacher's",
    caption=caption,
    columns=(
        Column("teacher_units", "M_TE, units of the teacher", "whole"),
        Column("trial", "number of the draw", "whole", least="zero"),
        Column("teacher_error", "L_TE = ||f* - f_TE||^2, ||f*|| = 1"),
        Column("student_error", "least L_ST over the stopping time, M_ST = inf"),
        Column("best_tau", "stopping time tau = lambda_k t at which it is least", accuracy=1e-3),
    ),
    settings=SETTINGS,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    summarise=summarise,
    accuracy=1e-6,
    seconds=25.0,
    require=require,
)
