"""Where the equivalent fails, and which gap is to blame: equivalent, Gaussian features, ReLU features.

Gaussian features with the same covariance differ from the equivalent by the finite size alone; ReLU features
differ from Gaussian ones by universality alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import NullFormatter

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.figures.counts import draws, listed, span
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes
from w2s_theory.figures.style import BLUE, ORANGE, QUIET, error_bars, new_figure
from w2s_theory.figures.trials import draw_teacher
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import AccuracyError, InputError
from w2s_theory.simulate.gaussian.surrogate import simulate_gaussian_teacher
from w2s_theory.simulate.machine.intervals import describe_mean
from w2s_theory.simulate.machine.streams import child_generator
from w2s_theory.simulate.student import compute_student_error

SETTINGS = (
    Setting("d", "dimension of the inputs", (2, 3, 4, 5, 8, 16, 32), (4, 16), lower=2, many=True),
    Setting("k", "degree of the target", (1, 2), (1,), lower=0, upper=4096, many=True),
    Setting("M_TE", "units of the teacher", (16, 64, 256), (16,), many=True),
    Setting("trials", "draws of ReLU features", (200,), (3,)),
    Setting("gaussian_trials", "draws of Gaussian features", (40,), (3,)),
)
SIMULATED = {"relu": "trials", "gaussian": "gaussian_trials"}
# how far one draw may be off: rounding for ReLU features, degrees that are not drawn for Gaussian ones
ACCURACY = {"relu": 1e-3, "gaussian": 3e-2}
# beyond these sizes Gaussian features of low dimension need more degrees than can be drawn
_GAUSSIAN_REACH = {2: 16, 3: 64}
_SMALL = 5


def cells(sizes: Sizes) -> list[Cell]:
    """(features, d, k, M_TE, number of draws)."""
    return [
        (name, d, k, units, sizes.one(SIMULATED[name]) if name in SIMULATED else 0)
        for name in ("equivalent", *SIMULATED)
        for d in sizes["d"]
        for k in sizes["k"]
        for units in sizes["M_TE"]
        if name != "gaussian" or units <= _GAUSSIAN_REACH.get(d, units)
    ]


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """Mean L_TE, and mean L_ST at the equivalent's best time; a mean that rounding forbids is left out."""
    name, d, k, units, trials = cell
    model = relu_sphere(d)
    expected = equivalent(model, units, k)
    best = expected.best_stopping_time()
    row: Row = {
        "features": name,
        "dimension": d,
        "degree": k,
        "teacher_units": units,
        "trials": trials,
        "tau": best.tau,
    }
    if name == "equivalent":
        row |= {"teacher_error": expected.teacher_error, "student_error": best.error}
        return [row | dict.fromkeys(("teacher_low", "teacher_high", "student_low", "student_high"))]
    pairs = [_one_draw(name, model, units, k, trial, seed, best.time) for trial in range(trials)]
    for number, what in enumerate(("teacher", "student")):
        values = [pair[number] for pair in pairs]
        found = None if None in values else describe_mean(np.array(values, dtype=float))
        row[f"{what}_error"] = None if found is None else found.mean
        row[f"{what}_low"] = None if found is None else found.low
        row[f"{what}_high"] = None if found is None else found.high
    return [row]


def _one_draw(
    name: str, model: Any, units: int, degree: int, trial: int, seed: int, time: float
) -> tuple[float | None, float | None]:
    """(L_TE, L_ST) of one draw, ``None`` for what is not known to the accuracy of its features."""
    accuracy = ACCURACY[name]
    try:
        if name == "relu":
            draw = draw_teacher(model, units, degree, trial, seed, [time], accuracy)
            error, doubt = compute_student_error(draw, [time])
            teacher = draw.teacher_error
        else:
            stream = child_generator(seed, "gaussian features", trial)
            found = simulate_gaussian_teacher(model, units, stream, degree, times=[time], accuracy=accuracy)
            error, doubt = found.student_error([time])
            teacher = found.teacher_error
    except AccuracyError:
        return None, None
    return teacher, float(error[0]) if doubt[0] <= accuracy * error[0] else None


def ratios(table: Table) -> list[dict[str, Any]]:
    """One row per (d, k, M_TE): the equivalent's errors, and (ratio, low, high) of both simulations to them."""
    found = []
    for base in table.where(features="equivalent"):
        place = {name: base[name] for name in ("dimension", "degree", "teacher_units")}
        row: dict[str, Any] = {**place, "teacher": base["teacher_error"], "student": base["student_error"]}
        for name in SIMULATED:
            for what in ("teacher", "student"):
                some = table.where(features=name, **place).rows
                entries = [some[0][f"{what}_{end}"] for end in ("error", "low", "high")] if some else [None]
                row[f"{name}_{what}"] = (
                    None if None in entries else tuple(each / row[what] for each in entries)
                )
        found.append(row)
    return found


def summarise(table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The map as a table: equivalent, Gaussian features, ReLU features."""
    head = ["d", "k", "M_TE"]
    for what in ("L_TE", "L_ST"):
        head += [f"{what} (equivalent)", "Gaussian/equivalent", "ReLU/equivalent"]
    rows = []
    for row in ratios(table):
        cells = [str(row[name]) for name in ("dimension", "degree", "teacher_units")]
        for what in ("teacher", "student"):
            cells += [
                f"{row[what]:.3g}",
                _ratio_text(row[f"gaussian_{what}"]),
                _ratio_text(row[f"relu_{what}"]),
            ]
        rows.append(tuple(cells))
    return tuple(head), rows


def draw(table: Table) -> Any:
    """Small multiples: d from left to right, degree and error from top to bottom."""
    dimensions, degrees = table.distinct("dimension"), table.distinct("degree")
    sizes = sorted(table.distinct("teacher_units"))
    kinds = [(k, what) for k in degrees for what in ("teacher", "student")]
    figure = new_figure(11.0, 1.2 + 1.55 * len(kinds))
    panels = figure.subplots(len(kinds), len(dimensions), sharex=True, sharey=True, squeeze=False)
    everything = ratios(table)
    known = [row[f"{name}_{what}"] for row in everything for name in SIMULATED for _, what in kinds[:2]]
    shown = [entry[0] for entry in known if entry]
    reach = (0.6 * min([1.0, *shown]), 2.0 * max([1.0, *shown]))
    for line, (k, what) in zip(panels, kinds, strict=True):
        for axes, d in zip(line, dimensions, strict=True):
            axes.axhline(1.0, color=QUIET, lw=0.8)
            some = [row for row in everything if (row["dimension"], row["degree"]) == (d, k)]
            for name, mark, colour, shift in (("gaussian", "s", ORANGE, 0.87), ("relu", "o", BLUE, 1.15)):
                known = [
                    (row["teacher_units"] * shift, *row[f"{name}_{what}"])
                    for row in some
                    if row[f"{name}_{what}"]
                ]
                if known:
                    x, middle, low, high = np.array(known).T
                    axes.errorbar(
                        x, middle, yerr=error_bars(np.maximum(low, 1e-3), middle, high), fmt=mark, ms=4, mfc="white",
                        mec=colour, ecolor=colour, mew=1.1, elinewidth=1.1,
                    )  # fmt: skip
            axes.set(xscale="log", yscale="log", ylim=reach, xlim=(min(sizes) / 2, max(sizes) * 2))
            axes.set_xticks(sizes, [str(units) for units in sizes], fontsize=8)
            ticks = [
                value for value in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if reach[0] < value < reach[1]
            ]
            axes.set_yticks(ticks, [f"{value:g}" for value in ticks], fontsize=8)
            axes.xaxis.set_minor_formatter(NullFormatter())
            axes.minorticks_off()
        letter = {"teacher": "L_{TE}", "student": "L_{ST}"}[what]
        line[0].set_ylabel(rf"${letter}$,  $k = {k}$")
    for axes, d in zip(panels[0], dimensions, strict=True):
        axes.set_title(f"d = {d}")
    figure.supxlabel(r"units of the teacher, $M_{TE}$", fontsize=10)
    figure.supylabel("simulated / equivalent", fontsize=10)
    handles = [
        Line2D(
            [], [], color=ORANGE, marker="s", mfc="white", ls="", label="Gaussian features: finite-size gap"
        ),
        Line2D(
            [],
            [],
            color=BLUE,
            marker="o",
            mfc="white",
            ls="",
            label="ReLU features: finite size and universality",
        ),
    ]
    figure.legend(handles=handles, loc="outside upper center", ncols=2)
    return figure


def _ratio_text(entry: tuple[float, float, float] | None) -> str:
    return "not reached" if entry is None else f"{entry[0]:.3g} [{entry[1]:.2g}, {entry[2]:.2g}]"


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    return (
        "Simulated mean error over the equivalent's, for the ReLU, d = "
        f"{span(table.distinct('dimension'))}, targets of degree k = "
        f"{listed(table.distinct('degree'))}; L_ST is that of the "
        "infinitely wide student at the equivalent's best time. Squares: Gaussian features with the same "
        "covariance "
        f"({draws(table.where(features='gaussian').distinct('trials'))}), which differ from the equivalent "
        "by the finite size alone. Circles: ReLU features "
        f"({draws(table.where(features='relu').distinct('trials'))}); "
        "what they differ from the squares by is the universality gap. Bars: approximate 95 % intervals "
        f"(Student t on the mean), too short where single draws vary by orders of magnitude, as for d = 2 and 3. "
        f"{_what_is_seen(table)}Missing points: float64 does not carry "
        "the accuracy, or Gaussian features would need too many degrees."
    )


def _what_is_seen(table: Table) -> str:
    """What these data show of small dimensions, where the intervals tell it."""
    small = [row for row in ratios(table) if row["dimension"] <= _SMALL and row["relu_teacher"]]
    better = any(row["degree"] == 1 and row["relu_teacher"][2] < 1 for row in small)
    worse = any(row["degree"] == 2 and row["relu_teacher"][1] > 1 for row in small)
    if not better:
        return ""
    return (
        "At small d and k = 1 two nearly antipodal units differ by a nearly linear function, which no Gaussian model sees: "
        f"there the ReLU with many units is better than its equivalent{'; at k = 2 it is worse' if worse else ''}. "
    )


def require(table: Table) -> None:
    """Raise ``InputError`` for data without the equivalent's errors, which the others are divided by, or with two."""
    for row in table:
        place = {name: row[name] for name in ("dimension", "degree", "teacher_units")}
        base = table.where(features="equivalent", **place)
        if len(base) != 1 or None in (base.rows[0]["teacher_error"], base.rows[0]["student_error"]):
            where = ", ".join(f"{name} {value}" for name, value in place.items())
            raise InputError(
                f"these data need one row of the features equivalent, with its errors, for {where}"
            )


FIGURE = FigurePlan(
    name="map_of_failure",
    title="Where the deterministic equivalent fails, and why",
    caption=caption,
    columns=(
        Column(
            "features",
            "equivalent (universality, float64), gaussian or relu (simulated)",
            "text",
            words=("equivalent", *SIMULATED),
        ),
        Column("dimension", "d", "whole"),
        Column("degree", "k, degree of the target", "whole", least="zero"),
        Column("teacher_units", "M_TE", "whole"),
        Column("trials", "independent draws", "whole", least="zero"),
        Column("tau", "stopping time lambda_k t: the equivalent's best", accuracy=1e-5),
        Column("teacher_error", "mean L_TE", missing=True),
        Column.end("teacher_low", "lower end of its approximate 95 % interval", scale="teacher_error"),
        Column.end("teacher_high", "upper end", scale="teacher_error"),
        Column("student_error", "mean L_ST at tau, M_ST = inf", missing=True),
        Column.end("student_low", "lower end of its approximate 95 % interval", scale="student_error"),
        Column.end("student_high", "upper end", scale="student_error"),
    ),
    settings=SETTINGS,
    require=require,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    summarise=summarise,
    accuracy=ACCURACY["relu"],
    seconds=150.0,
)  # fmt: skip
