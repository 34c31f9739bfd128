"""Figures as SVG text, the same bytes every time: fixed id salt, no date, letters as paths.

One function per figure. matplotlib's ``Figure`` is used directly: no global state, no window.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from w2s_theory import notation
from w2s_theory.checks.sides import admitted, sides_on
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.figures.style import BLUE, GREEN, ORANGE, STYLE
from w2s_theory.printing.text import expression_latex
from w2s_theory.records.draws import Draws
from w2s_theory.records.errors import InputError
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.quantifier import Measured
from w2s_theory.records.theorem import Theorem

# Okabe and Ito: told apart by every kind of colour vision; shape and label say the same again
MEASURED, BOUND, WITNESS = BLUE, ORANGE, GREEN

_CURVE_POINTS = 300


def draw_trial_figure(theorem: Theorem, draws: Draws, witness: Draws | None = None) -> str:
    """Measured values against the bound, as SVG text.

    Parameters
    ----------
    theorem
        With one real number as its only parameter the bound is a curve; otherwise a strip shows
        measured/bound, or for an identity the difference in units of its error bound; where only the
        mean is claimed, and measured, every draw's measured/formula.
    draws
        What ``theorem.experiment`` returned, n draws; those that satisfy every condition are shown.
    witness
        Draws at which the bound is attained, if the theorem has them.

    Returns
    -------
    str
        An SVG document, equal for equal draws.

    Raises
    ------
    InputError
        If no draw satisfies the conditions.
    """
    letter = curve_parameter(theorem)
    draws = admitted(theorem, draws)
    if not len(draws):
        raise InputError(f"no draw of {theorem.name} satisfies its conditions: there is nothing to draw")
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
    claimed = "formula" if theorem.relation == "==" else "bound"
    return (
        f"{len(measured)} measured values of {theorem.name}, "
        f"from {measured.min():.3g} to {measured.max():.3g}, against the {claimed}."
    )


@contextmanager
def _figure() -> Iterator[tuple[Figure, Any, Any]]:
    with rc_context(STYLE):
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
    sets = _sets(draws, witness)
    for name, some, style in sets:
        axes.plot(some.parameters[letter.symbol], some.measured, label=name, gid=name, **style)
    x = np.concatenate([some.parameters[letter.symbol] for _, some, _ in sets])
    positive = x[x > 0]
    # a share of zeros is no reason to lose the small values
    logarithmic = len(positive) > 0 and x.min() >= 0 and x.max() > 300 * positive.min()
    grid = (
        np.geomspace(positive.min(), x.max(), _CURVE_POINTS)
        if logarithmic
        else np.linspace(x.min(), x.max(), _CURVE_POINTS)
    )
    curves = [
        (relation, compute_expression(side, {letter.symbol: grid}))
        for relation, side in theorem.stable_sides()
    ]
    for number, (relation, curve) in enumerate(curves):
        name = {">": "lower bound", "<": "upper bound"}[relation[0]]
        axes.plot(grid, curve, "--" if number else "-", color=BOUND, lw=2, label=name, gid=f"bound_{number}")
    if logarithmic:
        axes.set_xscale("log")
        shown = [draws.measured, *(curve for _, curve in curves)]
        if all(np.all(values > 0) for values in shown) and np.max(shown[0]) > 30 * min(map(np.min, shown)):
            axes.set_yscale("log")
    reach = max(float(np.max(np.abs(curve))) for _, curve in curves)
    if axes.get_yscale() == "linear" and reach > 0 and np.max(np.abs(draws.measured)) > 30 * reach:
        decade = 10.0 ** np.ceil(np.log10(reach))
        axes.set_yscale("symlog", linthresh=decade)  # a few far draws must not flatten the bound
        low, high = float(np.min(draws.measured)), float(np.max(draws.measured))
        axes.set_ylim(min(2 * low, -1.2 * decade), max(2 * high, 1.2 * decade))
    axes.set_xlabel(f"${notation.row(letter.symbol).latex}$")
    axes.set_ylabel(_quantity_label(theorem))
    _legend(axes)


def _as_strip(axes: Any, theorem: Theorem, draws: Draws, witness: Draws | None) -> None:
    label, marks = {
        "between": ("0: lower bound, 1: upper bound", (0, 1)),
        "==": ("(measured - formula), in units of the error bound", (-1, 1)),
    }.get(theorem.relation, ("measured/bound", (1,)))
    if isinstance(theorem.quantifier, Measured):
        label, marks = "measured/formula", (1,)
    everything = []
    for name, some, style in _sets(draws, witness):
        values = _position(theorem, some)
        # heights only keep the points apart; the golden ratio spreads them without chance
        height = (np.arange(len(values)) * 0.6180339887498949) % 1.0
        keep = np.isfinite(values)
        axes.plot(values[keep], height[keep], label=name, gid=name, **style)
        everything += list(values[keep])
    if (
        label in ("measured/bound", "measured/formula")
        and everything
        and min(everything) > 0
        and max(everything) > 30 * min(everything)
    ):
        axes.set_xscale("log")
    for mark in marks:
        axes.axvline(mark, color=BOUND, lw=2)
    axes.set_ylim(-0.15, 1.15)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(label)
    _legend(axes)


def _sets(draws: Draws, witness: Draws | None) -> list[tuple[str, Draws, dict[str, Any]]]:
    dots = {"ls": "", "marker": "o", "ms": 4.5, "mfc": MEASURED, "mec": "none", "alpha": 0.75}
    diamonds = {"ls": "", "marker": "D", "ms": 7, "mfc": "none", "mec": WITNESS, "mew": 1.6}
    return [("measured", draws, dots)] + ([("witness", witness, diamonds)] if witness is not None else [])


def _position(theorem: Theorem, draws: Draws) -> np.ndarray:
    """Where a draw stands relative to the claim, shape (n,); nan where the bound is 0."""
    sides = sides_on(theorem, draws)
    with np.errstate(all="ignore"):
        if theorem.relation == "between":
            return (draws.measured - sides[0].bound) / (sides[1].bound - sides[0].bound)
        if theorem.relation == "==" and not isinstance(theorem.quantifier, Measured):
            difference = draws.measured - sides[0].bound
            return np.where(difference == 0, 0.0, difference / sides[0].tolerance)
        return draws.measured / sides[0].bound


def _legend(axes: Any) -> None:
    # above the axes, where it can hide no point
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=4, borderaxespad=0.2)


def _quantity_label(theorem: Theorem) -> str:
    label = expression_latex(theorem.quantity)
    # matplotlib's own typesetting knows letters and indices, not brackets that grow
    return f"${label}$" if re.fullmatch(r"[\w{}\\]+", label) else "measured"
