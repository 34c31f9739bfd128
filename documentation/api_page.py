"""The public names with their docstrings in full; ``docs/reference.md`` is the short list, by command."""

from __future__ import annotations

import inspect

import w2s_theory

_HEAD = """# Python API

`import w2s_theory as w`; every public name with its docstring, printed from the code. By command, in short:
[commands and their Python twins](reference.md).
"""


def api_page() -> str:
    """One entry for each function and class, in the order of the alphabet."""
    lines = [_HEAD]
    for name in w2s_theory.PUBLIC_NAMES:
        value = getattr(w2s_theory, name)
        if name == "catalog" or not callable(value):
            continue
        directive = "autoclass" if inspect.isclass(value) else "autofunction"
        lines += [f"## {name}", "", "```{eval-rst}", f".. {directive}:: w2s_theory.{name}", "```", ""]
    return "\n".join(lines)
