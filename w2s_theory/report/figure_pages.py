"""The pages of this project's figures, drawn from the stored data; one page per figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from w2s_theory.figures.listing import load_figure
from w2s_theory.figures.stored_data import read_table, stored_path
from w2s_theory.figures.style import render
from w2s_theory.report.formula import prose_html
from w2s_theory.theorems.listing import one_line


@dataclass(frozen=True, slots=True)
class FigurePage:
    """What one page shows; ``problem`` says why there is no figure, and is empty otherwise."""

    name: str
    title: Markup
    caption: Markup
    svg: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    data: str
    recompute: str
    problem: str = ""


# a figure takes about a second, and neither its file nor its data change while a process runs
@lru_cache(maxsize=64)
def collect_figure(name: str) -> FigurePage:
    """The page of one figure; if it cannot be drawn the page says so."""
    again = f"w2s figure {name} --recompute --out {name}.svg"
    try:
        plan, path = load_figure(name), stored_path(name)
        table = read_table(plan, path)
        svg = inline_svg(render(plan, table, "svg").decode("utf-8"))
        head, rows = plan.summarise(table) if plan.summarise is not None else ((), [])
        text = path.read_text(encoding="utf-8")
    except Exception as error:  # one figure must not cost the report
        empty = Markup("")
        return FigurePage(
            name, Markup(name.replace("_", " ")), empty, empty, (), (), "", again, one_line(error)
        )
    return FigurePage(
        name, prose_html(plan.title), prose_html(plan.caption(table)), svg, head, tuple(rows), text, again
    )  # fmt: skip


def inline_svg(svg: str) -> Markup:
    """An SVG document of ours as an element of a page; the caption says what it shows."""
    inline = svg[svg.index("<svg") :]
    inline = re.sub(r"<metadata>.*?</metadata>", "", inline, count=1, flags=re.DOTALL)
    return Markup(inline.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))
