"""Runs ``w2s``, with one of its functions repeated for ever: real work that lasts until it is interrupted.

``python work_for_ever.py MODULE FUNCTION FOLDER ARGUMENTS``: every process that comes to the function makes a file in
the folder, and does not return from it.
"""

from __future__ import annotations

import functools
import importlib
import os
import runpy
import sys
from pathlib import Path

name, function, folder, *arguments = sys.argv[1:]
module = importlib.import_module(name)
once = getattr(module, function)


@functools.wraps(once)  # under the same name, by which it travels to other processes
def for_ever(*given, **named):
    Path(folder, str(os.getpid())).touch()
    while True:
        once(*given, **named)


if __name__ == "__main__":
    setattr(module, function, for_ever)
    sys.argv = ["w2s", *arguments]
    runpy.run_module("w2s_theory.cli.entry", run_name="__main__")
