"""The two ways a request can fail that are not a defect of ours, and the third way to end: Ctrl-C.

The two are ``ValueError`` with one line that says what was expected: the command line prints that
line and maps the class to its exit status (2 and 3).
"""

from __future__ import annotations


class InputError(ValueError):
    """What was asked for makes no sense as typed; the text says what was expected."""


class AccuracyError(ValueError):
    """The accuracy asked for cannot be reached; the text says what was reached and what to do."""


class Interrupted(BaseException):
    """Ctrl-C; not a ``KeyboardInterrupt``, to which click would print an empty line."""
