"""Text in an SVG as outlines of DejaVu Sans, each glyph once per drawing: every machine shows the same letters.

A label is plain text with a little LaTeX: Greek letters, ``_{...}``, ``^{...}``; Latin letters of formulas are slanted.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import matplotlib
from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

Anchor = Literal["start", "middle", "end"]

_FILES = {"upright": "DejaVuSans.ttf", "slanted": "DejaVuSans-Oblique.ttf"}
_SIZE = 100
_SMALL = 0.7
_TOKEN = re.compile(r"\\([A-Za-z]+) ?|([_^])|([{}])|(.)", re.DOTALL)
_COMMANDS = {
    "log": "log", "exp": "exp", "leq": "≤", "geq": "≥", "le": "≤", "ge": "≥", "ldots": "…", "cdot": "·", "infty": "∞",
    "times": "×", "to": "→", "Vert": "‖", "varepsilon": "ε", "quad": "  ", "parallel": "∥", "perp": "⊥", "in": "∈",
    "langle": "⟨", "rangle": "⟩",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one slant and height: ``level`` is 1 above the line, -1 below, 0 on it."""

    text: str
    slanted: bool = False
    level: int = 0


def runs(label: str) -> list[Run]:
    """A label cut into runs; what stands between dollar signs is a formula, the rest plain text."""
    found: list[Run] = []
    for position, part in enumerate(label.split("$")):
        if part:
            found += _formula(part) if position % 2 else [Run(part)]
    return found


def _formula(latex: str) -> list[Run]:
    found: list[Run] = []
    level, pending, depths = 0, 0, []
    for command, mark, brace, letter in _TOKEN.findall(latex):
        if mark:
            pending = 1 if mark == "^" else -1
            continue
        if brace == "{":
            depths.append(level)
            level, pending = (pending or level), 0
            continue
        if brace == "}":
            level = depths.pop() if depths else 0
            continue
        text = _command(command) if command else letter
        slanted = len(text) == 1 and text.isalpha() and (text.isascii() or text.islower())
        found.append(Run({"-": "−", "*": "∗"}.get(text, text), slanted, pending or level))
        pending = 0
    return found


def _command(name: str) -> str:
    if name in _COMMANDS:
        return _COMMANDS[name]
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")
    except KeyError:
        return name


@cache
def _outline(letter: str, slant: str) -> tuple[str, float]:
    """Path data and advance of one glyph, in hundredths of the font's size."""
    font: Any = get_font(str(Path(matplotlib.get_data_path(), "fonts", "ttf", _FILES[slant])))
    font.set_size(_SIZE, 72)
    glyph = font.load_char(ord(letter), flags=LoadFlags.NO_HINTING)
    points, codes = font.get_path()
    parts, position = [], 0
    while position < len(codes):
        code = int(codes[position])
        count = {1: 1, 2: 1, 3: 2, 4: 3, 79: 1}[code]
        numbers = " ".join(f"{x:.0f} {-y:.0f}" for x, y in points[position : position + count])
        parts.append("Z" if code == 79 else "MLQC"[code - 1] + numbers)
        position += count
    return "".join(parts), glyph.linearHoriAdvance / 65536


def width(label: str, size: float) -> float:
    """How wide a label is at a font size."""
    return sum(
        _outline(letter, _slant(run))[1] * size * (_SMALL if run.level else 1) / _SIZE
        for run in runs(label)
        for letter in run.text
    )


def _slant(run: Run) -> str:
    return "slanted" if run.slanted else "upright"


@dataclass
class Lettering:
    """The glyphs that one drawing uses; ``prefix`` keeps its ids apart from those of its neighbours on a page."""

    prefix: str
    _used: dict[str, str] = field(default_factory=dict)

    def write(
        self, x: float, y: float, label: str, colour: str, size: float = 12.0, anchor: Anchor = "start",
        turned: bool = False,
    ) -> str:  # fmt: skip
        """A label on the page; ``turned`` runs upwards."""
        shift = {"start": 0.0, "middle": -0.5, "end": -1.0}[anchor] * width(label, size)
        scale = size / _SIZE
        turn = " rotate(-90)" if turned else ""
        pieces, at = [], 0.0
        for run in runs(label):
            small = _SMALL if run.level else 1.0
            rise = {1: -38, 0: 0, -1: 18}[run.level]
            for letter in run.text:
                path, advance = _outline(letter, _slant(run))
                if path:
                    name = f"{self.prefix}{'o' if run.slanted else 'u'}{ord(letter):x}"
                    self._used[name] = path
                    place = f"translate({at:.0f} {rise}) scale({small})" if run.level else ""
                    how = f'transform="{place}"' if place else f'x="{at:.0f}"'
                    pieces.append(f'<use href="#{name}" {how}/>')
                at += advance * small
        move = f"translate({x:.1f} {y:.1f}){turn} scale({scale:.3f}) translate({shift / scale:.0f} 0)"
        return f'<g fill="{colour}" transform="{move}">{"".join(pieces)}</g>'

    def definitions(self) -> str:
        """The outlines of all letters that were written."""
        return "".join(f'<path id="{name}" d="{path}"/>' for name, path in self._used.items())
