"""Run all benchmarks and write docs/benchmarks.md: ``python -m benchmarks`` (``make bench``)."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent / "docs" / "benchmarks.md"
PARTS = (
    ("What a user waits for", "startup.py", ()),
    ("All proofs, against an earlier version", "proofs.py", ()),
    ("The report of all theorems, against an earlier version", "report.py", ()),
    ("Eigenvalues", "eigenvalues.py", ()),
    ("Exact results against SymPy's integral", "symbolic.py", ()),
    ("Deterministic equivalents", "equivalent.py", ()),
    ("One-pass SGD: the closed form against stepping", "one_pass_sgd.py", ()),
    ("One simulated teacher, one thread", "teacher.py", ("--threads", "1")),
    ("Many small networks, against an earlier version", "stacked_trials.py", ()),
    ("The student of finite width, 16384 units", "finite_student.py", ()),
    ("Against the usual script: 64 teacher units", "sampled_training.py", ()),
    ("Against the usual script: 256 teacher units", "sampled_training.py", ("--units", "256")),
    ("Weak-to-strong regressions, against a loop of least squares", "discrepancies.py", ()),
    ("How far overshooting students get", "overshoot.py", ()),
    ("The sweep of the main figure", "sweep.py", ()),
    ("What a sweep costs besides its tasks", "sweep_runner.py", ()),
    ("Features of two models against bare Gram products", "diagnose.py", ()),
)
FACTS = ("numpy", "scipy", "sympy", "mpmath", "python-flint")


def main() -> int:
    """Write the page at once, when every part has run."""
    page = [
        "# Benchmarks",
        "",
        "Written by `make bench` (`python -m benchmarks`). Machines are noisy: ratios are of runs interleaved in",
        "one process or in turns, times are of fresh processes. No test asserts a time.",
        "",
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; "
        + ", ".join(f"{name} {version(name)}" for name in FACTS)
        + ".",
    ]
    for title, script, arguments in PARTS:
        print(f"{title} ...", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, str(HERE / script), *arguments], check=True, capture_output=True, text=True
        )
        command = " ".join(["python", f"benchmarks/{script}", *arguments])
        page += ["", f"## {title}", "", f"`{command}`", "", done.stdout.strip()]
    temporary = OUT.with_suffix(".tmp")
    temporary.write_text("\n".join(page) + "\n", encoding="utf-8")
    temporary.replace(OUT)
    print(OUT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
