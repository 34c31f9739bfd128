"""A progress bar on standard error; where that is no terminal, a line per theorem of a long run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[str, int, int], None]
# so few are done before anybody looks
_FEW = 4


def _silent(name: str, done: int, total: int) -> None:
    pass


def _line(title: str, name: str, done: int, total: int) -> None:
    if total <= _FEW:
        return
    try:
        print(f"{title} {done}/{total} {name}", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        pass  # nobody is listening


@contextmanager
def progress_bar(title: str, total: int | None = None, *, lines: bool = False) -> Iterator[Advance]:
    """Yields ``advance(name, done, total)``; with ``lines`` a log shows how far a run of many has come."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield (lambda name, done, total: _line(title, name, done, total)) if lines else _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    # no refreshing thread: workers are forked while the bar is up, and a fork must not copy a held lock
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(title, total=total)
        bar.refresh()

        def advance(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=f"{title} {name}", refresh=True)

        yield advance
