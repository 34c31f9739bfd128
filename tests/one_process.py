"""Which tests one process runs: those of one theorem, so that its proof, draws and compiled expressions are made once.

What pytest-xdist offers for this, ``--dist loadgroup``, does nothing with pytest 9.2 and pytest-xdist 3.8: the group is
written to an attribute of the test that pytest no longer reads.
"""

from __future__ import annotations

import re
from typing import Any

from xdist.scheduler import LoadScopeScheduling

from w2s_theory.theorems.listing import theorem_files

THEOREMS = frozenset(theorem_files())
# the reports that a session writes once, so that nobody waits for another process to write one; the figures; the site; the
# copies
SHARED = {
    "tests/report/test_browser.py": "report",
    "tests/report/test_pages.py": "report",
    "tests/report/test_figure_pages.py": "report",
    "tests/report/test_figures.py": "report",
    "tests/figures/test_figure_drawing.py": "figures",
    "tests/figures/test_figure_command.py": "figures",
    "tests/docs/test_site.py": "the documentation",
    "tests/test_drop_in_theorem.py": "a copy of the package",
}


def together_with(nodeid: str) -> str:
    """What a test is run together with: what they share, its theorem, or its own function's parameters."""
    function, _, parameters = nodeid.partition("[")
    shared = SHARED.get(function.partition("::")[0])
    theorem = next((word for word in re.findall(r"\w+", parameters) if word in THEOREMS), "")
    return shared or theorem or function


class OneProcessPerTheorem(LoadScopeScheduling):
    """Hands out theorems, reports and functions in the order in which the tests were collected."""

    def __init__(self, config: Any, log: Any) -> None:
        super().__init__(config, log)
        # largest first would undo that what a change touches comes first
        config.option.loadscopereorder = False

    def _split_scope(self, nodeid: str) -> str:
        return together_with(nodeid)
