"""What Coq says of a proof, as fields and as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from w2s_theory.api.proving import coq_data
from w2s_theory.records.errors import InputError
from w2s_theory.records.theorem import Theorem
from w2s_theory.second_kernel.recheck import recheck

# the modules of Coq whose axioms describe the processor's integers and floats
MACHINE = ("PrimInt63.", "Uint63.", "Sint63.", "PrimFloat.", "FloatAxioms.", "FloatOps.", "PArray.")


def coq_fields(theorem: Theorem, coqc: str | None, folder: Path | None) -> tuple[dict[str, Any], bool]:
    """The answers for a theorem's steps, and whether every arithmetic step was accepted; keeps the file in ``folder``."""
    found = recheck(theorem.name, theorem.statement(), theorem.proof(), coqc)
    kept = None
    if folder is not None:
        kept = folder / f"{theorem.name}.v"
        try:
            folder.mkdir(exist_ok=True)
            kept.write_text(found.text, encoding="utf-8")
        except OSError as problem:
            raise InputError(
                f"{kept} cannot be written ({problem.strerror}): give another --coq-folder"
            ) from problem
    return {**coq_data(found), "file": str(kept) if kept else None}, found.accepted


def show_coq(screen: Any, rows: Sequence[Mapping[str, Any]], detailed: bool) -> None:
    """One table of Coq's answers, and each step's if asked for."""
    if detailed:
        for row in rows:
            screen.line(f"{row['name']}, by Coq")
            steps = [
                (each["name"], each["rule"], each["answer"], each["reason"]) for each in row["coq"]["steps"]
            ]
            screen.table(("step", "rule", "Coq", "reason"), steps)
    words = ("accepted", "not accepted", "not re-checked", "not arithmetic")
    table = [
        (
            row["name"],
            *(sum(each["answer"] == word for each in row["coq"]["steps"]) for word in words),
            _axioms_text(row["coq"]["axioms"]),
        )
        for row in rows
    ]
    screen.table(("theorem", *words, "axioms"), table, right=(1, 2, 3, 4))
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
