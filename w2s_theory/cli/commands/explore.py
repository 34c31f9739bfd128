"""``w2s explore``: a page with sliders that computes equivalents and limits in the browser."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command


@command("explore", "Write a page with sliders: equivalents and proved limits, live.")
@click.option(
    "--out", metavar="FILE.html", default="explorer.html", show_default=True, help="Where the page goes."
)
def COMMAND(out: str) -> Outcome:
    """Write one HTML file to play with: dimension, units, target, stopping time, activation and filter as sliders.

    It opens in any browser, needs no network, and keeps its setting in the address.
    """
    from w2s_theory.api.pages import explore
    from w2s_theory.report.html_page import require_html_file

    require_html_file(out, "--out")

    page = explore()
    page.save(out)

    def show(screen: Any) -> None:
        screen.line(f"{page.title}: {out}")
        screen.line(
            "open it in a browser; the setting stands in the address, so that a link shows it to others"
        )

    return Outcome({**page.to_dict(), "out": out}, show)
