"""A whole proof put to Coq: one file, each step's answer, and the axioms that Coq printed."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.coqc import SENTENCE_SECONDS, run_coqc
from w2s_theory.second_kernel.lemma import Lemma, comment
from w2s_theory.second_kernel.preamble import PREAMBLE
from w2s_theory.second_kernel.rules import NotArithmetic, lemma_of

Answer = Literal["accepted", "not accepted", "not arithmetic", "not re-checked"]


@dataclass(frozen=True)
class StepAnswer:
    """What Coq says of one step."""

    step: str
    rule: str
    answer: Answer
    reason: str = ""


@dataclass(frozen=True)
class Recheck:
    """The answers for all steps of a proof, the axioms that the accepted lemmas rest on, and the Coq file."""

    steps: tuple[StepAnswer, ...]
    axioms: tuple[str, ...]
    text: str

    @property
    def accepted(self) -> bool:
        """Whether Coq was asked and accepted every step that is arithmetic."""
        return all(each.answer in ("accepted", "not arithmetic") for each in self.steps)

    def count(self, answer: Answer) -> int:
        """How many steps got an answer."""
        return sum(each.answer == answer for each in self.steps)


def print_proof(statement: Statement, steps: tuple[Step, ...]) -> tuple[Lemma | NotArithmetic, ...]:
    """The steps as Coq lemmas, or why they are none."""
    earlier: dict[str, Step] = {}
    found = []
    for number, step in enumerate(steps, 1):
        found.append(lemma_of(f"step_{number}", step, statement, earlier))
        earlier[step.name] = step
    return tuple(found)


def coq_file(
    title: str, lemmas: tuple[Lemma | NotArithmetic, ...], given_up: frozenset[str] = frozenset()
) -> str:
    """The whole file; the proofs of the lemmas in ``given_up`` are left out (``Abort``)."""
    # Interval brings Coquelicot, and both take longer to load than most proofs take
    intervals = any(
        "interval with" in line for each in lemmas if isinstance(each, Lemma) for line in each.proof
    )
    libraries = (
        "From Coquelicot Require Import Coquelicot.\nFrom Interval Require Import Tactic.\n"
        if intervals
        else ""
    )
    start = PREAMBLE.replace("{seconds}", str(SENTENCE_SECONDS)).replace("{libraries}", libraries)
    parts = [f"(* {comment(title)} *)", start]
    for each in lemmas:
        if isinstance(each, Lemma):
            parts.append(each.text(each.name not in given_up))
        else:
            parts.append(f"(* {comment(f'{each.step} [{each.rule}]: not re-checked: {each.reason}')} *)\n")
    proved = [each.name for each in lemmas if isinstance(each, Lemma) and each.name not in given_up]
    if proved:
        # asked once for all of them: Coq walks through its libraries every time
        parts.append(f"Definition all_steps := ({', '.join(proved)}, I).\nPrint Assumptions all_steps.\n")
    return "\n".join(parts)


def recheck(name: str, statement: Statement, steps: tuple[Step, ...], coqc: str | None) -> Recheck:
    """Print the steps and let Coq decide each lemma; without ``coqc`` they are printed only.

    A lemma that fails is given up and the file tried again, so one failure says nothing of the others.
    """
    lemmas = print_proof(statement, steps)
    title = f"{name}: the real-arithmetic steps of its proof"
    if coqc is None:
        return Recheck(_answers(lemmas, {}, "not re-checked"), (), coq_file(title, lemmas))
    failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="w2s-coq-") as folder:
        file = Path(folder) / "proof.v"
        while True:
            text = coq_file(title, lemmas, frozenset(failed))
            file.write_text(text, encoding="utf-8")
            answer = run_coqc(coqc, file)
            left = [each.name for each in lemmas if isinstance(each, Lemma) and each.name not in failed]
            if answer.accepted:
                break
            culprit = _lemma_at(text, answer.line)
            if culprit not in left:
                # the error is in no lemma's proof: nothing can be said of any of them
                failed.update(dict.fromkeys(left, answer.error))
                break
            failed[str(culprit)] = answer.error
    return Recheck(_answers(lemmas, failed, "accepted"), axioms_in(answer.output), coq_file(title, lemmas))


def _answers(
    lemmas: tuple[Lemma | NotArithmetic, ...], failed: dict[str, str], otherwise: Answer
) -> tuple[StepAnswer, ...]:
    answers = []
    for each in lemmas:
        if isinstance(each, NotArithmetic):
            word = "not accepted" if each.owed else "not arithmetic"
            answers.append(StepAnswer(each.step, each.rule, word, each.reason))
        elif each.name in failed:
            answers.append(StepAnswer(each.step, each.rule, "not accepted", failed[each.name]))
        else:
            answers.append(StepAnswer(each.step, each.rule, otherwise))
    return tuple(answers)


def _lemma_at(text: str, line: int) -> str | None:
    """The lemma in which a line stands."""
    found = None
    for each in text.splitlines()[:line]:
        match = re.match(r"Lemma (step_\d+)\b", each)
        found = match.group(1) if match else found
    return found


def axioms_in(output: str) -> tuple[str, ...]:
    """The names that ``Print Assumptions`` listed."""
    return tuple(sorted(set(re.findall(r"^([A-Za-z_][\w.']*)\s*:", output, re.MULTILINE)) - {"Axioms"}))
