"""How long a user waits: import, help, list, quick check, in fresh processes; prints a markdown table.

Run: python benchmarks/startup.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

CASES = (
    ("interpreter alone", [sys.executable, "-c", "pass"], 7, None),
    ("import w2s_theory", [sys.executable, "-c", "import w2s_theory"], 7, 0.4),
    ("w2s --help", [sys.executable, "-m", "w2s_theory", "--help"], 7, 0.5),
    ("w2s list", [sys.executable, "-m", "w2s_theory", "list"], 5, 1.5),
    ("w2s check --quick", [sys.executable, "-m", "w2s_theory", "check", "--quick"], 1, 45),
    ("w2s check", [sys.executable, "-m", "w2s_theory", "check"], 1, 180),
)


def main() -> int:
    """Print the table; medians of wall time."""
    print("| what | seconds (median) | target |")
    print("|---|---|---|")
    for name, command, rounds, target in CASES:
        seconds = []
        for _ in range(rounds):
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            seconds.append(time.perf_counter() - start)
        print(
            f"| {name} | {statistics.median(seconds):.2f} | {'' if target is None else f'under {target}'} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
