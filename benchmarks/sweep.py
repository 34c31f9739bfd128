"""The sweep behind the figure of L_ST against L_TE: 9 teacher sizes to 4096, 20 draws; prints a markdown table.

Run: python benchmarks/sweep.py
"""

from __future__ import annotations

import resource
import subprocess
import sys

# each in a fresh process; imports are counted, as a user waits for them too
CODE = """
import time
start = time.perf_counter()
from w2s_theory.figures.listing import load_figure
from w2s_theory.figures.plan import differences
from w2s_theory.figures.recompute import compute_table
from w2s_theory.figures.stored_data import read_table, stored_path
plan = load_figure("student_error_against_teacher_error")
table = compute_table(plan, workers={workers})
seconds = time.perf_counter() - start
stored = read_table(plan, stored_path(plan.name))
print(seconds, len(table), len(differences(plan, stored.rows, list(table))))
"""
TARGET = 240


def main() -> int:
    """Print the table; one run each."""
    print("| processes | seconds | target | rows | rows unlike the stored ones | peak MiB of one process |")
    print("|---|---|---|---|---|---|")
    for workers in (1, 2):
        code = CODE.format(workers=workers)
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        seconds, rows, unlike = done.stdout.split()
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"| {workers} | {float(seconds):.0f} | under {TARGET} | {rows} | {unlike} | {peak:.0f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
