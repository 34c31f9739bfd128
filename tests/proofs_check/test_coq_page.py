"""docs/second_kernel.md: a row for every theorem, counts that add up; and the page is made from what Coq answered."""

from __future__ import annotations

import re
from pathlib import Path

from benchmarks.second_kernel import HEAD, main, page
from w2s_theory.second_kernel.recheck import Recheck, StepAnswer
from w2s_theory.second_kernel.required import REQUIRED
from w2s_theory.theorems.listing import Catalog

PAGE = Path(__file__).parents[2] / "docs" / "second_kernel.md"


def rows(text: str) -> dict[str, list[str]]:
    lines = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {cells[0].strip("`"): cells[1:] for cells in lines}


def test_every_theorem_has_its_row_and_the_counts_add_up():
    text = PAGE.read_text(encoding="utf-8")
    found = rows(text)
    assert list(found) == list(Catalog())
    assert f"| {' | '.join(HEAD)} |" in text
    for cells in found.values():
        steps, *counts = (int(cell) for cell in cells[:-1])
        assert steps == sum(counts) and (cells[-1] == "-") == (counts[1] + counts[2] == 0)
    for name in REQUIRED:
        assert found[name][3:5] == ["0", "0"], f"{name} is required: nothing may be refused, or not be said"
    proved = [cells for name, cells in found.items() if Catalog()[name].status == "proved"]
    accepted = sum(int(cells[1]) for cells in proved)
    total = sum(int(cells[0]) for cells in proved)
    (said,) = re.findall(r"\*\*(\d+) are accepted \((\d+\.\d) %\)\*\*", text)
    assert said == (str(accepted), f"{100 * accepted / total:.1f}")


def test_the_page_is_made_from_the_answers():
    answers = (
        StepAnswer("first", "ring", "accepted"),
        StepAnswer("fact", "cited", "axiom", "a textbook fact, cited"),
        StepAnswer("far", "ring", "refused", "No applicable tactic."),
    )
    axioms = ("ClassicalDedekindReals.sig_not_dec", "PrimInt63.add")
    found = {"one": Recheck(answers, axioms, (), ""), "other": Recheck(answers[:1], (), (), "")}
    text = page(found, {"one": "proved", "other": "universality"}, "8.16.1")
    assert "Coq 8.16.1" in text and "**1 are accepted (33.3 %)**" in text and "1 are refused" in text
    assert rows(text) == {
        "one": ["3", "1", "1", "0", "1", "0", "fact"],
        "other": ["1", "1", "0", "0", "0", "0", "-"],
    }
    assert "`ClassicalDedekindReals.sig_not_dec`, and those of the processor's integers" in text
    assert "| a textbook fact, cited | 1 |" in text


def test_without_coqc_no_page_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([str(tmp_path / "page.md")]) == 3
    assert "apt-get install -y coq" in capsys.readouterr().err and not (tmp_path / "page.md").exists()
    assert main([]) == 2
