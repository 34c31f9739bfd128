"""A spectrum from a CSV file: one's own, one that ``w2s spectrum --csv`` wrote, or pandas from its JSON object."""

from __future__ import annotations

from fractions import Fraction

from w2s_theory.csv_file import CsvFile, CsvLine, read_csv
from w2s_theory.equivalents.listed_spectrum import LARGEST_MULTIPLICITY
from w2s_theory.exact_number import exact_number, shorten, shorten_path
from w2s_theory.records.errors import InputError

_LARGEST_FILE = 100_000_000
_VALUES = ("eigenvalue", "exact")
_KNOWN = ("degree", "multiplicity", *_VALUES, "log_eigenvalue", "radius")
_EXPECTED = "--spectrum must be a CSV file whose first line is eigenvalue,multiplicity (or eigenvalue alone)"


def read_spectrum(path: str) -> list[tuple[Fraction, int]]:
    """Pairs (eigenvalue, multiplicity) from a CSV file, in the order of its rows.

    Needs the column ``eigenvalue`` or ``exact`` (which is taken where it holds a rational number); multiplicity is 1
    where that column is missing. The other columns of ``w2s spectrum`` may stand there too: rows must then have the
    degrees 0, 1, 2, ..., since a degree names a row.

    Raises
    ------
    InputError
        For what is no such file, with the line.
    """
    file = read_csv(path, _EXPECTED, _LARGEST_FILE)
    shown = shorten_path(path)
    unknown = [name for name in file.columns if name not in _KNOWN]
    if unknown or len(set(file.columns)) < len(file.columns) or not set(_VALUES) & set(file.columns):
        raise InputError(f"{_EXPECTED}, and {shown} begins otherwise")
    if not file.lines:
        raise InputError(f"--spectrum {shown} is empty below its first line: give at least one eigenvalue")
    return [_pair(file, number, line) for number, line in enumerate(file.lines)]


def _pair(file: CsvFile, number: int, line: CsvLine) -> tuple[Fraction, int]:
    where = f"line {line.number} of {shorten_path(file.path)}"
    row = dict(zip(file.columns, line.cells, strict=True))
    degree = row.get("degree", str(number))
    if degree not in (str(number), f"{number}.0"):
        raise InputError(
            f"{where} has the degree {shorten(degree)}, and a spectrum has the degrees 0, 1, 2, ... one a row: "
            f"write it with --degrees 0:B"
        )
    return _eigenvalue(row, where), _multiplicity(row, where)


def _eigenvalue(row: dict[str, str], where: str) -> Fraction:
    exact, text = row.get("exact", ""), row.get("eigenvalue", "")
    if exact and "pi" not in exact:
        text = exact
    if not text and "pi" in exact:
        raise InputError(
            f"{where} has the eigenvalue {shorten(exact)}, which is not rational: write the file with --digits 30"
        )
    if not text:
        raise InputError(
            f"{where} has no eigenvalue, as where float64 holds none: write the file with --digits 30"
        )
    return exact_number(text, f"the eigenvalue in {where}")


def _multiplicity(row: dict[str, str], where: str) -> int:
    text = row.get("multiplicity", "1")
    expected = f"{where} must have a whole number >= 1 as multiplicity"
    too_large = f"{expected}, at most 10^{len(str(LARGEST_MULTIPLICITY)) - 1}, and this one is too large"
    if not text:
        raise InputError(
            f"{too_large} for float64: leave the row out" if "degree" in row else f"{expected}, not nothing"
        )
    if text.isdecimal() and len(text) > 40:
        raise InputError(too_large)
    try:
        # pandas writes 3.0 where some entry of the column is missing or large
        number = exact_number(text, "the multiplicity")
    except InputError:
        raise InputError(f"{expected}, not {shorten(text)}") from None
    if number > LARGEST_MULTIPLICITY:
        raise InputError(too_large)
    if number.denominator != 1 or number < 1:
        raise InputError(f"{expected}, not {shorten(text)}")
    return int(number)
