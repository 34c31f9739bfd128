"""Where a student gains on a target of two degrees: the shares at which it does, against time and the teacher's size."""

from __future__ import annotations

from typing import Any

import numpy as np

from w2s_theory.equivalents.gain_share import largest_gain_share, share_with_gain
from w2s_theory.figures.counts import draws, listed
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes, dimension, require_positive
from w2s_theory.figures.style import MARKERS, error_bars, new_figure, ramp
from w2s_theory.figures.trials import target_eigenvalue
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.machine.jackknife import jackknife
from w2s_theory.simulate.networks import simulate_networks

ACCURACY = 1e-4
SETTINGS = (
    dimension(16),
    Setting("k", "the two degrees of the target, the easier first", (1, 2), lower=0, upper=4096, many=True),
    Setting("M_TE", "units of the teacher", (32, 64, 128), (16, 32), many=True),
    Setting(
        "tau", "stopping times lambda_a t, a the easier degree", (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0), (2.0, 8.0, 32.0),
        many=True, kind="times",
    ),
    Setting("trials", "draws per size", (400,), (20,)),
)  # fmt: skip


def cells(sizes: Sizes) -> list[Cell]:
    """(M_TE, number of draws)."""
    require_positive("tau", sizes["tau"])
    _degrees(sizes)
    return [(units, sizes.one("trials")) for units in sizes["M_TE"]]


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """The largest share of the harder degree with a gain in the mean, at every time."""
    units, trials = cell
    model, (easy, hard) = relu_sphere(sizes.one("d")), _degrees(sizes)
    times = np.array(sizes["tau"]) / target_eigenvalue(model, easy)
    gains = []
    for degree in (easy, hard):
        found = simulate_networks(
            model, units, target=degree, times=times, trials=trials, seed=seed, accuracy=ACCURACY
        )
        gains.append(found.teacher_error[:, None] - found.student_error)
    rows = []
    for tau, first, second in zip(sizes["tau"], *(each.T for each in gains), strict=True):
        share, low, high = _interval(first, second)
        rows.append(
            {
                "teacher_units": units,
                "trials": trials,
                "tau": float(tau),
                "share": share,
                "low": low,
                "high": high,
            }
        )
    return rows


def _degrees(sizes: Sizes) -> tuple[int, int]:
    found = sizes["k"]
    if len(found) != 2 or found[0] == found[1]:
        raise InputError("k must be two different degrees, the easier first, such as 1,2")
    return int(found[0]), int(found[1])


def _interval(easy: np.ndarray, hard: np.ndarray) -> tuple[float, float, float]:
    """The share from mean gains of the two degrees, with an approximate 95 % interval (jackknife), cut to [0, 1]."""
    whole = float(share_with_gain(easy.mean(), hard.mean()))
    if whole in (0.0, 1.0) or len(easy) < 2:
        return whole, whole, whole
    sums = np.column_stack([easy, hard])
    found = jackknife(sums.sum(axis=0), list(sums), lambda gains: {"share": share_with_gain(*gains)})["share"]
    low, high = (float(np.clip(end, 0.0, 1.0)) for end in (found.low, found.high))
    return whole, min(low, whole), max(high, whole)


def draw(table: Table) -> Any:
    """One curve of the equivalent per teacher size, the simulated shares on it; a gain below the curve."""
    figure = new_figure(7.4, 4.4)
    axes = figure.add_subplot()
    sizes = FIGURE.sizes_of(table)
    model, (easy, hard) = relu_sphere(sizes.one("d")), _degrees(sizes)
    times = sorted(table.distinct("tau"))
    taus = np.geomspace(times[0], times[-1], 120)
    counts = sorted(table.distinct("teacher_units"))
    for units, colour, mark in zip(counts, ramp(len(counts)), MARKERS, strict=False):
        some = table.where(teacher_units=units)
        axes.plot(taus, largest_gain_share(model, int(units), easy, hard, taus), color=colour, zorder=1)
        axes.errorbar(
            some.array("tau"), some.array("share"),
            yerr=error_bars(some.array("low"), some.array("share"), some.array("high")),
            fmt=mark, ms=4.6, mfc="white", mec=colour, ecolor=colour, elinewidth=1.0, mew=1.2, zorder=4, label=f"{units}",
        )  # fmt: skip
    axes.set(xscale="log", ylim=(-0.02, 1.04))
    axes.set_xlabel(rf"stopping time  $\tau = \lambda_{{{easy}}} t$")
    axes.set_ylabel(f"share of degree {hard} in the target")
    axes.annotate(
        "the student gains below the curve", (0.98, 0.03), xycoords="axes fraction", ha="right", fontsize=9
    )
    axes.legend(title=r"teacher's units $M_{TE}$", loc="upper left", frameon=False)
    return figure


def summarise(table: Table) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The simulated shares with their intervals, and the equivalent's."""
    sizes = FIGURE.sizes_of(table)
    model, (easy, hard) = relu_sphere(sizes.one("d")), _degrees(sizes)
    rows = []
    for row in table:
        (expected,) = largest_gain_share(model, int(row["teacher_units"]), easy, hard, [row["tau"]])
        interval = f"{row['share']:.4f} [{row['low']:.4f}, {row['high']:.4f}]"
        rows.append((str(row["teacher_units"]), f"{row['tau']:g}", interval, f"{expected:.4f}"))
    return ("M_TE", "tau", "simulated", "equivalent"), rows


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    easy, hard = _degrees(FIGURE.sizes_of(table))
    return (
        f"The largest share of degree {hard} in a target of the degrees {easy} and {hard} at which the infinitely wide "
        "student, stopped at tau, is better than its teacher in the mean, for the ReLU, d = "
        f"{FIGURE.sizes_of(table).one('d')}, M_TE = {listed(table.distinct('teacher_units'))}. Mean errors are linear in "
        "the shares (proved), so below a curve there is a gain and above it none. Lines: the deterministic equivalent "
        f"(universality). Points: simulated, {draws(table.distinct('trials'))} of targets of either degree alone, with "
        "approximate 95 % intervals (jackknife)."
    )


FIGURE = FigurePlan(
    name="gain_region",
    title="How much of a target may be hard",
    caption=caption,
    columns=(
        Column("teacher_units", "M_TE", "whole"),
        Column("trials", "independent draws", "whole"),
        Column("tau", "stopping time lambda_a t, a the easier degree"),
        Column("share", "largest share of the harder degree with a gain in the mean", least="zero"),
        Column.end("low", "lower end of its approximate 95 % interval", scale="share"),
        Column.end("high", "upper end", scale="share"),
    ),
    settings=SETTINGS,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    summarise=summarise,
    accuracy=ACCURACY,
    seconds=10.0,
)  # fmt: skip
