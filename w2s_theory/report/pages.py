"""The report: an index, a page per theorem and per figure, which open from a file without script or network."""

from __future__ import annotations

import json
import os
import shutil
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from proofs_check.cited import FACTS
from w2s_theory.glossary import KINDS, anchor, glossary
from w2s_theory.records.errors import InputError
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import Verdict
from w2s_theory.report.collected import Progress, collect_pages
from w2s_theory.report.dependency_graph import Graph, Node, draw_graph
from w2s_theory.report.figure_pages import FigurePage
from w2s_theory.report.formula import mathml, prose_html
from w2s_theory.report.subjects import by_subject, headlines, is_short, sentence
from w2s_theory.report.theorem_page import TheoremPage, number_text
from w2s_theory.theorems.paper import READ, RELATION_WORDS, PaperRow, paper_rows, typeset
from w2s_theory.theorems.subjects import all_headers

MARKER = "report.json"
_MADE_BY = "w2s_theory report"
_HERE = Path(__file__).parent
# a sign beside every word, so that nothing is said by colour alone
SIGNS = {"verified": "✓", "consistent": "≈", "measured": "∘", "undecided": "?", "refuted": "✗"}


def write_report(
    verdicts: Sequence[Verdict],
    catalog: Mapping[str, Theorem],
    folder: str | Path,
    *,
    command: str,
    broken: Iterable[Any] = (),
    hypotheses: bool = False,
    own_files: Mapping[str, Path] | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Path:
    """Write the report of a check.

    Parameters
    ----------
    verdicts
        Shown in this order.
    catalog
        Name -> theorem; holds every theorem that a verdict names.
    folder
        Missing, empty, or an earlier report, which is replaced. Nothing is there until all of it is.
    command
        What the user typed, to be shown for repeating it.
    broken
        Theorem files that did not load (``path`` and ``reason``).
    hypotheses, own_files, workers, progress
        As in ``collect_pages``; a page without its hypotheses says how to ask.

    Returns
    -------
    Path
        The index page, absolute.

    Raises
    ------
    InputError
        If the folder holds anything else, or cannot be written.
    """
    target = require_report_folder(folder)
    pages, figures = collect_pages(
        verdicts, catalog, hypotheses=hypotheses, own_files=own_files, workers=workers, progress=progress
    )
    files = _render(pages, figures, command=command, broken=tuple(broken))
    _write_all(files, target)
    return target / "index.html"


def require_report_folder(folder: str | Path) -> Path:
    """The folder as an absolute path; ``InputError`` unless a report may be written there."""
    target = Path(folder).expanduser().resolve()
    if target.exists() and not target.is_dir():
        raise InputError(f"{folder} is a file: give a folder for the report")
    if target == Path.cwd().resolve():
        raise InputError("the report needs a folder of its own: give another one than the current folder")
    if target.is_dir() and any(target.iterdir()) and not _is_earlier_report(target):
        raise InputError(f"{folder} holds files that are no report: give an empty folder or a new name")
    above = next(parent for parent in (target, *target.parents) if parent.is_dir())
    if not os.access(above if above != target else target.parent, os.W_OK | os.X_OK):
        raise InputError(f"{folder} cannot be written: give a folder in a place you may write to")
    return target


def _is_earlier_report(target: Path) -> bool:
    try:
        marker = json.loads((target / MARKER).read_text(encoding="utf-8"))
        ours = set(marker["files"]) if marker["made_by"] == _MADE_BY else set()
    except (OSError, ValueError, KeyError, TypeError):
        return False
    # a file that somebody put beside the report is not ours to delete
    return all(path.relative_to(target).as_posix() in ours for path in target.rglob("*") if not path.is_dir())


def _headline(words: str) -> Markup:
    """The paper's words, with their formula typeset."""
    parts = typeset(words).split("$")
    return Markup("").join(
        mathml(part) if number % 2 else prose_html(part) for number, part in enumerate(parts)
    )


def _paper(shown: set[str]) -> list[PaperRow]:
    """The paper's headlines beside which a theorem of this report stands."""
    rows = paper_rows(all_headers()[0])
    here = [
        replace(row, theorems=tuple(each for each in row.theorems if each[0].name in shown)) for row in rows
    ]
    return [row for row in here if row.theorems]


def _render(
    pages: list[TheoremPage], figures: list[FigurePage], *, command: str, broken: tuple[Any, ...]
) -> dict[str, str]:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        number=number_text, prose=prose_html, mathml=mathml, sentence=sentence, headline=_headline
    )
    environment.tests.update(starting=str.startswith, short=is_short)
    environment.globals.update(
        signs=SIGNS,
        command=command,
        version=version("w2s_theory"),
        shown={page.theorem.name for page in pages},
        facts=FACTS,
        anchor=anchor,
    )
    counts = Counter(page.verdict.verdict for page in pages)
    summary = [(word, counts[word]) for word in SIGNS if counts[word]]
    subjects = by_subject(pages)
    ordered = [page for subject in subjects for page in subject.pages]
    index = environment.get_template("index.html").render(
        root="",
        headlines=headlines(pages),
        paper=_paper({page.theorem.name for page in pages}),
        paper_read=READ,
        relation_words=RELATION_WORDS,
        subjects=subjects,
        summary=summary,
        broken=broken,
        pages=ordered,
        figures=figures,
    )
    files = {
        "index.html": index,
        "numbers.html": environment.get_template("numbers.html").render(root="", subjects=subjects),
        "glossary.html": environment.get_template("glossary.html").render(
            root="", glossary=glossary(), kinds=KINDS
        ),
        "assets/style.css": stylesheet(),
        "assets/math_font_license.txt": (_HERE / "assets" / "math_font_license.txt").read_text(
            encoding="utf-8"
        ),
    }
    files["graph.html"] = environment.get_template("graph.html").render(root="", **_graph(ordered))
    template = environment.get_template("theorem.html")
    for position, page in enumerate(ordered):
        neighbours = (
            ordered[position - 1] if position else None,
            ordered[position + 1] if position + 1 < len(ordered) else None,
        )
        files[f"theorems/{page.theorem.name}.html"] = template.render(
            root="../", page=page, neighbours=neighbours
        )
    template = environment.get_template("figure.html")
    for position, figure in enumerate(figures):
        neighbours = (
            figures[position - 1] if position else None,
            figures[position + 1] if position + 1 < len(figures) else None,
        )
        files[f"figures/{figure.name}.html"] = template.render(
            root="../", figure=figure, neighbours=neighbours
        )
        if figure.data:
            files[f"figures/{figure.name}.csv"] = figure.data
    marker = {
        "schema": 1,
        "made_by": _MADE_BY,
        "version": version("w2s_theory"),
        "command": command,
        "files": sorted([*files, MARKER]),
        "verdicts": [page.verdict.to_dict() for page in pages],
        "hypotheses": {page.theorem.name: [each.row for each in page.hypothesis_lines] for page in pages},
    }
    files[MARKER] = json.dumps(marker, indent=1, default=str) + "\n"
    return files


def _graph(pages: list[TheoremPage]) -> dict[str, Any]:
    """What the page of the dependency graph shows."""
    nodes = [
        Node(
            page.theorem.name,
            page.theorem.title,
            page.subject,
            page.verdict.verdict,
            page.theorem.depends_on,
            page.theorem.headline is not None,
            tuple(
                item.removeprefix("cited: ") for item in page.verdict.rests_on if item.startswith("cited: ")
            ),
        )
        for page in pages
    ]
    titles = {node.name: node.title for node in nodes}
    try:
        return {"graph": draw_graph(nodes), "titles": titles, "problem": ""}
    except CycleError as error:
        return {
            "graph": Graph(Markup(""), (), tuple(nodes)),
            "titles": titles,
            "problem": f"the proofs run in a circle: {' -> '.join(error.args[1])}",
        }


def stylesheet() -> str:
    """The stylesheet with the formulas' font inside: beside a local page some browsers load no font."""
    font = b64encode((_HERE / "assets" / "math_font.woff2").read_bytes()).decode("ascii")
    source = f'url("data:font/woff2;base64,{font}") format("woff2")'
    face = f'@font-face {{ font-family: "W2S Math"; src: {source}; }}\n'
    return face + (_HERE / "assets" / "style.css").read_text(encoding="utf-8")


def _write_all(files: Mapping[str, str], target: Path) -> None:
    """All files in a new folder beside the target, then one move: no half-written report is ever seen."""
    building = target.parent / f".{target.name}.{os.getpid()}.new"
    retired = target.parent / f".{target.name}.{os.getpid()}.old"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = building / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            target.rename(retired)
        try:
            building.rename(target)
        except BaseException:
            if retired.exists() and not target.exists():
                retired.rename(target)
            raise
    except OSError as error:
        raise InputError(
            f"{target} cannot be written: {error.strerror or error}; give another folder"
        ) from error
    finally:
        for left in (building, retired):
            shutil.rmtree(left, ignore_errors=True)
