"""One teacher size, all times up to infinity, several widths: what stopping gains and what width alone gains."""

from __future__ import annotations

from math import ceil, floor, inf, log10
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.figures.counts import draws, setting_words, span
from w2s_theory.figures.finite_width import converged_error
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes, degree, dimension, require_positive
from w2s_theory.figures.style import INK, MARKERS, ORANGE, QUIET, error_bars, new_figure, ramp
from w2s_theory.figures.trials import describe_ratio
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.networks import simulate_networks

# late, small eigenvalues of the student's Gram matrix count, and rounding with them
ACCURACY = 1e-5
_FINITE = (*np.round(np.geomspace(0.3, 300.0, 16), 4), *np.round(np.geomspace(1e3, 3e6, 7)))
SETTINGS = (
    dimension(32),
    degree(),
    Setting("M_TE", "units of the teacher", (256,)),
    Setting(
        "M_ST",
        "units of the student, or inf",
        (256, 512, 1024, 2048, inf),
        (256, inf),
        many=True,
        infinite=True,
    ),
    Setting(
        "tau",
        "stopping times lambda_k t",
        (*map(float, _FINITE), inf),
        many=True,
        infinite=True,
        kind="times",
    ),
    Setting("trials", "draws per width", (10,), (2,)),
)


def cells(sizes: Sizes) -> list[Cell]:
    """(M_ST, number of draws)."""
    require_positive("tau", sizes["tau"])
    return [(width, sizes.one("trials")) for width in sizes["M_ST"]]


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """Ratios L_ST(t)/L_TE of one width at all times."""
    width, trials = cell
    model, k, taus = relu_sphere(sizes.one("d")), sizes.one("k"), sizes["tau"]
    found = simulate_networks(
        model,
        sizes.one("M_TE"),
        target=k,
        student_units=width,
        taus=taus,
        trials=trials,
        seed=seed,
        accuracy=ACCURACY,
    )
    rows = []
    for tau, errors in zip(taus, found.student_error.T, strict=True):
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
    sizes = FIGURE.sizes_of(table)
    model, k, teacher_units = relu_sphere(sizes.one("d")), sizes.one("k"), sizes.one("M_TE")
    found = equivalent(model, teacher_units, k)
    finite = sorted(tau for tau in table.distinct("tau") if tau < inf)
    # where infinity stands on the axis
    end_of_time = 40.0 * finite[-1] / 3.0
    taus = np.geomspace(finite[0], finite[-1], 240)
    theory = [found.student_error(tau=float(tau)) / found.teacher_error for tau in taus]
    axes.plot(taus, theory, color=ORANGE, zorder=1)
    axes.axhline(1.0, color=QUIET, lw=0.8)
    axes.axvline(found.best_stopping_time().tau, color=QUIET, lw=0.8, ls=":")
    widths = sorted(table.distinct("student_units"))
    handles = []
    for width, colour, mark in zip(widths, ramp(len(widths)), MARKERS, strict=False):
        some = table.where(student_units=width)
        x = np.where(np.isinf(some.array("tau")), end_of_time, some.array("tau"))
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
        timed = np.isfinite(some.array("tau"))
        axes.plot(x[timed], some.array("ratio")[timed], color=colour, lw=0.7, zorder=2)
        if width < inf:
            end = converged_error(model, teacher_units, int(width), k) / found.teacher_error
            axes.plot([end_of_time / 2.2, end_of_time * 2.2], [end, end], color=ORANGE, zorder=1)
    axes.set(xscale="log", yscale="log", xlim=(finite[0] / 1.5, end_of_time * 3))
    first_power, last_power = ceil(log10(finite[0])), floor(log10(finite[-1]))
    powers = range(first_power, last_power + 1, max(1, (last_power - first_power) // 3))
    axes.set_xticks(
        [*(10.0**power for power in powers), end_of_time],
        [*(f"$10^{{{power}}}$" for power in powers), "never"],
    )
    axes.minorticks_off()
    axes.set_xlabel(rf"stopping time  $\tau = \lambda_{{{k}}} t$")
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
    sizes = FIGURE.sizes_of(table)
    return (
        f"ReLU features, {setting_words(sizes)}, teachers of {sizes.one('M_TE')} units: L_ST(t)/L_TE "
        "from early to never "
        f"stopping, for {_widths(table)}. An "
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


def _widths(table: Table) -> str:
    widths = table.distinct("student_units")
    parts = [f"students of {span(widths)} units"] if any(width < inf for width in widths) else []
    return " and ".join([*parts, *(["students of infinite width"] if inf in widths else [])])


def require(table: Table) -> None:
    """Raise ``InputError`` for data without a finite time."""
    if all(tau == inf for tau in table.distinct("tau")):
        raise InputError("this figure needs at least one finite tau: give more rows")


FIGURE = FigurePlan(
    name="early_against_late_stopping",
    title="Stopping early gains most; a finite width gains a little even without stopping",
    caption=caption,
    columns=(
        Column("student_units", "M_ST, units of the student, or inf", "whole", infinite=True),
        Column("trials", "independent draws", "whole"),
        Column("tau", "stopping time lambda_k t, or inf", infinite=True),
        Column("ratio", "geometric mean of L_ST(t)/L_TE over the draws"),
        Column("low", "lower end of its approximate 95 % interval", missing=True),
        Column("high", "upper end", missing=True),
    ),
    settings=SETTINGS,
    require=require,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    accuracy=2 * ACCURACY,
    seconds=5.0,
)  # fmt: skip
