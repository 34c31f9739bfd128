"""What Coq says of a proof, as fields and as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from w2s_theory.api.proving import coq_data
from w2s_theory.records.errors import InputError
from w2s_theory.records.theorem import Statement, Theorem
from w2s_theory.second_kernel.coqc import LIBRARY
from w2s_theory.second_kernel.recheck import ANSWERS, Recheck, recheck

# the modules of Coq whose axioms describe the processor's integers and floats
MACHINE = ("PrimInt63.", "Uint63.", "Sint63.", "PrimFloat.", "FloatAxioms.", "FloatOps.", "PArray.")


def coq_fields(
    theorem: Theorem, coqc: str | None, folder: Path | None, statements: Callable[[str], Statement]
) -> tuple[dict[str, Any], Recheck]:
    """The answers for a theorem's steps, as fields and as they are; keeps the file, and the library, in ``folder``."""
    found = recheck(theorem.name, theorem.statement(), theorem.proof(), coqc, statements)
    kept = None
    if folder is not None:
        kept = folder / f"{theorem.name}.v"
        try:
            folder.mkdir(exist_ok=True)
            # whole or not at all: what was there stays until the new text is written
            for path, text in (
                (folder / LIBRARY.name, LIBRARY.read_text(encoding="utf-8")),
                (kept, found.text),
            ):
                beside = path.with_suffix(".part")
                beside.write_text(text, encoding="utf-8")
                beside.replace(path)
        except OSError as problem:
            raise InputError(
                f"{kept} cannot be written ({problem.strerror}): give another --coq-folder"
            ) from problem
    return {**coq_data(found), "file": str(kept) if kept else None}, found


def contradicted(row: Mapping[str, Any], found: Recheck) -> bool:
    """Whether Coq refused a step that the checker decided."""
    decided = {step["name"] for step in row["steps"] if step["decided"] == "decided"}
    return any(each.answer == "refused" and each.step in decided for each in found.steps)


def show_coq(screen: Any, rows: Sequence[Mapping[str, Any]], detailed: bool) -> None:
    """One table of Coq's answers, and each step's if asked for."""
    if detailed:
        for row in rows:
            screen.line(f"{row['name']}, by Coq")
            ours = {each["name"]: each for each in row["steps"]}
            steps = [
                (each["name"], each["rule"], ours[each["name"]]["decided"], each["answer"], each["reason"])
                for each in row["coq"]["steps"]
            ]
            screen.table(("step", "rule", "checker", "Coq", "reason"), steps)
            if row["coq"]["premises"]:
                screen.line(f"the statement rests on {', '.join(row['coq']['premises'])}")
    words = ANSWERS
    table = [
        (
            row["name"],
            *(sum(each["answer"] == word for each in row["coq"]["steps"]) for word in words),
            _axioms_text(row["coq"]["axioms"]),
        )
        for row in rows
    ]
    screen.table(("theorem", *words, "axioms"), table, right=tuple(range(1, len(words) + 1)))
    files = [row["coq"]["file"] for row in rows if row["coq"]["file"]]
    if files:
        screen.line(f"Coq files: {', '.join(files)}")


def _axioms_text(axioms: Sequence[str]) -> str:
    """Short names; those of machine numbers, on which ``interval`` rests, as a count."""
    machine = [each for each in axioms if each.startswith(MACHINE)]
    named = [each.split(".")[-1] for each in axioms if each not in machine]
    if machine:
        named.append(f"{len(machine)} on machine integers and floats")
    return ", ".join(named) or "-"
