"""Text laid out for a screen: no word is ever broken, what goes on is indented, a table that does not fit becomes blocks.

A number of many digits and a theorem's name are words: they can be selected and copied whole.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

# columns of a table in a pipe: what is wider is printed as blocks, one value a line
WIDTH_OF_A_PIPE = 200
_GAP = "  "
_HANGING = 4
_NARROWEST_TEXT = 24
_SHORT = 16
# "for  L_TE in [0, 1]", "given  target.unit: ...", "3. name: ...": what goes on stands under the text
_LABEL = re.compile(r"\s*(?:[\w .-]{0,24}?\S\s{2,}|\s{2,}|\d+\. )(?=\S)")


def wrapped(text: str, width: int | None, hanging: int | None = None) -> list[str]:
    """A line as lines of at most ``width`` columns (``None``: as it is); longer words stay whole."""
    if width is None or len(text) <= width:
        return [text]
    if hanging is None:
        label = _LABEL.match(text)
        indent = len(text) - len(text.lstrip())
        hanging = len(label[0]) if label and len(label[0]) > indent else indent + _HANGING
    if " " not in re.split(r"\s{2,}", text.strip())[-1]:
        return [text]  # one long number: it stays beside its name
    lines = textwrap.wrap(
        text,
        max(width, hanging + 10),
        subsequent_indent=" " * hanging,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
        expand_tabs=False,
    )
    return lines or [""]


def table_lines(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    right: Sequence[int] = (),
    width: int | None = None,
    rule: str = "-",
) -> list[str]:
    """A table; ``width`` is that of the terminal, ``None`` where there is none; ``right`` are columns of numbers."""
    cells = [[cell_text(cell) for cell in row] for row in rows]
    used = [number for number in range(len(columns)) if columns[number] or any(row[number] for row in cells)]
    heads = [columns[number] for number in used]
    cells = [[row[number] for number in used] for row in cells]
    numbers = [place for place, number in enumerate(used) if number in right]
    widths = _widths(heads, cells, numbers, width)
    if widths is None:
        return [line for row in cells for line in _block(heads, row, width)]
    # in a pipe the last column has no end
    drawn = widths if width else [*widths[:-1], min(widths[-1:] + [_NARROWEST_TEXT])]
    lines = _row(heads, widths, numbers) + [_GAP.join(rule * each for each in drawn[: len(widths)])]
    for row in cells:
        lines += _row(row, widths, numbers)
    return lines


def cell_text(cell: Any) -> str:
    """A cell as one printable line."""
    text = "" if cell is None else str(cell)
    return text if text.isprintable() else "".join(mark if mark.isprintable() else " " for mark in text)


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int], width: int | None
) -> list[int] | None:
    """The width of each column; ``None`` if no layout keeps every word whole."""
    if not heads:
        return []
    natural, least = [], []
    for place, head in enumerate(heads):
        texts = [head, *(row[place] for row in rows)]
        natural.append(max(map(len, texts)))
        word = max(len(word) for text in texts for word in (text.split() or [""]))
        least.append(natural[-1] if place in numbers else max(word, min(natural[-1], _NARROWEST_TEXT)))
    gaps = len(_GAP) * (len(heads) - 1)
    if width is None:
        # a pipe has no edge, but a line that cannot be cut anywhere is no table row
        return (
            natural
            if sum(natural) + gaps <= WIDTH_OF_A_PIPE or sum(least) + gaps <= WIDTH_OF_A_PIPE
            else None
        )
    if sum(least) + gaps > width:
        return None
    found = list(natural)
    while sum(found) + gaps > width:
        # the widest column that may give way, down to the next widest or to what is needed
        place = max((each for each in range(len(found)) if found[each] > least[each]), key=lambda i: found[i])
        others = [each for other, each in enumerate(found) if other != place and each < found[place]]
        floor = max([least[place], *others])
        found[place] = max(
            min(floor, found[place] - 1), found[place] - (sum(found) + gaps - width), least[place]
        )
    return found


def _row(cells: Sequence[str], widths: Sequence[int], numbers: Sequence[int]) -> list[str]:
    """The lines of one row; a cell of text that is wider than its column goes on below itself."""
    parts = [
        wrapped(cell, wide, hanging=0) if place not in numbers else [cell]
        for place, (cell, wide) in enumerate(zip(cells, widths, strict=True))
    ]
    lines = []
    for depth in range(max(map(len, parts), default=0)):
        texts = [part[depth] if depth < len(part) else "" for part in parts]
        lines.append(
            _GAP.join(
                text.rjust(wide) if place in numbers else text.ljust(wide)
                for place, (text, wide) in enumerate(zip(texts, widths, strict=True))
            ).rstrip()
        )
    return lines


def _packed(items: Sequence[str], width: int | None) -> list[str]:
    """Items beside each other as far as they go; none is broken."""
    lines: list[str] = []
    for item in items:
        if lines and (width is None or len(lines[-1]) + 3 + len(item) <= width):
            lines[-1] += f"   {item}"
        else:
            lines.append(f"    {item}")
    return lines


def _block(heads: Sequence[str], cells: Sequence[str], width: int | None) -> list[str]:
    """A row as its first value, then short values on a line of their own, then each longer one on its line."""
    named = [(head, cell) for head, cell in zip(heads[1:], cells[1:], strict=True) if cell]
    short = [f"{head} {cell}".strip() for head, cell in named if len(cell) <= _SHORT]
    lines = [f"{heads[0]} {cells[0]}" if cells[0].isdigit() else cells[0]]
    lines += _packed(short, width)
    for head, cell in named:
        if len(cell) > _SHORT:
            lines += wrapped(f"    {head}  {cell}" if head else f"    {cell}", width, hanging=8)
    return lines
