"""What can be read of a theorem file without running it: title, status, first words, what it cites.

``w2s list``, ``w2s paper`` and the completion of names show nothing else, and importing every theorem would take
them a second. The file is parsed afresh each time, so that nothing shown can be out of date; a file whose
``THEOREM`` is not written out as ``Theorem(...)`` is loaded instead.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from w2s_theory.records.citation import Citation
from w2s_theory.records.errors import InputError
from w2s_theory.records.quantifier import QUANTIFIERS

if TYPE_CHECKING:
    from w2s_theory.records.theorem import Theorem

_MARK = "\nTHEOREM = "
_QUANTIFIERS = {each.__name__: each.word for each in QUANTIFIERS}


@dataclass(frozen=True)
class Header:
    """The fields of a theorem that are plain words.

    Parameters
    ----------
    name, subject
        The file's stem and its folder.
    sentence, text
        The docstring: its first paragraph as one line, and all of it.
    path
        The file.
    """

    name: str
    subject: str
    title: str
    status: str
    about: str
    quantifier: str
    sharpness: str
    citation: Citation
    headline: int | None
    sentence: str
    text: str
    path: Path


class NotPlain(Exception):
    """The file does not write its ``THEOREM`` out in a form that can be read without running it."""


def read_header(path: Path) -> Header:
    """The header of a theorem file.

    Raises
    ------
    NotPlain
        If the file must be run to know it.
    """
    text = path.read_text(encoding="utf-8")
    start = text.rfind(_MARK)
    try:
        statement = ast.parse(text[start + 1 :]).body[0]
        docstring = _docstring(text)
    except (SyntaxError, ValueError, IndexError) as problem:
        raise NotPlain(str(problem)) from problem
    value = getattr(statement, "value", None)
    if start < 0 or not isinstance(value, ast.Call) or getattr(value.func, "id", "") != "Theorem":
        raise NotPlain(f"{path.name} does not write THEOREM = Theorem(...)")
    given = {each.arg: each.value for each in value.keywords if each.arg}
    words = {key: _word(given.get(key)) for key in ("name", "title", "status", "about", "sharpness")}
    if words["name"] != path.stem:
        raise NotPlain(f"{path.name} holds a theorem of another name")
    return Header(
        subject=path.parent.name,
        quantifier=_quantifier(given.get("quantifier")),
        citation=_citation(given.get("citation")),
        headline=_literal(given["headline"]) if "headline" in given else None,
        sentence=first_paragraph(docstring),
        text=docstring,
        path=path,
        **words,
    )


def header_of(theorem: Theorem, path: Path) -> Header:
    """The same of a theorem that was loaded."""
    docstring = docstring_of(path)
    return Header(
        theorem.name,
        path.parent.name,
        theorem.title,
        theorem.status,
        theorem.about,
        str(theorem.quantifier),
        theorem.sharpness,
        theorem.citation,
        theorem.headline,
        first_paragraph(docstring),
        docstring,
        path,
    )


def docstring_of(path: Path) -> str:
    """The docstring of a file; empty where it has none or is no Python."""
    try:
        return _docstring(path.read_text(encoding="utf-8", errors="replace"))
    except (SyntaxError, ValueError):
        return ""


def first_paragraph(docstring: str) -> str:
    """The text up to the first empty line, as one line."""
    return " ".join(docstring.split("\n\n", 1)[0].split())


def title_of(path: Path) -> str | None:
    """The title that a theorem file gives its theorem; ``None`` where it must be run to know it."""
    try:
        return read_header(path).title
    except (NotPlain, OSError, UnicodeDecodeError):
        return None


_OPENING = re.compile(r'\s*(?:#[^\n]*\n\s*)*([rR]?"""(?:[^"\\]|\\.|"(?!""))*""")')


def _docstring(text: str) -> str:
    # the usual opening is read by itself: parsing whole files takes ten times as long
    match = _OPENING.match(text)
    tree = ast.parse(match[1] if match else text)
    return ast.get_docstring(tree) or ""


def _literal(node: ast.expr | None) -> Any:
    try:
        return ast.literal_eval(node) if node is not None else None
    except ValueError as problem:
        raise NotPlain("a field is computed") from problem


def _word(node: ast.expr | None) -> str:
    value = _literal(node)
    if not isinstance(value, str):
        raise NotPlain("a word is missing")
    return value


def _quantifier(node: ast.expr | None) -> str:
    name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
    if name not in _QUANTIFIERS:
        raise NotPlain("the quantifier is computed")
    return _QUANTIFIERS[name]


def _citation(node: ast.expr | None) -> Citation:
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Citation":
        raise NotPlain("the citation is computed")
    given: dict[str, Any] = {
        each.arg or "": tuple(_citation(one) for one in each.value.elts)
        if isinstance(each.value, ast.Tuple)
        else _literal(each.value)
        for each in node.keywords
    }
    try:
        return Citation(*(_literal(each) for each in node.args), **given)
    except (TypeError, InputError) as problem:
        raise NotPlain(str(problem)) from problem
