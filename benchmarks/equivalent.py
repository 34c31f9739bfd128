"""Deterministic equivalents: float64, digits and balls, in fresh processes; prints a markdown table.

Run: python benchmarks/equivalent.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys

# kappa, teacher error, student error at tau = 8 and best stopping time; imports are not counted
CODE = """
import time
from w2s_theory import equivalent, relu_sphere
equivalent(relu_sphere(7), 50, 1{options}).best_stopping_time()
start = time.perf_counter()
found = equivalent(relu_sphere({dimension}), {units}, 1{options})
_ = found.kappa, found.teacher_error, found.student_error(tau=8)
middle = time.perf_counter()
found.best_stopping_time()
print(middle - start, time.perf_counter() - middle)
"""
CASES = (
    (10**4, 10**8, "", 0.02),
    (10**4, 10**8, ", digits=50", 1.0),
    (10**4, 10**8, ", digits=50, certified=True", 1.0),
    (32, 512, "", None),
    (10**6, 10**12, "", None),
    (3, 10**12, "", None),
    (2, 10**12, "", None),
    (3, 10**4, ", digits=30, certified=True", None),
)
ROUNDS = 3


def main() -> int:
    """Print the table; medians."""
    print("| d | M_TE | view | errors, ms | best stopping time, ms | target for the errors, ms |")
    print("|---|---|---|---|---|---|")
    for dimension, units, options, target in CASES:
        runs = []
        for _ in range(ROUNDS):
            code = CODE.format(dimension=dimension, units=units, options=options)
            done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
            runs.append([1000 * float(word) for word in done.stdout.split()])
        errors, best = (statistics.median(column) for column in zip(*runs, strict=True))
        view = options.strip(", ") or "float64"
        goal = "" if target is None else f"under {1000 * target:g}"
        print(f"| {dimension} | {units:.0e} | {view} | {errors:.1f} | {best:.1f} | {goal} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
