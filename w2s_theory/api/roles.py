"""What each hypothesis of a theorem is for: what ``w2s needs`` prints, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from w2s_theory.api.named import with_library
from w2s_theory.given import require_flag
from w2s_theory.hypotheses.roles import Fate, fate_row, fates_of
from w2s_theory.printing.escaped import escaped, prose_latex
from w2s_theory.printing.text import claim_latex, claim_text
from w2s_theory.records.theorem import Theorem
from w2s_theory.simulate.machine.streams import require_seed
from w2s_theory.tables import html_table, latex_table
from w2s_theory.theorems.names import theorem_meant


@dataclass(frozen=True, eq=False)
class HypothesisRoles:
    """The fate of every hypothesis of one theorem, switched off in turn.

    Parameters
    ----------
    name
        The theorem.
    fates
        One per hypothesis: a word, the steps that fail without it, a counter-example where one was found.
    seed
        Of the search.
    searched
        Whether counter-examples were looked for.
    """

    name: str
    fates: tuple[Fate, ...]
    seed: int
    searched: bool

    @property
    def how(self) -> str:
        """``exact`` for the proof alone; ``certified`` or ``simulated`` by the way counter-examples were found."""
        methods = {fate.counter_example.method for fate in self.fates if fate.counter_example}
        if not methods:
            return "exact"
        return "simulated" if "simulation" in methods else "certified"

    def to_dict(self) -> dict[str, Any]:
        """A theorem of ``w2s needs --json``."""
        return {
            "name": self.name,
            "hypotheses": [fate_row(fate, claim_text) for fate in self.fates],
            "seed": self.seed,
            "searched": self.searched,
        }

    def to_latex(self) -> str:
        """A ``tabular`` of hypothesis, fate and the steps that fail without it."""
        rows = []
        for fate, (_, word, steps, _) in zip(self.fates, self._rows(), strict=True):
            claim = fate.hypothesis.claim
            said = prose_latex(fate.hypothesis.text) if claim is None else f"${claim_latex(claim)}$"
            rows.append((said, word, rf"\texttt{{{escaped(steps)}}}" if steps else ""))
        return latex_table(rows, "lll", ("hypothesis", "fate", "steps that fail without it"))

    def _rows(self) -> list[tuple[str, str, str, str]]:
        rows = []
        for each in self.to_dict()["hypotheses"]:
            steps = ", ".join(step["name"] or step["reason"] for step in each["broken_steps"])
            example = each["counter_example"]
            values = (
                ", ".join(f"{key} = {value}" for key, value in example["values"].items()) if example else ""
            )
            said = f"{example['left']} against {example['right']} at {values}" if example else each["remark"]
            rows.append((each["text"], each["fate"], steps, said))
        return rows

    def __repr__(self) -> str:
        words = [fate.word for fate in self.fates]
        counts = ", ".join(f"{words.count(word)} {word}" for word in dict.fromkeys(words))
        return f"<hypotheses of {self.name}: {counts or 'none'}>"

    def _repr_html_(self) -> str:
        head = ("hypothesis", "fate", "steps that fail without it", "counter-example or remark")
        return html_table(self._rows(), head, repr(self))


def hypothesis_roles(name: str | Theorem, *, search: bool = True, seed: int = 0) -> HypothesisRoles:
    """Switch off one hypothesis at a time: which steps of the proof fail, and where the claim is then false.

    Parameters
    ----------
    name
        A theorem's name, a part that no other name has, or a ``Theorem``.
    search : bool
        Look for counter-examples (seconds); without, only the proof is asked, and conditions are left out.
    seed : int
        Of the search.

    Returns
    -------
    HypothesisRoles
        Counter-examples are certified with balls, or draws beyond their own error.

    Raises
    ------
    InputError
        For no or several theorems of that name, or a bad seed.

    Examples
    --------
    >>> hypothesis_roles("three_quarters", search=False).name
    'student_error_ge_three_quarters_sq_of_shrinkage'
    """
    found, chosen = theorem_meant(name), require_seed(seed)
    wanted = require_flag(search, "search")
    fates = fates_of(found, with_library(found), search=wanted, seed=chosen)
    return HypothesisRoles(found.name, fates, chosen, wanted)
