"""Arrows of the graph: from what is used to what uses it, around every box; headlines and cited facts are marked."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from w2s_theory.report.dependency_graph import DAGGER, NODE_HEIGHT, NODE_WIDTH, STAR, Node, draw_graph
from w2s_theory.theorems.listing import Catalog, subject

CATALOG = Catalog()


def nodes() -> list[Node]:
    return [
        Node(name, theorem.title, subject(name), "verified", theorem.depends_on, theorem.headline is not None)
        for name, theorem in CATALOG.items()
    ]


def boxes(svg: str) -> dict[str, tuple[float, float]]:
    found = re.findall(
        r'id="(\w+)"><title>[^<]*</title><rect class="node [^"]*" x="([\d.]+)" y="([\d.]+)"', svg
    )
    return {name: (float(x), float(y)) for name, x, y in found}


def ways(svg: str) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """(used, user) -> the corners of its arrow, rounded ones too."""
    found = re.findall(r'<path class="edge"[^>]* d="([^"]+)"><title>(\w+) is used by (\w+)</title>', svg)
    return {
        (used, user): [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", data)]
        for data, used, user in found
    }


def behind(box: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> bool:
    """Whether a stretch has a point inside a box; all stretches run along an axis, but for rounded corners."""
    left, right = sorted((start[0], end[0]))
    low, high = sorted((start[1], end[1]))
    x, y = box
    return left < x + NODE_WIDTH - 1 and right > x + 1 and low < y + NODE_HEIGHT - 1 and high > y + 1


def test_no_arrow_runs_behind_a_box():
    svg = str(draw_graph(nodes()).svg)
    places, arrows = boxes(svg), ways(svg)
    expected = {(used, name) for name in CATALOG for used in CATALOG[name].depends_on}
    assert set(arrows) == expected and len(expected) > 15
    for pair, corners in arrows.items():
        for start, end in pairwise(corners):
            hit = [name for name, box in places.items() if behind(box, start, end)]
            assert hit == [], (pair, hit)
    # the test can fail: a straight line through the drawing meets boxes
    straight = [
        behind(box, (0, places[next(iter(places))][1] + 9), (2000, places[next(iter(places))][1] + 9))
        for box in places.values()
    ]
    assert any(straight)


def test_arrows_lead_from_left_to_right_and_the_picture_says_so():
    svg = str(draw_graph(nodes()).svg)
    places = boxes(svg)
    for (used, user), corners in ways(svg).items():
        assert corners[0][0] == pytest.approx(places[used][0] + NODE_WIDTH, abs=1)
        assert corners[-1][0] == pytest.approx(places[user][0], abs=1) and corners[0][0] < corners[-1][0]
    assert "what is used" in svg and "what uses it" in svg


def test_headlines_and_cited_facts_are_marked():
    plain = Node("a", "A", "limits", "verified", ())
    marked = Node("b", "B", "limits", "verified", ("a",), True, ("funk_hecke",))
    svg = str(draw_graph([plain, marked]).svg)
    assert svg.count(" headline") == 1 and f">{STAR}{DAGGER}</text>" in svg and "cited: funk_hecke" in svg
