"""The README's table of theorems, printed from the theorem files and from verdicts.

``python -m w2s_theory.report.readme README.md`` rewrites the table between its two markers;
with ``--check`` it only says whether the table is stale.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from w2s_theory.printing.text import statement_text
from w2s_theory.records.errors import InputError
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.theorem_page import percent
from w2s_theory.theorems.listing import Catalog, load_all, theorem_files

START, END = "<!-- theorems -->", "<!-- /theorems -->"
_COLUMNS = ("theorem", "statement", "status", "about", "sharpness", "discrepancy", "verdict")


def theorem_table(
    theorems: Mapping[str, Theorem], words: Mapping[str, str], broken: Iterable[Any] = ()
) -> str:
    """The table in GitHub's markdown, one row per theorem in the order given.

    Parameters
    ----------
    theorems
        Name -> record.
    words
        Name -> verdict word.
    broken
        Theorem files that do not load (``path``, ``reason``): a row each, so that none is lost.

    Raises
    ------
    InputError
        If a theorem has no verdict.
    """
    missing = [name for name in theorems if name not in words]
    if missing:
        raise InputError(f"there is no verdict on {missing[0]}: run the check on all theorems")
    rows = [_row(_COLUMNS), _row(["---"] * len(_COLUMNS))]
    files = theorem_files()
    for name, theorem in theorems.items():
        # the folder of a theorem is its subject; the link is relative to the README
        link = (
            f"[`{name}`](w2s_theory/theorems/{files[name].parent.name}/{name}.py)"
            if name in files
            else f"`{name}`"
        )
        rows.append(
            _row(
                [
                    link,
                    f"`{statement_text(theorem)}`",
                    theorem.status,
                    theorem.about,
                    theorem.sharpness,
                    percent(theorem.discrepancy),
                    words[name],
                ]
            )
        )
    rows += [
        _row([f"`{each.path}`", f"does not load: {each.reason}", *[""] * 4, "broken"]) for each in broken
    ]
    return "\n".join(rows)


def with_table(readme: str, table: str) -> str:
    """The README's text with the table between its markers; ``InputError`` without one pair of them."""
    if readme.count(START) != 1 or readme.count(END) != 1 or readme.index(START) > readme.index(END):
        raise InputError(f"the README must hold the lines {START} and {END} once each, in this order")
    before, rest = readme.split(START)
    return f"{before}{START}\n{table}\n{END}{rest.split(END)[1]}"


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
    """Rewrite or check a README; 0 done or fresh, 1 stale, 2 wrong use."""
    parser = argparse.ArgumentParser(prog="python -m w2s_theory.report.readme", description=__doc__)
    parser.add_argument("readme", type=Path)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if the table is stale")
    parser.add_argument(
        "--verdicts", type=Path, help="output of `w2s check --json`; default: run the quick check"
    )
    options = parser.parse_args(arguments)
    try:
        text = options.readme.read_text(encoding="utf-8")
        theorems, broken = load_all(Catalog())
        words = read_words(options.verdicts) if options.verdicts else _checked_words()
        new = with_table(text, theorem_table(theorems, words, broken))
    except OSError as error:
        print(
            f"{options.readme} cannot be read: {error.strerror}; give the path of the README", file=sys.stderr
        )
        return 2
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    if options.check:
        if new != text:
            print(
                f"the table of theorems in {options.readme} is stale: run this without --check",
                file=sys.stderr,
            )
        return int(new != text)
    if new != text:
        building = options.readme.with_name(f".{options.readme.name}.{os.getpid()}.new")
        building.write_text(new, encoding="utf-8", newline="\n")
        os.replace(building, options.readme)
    return 0


def _checked_words() -> dict[str, str]:
    from w2s_theory.checks.run import check

    return {verdict.name: verdict.verdict for verdict in check(quick=True).verdicts}


def _row(cells: Iterable[str]) -> str:
    # a bar inside a cell would end it, inside code too
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
