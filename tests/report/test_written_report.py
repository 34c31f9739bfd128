"""Only the report of this very tree is taken for the session's own."""

from __future__ import annotations

import json

import pytest
from written_report import FOLDER, PARTS, TREE, numbers_of_this_tree, report_of_this_tree, tree_digest


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "tree"
    for part in PARTS:
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        if "." in part:
            (root / part).write_text("x")
        else:
            (root / part).mkdir()
            (root / part / "a.py").write_text("x")
    return root


def given(root, folder, names, quick=False):
    folder.mkdir(exist_ok=True)
    rows = [{"name": name, "quick": quick} for name in names]
    (folder / "report.json").write_text(json.dumps({"verdicts": rows}))
    return {FOLDER: str(folder), TREE: tree_digest(root)}


def test_the_report_of_this_tree_is_taken(tree, tmp_path):
    there = given(tree, tmp_path / "r", ["one", "two"])
    assert report_of_this_tree(there, ["one", "two"], tree) == tmp_path / "r" / "index.html"


def test_its_raw_numbers_are_those_that_are_looked_at(tree, tmp_path):
    there = given(tree, tmp_path / "r", ["one"])
    assert numbers_of_this_tree(there, ["one"], tree) == {"verdicts": [{"name": "one", "quick": False}]}
    (tree / PARTS[0] / "a.py").write_text("y")
    assert numbers_of_this_tree(there, ["one"], tree) == {}


def test_no_other_report_is_taken(tree, tmp_path):
    names = ["one", "two"]
    there = given(tree, tmp_path / "r", names)
    assert report_of_this_tree({}, names, tree) is None
    assert report_of_this_tree({FOLDER: there[FOLDER]}, names, tree) is None
    assert report_of_this_tree(there, ["one", "two", "three"], tree) is None
    assert report_of_this_tree(given(tree, tmp_path / "quick", names, quick=True), names, tree) is None
    (tmp_path / "r" / "report.json").unlink()
    assert report_of_this_tree(there, names, tree) is None


@pytest.mark.parametrize("part", PARTS)
def test_a_tree_that_differs_by_a_byte_is_another_one(part, tree):
    path = tree / part if "." in part else tree / part / "a.py"
    before = tree_digest(tree)
    path.write_text("y")
    assert tree_digest(tree) != before
    path.write_text("x")
    assert tree_digest(tree) == before
    (path.parent / "b.py").write_text("x") if "." not in part else path.unlink()
    assert tree_digest(tree) != before
