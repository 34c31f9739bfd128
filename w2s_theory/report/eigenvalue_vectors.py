"""``results/eigenvalue_vectors.csv``: certified eigenvalues as test vectors for other packages.

``python -m w2s_theory.report.eigenvalue_vectors results/eigenvalue_vectors.csv`` writes the file; its rows are those of
``w2s spectrum --enclose --digits 40`` and ``--exact`` for many dimensions and powers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from w2s_theory.evaluate.eigenvalues.kernel_spectrum import spectrum
from w2s_theory.models.relu_sphere import relu_sphere

DIMENSIONS = (2, 3, 4, 5, 6, 7, 8, 10, 16, 32, 64, 100, 128, 500, 1000)
DEGREES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 31, 50, 63, 100, 999)
POWERS = (0, 1, 2, 3)
DIGITS = 40
COLUMNS = ("d", "k", "p", "value", "radius", "exact")
_LONGEST = 120  # characters of an exact value

HEADING = (
    "Eigenvalues of random-feature kernels on the sphere, certified: lambda_k lies within value +- radius.",
    "Features phi_u(x) = max(<u, x>, 0)^p (p = 0: the step), u and x uniform on the unit sphere of R^d;",
    "K(x, y) = E_u[phi_u(x) phi_u(y)] = sum_k lambda_k N_k P_k(<x, y>),",
    "P_k(1) = 1, N_k the dimension of the harmonics of degree k; sum_k N_k lambda_k = K(x, x), which is 1/(2d) for p = 1.",
    f"exact: a rational number, or one over pi^2; empty where it has more than {_LONGEST} characters.",
    "Made by: python -m w2s_theory.report.eigenvalue_vectors results/eigenvalue_vectors.csv",
)


def vector_rows() -> Iterator[tuple[str, ...]]:
    """The rows, as text, sorted by dimension, power and degree."""
    for d in DIMENSIONS:
        for p in POWERS:
            table = spectrum(relu_sphere(d, p), DEGREES)
            for row, exact in zip(table.rows("enclose", DIGITS), table.rows("exact"), strict=True):
                text = exact["exact"] if len(exact["exact"]) <= _LONGEST else ""
                yield str(d), str(row["degree"]), str(p), row["eigenvalue"], row["radius"], text


def vectors_text() -> str:
    """The whole file: comments, the names of the columns, the rows."""
    lines = [f"# {line}" for line in HEADING]
    lines.append(",".join(COLUMNS))
    lines += [",".join(row) for row in vector_rows()]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file named on the command line."""
    if len(arguments) != 1:
        print("usage: python -m w2s_theory.report.eigenvalue_vectors FILE", file=sys.stderr)
        return 2
    Path(arguments[0]).write_text(vectors_text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
