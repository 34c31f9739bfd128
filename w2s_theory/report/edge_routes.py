"""Ways for arrows between boxes on a grid: up and down beside the columns, across between the rows, never behind a box.

Columns and rows leave gaps. An arrow leaves its box on the right, turns in the gap beside its column, crosses the columns
in between through a gap between rows, and turns once more before the box that it leads to. Every stretch has a lane of
its own in its gap, as far as lanes go round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
_RADIUS = 6.0


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the grid: upper left corner and column."""

    x: float
    y: float
    column: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Sizes of boxes and gaps, and the heights at which a horizontal gap has its middle."""

    width: float
    height: float
    gap: float
    crossings: tuple[float, ...]
    crossing_gap: float


def routes(edges: Sequence[tuple[Box, Box]], grid: Grid) -> list[tuple[Point, ...]]:
    """The corners of every arrow, from the right side of its first box to the left side of its second."""
    beside: dict[int, int] = {}
    across: dict[float, int] = {}
    arriving: dict[Box, int] = {}
    found = []
    for start, end in edges:
        begin = (start.x + grid.width, start.y + grid.height / 2)
        number = arriving.get(end, 0)
        arriving[end] = number + 1
        goal = (end.x, end.y + grid.height / 2 + _spread(number, 9, 0.7 * grid.height))
        first = begin[0] + grid.gap / 2 + _lane(beside, start.column, grid.gap)
        if end.column == start.column + 1:
            found.append((begin, (first, begin[1]), (first, goal[1]), goal))
            continue
        level = min(grid.crossings, key=lambda y: abs(y - begin[1]) + abs(y - goal[1]))
        level += _lane(across, level, grid.crossing_gap)
        last = goal[0] - grid.gap / 2 + _lane(beside, end.column - 1, grid.gap)
        found.append((begin, (first, begin[1]), (first, level), (last, level), (last, goal[1]), goal))
    return found


def _lane(used: dict[Any, int], key: int | float, gap: float) -> float:
    number = used.get(key, 0)
    used[key] = number + 1
    return _spread(number, 6.0, 0.7 * gap)


def _spread(number: int, step: float, room: float) -> float:
    """0, step, -step, 2 step, ... within the room, and round again."""
    places = max(1, int(room / step) | 1)
    place = number % places
    return step * ((place + 1) // 2) * (1 if place % 2 else -1)


def path_data(corners: Sequence[Point]) -> str:
    """The way as SVG path data, its corners rounded."""
    parts = [f"M{corners[0][0]:.1f} {corners[0][1]:.1f}"]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        enter, leave = _towards(corner, before), _towards(corner, after)
        parts.append(
            f"L{enter[0]:.1f} {enter[1]:.1f}Q{corner[0]:.1f} {corner[1]:.1f} {leave[0]:.1f} {leave[1]:.1f}"
        )
    return "".join(parts) + f"L{corners[-1][0]:.1f} {corners[-1][1]:.1f}"


def _towards(corner: Point, other: Point) -> Point:
    """The point at which a rounded corner begins, on the way to the other."""
    along, down = other[0] - corner[0], other[1] - corner[1]
    length = abs(along) + abs(down)
    reach = min(_RADIUS, length / 2)
    return (corner[0] + along / length * reach, corner[1] + down / length * reach) if length else corner
