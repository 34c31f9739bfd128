"""Two feature files: ``diagnose`` against a bare pass of the same Gram products over the same files, in one run.

10^5 rows of 1024 float32 features for the strong model and as many for the weak one, eigenvalues k^-1 in a hidden basis, ten
classes. The bare pass maps the files, multiplies W^T W, S^T S and S^T W block by block, and does nothing else. The two take
turns in processes of their own, each with all cores.

Run: python benchmarks/diagnose.py [--rows N] [--features P] [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
MAKE = """
import sys
import numpy as np
folder, rows, width = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(0)
mix = [np.linalg.qr(rng.standard_normal((width, width)))[0].astype("f4") for _ in range(2)]
files = [
    np.lib.format.open_memmap(f"{folder}/{name}.npy", "w+", "f4", (rows, width)) for name in ("weak", "strong")
]
labels = np.zeros(rows, int)
scale = (np.arange(1, width + 1) ** -0.5).astype("f4")
top = rng.standard_normal((20, 10)).astype("f4")
for first in range(0, rows, 10_000):
    shared = rng.standard_normal((min(10_000, rows - first), width), "f4")
    own = rng.standard_normal(shared.shape, "f4")
    part = slice(first, first + len(shared))
    files[0][part] = (0.6 * shared + 0.8 * own) * scale @ mix[0] + 1
    files[1][part] = shared * scale @ mix[1] + 1
    labels[part] = np.argmax(shared[:, :20] @ top, axis=1)
np.save(f"{folder}/labels.npy", labels)
"""
BARE = """
import json, resource, sys, time
import numpy as np
folder = sys.argv[1]
start = time.perf_counter()
weak, strong = (np.load(f"{folder}/{name}.npy", mmap_mode="r") for name in ("weak", "strong"))
size = weak.shape[1]
sums = [np.zeros((size, size), "f4") for _ in range(3)]
for first in range(0, len(weak), 5000):
    w, s = np.array(weak[first : first + 5000]), np.array(strong[first : first + 5000])
    for kept, product in zip(sums, (w.T @ w, s.T @ s, s.T @ w)):
        kept += product
print(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20]))
"""
DIAGNOSE = """
import json, resource, sys, time
from w2s_theory.diagnosis.diagnose import diagnose
folder = sys.argv[1]
start = time.perf_counter()
found = diagnose(*(f"{folder}/{name}.npy" for name in ("weak", "strong", "labels")))
seconds = time.perf_counter() - start
print(found, file=sys.stderr)
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20]))
"""


def measured(script: str, folder: str) -> tuple[float, float]:
    """Seconds, and the largest resident memory in GiB (pages of the mapped files included)."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent)}
    done = subprocess.run(
        [sys.executable, "-c", script, folder], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    seconds, memory = json.loads(done.stdout)
    return seconds, memory


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="diagnose against bare Gram products.")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--features", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-c", MAKE, folder, str(options.rows), str(options.features)], check=True
        )
        rounds = [(measured(BARE, folder), measured(DIAGNOSE, folder)) for _ in range(options.rounds + 1)][1:]
    bare, own = (statistics.median(each[place][0] for each in rounds) for place in (0, 1))
    ratio = statistics.median(each[1][0] / each[0][0] for each in rounds)
    memory = max(each[1][1] for each in rounds)
    print(
        f"{options.rows} rows, {options.features} weak and {options.features} strong float32 features, 10 classes.\n"
    )
    print("| bare Gram products: s | diagnose: s | ratio, median of pairs | diagnose: GiB |")
    print("|---|---|---|---|")
    print(f"| {bare:.2f} | {own:.2f} | {ratio:.2f} | {memory:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
