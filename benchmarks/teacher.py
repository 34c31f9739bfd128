"""One simulated teacher against the linear algebra it cannot avoid.

One teacher with 2048 units in dimension 32 and its infinitely wide student at 50 times, against one
float64 potrf of that order plus one syrk of that order and depth: interleaved in one fresh
process, same threads, another seed each time. Also the largest memory, in units of M^2 doubles.

Run: python benchmarks/teacher.py [--threads N]
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import sys
import threading
import time
from pathlib import Path

UNITS, DIMENSION, TIMES, ROUNDS = 2048, 32, 50, 7


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _peak_above_start(work) -> tuple[float, float]:
    """(seconds, largest resident memory above that at the start in bytes), sampled every 0.5 ms."""
    start, peak, done = _resident(), 0, threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.0005):
            peak = max(peak, _resident() - start)

    watcher = threading.Thread(target=watch)
    watcher.start()
    begin = time.perf_counter()
    work()
    seconds = time.perf_counter() - begin
    done.set()
    watcher.join()
    return seconds, peak


def _run(threads: int | None, pipe) -> None:
    import numpy as np
    from scipy.linalg import blas, lapack
    from threadpoolctl import threadpool_info, threadpool_limits

    from w2s_theory.models.relu_sphere import relu_sphere
    from w2s_theory.simulate.machine.streams import child_generator
    from w2s_theory.simulate.random_features import draw_units
    from w2s_theory.simulate.student import compute_student_error
    from w2s_theory.simulate.teacher import simulate_teacher

    model = relu_sphere(DIMENSION)
    eigenvalue = 1.0 / (2 * DIMENSION) ** 2
    times = np.append(np.geomspace(0.01, 100.0, TIMES - 1), np.inf) / eigenvalue
    potrf, syrk = getattr(lapack, "dpotrf"), getattr(blas, "dsyrk")  # noqa: B009 - not in the type stubs

    def teacher(seed: int):
        units = draw_units(model, UNITS, child_generator(seed, "benchmark"))
        return compute_student_error(simulate_teacher(model, units, times=times), times)

    with threadpool_limits(threads):
        used = max(info["num_threads"] for info in threadpool_info() if info["user_api"] == "blas")
        rng = child_generator(0, "matrix")
        factor = np.asfortranarray(rng.standard_normal((UNITS, UNITS)))
        matrix = np.asfortranarray(factor @ factor.T + UNITS * np.eye(UNITS))
        rows, worst, memory = [], 0.0, 0.0
        teacher(1000)
        for seed in range(ROUNDS):
            work = matrix.copy(order="F")
            begin = time.perf_counter()
            potrf(work, lower=1, clean=0, overwrite_a=1)
            middle = time.perf_counter()
            syrk(1.0, factor, lower=1)
            end = time.perf_counter()
            del work
            result = []
            seconds, peak = _peak_above_start(lambda seed=seed, result=result: result.extend(teacher(seed)))
            worst = max(worst, float(np.max(result[1] / result[0])))
            memory = max(memory, peak / (8.0 * UNITS**2))
            rows.append((middle - begin, end - middle, seconds))
    pipe.send((used, rows, worst, memory))


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 0 if both targets are met, else 1."""
    parser = argparse.ArgumentParser(description="One simulated teacher against potrf and syrk.")
    parser.add_argument("--threads", type=int, default=None, help="BLAS threads (default: as installed)")
    threads = parser.parse_args(arguments).threads
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_run, args=(threads, there))
    child.start()
    there.close()
    used, rows, worst, memory = here.recv()
    child.join()
    potrf, syrk, teacher = (statistics.median(column) for column in zip(*rows, strict=True))
    ratios = [row[2] / (row[0] + row[1]) for row in rows]
    ratio = statistics.median(ratios)
    print(f"M_TE = {UNITS}, d = {DIMENSION}, {TIMES} times, {used} BLAS thread(s), median of {ROUNDS} rounds")
    print()
    print("| what | value |")
    print("|---|---|")
    print(f"| potrf | {potrf:.3f} s |")
    print(f"| syrk | {syrk:.3f} s |")
    print(f"| teacher and student | {teacher:.3f} s |")
    print(f"| ratio (target at most 2) | {ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |")
    print(f"| memory (target at most 6 M^2 doubles) | {memory:.2f} M^2 |")
    print(f"| largest relative error estimate | {worst:.1e} |")
    return 0 if ratio <= 2.0 and memory <= 6.0 else 1


if __name__ == "__main__":
    sys.exit(main())
