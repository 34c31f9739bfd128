"""The table of ``w2s spectrum``: its heading, its columns, and exact values where they are short enough to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from w2s_theory.cli.headings import model_heading
from w2s_theory.cli.table import Column, Table
from w2s_theory.records.errors import InputError
from w2s_theory.records.model import Model

# beside float64 numbers: as many rows, of so high a degree, as anybody reads, and as long
_MOST_ROWS, _HIGHEST, _LONGEST = 40, 100, 24


def spectrum_table(model: Model, degrees: range, rows: Sequence[dict[str, Any]], view: str) -> Table:
    """The rows of :func:`w2s_theory.cli.spectrum_rows.spectrum_rows` as a table; ``view`` as there."""
    span = str(degrees[0]) if len(degrees) == 1 else f"{degrees[0]}..{degrees[-1]}"
    title = f"degree {span}, {model_heading(model)}"
    columns = [
        Column("degree", "k", latex="$k$"),
        Column("multiplicity", "N_k, dimension of the eigenspace", latex="$N_k$"),
        Column(
            "eigenvalue", "lambda_k; the sum of all N_k lambda_k is K(x,x)", latex=r"$\lambda_k$", digits=None
        ),
        Column("exact", "lambda_k exactly", latex=r"$\lambda_k$ exactly"),
    ]
    untold = view == "fast" and any(row["eigenvalue"] == 0.0 and row["radius"] for row in rows)
    if view == "enclose" or untold:
        columns.append(Column("radius", "lambda_k lies within eigenvalue +- radius", latex=r"$\pm$", up=True))
    if view == "fast":
        columns.append(
            Column("log_eigenvalue", "natural logarithm of lambda_k; none for 0", "log", r"$\log\lambda_k$")
        )
        rows = _with_exact(model, degrees, rows)
    return Table(title, tuple(columns), tuple(rows))


def _with_exact(model: Model, degrees: range, rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The same with ``1/36`` beside 0.0277..., where every row has a short exact value."""
    if len(degrees) > _MOST_ROWS or degrees[-1] > _HIGHEST or model.activation is None:
        return rows
    from w2s_theory.evaluate.eigenvalues.kernel_spectrum import spectrum

    if model.activation.power is None:
        return rows
    try:
        texts = [str(spectrum(model, degrees).exact(k)) for k in degrees]
    except InputError:
        return rows
    if max(map(len, texts)) > _LONGEST:
        return rows
    return [{**row, "exact": text} for row, text in zip(rows, texts, strict=True)]
