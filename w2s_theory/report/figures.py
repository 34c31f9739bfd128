"""Figures as SVG text, the same bytes every time: fixed id salt, no date, letters as paths.

One function per figure. matplotlib's ``Figure`` is used directly: no global state, no window.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from w2s_theory import notation
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.spec.draws import Draws
from w2s_theory.spec.parameter import Parameter
from w2s_theory.spec.theorem import Theorem

# Okabe and Ito: told apart by every kind of colour vision; shape and label say the same again
MEASURED, BOUND, WITNESS, INK = "#0072b2", "#d55e00", "#009e73", "#333333"

_STYLE = {
    "svg.hashsalt": "w2s_theory",
    "svg.fonttype": "path",
    "font.family": ["DejaVu Sans"],
    "mathtext.fontset": "dejavusans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
}
_CURVE_POINTS = 300


def draw_trial_figure(theorem: Theorem, draws: Draws, witness: Draws | None = None) -> str:
    """Measured values against the bound, as SVG text.

    Parameters
    ----------
    theorem
        With one real number as its only parameter the bound is a curve; otherwise a strip shows
        measured/bound, or for an identity the difference in units of its error bound.
    draws
        What ``theorem.experiment`` returned, n draws.
    witness
        Draws at which the bound is attained, if the theorem has them.

    Returns
    -------
    str
        An SVG document, equal for equal draws.
    """
    letter = curve_parameter(theorem)
    with _figure() as (figure, axes, save):
        if letter is not None and letter.symbol in draws.parameters and theorem.relation != "==":
            _against_curve(axes, theorem, letter, draws, witness)
        else:
            _as_strip(axes, theorem, draws, witness)
        figure.set_layout_engine("constrained")
        return save()


def curve_parameter(theorem: Theorem) -> Parameter | None:
    """The only parameter of a theorem, if it is one real number."""
    if len(theorem.parameters) != 1:
        return None
    only = theorem.parameters[0]
    return None if only.length is not None or only.domain.integer else only


def trial_description(theorem: Theorem, draws: Draws) -> str:
    """The figure in one sentence, for those who do not see it; every number is read from the draws."""
    measured = draws.measured[np.isfinite(draws.measured)]
    if not len(measured):
        return f"{theorem.name}: no finite measured value."
    return (
        f"{len(measured)} measured values of {theorem.name}, "
        f"from {measured.min():.3g} to {measured.max():.3g}, against the bound."
    )


@contextmanager
def _figure() -> Iterator[tuple[Figure, Any, Any]]:
    with rc_context(_STYLE):
        figure = Figure(figsize=(6.4, 3.6))
        FigureCanvasSVG(figure)

        def save() -> str:
            out = StringIO()
            figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
            return out.getvalue()

        yield figure, figure.add_subplot(), save


def _against_curve(
    axes: Any, theorem: Theorem, letter: Parameter, draws: Draws, witness: Draws | None
) -> None:
    x = draws.parameters[letter.symbol]
    axes.plot(
        x, draws.measured, "o", ms=4, mfc=MEASURED, mec="none", alpha=0.75, label="measured", gid="measured"
    )
    everything = x if witness is None else np.concatenate([x, witness.parameters[letter.symbol]])
    positive = everything[everything > 0]
    # a share of zeros is no reason to lose the small values
    logarithmic = len(positive) > 0 and everything.min() >= 0 and everything.max() > 300 * positive.min()
    low, high = (positive.min() if logarithmic else everything.min()), everything.max()
    grid = np.geomspace(low, high, _CURVE_POINTS) if logarithmic else np.linspace(low, high, _CURVE_POINTS)
    for number, (relation, side) in enumerate(theorem.stable_sides()):
        curve = compute_expression(side, {letter.symbol: grid})
        name = {">": "lower bound", "<": "upper bound"}[relation[0]]
        axes.plot(grid, curve, "--" if number else "-", color=BOUND, lw=2, label=name, gid=f"bound_{number}")
    if witness is not None:
        axes.plot(
            witness.parameters[letter.symbol],
            witness.measured,
            "D",
            ms=7,
            mfc="none",
            mec=WITNESS,
            mew=1.6,
            label="witness",
            gid="witness",
        )
    if logarithmic:
        axes.set_xscale("log")
        if np.all(draws.measured > 0):
            axes.set_yscale("log")
    axes.set_xlabel(f"${notation.row(letter.symbol).latex}$")
    axes.set_ylabel(_quantity_label(theorem))
    _legend(axes)


def _as_strip(axes: Any, theorem: Theorem, draws: Draws, witness: Draws | None) -> None:
    if theorem.relation == "between":
        (_, lower), (_, upper) = theorem.stable_sides()
        label, marks = "0: lower bound, 1: upper bound", (0, 1)
    elif theorem.relation == "==":
        label, marks = "(measured - formula), in units of the error bound", (-1, 1)
    else:
        label, marks = "measured/bound", (1,)

    def position(some: Draws) -> np.ndarray:
        sides = [compute_expression(side, some.parameters) for _, side in theorem.stable_sides()]
        with np.errstate(all="ignore"):
            if theorem.relation == "between":
                return (some.measured - sides[0]) / (sides[1] - sides[0])
            if theorem.relation == "==":
                tolerance = some.error + theorem.float_accuracy * np.abs(sides[0])
                return np.where(some.measured == sides[0], 0.0, (some.measured - sides[0]) / tolerance)
            return some.measured / sides[0]

    sets = [("measured", draws, "o", MEASURED, 0.75)]
    if witness is not None:
        sets.append(("witness", witness, "D", WITNESS, 1.0))
    for name, some, marker, colour, alpha in sets:
        values = position(some)
        # heights only keep the points apart; the golden ratio spreads them without chance
        height = (np.arange(len(values)) * 0.6180339887498949) % 1.0
        keep = np.isfinite(values)
        style = (
            {"mfc": colour, "mec": "none"}
            if name == "measured"
            else {"mfc": "none", "mec": colour, "mew": 1.6}
        )
        axes.plot(values[keep], height[keep], marker, ms=5, alpha=alpha, label=name, gid=name, **style)
        if (
            theorem.relation not in ("between", "==")
            and np.all(values[keep] > 0)
            and np.ptp(values[keep]) > 30
        ):
            axes.set_xscale("log")
    for mark in marks:
        axes.axvline(mark, color=BOUND, lw=2)
    axes.set_ylim(-0.15, 1.15)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(label)
    _legend(axes)


def _legend(axes: Any) -> None:
    # above the axes, where it can hide no point
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.2)


def _quantity_label(theorem: Theorem) -> str:
    name = getattr(theorem.quantity, "name", "")
    return f"${notation.row(name).latex}$" if name in notation.NAMES else "measured"
