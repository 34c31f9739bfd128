"""The project's figures from Python: what ``w2s figure`` draws, as a value that a notebook shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from w2s_theory.figures.listing import figure_names, load_figure
from w2s_theory.figures.plan import FigurePlan, Table
from w2s_theory.given import require_flag, require_path, require_text
from w2s_theory.models.sizes import require_whole
from w2s_theory.printing.escaped import escaped
from w2s_theory.records.errors import InputError
from w2s_theory.simulate.machine.streams import require_seed
from w2s_theory.tables import html_table, latex_table, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class DrawnFigure:
    """A figure with the data it is drawn from.

    Parameters
    ----------
    name
        Of the figure; its plan is found by it.
    table
        The data.
    source
        The file they were read from, or ``None`` for data computed here.
    seed
        Of data computed here, else ``None``.
    quick
        Whether a small version was computed.
    """

    name: str
    table: Table
    source: str | None
    seed: int | None = None
    quick: bool = False

    @property
    def plan(self) -> FigurePlan:
        """What is drawn, and how."""
        return load_figure(self.name)

    @property
    def title(self) -> str:
        """One line."""
        return self.plan.title

    @property
    def caption(self) -> str:
        """What is seen, and what of it is exact, certified, simulated or universality; from the data."""
        return self.plan.caption(self.table)

    def bytes(self, kind: str = "svg") -> bytes:
        """The drawing as the bytes of a file: ``svg``, ``pdf`` or ``png``; the same data give the same bytes."""
        from w2s_theory.figures.style import render, require_kind

        return render(self.plan, self.table, require_kind(f"figure.{kind}"))

    def save(self, path: str | Path) -> Path:
        """Write the drawing to a file that ends in .svg, .pdf or .png; returns its path."""
        from w2s_theory.figures.style import render, require_kind
        from w2s_theory.output_file import require_output_file, write_file

        path = require_path(path, "a figure's file")
        kind = require_kind(path)
        require_output_file(path, "the file")
        write_file(path, render(self.plan, self.table, kind))
        return path

    def matplotlib(self) -> Figure:
        """The drawing as a matplotlib figure, to change it."""
        return self.plan.draw(self.table)

    def to_dict(self) -> dict[str, Any]:
        """Title, caption, and the data row by row."""
        return {
            "name": self.name,
            "title": self.title,
            "caption": self.caption,
            "data": self.source,
            "seed": self.seed,
            "quick": self.quick,
            "rows": [{key: plain(value) for key, value in row.items()} for row in self.table],
        }

    def to_latex(self) -> str:
        """A ``figure`` environment that includes ``NAME.pdf`` (see :meth:`save`), with the caption."""
        lines = [r"\begin{figure}", rf"\includegraphics[width=\linewidth]{{{self.name}.pdf}}"]
        lines += [rf"\caption{{{escaped(self.caption)}}}", rf"\label{{fig:{self.name}}}", r"\end{figure}"]
        return "\n".join(lines)

    def __repr__(self) -> str:
        made = f"from {Path(self.source).name}" if self.source else f"computed with seed {self.seed}"
        return f"<figure {self.name}: {self.title}; {len(self.table)} rows {made}>"

    def _repr_svg_(self) -> str:
        return self.bytes("svg").decode("utf-8")

    def _repr_html_(self) -> str:
        from html import escape

        svg = self._repr_svg_()
        return f"<figure>{svg[svg.index('<svg') :]}<figcaption>{escape(self.caption)}</figcaption></figure>"


@dataclass(frozen=True, eq=False)
class FigureList:
    """The figures that there are: rows with name, title and seconds to compute the data anew."""

    rows: tuple[dict[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s figure --json``."""
        return {"figures": [dict(row) for row in self.rows]}

    def to_latex(self) -> str:
        """A ``tabular`` of name and title."""
        rows = [(rf"\texttt{{{escaped(row['name'])}}}", escaped(row["title"])) for row in self.rows]
        return latex_table(rows, "ll", ("figure", "title"))

    def __repr__(self) -> str:
        return f"<{len(self.rows)} figures; w2s_theory.figure(name) draws one>"

    def _repr_html_(self) -> str:
        rows = [(row["name"], row["title"], f"{row['seconds']:.0f}") for row in self.rows]
        return html_table(rows, ("figure", "", "seconds to recompute"), repr(self))


def list_figures() -> FigureList:
    """The figures of this project.

    Returns
    -------
    FigureList
    """
    plans = [load_figure(name) for name in figure_names()]
    return FigureList(tuple({"name": p.name, "title": p.title, "seconds": p.seconds} for p in plans))


def figure(
    name: str,
    *,
    data: str | Path | None = None,
    recompute: bool = False,
    quick: bool = False,
    seed: int = 0,
    workers: int = 1,
) -> DrawnFigure:
    """One of the project's figures, from the data that come with the package unless others are asked for.

    Parameters
    ----------
    name : str
        One of :func:`list_figures`.
    data : path, optional
        A CSV file of such data instead.
    recompute, quick : bool
        Compute the data anew (see the seconds of :func:`list_figures`), or a small version of them.
    seed, workers : int
        Of data computed anew: the seed, and the processes; the numbers do not depend on the latter.

    Returns
    -------
    DrawnFigure
        A notebook shows it; ``.save("figure.pdf")`` writes it.

    Raises
    ------
    InputError
        For an unknown figure, data that are none, and a seed without new data.
    """
    require_text(name, "the name of a figure", "'student_error_against_time'")
    plan, chosen = load_figure(name), require_seed(seed)
    quick, recompute = require_flag(quick, "quick"), require_flag(recompute, "recompute")
    count = require_whole(workers, "the number of workers", 1, 1024)
    if not (recompute or quick):
        if chosen:
            raise InputError("a seed draws new numbers: give it with recompute=True or quick=True")
        from w2s_theory.figures.stored_data import read_table, stored_path

        source = stored_path(name) if data is None else require_path(data, "the data of a figure")
        return DrawnFigure(name, read_table(plan, source), str(source))
    if data is not None:
        raise InputError("give data to draw, or recompute=True or quick=True to make new ones, not both")
    from w2s_theory.figures.recompute import compute_table

    table = compute_table(plan, sizes=plan.sizes(quick), seed=chosen, workers=count)
    return DrawnFigure(name, table, None, chosen, quick)
