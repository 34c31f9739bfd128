"""Every code block of README, tutorial, how-to guides and refusals is executed, and prints what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from code_blocks import Reader, Wrong, blocks_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    "README.md",
    *sorted(
        path.relative_to(ROOT).as_posix()
        for path in [*(ROOT / "docs").glob("howto/*.md"), *(ROOT / "docs").glob("*.md")]
        if path.parent.name == "howto"
        or path.name in ("tutorial.md", "when_w2s_says_no.md", "open_questions.md")
    ),
]
# commands that take long, by a part of them: a page is read without them in a moment, with them in `make test-all`
LONG: dict[str, tuple[str, ...]] = {
    "README.md": (
        "w2s needs",
        "--bound split",
        "--teacher-units 1000000",
        "check student_error",
        "w.check(",
        "--file my_theorem.py",
        "prove --json",
        "--coq",
        "figure student",
    ),
    "docs/howto/check_my_bound.md": ("--on",),
    "docs/howto/write_a_theorem.md": ("needs", "--search"),
    "docs/howto/export_for_a_paper.md": ("--out exponent.svg",),
    "docs/howto/certified_table.md": ("units",),
}
# what is the reader's own or another test's: the machine is set up, whole runs, another program
NOT_HERE = ("make ", "_W2S_COMPLETE", "pip install", "git clone", "source ", "--scheduler", "sbatch")


def read(page: str, left_out: tuple[str, ...]) -> int:
    reader = Reader(page, left_out)
    for block in blocks_of((ROOT / page).read_text(encoding="utf-8")):
        reader.do(block)
    return reader.ran


@pytest.mark.parametrize(
    ("whole", "page"),
    [
        *(pytest.param(False, page, id=f"short {page}") for page in PAGES),
        *(pytest.param(True, page, id=f"whole {page}", marks=pytest.mark.slow) for page in LONG),
    ],
)
def test_a_page_does_what_it_says(whole, page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)  # lines of any length, as in a pipe
    assert read(page, NOT_HERE if whole else (*NOT_HERE, *LONG.get(page, ()))) > 0


def test_what_is_left_out_for_its_length_stands_on_its_page():
    for page, parts in LONG.items():
        text = (ROOT / page).read_text(encoding="utf-8")
        assert [part for part in parts if part not in text] == []


def test_make_targets_that_pages_name_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in PAGES:
        for block in blocks_of((ROOT / page).read_text(encoding="utf-8")):
            for target in re.findall(r"^(?:\$ )?make ([\w-]+)", block.text, re.MULTILINE):
                assert re.search(rf"^{target}:", makefile, re.MULTILINE), (page, target)


@pytest.mark.parametrize(
    "block",
    [
        "```console\n$ w2s explain gram\ngram (the rules of another checker)\n...\n```",
        "```console\n$ w2s show nothing_of_this_name\n...\n$ echo $?\n0\n```",
        '```sh\nw2s try "L_ST >= L_TE^2"   # verified\n```',
        "```sh\nw2s spectrum --dimension 3 --degrees 0:2 --exact   # 1/16, 1/37\n```",
        "```python\n1 + 1  # 3\n```",
        "```python\n>>> 1 + 1\n3\n```",
        "```sh\nno_such_program\n```",
    ],
)
def test_a_page_that_says_something_else_is_noticed(block, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Wrong):
        Reader("a page").do(blocks_of(block)[0])


def test_true_words_are_accepted(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = (
        "<!-- file: a.txt -->\n```text\none\n```\n```console\n$ cat a.txt\none\n"
        "$ w2s explain nonsense\nw2s: ...\n$ echo $?\n2\n```\n"
        "```sh\nw2s spectrum --dimension 3 --degrees 0:2 --exact   # 1/16, 1/36 of 100 %\n```\n"
        "```python\nx = 2\nx + 1  # 3\n```\n```python\n>>> x\n2\n```"
    )
    reader = Reader("a page")
    for block in blocks_of(page):
        reader.do(block)
    assert reader.ran == 6
