"""``w2s equivalent`` without the printing: spectra from files, exact times, the fields of the JSON object."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import Any

from w2s_theory.cli.parameters import Time
from w2s_theory.exact_number import exact_number, shorten, shorten_path
from w2s_theory.records.errors import InputError

_LARGEST_FILE = 100_000_000
_COLUMNS = ("eigenvalue", "multiplicity")


class ExactTime(Time):
    """A time >= 0 as the exact rational that was typed, or ``inf``."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The time; NaN, negative and unrepresentable numbers are refused."""
        if not isinstance(value, str):
            return value
        found = super().convert(value, param, ctx)
        return found if found == inf else exact_number(value, self.what)


def parse_target(text: str) -> dict[int, Fraction]:
    """``1:0.8,2:0.6`` as degree -> coefficient."""
    found: dict[int, Fraction] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*([0-9]{1,9})\s*:(.*)", part, re.DOTALL)
        if match is None:
            raise InputError(
                f"--target must be DEGREE:COEFFICIENT pairs such as 1:0.8,2:0.6, not {shorten(text)}"
            )
        k = int(match[1])
        if k in found:
            raise InputError(f"--target names degree {k} twice: give each degree once")
        found[k] = exact_number(match[2], "a coefficient")
    return found


def read_spectrum(path: str) -> list[tuple[Fraction, int]]:
    """Pairs (eigenvalue, multiplicity) from a CSV file with these two columns, or with the first alone.

    Raises
    ------
    InputError
        For what is no such file, with the line.
    """
    shown = shorten_path(path)
    expected = "a CSV file whose first line is eigenvalue,multiplicity (or eigenvalue alone)"
    try:
        file = Path(path)
        if not file.is_file():
            raise InputError(f"--spectrum must be {expected}, and {shown} is not a file")
        if file.stat().st_size > _LARGEST_FILE:
            raise InputError(f"--spectrum must be {expected} of at most 100 MB, and {shown} is larger")
        text = file.read_text(encoding="utf-8-sig")
        rows = [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), strict=True)]
    except PermissionError as problem:
        raise InputError(f"--spectrum: no permission to read {shown}") from problem
    except (OSError, ValueError, csv.Error) as problem:
        if isinstance(problem, InputError):
            raise
        raise InputError(f"--spectrum must be {expected}, and {shown} cannot be read as one") from problem
    lines = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if not lines or tuple(lines[0][1]) not in (_COLUMNS, _COLUMNS[:1]):
        raise InputError(f"--spectrum must be {expected}, and {shown} begins otherwise")
    if len(lines) == 1:
        raise InputError(f"--spectrum {shown} is empty below its first line: give at least one eigenvalue")
    width = len(lines[0][1])
    pairs = []
    for number, row in lines[1:]:
        where = f"line {number} of {shown}"
        if len(row) != width:
            raise InputError(f"{where} must have {width} column{'s' * (width > 1)}, and it has {len(row)}")
        count = row[1] if width == 2 else "1"
        pairs.append((_eigenvalue(row[0], where), _multiplicity(count, where)))
    return pairs


def _eigenvalue(text: str, where: str) -> Fraction:
    from w2s_theory.equivalents.listed_spectrum import LARGEST_EIGENVALUE, SMALLEST_EIGENVALUE

    value = exact_number(text, f"the eigenvalue in {where}")
    if value < 0:
        raise InputError(f"the eigenvalue in {where} is negative: eigenvalues must be >= 0")
    if value and not SMALLEST_EIGENVALUE <= value <= LARGEST_EIGENVALUE:
        raise InputError(
            f"the eigenvalue in {where} must be 0 or between 1e-290 and 1e290, not {shorten(text)}"
        )
    return value


def _multiplicity(text: str, where: str) -> int:
    """A whole number, also as tables of floats write it (3.0, 1e+20)."""
    from w2s_theory.equivalents.listed_spectrum import LARGEST_MULTIPLICITY

    wanted = f"{where} must have a whole number >= 1 as multiplicity"
    try:
        value = exact_number(text, "the multiplicity")
    except InputError:
        if re.fullmatch(r"[0-9]+", text):
            raise InputError(f"{where} has a multiplicity above 10^30, the largest possible") from None
        raise InputError(f"{wanted}, not {shorten(text)}") from None
    if value > LARGEST_MULTIPLICITY:
        raise InputError(f"{where} has a multiplicity above 10^30, the largest possible")
    if value < 1 or value.denominator != 1:
        raise InputError(f"{wanted}, not {shorten(text)}")
    return int(value)


def equivalent_at(
    teacher: Any,
    units: int,
    target: Any,
    student: Any,
    taus: Sequence[Any],
    digits: int | None,
    certified: bool,
) -> dict[str, Any]:
    """The fields of ``w2s equivalent --json``; with digits or certified all numbers are strings."""
    from flint import arb

    from w2s_theory.equivalents.prediction import equivalent
    from w2s_theory.evaluate.enclosure import ball_text

    found = equivalent(teacher, units, target, student, digits=digits, certified=certified)
    # the errors asked for stand also where the best stop is not known
    best, problem = found.best_stop_or_reason()
    numbers = {
        "kappa": found.kappa,
        "teacher_error": found.teacher_error,
        "best_tau": None if best is None else best.tau,
        "best_student_error": None if best is None else best.error,
        "performance_gap_recovered": None if best is None else found.performance_gap_recovered(),
    }

    def split(value: Any) -> tuple[Any, str | None]:
        if not isinstance(value, arb):
            return None if value is None else found.text(value), None
        return ball_text(value, (found.digits or 15) + 2, more=True)

    rows = []
    for tau in taus:
        value, radius = split(found.student_error(tau=tau))
        shown = float(tau) if found.digits is None else str(tau)
        rows.append({"tau": shown, "value": value, "radius": radius})
    data: dict[str, Any] = {}
    radii: dict[str, str | None] = {}
    for name, value in numbers.items():
        data[name], radii[name] = split(value)
    return {
        "kappa": data["kappa"],
        "teacher_error": data["teacher_error"],
        "student_errors": rows,
        "best_tau": data["best_tau"],
        "best_student_error": data["best_student_error"],
        "performance_gap_recovered": data["performance_gap_recovered"],
        "best_stop_problem": problem,
        "condition": found.text(found.condition),
        "main_degree": found.main_degree,
        "radii": radii if certified else None,
        "noise_profile": [
            {"degree": k, "share": found.text(share)} for k, share in found.noise_profile.items()
        ],
        "teacher_units": units,
        "target": found.setting.target.to_dict(),
        "status": "universality",
        "about": "equivalent",
        "how": found.how,
    }
