"""The README's lists and the pages in ``docs`` come from the theorem files alone, and they are current."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import w2s_theory
from w2s_theory.printing.text import statement_latex
from w2s_theory.records.errors import InputError
from w2s_theory.report.markdown import LONGEST_LINE, formula, inline, with_block
from w2s_theory.report.readme import BLOCKS, catalog_headers, main, printed_files
from w2s_theory.report.theorem_list import subject_lists, theorem_document
from w2s_theory.theorems.listing import Broken, Catalog, load_all
from w2s_theory.theorems.paper import paper_rows
from w2s_theory.theorems.subjects import by_subject, headlines

ROOT = Path(w2s_theory.__file__).parents[1]
EMPTY = "# x\n" + "".join(f"<!-- {name} -->\n<!-- /{name} -->\n" for name in BLOCKS)


@pytest.fixture(scope="module")
def theorems():
    return load_all(Catalog())[0]


@pytest.fixture(scope="module")
def headers(theorems):
    return catalog_headers(theorems)


def words(theorems, word="verified"):
    return dict.fromkeys(theorems, word)


def published_words() -> dict[str, str]:
    """The verdicts as docs/theorems.md prints them: no check is run here."""
    text = (ROOT / "docs" / "theorems.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| \[`(\w+)`\].*\| (\w+) \|$", text, re.MULTILINE))


def test_readme_and_pages_are_what_make_readme_prints(theorems):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for path, wanted in printed_files(ROOT / "README.md", text, theorems, published_words()).items():
        assert path.read_text(encoding="utf-8") == wanted, f"{path.name} is stale: run `make readme`"


def test_no_line_of_the_readme_is_too_long():
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= LONGEST_LINE


def test_first_screen_has_picture_commands_headlines_and_three_lines_of_python(headers):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first = text.split("## The paper")[0]
    picture = re.search(r"!\[[^]]+\]\(([^)]+)\)", first)
    assert picture and (ROOT / picture.group(1)).is_file()
    assert "make check" in first and "make test" in first
    places = [first.index(f"**[{each.title}][{each.name}]**") for each in headlines(headers)]
    assert places == sorted(places)
    python = first.split("```python\n")[1].split("```")[0]
    assert python.count("\nw.") == 3
    # the first table of the README is the paper's
    assert text.index("| the paper says |") == text.index("| ")


def test_every_link_of_the_readme_and_its_pages_leads_somewhere():
    for name in ("README.md", "docs/theorems.md", "docs/paper.md"):
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        defined = dict(re.findall(r"^\[(\w+)\]: (\S+)$", text, re.MULTILINE))
        used = set(re.findall(r"\[[^]\n]*\]\[(\w+)\]", text)) | set(re.findall(r"\| \[(\w+)\] \|", text))
        assert used and used <= set(defined), name
        direct = [each for each in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in each]
        for target in [*defined.values(), *direct]:
            assert (path.parent / target).exists(), (name, target)


def test_the_python_of_the_readme_names_what_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in set(re.findall(r"\bw\.(\w+)", text)):
        assert hasattr(w2s_theory, name), name


def test_each_theorem_stands_in_its_subject_with_its_link(theorems, headers):
    lines = subject_lists(theorems, headers, words(theorems))
    for each in headers:
        assert sum(line.startswith(f"- [{each.title}][{each.name}]") for line in lines) == 1, each.name
    heads = [line for line in lines if line.startswith("<summary>")]
    assert len(heads) == len(by_subject(headers)) == lines.count("<details>") == lines.count("</details>")
    for line, subject in zip(heads, by_subject(headers), strict=True):
        assert f"({len(subject.theorems)})" in line and subject.sentence in line


def test_a_page_has_each_statement_typeset_and_a_row(theorems, headers):
    text = theorem_document(theorems, headers, words(theorems))
    whole = " ".join(text.split())
    for name, theorem in theorems.items():
        latex = statement_latex(theorem)
        assert " ".join(latex.split()) in whole or inline(latex) in text, name
        cells = re.search(rf"^\| \[`{name}`\].*$", text, re.MULTILINE)
        assert cells and len(re.split(r"(?<!\\)\|", cells.group())) == 8  # six columns
        assert theorem.status in cells.group() and theorem.sharpness in cells.group()


def test_formulas_of_the_readme_are_printed_from_the_records(theorems):
    assert formula(theorems["student_error_ge_sq_of_eigenfunction_target"]) == [r"$L_{ST} \geq L_{TE}^{2}$"]
    lines = formula(theorems["student_error_tendsto_teacher_error"])
    assert (lines[0], lines[-1]) == ("```math", "```") and max(map(len, lines)) <= LONGEST_LINE
    assert r"\quad \text{if }" in formula(theorems["student_error_lt_sq_of_overshoot"])[0]
    assert inline(r"\left\| f^* \right|") == r"$\left\Vert  f^\ast  \right\vert $"
    assert inline(r"\int x\, dx") == r"$`\int x\, dx`$"


def test_the_paper_page_names_every_headline_and_file(headers):
    text = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")
    readme = (
        (ROOT / "README.md")
        .read_text(encoding="utf-8")
        .split("<!-- paper -->")[1]
        .split("<!-- /paper -->")[0]
    )
    rows = paper_rows(headers)
    assert text.count("\n## ") == len(rows) + 1
    assert len(readme.strip().splitlines()) == len(rows) + 2
    for row in rows:
        (line,) = [each for each in readme.splitlines() if f"[{row.theorems[0][0].name}]" in each]
        # what is proved of an equivalent is not shown as proved of networks
        assert ("proved of the equivalent" in line) == (row.theorems[0][0].about == "equivalent")
        for header, citation in row.theorems:
            assert f"- [`{header.name}`]" in text and citation.difference in text


def test_a_theorem_without_a_verdict_is_refused(theorems, headers):
    for function in (subject_lists, theorem_document):
        with pytest.raises(InputError, match="no verdict"):
            function(theorems, headers, {})


def test_a_broken_file_is_named(theorems, headers):
    broken = [Broken("half.py", "SyntaxError: x | y")]
    lines = subject_lists(theorems, headers, words(theorems), broken)
    assert lines[-1] == "- `half.py` does not load: SyntaxError: x | y"
    page = theorem_document(theorems, headers, words(theorems), broken)
    assert r"| `half.py` | does not load: SyntaxError: x \| y |" in page


def test_only_the_blocks_change():
    text = "before\n<!-- a -->\nold\n<!-- /a -->\nafter\n"
    assert with_block(text, "a", ["new"]) == "before\n<!-- a -->\nnew\n<!-- /a -->\nafter\n"
    for wrong in ("no markers", "<!-- /a --> <!-- a -->", "<!-- a --> <!-- a --> <!-- /a -->"):
        with pytest.raises(InputError, match="once each"):
            with_block(wrong, "a", ["new"])


def test_command_rewrites_checks_and_refuses(theorems, tmp_path, capsys):
    readme, verdicts = tmp_path / "README.md", tmp_path / "v.json"
    readme.write_text(EMPTY, encoding="utf-8")
    rows = [{"name": name, "verdict": "verified"} for name in theorems]
    verdicts.write_text(json.dumps({"verdicts": rows}), encoding="utf-8")
    given = [str(readme), "--verdicts", str(verdicts)]
    assert main([*given, "--check"]) == 1
    assert capsys.readouterr().err.count("is stale") == 3
    assert main(given) == 0
    assert main([*given, "--check"]) == 0
    for page in ("theorems.md", "paper.md"):
        path = tmp_path / "docs" / page
        good = path.read_text(encoding="utf-8")
        path.write_text(good + "more\n", encoding="utf-8")
        assert main([*given, "--check"]) == 1 and page in capsys.readouterr().err
        assert main(given) == 0 and path.read_text(encoding="utf-8") == good
    verdicts.write_text(
        json.dumps({"verdicts": [{**row, "verdict": "refuted"} for row in rows]}), encoding="utf-8"
    )
    assert main([*given, "--check"]) == 1
    verdicts.write_text("[]", encoding="utf-8")
    capsys.readouterr()
    assert main(given) == 2 and capsys.readouterr().err.count("\n") == 1
    assert main([str(tmp_path / "none.md")]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "docs", "v.json"]


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
        name: work.key
        for name, theorem in theorems.items()
        for work in theorem.citation.works
        if work.key not in keys
    }
    assert not missing
