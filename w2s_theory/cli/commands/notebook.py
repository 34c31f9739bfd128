"""``w2s notebook``: the notebooks that teach this subject, opened in Jupyter or copied."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.records.errors import InputError

# the usual folder for copies, in the current one
FOLDER = "w2s_notebooks"
_SERVERS = ("jupyterlab", "notebook")


@command("notebook", "List the notebooks, open or copy one.")
@click.argument("name", required=False)
@click.option(
    "--out", metavar="DIR", help=f"The folder for your copy, made if it is missing ({FOLDER} by default)."
)
@click.option("--copy", "only_copy", is_flag=True, help="Copy it and start nothing.")
def COMMAND(name: str | None, out: str | None, only_copy: bool) -> Outcome:
    """Copy the notebook NAME (its number will do) to a folder and open it in Jupyter; without NAME list them all.

    A copy that is there already is yours: it is opened as it is. Without Jupyter the command says how to open it.
    """
    if name is None:
        if out is not None or only_copy:
            raise InputError("give the NAME of a notebook; `w2s notebook` alone lists them")
        return _list()
    from w2s_theory.api.teaching import copy_notebook

    path = copy_notebook(name, FOLDER if out is None else out)
    server = next((each for each in _SERVERS if find_spec(each) is not None), None)
    by_hand = f"{shlex.quote(sys.executable)} -m {server or _SERVERS[0]} {shlex.quote(str(path))}"

    def show(screen: Any) -> None:
        screen.line(f"your copy: {path}")
        if server is not None and not only_copy:
            screen.line("Jupyter opens it; Ctrl-C ends Jupyter")
            sys.stdout.flush()
            _open(server, path)
            return
        if server is None:
            screen.line("open it in an editor that shows notebooks, or install Jupyter and start it:")
            screen.source(f"    {shlex.quote(sys.executable)} -m pip install {_SERVERS[0]}")
        else:
            screen.line("open it with:")
        screen.source(f"    {by_hand}")

    return Outcome({"name": path.stem, "path": str(path), "jupyter": server, "command": by_hand}, show)


def _list() -> Outcome:
    from w2s_theory.api.teaching import list_notebooks

    found = list_notebooks()

    def show(screen: Any) -> None:
        for each in found.notebooks:
            screen.line(f"{each.name[:2]}  {each.title}", 4)
            screen.line(f"    {each.idea}", 4)
        screen.line("`w2s notebook 01` copies one to a folder of yours and opens it in Jupyter")

    return Outcome(found.to_dict(), show)


def _open(server: str, path: Path) -> None:
    """Start Jupyter of this Python on a notebook, and wait until it is ended.

    Ctrl-C reaches Jupyter too, which asks whether it is meant: here it does nothing. (A function, not SIG_IGN, which
    Jupyter would inherit.)
    """
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        status = subprocess.run([sys.executable, "-m", server, str(path)], check=False).returncode
    except OSError as problem:
        raise InputError(
            f"Jupyter does not start ({problem.strerror}): open {path} in an editor"
        ) from problem
    finally:
        signal.signal(signal.SIGINT, before)
    if status:
        raise InputError(f"Jupyter ended with status {status}: open {path} in an editor")
