"""A theorem file to start from, written for a user: it checks at once, and is then changed piece by piece."""

from __future__ import annotations

import keyword
from pathlib import Path

from w2s_theory.exact_number import shorten_path
from w2s_theory.given import require_path
from w2s_theory.output_file import require_output_file
from w2s_theory.records.errors import InputError


def new_theorem_file(path: str | Path) -> Path:
    """Write a theorem file that checks at once: a statement, its setting and a proof of one step, with comments.

    Parameters
    ----------
    path : path
        Ends in .py; its stem, a Python identifier, is the theorem's name. A file that exists is left alone.

    Returns
    -------
    Path
        Of the file: for :func:`~w2s_theory.load_theorem` and ``check(file=...)``.

    Raises
    ------
    InputError
        If the path has no name for a theorem, exists, or lies in no folder.
    """
    from w2s_theory.theorems import my_bound

    target = _new_file(require_path(path, "a theorem file"))
    text = Path(my_bound.__file__).read_text(encoding="utf-8").replace('"my_bound"', f'"{target.stem}"')
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text.replace("THIS_FILE", target.name))
    except OSError as problem:
        raise InputError(f"{shorten_path(str(path))} cannot be written: {problem.strerror}") from problem
    return target


def _new_file(target: Path) -> Path:
    """The path, if a theorem file can be made there.

    Raises
    ------
    InputError
        If it has no name for a theorem, exists, or lies in no folder.
    """
    path = str(target)
    if target.suffix != ".py" or not target.stem.isidentifier() or keyword.iskeyword(target.stem):
        raise InputError(
            f"{shorten_path(path)}: a theorem file ends in .py and its stem, the theorem's name, is a Python "
            "identifier, as in my_bound.py"
        )
    require_output_file(target, "a theorem file")
    if target.exists() or target.is_symlink():
        raise InputError(f"{shorten_path(path)} exists and is left alone: give another name")
    return target
