"""What a theorem file must have besides a theorem: words, a work that can be found, a title of its own.

The check judges the claim all the same; each fault of form is named in one line.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from w2s_theory.theorems.bibliography import NAME, works
from w2s_theory.theorems.headers import docstring_of, title_of
from w2s_theory.theorems.listing import theorem_files
from w2s_theory.theorems.paper import KEY, citation_problem

if TYPE_CHECKING:
    from w2s_theory.records.theorem import Theorem

OWN = "this project"


def form_problems(theorem: Theorem, path: Path) -> tuple[str, ...]:
    """One line per fault: no docstring, a citation that leads nowhere, a title that another theorem has."""
    problems = []
    if not docstring_of(path).strip():
        problems.append(
            f"{path.name} has no docstring: say at its top what the theorem says, and why it holds"
        )
    known = works(path)
    problems += [
        f"{path.name} cites {work.key!r}, which {NAME} lacks: add the entry there, or cite {OWN!r}"
        for work in theorem.citation.works
        if work.key != OWN and work.key not in known
    ]
    problems += [
        f"{path.name} {problem}"
        for work in theorem.citation.works
        if work.key == KEY and (problem := citation_problem(work))
    ]
    twin = _same_title(theorem, path)
    if twin:
        problems.append(f"{path.name} repeats the title of {twin}: give it a title of its own")
    return tuple(problems)


def form_warnings(theorem: Theorem, path: Path) -> tuple[str, ...]:
    """What is odd and does no harm: a file that is not called like its theorem."""
    if theorem.name == path.stem:
        return ()
    return (f"{path.name} holds a theorem named {theorem.name}: in the library the two must be the same",)


def _same_title(theorem: Theorem, path: Path) -> str:
    """Another theorem of this title, in the catalog or beside the file; empty if there is none."""
    files = theorem_files()
    others = {name: other for name, other in files.items() if other.resolve() != path.resolve()}
    if path.stem not in files or files[path.stem].resolve() != path.resolve():
        others |= {other.stem: other for other in path.parent.glob("*.py") if other.name != path.name}
    wanted = " ".join(theorem.title.split()).lower()
    for name, other in sorted(others.items()):
        title = title_of(other)
        if title is not None and " ".join(title.split()).lower() == wanted:
            return name
    return ""
