"""A whole proof put to Coq: one file, each step's answer, and the axioms that Coq printed."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.coqc import compiled_library, run_coqc, run_coqtop
from w2s_theory.second_kernel.expressions import NotPrintable
from w2s_theory.second_kernel.proof_file import ProofFile, print_proof

Answer = Literal["accepted", "axiom", "not expressible", "refused", "not re-checked"]
ANSWERS: tuple[Answer, ...] = ("accepted", "axiom", "not expressible", "refused", "not re-checked")


@dataclass(frozen=True)
class StepAnswer:
    """What Coq says of one step."""

    step: str
    rule: str
    answer: Answer
    reason: str = ""


@dataclass(frozen=True)
class Recheck:
    """The answers for all steps of a proof, what the statement rests on, and the Coq file.

    ``axioms`` are those of Coq's libraries, ``premises`` the hypotheses of the section that the statement rests on, as
    ``Print Assumptions`` lists them. ``problem`` says in one line why nothing could be asked.
    """

    steps: tuple[StepAnswer, ...]
    axioms: tuple[str, ...]
    premises: tuple[str, ...]
    text: str
    problem: str = ""

    @property
    def accepted(self) -> bool:
        """Whether Coq was asked, and every step was accepted or is a named axiom."""
        return all(each.answer in ("accepted", "axiom") for each in self.steps)

    @property
    def refused(self) -> bool:
        """Whether Coq refused a step that was put to it."""
        return any(each.answer == "refused" for each in self.steps)

    def count(self, answer: Answer) -> int:
        """How many steps got an answer."""
        return sum(each.answer == answer for each in self.steps)


def no_theorem(name: str) -> Statement:
    """No other theorem is known."""
    raise NotPrintable(f"the statement of {name} is not at hand")


def recheck(
    name: str,
    statement: Statement,
    steps: tuple[Step, ...],
    coqc: str | None,
    statements: Callable[[str], Statement] = no_theorem,
) -> Recheck:
    """Print the proof and let Coq decide each lemma; without ``coqc`` it is printed only.

    A step that fails is made an axiom and the file tried again, so one failure says nothing of the others.

    Parameters
    ----------
    name, statement, steps
        The theorem's.
    coqc
        The program, or ``None``.
    statements
        Other theorems' statements by their names.
    """
    printed = print_proof(name, statement, steps, statements)
    if coqc is None:
        return _answered(printed, {}, "not re-checked", "")
    library = compiled_library(coqc)
    if library.problem:
        return _answered(printed, {}, "not re-checked", "", library.problem)
    failed: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="w2s-coq-") as folder:
        file = Path(folder) / "proof.v"
        for attempt in range(len(printed.steps) + 2):
            text = printed.text(frozenset(failed))
            file.write_text(text, encoding="utf-8")
            answer = run_coqc(coqc, file, library.folder)
            if answer.accepted:
                return _answered(printed, failed, "accepted", answer.output)
            if answer.ended:
                return _answered(printed, {}, "not re-checked", "", answer.error)
            culprit = _step_at(text, answer.line, printed)
            if culprit is None or culprit in failed:
                # the error is in no step's proof: nothing can be said of any of them
                left = {each.step.name for each in printed.steps if each.proof is not None}
                return _answered(printed, dict.fromkeys(left, answer.error), "accepted", "")
            failed[culprit] = answer.error
            if attempt == 0:
                failed |= _probed(run_coqtop(coqc, printed.probe(), library.folder), printed)
    return _answered(printed, {}, "not re-checked", "", "coqc gave no answer")


def _probed(output: str | None, printed: ProofFile) -> dict[str, str]:
    """The steps that an interactive Coq did not accept, with the first error after the step before: asked in one go."""
    found = {}
    for each in printed.steps if output else ():
        if each.stated is not None and each.proof is not None:
            before, _, _ = (output or "").partition(f"{each.axiom} is declared")
            if (
                f"{each.axiom} is declared" in (output or "")
                and f"{each.lemma} is defined" in (output or "").partition(f"{each.axiom} is declared")[2]
            ):
                errors = re.findall(r"^Error:\s*(.*?)(?=^\S* < |\Z)", before, re.MULTILINE | re.DOTALL)
                found[each.step.name] = " ".join(errors[-3].split()) if len(errors) > 2 else "refused"
    return found


def _answered(
    printed: ProofFile, failed: dict[str, str], otherwise: Answer, output: str, problem: str = ""
) -> Recheck:
    answers = []
    for each in printed.steps:
        word, reason = otherwise, problem
        if each.stated is None:
            word, reason = "not expressible", each.reason
        elif each.proof is None:
            word, reason = "refused" if each.refused else "axiom", each.reason
        elif each.step.name in failed:
            reason = failed[each.step.name]
            word = "not re-checked" if reason.startswith("Timeout") else "refused"
        answers.append(StepAnswer(each.step.name, each.step.rule, word, reason))
    axioms, premises = _listed(output), _premises(output)
    return Recheck(tuple(answers), axioms, premises, printed.text(frozenset(failed)), problem)


def _step_at(text: str, line: int, printed: ProofFile) -> str | None:
    """The step in whose lemma a line stands."""
    found = None
    for each in text.splitlines()[:line]:
        match = re.match(r"(?:Lemma|Definition|Hypothesis) (\w+)", each)
        found = match.group(1) if match else found
    for each in printed.steps:
        if each.proof is not None and found in (each.lemma, each.algebra.name if each.algebra else ""):
            return each.step.name
    return None


def _listed(output: str) -> tuple[str, ...]:
    """The axioms of Coq's libraries that ``Print Assumptions`` listed."""
    _, _, part = output.partition("Axioms:")
    return tuple(sorted(set(re.findall(r"^([A-Za-z_][\w.']*)", part, re.MULTILINE))))


def _premises(output: str) -> tuple[str, ...]:
    """The hypotheses of the section among its variables, as far as they say something (letters are left out)."""
    _, _, part = output.partition("Section Variables:")
    part, _, _ = part.partition("Axioms:")
    heads = (
        "axiom_",
        "theorem_",
        "hypothesis_",
        "fact_",
        "definition_",
        "kind_",
        "image_",
        "mean_",
        "continuous_",
        "gamma_positive",
    )
    names = re.findall(r"^([a-z_]\w*)\b", part, re.MULTILINE)
    return tuple(name for name in dict.fromkeys(names) if name.startswith(heads))
