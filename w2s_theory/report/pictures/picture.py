"""What a picture is: a drawing and what it shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """``svg`` is a document whose ids begin with the prefix it was drawn with; ``caption`` is one or two sentences."""

    svg: str
    caption: str
