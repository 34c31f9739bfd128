"""``w2s slides``: slides for a lesson, made from the headline theorems."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command


@command("slides", "Write slides of the headline theorems: statement, idea, picture.")
@click.option(
    "--out", metavar="FILE.html", default="slides.html", show_default=True, help="Where the slides go."
)
def COMMAND(out: str) -> Outcome:
    """Write slides as one HTML file that needs no network: arrow keys turn them, printed it is one slide a page.

    docs/lesson.md has a plan of ninety minutes for them, with exercises.
    """
    from w2s_theory.api.pages import slides
    from w2s_theory.report.html_page import require_html_file

    require_html_file(out, "--out")
    page = slides()
    page.save(out)

    def show(screen: Any) -> None:
        screen.line(f"{page.title}: {out}")
        screen.line(
            "open it in a browser; arrow keys turn the slides, o shows all, printing gives one a page"
        )

    return Outcome({**page.to_dict(), "out": out}, show)
