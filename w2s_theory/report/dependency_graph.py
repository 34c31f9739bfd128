"""Which theorem uses which: a layered drawing as SVG, one band for each subject, every node a link.

A theorem stands one column to the right of everything it uses, and arrows run around the boxes, from what is used to
what uses it. Those that use none and are used by none are not drawn; the page lists them. No script: nodes are links,
so they are reached and followed with the keyboard.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from markupsafe import Markup, escape

from w2s_theory.report.edge_routes import Box, Grid, path_data, routes

NODE_WIDTH, NODE_HEIGHT = 208, 58
COLUMN, ROW = 276, 88
BAND_TITLE, BAND_GAP, MARGIN, LEGEND = 30, 26, 10, 34
STAR, DAGGER = "\N{BLACK STAR}", "\N{DAGGER}"
_LINE_LENGTH, _LINES = 26, 3
_SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Node:
    """A theorem in the graph; ``uses`` names others of the graph."""

    name: str
    title: str
    subject: str
    verdict: str
    uses: tuple[str, ...]
    headline: bool = False
    cited: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """The drawing, what it holds, and what stands alone."""

    svg: Markup
    linked: tuple[Node, ...]
    alone: tuple[Node, ...]


def draw_graph(nodes: Sequence[Node], root: str = "") -> Graph:
    """Lay out and draw the theorems that are linked to others.

    Raises
    ------
    graphlib.CycleError
        If a theorem uses itself, however indirectly.
    """
    names = {node.name for node in nodes}
    known = {node.name: tuple(name for name in node.uses if name in names) for node in nodes}
    touched = {name for name, uses in known.items() if uses} | {
        each for uses in known.values() for each in uses
    }
    linked = tuple(node for node in nodes if node.name in touched)
    alone = tuple(node for node in nodes if node.name not in touched)
    if not linked:
        return Graph(Markup(""), (), alone)
    columns = _columns({node.name: known[node.name] for node in linked})
    places, bands, size = _places(linked, known, columns)
    return Graph(_svg(linked, known, places, bands, size, root), linked, alone)


def _columns(uses: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Longest way down to a theorem that uses none."""
    columns: dict[str, int] = {}
    for name in TopologicalSorter(uses).static_order():
        columns[name] = 1 + max((columns[each] for each in uses[name]), default=-1)
    return columns


def _places(
    nodes: Sequence[Node], uses: Mapping[str, tuple[str, ...]], columns: Mapping[str, int]
) -> tuple[dict[str, tuple[float, float]], list[tuple[str, float, float]], tuple[float, float]]:
    """Upper left corner of every node; (subject, top, height) of every band; the size of it all."""
    subjects = list(dict.fromkeys(node.subject for node in nodes))
    order = _ordered(nodes, uses, columns, subjects)
    places: dict[str, tuple[float, float]] = {}
    bands, top = [], float(MARGIN + LEGEND)
    for subject in subjects:
        cells = [names for (where, _), names in order.items() if where == subject]
        rows = max(len(names) for names in cells)
        for (where, column), names in order.items():
            if where != subject:
                continue
            # whole rows, so that the gaps between them run through all columns
            first = top + BAND_TITLE + (rows - len(names)) // 2 * ROW
            for number, name in enumerate(names):
                places[name] = (MARGIN + 12 + column * COLUMN, first + number * ROW)
        height = BAND_TITLE + rows * ROW
        bands.append((subject, top, height))
        top += height + BAND_GAP
    width = 2 * (MARGIN + 12) + max(columns.values()) * COLUMN + NODE_WIDTH
    return places, bands, (width, top - BAND_GAP + MARGIN)


def _ordered(
    nodes: Sequence[Node],
    uses: Mapping[str, tuple[str, ...]],
    columns: Mapping[str, int],
    subjects: Sequence[str],
) -> dict[tuple[str, int], list[str]]:
    """Theorems of each band and column in an order with few crossings: each near the middle of its neighbours."""
    cells: dict[tuple[str, int], list[str]] = {}
    for node in nodes:
        cells.setdefault((node.subject, columns[node.name]), []).append(node.name)
    neighbours: dict[str, list[str]] = {node.name: list(uses[node.name]) for node in nodes}
    for name, others in uses.items():
        for each in others:
            neighbours[each].append(name)
    for _ in range(_SWEEPS):
        height = {}
        for number, subject in enumerate(subjects):
            for (where, _), names in cells.items():
                if where == subject:
                    height |= {name: number + (i + 0.5) / len(names) for i, name in enumerate(names)}
        for names in cells.values():
            names.sort(key=lambda name: _middle([height[each] for each in neighbours[name]], height[name]))
    return cells


def _middle(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _svg(
    nodes: Sequence[Node],
    uses: Mapping[str, tuple[str, ...]],
    places: Mapping[str, tuple[float, float]],
    bands: Sequence[tuple[str, float, float]],
    size: tuple[float, float],
    root: str,
) -> Markup:
    width, height = size
    parts = [
        Markup(
            '<svg class="graph" role="group" aria-label="Which theorem uses which" viewBox="0 0 {0:.0f} {1:.0f}" '
        ).format(width, height)
        + Markup('width="{0:.0f}" height="{1:.0f}" xmlns="http://www.w3.org/2000/svg">').format(
            width, height
        ),
        Markup(
            '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            'orient="auto"><path class="head" d="M0 0.5 L8 4 L0 7.5 z"/></marker></defs>'
        ),
    ]
    for subject, top, tall in bands:
        parts.append(
            Markup('<rect class="band" x="{0}" y="{1:.0f}" width="{2:.0f}" height="{3:.0f}" rx="8"/>').format(
                MARGIN, top, width - 2 * MARGIN, tall
            )
        )
        parts.append(
            Markup('<text class="subject" x="{0}" y="{1:.0f}">{2}</text>').format(
                MARGIN + 12, top + 20, subject.capitalize()
            )
        )
    parts.append(_legend())
    parts += _edges(nodes, uses, places)
    parts += [_node(node, places[node.name], root) for node in nodes]
    return Markup("\n").join([*parts, Markup("</svg>")])


def _legend() -> Markup:
    y = MARGIN + 16
    return Markup(
        '<g class="legend"><text x="{0}" y="{1}">what is used</text>'
        '<path class="edge" marker-end="url(#arrow)" d="M{2} {3}H{4}"/>'
        '<text x="{5}" y="{1}">what uses it</text>'
        '<text x="{6}" y="{1}">{7} to begin with</text><text x="{8}" y="{1}">{9} rests on a cited fact</text></g>'
    ).format(
        MARGIN + 12,
        y,
        MARGIN + 96,
        y - 4,
        MARGIN + 140,
        MARGIN + 150,
        MARGIN + 250,
        STAR,
        MARGIN + 370,
        DAGGER,
    )


def _edges(
    nodes: Sequence[Node], uses: Mapping[str, tuple[str, ...]], places: Mapping[str, tuple[float, float]]
) -> list[Markup]:
    boxes = {name: Box(x, y, round((x - MARGIN - 12) / COLUMN)) for name, (x, y) in places.items()}
    rows = sorted({y for _, y in places.values()})
    gap = ROW - NODE_HEIGHT
    grid = Grid(
        NODE_WIDTH, NODE_HEIGHT, COLUMN - NODE_WIDTH, tuple(y + NODE_HEIGHT + gap / 2 for y in rows), gap
    )
    pairs = [(used, node.name) for node in nodes for used in uses[node.name]]
    # short arrows first: they get the lanes in the middle
    pairs.sort(
        key=lambda pair: (boxes[pair[1]].column - boxes[pair[0]].column, places[pair[0]], places[pair[1]])
    )
    ways = routes([(boxes[used], boxes[user]) for used, user in pairs], grid)
    return [
        Markup(
            '<path class="edge" marker-end="url(#arrow)" d="{0}"><title>{1} is used by {2}</title></path>'
        ).format(path_data(way), used, user)
        for (used, user), way in zip(pairs, ways, strict=True)
    ]


def _node(node: Node, place: tuple[float, float], root: str) -> Markup:
    x, y = place
    lines = textwrap.wrap(node.title, _LINE_LENGTH, max_lines=_LINES, placeholder=" \N{HORIZONTAL ELLIPSIS}")
    first = y + NODE_HEIGHT / 2 + 4.5 - (len(lines) - 1) * 7.5
    text = Markup("").join(
        Markup('<tspan x="{0:.0f}" y="{1:.1f}">{2}</tspan>').format(x + 10, first + 15 * number, line)
        for number, line in enumerate(lines)
    )
    marks = (STAR if node.headline else "") + (DAGGER if node.cited else "")
    said = f"{node.title} ({node.verdict}{'; cited: ' + ', '.join(node.cited) if node.cited else ''})"
    return Markup(
        '<a href="{0}theorems/{1}.html" id="{1}"><title>{2}</title>'
        '<rect class="node {3}{9}" x="{4:.0f}" y="{5:.1f}" width="{6}" height="{7}" rx="6"/><text>{8}</text>'
        '<text class="marks" text-anchor="end" x="{10:.0f}" y="{11:.1f}">{12}</text></a>'
    ).format(
        root, escape(node.name), said, node.verdict, x, y, NODE_WIDTH, NODE_HEIGHT, text,
        " headline" if node.headline else "", x + NODE_WIDTH - 7, y + 15, marks,
    )  # fmt: skip
