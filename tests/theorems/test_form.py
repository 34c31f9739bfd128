"""What a theorem file lacks besides its theorem is named in one line by ``w2s check``, and the claim is judged."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

from w2s_theory.cli.entry import main
from w2s_theory.records.citation import Citation
from w2s_theory.records.errors import InputError
from w2s_theory.theorems.bibliography import work_text, works
from w2s_theory.theorems.form import form_problems
from w2s_theory.theorems.listing import Catalog, load_theorem, theorem_files

GOOD = '''"""Ridge, once more."""

from dataclasses import replace

from w2s_theory.records.citation import Citation
from w2s_theory.theorems.gradient_flow.shrinkage_eq_of_ridge import THEOREM as OTHER

THEOREM = replace(OTHER, name="mine", title="Ridge, once more", citation=Citation("this project"))
'''
WRONG = [
    (('"""Ridge, once more."""', ""), "mine.py has no docstring"),
    (
        ('Citation("this project")', 'Citation("smith2027", "p. 1")'),
        "cites 'smith2027', which references.bib lacks",
    ),
    (
        ('Citation("this project")', 'Citation("this project", beside=(Citation("smith2027"),))'),
        "cites 'smith2027', which references.bib lacks",
    ),
    (
        ('Citation("this project")', 'Citation("medvedev2025weak", "Theorem 3.2", relation="same")'),
        "cites the paper at 'Theorem 3.2', of which nothing was read",
    ),
    (
        ('Citation("this project")', 'Citation("medvedev2025weak", "no boost; mine")'),
        "give the citation a relation",
    ),
    (
        ('Ridge, once more",', 'Shrinkage of  ridge regression",'),
        "mine.py repeats the title of shrinkage_eq_of_ridge",
    ),
]


def mine(folder: Path, *changes: tuple[str, str]) -> Path:
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "mine.py"
    path.write_text(text, encoding="utf-8")
    return path


def check(path: Path) -> tuple[int, dict, list[str]]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["check", "--quick", "--json", "--threads", "1", "--file", str(path)])
    return status, json.loads(out.getvalue() or "{}"), err.getvalue().splitlines()


def test_a_file_in_good_form_is_not_complained_of(tmp_path: Path) -> None:
    status, data, lines = check(mine(tmp_path))
    assert (status, lines) == (0, []) and data["verdicts"][0]["form"] == []


@pytest.mark.parametrize(("change", "words"), WRONG)
def test_a_fault_of_form_is_one_line_and_wrong_input(
    tmp_path: Path, change: tuple[str, str], words: str
) -> None:
    status, data, lines = check(mine(tmp_path, change))
    assert status == 2 and len(lines) == 1 and words in lines[0]
    (row,) = data["verdicts"]
    assert row["verdict"] == "verified" and len(row["form"]) == 1, "the claim is judged all the same"


def test_a_relation_outside_the_list_is_one_line(tmp_path: Path) -> None:
    path = mine(tmp_path, ('Citation("this project")', 'Citation("dlmf", "1", relation="better")'))
    status, _, lines = check(path)
    assert status == 2 and len(lines) == 1
    assert "mine.py" in lines[0] and "the relation to dlmf must be one of same, sharper" in lines[0]
    with pytest.raises(InputError, match="not 'better'"):
        Citation("dlmf", relation="better")  # pyright: ignore[reportArgumentType]


def test_two_files_of_a_folder_may_not_share_a_title(tmp_path: Path) -> None:
    path = mine(tmp_path)
    twin = theorem_files()["shrinkage_eq_of_ridge"].read_text(encoding="utf-8")
    (tmp_path / "twin.py").write_text(
        twin.replace('name="shrinkage_eq_of_ridge"', 'name="twin"').replace(
            "Shrinkage of ridge regression", "Ridge, once more"
        ),
        encoding="utf-8",
    )
    assert form_problems(load_theorem(path), path) == (
        "mine.py repeats the title of twin: give it a title of its own",
    )


def test_two_subjects_may_not_have_a_theorem_of_one_name(tmp_path: Path) -> None:
    for subject, name in (("one", "first"), ("two", "second")):
        (tmp_path / subject).mkdir()
        (tmp_path / subject / f"{name}.py").write_text("\nTHEOREM = 1\n")
    assert list(theorem_files(tmp_path)) == ["first", "second"]
    (tmp_path / "two" / "first.py").write_text("\nTHEOREM = 1\n")
    with pytest.raises(InputError, match="one and two both have a theorem first: give one another name"):
        theorem_files(tmp_path)


def test_a_bibliography_beside_the_file_counts(tmp_path: Path) -> None:
    path = mine(tmp_path, ('Citation("this project")', 'Citation("smith2027", "p. 1")'))
    assert form_problems(load_theorem(path), path)
    (tmp_path / "references.bib").write_text("@misc{smith2027,\n  title = {T}\n}\n", encoding="utf-8")
    assert not form_problems(load_theorem(path), path)
    assert {"dlmf", "smith2027"} <= set(works(path)) and "smith2027" not in works()


def test_every_theorem_of_the_catalog_is_in_good_form() -> None:
    catalog = Catalog()
    found = {name: form_problems(catalog[name], path) for name, path in theorem_files().items()}
    assert not {name: problems for name, problems in found.items() if problems}


def test_a_work_is_written_with_its_authors_title_and_year() -> None:
    assert work_text("bach2017breaking") == (
        "F. Bach. Breaking the Curse of Dimensionality with Convex Neural Networks. 2017"
    )
    assert work_text("wu2026improved").startswith("D. Wu, L. Chen, T. Misiakiewicz, M. Mondelli. Improved")
    assert work_text("quadratic2026random").endswith(
        "arXiv 2610.09044; abstract read, without its list of authors"
    )
    assert work_text("nobody") == "nobody"
    assert all(fields.get("title") for fields in works().values())
