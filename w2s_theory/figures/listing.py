"""Finding figures: the folder is the list. A figure is a file whose module has a ``FIGURE``."""

from __future__ import annotations

import difflib
from importlib import import_module
from pathlib import Path

from w2s_theory.figures.plan import FigurePlan
from w2s_theory.records.errors import InputError

FOLDER = Path(__file__).parent


def figure_names() -> tuple[str, ...]:
    """Names of all figures, sorted; nothing is imported."""
    files = sorted(FOLDER.glob("*.py"))
    return tuple(path.stem for path in files if "\nFIGURE = " in path.read_text(encoding="utf-8"))


def load_figure(name: str) -> FigurePlan:
    """The figure of a name.

    Raises
    ------
    InputError
        If there is none of that name; with the nearest.
    """
    names = figure_names()
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else "`w2s figure` lists them"
        shown = ascii(name) if len(name) <= 60 else "of that name"
        raise InputError(f"there is no figure {shown}; {hint}")
    plan = import_module(f"{__package__}.{name}").FIGURE
    if plan.name != name:
        raise InputError(f"{name}.py holds a figure named {plan.name}: the stem must be the name")
    return plan
