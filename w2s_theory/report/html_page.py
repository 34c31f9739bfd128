"""A page in one HTML file, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from w2s_theory.exact_number import shorten_path
from w2s_theory.given import require_path
from w2s_theory.output_file import require_output_file, write_file
from w2s_theory.records.errors import InputError


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """One HTML file that asks nothing of the network.

    Parameters
    ----------
    name, title
        Identifier and a line for people.
    html
        All of it, UTF-8.
    """

    name: str
    title: str
    html: str

    def save(self, path: str | Path) -> Path:
        """Write it to a file that ends in .html; returns the path.

        Raises
        ------
        InputError
            If the file cannot be written; nothing is written then.
        """
        target = require_html_file(path, "the page's file")
        write_file(target, self.html.encode("utf-8"))
        return target

    def to_dict(self) -> dict[str, Any]:
        """Name, title and size in bytes."""
        return {"name": self.name, "title": self.title, "bytes": len(self.html.encode("utf-8"))}

    def _repr_html_(self) -> str:
        text = escape(self.html, quote=True)
        look = "width:100%;height:44rem;border:0"
        return f'<iframe title="{escape(self.title)}" style="{look}" sandbox="allow-scripts" srcdoc="{text}"></iframe>'

    def __repr__(self) -> str:
        return f"<{self.title}: {self.to_dict()['bytes'] / 1024:.0f} KiB of HTML>"


def require_html_file(path: str | Path, what: str) -> Path:
    """The path, if a page may be written there; ``InputError`` otherwise. Asked before the work starts."""
    target = require_path(path, what)
    if target.suffix.lower() not in (".html", ".htm"):
        raise InputError(f"{what} must end in .html, and {shorten_path(path)} does not")
    require_output_file(target, what)
    return target
