"""The rows of ``w2s spectrum``, and how many of them anybody reads."""

from __future__ import annotations

from math import lgamma, log
from typing import Any

from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model

MOST_ROWS = 100_000
MOST_CHARACTERS = 50_000_000


def spectrum_rows(model: Model, degrees: range, view: str, digits: int) -> list[dict[str, Any]]:
    """Degree, multiplicity, eigenvalue, log_eigenvalue, radius, exact; strings unless ``view`` is fast.

    Raises
    ------
    InputError
        For more rows or digits than anybody reads.
    """
    if len(degrees) > MOST_ROWS:
        raise InputError(
            f"--degrees {degrees.start}:{degrees.stop - 1} makes {len(degrees)} rows, more than {MOST_ROWS}: "
            "ask for fewer, or use w2s_theory.spectrum in Python"
        )
    if view != "fast":
        each = model.dimension + degrees.stop if view == "exact" else digits
        if each * len(degrees) + _multiplicity_digits(model.dimension, degrees) > MOST_CHARACTERS:
            raise InputError(
                f"this would print more than {MOST_CHARACTERS} digits: ask for fewer degrees or digits, "
                "or without --exact, --digits, --enclose"
            )
    from w2s_theory.evaluate.eigenvalues.kernel_spectrum import spectrum

    return spectrum(model, degrees).rows(view, digits)  # type: ignore[arg-type]


def _multiplicity_digits(dimension: int, degrees: range) -> float:
    """About how many digits all N(d, k) have together, from N(d, k) <= 2 C(k+d-1, d-1)."""
    k, d = float(degrees.stop), float(dimension)
    return len(degrees) * (lgamma(k + d) - lgamma(k + 1) - lgamma(d) + 1) / log(10)
