"""Working precision of mpmath and python-flint: raised for a block, restored after it, one thread at a time.

Both libraries keep it in one place for the whole process. So a thread that changes it holds a lock until it has put it
back, and calls from several threads give the digits that calls one after the other give. The libraries are imported on
first use.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

_LOCK = RLock()


@contextmanager
def working_bits(bits: int) -> Iterator[None]:
    """Both libraries at ``bits`` bits."""
    import mpmath
    from flint import ctx

    with _LOCK, ctx.workprec(bits), mpmath.workprec(bits):
        yield


@contextmanager
def working_digits(digits: int) -> Iterator[None]:
    """mpmath at ``digits`` decimal digits; python-flint as it is."""
    import mpmath

    with _LOCK, mpmath.workdps(digits):
        yield
