"""How far overshooting students beat L_TE^2 on simulated networks: a table over sizes, with intervals.

ReLU teachers on the sphere, linear target, infinite student. Each family's best student is found on the draw itself
(time, damping, scale with the target in hand), so these are what the family could do, not what a user who does not
know the target gets. Cells: mean over draws of L_ST/L_TE^2 with a 95 % Student interval.

Run: python benchmarks/overshoot.py [--draws N] [--json]
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import numpy as np

SIZES = ((8, 100), (16, 128), (16, 512), (32, 256), (32, 512), (32, 1500), (64, 512), (64, 2048))
FAMILIES = ("flow", "rescaled", "momentum", "best_filter")


def measure(dimension: int, units: int, draws: int) -> dict[str, Any]:
    """Means over ``draws`` teachers: L_TE, L_TE^2, L_ST per family, and the ratios L_ST/L_TE^2 with half-widths."""
    from w2s_theory.models.relu_sphere import relu_sphere
    from w2s_theory.simulate.machine.intervals import describe_mean
    from w2s_theory.simulate.machine.streams import child_generator
    from w2s_theory.simulate.overshoot import measure_overshoot
    from w2s_theory.simulate.random_features import draw_units
    from w2s_theory.simulate.teacher import simulate_teacher

    model = relu_sphere(dimension)
    rows, phases = [], []
    for trial in range(draws):
        drawn = draw_units(model, units, child_generator(0, "teacher", trial))
        teacher = simulate_teacher(model, drawn, times=[20.0 * (2 * dimension) ** 2])
        found = measure_overshoot(teacher)
        rows.append([found.teacher_error, *(getattr(found, name).error for name in FAMILIES)])
        phases.append(found.momentum.parameters["time"] / (2 * dimension))
    table = np.array(rows)
    ratios = [describe_mean(table[:, i] / table[:, 0] ** 2) for i in range(1, 1 + len(FAMILIES))]
    mean = table.mean(axis=0)
    return {
        "dimension": dimension, "units": units, "draws": draws, "teacher_error": mean[0],
        "square": float(np.mean(table[:, 0] ** 2)), **dict(zip(FAMILIES, map(float, mean[1:]), strict=True)),
        "ratios": {name: [r.low, r.mean, r.high] for name, r in zip(FAMILIES, ratios, strict=True)},
        "below_square": int(np.sum(table[:, 3] < table[:, 0] ** 2)), "phase": float(np.mean(phases)),
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Print the table, or one JSON object."""
    parser = argparse.ArgumentParser(
        description="Overshooting students against the square of the teacher error."
    )
    parser.add_argument("--draws", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    rows = [measure(dimension, units, options.draws) for dimension, units in SIZES]
    if options.json:
        print(json.dumps({"draws": options.draws, "rows": rows}))
        return 0
    print(f"{options.draws} draws per row; ratios are means of L_ST/L_TE^2 with 95 % Student intervals.")
    print()
    names = " | ".join(name.replace("_", " ") for name in FAMILIES)
    print(
        f"| d, M_TE | L_TE | L_TE^2 | {names} | draws with momentum below L_TE^2 | momentum's sqrt(lambda_1) t |"
    )
    print("|---|---|---|" + "---|" * (len(FAMILIES) + 2))
    for row in rows:
        cells = [f"{mean:.3g} ({low:.3g} to {high:.3g})" for low, mean, high in row["ratios"].values()]
        print(
            f"| {row['dimension']}, {row['units']} | {row['teacher_error']:.3g} | {row['square']:.3g} | "
            f"{' | '.join(cells)} | {row['below_square']} of {row['draws']} | {row['phase']:.3f} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
