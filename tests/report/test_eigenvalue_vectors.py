"""The published table of eigenvalues: current, and right by routes that share nothing with what made it."""

from fractions import Fraction
from pathlib import Path

import mpmath
import pytest

from w2s_theory.report.eigenvalue_vectors import COLUMNS, main, vectors_text

FILE = Path(__file__).parents[2] / "results" / "eigenvalue_vectors.csv"


def rows() -> list[dict[str, str]]:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert tuple(lines[0].split(",")) == COLUMNS
    return [dict(zip(COLUMNS, line.split(","), strict=True)) for line in lines[1:]]


def by_gammas(d: int, k: int, p: int) -> mpmath.mpf:
    half = mpmath.mpf(1) / 2
    a = mpmath.gammaprod([p + 1, d * half], [(p - k) * half + 1, (k + p + d) * half]) / 2 ** (p + 1)
    return a * a


def by_definition(d: int, k: int, p: int) -> mpmath.mpf:
    """E[max(z, 0)^p P_k(z)]^2, z the first coordinate of a uniform point of the sphere."""

    def harmonic(z):
        before, now = mpmath.mpf(1), z
        for m in range(1, k):
            before, now = now, ((2 * m + d - 2) * z * now - m * before) / (m + d - 2)
        return now if k else before

    constant = mpmath.gammaprod([mpmath.mpf(d) / 2], [mpmath.mpf(1) / 2, mpmath.mpf(d - 1) / 2])
    return (
        constant
        * mpmath.quad(
            lambda t: mpmath.cos(t) ** p * harmonic(mpmath.cos(t)) * mpmath.sin(t) ** (d - 2),
            mpmath.linspace(0, mpmath.pi / 2, 5),
        )
    ) ** 2


def exact_value(text: str) -> mpmath.mpf:
    """1/36, 4/(225*pi^2), 0."""
    over_pi = "pi^2" in text
    plain = text.replace("*pi^2", "").replace("pi^2", "1").strip("()").replace("(", "").replace(")", "")
    value = Fraction(plain)
    return mpmath.mpf(value.numerator) / value.denominator / (mpmath.pi**2 if over_pi else 1)


def test_the_file_is_what_the_command_writes(tmp_path) -> None:
    assert FILE.read_text(encoding="utf-8") == vectors_text()
    assert main([str(tmp_path / "vectors.csv")]) == 0 and main([]) == 2
    assert (tmp_path / "vectors.csv").read_bytes() == FILE.read_bytes()


def test_every_ball_holds_the_gamma_quotient_and_the_exact_value() -> None:
    table = rows()
    assert len(table) > 1000 and len({(row["d"], row["k"], row["p"]) for row in table}) == len(table)
    with mpmath.workdps(70):
        for row in table:
            right = by_gammas(*(int(row[name]) for name in "dkp"))
            value, radius = mpmath.mpf(row["value"]), mpmath.mpf(row["radius"])
            slack = mpmath.mpf(10) ** -60 * right
            assert abs(value - right) <= radius + slack, row
            assert radius <= mpmath.mpf(10) ** -40 * value and (radius > 0 or row["exact"]), row
            if row["exact"]:
                assert abs(exact_value(row["exact"]) - right) <= slack, row


@pytest.mark.parametrize("d, k, p", [(2, 3, 0), (3, 4, 1), (5, 2, 2), (8, 9, 0), (16, 6, 3), (64, 8, 1)])
def test_a_sample_from_the_definition(d: int, k: int, p: int) -> None:
    (row,) = (row for row in rows() if (row["d"], row["k"], row["p"]) == (str(d), str(k), str(p)))
    with mpmath.workdps(50):
        right = by_definition(d, k, p)
        assert (
            abs(mpmath.mpf(row["value"]) - right) <= mpmath.mpf(row["radius"]) + right * mpmath.mpf(10) ** -38
        )
