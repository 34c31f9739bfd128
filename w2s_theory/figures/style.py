"""How figures look, and how they are saved: the same bytes every time, in SVG, PDF and PNG."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogFormatterSciNotation

from w2s_theory.figures.plan import FigurePlan, Table
from w2s_theory.records.errors import InputError

# Okabe and Ito: told apart by every kind of colour vision
BLUE, ORANGE, GREEN, PINK, SKY, AMBER = "#0072b2", "#d55e00", "#009e73", "#b0508e", "#56b4e9", "#e69f00"
INK, QUIET, PALE, DARKER = "#333333", "#6b6b6b", "#eeeeee", "#dcdcdc"
MARKERS = "osD^vP*Xh"

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "w2s_theory",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "font.family": ["DejaVu Sans"],
    "mathtext.fontset": "dejavusans",
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.6,
    "errorbar.capsize": 2.5,
}
_POWER = re.compile(r"\$\\mathdefault\{10\^\{(-?\d+)\}\}\$")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# nothing of the moment or the machine may stand in a file
_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


def render(plan: FigurePlan, table: Table, kind: str) -> bytes:
    """The figure as the bytes of a file of this kind (``svg``, ``pdf``, ``png``)."""
    return figure_bytes(lambda: plan.draw(table), kind)


def figure_bytes(draw: Callable[[], Figure], kind: str) -> bytes:
    """What ``draw`` returns, in the house's style, as the bytes of a file of this kind."""
    with rc_context(STYLE):
        figure = draw()
        for axes in figure.axes:
            for axis in (axes.xaxis, axes.yaxis):
                plain_powers(axis)
        # laid out once, and not again while a file is written
        layout = figure.get_layout_engine()
        if layout is not None:
            layout.execute(figure)
            figure.set_layout_engine("none")
        out = BytesIO()
        figure.savefig(out, format=kind, dpi=160, metadata=_METADATA[kind])
        return out.getvalue()


def plain_powers(axis: Any) -> None:
    """Powers of ten beside a logarithmic axis as plain text: typesetting each as a formula takes half of the drawing."""
    found = axis.get_major_formatter()
    if type(found) is LogFormatterSciNotation:
        axis.set_major_formatter(FuncFormatter(lambda value, _: _power(found(value))))


def _power(label: str) -> str:
    r"""``$\mathdefault{10^{-3}}$`` as ``10⁻³``; any other label as it is."""
    match = _POWER.fullmatch(label)
    return "10" + match[1].translate(_RAISED) if match else label


def require_kind(path: str | Path, what: str = "--out") -> str:
    """The kind of file that a path names; ``InputError`` for others."""
    kind = Path(path).suffix.lower().lstrip(".")
    if kind not in _METADATA:
        raise InputError(f"{what} must end in .svg, .pdf or .png")
    return kind


def new_figure(width: float = 7.4, height: float = 4.7) -> Figure:
    """An empty figure, in inches, that lays itself out."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def ramp(count: int) -> list[str]:
    """Ordered colours from dark blue to amber, readable on white, in order of lightness for every eye."""
    stops = np.array([[0x1B, 0x2F, 0x6B], [0x00, 0x72, 0xB2], [0x3F, 0x9C, 0x8F], [0xE0, 0x96, 0x00]])
    places = np.linspace(0, len(stops) - 1, count)
    mixed = np.stack([np.interp(places, range(len(stops)), channel) for channel in stops.T], axis=1)
    return ["#" + "".join(f"{round(value):02x}" for value in colour) for colour in mixed]


def error_bars(low: np.ndarray, middle: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Lengths below and above, shape (2, n), 0 where there is no interval."""
    return np.nan_to_num(np.stack([middle - low, high - middle])).clip(min=0.0)


def legend_beside(axes: Any, handles: Sequence[Any] | None = None, title: str | None = None) -> None:
    """A legend right of the axes, where it can hide no point."""
    kept = {} if handles is None else {"handles": handles}
    axes.legend(
        loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0.0, title=title, alignment="left", **kept
    )
