"""NO_COLOR: tables and sentences have no colours at all, and the bar of long runs loses its own."""

from __future__ import annotations

import io
import re
import sys

import pytest

from w2s_theory.cli.progress import progress_bar

_COLOUR = re.compile(r"\x1b\[[\d;]*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[\d;]*m")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("setting", "coloured"), [(None, True), ("1", False)])
def test_the_bar_has_colours_unless_they_are_not_wanted(setting, coloured, monkeypatch):
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    if setting is not None:
        monkeypatch.setenv("NO_COLOR", setting)
    with progress_bar("counting", 3) as advance:
        for done in range(1, 4):
            advance("one", done, 3)
    assert "counting" in screen.getvalue()
    assert bool(_COLOUR.search(screen.getvalue())) == coloured


def test_a_table_has_no_colours_even_on_a_terminal(capsys, monkeypatch):
    from w2s_theory.cli.output import Screen

    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    Screen(60).table(("degree", "eigenvalue"), [(1, "0.25")])
    assert "\x1b" not in capsys.readouterr().out
