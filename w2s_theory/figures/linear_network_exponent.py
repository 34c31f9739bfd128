"""The linear network with d = M_TE^{3/2}: a few large eigenvalues bring the exponent to 2."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt, log
from typing import Any

import numpy as np

from w2s_theory.equivalents.prediction import Equivalent, equivalent
from w2s_theory.figures.counts import draws, span
from w2s_theory.figures.limits import shade_limits
from w2s_theory.figures.plan import Cell, Column, FigurePlan, Row, Table
from w2s_theory.figures.settings import Setting, Sizes
from w2s_theory.figures.style import BLUE, GREEN, INK, ORANGE, QUIET, error_bars, new_figure
from w2s_theory.models.linear_network import spiked_spectrum
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.linear.features import draw_linear_features
from w2s_theory.simulate.linear.network import estimate_linear_stop, simulate_linear_teacher
from w2s_theory.simulate.machine.intervals import describe_mean
from w2s_theory.simulate.machine.streams import child_generator

UNITS = (16, 36, 64, 144, 256, 576, 1024)
SETTINGS = (
    Setting("K", "eigenvalues 1 of the first spectrum", (4,)),
    Setting("M_TE", "units of the teacher, squares of even numbers", UNITS, UNITS[:4], lower=16, many=True),
    Setting("trials", "draws per size", (20,), (3,)),
)
KINDS = ("few", "many")
_LARGEST_PREDICTED = 10**6


def cells(sizes: Sizes) -> list[Cell]:
    """(kind of spectrum, M_TE, number of draws).

    Raises
    ------
    InputError
        For an M_TE that is no square of an even number, or not above K.
    """
    for units in sizes["M_TE"]:
        if isqrt(units) ** 2 != units or units % 4:
            raise InputError(
                f"M_TE of this figure are squares of even numbers, for d = M_TE^(3/2), and {units} is none"
            )
        if units <= sizes.one("K"):
            raise InputError(f"M_TE of this figure must be above K = {sizes.one('K')}, and {units} is not")
    return [(kind, units, sizes.one("trials")) for kind in KINDS for units in sizes["M_TE"]]


def setting(kind: str, units: int, few: int) -> tuple[int, int, list[Any]]:
    """(K, d, rows of the spectrum): K eigenvalues 1 and d - K equal to 1/M_TE; M_TE is a square."""
    dimension = isqrt(units) ** 3
    spikes = few if kind == "few" else units // 2
    return spikes, dimension, spiked_spectrum(spikes, dimension, Fraction(1, units))


def compute_cell(cell: Cell, seed: int, sizes: Sizes) -> list[Row]:
    """Means over draws of one size; the target lies in the eigenspace of the eigenvalue 1."""
    kind, units, trials = cell
    spikes, dimension, rows = setting(kind, units, sizes.one("K"))
    teacher, student = np.empty(trials), np.empty(trials)
    for trial in range(trials):
        features = draw_linear_features(rows, units, 0, child_generator(seed, "linear teacher", trial))
        found = simulate_linear_teacher(features)
        teacher[trial], student[trial] = found.teacher_error, estimate_linear_stop(found)[1]
    row: Row = {
        "kind": kind, "teacher_units": units, "dimension": dimension, "spikes": spikes, "trials": trials
    }  # fmt: skip
    values = {"teacher": teacher, "student": student, "exponent": np.log(student) / np.log(teacher)}
    for name, array in values.items():
        each = describe_mean(array)
        row |= {name: each.mean, f"{name}_low": each.low, f"{name}_high": each.high}
    return [row]


def predicted(kind: str, units: int, few: int) -> tuple[float, float]:
    """L_TE and the best L_ST of the equivalent."""
    found: Equivalent = equivalent(setting(kind, units, few)[2], units, 0)
    return found.teacher_error, found.best_stopping_time().error


def draw(table: Table) -> Any:
    """Errors against each other, and the exponent log L_ST/log L_TE against M_TE."""
    figure = new_figure(9.6, 4.8)
    left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
    # even roots, so that M_TE/2 has no rounding
    few = FIGURE.sizes_of(table).one("K")
    largest = max(_LARGEST_PREDICTED, 4 * max(table.distinct("teacher_units")))
    smallest = max(2, isqrt(few) // 2 + 1)
    roots = np.unique(2 * np.geomspace(smallest, isqrt(largest) // 2, 40).round().astype(int))
    handles = []
    low = float(table.array("teacher").min())
    span = np.geomspace(low * 0.5, 1.0, 200)
    floor = 0.2 * span[0] ** 2
    limits = shade_limits(left, span, floor)
    for kind, colour, mark, text in (
        ("few", BLUE, "o", f"$K = {few}$"), ("many", GREEN, "s", r"$K = M_{TE}/2$"),
    ):  # fmt: skip
        some = table.where(kind=kind)
        theory = np.array([predicted(kind, int(root) ** 2, few) for root in roots])
        (line,) = left.plot(*theory.T, color=ORANGE, zorder=3, label="equivalent (universality)")
        right.plot(roots.astype(float) ** 2, np.log(theory[:, 1]) / np.log(theory[:, 0]), color=ORANGE)
        x, y, exponent = ([some.array(f"{name}_low"), some.array(name), some.array(f"{name}_high")]
                          for name in ("teacher", "student", "exponent"))  # fmt: skip
        style = {
            "fmt": mark,
            "ms": 4.6,
            "mfc": "white",
            "mec": colour,
            "ecolor": colour,
            "mew": 1.2,
            "zorder": 4,
        }
        handles.append(
            left.errorbar(
                x[1], y[1], xerr=error_bars(*x), yerr=error_bars(*y), label=f"simulated, {text}", **style
            )
        )
        right.errorbar(some.array("teacher_units"), exponent[1], yerr=error_bars(*exponent), **style)
        end = log(theory[-1, 1]) / log(theory[-1, 0])
        below = -14 if kind == "few" else -30
        right.annotate(
            text, (roots[-1] ** 2, end), xytext=(0, below), textcoords="offset points", ha="right", color=INK
        )
    right.axhline(2.0, color=QUIET, lw=0.9)
    left.set(xscale="log", yscale="log", xlim=(span[0], 1.0), ylim=(floor, 6.0))
    left.set_xlabel(r"teacher's error $L_{TE}$")
    left.set_ylabel(r"best student's error  $\min_t L_{ST}(t)$")
    left.legend(handles=[*handles, line, *limits], loc="upper left")
    lowest = min(1.5, 0.98 * float(table.array("exponent").min()))
    highest = max(2.04, 1.02 * float(table.array("exponent").max()))
    right.set(xscale="log", ylim=(lowest, highest), xlim=(12, 2 * largest))
    right.set_xlabel(r"units of the teacher, $M_{TE}$   ($d = M_{TE}^{3/2}$)")
    right.set_ylabel(r"$\log L_{ST}\,/\,\log L_{TE}$")
    return figure


def caption(table: Table) -> str:
    """What is shown, with the sizes and draws of these data."""
    return (
        "Linear network, inputs N(0, I) in d = M_TE^(3/2) dimensions, bottom weights with K variances 1, "
        "one of them "
        "the target's, and d - K variances 1/M_TE; infinitely wide student at the best time of each draw. "
        "Points: "
        f"simulated at M_TE = {span(table.distinct('teacher_units'))}, population integrated exactly, "
        f"{draws(table.distinct('trials'))}, means with approximate 95 % intervals (Student t). "
        "Curves: deterministic equivalent, to sizes that are not simulated; the features are Gaussian, so "
        "that only "
        "the finite-size gap separates it from the network. Shaded: what no student that shrinks its "
        "teacher can "
        "reach (proved). With K fixed the equivalent's L_ST over the square of L_TE tends to 1; with K = "
        "M_TE/2 to "
        "about 2, so that this exponent approaches 2 only logarithmically."
    )


FIGURE = FigurePlan(
    name="linear_network_exponent",
    title="The linear network reaches the exponent 2",
    caption=caption,
    columns=(
        Column("kind", "few: the same K for all M_TE; many: K = M_TE/2", "text", words=KINDS),
        Column("teacher_units", "M_TE, a square", "whole"),
        Column("dimension", "d = M_TE^{3/2}", "whole"),
        Column("spikes", "K, eigenvalues 1; the others are 1/M_TE", "whole"),
        Column("trials", "independent draws", "whole"),
        Column("teacher", "mean L_TE"),
        Column.end("teacher_low", "lower end of its approximate 95 % interval", scale="teacher"),
        Column.end("teacher_high", "upper end", scale="teacher"),
        Column("student", "mean over draws of the least L_ST over the stopping time, M_ST = inf"),
        Column.end("student_low", "lower end of its approximate 95 % interval", scale="student"),
        Column.end("student_high", "upper end", scale="student"),
        Column("exponent", "mean of log L_ST/log L_TE"),
        Column.end("exponent_low", "lower end of its approximate 95 % interval", scale="exponent"),
        Column.end("exponent_high", "upper end", scale="exponent"),
    ),
    settings=SETTINGS,
    cells=cells,
    compute_cell=compute_cell,
    draw=draw,
    accuracy=1e-6,
    seconds=15.0,
)  # fmt: skip
