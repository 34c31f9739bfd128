"""``python -m documentation out/docs``: build the site; a warning is an error, exit status 1."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from documentation.site import build
from w2s_theory.records.errors import InputError


def main() -> int:
    """Build into the folder that is named; ``--jobs`` processes read and write pages."""
    parser = argparse.ArgumentParser(prog="python -m documentation", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder of the site; its pages are written anew")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    try:
        clean = build(given.out, jobs=given.jobs)
    except InputError as problem:
        print(f"documentation: {problem}", file=sys.stderr)
        return 1
    if not clean:
        print(
            f"documentation: {given.out} has warnings, see above: mend the pages they name", file=sys.stderr
        )
        return 1
    print(f"{given.out}/index.html")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
