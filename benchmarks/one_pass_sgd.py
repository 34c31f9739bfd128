"""10^6 steps of one-pass SGD on 200 degrees: the closed form against stepping, in one run; prints a markdown table.

Run: python benchmarks/one_pass_sgd.py
"""

from __future__ import annotations

import sys
import time

import numpy as np

from w2s_theory.evaluate.eigenvalues.sources import source_of
from w2s_theory.evaluate.sgd_recursion import SgdRecursion
from w2s_theory.models.relu_sphere import relu_sphere

STEPS, LAST = 10**6, 398


def main() -> int:
    """Print the table."""
    print("| d | degrees | steps | closed form, ms | stepping, s | relative difference |")
    print("|---|---|---|---|---|---|")
    for d in (4, 32):
        spectrum = source_of(relu_sphere(d)).fast(range(LAST + 1))
        there = spectrum.eigenvalue > 0
        lam, count = spectrum.eigenvalue[there], spectrum.multiplicity[there]
        energy = lam * count / float(np.sum(lam * count))
        recursion = SgdRecursion(lam, count, 1.0 / float(np.sum(lam * count)), 8)
        start = time.perf_counter()
        found, _ = recursion.energies(energy, np.array([STEPS]), 0.01)
        middle = time.perf_counter()
        stepped = recursion.run(energy, STEPS, 0.01).sum()
        end = time.perf_counter()
        gap = abs(found[0] / stepped - 1)
        print(
            f"| {d} | {len(lam)} | {STEPS:.0e} | {1000 * (middle - start):.1f} | {end - middle:.1f} | {gap:.1e} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
