"""The README's lists, ``docs/theorems.md`` and ``docs/paper.md``, printed from the theorem files and from verdicts.

``python -m w2s_theory.report.readme README.md`` rewrites what stands between the README's markers, and the two pages in
the folder ``docs`` beside it; with ``--check`` it only says which of them is stale.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from w2s_theory.records.errors import InputError
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.markdown import link_definitions, with_block
from w2s_theory.report.paper_page import paper_document, paper_table
from w2s_theory.report.theorem_list import headline_list, subject_lists, theorem_document
from w2s_theory.theorems.headers import Header, header_of
from w2s_theory.theorems.listing import Catalog, load_all, theorem_files

BLOCKS = ("headlines", "paper", "theorems", "links")


def printed_files(
    readme: Path,
    text: str,
    theorems: Mapping[str, Theorem],
    words: Mapping[str, str],
    broken: Iterable[Any] = (),
) -> dict[Path, str]:
    """Path -> what should stand there: the README with its blocks printed anew, and the pages in ``docs``.

    Parameters
    ----------
    readme, text
        The README's path, and what stands in it.
    theorems, words
        Name -> record, and name -> verdict word.
    broken
        Theorem files that do not load (``path``, ``reason``): each is named, so that none is lost.

    Raises
    ------
    InputError
        If a theorem has no verdict, or the README lacks a marker.
    """
    broken = tuple(broken)
    headers = catalog_headers(theorems)
    blocks = {
        "headlines": headline_list(theorems, headers),
        "paper": paper_table(headers),
        "theorems": subject_lists(theorems, headers, words, broken),
        "links": link_definitions(headers),
    }
    for name in BLOCKS:
        text = with_block(text, name, blocks[name])
    docs = readme.parent / "docs"
    return {
        readme: text,
        docs / "theorems.md": theorem_document(theorems, headers, words, broken),
        docs / "paper.md": paper_document(theorems, headers),
    }


def catalog_headers(theorems: Mapping[str, Theorem]) -> list[Header]:
    """The headers of loaded theorems of the catalog."""
    files = theorem_files()
    return [header_of(theorem, files[name]) for name, theorem in theorems.items() if name in files]


def read_words(path: str | Path) -> dict[str, str]:
    """Verdict words by name from what ``w2s check --json`` printed into a file."""
    try:
        rows = json.loads(Path(path).read_text(encoding="utf-8"))["verdicts"]
        return {row["name"]: row["verdict"] for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path} is not the output of `w2s check --json` ({type(error).__name__})"
        ) from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Rewrite or check the README and its pages; 0 done or fresh, 1 stale, 2 wrong use."""
    parser = argparse.ArgumentParser(prog="python -m w2s_theory.report.readme", description=__doc__)
    parser.add_argument("readme", type=Path)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a page is stale")
    parser.add_argument(
        "--verdicts", type=Path, help="output of `w2s check --json`; default: run the quick check"
    )
    options = parser.parse_args(arguments)
    try:
        text = options.readme.read_text(encoding="utf-8")
        theorems, broken = load_all(Catalog())
        words = read_words(options.verdicts) if options.verdicts else _checked_words()
        wanted = printed_files(options.readme, text, theorems, words, broken)
    except OSError as error:
        print(
            f"{options.readme} cannot be read: {error.strerror}; give the path of the README", file=sys.stderr
        )
        return 2
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    stale = [path for path, new in wanted.items() if not path.is_file() or path.read_text("utf-8") != new]
    for path in stale:
        if options.check:
            print(f"{path} is stale: run this without --check", file=sys.stderr)
        else:
            _replace(path, wanted[path])
    return int(bool(stale) and options.check)


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    building = path.with_name(f".{path.name}.{os.getpid()}.new")
    building.write_text(text, encoding="utf-8", newline="\n")
    os.replace(building, path)


def _checked_words() -> dict[str, str]:
    from w2s_theory.checks.run import check

    return {verdict.name: verdict.verdict for verdict in check(quick=True).verdicts}


if __name__ == "__main__":
    sys.exit(main())
