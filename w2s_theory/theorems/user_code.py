"""Python of the user's, run so that whatever it does ends in one line: what it raises, and what it prints."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from w2s_theory.records.errors import InputError, Interrupted


@contextlib.contextmanager
def user_code(what: str) -> Iterator[None]:
    """Run the user's code inside: nothing in it ends the interpreter, and its prints go to standard error.

    Exceptions pass, for the caller to say where they came from; a ``SystemExit``, a ``GeneratorExit`` or anything else
    that is no ``Exception`` becomes an :class:`InputError` that names ``what``. Ctrl-C passes.
    """
    with contextlib.redirect_stdout(sys.stderr):
        try:
            yield
        except (Exception, KeyboardInterrupt, Interrupted):
            raise
        except BaseException as error:
            raise InputError(f"{what} ends the interpreter: {one_line(error)}") from error


def one_line(error: BaseException) -> str:
    """An exception as one line."""
    try:
        text = str(error).splitlines()
    except BaseException:  # also to be printed is the user's code
        text = []
    return f"{type(error).__name__}: {text[0]}" if text else type(error).__name__
