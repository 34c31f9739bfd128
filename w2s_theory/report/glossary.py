"""What the short words on the pages mean: one table; every chip and every rule's name links to its line."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import proofs_check.rules
from w2s_theory.theorems.headers import first_paragraph


@dataclass(frozen=True, slots=True)
class Entry:
    """A word and its meaning; ``kind`` is the question that the word answers."""

    kind: str
    word: str
    meaning: str

    @property
    def anchor(self) -> str:
        """The id of its line on the glossary page."""
        return anchor(self.kind, self.word)


def anchor(kind: str, word: str) -> str:
    """``status``, ``every draw`` -> ``status-every-draw``."""
    return f"{kind}-{re.sub(r'[^a-z0-9]+', '-', word.lower())}"


# the questions in the order of the page, with what is asked
KINDS = {
    "verdict": "What this check found",
    "status": "What kind of claim it is",
    "about": "What the claim speaks of",
    "quantifier": "In which sense it holds",
    "sharpness": "How near the bound can be reached",
    "relation": "How it stands to the cited work",
    "decision": "What the checker says of one step of a proof",
    "ground": "What a proof rests on",
    "number": "The numbers of a check",
    "mark": "Marks on these pages",
    "rule": "The rules of the proof checker",
}

# kind | word | meaning; a line that begins with spaces goes on with the one before
_TABLE = """
verdict | verified | The proof is complete, the three evaluations agree, no draw contradicts the claim,
    and the same draws would have refuted a claim that is wrong by the stated discrepancy.
verdict | consistent | Nothing contradicts the claim, and not all of it is shown: its proof is not
    complete, or it speaks of a limit of which a range was tried.
verdict | measured | The claim is not proved. Simulations were compared with it, and the gap between them
    is written down with its interval.
verdict | undecided | The check could not decide: the evaluations disagree, or the draws would not have
    noticed a wrong claim.
verdict | refuted | A step of the proof is false, or a draw contradicts the claim beyond every error
    bound.
status | proved | The file brings a proof, and the checker decides every step of it.
status | universality | It holds of the deterministic equivalent; that networks follow the equivalent is
    an assumption, which is measured.
status | empirical | Seen in simulations; there is no proof.
about | network | Networks with random features as they are, at finite width.
about | gaussian features | Gaussian features with the covariance of the network's.
about | equivalent | The deterministic equivalent: a formula for which networks and Gaussian features
    stand in the proportional limit.
quantifier | identity | Both sides are the same number, for every draw.
quantifier | every draw | It holds for every draw of the networks; a single one that contradicts it would
    refute it.
quantifier | expectation | It holds for the mean over the draws; single draws may lie on either side.
quantifier | measured mean | A mean over draws, measured at some sizes and not proved.
quantifier | probability | It holds with probability at least 1 - delta over the draws, for every delta.
quantifier | asymptotic | It holds in a limit; a range of sizes was tried.
sharpness | exact | An identity: there is nothing to sharpen.
sharpness | attained | There are instances at which both sides are equal; the page shows some.
sharpness | rate | The power or the rate cannot be better; the constant may be.
sharpness | unknown | It is not known whether the bound can be improved.
sharpness | not shown | The file claims more than this check could show.
relation | same | The statement of the cited work.
relation | sharper | Says more than the cited statement.
relation | weaker | Says less than the cited statement.
relation | beyond | Not claimed in the cited work.
relation | not compared | Too little of the cited work was read to say how the two stand to each other.
relation | not ours | The cited work's own statement, kept here for comparison.
decision | decided | The checker derived the step by the rule that is named.
decision | refuted | The checker found the step to be false.
decision | not decided | The checker could not derive the step; the proof is not complete.
ground | cited | A fact of the literature with its source, not proved here.
ground | enclosure | A number that was enclosed by certified interval arithmetic.
ground | theorem | Another theorem of this project.
ground | setting | Something the statement takes for granted of its vectors and operators.
ground | assumed | An assumption that is named and not proved: the universality ansatz.
number | discrepancy | By this change of its bound the same draws would have found the theorem false.
number | tightness | Measured value over bound at the draw where they are closest. Far from 1: true, and
    far from sharp at these sizes.
number | power | Whether a bound that is wrong by the discrepancy was noticed. A check that cannot fail is
    none.
number | false alarm | Probability that chance alone would refute a true claim.
number | margin | How far the closest draw is from contradicting the claim.
number | draws | Networks, or other instances, that were drawn and measured.
number | seconds | How long the check of this theorem took.
mark | headline | One of the few theorems to begin with.
mark | rests on a cited fact | Some step uses a fact of the literature.
mark | random draws | Draws of the check as chance gave them.
mark | nearest draws | Draws picked because they are nearest to the bound.
mark | bound attained | Instances made so that both sides are equal.
"""


@cache
def glossary() -> dict[str, tuple[Entry, ...]]:
    """Kind -> entries, in the order of the page; the rules as their own files describe them."""
    found: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
    for line in re.sub(r"\n +", " ", _TABLE).strip().splitlines():
        kind, word, meaning = (part.strip() for part in line.split(" | ", 2))
        found[kind].append(Entry(kind, word, meaning))
    found["rule"] = [Entry("rule", name, text) for name, text in rule_sentences().items()]
    return {kind: tuple(entries) for kind, entries in found.items()}


def rule_sentences() -> dict[str, str]:
    """Name -> what the rule decides: the first sentence of its file's docstring."""
    folder = Path(proofs_check.rules.__file__ or "").parent
    found = {}
    for path in sorted(folder.glob("*.py")):
        if path.stem == "__init__":
            continue
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        found[path.stem] = first_sentence(docstring).replace("``", "")
    return found


def first_sentence(text: str) -> str:
    """Up to the first full stop that ends a sentence, of the first paragraph."""
    paragraph = first_paragraph(text.strip())
    return re.split(r"(?<=[^.\s][.!?])\s+(?=[A-Z`(|])", paragraph, maxsplit=1)[0]


def known(kind: str, word: str) -> bool:
    """Whether a word has a line."""
    return any(entry.word == word for entry in glossary().get(kind, ()))
