"""The pages of measurements in docs/: their tables are well formed, and rows measured again say the same."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks import calibration, eigenvalues, mutations, simulation_accuracy, sweep_runner
from benchmarks.__main__ import PARTS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def tables(page: str) -> list[list[list[str]]]:
    """All tables of a page, each a list of rows of cells; the first row is the head, the rule is left out."""
    found: list[list[list[str]]] = []
    inside = False
    for line in (DOCS / page).read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            inside = False
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if not inside:
            found.append([])
            inside = True
        if not all(set(cell) <= set("-: ") and cell for cell in cells):
            found[-1].append(cells)
    return found


def table_with(page: str, column: str) -> list[dict[str, str]]:
    """The rows of the first table that has a column."""
    for head, *rows in tables(page):
        if column in head:
            return [dict(zip(head, row, strict=True)) for row in rows]
    raise AssertionError(f"{page} has no table with a column {column!r}")


@pytest.mark.parametrize("page", sorted(path.name for path in DOCS.glob("*.md")))
def test_tables_are_rectangular(page: str) -> None:
    for head, *rows in tables(page):
        assert rows and all(len(row) == len(head) for row in rows), (page, head)


def test_the_page_of_benchmarks_has_every_part() -> None:
    text = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [title for title, _, _ in PARTS]
    for title, script, arguments in PARTS:
        after = text.split(f"## {title}\n", 1)[1]
        assert after.lstrip().startswith(f"`python benchmarks/{' '.join([script, *arguments])}`")


def test_certified_digits_are_measured_again() -> None:
    row = next(
        row for row in table_with("benchmarks.md", "digits") if row["1000 certified digits, d, k"] == "3, 4"
    )
    assert str(eigenvalues.measure_digits(3, 4)["digits"]) == row["digits"]


def test_bytes_of_a_task_are_measured_again() -> None:
    rows = {row["what"]: row for row in table_with("benchmarks.md", "wanted")}
    together, _, alone, _ = sweep_runner.bytes_sent()
    for what, found in (
        ("bytes to a worker and back, per task of a batch of 50", together),
        ("the same for a task alone", alone),
    ):
        # what comes back also names the machine
        assert found == pytest.approx(float(rows[what]["measured"].split()[0]), rel=0.1), what


def test_every_case_of_the_audit_is_covered() -> None:
    (summary,) = table_with("accuracy.md", "not covered")
    assert int(summary["cases"]) >= 1000
    assert summary["not covered"] == summary["referee too wide"] == "0"
    assert int(summary["covered"]) + int(summary["refused"]) == int(summary["cases"])
    assert int(summary["covered"]) >= 1000 and float(summary["smallest L_TE"]) < 1e-12


def test_a_case_of_the_audit_is_measured_again() -> None:
    rows = [row for table in tables("accuracy.md") if "case" in table[0] for row in table[1:]]
    head = [cell.strip() for cell in simulation_accuracy.HEAD.strip("|").split("|")]
    small = [
        row for row in map(lambda cells: dict(zip(head, cells, strict=True)), rows) if int(row["M_TE"]) <= 70
    ]
    for bits in (True, False):
        row = next(row for row in small if (row["bits"] == "53") == bits)
        found = simulation_accuracy.audit(int(row["case"]))
        assert found.outcome == "covered" and found.bits == int(row["bits"])
        assert found.teacher_error == pytest.approx(float(row["L_TE"]), rel=2e-6)
        # up to the last column, which depends on the machine's rounding, the line is the same
        again = simulation_accuracy.case_row(found).strip("| ").split(" | ")
        assert again[:8] == [row[name] for name in head[:8]]


def test_the_audit_notices_an_accuracy_that_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    from w2s_theory.simulate import projection, teacher_parts

    number = next(
        n for n in range(100)
        if (case := simulation_accuracy.build_case(n)).kind == "uniform" and case.units < 40 and case.accuracy > 1e-9
    )  # fmt: skip
    assert simulation_accuracy.audit(number).outcome == "covered"
    usual = projection.project_function

    def boastful(*arguments):
        weights, error, accuracy, size = usual(*arguments)
        return weights, error + 2e-3 * accuracy, 1e-3 * accuracy, size

    monkeypatch.setattr(projection, "project_function", boastful)
    assert simulation_accuracy.audit(number).outcome == "not covered"
    monkeypatch.undo()
    images = teacher_parts.compute_zonal_images
    monkeypatch.setattr(teacher_parts, "compute_zonal_images", lambda *each: images(*each) * (1 + 1e-9))
    found = simulation_accuracy.audit(number)
    assert found.outcome == "not covered" and "mass" in found.note


def test_calibration_holds_every_row_and_every_level() -> None:
    counted = [table for table in tables("calibration.md") if table[0] == ["what", "level 5 %", "level 1 %"]]
    jobs = calibration.count_jobs()
    assert len(counted) == len(jobs)
    for (_, *rows), calls in zip(counted, jobs.values(), strict=True):
        assert len(rows) == len(calls)
        for _, *shares in rows:
            for cell, level in zip(shares, calibration.LEVELS, strict=True):
                errors = round(float(cell.split()[0]) / 100 * calibration.RUNS)
                assert not calibration.too_often(errors, calibration.RUNS, level)
    theorems = table_with("calibration.md", "noticed")
    assert [row["theorem"].strip("`") for row in theorems] == calibration.statistical_theorems()
    assert all(row["refuted"] == "0" for row in theorems)


@pytest.mark.parametrize("name", ["bet: a coin, above", "failure rate 0.1, upper limit"])
def test_a_row_of_the_calibration_is_counted_again(name: str) -> None:
    text = (DOCS / "calibration.md").read_text(encoding="utf-8")
    assert calibration.find_row(name).row() in text.splitlines()


def test_calibration_notices_a_statistic_that_errs_too_often() -> None:
    law = calibration.bounded_laws()["uniform"]()

    def hasty(values: np.ndarray) -> float:
        """A z test that looks after every draw as if it looked once: the usual mistake."""
        n = np.arange(1, len(values) + 1)
        z = np.cumsum(values - 0.5) / np.sqrt(n / 12)
        return float(z[10:].max() ** 2 / 2 + np.log(2))

    found = calibration._capitals("hasty", law, hasty, 2000)
    assert found.wrong
    assert not calibration.Count("fine", (530, 110), 10_000).wrong
    assert calibration.Count("wrong", (650, 100), 10_000).wrong
    with pytest.raises(KeyError):
        calibration.find_row("no such row")


@pytest.mark.slow
def test_a_row_of_the_mutation_analysis_is_made_again() -> None:
    name = "student_error_lt_sq_of_overshoot"
    text = (DOCS / "mutation.md").read_text(encoding="utf-8")
    found = mutations.analyse(name)
    assert {mutations.row(name, found), mutations.claim_row(name, found)} <= set(text.splitlines())
