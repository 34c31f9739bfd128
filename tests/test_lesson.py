"""The lesson: its plan fills ninety minutes, its board says what the files say, its solutions run."""

from __future__ import annotations

import re
from pathlib import Path

import w2s_theory as w
from w2s_theory.report.markdown import formula
from w2s_theory.slide_deck.page import headline_theorems

LESSON = (Path(__file__).parent.parent / "docs" / "lesson.md").read_text(encoding="utf-8")


def test_every_solution_holds():
    names: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", LESSON, re.DOTALL)
    exercises = re.findall(r"^\*\*(\d+)\.\*\*", LESSON, re.MULTILINE)
    assert exercises == [str(number) for number in range(1, 13)] and len(blocks) == len(exercises) + 1
    for block in blocks[1:]:
        assert "assert " in block
    for number, block in enumerate(blocks):
        exec(compile(block, f"exercise {number}", "exec"), names)


def test_the_board_says_what_the_files_say():
    rows = re.findall(r"^\| (\$.*\$) \| `(\w+)` \|$", LESSON, re.MULTILINE)
    assert len(rows) >= 7
    for statement, name in rows:
        assert [statement] == formula(w.theorem(name)), name


def test_the_plan_fills_ninety_minutes_and_names_slides_that_exist():
    spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)-(\d+) \|", LESSON, re.MULTILINE)]
    assert spans[0][0] == 0 and spans[-1][1] == 90
    assert all(left[1] == right[0] for left, right in zip(spans, spans[1:], strict=False))
    slides = [int(number) for text in re.findall(r"slides? ([\d-]+)", LESSON) for number in text.split("-")]
    assert max(slides) == 2 * len(headline_theorems()) + 4
