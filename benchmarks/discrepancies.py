"""The simulator of a linear student of a linear teacher against a plain loop over numpy.linalg.lstsq.

Both draw the same problem and fit the same four learners (teacher, student, strong, ceiling). The loop draws every sample;
the simulator draws the triangular factors that decide the fits. Interleaved in one process, one thread; the ratio is that of
the fastest runs, its range that of the runs in turn.

Run: python benchmarks/discrepancies.py [--rounds 7]
"""

from __future__ import annotations

import argparse
import math
import time

import numpy as np
from threadpoolctl import threadpool_limits

from w2s_theory.experiments.two_stage_regressions import draw_pair
from w2s_theory.models.subspace_pair import compare_subspaces
from w2s_theory.simulate.linear.discrepancies import simulate_discrepancies
from w2s_theory.systems.discrepancies import discrepancy_risks

# d_s, d_w, shared directions, D, n, N
SIZES = (
    (6, 10, 2, 16, 40, 60),
    (6, 10, 2, 16, 400, 600),
    (20, 30, 8, 60, 300, 400),
    (20, 30, 8, 60, 1000, 4000),
)
LOOP, BATCH, TARGET = 40, 2048, 20


def plain_loop(strong, weak, target, n, fresh, noise, repeats, rng) -> np.ndarray:
    """Excess risks of all four learners, shape (repeats, 4)."""
    found = []
    for _ in range(repeats):
        inputs = rng.standard_normal((n + fresh, len(target)))
        labels = inputs @ target + noise * rng.standard_normal(n + fresh)
        teacher = weak @ np.linalg.lstsq(inputs[:n] @ weak, labels[:n], rcond=None)[0]
        student = strong @ np.linalg.lstsq(inputs[n:] @ strong, inputs[n:] @ teacher, rcond=None)[0]
        direct = strong @ np.linalg.lstsq(inputs[:n] @ strong, labels[:n], rcond=None)[0]
        ceiling = strong @ np.linalg.lstsq(inputs @ strong, labels, rcond=None)[0]
        found.append([np.sum((each - target) ** 2) for each in (teacher, student, direct, ceiling)])
    return np.array(found)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    print(
        f"| d_s, d_w, D, n, N | loop: us | simulator: us | ratio (range; target {TARGET}) | R_w2s: z of the simulator |"
    )
    print("|---|---|---|---|---|")
    for strong_count, weak_count, shared, ambient, n, fresh in SIZES:
        fixed = np.random.default_rng(ambient)
        strong, weak = draw_pair(strong_count, weak_count, shared, ambient, fixed)
        target = fixed.standard_normal(ambient) / 4
        rng, times = np.random.default_rng(1), []
        risks = []
        with threadpool_limits(1):
            for _ in range(rounds):
                begin = time.perf_counter()
                plain_loop(strong, weak, target, n, fresh, 1.0, LOOP, rng)
                middle = time.perf_counter()
                risks.append(simulate_discrepancies(strong, weak, target, n, fresh, 1.0, BATCH, rng).student)
                end = time.perf_counter()
                times.append(((middle - begin) / LOOP, (end - middle) / BATCH))
        loop, ours = (min(column) for column in zip(*times, strict=True))
        ratios = [a / b for a, b in times]
        said = float(discrepancy_risks(compare_subspaces(strong, weak, target), n, fresh).student)
        values = np.concatenate(risks)
        z = (values.mean() - said) / (values.std() / math.sqrt(len(values)))
        print(
            f"| {strong_count}, {weak_count}, {ambient}, {n}, {fresh} | {1e6 * loop:.0f} | {1e6 * ours:.1f} "
            f"| {loop / ours:.0f} ({min(ratios):.0f} to {max(ratios):.0f}) | {z:+.1f} |"
        )


if __name__ == "__main__":
    main()
