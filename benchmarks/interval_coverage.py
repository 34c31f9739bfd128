"""How often the describing intervals hold the mean: Student t at 95 %, for numbers of trials in use.

A pool of independent teachers stands for the population; disjoint groups of it are the experiments. The mean
of the pool is known 1/sqrt(groups) times as well as one group's, so taking it for the truth changes coverage by
less than one part in the number of groups. Ranges are exact binomial limits (Clopper-Pearson, 99 %).

Run: python benchmarks/interval_coverage.py [--pool N] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

CONFIDENCE, TAUS, TRIALS = 0.95, (2.0, 8.0, float("inf")), (3, 5, 10, 20, 100)
# dimension, teacher units, target degree
CASES = ((4, 16, 1), (8, 24, 1), (32, 64, 1), (16, 48, 2), (3, 60, 1))


def draw_pool(dimension: int, units: int, degree: int, size: int) -> dict[str, np.ndarray]:
    """Errors of ``size`` independent teachers and their students: quantity -> array of shape (size,)."""
    from w2s_theory.models.relu_sphere import relu_sphere
    from w2s_theory.simulate.kernels.activation_coefficients import estimate_coefficients
    from w2s_theory.simulate.machine.streams import child_generator
    from w2s_theory.simulate.random_features import draw_units
    from w2s_theory.simulate.student import compute_student_error
    from w2s_theory.simulate.teacher import simulate_teacher

    model = relu_sphere(dimension)
    times = np.array(TAUS) / estimate_coefficients(model, 64).eigenvalue[degree]
    teacher, student = np.empty(size), np.empty((size, len(TAUS)))
    for trial in range(size):
        drawn = draw_units(model, units, child_generator(0, "coverage", trial))
        draw = simulate_teacher(model, drawn, degree, times=times, accuracy=1e-3)
        teacher[trial], student[trial] = draw.teacher_error, compute_student_error(draw, times)[0]
    found = {"L_TE": teacher, "log L_TE": np.log(teacher)}
    for tau, column in zip(TAUS[:-1], student.T, strict=False):
        found[f"L_ST, tau = {tau:g}"] = column
        found[f"log L_ST/L_TE, tau = {tau:g}"] = np.log(column / teacher)
    return found


def measure_coverage(values: np.ndarray, trials: int, confidence: float = CONFIDENCE) -> dict[str, Any]:
    """Share of disjoint groups of ``trials`` values whose interval holds the mean of all values.

    Returns
    -------
    dict
        ``trials``, ``groups``, ``coverage``, ``low`` and ``high`` (exact binomial limits, 99 %), ``below`` and
        ``above`` (shares of groups whose whole interval lies below or above the mean).
    """
    from scipy.stats import binomtest

    from w2s_theory.simulate.machine.intervals import describe_mean

    truth = float(np.mean(values))
    groups = len(values) // trials
    held = below = 0
    for group in values[: groups * trials].reshape(groups, trials):
        interval = describe_mean(group, confidence)
        assert interval.low is not None and interval.high is not None
        held += interval.low <= truth <= interval.high
        below += interval.high < truth
    limits = binomtest(int(held), groups).proportion_ci(0.99)
    return {
        "trials": trials, "groups": groups, "coverage": held / groups, "low": float(limits.low),
        "high": float(limits.high), "below": below / groups, "above": 1 - (held + below) / groups,
    }  # fmt: skip


def skewness(values: np.ndarray) -> float:
    """Third standardised moment: what makes a Student interval of a mean of few values too short on one side."""
    return float(np.mean((values - values.mean()) ** 3) / values.std() ** 3)


def measure(size: int, progress: Callable[[str], None] = lambda text: None) -> list[dict[str, Any]]:
    """All cases, quantities and numbers of trials as a list of rows."""
    rows = []
    for dimension, units, degree in CASES:
        progress(f"d = {dimension}, M_TE = {units}, degree {degree}")
        for name, values in draw_pool(dimension, units, degree, size).items():
            for trials in TRIALS:
                if len(values) // trials >= 50:
                    case = {"dimension": dimension, "units": units, "degree": degree, "quantity": name}
                    rows.append({**case, "skewness": skewness(values), **measure_coverage(values, trials)})
    return rows


def main(arguments: list[str] | None = None) -> int:
    """Print a table per case, or one JSON object."""
    parser = argparse.ArgumentParser(description="Coverage of the describing intervals.")
    parser.add_argument("--pool", type=int, default=10_000, help="independent teachers per case")
    parser.add_argument("--json", action="store_true", help="all rows as JSON")
    options = parser.parse_args(arguments)
    rows = measure(options.pool, lambda text: print(text, file=sys.stderr))
    if options.json:
        print(json.dumps({"confidence": CONFIDENCE, "pool": options.pool, "rows": rows}))
        return 0
    print(f"Coverage of {CONFIDENCE:.0%} Student intervals, {options.pool} independent teachers per case.")
    print()
    print("| d, M_TE, degree | quantity | skewness | " + " | ".join(f"{n} trials" for n in TRIALS) + " |")
    print("|---|---|---|" + "---|" * len(TRIALS))
    for first in range(0, len(rows)):
        row = rows[first]
        if row["trials"] != TRIALS[0]:
            continue
        same = [r for r in rows if all(r[k] == row[k] for k in ("dimension", "units", "degree", "quantity"))]
        cells = {r["trials"]: f"{r['coverage']:.3f} ({r['low']:.3f} to {r['high']:.3f})" for r in same}
        place = f"{row['dimension']}, {row['units']}, {row['degree']}"
        shown = " | ".join(cells.get(n, "") for n in TRIALS)
        print(f"| {place} | {row['quantity']} | {row['skewness']:.2f} | {shown} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
