"""``make notebooks``: every notebook of Python cells beside its .ipynb, the same cells without outputs; and all of them run.

``python -m benchmarks.notebooks`` writes the pairs and runs all; ``run NN ...`` runs some, ``pair`` writes the pairs
alone. A cell that fails is named, and where it asserts a comparison, the values of both sides are printed. With
``FIGURES=folder`` in the environment the figures are kept there, to be looked at.
"""

from __future__ import annotations

import ast
import linecache
import os
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

FOLDER = Path(__file__).parent.parent / "notebooks"


def notebook_files() -> list[Path]:
    """The notebooks' Python files in reading order."""
    return sorted(FOLDER.glob("[0-9][0-9]_*.py"))


def read_cells(path: Path) -> Any:
    """The notebook in a file of Python cells or in an .ipynb, as nbformat's node."""
    import jupytext

    return jupytext.read(path)


def pair_text(path: Path) -> str:
    """The .ipynb of a file of cells: no outputs, cells named by their place, so that the same cells give the same bytes."""
    import nbformat

    notebook = read_cells(path)
    for place, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{place:02d}"
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return nbformat.writes(notebook) + "\n"


def write_pairs() -> None:
    """Every .ipynb anew; one whose file of cells is gone is removed."""
    kept = {path.with_suffix(".ipynb") for path in notebook_files()}
    for path in notebook_files():
        path.with_suffix(".ipynb").write_text(pair_text(path), encoding="utf-8", newline="\n")
    for stray in set(FOLDER.glob("*.ipynb")) - kept:
        stray.unlink()


class CellFailure(Exception):
    """A cell that raised: which, what it said, and the values of what it compared."""


def run_notebook(path: Path, changes: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Run the cells of a notebook in order, in its own folder's module path, and return their names.

    Parameters
    ----------
    path
        The file of cells.
    changes
        Pairs (text, other text) to exchange in it first, each of which must occur: what a reader is asked to change.

    Raises
    ------
    CellFailure
        With the cell, its line and, for a comparison that does not hold, both values.
    """
    import jupytext

    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        if old not in text:
            raise ValueError(f"{path.name} does not contain {old!r}")
        text = text.replace(old, new)
    names: dict[str, Any] = {"__name__": "__main__"}
    sys.path.insert(0, str(path.parent))
    try:
        for place, cell in enumerate(jupytext.reads(text, fmt="py:percent").cells, 1):
            if cell.cell_type == "code":
                _run_cell(f"{path.name}, cell {place}", cell.source, names)
    finally:
        sys.path.remove(str(path.parent))
    return names


def _run_cell(where: str, source: str, names: dict[str, Any]) -> None:
    linecache.cache[where] = (len(source), None, source.splitlines(keepends=True), where)
    try:
        exec(compile(source, where, "exec"), names)
    except Exception as problem:
        raise CellFailure(_report(where, source, problem)) from problem


def _report(where: str, source: str, problem: BaseException) -> str:
    lines = [f"{where}: {type(problem).__name__}: {problem}".rstrip(": ")]
    for frame, line in _own_frames(problem.__traceback__, where):
        lines.append(f"  line {line}: {source.splitlines()[line - 1].strip()}")
        if isinstance(problem, AssertionError):
            lines += _sides(source, line, {**frame.f_globals, **frame.f_locals})
    return "\n".join(lines)


def _own_frames(trace: TracebackType | None, where: str) -> Iterator[tuple[Any, int]]:
    for frame, line in traceback.walk_tb(trace):
        if frame.f_code.co_filename == where:
            yield frame, line


def _sides(source: str, line: int, names: dict[str, Any]) -> list[str]:
    """The values of the parts of the comparison, or of the arguments of the call, that is asserted in a line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or node.lineno):
            parts: list[ast.expr] = []
            for inner in ast.walk(node.test):
                if isinstance(inner, ast.Compare):
                    parts += [inner.left, *inner.comparators]
                elif isinstance(inner, ast.Call) and not parts:
                    parts += inner.args
            return [f"    {ast.unparse(part)} = {_value(part, names)}" for part in parts]
    return []


def _value(part: ast.expr, names: dict[str, Any]) -> str:
    try:
        return repr(eval(compile(ast.Expression(part), "<asserted>", "eval"), names))
    except Exception as problem:  # a part of a loop or comprehension has no value outside it
        return f"({type(problem).__name__})"


def _keep_figures(prefix: str, folder: str | None) -> None:
    """There is no screen here: a figure that is shown is closed, and kept as a picture if a folder is named."""
    import matplotlib.pyplot as plt

    if plt.get_backend().lower() != "agg":
        return
    shown = count(1)

    def show(*_: Any, **__: Any) -> None:
        if folder:
            plt.savefig(Path(folder) / f"{prefix}_{next(shown)}.png", dpi=110)
        plt.close("all")

    plt.show = show


def main(arguments: Sequence[str] | None = None) -> int:
    """Pair and run; 0 if every cell ran, 1 if one failed, 2 for wrong use."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] not in ([], ["run"], ["pair"]):
        print("python -m benchmarks.notebooks [pair | run NN ...]", file=sys.stderr)
        return 2
    if words[:1] != ["run"]:
        write_pairs()
    if words[:1] == ["pair"]:
        return 0
    os.environ.setdefault("MPLBACKEND", "Agg")
    failed = False
    for path in notebook_files():
        if words[1:] and path.name[:2] not in words[1:]:
            continue
        _keep_figures(path.name[:2], os.environ.get("FIGURES"))
        began = time.process_time()
        try:
            run_notebook(path)
        except CellFailure as problem:
            failed = True
            print(problem, file=sys.stderr)
        else:
            print(f"{path.stem}: every cell ran, {time.process_time() - began:.1f} s of CPU")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
