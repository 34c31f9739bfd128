"""Exact coefficients and eigenvalues against the literal integral given to SymPy.

Every measurement is a fresh process with nothing cached, imports before the clock; ours and SymPy's take turns, and
the ratio is formed within each turn. Both results are compared at 30 digits. SymPy gets a minute per integral.

Run: python benchmarks/symbolic.py [--rounds N]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

LIMIT = 60.0
# what, dimension (0 for the letter d), degree
CASES = (
    ("coefficient", 3, 4), ("coefficient", 5, 10), ("coefficient", 8, 4), ("coefficient", 33, 10),
    ("coefficient", 0, 2), ("coefficient", 0, 4),
    ("eigenvalue", 3, 4), ("eigenvalue", 5, 4), ("eigenvalue", 8, 4),
)  # fmt: skip
TITLES = {"coefficient": "a_k, the integral of sigma P_k", "eigenvalue": "lambda_k, the integral of K P_k"}


def polynomial(d, k, z):
    """P_k(z) of dimension d, P_k(1) = 1."""
    from sympy import Integer, expand

    before, now = Integer(1), z
    for n in range(1, k):
        before, now = now, expand(((2 * n + d - 2) * z * now - n * before) / (n + d - 2))
    return now if k else before


def measure_literal(what: str, d: int, k: int) -> dict:
    """SymPy's own integral of the definition."""
    import sympy
    from sympy import Rational, acos, gamma, integrate, pi, sqrt

    z = sympy.Symbol("z", real=True)
    dimension = sympy.Symbol("d", integer=True, positive=True) if d == 0 else sympy.Integer(d)
    constant = gamma(dimension / 2) / (sqrt(pi) * gamma((dimension - 1) / 2))
    weight = (1 - z**2) ** ((dimension - 3) / 2)
    p = polynomial(dimension, k, z)
    start = time.perf_counter()
    if what == "coefficient":
        found = constant * integrate(z * p * weight, (z, 0, 1), conds="none")
    else:
        kernel = (sqrt(1 - z**2) + z * (pi - acos(z))) / (2 * pi * dimension)
        found = constant * integrate(sympy.expand(kernel * p) * weight, (z, -1, 1))
    seconds = time.perf_counter() - start
    if found.has(sympy.Integral):
        return {"seconds": seconds, "value": "not found"}
    at = found.subs(dimension, Rational(7)) if d == 0 else found
    return {"seconds": seconds, "value": str(sympy.N(at, 30))}


def measure_ours(what: str, d: int, k: int) -> dict:
    """The package's derivation."""
    import sympy

    from w2s_theory.derive.activation_coefficient import derive_activation_coefficient
    from w2s_theory.derive.exact_eigenvalue import derive_exact_coefficient, derive_exact_eigenvalue

    start = time.perf_counter()
    if d == 0:
        found = derive_activation_coefficient(1, k)
        seconds = time.perf_counter() - start
        result = found.result.subs(next(s for s in found.result.free_symbols if s.name == "d"), 7)
        return {"seconds": seconds, "value": str(sympy.N(result, 30))}
    exact = derive_exact_coefficient(d, k) if what == "coefficient" else derive_exact_eigenvalue(d, k)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "value": str(sympy.N(exact.to_sympy(), 30))}


MEASURES: dict[str, Callable[[str, int, int], dict]] = {"literal": measure_literal, "ours": measure_ours}


def in_fresh_process(name: str, what: str, d: int, k: int) -> dict:
    """One measurement in its own interpreter; without ``value`` if it took longer than the limit."""
    command = [sys.executable, str(Path(__file__).resolve()), "--one", name, what, str(d), str(k)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=LIMIT + 5)
    except subprocess.TimeoutExpired:
        return {"seconds": LIMIT}
    return json.loads(done.stdout)


def main(arguments: list[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Exact results against SymPy's integral.")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each (default 5)")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.one:
        name, what, d, k = options.one
        print(json.dumps(MEASURES[name](what, int(d), int(k))))
        return 0
    print("| exact result | d, k | ours: ms | SymPy's integral: ms | ratio (range) | same value |")
    print("|---|---|---|---|---|---|")
    differ = False
    for what, d, k in CASES:
        turns = []
        for _ in range(options.rounds):
            turns.append([in_fresh_process(name, what, d, k) for name in ("ours", "literal")])
            if "value" not in turns[-1][1]:
                break
        ours, literal = (
            statistics.median(each["seconds"] for each in side) for side in zip(*turns, strict=True)
        )
        ratios = [second["seconds"] / first["seconds"] for first, second in turns]
        value, other = turns[0][0]["value"], turns[0][1].get("value", f"none within {LIMIT:.0f} s")
        same = "yes" if other[:25] == value[:25] else other
        differ |= other[:1] in "-0123456789" and same != "yes"
        shown = f"{statistics.median(ratios):,.0f} ({min(ratios):,.0f} to {max(ratios):,.0f})"
        place = f"{d or 'the letter d'}, {k}"
        print(f"| {TITLES[what]} | {place} | {1e3 * ours:.2f} | {1e3 * literal:,.0f} | {shown} | {same} |")
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
