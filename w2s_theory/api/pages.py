"""Pages to teach with, as values: what ``w2s explore`` and ``w2s slides`` write."""

from __future__ import annotations

from w2s_theory.report.html_page import HtmlPage


def explore() -> HtmlPage:
    """The explorer: sliders for a setting, the equivalents and the proved limits live beside simulated networks.

    One HTML file that computes in the browser from formulas printed out of this package, and asks nothing of the network.

    Returns
    -------
    HtmlPage
        ``.save("explorer.html")`` writes it, ``.html`` is its text.

    Accuracy
    --------
    The page's numbers agree with :func:`w2s_theory.equivalent` (float64) to 1e-9 relative, or it says that it has none.

    Raises
    ------
    InputError
        If the stored simulations did not come with the package.
    """
    from w2s_theory.explorer.page import explorer_page

    return explorer_page()


def slides() -> HtmlPage:
    """Slides for a lesson: statement, idea and picture of each headline theorem, made from the theorems' files.

    Returns
    -------
    HtmlPage
        ``.save("slides.html")`` writes it: one offline HTML file, arrow keys turn the slides, print gives one a page.
    """
    from w2s_theory.slide_deck.page import slides_page

    return slides_page()
