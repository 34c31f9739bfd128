"""Running ``w2s`` in this process, as a user would see it."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass
from typing import Any

import pytest

from w2s_theory.cli.entry import main


@dataclass(frozen=True)
class Answer:
    """Exit status, standard output and standard error."""

    status: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """The JSON object, refusing NaN and Infinity."""
        return json.loads(self.out, parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


def run(*arguments: str) -> Answer:
    """``w2s`` with arguments, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(list(arguments))
    return Answer(status, out.getvalue(), err.getvalue())


@pytest.fixture
def w2s():
    """The command as a function of its arguments."""
    return run


@pytest.fixture
def empty_folder(tmp_path, monkeypatch):
    """An empty current folder, to see that nothing is written there."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
