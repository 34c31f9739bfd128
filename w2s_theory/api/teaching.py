"""The notebooks that come with the package: what ``w2s notebook`` lists and copies, as values."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from w2s_theory.exact_number import shorten_path
from w2s_theory.given import require_path, require_text
from w2s_theory.printing.escaped import escaped
from w2s_theory.records.errors import InputError
from w2s_theory.tables import html_table, latex_table

# what a notebook imports from beside itself
_BESIDE = ("exercises.py", "exercise_table.py")


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook: its name ``NN_words``, its title, the idea that it teaches, and its file."""

    name: str
    title: str
    idea: str
    path: Path

    def to_dict(self) -> dict[str, str]:
        """Name, title and idea."""
        return {"name": self.name, "title": self.title, "idea": self.idea}


@dataclass(frozen=True, eq=False)
class NotebookList:
    """The notebooks in reading order. Iterating gives their names."""

    notebooks: tuple[Notebook, ...]

    def __len__(self) -> int:
        return len(self.notebooks)

    def __iter__(self) -> Iterator[str]:
        return (each.name for each in self.notebooks)

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s notebook --json``."""
        return {"notebooks": [each.to_dict() for each in self.notebooks]}

    def to_latex(self) -> str:
        """A ``tabular`` of name and title."""
        rows = [(rf"\texttt{{{escaped(each.name)}}}", escaped(each.title)) for each in self.notebooks]
        return latex_table(rows, "ll", ("notebook", "title"))

    def __repr__(self) -> str:
        return f"<{len(self)} notebooks; w2s_theory.copy_notebook(name, folder) makes one yours>"

    def _repr_html_(self) -> str:
        rows = [(each.name, each.title, each.idea) for each in self.notebooks]
        return html_table(rows, ("notebook", "", "the idea"), repr(self))


def list_notebooks() -> NotebookList:
    """The notebooks that teach this subject, in reading order.

    Returns
    -------
    NotebookList

    Examples
    --------
    >>> list_notebooks().notebooks[0].title
    'Weak-to-strong generalization in one picture'
    """
    return NotebookList(tuple(map(_read, sorted(_folder().glob("[0-9][0-9]_*.ipynb")))))


def copy_notebook(name: str, folder: str | Path) -> Path:
    """Copy a notebook to a folder to work in, with the module that checks answers.

    Parameters
    ----------
    name : str
        Its number, its name, or a part that no other name has.
    folder : path
        Made if its parent exists. A copy that is there already is yours and is kept as it is.

    Returns
    -------
    Path
        Of the copy, an ``.ipynb``.

    Raises
    ------
    InputError
        For a name that none or several have, and a folder that cannot be written.
    """
    source = find_notebook(name).path
    target = require_path(folder, "the folder of a notebook")
    _require_folder(target)
    try:
        target.mkdir(exist_ok=True)
        for each in _BESIDE:
            shutil.copyfile(source.with_name(each), target / each)
        if not (target / source.name).exists():
            shutil.copyfile(source, target / source.name)
    except OSError as problem:
        raise InputError(
            f"{shorten_path(target)} cannot be written ({problem.strerror}): give another folder"
        ) from problem
    return target / source.name


def find_notebook(name: str) -> Notebook:
    """The notebook of a number, a name, or a part of one.

    Raises
    ------
    InputError
        If there is none, or several.
    """
    known = list_notebooks().notebooks
    asked = require_text(name, "a notebook", "'02'").strip().removesuffix(".ipynb").removesuffix(".py")
    if asked.isascii() and asked.isdigit():
        found = [each for each in known if each.name.startswith(f"{asked:0>2}_")]
    else:
        found = [each for each in known if asked and asked.lower() in each.name]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(
            f"there is no such notebook: `w2s notebook` lists them, {known[0].name} to {known[-1].name}"
        )
    raise InputError(f"several notebooks have that in their name: {', '.join(each.name for each in found)}")


def _folder() -> Path:
    """The notebooks inside an installed package, or beside the package in a checkout.

    Raises
    ------
    InputError
        If they are in neither place.
    """
    package = Path(__file__).parent.parent
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if (folder / _BESIDE[0]).is_file():
            return folder
    raise InputError("the notebooks are not here: install w2s_theory again")


def _read(path: Path) -> Notebook:
    """Title and idea, from the first cell of the file of cells beside an .ipynb."""
    lines = [
        line.removeprefix("#").strip() for line in path.with_suffix(".py").read_text("utf-8").split("\n")
    ]
    title = next(line for line in lines if line.startswith("# ")).partition("·")[2].strip()
    start = next(number for number, line in enumerate(lines) if line.startswith("**One idea.**"))
    end = lines.index("", start)
    idea = " ".join(lines[start:end]).removeprefix("**One idea.**").strip()
    return Notebook(path.stem, title, idea, path)


def _require_folder(target: Path) -> None:
    """``InputError`` unless files may be written to the folder, or it may be made.

    A file of the user's that has the name of the module that checks answers is not written over.
    """
    shown = shorten_path(target)
    try:
        if target.exists() and not target.is_dir():
            raise InputError(f"--out must name a folder, and {shown} is a file")
        if not target.absolute().parent.is_dir():
            raise InputError(f"--out must lie in an existing folder, and {shown} does not: make it")
        for each in _BESIDE:
            if (target / each).exists() and not _is_ours(target / each):
                raise InputError(f"{shorten_path(target / each)} is a file of yours: give another folder")
    except (OSError, ValueError) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"--out must be a usable path, and {shown} is not") from problem


def _is_ours(path: Path) -> bool:
    """Whether a file says in its first line what ours of the same name says, in whichever version."""
    try:
        ours, theirs = (
            ast.get_docstring(ast.parse(each.read_bytes())) for each in (_folder() / path.name, path)
        )
    except (SyntaxError, ValueError):
        return False
    return (ours or "").split("\n")[0] == (theirs or "").split("\n")[0]
