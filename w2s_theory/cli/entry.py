"""The entry point. Ctrl-C is taken care of before anything else is loaded."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any

from w2s_theory.records.errors import Interrupted

INTERRUPTED = 130
PATIENCE = 2.0  # seconds for an interruption to get out


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``w2s``; returns the exit status.

    Parameters
    ----------
    argv
        Arguments after the program's name; by default those of the process, which is then left at
        once when interrupted.
    """
    if argv is not None:
        return _session(list(argv))
    _listen_for_interrupts()
    try:
        return _session(sys.argv[1:])
    except (Interrupted, KeyboardInterrupt):
        _leave_at_once()
        return INTERRUPTED


def _session(arguments: list[str]) -> int:
    from w2s_theory.cli.session import run_command

    return run_command(arguments)


def _listen_for_interrupts() -> None:
    """Raise ``Interrupted`` here; worker processes share the terminal's Ctrl-C and end without a word.

    Python drops an exception raised while it runs a finaliser or the callback of a weak reference;
    an interruption lost there is made up for by an alarm.
    """
    parent = os.getpid()

    def interrupt(number: int, frame: FrameType | None) -> None:
        if os.getpid() != parent:
            os._exit(INTERRUPTED)
        _set_alarm(PATIENCE)
        raise Interrupted

    # where Ctrl-C is ignored (a background job of a shell) it stays ignored
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, interrupt)


def _set_alarm(seconds: float) -> None:
    """Leave in so many seconds, whatever is running then; 0 takes it back."""
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.signal(signal.SIGALRM, lambda number, frame: _leave_at_once())
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _leave_at_once() -> None:
    """Stop the workers and leave; waiting for them to finish is what the user did not want."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _set_alarm(0)  # or it would say a second time what is said here
    workers: Any = sys.modules.get("multiprocessing")
    for child in workers.active_children() if workers else ():
        child.terminate()
    try:
        print("w2s: interrupted", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        pass  # nobody is listening
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    sys.exit(main())
