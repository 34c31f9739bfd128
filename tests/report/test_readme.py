"""The README's table comes from the theorem files alone, and every citation is in references.bib."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import w2s_theory
from w2s_theory.printing.text import statement_text
from w2s_theory.records.errors import InputError
from w2s_theory.report.readme import END, START, main, theorem_table, with_table
from w2s_theory.theorems.listing import Broken, Catalog, load_all

ROOT = Path(w2s_theory.__file__).parents[1]


@pytest.fixture(scope="module")
def theorems():
    return load_all(Catalog())[0]


def words(theorems, word="verified"):
    return dict.fromkeys(theorems, word)


def test_a_row_per_theorem_with_its_statement(theorems):
    lines = theorem_table(theorems, words(theorems)).splitlines()
    assert len(lines) == len(theorems) + 2
    for line, (name, theorem) in zip(lines[2:], theorems.items(), strict=True):
        cells = re.split(r"(?<!\\)\|", line)
        assert len(cells) == 9  # seven columns; a bar inside a statement is escaped
        assert cells[2].strip().replace("\\|", "|") == f"`{statement_text(theorem)}`"
        link = re.search(r"\((.*)\)$", cells[1].strip()).group(1)
        assert (ROOT / link).is_file() and name in link


def test_a_theorem_without_a_verdict_is_refused(theorems):
    with pytest.raises(InputError, match="no verdict"):
        theorem_table(theorems, {})


def test_a_broken_file_has_a_row(theorems):
    table = theorem_table(theorems, words(theorems), [Broken("half.py", "SyntaxError: x | y")])
    assert table.splitlines()[-1].startswith(r"| `half.py` | does not load: SyntaxError: x \| y |")


def test_only_the_table_changes():
    text = f"before\n{START}\nold\n{END}\nafter\n"
    assert with_table(text, "new") == f"before\n{START}\nnew\n{END}\nafter\n"
    for wrong in ("no markers", f"{END} {START}", f"{START} {START} {END}"):
        with pytest.raises(InputError, match="once each"):
            with_table(wrong, "new")


def test_command_rewrites_checks_and_refuses(theorems, tmp_path, capsys):
    import json

    readme, verdicts = tmp_path / "README.md", tmp_path / "v.json"
    readme.write_text(f"# x\n{START}\n{END}\n", encoding="utf-8")
    rows = [{"name": name, "verdict": "verified"} for name in theorems]
    verdicts.write_text(json.dumps({"verdicts": rows}), encoding="utf-8")
    given = [str(readme), "--verdicts", str(verdicts)]
    assert main([*given, "--check"]) == 1
    assert main(given) == 0
    assert main([*given, "--check"]) == 0
    verdicts.write_text(
        json.dumps({"verdicts": [{**row, "verdict": "refuted"} for row in rows]}), encoding="utf-8"
    )
    assert main([*given, "--check"]) == 1
    verdicts.write_text("[]", encoding="utf-8")
    capsys.readouterr()
    assert main(given) == 2 and capsys.readouterr().err.count("\n") == 1
    assert main([str(tmp_path / "none.md")]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "v.json"]


def bibliography_keys() -> set[str]:
    found = re.findall(
        r"^@\w+\{([^,]+),", (ROOT / "references.bib").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(found) == len(set(found))
    return set(found)


def test_every_work_behind_a_cited_fact_is_in_the_bibliography():
    from proofs_check.cited import FACTS

    keys = bibliography_keys()
    for name, fact in FACTS.items():
        for work in fact.reference.split(";"):
            # "Atkinson and Han 2012, Theorem 2.23" stands under atkinson2012...
            found = re.match(r"\s*(DLMF)|\s*(\w+)[^,]*? (\d{4})", work)
            assert found, f"{name}: {work} names no work"
            wanted = "dlmf" if found.group(1) else (found.group(2) + found.group(3)).lower()
            assert any(key.startswith(wanted) for key in keys), f"{name}: {wanted}"


def test_every_citation_of_the_catalog_is_in_the_bibliography(theorems):
    keys = bibliography_keys() | {"this project"}
    missing = {
        name: theorem.citation.key for name, theorem in theorems.items() if theorem.citation.key not in keys
    }
    assert not missing
