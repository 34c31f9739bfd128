"""Gain and misfit against the stopping time, and what the misfit inequality says of a student beside the student."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from w2s_theory.equivalents.prediction import equivalent
from w2s_theory.figures.counts import draws, listed, setting_words
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes, degree, dimension, require_positive
from w2s_theory.figures.style import INK, QUIET, error_bars, new_figure, ramp
from w2s_theory.figures.trials import target_eigenvalue
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.machine.intervals import describe_mean
from w2s_theory.simulate.networks import simulate_networks

TAUS = tuple(float(tau) for tau in np.round(np.geomspace(0.5, 32.0, 16), 4))
SETTINGS = (
    dimension(32),
    degree(),
    Setting("M_TE", "units of the teacher", (128, 512, 2048), (64, 256), many=True),
    Setting("tau", "stopping times lambda_k t", TAUS, many=True, kind="times"),
    Setting("trials", "draws per size", (20,), (3,)),
)


def cells(sizes: Sizes) -> list[Cell]:
    """(M_TE, number of draws)."""
    require_positive("tau", sizes["tau"])
    return [(units, sizes.one("trials")) for units in sizes["M_TE"]]


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """Means of L_ST/L_TE and of misfit/L_TE, and how many of the draws gain at least their misfit, at all times."""
    units, trials = cell
    model, k, taus = relu_sphere(sizes.one("d")), sizes.one("k"), sizes["tau"]
    times = np.array(taus) / target_eigenvalue(model, k)
    found = simulate_networks(model, units, target=k, times=times, trials=trials, seed=seed)
    assert found.misfit is not None
    teacher = found.teacher_error[:, None]
    rows = []
    for tau, student, misfit in zip(
        taus, (found.student_error / teacher).T, (found.misfit / teacher).T, strict=True
    ):
        error, explained = describe_mean(student), describe_mean(misfit)
        rows.append(
            {
                "teacher_units": units, "trials": trials, "tau": float(tau),
                "student": error.mean, "student_low": error.low, "student_high": error.high,
                "misfit": explained.mean, "misfit_low": explained.low, "misfit_high": explained.high,
                "explained": float(np.mean(1 - student >= misfit)),
            }
        )  # fmt: skip
    return rows


def necessary_time(teacher_error: float) -> float:
    """Tau before which the gain is below the misfit, for every draw of this L_TE: log(2 + 2/sqrt(L_TE))."""
    return log(2 + 2 / teacher_error**0.5)


def draw(table: Table) -> Any:
    """Left, gain and misfit; right, the student's error and what the misfit says of it; all relative to L_TE."""
    figure = new_figure(9.4, 4.7)
    gains, errors = figure.subplots(1, 2, sharex=True)
    sizes = FIGURE.sizes_of(table)
    model, k = relu_sphere(sizes.one("d")), sizes.one("k")
    counts = sorted(table.distinct("teacher_units"))
    ends = min(table.distinct("tau")), max(table.distinct("tau"))
    taus = np.geomspace(*ends, 160)
    for units, colour in zip(counts, ramp(len(counts)), strict=True):
        found = equivalent(model, int(units), k)
        teacher = float(found.teacher_error)
        student = np.array([float(found.student_error(tau=float(tau))) for tau in taus]) / teacher
        misfit = np.array([float(found.misfit(tau=float(tau))) for tau in taus]) / teacher
        for axes, curve, style in (
            (gains, 1 - student, "-"), (gains, misfit, "--"), (errors, student, "-"), (errors, 1 - misfit, "--"),
        ):  # fmt: skip
            axes.plot(
                taus,
                np.where(curve > (0 if axes is errors else -1), curve, np.nan),
                style,
                color=colour,
                lw=1.3,
                zorder=1,
            )
        some = table.where(teacher_units=units)
        for axes, upside, name, mark in (
            (gains, True, "student", "o"), (gains, False, "misfit", "s"),
            (errors, False, "student", "o"), (errors, True, "misfit", "s"),
        ):  # fmt: skip
            _points(axes, some, name, upside, 0.0 if axes is errors else -1.0, mark, colour)
        early = necessary_time(teacher)
        if ends[0] < early < ends[1]:
            gains.axvline(early, color=colour, lw=0.9, ls=":", zorder=0)
    gains.set_title("gain $1 - L_{ST}/L_{TE}$ and misfit$/L_{TE}$", loc="left")
    errors.set_title("$L_{ST}/L_{TE}$ and the bound $1 - $misfit$/L_{TE}$", loc="left")
    least = float(np.nanmin(table.array("student")))
    gains.set(ylim=(-0.6, 2.1))
    errors.set(yscale="log", ylim=(max(least / 3, 1e-9), 3.0))
    for axes in (gains, errors):
        axes.set(xscale="log")
        axes.axhline(1.0, color=QUIET, lw=0.8)
        axes.set_xlabel(rf"stopping time  $\tau = \lambda_{{{k}}} t$")
    handles = [
        Line2D([], [], color=each, label=f"{n}") for n, each in zip(counts, ramp(len(counts)), strict=True)
    ]
    figure.legend(handles=handles, title=r"$M_{TE}$", loc="outside right upper")
    lines = [
        Line2D([], [], color=INK, marker="o", mfc="white", label="gain; error of the student"),
        Line2D([], [], color=INK, marker="s", ls="--", mfc="white", label="misfit; its bound"),
        Line2D([], [], color=INK, ls=":", label="no gain above the misfit before"),
    ]
    figure.legend(handles=lines, loc="outside lower center", ncols=3)
    return figure


def _points(axes: Any, some: Table, name: str, upside: bool, least: float, mark: str, colour: Any) -> None:
    """Simulated means, as they are or (``upside``) 1 minus them; above ``least``."""
    middle, low, high = some.array(name), some.array(f"{name}_low"), some.array(f"{name}_high")
    if upside:
        middle, low, high = 1 - middle, 1 - high, 1 - low
    shown = middle > least
    bars = error_bars(low[shown], middle[shown], high[shown])
    axes.errorbar(
        some.array("tau")[shown], middle[shown], yerr=bars, fmt=mark, ms=3.6, mfc="white", mec=colour, ecolor=colour,
        elinewidth=1.0, mew=1.1, zorder=4,
    )  # fmt: skip


def summarise(table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Gain, misfit, and how loose the bound is; the equivalent's looseness beside it."""
    sizes = FIGURE.sizes_of(table)
    model, k = relu_sphere(sizes.one("d")), sizes.one("k")
    rows = []
    for row in table:
        found = equivalent(model, int(row["teacher_units"]), k)
        teacher, tau = float(found.teacher_error), row["tau"]
        expected = (teacher - float(found.misfit(tau=tau))) / float(found.student_error(tau=tau))
        rows.append((
            str(row["teacher_units"]), f"{tau:g}", f"{1 - row['student']:.4f}", f"{row['misfit']:.4f}",
            f"{(1 - row['misfit']) / row['student']:.3f}", f"{expected:.3f}", f"{100 * row['explained']:.0f} %",
        ))  # fmt: skip
    head = ("M_TE", "tau", "gain/L_TE", "misfit/L_TE", "bound/L_ST", "equivalent", "gain >= misfit")
    return head, rows


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    sizes = FIGURE.sizes_of(table)
    text = (
        f"ReLU features, {setting_words(sizes)}, teachers of {listed(table.distinct('teacher_units'))} units and infinitely "
        "wide students stopped at tau. Left: the gain L_TE - L_ST and the misfit ||f_TE - f_ST||^2, both over L_TE. The "
        "misfit inequality (gain >= misfit) is true of a student that is trained to the end in a convex class with the "
        "target; of one that is stopped it is false before tau = log(2 + 2/sqrt(L_TE)), proved for every draw, dotted at "
        "the equivalent's L_TE. Right: the student's error, and the bound L_TE - misfit, where it is positive. Points: "
        f"simulated, {draws(table.distinct('trials'))} per size, means with approximate 95 % intervals (Student t). Lines: "
        "the deterministic equivalent (universality)"
    )
    taus = table.distinct("tau")
    early, late = (table.where(tau=each).array("explained") for each in (min(taus), max(taus)))
    if np.all(early == 0.0) and np.all(late == 1.0):
        text += ". In these data no draw gains its misfit at the first time, and every one at the last"
    return f"{text}."


FIGURE = FigurePlan(
    name="misfit",
    title="Misfit explains a student's gain only if it is stopped late",
    caption=caption,
    columns=(
        Column("teacher_units", "M_TE, units of the teacher", "whole"),
        Column("trials", "independent draws", "whole"),
        Column("tau", "stopping time lambda_k t"),
        Column("student", "mean of L_ST(t)/L_TE over the draws"),
        Column.end("student_low", "lower end of its approximate 95 % interval", scale="student"),
        Column.end("student_high", "upper end", scale="student"),
        Column("misfit", "mean of ||f_TE - f_ST||^2/L_TE over the draws"),
        Column.end("misfit_low", "lower end of its approximate 95 % interval", scale="misfit"),
        Column.end("misfit_high", "upper end", scale="misfit"),
        Column("explained", "share of the draws whose gain is at least the misfit", least="zero"),
    ),
    settings=SETTINGS,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    summarise=summarise,
    accuracy=1e-6,
    seconds=20.0,
)  # fmt: skip
