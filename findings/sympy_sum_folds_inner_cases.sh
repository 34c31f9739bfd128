#!/usr/bin/env bash
# One would guess: Sum(Integral(Piecewise((k*z, z > 0), (0, True)), (z, -1, 1)), (k, 0, 2)) has no free letter and is 0 + 1/2 + 1 = 3/2.
# True: the constructor of Sum pulls the condition z > 0 out of the inner integral: z becomes free, and doit() gives 0.
# SymPy 1.14.0, 2026-11-30. The same integral outside a sum, or a sum whose letter is not among the cases, is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "sympy==1.14.0"
"$folder/venv/bin/python" - <<'PYTHON'
import sympy
from sympy import Integral, Piecewise, Rational, Sum, Symbol

k, z = Symbol("k", integer=True, nonnegative=True), Symbol("z", real=True)
inner = Integral(Piecewise((k * z, z > 0), (0, True)), (z, -1, 1))
total = Sum(inner, (k, 0, 2))
by_hand = sum(inner.subs(k, number).doit() for number in range(3))
free = Sum(Integral(Piecewise((z, z > 0), (0, True)), (z, -1, 1)), (k, 0, 2))
print(f"SymPy {sympy.__version__}")
print(f"built:     {total}")
print(f"free:      {sorted(map(str, total.free_symbols))} (of the inner integral alone: {sorted(map(str, inner.free_symbols))})")
print(f"doit():    {total.doit()}, term by term: {by_hand}")
assert by_hand == Rational(3, 2)
assert total.free_symbols == {z}, "the letter of the inner integral is no longer free: this has changed"
assert total.doit() == 0, "the value has changed"
assert free.free_symbols == set() and free.doit() == Rational(3, 2), "cases without the sum's letter are left alone"
PYTHON
