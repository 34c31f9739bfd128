"""CPU time of all proofs in one process, against an earlier version: ``python benchmarks/proofs.py``.

The earlier version is checked out from the history into a temporary folder. Its runs and ours take turns, and a fixed
SymPy workload stands beside them, so that the machine can be told from the program. User time of whole processes.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

from earlier import EARLIER, HERE, checked_out

WORKLOAD = (
    "import sympy as s; x, y, z = s.symbols('x y z');"
    "[s.factor(s.expand((x + 2*y + 3*z + k)**9)) for k in range(8)]"
)


def user_seconds(command: list[str], folder: Path) -> float:
    """User time of one process; it may end with any status, for a proof may rest on an ansatz."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--earlier", default=EARLIER, help="the commit to compare with")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    prove = [sys.executable, "-m", "w2s_theory.cli.entry", "--threads", "1", "prove", "--json"]
    with checked_out(options.earlier) as other:
        rows = []
        for _ in range(options.runs):
            fixed = user_seconds([sys.executable, "-c", WORKLOAD], HERE)
            rows.append((user_seconds(prove, other), user_seconds(prove, HERE), fixed))
    print(f"| run | {options.earlier}: s | now: s | now over {options.earlier} | fixed SymPy workload: s |")
    print("|---|---|---|---|---|")
    for number, (old, new, fixed) in enumerate(rows, 1):
        print(f"| {number} | {old:.1f} | {new:.1f} | {new / old:.2f} | {fixed:.1f} |")
    ratio = statistics.median(new / old for old, new, _ in rows)
    print(f"| median | | | {ratio:.2f} | |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
