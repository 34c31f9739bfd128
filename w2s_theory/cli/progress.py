"""A progress bar on standard error; nothing at all when that is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[str, int, int], None]


@contextmanager
def progress_bar(title: str, total: int | None = None) -> Iterator[Advance]:
    """Yields ``advance(name, done, total)``."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda name, done, total: None
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
