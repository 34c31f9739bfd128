"""What a page says that commands and Python print, held against what they do print.

* ```` ```console ````: lines after ``$`` are run, what follows is what they print; ``...`` stands for anything, within a
  line or as lines. ``$ echo $?`` prints the exit status of the command before.
* ```` ```python ````: with ``>>>`` a doctest; without, the statements are run, and what a comment behind an expression
  says must be in its value.
* ```` ```sh ````: commands; what the comment behind one says must be in what it prints.

"What a comment says" are its verdicts and its numbers, but for percentages. Other blocks are files: one that is led in by
``<!-- file: NAME -->`` is written to that name. Everything of a page happens in one folder, in order.
"""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from w2s_theory.cli.entry import main
from w2s_theory.cli.group import w2s

_BLOCK = re.compile(r"(?:^<!-- file: (\S+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_VERDICTS = ("verified", "refuted", "undecided", "consistent", "measured")
# a number by itself: not a power, not part of a word, no percentage
_NUMBER = re.compile(r"(?<![\w^.*/-])\d+(?:[./]\d+)*(?![\w^*]|\.\d| ?%)")
_FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_RULED = str.maketrans("\N{BOX DRAWINGS LIGHT HORIZONTAL}", "-")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its lines, the line of the page on which they begin, and its file name."""

    language: str
    text: str
    line: int
    file: str


class Wrong(AssertionError):
    """A block does not do what the page says."""


def blocks_of(text: str) -> list[Block]:
    """The fenced blocks of a page, in order."""
    return [
        Block(match[2], match[3], text[: match.start(3)].count("\n") + 1, match[1] or "")
        for match in _BLOCK.finditer(text)
    ]


class Reader:
    """Somebody who does what a page says, in the current folder."""

    def __init__(self, page: str, left_out: tuple[str, ...] = ()) -> None:
        self.page, self.left_out = page, left_out
        self.names: dict[str, Any] = {}
        self.status = 0
        self.ran = 0

    def do(self, block: Block) -> None:
        """Run a block; ``Wrong`` names the page, the line and both texts."""
        if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            self._console(block)
        elif block.language == "sh":
            self._commands(block)
        elif block.language == "python":
            (self._session if ">>>" in block.text else self._statements)(block)

    def _console(self, block: Block) -> None:
        for number, command, said in _dialogue(block.text):
            printed = self._run(command, block.line + number)
            if printed is not None:
                self._compare(said, printed, f"line {block.line + number}, {command}")

    def _compare(self, said: str, printed: str, where: str) -> None:
        if not re.fullmatch(_pattern(said), "".join(f"{line}\n" for line in _plain_lines(printed))):
            raise Wrong(f"{self.page}, {where}: the page says\n{said}\n\nand it prints\n{printed}")

    def _commands(self, block: Block) -> None:
        for number, line in enumerate(block.text.splitlines()):
            command, _, comment = line.partition(" #")
            if not command.strip() or command.startswith("#"):
                continue
            printed = self._run(command.strip(), block.line + number)
            if printed is not None:
                self._says(comment, printed, f"line {block.line + number}, {command.strip()}")

    def _says(self, comment: str, printed: str, where: str) -> None:
        plain = printed.replace(",", "")
        missing = [
            each for each in _NUMBER.findall(comment) if not re.search(rf"(?<![\d.]){re.escape(each)}", plain)
        ]
        # of several verdicts the first is the one that was asked for
        verdicts = [re.findall("|".join(_VERDICTS), text)[:1] for text in (comment, printed)]
        missing += verdicts[0] if verdicts[0] and verdicts[0] != verdicts[1] else []
        if missing:
            raise Wrong(f"{self.page}, {where}: the page says {', '.join(missing)}, and it prints\n{printed}")

    def _run(self, command: str, line: int) -> str | None:
        """What a command prints; ``None`` if it is left out of this run."""
        if command == "echo $?":
            return str(self.status)
        words = shlex.split(command)
        if any(each in command for each in self.left_out):
            if words[0] == "w2s":
                _parse(words[1:], f"{self.page}, line {line}: {command}")
            return None
        self.ran += 1
        if words[0] == "w2s":
            printed = self._w2s(words[1:])
        else:
            done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=_environment())
            self.status, printed = done.returncode, done.stdout + done.stderr
        if self.status in (70, 126, 127) or "Traceback" in printed:
            raise Wrong(f"{self.page}, line {line}: {command} ends with status {self.status}:\n{printed}")
        return printed

    def _w2s(self, words: list[str]) -> str:
        target = words[words.index(">") + 1] if ">" in words else None
        words = words[: words.index(">")] if target else words
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            self.status = main(words)
        if target:
            Path(target).write_text(out.getvalue(), encoding="utf-8")
            return err.getvalue()
        # on a success what goes to standard error is the progress
        return out.getvalue() + (err.getvalue() if self.status else "")

    def _session(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(block.text, self.names, self.page, self.page, block.line)
        test.globs = self.names  # names stay for the blocks that follow
        said = io.StringIO()
        runner = doctest.DocTestRunner(optionflags=_FLAGS)
        runner.run(test, out=said.write, clear_globs=False)
        self.ran += len(test.examples)
        if runner.failures:
            raise Wrong(said.getvalue())

    def _statements(self, block: Block) -> None:
        lines = block.text.splitlines()
        for node in ast.parse(block.text).body:
            source = ast.get_source_segment(block.text, node) or ""
            if any(each in source for each in self.left_out):
                continue
            self.ran += 1
            if isinstance(node, ast.Expr):
                value = eval(compile(ast.Expression(node.value), self.page, "eval"), self.names)
                _, _, comment = lines[(node.end_lineno or 1) - 1].partition("  # ")
                printed = " ".join(map(str, [repr(value), *(value if isinstance(value, tuple) else [value])]))
                self._says(comment, printed, f"line {block.line + node.lineno - 1}, {source}")
            else:
                exec(compile(ast.Module([node], []), self.page, "exec"), self.names)


def _parse(words: list[str], where: str) -> None:
    """What is left out must be a command with such options all the same."""
    group: Any = w2s
    words = words[: words.index(">")] if ">" in words else words
    try:
        context = group.make_context("w2s", list(words))
        while isinstance(group, click.Group):
            name, group, words = group.resolve_command(context, [*context._protected_args, *context.args])
            context = group.make_context(name, list(words), parent=context)
    except (click.ClickException, ValueError) as problem:
        raise Wrong(f"{where}: {problem}") from problem


def _plain_lines(text: str) -> list[str]:
    """Lines without empty ones, spaces single, rules of tables of one kind and length."""
    lines = (" ".join(re.sub(r"-{3,}", "---", line.translate(_RULED)).split()) for line in text.splitlines())
    return [line for line in lines if line]


def _pattern(said: str) -> str:
    """What is said, as a regular expression for the lines that are printed; ``...`` is anything."""
    found = []
    for line in _plain_lines(said):
        parts = [re.escape(part.strip()) for part in line.split("...")]
        found.append(r"(?:.*\n)*?" if line == "..." else ".*?".join(parts) + r"\n")
    return "".join(found)


def _dialogue(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, command and what it is said to print."""
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield start, lines[start][2:], "\n".join(lines[start + 1 : end])


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}
