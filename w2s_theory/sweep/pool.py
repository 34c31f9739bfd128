"""What the runner needs of workers: the interface of ``concurrent.futures``, and a new start after a loss."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, Protocol


class LostWorkers(Exception):
    """The workers are gone and cannot be started again from here; the text says what happened."""


class Pool(Protocol):
    """Workers, on this machine or a cluster."""

    # whether the loss of one worker takes along everything that was under way, so that nobody knows whose fault it was
    loses_all: bool
    # losses over a task alone after which it is given up
    most_deaths: int

    @property
    def workers(self) -> int:
        """How many tasks run at the same time."""
        ...

    def submit(self, function: Any, *arguments: Any) -> Future[Any]:
        """Start a call; the future may end with an error that :meth:`is_loss` knows."""
        ...

    def is_loss(self, problem: BaseException) -> bool:
        """Whether a call ended because its worker died, not by its own error."""
        ...

    def restart(self) -> None:
        """Fresh workers after a loss; raises ``LostWorkers`` where that is not ours to do."""
        ...

    def close(self) -> None:
        """End the workers at once; what they compute is dropped."""
        ...
