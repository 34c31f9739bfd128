"""What must be believed stays short enough to be read: lines of code of the kernel and the rules."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import pytest

import proofs_check

FOLDER = Path(proofs_check.__file__).parent
KERNEL_AND_RULES = [FOLDER / "kernel.py", *sorted((FOLDER / "rules").glob("*.py"))]
BLANK = (
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef)


def code_lines(source: str) -> int:
    """Lines that hold code: no blank line, comment or docstring."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {
        line
        for token in tokens
        if token.type not in BLANK
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            words = node.body[0]
            lines -= set(range(words.lineno, (words.end_lineno or words.lineno) + 1))
    return len(lines)


def test_lines_are_counted_without_words_about_them() -> None:
    assert code_lines('"""Words.\n\nMore."""\n\n# a remark\nx = 1  # one\ny = (\n    2,\n)\n') == 4
    assert code_lines('def f():\n    """Words."""\n    return "x"\n') == 2


def test_kernel_and_rules_together() -> None:
    assert sum(code_lines(path.read_text()) for path in KERNEL_AND_RULES) < 1500


@pytest.mark.parametrize("path", KERNEL_AND_RULES, ids=lambda path: path.stem)
def test_no_module_is_long(path: Path) -> None:
    assert code_lines(path.read_text()) <= 250
