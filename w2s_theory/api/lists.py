"""The theorems of the library and the statements of the paper: what ``w2s list`` and ``w2s paper`` print, as values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from w2s_theory.given import require_choice, require_text
from w2s_theory.printing.escaped import escaped
from w2s_theory.records.theorem import Status
from w2s_theory.tables import html_table, latex_table
from w2s_theory.theorems.headers import Header
from w2s_theory.theorems.listing import Broken
from w2s_theory.theorems.names import library, subjects_of
from w2s_theory.theorems.paper import (
    ARXIV,
    READ,
    RELATION_WORDS,
    TITLE,
    PaperRow,
    paper_data,
    paper_rows,
    standing,
)
from w2s_theory.theorems.subjects import all_headers, search_headers

FIELDS = ("name", "title", "status", "about", "quantifier", "sharpness", "subject")


@dataclass(frozen=True, eq=False)
class TheoremList:
    """Theorems, by subject and name; nothing of them is loaded. Iterating gives their names.

    Parameters
    ----------
    headers
        Name, title, status, about, quantifier, sharpness, subject and the docstring of each.
    broken
        Files that do not load, with the reason.
    """

    headers: tuple[Header, ...]
    broken: tuple[Broken, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(each.name for each in self.headers)

    def __len__(self) -> int:
        return len(self.headers)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s list --json``."""
        rows = [{field: getattr(each, field) for field in FIELDS} for each in self.headers]
        return {
            "theorems": rows,
            "broken": [{"path": each.path, "reason": each.reason} for each in self.broken],
        }

    def to_latex(self) -> str:
        """A ``tabular`` of name, title and status."""
        rows = [(rf"\texttt{{{escaped(h.name)}}}", escaped(h.title), h.status) for h in self.headers]
        return latex_table(rows, "lll", ("name", "title", "status"))

    def __repr__(self) -> str:
        subjects = len({each.subject for each in self.headers})
        lost = f", {len(self.broken)} not loaded" if self.broken else ""
        return f"<{len(self)} theorems, {subjects} subject{'s' * (subjects != 1)}{lost}>"

    def _repr_html_(self) -> str:
        rows = [(each.name, each.title, each.status, each.subject) for each in self.headers]
        return html_table(rows, ("name", "title", "status", "subject"), repr(self))


def list_theorems(*subjects: str, status: str | None = None, search: str | None = None) -> TheoremList:
    """The theorems, all or some of them.

    Parameters
    ----------
    subjects : str
        Folders such as ``"limits"``; all by default.
    status : str, optional
        ``proved``, ``universality`` or ``empirical``.
    search : str, optional
        Words, each of which stands somewhere in name, title or explanation.

    Returns
    -------
    TheoremList

    Raises
    ------
    InputError
        For a subject or a status that there is not.

    Examples
    --------
    >>> "student_error_ge_of_shrinkage" in list_theorems("limits", status="proved")
    True
    """
    known = subjects_of(library())
    for each in subjects:
        require_choice(each, "a subject", known)
    if status is not None:
        require_choice(status, "the status", get_args(Status))
    if search is not None:
        require_text(search, "search", "'early stopping'")
    headers, broken = all_headers()
    chosen = search_headers(headers, subjects, status, search)
    return TheoremList(tuple(chosen), tuple(broken))


@dataclass(frozen=True, eq=False)
class PaperStatements:
    """What the paper says, statement by statement, and the theorems here that stand beside it.

    Parameters
    ----------
    rows
        Each with the paper's words, on what they rest there, and our theorems with their relation to it.
    """

    rows: tuple[PaperRow, ...]

    def to_dict(self) -> dict[str, Any]:
        """The object of ``w2s paper --json``."""
        return paper_data(self.rows)

    def _cells(self) -> list[tuple[str, str, str]]:
        return [
            (
                row.headline.words if first else "",
                header.name,
                f"{RELATION_WORDS[citation.relation or 'not compared']}",
            )
            for row in self.rows
            for first, (header, citation) in zip(
                (True, *[False] * len(row.theorems)), row.theorems, strict=False
            )
        ]

    def to_latex(self) -> str:
        """A ``tabular`` of the paper's words, our theorem and its relation to them."""
        rows = [(escaped(words), rf"\texttt{{{escaped(name)}}}", said) for words, name, said in self._cells()]
        return latex_table(rows, "lll", ("the paper", "theorem", "relation"))

    def __str__(self) -> str:
        lines = [f"M. Medvedev et al., {TITLE} (arXiv {ARXIV})", READ]
        for row in self.rows:
            lines += ["", f"{row.headline.words} ({row.headline.assumption})"]
            for header, citation in row.theorems:
                said = RELATION_WORDS[citation.relation or "not compared"]
                lines.append(f"    {header.name}: {said}; {standing(header)}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        beside = len({header.name for row in self.rows for header, _ in row.theorems})
        return f"<{len(self.rows)} statements of the paper, {beside} theorems beside them>"

    def _repr_html_(self) -> str:
        return html_table(self._cells(), ("the paper", "theorem here", "relation"), repr(self))


def paper() -> PaperStatements:
    """The paper, statement by statement: its words, on what they rest, our theorems and how they stand to them.

    Returns
    -------
    PaperStatements

    Examples
    --------
    >>> paper().to_dict()["paper"]["arxiv"]
    '2503.02877'
    """
    return PaperStatements(tuple(paper_rows(all_headers()[0])))
