"""A page with script in one HTML file: its style, its script and its fonts inside, and a policy that forbids the network."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from w2s_theory.report.html_page import HtmlPage
from w2s_theory.report.pages import stylesheet


def asset(folder: Path, name: str) -> str:
    """The text of ``assets/name`` of a package's folder."""
    return (folder / "assets" / name).read_text(encoding="utf-8")


def offline_page(folder: Path, name: str, title: str, script: str, **fields: Any) -> HtmlPage:
    """The page of ``folder/templates/name.html``, which extends ``offline.html``.

    Parameters
    ----------
    folder
        A package's folder with ``templates/name.html`` and ``assets/name.css``.
    name, title
        Of the page.
    script
        JavaScript, not escaped: it may hold no closing tag.
    fields
        What the template shows; text is escaped, ``Markup`` is not.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader([folder / "templates", Path(__file__).parent / "templates"]),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    text = environment.get_template(f"{name}.html").render(
        title=title, version=version("w2s_theory"), style=Markup(stylesheet() + asset(folder, f"{name}.css")),
        script=Markup(script), **fields,
    )  # fmt: skip
    return HtmlPage(name, title, text)
