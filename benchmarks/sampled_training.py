"""The exact route against the usual script: time to the same accuracy of L_ST, in one process.

Quantity: L_ST of the infinitely wide student of one given teacher (d = 32, linear target, tau = 4). The
script trains a teacher on sampled inputs and a wide student by gradient steps on fresh batches, and prints a mean
over test inputs; student width, batch and samples grow together, untuned. Its error is measured against the exact value,
root mean square over a few runs. Where it cannot be run to the accuracy of the exact route, the power law of the
runs that were made is extrapolated, and the line says so.

Run: python benchmarks/sampled_training.py [--threads N] [--units M_TE]
"""

from __future__ import annotations

import argparse
import math
import sys
import time

DIMENSION, TAU, ROUNDS = 32, 4.0, 2
# student units, batch, teacher inputs, test inputs
SCRIPTS = ((256, 32, 2_000, 2_000), (1024, 128, 8_000, 8_000), (4096, 512, 32_000, 32_000))


def run(
    threads: int | None, count: int
) -> tuple[int, float, float, float, float, list[tuple[int, int, float, float]]]:
    """(threads, exact seconds, L_TE, L_ST, its accuracy, rows (width, samples, seconds, RMS relative error))."""
    import numpy as np
    from threadpoolctl import threadpool_info, threadpool_limits

    from w2s_theory.models.relu_sphere import relu_sphere
    from w2s_theory.simulate.machine.streams import child_generator
    from w2s_theory.simulate.random_features import draw_units
    from w2s_theory.simulate.sampled_training import simulate_sampled_training
    from w2s_theory.simulate.student import compute_student_error
    from w2s_theory.simulate.teacher import simulate_teacher

    model = relu_sphere(DIMENSION)
    times = [TAU * (2 * DIMENSION) ** 2]
    with threadpool_limits(threads):
        used = max(info["num_threads"] for info in threadpool_info() if info["user_api"] == "blas")
        units = draw_units(model, count, child_generator(0, "teacher"))
        seconds = []
        # the first run loads libraries and fills the table of coefficients: it counts for neither side
        for _ in range(6):
            begin = time.perf_counter()
            draw = simulate_teacher(model, units, times=times)
            error, accuracy = compute_student_error(draw, times)
            seconds.append(time.perf_counter() - begin)
        exact_seconds, exact = sorted(seconds[1:])[2], float(error[0])
        rows = []
        for width, batch, fitted, tested in SCRIPTS:
            gaps, spent, samples = [], 0.0, 0
            for trial in range(ROUNDS):
                student = draw_units(model, width, child_generator(0, "student", trial))
                begin = time.perf_counter()
                found = simulate_sampled_training(
                    model, units, student, 1, times, teacher_samples=fitted, batch=batch, test_samples=tested,
                    pairs=1, seed=trial,
                )  # fmt: skip
                # a pair is two scripts that share their test inputs
                spent += (time.perf_counter() - begin) / 2
                samples = found.samples // 2
                gaps += [value / exact - 1 for value in found.single_student_error[:, 0]]
            rows.append((width, samples, spent / ROUNDS, float(np.sqrt(np.mean(np.square(gaps))))))
    return used, exact_seconds, draw.teacher_error, exact, float(accuracy[0] / error[0]), rows


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 0 if the largest script is at least 1000 times slower, else 1."""
    parser = argparse.ArgumentParser(description="The exact route against training on sampled inputs.")
    parser.add_argument("--threads", type=int, default=None, help="BLAS threads (default: as installed)")
    parser.add_argument("--units", type=int, default=64, help="M_TE")
    options = parser.parse_args(arguments)
    used, seconds, teacher, exact, accuracy, rows = run(options.threads, options.units)
    print(
        f"d = {DIMENSION}, M_TE = {options.units}, linear target, tau = {TAU:g}, infinite student, {used} BLAS thread(s):"
    )
    print(f"L_TE = {teacher:.6f}, L_ST = {exact:.6f}.")
    print()
    print("| route | inputs sampled | seconds | relative error of L_ST | time against the exact route |")
    print("|---|---|---|---|---|")
    print(f"| exact | 0 | {seconds:.4f} | {accuracy:.0e} (estimated) | 1 |")
    for width, samples, spent, gap in rows:
        print(f"| script, M_ST = {width} | {samples:,} | {spent:.2f} | {gap:.1%} | {spent / seconds:,.0f} |")
    (first, last) = rows[0], rows[-1]
    slope = math.log(first[3] / last[3]) / math.log(last[2] / first[2])
    # no script converges faster than its test inputs let it: an exponent above 1/2 is chance
    slope = min(max(slope, 0.05), 0.5)
    for goal in (1e-2, 1e-6):
        if last[3] > goal:
            needed = last[2] * (last[3] / goal) ** (1 / slope)
            print(f"| script, extrapolated with error ~ seconds^-{slope:.2f}, not run | | {needed:.1e} | {goal:.0e} "
                  f"| {needed / seconds:.0e} |")  # fmt: skip
    return 0 if last[2] >= 1000 * seconds else 1


if __name__ == "__main__":
    sys.exit(main())
