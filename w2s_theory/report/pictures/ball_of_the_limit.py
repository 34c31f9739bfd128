"""The ball of the quadratic limit: every shrinking student lies in it, and the target lies outside."""

from __future__ import annotations

from math import acos, cos, hypot, sin, sqrt

from w2s_theory.figures.style import BLUE, GREEN, INK, ORANGE
from w2s_theory.report.pictures.picture import Picture
from w2s_theory.report.pictures.values import bounds_at
from w2s_theory.report.svg.lettering import Lettering

PICTURE_OF = "student_error_ge_three_quarters_sq_of_shrinkage"
LIMIT = "student_error_ge_of_shrinkage"
# where the constant 3/4 is attained
L_TE = 2 / 3
_SCALE, _LEFT, _FLOOR = 400.0, 70.0, 300.0


def points() -> dict[str, tuple[float, float]]:
    """The plane of f_TE and f*, ||f*|| = 1: the teacher is a projection, so <f*, f_TE> = ||f_TE||^2 = 1 - L_TE."""
    length = sqrt(1 - L_TE)
    angle = acos(length)
    target = (cos(angle), sin(angle))
    centre = (length / 2, 0.0)
    away = hypot(target[0] - centre[0], target[1])
    share = length / 2 / away
    nearest = (centre[0] + share * (target[0] - centre[0]), share * target[1])
    return {"0": (0.0, 0.0), "f_TE": (length, 0.0), "f*": target, "centre": centre, "f_ST": nearest}


def draw(prefix: str) -> Picture:
    """The circle over [0, f_TE], the target, the nearest student and its distance."""
    place = {name: (_LEFT + _SCALE * x, _FLOOR - _SCALE * y) for name, (x, y) in points().items()}
    letters = Lettering(f"{prefix}-")
    radius = _SCALE * points()["centre"][0]
    (ax, ay), (bx, by), (cx, cy) = place["f_ST"], place["f*"], place["centre"]
    distance = ((ax - bx) ** 2 + (ay - by) ** 2) / _SCALE**2
    labels = [
        letters.write(place["0"][0] - 14, place["0"][1] + 5, "0", INK, 14, "end"),
        letters.write(place["f_TE"][0] + 12, place["f_TE"][1] + 5, "$f_{TE}$", BLUE, 15),
        letters.write(bx + 12, by + 4, "$f^*$", GREEN, 15),
        letters.write(ax - 12, ay - 8, "$f_{ST}$", ORANGE, 15, "end"),
        letters.write((ax + bx) / 2 + 14, (ay + by) / 2 + 12, f"$L_{{ST}} \\geq$ {distance:.4g}", ORANGE, 13),
        letters.write(cx, cy + 34, "all students that shrink their teacher", INK, 12, "middle"),
    ]
    dot = '<circle cx="{:.1f}" cy="{:.1f}" r="4.2" fill="{}"/>'
    nought, teacher = (f"{place[name][0]:.1f} {place[name][1]:.1f}" for name in ("0", "f_TE"))
    parts = [
        f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{radius:.1f}" fill="{BLUE}" fill-opacity="0.1" stroke="{BLUE}"/>',
        f'<path d="M{nought}L{teacher}" stroke="{BLUE}"/>',
        f'<path d="M{nought}L{bx:.1f} {by:.1f}L{teacher}" '
        f'fill="none" stroke="{INK}" stroke-dasharray="3 4"/>',
        f'<path d="M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}" stroke="{ORANGE}" stroke-width="2.4"/>',
        dot.format(*place["0"], INK), dot.format(*place["f_TE"], BLUE), dot.format(bx, by, GREEN),
        dot.format(ax, ay, ORANGE),
        *labels,
    ]  # fmt: skip
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -60 640 490" width="640" height="490">'
        f"<defs>{letters.definitions()}</defs>{''.join(parts)}</svg>\n"
    )
    (limit,) = bounds_at(LIMIT, L_TE=[L_TE])
    caption = (
        "The plane of teacher and target at L_TE = 2/3, true to scale. Every student that shrinks its "
        "teacher lies in the ball "
        "over the segment from 0 to f_TE; the point of it that is nearest to f* has L_ST = "
        f"{limit[0]:.4g}, which is 3/4 L_TE^2."
    )
    return Picture(svg, caption)
