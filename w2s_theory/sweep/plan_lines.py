"""Which line of a TOML file says what: tomllib gives values only, an error should name the line."""

from __future__ import annotations

import re

_TABLE = re.compile(r"\s*\[\s*([A-Za-z0-9_-]+)\s*\]")
_KEY = re.compile(r"\s*(?:([A-Za-z0-9_-]+)\s*\.\s*)?([A-Za-z0-9_-]+)\s*=")


def key_lines(text: str) -> dict[str, int]:
    """Line (from 1) of every key by its full name, ``grid.dimension``, and of every table.

    For files of plain keys and tables, as plans are; a key it does not see has no line.
    """
    found: dict[str, int] = {}
    table, depth = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        bare = re.sub(r'"[^"]*"|\'[^\']*\'', '""', line).split("#")[0]
        if depth == 0 and (match := _TABLE.match(bare)):
            table = match[1]
            found.setdefault(table, number)
            continue
        if depth == 0 and (match := _KEY.match(bare)):
            inner = f"{match[1]}.{match[2]}" if match[1] else match[2]
            found.setdefault(f"{table}.{inner}" if table else inner, number)
            if match[1]:
                found.setdefault(f"{table}.{match[1]}" if table else match[1], number)
        # inside an array or an inline table over several lines nothing is a key of ours
        depth += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
    return found
