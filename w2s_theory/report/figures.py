"""Figures of theorem pages as SVG text: draws against the bound, random ones and those nearest to it.

One function per figure. The same draws give the same bytes on every machine: letters are outlines.
"""

from __future__ import annotations

import re

import numpy as np

from w2s_theory import notation
from w2s_theory.checks.shown import shown_draws
from w2s_theory.checks.sides import admitted, sides_on
from w2s_theory.evaluate.fast import compute_expression
from w2s_theory.figures.style import BLUE, GREEN, ORANGE
from w2s_theory.printing.text import expression_latex
from w2s_theory.records.draws import Draws
from w2s_theory.records.errors import InputError
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.quantifier import Expectation, Measured
from w2s_theory.records.shown import Shown
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import Verdict
from w2s_theory.report.svg.plot import Plot, Shape
from w2s_theory.report.svg.scale import Scale, linear, logarithmic, symmetric_logarithmic
from w2s_theory.simulate.machine.streams import child_generator

# Okabe and Ito: told apart by every kind of colour vision; shape and label say the same again
MEASURED, BOUND, WITNESS = BLUE, ORANGE, GREEN

_CURVE_POINTS = 160
FIGURE_DRAWS = 60


def page_draws(theorem: Theorem, verdict: Verdict) -> Shown:
    """The draws that a page shows: those of the check, or new ones where the verdict brings none.

    Raises
    ------
    InputError
        If no draw satisfies the conditions.
    """
    kept = verdict.numeric.shown
    if kept is None:
        rng = child_generator(verdict.seed, f"{theorem.name}/figure")
        kept = shown_draws(theorem, theorem.experiment(rng, FIGURE_DRAWS))
    if kept is None:
        raise _nothing(theorem)
    return kept


def draw_trial_figure(
    theorem: Theorem, draws: Draws, witness: Draws | None = None, nearest: Draws | None = None
) -> str:
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
    nearest
        Draws picked because they are near the bound; marked as such.

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
        raise _nothing(theorem)
    sets = _sets(draws, nearest, witness)
    if letter is not None and letter.symbol in draws.parameters and theorem.relation != "==":
        return _against_curve(theorem, letter, sets).svg()
    return _as_strip(theorem, sets).svg()


def _nothing(theorem: Theorem) -> InputError:
    return InputError(f"no draw of {theorem.name} satisfies its conditions: there is nothing to draw")


def curve_parameter(theorem: Theorem) -> Parameter | None:
    """The only parameter of a theorem, if it is one real number."""
    if len(theorem.parameters) != 1:
        return None
    only = theorem.parameters[0]
    return None if only.length is not None or only.domain.integer else only


def trial_description(theorem: Theorem, shown: Shown) -> str:
    """The figure in a sentence or two, for those who do not see it; every number is read from the draws."""
    parts = [shown.random] + ([shown.nearest] if shown.nearest is not None else [])
    measured = np.concatenate([part.measured[np.isfinite(part.measured)] for part in parts])
    if not len(measured):
        return f"{theorem.name}: no finite measured value."
    claimed = "formula" if theorem.relation == "==" else "bound"
    count = 0 if shown.nearest is None else len(shown.nearest)
    rest = f"{len(shown.random)} of {'the other ' if count else ''}{shown.admitted - count} draws as they came (dots)"
    text = f"The {count} draws nearest to the bound (triangles) and {rest}" if count else rest
    return (
        f"{text}: measured values from {measured.min():.3g} to {measured.max():.3g}, against the {claimed}."
    )


# name, draws, shape, colour, label
_Set = tuple[str, Draws, Shape, str, str]


def _sets(draws: Draws, nearest: Draws | None, witness: Draws | None) -> list[_Set]:
    found: list[_Set] = [("measured", draws, "dot", MEASURED, "random draws")]
    if nearest is not None and len(nearest):
        found.append(("nearest", nearest, "triangle", MEASURED, "nearest draws"))
    if witness is not None:
        found.append(("witness", witness, "diamond", WITNESS, "bound attained"))
    return found


def _against_curve(theorem: Theorem, letter: Parameter, sets: list[_Set]) -> Plot:
    x = np.concatenate([some.parameters[letter.symbol] for _, some, *_ in sets]).astype(float)
    y = np.concatenate([some.measured for _, some, *_ in sets]).astype(float)
    positive = x[x > 0]
    # a share of zeros is no reason to lose the small values
    spread = len(positive) > 0 and x.min() >= 0 and x.max() > 300 * positive.min()
    points = np.geomspace if spread else np.linspace
    grid = points(positive.min() if spread else x.min(), x.max(), _CURVE_POINTS)
    curves = [
        (relation, compute_expression(side, {letter.symbol: grid}))
        for relation, side in theorem.stable_sides()
    ]
    values = np.concatenate([y, *(curve for _, curve in curves)])
    values = values[np.isfinite(values)]
    plot = Plot(
        logarithmic(float(positive.min()), float(x.max()))
        if spread
        else linear(float(x.min()), float(x.max())),
        _upright_scale(values, y, max(float(np.nanmax(np.abs(curve))) for _, curve in curves), spread),
        x_label=f"${notation.row(letter.symbol).latex}$",
        y_label=_quantity_label(theorem),
    )
    for number, (relation, curve) in enumerate(curves):
        label = {">": "lower bound", "<": "upper bound"}[relation[0]]
        plot.curve(f"bound_{number}", grid, curve, colour=BOUND, dashed=bool(number), label=label)
    for name, some, shape, colour, label in sets:
        plot.marks(
            name, some.parameters[letter.symbol], some.measured, shape=shape, colour=colour, label=label
        )
    return plot


def _upright_scale(values: np.ndarray, measured: np.ndarray, reach: float, spread: bool) -> Scale:
    """Logarithmic where sizes differ much, bent where a few far draws would flatten the bound."""
    if spread and np.all(values > 0) and measured.max() > 30 * values.min():
        return logarithmic(float(values.min()), float(values.max()))
    if reach > 0 and np.max(np.abs(measured)) > 30 * reach:
        decade = 10.0 ** np.ceil(np.log10(reach))
        low, high = float(np.min(measured)), float(np.max(measured))
        return symmetric_logarithmic(min(2 * low, -1.2 * decade), max(2 * high, 1.2 * decade), decade)
    return linear(float(values.min()), float(values.max()))


def _as_strip(theorem: Theorem, sets: list[_Set]) -> Plot:
    label, marks = {
        "between": ("0: lower bound, 1: upper bound", (0.0, 1.0)),
        "==": ("(measured − formula), in units of the error bound", (-1.0, 1.0)),
    }.get(theorem.relation, ("measured / bound", (1.0,)))
    if theorem.relation == "==" and isinstance(theorem.quantifier, Measured | Expectation):
        label, marks = "measured / formula", (1.0,)
    places = [_position(theorem, some) for _, some, *_ in sets]
    everything = np.concatenate([*(values[np.isfinite(values)] for values in places), marks])
    share = (
        label.startswith("measured /") and everything.min() > 0 and everything.max() > 30 * everything.min()
    )
    scale = (logarithmic if share else linear)(float(everything.min()), float(everything.max()))
    plot = Plot(scale, linear(-0.15, 1.15), x_label=label, left_axis=False)
    for number, mark in enumerate(marks):
        plot.upright(f"bound_{number}", mark, colour=BOUND, label="" if number else _line_label(theorem))
    for (name, _, shape, colour, words), values in zip(sets, places, strict=True):
        # heights only keep the points apart; the golden ratio spreads them without chance
        height = (np.arange(len(values)) * 0.6180339887498949) % 1.0
        plot.marks(name, values, height, shape=shape, colour=colour, label=words)
    return plot


def _line_label(theorem: Theorem) -> str:
    if isinstance(theorem.quantifier, Measured | Expectation):
        return "claimed of the mean"
    return {"between": "bounds", "==": "error bound"}.get(theorem.relation, "bound")


def _position(theorem: Theorem, draws: Draws) -> np.ndarray:
    """Where a draw stands relative to the claim, shape (n,); nan where the bound is 0."""
    sides = sides_on(theorem, draws)
    with np.errstate(all="ignore"):
        if theorem.relation == "between":
            return (draws.measured - sides[0].bound) / (sides[1].bound - sides[0].bound)
        if theorem.relation == "==" and not isinstance(theorem.quantifier, Measured | Expectation):
            difference = draws.measured - sides[0].bound
            return np.where(difference == 0, 0.0, difference / sides[0].tolerance)
        return draws.measured / sides[0].bound


def _quantity_label(theorem: Theorem) -> str:
    label = expression_latex(theorem.quantity)
    # the lettering of drawings knows letters and indices, not brackets that grow
    return f"${label}$" if re.fullmatch(r"[\w{}\\]+", label) else "measured"
