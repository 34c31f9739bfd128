"""The draws that a page shows of those that a check judged: some as they came, and those nearest to the bound."""

from __future__ import annotations

from dataclasses import dataclass

from w2s_theory.records.draws import Draws


@dataclass(frozen=True)
class Shown:
    """Draws of one experiment.

    Parameters
    ----------
    random
        The first of those that are not among the nearest, as chance gave them.
    nearest
        Those nearest to the bound; ``None`` where nearness says nothing (an identity, a mean).
    admitted
        Draws of which the statement speaks, from which these were taken.
    """

    random: Draws
    nearest: Draws | None
    admitted: int
