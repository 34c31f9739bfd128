"""A panel of marks and curves on two axes, with its legend above it where it can hide no point."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from w2s_theory.figures.style import INK
from w2s_theory.report.svg.lettering import Lettering, width
from w2s_theory.report.svg.scale import Scale

Shape = Literal["dot", "triangle", "diamond"]
# the mark around (0, 0), and how it is painted
_SHAPES = {
    "dot": ('<circle id="{id}" r="3.6"', 'fill="{colour}" fill-opacity="0.6"'),
    "triangle": ('<path id="{id}" d="M0-5.2L4.8 3.6L-4.8 3.6Z"', 'fill="{colour}" stroke="{ink}" stroke-width="0.9"'),
    "diamond": ('<path id="{id}" d="M0-6.2L6.2 0L0 6.2L-6.2 0Z"', 'fill="none" stroke="{colour}" stroke-width="1.8"'),
}  # fmt: skip
WIDTH, HEIGHT = 640, 360
# the figure of a theorem's draws, of which a page has one: its groups are named without a prefix
TRIALS = "t"
_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 16, 34, 50


@dataclass
class Plot:
    """A panel that is filled piece by piece and read as SVG text; ``prefix`` stands before all its ids."""

    x: Scale
    y: Scale
    prefix: str = TRIALS
    x_label: str = ""
    y_label: str = ""
    left_axis: bool = True
    _parts: list[str] = field(default_factory=list)
    _definitions: list[str] = field(default_factory=list)
    _legend: list[tuple[str, str]] = field(default_factory=list)

    def marks(
        self, name: str, x: np.ndarray, y: np.ndarray, *, shape: Shape, colour: str, label: str = ""
    ) -> None:
        """One mark per point; points that are no numbers are left out."""
        mark = f"{self.prefix}-{name}-mark"
        head, paint = _SHAPES[shape]
        paint = paint.format(colour=colour, ink=INK)
        self._definitions.append(f"{head.format(id=mark)} {paint}/>")
        points = "".join(f'<use href="#{mark}" x="{a:.1f}" y="{b:.1f}"/>' for a, b in self._points(x, y))
        self._parts.append(f'<g id="{self._id(name)}">{points}</g>')
        if label:
            self._legend.append((f'<use href="#{mark}" x="11" y="-4"/>', label))

    def curve(
        self, name: str, x: np.ndarray, y: np.ndarray, *, colour: str, dashed: bool = False, label: str = ""
    ) -> None:
        """A line through the points."""
        dash = ' stroke-dasharray="7 4"' if dashed else ""
        paint = f'fill="none" stroke="{colour}" stroke-width="2.2"{dash}'
        path = "L".join(f"{a:.1f} {b:.1f}" for a, b in self._points(x, y))
        inside = f' clip-path="url(#{self.prefix}-inside)"'
        self._parts.append(f'<g id="{self._id(name)}"{inside}><path d="M{path}" {paint}/></g>')
        if label:
            self._legend.append((f'<path d="M0-4L22-4" {paint}/>', label))

    def upright(self, name: str, x: float, *, colour: str, label: str = "") -> None:
        """A line from bottom to top."""
        paint = f'fill="none" stroke="{colour}" stroke-width="2.2"'
        at = self._across(x)
        self._parts.append(
            f'<g id="{self._id(name)}"><path d="M{at:.1f} {_TOP}V{HEIGHT - _BOTTOM}" {paint}/></g>'
        )
        if label:
            self._legend.append((f'<path d="M0-4L22-4" {paint}/>', label))

    def _id(self, name: str) -> str:
        return name if self.prefix == TRIALS else f"{self.prefix}-{name}"

    def svg(self) -> str:
        """The whole drawing."""
        letters = Lettering(f"{self.prefix}-")
        axes = self._axes(letters)
        legend, at = [], float(_LEFT if self.left_axis else _RIGHT)
        for sign, label in self._legend:
            legend.append(f'<g transform="translate({at:.0f} 20)">{sign}</g>')
            legend.append(letters.write(at + 28, 20, label, INK, 12))
            at += 28 + width(label, 12) + 20
        inside = (
            f'<clipPath id="{self.prefix}-inside"><rect x="0" y="{_TOP - 4}" width="{WIDTH}" '
            f'height="{HEIGHT - _BOTTOM - _TOP + 8}"/></clipPath>'
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
            f"<defs>{letters.definitions()}{''.join(self._definitions)}{inside}</defs>"
            f"{axes}{''.join(self._parts)}{''.join(legend)}</svg>\n"
        )

    def _axes(self, letters: Lettering) -> str:
        left, bottom = (_LEFT if self.left_axis else _RIGHT), HEIGHT - _BOTTOM
        frame = f"M{left} {bottom}H{WIDTH - _RIGHT}" + (f"M{left} {_TOP}V{bottom}" if self.left_axis else "")
        parts, nicks = [], ""
        for value, label in self.x.ticks:
            at = float(self._across(value))
            nicks += f"M{at:.1f} {bottom}v5"
            parts.append(letters.write(at, bottom + 18, label, INK, 11.5, "middle"))
        if self.left_axis:
            for value, label in self.y.ticks:
                at = float(self._up(value))
                nicks += f"M{left} {at:.1f}h-5"
                parts.append(letters.write(left - 8, at + 4, label, INK, 11.5, "end"))
            parts.append(
                letters.write(14, (_TOP + bottom) / 2, self.y_label, INK, 12.5, "middle", turned=True)
            )
        parts.append(
            letters.write((left + WIDTH - _RIGHT) / 2, HEIGHT - 10, self.x_label, INK, 12.5, "middle")
        )
        return f'<path d="{frame}{nicks}" fill="none" stroke="{INK}" stroke-width="0.9"/>{"".join(parts)}'

    def _points(self, x: np.ndarray, y: np.ndarray) -> list[tuple[float, float]]:
        across, up = np.atleast_1d(self._across(x)), np.atleast_1d(self._up(y))
        keep = np.isfinite(across) & np.isfinite(up)
        return list(zip(across[keep].tolist(), up[keep].tolist(), strict=True))

    def _across(self, x: np.ndarray | float) -> np.ndarray:
        left = _LEFT if self.left_axis else _RIGHT
        with np.errstate(all="ignore"):
            return left + self.x.place(x) * (WIDTH - _RIGHT - left)

    def _up(self, y: np.ndarray | float) -> np.ndarray:
        bottom = HEIGHT - _BOTTOM
        with np.errstate(all="ignore"):
            return bottom - self.y.place(y) * (bottom - _TOP)
