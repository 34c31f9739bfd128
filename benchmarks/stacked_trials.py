"""Many small networks: against an earlier version, and against the linear algebra that they cannot do without.

CPU time per trial, one core, infinite student, three times, dimension 16; then students of finite width, linear
networks and Gaussian surrogates. The earlier version, this one, and the bare kernel values with a batched Cholesky
factor take turns in processes of their own.

Run: python benchmarks/stacked_trials.py [--trials N] [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from earlier import EARLIER, HERE, checked_out

SIZES = (16, 64, 256)
TRIALS = """
import json, sys, time
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.simulate.networks import simulate_networks
units, trials = int(sys.argv[1]), int(sys.argv[2])
times = [tau * 4 * 16.0**2 for tau in (1.0, 4.0, 16.0)]
def run(count):
    return simulate_networks(relu_sphere(16), units, times=times, trials=count, seed=1)
run(16)
start = time.process_time()
found = run(trials)
print(json.dumps([(time.process_time() - start) / trials, float(found.teacher_error.mean())]))
"""
# other trials, of 16 teacher units
OTHERS = {
    "student of 64 units": "simulate_networks(relu_sphere(16), 16, student_units=64, times=[1024, 4096, 16384], trials={})",
    "student of 192 units": (
        "simulate_networks(relu_sphere(16), 16, student_units=192, times=[1024, 4096, 16384], trials={})"
    ),
    "linear network": "simulate_linear_networks([(1, 4), (0.015625, 600)], 16, times=[8, 30], trials={})",
    "linear network, student of 32 units": (
        "simulate_linear_networks([(1, 4), (0.015625, 600)], 16, student_units=32, times=[8, 30], trials={})"
    ),
    "Gaussian surrogate": "[simulate_gaussian_teacher(relu_sphere(16), 16, default_rng(i)) for i in range({})]",
}
OTHER = """
import json, sys, time
from numpy.random import default_rng
from w2s_theory import simulate_linear_networks, simulate_networks
from w2s_theory.models.relu_sphere import relu_sphere
try:
    from w2s_theory.simulate.gaussian.surrogate import simulate_gaussian_teacher
except ModuleNotFoundError:  # where the earlier version has it
    from w2s_theory.simulate.gaussian_surrogate import simulate_gaussian_teacher
call, trials = sys.argv[1], int(sys.argv[2])
eval(call.format(2))
start = time.process_time()
eval(call.format(trials))
print(json.dumps([(time.process_time() - start) / trials, 0.0]))
"""
BARE = """
import json, sys, time
import numpy as np
units, trials = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(0)
def run(count):
    while count > 0:
        size = min(count, max(1, 2**18 // units**2))
        bottom = rng.standard_normal((size, units, 16))
        bottom /= np.linalg.norm(bottom, axis=2, keepdims=True)
        rho = np.clip(bottom @ bottom.transpose(0, 2, 1), -1.0, 1.0)
        np.linalg.cholesky(np.arccos(-rho) * rho + np.sqrt(1.0 - rho * rho) + 1e-9 * np.eye(units))
        count -= size
run(16)
start = time.process_time()
run(trials)
print(json.dumps([(time.process_time() - start) / trials, 0.0]))
"""


def seconds_per_trial(script: str, units: int | str, trials: int, folder: Path) -> tuple[float, float]:
    """CPU seconds of one trial, and the mean L_TE that it found."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(units), str(trials)],
        cwd=folder, env=environment, capture_output=True, check=True, text=True,
    )  # fmt: skip
    first, second = json.loads(done.stdout)
    return first, second


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Many small networks, in stacks.")
    parser.add_argument("--earlier", default=EARLIER, help="the commit to compare with")
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(
        f"| M_TE | {options.earlier}: ms | now: ms | {options.earlier} over now | kernel + Cholesky: ms | now over it |"
    )
    print("|---|---|---|---|---|---|")
    with checked_out(options.earlier) as other:
        for units in SIZES:
            trials = options.trials if units <= 64 else max(1, options.trials // 10)
            rows = []
            for _ in range(options.rounds):
                # the earlier version's times do not depend on how many trials there are
                old = seconds_per_trial(TRIALS, units, max(trials // 10, 1), other)
                new, bare = (seconds_per_trial(script, units, trials, HERE) for script in (TRIALS, BARE))
                rows.append((old[0], new[0], bare[0]))
            old, new, bare = (1e3 * statistics.median(column) for column in zip(*rows, strict=True))
            gain = statistics.median(row[0] / row[1] for row in rows)
            share = statistics.median(row[1] / row[2] for row in rows)
            print(f"| {units} | {old:.3f} | {new:.3f} | {gain:.1f} | {bare:.3f} | {share:.1f} |")
        print()
        print(f"| trials with M_TE = 16 | {options.earlier}: ms | now: ms | {options.earlier} over now |")
        print("|---|---|---|---|")
        for title, call in OTHERS.items():
            pairs = []
            for _ in range(options.rounds):
                trials = max(options.trials // 50, 1)
                pairs.append([seconds_per_trial(OTHER, call, trials, folder)[0] for folder in (other, HERE)])
            old, new = (1e3 * statistics.median(column) for column in zip(*pairs, strict=True))
            gain = statistics.median(a / b for a, b in pairs)
            print(f"| {title} | {old:.3f} | {new:.3f} | {gain:.1f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
