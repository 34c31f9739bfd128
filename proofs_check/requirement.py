"""What a rule needs and could not show is said by raising, in one line: the step is then *not decided*."""

from __future__ import annotations


class NotShown(ValueError):
    """Something that is needed is not shown (the text says what)."""


def require(shown: object, text: str, *parts: object) -> None:
    """Raise :class:`NotShown` with ``text.format(*parts)`` unless ``shown`` is true.

    The text is put together on failure only: printing a large expression can cost more than checking it.
    """
    if not shown:
        raise NotShown(text.format(*parts))
