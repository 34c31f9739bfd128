"""Time and error of the eigenvalues, against quadrature of the kernel: prints markdown tables.

Run: ``python benchmarks/eigenvalues.py``. Each measurement is made in a fresh process, with its own
arguments, so that no cache is warm; the best of three processes is reported.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

DIMENSIONS = (2, 3, 32, 10**3, 10**6)
COMPARED = ((3, 4), (8, 10), (32, 2), (32, 8), (128, 20))
REPEATS = 3


def measure_million(dimension: int) -> dict:
    """10^6 eigenvalues in float64, and the largest error against 200-bit balls on a sample."""
    import numpy as np
    from flint import arb, ctx

    from w2s_theory.evaluate.eigenvalues.power_balls import enclose_eigenvalue
    from w2s_theory.evaluate.eigenvalues.power_floats import compute_eigenvalues

    count = 10**6
    start = time.perf_counter()
    value, log_value = compute_eigenvalues(dimension, range(count))
    seconds = time.perf_counter() - start
    worst = worst_log = 0.0
    for k in [*range(100), *range(count - 100, count), *random.Random(dimension).sample(range(count), 200)]:
        ball = enclose_eigenvalue(dimension, k, 1, 60)
        if ball == 0:
            continue
        with ctx.workprec(200):
            if value[k] > 1e-307:
                ulp = arb(float(np.spacing(value[k])))
                worst = max(worst, float(abs(arb(float(value[k])) - ball) / ulp))
            ulp = arb(float(np.spacing(-log_value[k])))
            worst_log = max(worst_log, float(abs(arb(float(log_value[k])) - ball.log()) / ulp))
    return {"seconds": seconds, "ulp": worst, "log_ulp": worst_log}


def measure_digits(dimension: int, degree: int) -> dict:
    """One eigenvalue to 1000 certified digits."""
    from w2s_theory.evaluate.eigenvalues.power_balls import enclose_eigenvalue

    start = time.perf_counter()
    ball = enclose_eigenvalue(dimension, degree, 1, 1000)
    seconds = time.perf_counter() - start
    digits = "exact" if ball.is_exact() else int(ball.rel_accuracy_bits() * 0.30103)
    return {"seconds": seconds, "digits": digits}


def measure_symbolic(degree: int) -> dict:
    """The derivation of the closed form in a letter d, for a degree not seen before."""
    from w2s_theory.derive.activation_coefficient import derive_activation_coefficient

    start = time.perf_counter()
    derivation = derive_activation_coefficient(1, degree)
    return {"seconds": time.perf_counter() - start, "lines": len(derivation.lines)}


def measure_comparison(dimension: int, degree: int) -> dict:
    """One eigenvalue by us, by 1000-node Gauss-Gegenbauer quadrature, and by mpmath.quad; d > 2.

    Everything is imported before the clocks start.
    """
    import mpmath
    import numpy as np
    from scipy.special import roots_gegenbauer

    from w2s_theory.derive.exact_eigenvalue import derive_exact_eigenvalue
    from w2s_theory.evaluate.eigenvalues.power_floats import compute_eigenvalues

    d, k = dimension, degree
    start = time.perf_counter()
    ours = float(compute_eigenvalues(d, range(k, k + 1))[0][0])
    ours_seconds = time.perf_counter() - start

    def recurrence(z):
        before, now = 1.0 + 0 * z, z
        for m in range(1, k):
            before, now = now, ((2 * m + d - 2) * z * now - m * before) / (m + d - 2)
        return now if k else before

    start = time.perf_counter()
    # the rule's weights, divided by their sum, are those of the probability measure
    z, w = roots_gegenbauer(1000, (d - 2) / 2)
    kernel = (np.sqrt(1 - z * z) + z * (np.pi - np.arccos(z))) / (2 * np.pi * d)
    gauss = float(np.sum(w / w.sum() * kernel * recurrence(z)))
    gauss_seconds = time.perf_counter() - start

    start = time.perf_counter()
    constant = mpmath.gammaprod([mpmath.mpf(d) / 2], [mpmath.mpf(1) / 2, mpmath.mpf(d - 1) / 2])

    def integrand(z):
        value = (mpmath.sqrt(1 - z * z) + z * (mpmath.pi - mpmath.acos(z))) / (2 * mpmath.pi * d)
        return constant * value * recurrence(z) * (1 - z * z) ** (mpmath.mpf(d - 3) / 2)

    by_quad = float(mpmath.quad(integrand, [-1, 0, 1]))
    quad_seconds = time.perf_counter() - start
    with mpmath.workdps(40):
        exact = derive_exact_eigenvalue(d, k)
        truth = mpmath.mpf(int(exact.rational.p)) / int(exact.rational.q)
        truth = truth / mpmath.pi**2 if exact.over_pi_squared else truth
        errors = [float(abs(value / truth - 1)) for value in (ours, gauss, by_quad)]
    return {"seconds": [ours_seconds, gauss_seconds, quad_seconds], "errors": errors}


def measure_single(dimension: int, degree: int) -> dict:
    """One eigenvalue through ``spectrum(model, [k])``, the second and later times."""
    from w2s_theory.evaluate.eigenvalues.kernel_spectrum import spectrum
    from w2s_theory.models.relu_sphere import relu_sphere

    model, runs = relu_sphere(dimension), 200
    spectrum(model, [degree]).fast  # noqa: B018 - what is loaded once is not what is measured
    start = time.perf_counter()
    for _ in range(runs):
        spectrum(model, [degree]).fast  # noqa: B018
    return {"seconds": (time.perf_counter() - start) / runs}


MEASURES: dict[str, Callable[..., dict]] = {
    "million": measure_million,
    "digits": measure_digits,
    "symbolic": measure_symbolic,
    "comparison": measure_comparison,
    "single": measure_single,
}


def in_fresh_process(name: str, *arguments: int) -> dict:
    """One measurement in its own interpreter."""
    command = [sys.executable, str(Path(__file__).resolve()), "--one", name, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def best(name: str, *arguments: int) -> dict:
    """The fastest of a few fresh processes."""
    runs = [in_fresh_process(name, *arguments) for _ in range(REPEATS)]
    return min(
        runs, key=lambda run: run["seconds"] if isinstance(run["seconds"], float) else run["seconds"][0]
    )


def main() -> None:
    """Print all tables."""
    print(f"Python {platform.python_version()}, {platform.machine()}; best of {REPEATS} fresh processes.\n")
    print("| 10^6 eigenvalues, d | ms (target 200) | worst ulp | worst ulp of the logarithm |")
    print("|---|---|---|---|")
    for d in DIMENSIONS:
        run = best("million", d)
        print(f"| {d} | {1e3 * run['seconds']:.0f} | {run['ulp']:.2f} | {run['log_ulp']:.2f} |")
    print("\n| 1000 certified digits, d, k | ms (target 10) | digits |\n|---|---|---|")
    for d, k in ((3, 4), (32, 100), (1001, 1000), (10**6, 10**6)):
        run = best("digits", d, k)
        print(f"| {d}, {k} | {1e3 * run['seconds']:.2f} | {run['digits']} |")
    print("\n| closed form in d for a new k | ms (target 1000) | verified lines |\n|---|---|---|")
    for k in (2, 10, 24, 40):
        run = best("symbolic", k)
        print(f"| {k} | {1e3 * run['seconds']:.0f} | {run['lines']} |")
    print("\n| one eigenvalue through spectrum(model, [k]), d, k | us (target 100) |\n|---|---|")
    for d, k in ((3, 4), (32, 2), (1000, 2), (32, 4096)):
        print(f"| {d}, {k} | {1e6 * best('single', d, k)['seconds']:.0f} |")
    print(
        "\n| one eigenvalue, d, k | ours: us, error | 1000-node Gauss: ms, error | mpmath.quad: ms, error |",
        end="",
    )
    print(" time ratio (Gauss, quad) | error ratio (Gauss, quad) |\n|---|---|---|---|---|---|")
    for d, k in COMPARED:
        run = best("comparison", d, k)
        (a, b, c), (ea, eb, ec) = run["seconds"], run["errors"]
        floor = max(ea, 2.0**-53)
        print(
            f"| {d}, {k} | {1e6 * a:.0f}, {ea:.1e} | {1e3 * b:.0f}, {eb:.1e} | {1e3 * c:.0f}, {ec:.1e} "
            f"| {b / a:.3g}, {c / a:.3g} | {eb / floor:.1g}, {ec / floor:.1g} |"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", nargs="+", help="one measurement: its name and its arguments")
    one = parser.parse_args().one
    if one:
        print(json.dumps(MEASURES[one[0]](*map(int, one[1:]))))
    else:
        main()
