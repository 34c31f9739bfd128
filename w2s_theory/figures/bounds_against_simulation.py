"""What is proved without universality, next to simulation and equivalent: from which size on does a bound say something?"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.figures.counts import draws, span
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes, degree, dimension
from w2s_theory.figures.style import (
    AMBER,
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PALE,
    PINK,
    QUIET,
    SKY,
    error_bars,
    new_figure,
)
from w2s_theory.figures.trials import best_flow, describe_ratio, draw_teacher, longest_time
from w2s_theory.guarantees.bound_onset import bound_onsets
from w2s_theory.guarantees.bound_values import rigorous_bounds
from w2s_theory.guarantees.units_search import units_needed
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import InputError

DELTA = Fraction(1, 10)
UNITS = tuple(round(10 ** (i / 3)) for i in range(3, 25))
SIMULATED = (16, 32, 64, 128, 256, 512, 1024, 2048)
DIMENSIONS = (4, 8, 16, 32, 64, 100, 300, 1000, 3000, 10000)
SETTINGS = (
    dimension(32),
    degree(),
    Setting("M_TE", "units at which bounds are drawn", UNITS, UNITS[::4], upper=10**12, many=True),
    Setting("simulated", "units of the simulated teachers", SIMULATED, SIMULATED[:4], many=True),
    Setting("dimensions", "d of the lower half", DIMENSIONS, DIMENSIONS[1:8:3], lower=2, many=True),
    Setting("trials", "draws per size", (6,), (2,)),
)
GOAL, ONSET = Fraction(9, 10), Fraction(1, 2)
KINDS = ("teacher_error", "student_share", "units_needed", "onset_units", "onset_ratio", "simulated")
_ROUTES = {
    "blocks": (GREEN, "blocks of units, probability 0.9"),
    "concentration": (AMBER, "concentration, probability 0.9"),
    "split": (PINK, "means at one width, split"),
}
_TEACHER = {
    "effective_level": (GREEN, "every target, probability 0.9"),
    "trace": (SKY, "mean, trace: $A/(M+A)$"),
    "log_det": (BLUE, "mean, log-det"),
}


def cells(sizes: Sizes) -> list[Cell]:
    """Bounds at one d per M_TE; M_TE needed and onsets per d; simulated teachers per (M_TE, trial)."""
    found: list[Cell] = [("bounds", units) for units in sizes["M_TE"]]
    found += [(kind, d) for kind in ("needed", "onset") for d in sizes["dimensions"]]
    return found + [
        ("simulated", m, trial) for m in sizes["simulated"] for trial in range(sizes.one("trials"))
    ]


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """The rows of one cell; only ``simulated`` uses the seed."""
    d, k = sizes.one("d"), sizes.one("k")
    if cell[0] == "bounds":
        return _bound_rows(d, cell[1], k)
    if cell[0] == "needed":
        return _needed_rows(cell[1], k)
    if cell[0] == "onset":
        return _onset_rows(cell[1], k)
    _, units, trial = cell
    model = relu_sphere(d)
    draw = draw_teacher(model, units, k, trial, seed, [longest_time(model, k)])
    share = best_flow(draw, k).error / draw.teacher_error
    rows = (("teacher_error", draw.teacher_error), ("student_share", share))
    return [_row("simulated", name, d, units, value, trial) for name, value in rows]


def _bound_rows(dimension: int, units: int, degree: int) -> list[Row]:
    found = rigorous_bounds(relu_sphere(dimension), units, degree=degree, delta=DELTA)
    teacher = {
        "trace": found.teacher_error_from_trace,
        "log_det": found.teacher_error_from_log_det,
        "effective_level": found.residual_level,
        "floor": found.mean_teacher_floor,
        "equivalent": found.equivalent_teacher_error,
    }
    recovered = {name: found.recovered[name] for name in _ROUTES}
    student = {name: None if value is None else 1 - value for name, value in recovered.items()}
    if found.equivalent_student_error is not None:
        student["equivalent"] = found.equivalent_student_error / found.equivalent_teacher_error
    rows = [_row("teacher_error", name, dimension, units, value) for name, value in teacher.items()]
    return rows + [_row("student_share", name, dimension, units, value) for name, value in student.items()]


def _needed_rows(dimension: int, degree: int) -> list[Row]:
    model = relu_sphere(dimension)
    rows = []
    for route in _ROUTES:
        try:
            units: int | None = units_needed(
                model, GOAL, delta=DELTA, degree=degree, bound=route
            ).teacher_units
        except InputError:
            # not with 10^12 units
            units = None
        rows.append(_row("units_needed", route, dimension, None, units))
    return [*rows, _row("units_needed", "equivalent", dimension, None, _equivalent_units(model, degree))]


def _onset_rows(dimension: int, degree: int) -> list[Row]:
    onsets = bound_onsets(relu_sphere(dimension), degree=degree, delta=DELTA, level=ONSET)
    found = [each for each in onsets if each.bound in (*_TEACHER, *_ROUTES)]
    rows = [_row("onset_units", each.bound, dimension, None, each.teacher_units) for each in found]
    return rows + [_row("onset_ratio", each.bound, dimension, None, each.ratio) for each in found]


def _equivalent_units(model: Any, degree: int) -> int:
    """The number of units at which the equivalent's best student recovers the goal; it grows with them."""

    def recovered(units: int) -> float:
        return float(equivalent(model, units, degree).performance_gap_recovered())

    low, high = 1, 2
    while recovered(high) < GOAL:
        low, high = high, 2 * high
    while high - low > max(1, high // 1000):
        middle = round(sqrt(low * high)) if high > low + 2 else low + 1
        low, high = (low, middle) if recovered(middle) >= GOAL else (middle, high)
    return high


def _row(
    kind: str, name: str, dimension: int, units: int | None, value: Any, trial: int | None = None
) -> Row:
    value = None if value is None else float(value)
    return {
        "kind": kind, "name": name, "dimension": dimension, "teacher_units": units, "trial": trial, "value": value,
    }  # fmt: skip


def draw(table: Table) -> Any:
    """Teacher's error and student's share at d = 32; units needed, and distance to the equivalent, against d."""
    figure = new_figure(9.2, 8.6)
    panels = figure.subplots(2, 2, height_ratios=(1.15, 1))
    _draw_teacher(panels[0, 0], table)
    _draw_student(panels[0, 1], table)
    _draw_needed(panels[1, 0], table)
    _draw_onsets(panels[1, 1], table)
    return figure


def summarise(table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """M_TE needed for the goal, by each bound and by the equivalent."""
    names = (*_ROUTES, "equivalent")
    head = (f"d (M_TE for PGR >= {float(GOAL):g})", *names)
    rows = []
    for d in table.where(kind="units_needed").distinct("dimension"):
        some = table.where(kind="units_needed", dimension=d)
        values = [some.where(name=name).rows[0]["value"] for name in names]
        rows.append((str(d), *("-" if value is None else f"{value:.4g}" for value in values)))
    return head, rows


def _curve(axes: Any, table: Table, kind: str, name: str, **options: Any) -> Any:
    some = table.where(kind=kind, name=name)
    along = "teacher_units" if kind in ("teacher_error", "student_share") else "dimension"
    return axes.plot(some.array(along), some.array("value"), **options)[0]


def _points(axes: Any, table: Table, name: str) -> Any:
    some = table.where(kind="simulated", name=name)
    units = some.distinct("teacher_units")
    found = [describe_ratio(some.where(teacher_units=m).array("value")) for m in units]
    low, middle, high = np.array([[l or np.nan, mean, h or np.nan] for mean, l, h in found]).T
    return axes.errorbar(
        units, middle, yerr=error_bars(low, middle, high), fmt="o", ms=4.2, mfc="white", mec=INK, ecolor=INK, lw=1.1,
        zorder=6, label="simulated",
    )  # fmt: skip


def _draw_teacher(axes: Any, table: Table) -> None:
    kind = "teacher_error"
    floor = table.where(kind=kind, name="floor")
    x, y = floor.array("teacher_units"), floor.array("value")
    axes.fill_between(x, 1e-12, np.maximum(y, 1e-12), color=PALE, lw=0)
    below = axes.plot(x, np.where(y > 0, y, np.nan), color=QUIET, lw=1.0, label="lower bound of the mean")[0]
    handles = [
        *(
            _curve(axes, table, kind, name, color=colour, label=label)
            for name, (colour, label) in _TEACHER.items()
        ),
        _curve(
            axes,
            table,
            kind,
            "equivalent",
            color=ORANGE,
            ls="--",
            label="equivalent (universality)",
            zorder=5,
        ),
        _points(axes, table, kind),
        below,
    ]
    axes.set(xscale="log", yscale="log", xlim=_reach(table, kind), ylim=(_floor(table, kind, 1e-11), 2.0))
    axes.set_xlabel(_along(table))
    axes.set_title(r"teacher's error $L_{TE}$", loc="left")
    axes.legend(handles=handles, loc="lower left", fontsize=8)


def _draw_student(axes: Any, table: Table) -> None:
    kind = "student_share"
    handles = [
        _curve(axes, table, kind, name, color=colour, label=label)
        for name, (colour, label) in _ROUTES.items()
    ]
    handles.append(
        _curve(
            axes,
            table,
            kind,
            "equivalent",
            color=ORANGE,
            ls="--",
            label="equivalent (universality)",
            zorder=5,
        )
    )
    handles.append(_points(axes, table, kind))
    axes.set(xscale="log", yscale="log", xlim=_reach(table, kind), ylim=(_floor(table, kind, 1e-9), 2.0))
    axes.set_xlabel(_along(table))
    axes.set_title(r"what the student keeps of it, $L_{ST}/L_{TE} = 1 - $PGR", loc="left")
    axes.legend(handles=handles, loc="lower left", fontsize=8)


def _along(table: Table) -> str:
    return rf"$M_{{TE}}$   ($d = {FIGURE.sizes_of(table).one('d')}$, {_target(table)})"


def _target(table: Table) -> str:
    k = FIGURE.sizes_of(table).one("k")
    return "linear target" if k == 1 else f"target of degree {k}"


def _reach(table: Table, kind: str) -> tuple[float, float]:
    units = [row["teacher_units"] for row in table if row["kind"] in (kind, "simulated")]
    low, high = min(units), max(units)
    return (low, high) if low < high else (0.5 * low, 2.0 * high)


def _floor(table: Table, kind: str, usual: float) -> float:
    """The lower end of the axis: the usual one, or below all that is simulated."""
    values = [row["value"] for row in table if row["kind"] == "simulated" and row["name"] == kind]
    return min([usual, *(0.5 * value for value in values)])


def require(table: Table) -> None:
    """Raise ``InputError`` for data that lack one of the kinds of rows that are drawn, or what belongs to one."""
    for kind in KINDS:
        if not len(table.where(kind=kind)):
            raise InputError(
                f"these data have no row of the kind {kind}, which the figure draws: give all kinds"
            )
    for row in table:
        if row["kind"] in ("teacher_error", "student_share", "simulated") and row["teacher_units"] is None:
            raise InputError(f"a row of the kind {row['kind']} has no teacher_units: give them")
        if row["kind"] == "simulated" and not row["value"]:
            raise InputError("a row of the kind simulated has no value above 0: give one")
    for d in table.where(kind="units_needed").distinct("dimension"):
        names = [row["name"] for row in table.where(kind="units_needed", dimension=d)]
        if sorted(names) != sorted((*_ROUTES, "equivalent")):
            raise InputError(
                f"units_needed of dimension {d} must have one row for each of {', '.join(_ROUTES)}, equivalent"
            )
    for name in ("teacher_error", "student_share"):
        if not len(table.where(kind="simulated", name=name)):
            raise InputError(f"these data have no simulated {name}, which the figure draws: give all kinds")


def _draw_needed(axes: Any, table: Table) -> None:
    kind = "units_needed"
    for name, (colour, _) in _ROUTES.items():
        _curve(axes, table, kind, name, color=colour, marker="o", ms=3.2)
    _curve(axes, table, kind, "equivalent", color=ORANGE, ls="--", zorder=5)
    axes.set(xscale="log", yscale="log")
    axes.set_xlabel(r"dimension $d$")
    axes.set_title(rf"$M_{{TE}}$ from which PGR $\geq$ {float(GOAL):g} is certain", loc="left")


def _draw_onsets(axes: Any, table: Table) -> None:
    kind = "onset_ratio"
    for name, (colour, _) in _TEACHER.items():
        _curve(axes, table, kind, name, color=colour, marker="s", ms=3.2, ls=":", lw=1.2)
    for name, (colour, _) in _ROUTES.items():
        _curve(axes, table, kind, name, color=colour, marker="o", ms=3.2)
    axes.axhline(1.0, color=ORANGE, ls="--")
    axes.set(xscale="log", yscale="log", ylim=(0.5, 1e10))
    axes.set_xlabel(r"dimension $d$   (dotted: $L_{TE}$, solid: $L_{ST}/L_{TE}$)")
    axes.set_title(rf"bound / equivalent, where the bound reaches {float(ONSET):g}", loc="left")


def _simulated_draws(table: Table) -> list[int]:
    some = table.where(kind="simulated", name="teacher_error")
    return [len(some.where(teacher_units=units)) for units in some.distinct("teacher_units")]


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    return (
        f"ReLU features, {_target(table)}, d = {FIGURE.sizes_of(table).one('d')} above and "
        f"{span(table.where(kind='units_needed').distinct('dimension'))} below, student of infinite width. "
        "Solid curves: proved bounds for real ReLU features "
        "(this project), free parameters optimised at each point, float64; the numbers of units on the "
        "lower left are "
        "certified by balls. Teacher: upper bounds of E L_TE by trace and by log-det, a level R that L_TE "
        "of every target "
        "stays below with probability 0.9, and a lower bound of E L_TE (shaded: impossible). Student: 1 - "
        "PGR, for the "
        "means over all targets of this degree with probability 0.9 (blocks, concentration), or of the means over "
        "networks at one width (split). Dashed: deterministic "
        "equivalent at its best stopping time, which is universality and no theorem on networks. Points: "
        "simulated, "
        f"geometric means of {draws(_simulated_draws(table))}, teachers of "
        f"{span(table.where(kind='simulated').distinct('teacher_units'))} units, with approximate 95 % "
        "intervals, each draw stopped at its best time. "
        "Lower right: each bound over the equivalent at the first M_TE where the bound is at most 1/2, "
        "colours as above. "
        "Where a curve is missing its bound says nothing. "
        "The gap between solid and dashed is what is not proved, not what networks do."
    )


FIGURE = FigurePlan(
    name="bounds_against_simulation",
    title="What is certain without universality, and from which size on",
    caption=caption,
    columns=(
        Column(
            "kind",
            "teacher_error; student_share, L_ST/L_TE; units_needed for PGR >= 0.9; onset_units, the first M_TE with a "
            "bound <= 1/2; onset_ratio, bound/equivalent there; or simulated",
            "text",
            words=KINDS,
        ),
        Column("name", "which bound; equivalent; for simulated: which quantity", "text"),
        Column("dimension", "d", "whole"),
        Column(
            "teacher_units",
            "M_TE; none where the value itself is one, or belongs to it",
            "whole",
            missing=True,
        ),
        Column("trial", "number of the draw", "whole", least="zero", missing=True),
        Column("value", "the quantity", accuracy=3e-3, least="any", missing=True),
    ),
    settings=SETTINGS,
    require=require,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    accuracy=3e-3,
    seconds=90.0,
    summarise=summarise,
)
