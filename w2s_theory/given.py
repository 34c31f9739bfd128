"""Arguments that a user gave, checked at the door: each refusal says in one line what was expected.

Numbers have their own checks (:mod:`w2s_theory.models.sizes`, :mod:`w2s_theory.exact_number`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from w2s_theory.records.errors import InputError


def require_text(value: Any, what: str, such_as: str) -> str:
    """Return ``value`` if it is text."""
    if not isinstance(value, str):
        raise InputError(f"{what} must be text such as {such_as}, not {type(value).__name__}")
    return value


def require_choice(value: Any, what: str, choices: Iterable[str]) -> str:
    """Return ``value`` if it is one of ``choices``."""
    known = tuple(choices)
    if not isinstance(value, str) or value not in known:
        shown = ascii(value) if isinstance(value, str) and len(value) <= 40 else type(value).__name__
        raise InputError(f"{what} must be one of {', '.join(known)}, not {shown}")
    return value


def require_flag(value: Any, what: str) -> bool:
    """Return ``value`` as True or False; numbers and text are refused."""
    if type(value).__name__ not in ("bool", "bool_"):
        raise InputError(f"{what} must be True or False, not {type(value).__name__}")
    return bool(value)


def require_path(value: Any, what: str) -> Path:
    """Return ``value`` as a path; what no file system can hold is refused."""
    if isinstance(value, bytes) or not isinstance(value, str | os.PathLike) or not str(value):
        raise InputError(f"{what} must be given by the path of a file, not by {type(value).__name__}")
    try:
        os.fsencode(value)
    except ValueError:
        raise InputError(f"{what} must be given by a path that can be written as UTF-8") from None
    if "\0" in str(value):
        raise InputError(f"{what} must be given by a path without a zero byte")
    return Path(value)


def require_list(value: Any, what: str, such_as: str) -> list[Any]:
    """Return the entries of ``value``, a list or anything else that can be iterated but text."""
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise InputError(f"{what} must be a list such as {such_as}, not {type(value).__name__}")
    try:
        return list(value)
    except TypeError:  # a NumPy scalar says that it can be iterated
        raise InputError(f"{what} must be a list such as {such_as}, not a single number") from None
