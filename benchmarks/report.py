"""CPU time and size of the report of all theorems, against an earlier version: ``python benchmarks/report.py``.

In each tree a process checks all theorems quickly and then writes their report; the writing alone is timed (user time).
The runs of both take turns. The earlier version is checked out from the history into a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from earlier import EARLIER, HERE, checked_out

WRITE = """
import resource, sys
from pathlib import Path
from w2s_theory.checks.run import check
from w2s_theory.report.pages import write_report
from w2s_theory.theorems.listing import Catalog

def seconds():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime

verdicts = check(quick=True).verdicts
before = seconds()
folder = write_report(verdicts, Catalog(), sys.argv[1], command="w2s check --quick").parent
print(seconds() - before, sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()))
"""


def write(tree: Path, folder: Path) -> tuple[float, float]:
    """User seconds of writing the report and its size in megabytes."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", WRITE, str(folder)]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=True)
    time, size = done.stdout.split()[-2:]
    return float(time), int(size) / 1e6


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--earlier", default=EARLIER, help="the commit to compare with")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with checked_out(options.earlier) as other, tempfile.TemporaryDirectory() as name:
        print(f"| run | {options.earlier}: s, MB | now: s, MB | now over {options.earlier} |")
        print("|---|---|---|---|")
        ratios = []
        for number in range(1, options.runs + 1):
            old, before = write(other, Path(name, f"old{number}"))
            new, after = write(HERE, Path(name, f"new{number}"))
            ratios.append(new / old)
            print(
                f"| {number} | {old:.1f}, {before:.1f} | {new:.1f}, {after:.1f} | {ratios[-1]:.2f} |",
                flush=True,
            )
    print(f"| median | | | {statistics.median(ratios):.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
