"""The glossary as a page: the entries that ``w2s explain`` and the report show."""

from __future__ import annotations

from documentation.markdown import cell, inline, prose
from w2s_theory.glossary import KINDS, glossary

_HEAD = """# Glossary

Printed from the one glossary of the program; `w2s explain TERM` says the same, and more of a rule or a letter.
"""


_INNER = r"\langle x, y \rangle"  # the row that prints by its arguments


def glossary_page() -> str:
    """One section for each question; rules and words are places to link to, letters a table."""
    lines = [_HEAD]
    # who reads a page from the top wants the words of the field first
    for kind, entries in sorted(glossary().items(), key=lambda each: each[0] != "field"):
        lines += [f"## {KINDS[kind]}", ""]
        if kind == "symbol":
            lines += ["| letter | in code | meaning |", "| --- | --- | --- |"]
            lines += [
                f"| {cell(inline(each.latex or _INNER))} | `{each.word}` | {cell(prose(each.meaning))} |"
                for each in entries
            ]
            continue
        for each in entries:
            more = "".join(f" {prose(part)}" for part in each.more)
            names = f" ({', '.join(each.names)})" if each.names else ""
            word = f"`{each.word}`" if kind == "rule" else each.word
            lines += [f"({each.anchor})=", f"**{word}**{names}: {prose(each.meaning)}{more}", ""]
    return "\n".join(lines) + "\n"
