"""Activations, one file each: definition as NumPy function, exact expression and ball function.

The folder is the list: a new file with an ``ACTIVATION`` record is found by its stem. Files that
build activations from a user's input (``polynomial``, ``user``, ``text``) are not in the list.
"""

from __future__ import annotations

import copyreg
import sys
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from w2s_theory.records.activation import Activation
from w2s_theory.records.errors import InputError

_BUILDERS = frozenset({"polynomial", "powers", "user", "tree", "kinks", "symmetry", "probe", "text"})


# an experiment names its activation thousands of times, and the package's files stay what they are
@cache
def activation_names() -> tuple[str, ...]:
    """Names of the activations that come with the package, sorted; nothing is imported."""
    stems = (path.stem for path in Path(__file__).parent.glob("*.py"))
    return tuple(sorted(stem for stem in stems if stem != "__init__" and stem not in _BUILDERS))


def load_activation(name: str) -> Activation:
    """Return the activation of a name.

    Parameters
    ----------
    name : str
        One of :func:`activation_names`, e.g. ``"relu"``.

    Returns
    -------
    Activation

    Raises
    ------
    InputError
        Unknown name; the text suggests the nearest.

    Examples
    --------
    >>> load_activation("relu").power
    1
    """
    names = activation_names()
    if not isinstance(name, str):
        raise InputError(f"an activation's name must be text such as 'relu', not {type(name).__name__}")
    if name not in names:
        near = get_close_matches(name.lower(), names, n=1)
        hint = (
            f"did you mean {near[0]!r}?"
            if near
            else f"expected one of {', '.join(names)}, or a formula in z such as 'log(1 + exp(z))'"
        )
        shown = name if len(name) <= 40 else name[:37] + "..."
        raise InputError(f"there is no activation {shown!r}: {hint}")
    return import_module(f"{__name__}.{name}").ACTIVATION


def _reduced(activation: Activation) -> Any:
    """What pickle and copy keep: the name of one that comes with the package, the parts of any other."""
    module = sys.modules.get(f"{__name__}.{activation.name}")
    if getattr(module, "ACTIVATION", None) is activation:
        return load_activation, (activation.name,)
    return object.__reduce_ex__(activation, 4)


copyreg.pickle(Activation, _reduced)
