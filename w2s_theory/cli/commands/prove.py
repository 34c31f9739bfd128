"""``w2s prove``: the proofs, step by step, as the checker decides them, and as Coq does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from w2s_theory.cli.files import require_output_folder
from w2s_theory.cli.outcome import DEFECT, HOLDS, REFUTED, UNDECIDED, WRONG_INPUT, Outcome, command
from w2s_theory.cli.progress import progress_bar
from w2s_theory.cli.theorem_names import TheoremNames
from w2s_theory.records.errors import InputError


@command("prove", "Check the proofs.")
@click.argument("names", nargs=-1, metavar="[NAME]...", type=TheoremNames())
@click.option(
    "--file",
    metavar="MY_THEOREM.py",
    help="Check the proof in a file of yours: Python that you choose to run.",
)
@click.option(
    "--models",
    type=click.IntRange(0, 100),
    help="Evaluate every decided step in so many random models, which may only refuse (with --file: 3).",
)
@click.option(
    "--search",
    "searching",
    is_flag=True,
    help="Look for the certificates of open steps that combine facts (gram, ring, rational, radical).",
)
@click.option("--coq", is_flag=True, help="Put the whole proof to Coq as well, step by step.")
@click.option("--coq-folder", metavar="DIR", help="Keep the Coq files there.")
def COMMAND(
    names: tuple[str, ...],
    file: str | None,
    models: int | None,
    searching: bool,
    coq: bool,
    coq_folder: str | None,
) -> Outcome:
    """Check the proofs of theorems (of all of them without a name)."""
    if coq_folder is not None and not coq:
        raise InputError("--coq-folder is where --coq keeps its files: give --coq as well")
    folder = require_output_folder(coq_folder, "--coq-folder") if coq_folder is not None else None

    from w2s_theory.api.proving import CheckedProof, search_proof
    from w2s_theory.api.theorem_fields import resting_text, step_remark
    from w2s_theory.checks.proofs import Proof, prove
    from w2s_theory.cli.coq_rows import contradicted, coq_fields, show_coq
    from w2s_theory.cli.searched_rows import show_searched
    from w2s_theory.cli.theorem_fields import require_names, with_file_if_it_loads
    from w2s_theory.proof_search.problem import RULES
    from w2s_theory.second_kernel.coqc import INSTALL, find_coqc
    from w2s_theory.theorems.form import form_warnings
    from w2s_theory.theorems.listing import Catalog
    from w2s_theory.theorems.user_code import user_code

    catalog, own, broken = with_file_if_it_loads(file, Catalog(), names)
    chosen = [*(require_names(names, catalog) if names or not own else []), *own]
    coqc = find_coqc() if coq else None
    rows, words, is_open, defect = [], [], False, False
    problems: set[str] = set()
    complete: dict[str, Proof] = {}
    with progress_bar("proving", len(chosen), lines=True) as advance:
        for done, name in enumerate(chosen, 1):
            theorem = catalog[name]
            with user_code(file or name):
                proof = prove(theorem, catalog, complete=complete, models=models)
            # a deterministic equivalent rests on its ansatz, which no step can decide
            assumes = not proof.complete and not proof.open_but_for_the_ansatz
            words.append(
                "refuted"
                if proof.ledger.refuted
                else "complete"
                if proof.complete
                else "given the ansatz"
                if assumes
                else "not complete"
            )
            is_open |= not proof.complete and not assumes
            defect |= proof.ledger.defect
            row = CheckedProof(theorem, proof).to_dict()
            if searching:
                with user_code(file or name):
                    row["searched"] = [each.to_dict() for each in search_proof(theorem, proof, catalog)]
            if coq:
                row["coq"], found = coq_fields(
                    theorem, coqc, folder, lambda other: catalog[other].statement()
                )
                is_open |= not found.accepted
                defect |= contradicted(row, found)
                problems |= {found.problem} - {""}
            rows.append(row)
            advance(name, done, len(chosen))

    def show(screen: Any) -> None:
        if names or file:
            for row in rows:
                screen.line(row["name"])
                screen.line(f"    {row['statement']}")
                for fact in row["setting"]:
                    screen.line(f"    given  {fact}")
                for sign in row["assumed_signs"]:
                    screen.line(f"    given  {sign} (notation)")
                lines = [(s["name"], s["rule"], s["decided"], step_remark(s)) for s in row["steps"]]
                screen.table(("step", "rule", "decision", "rests on"), lines)
        table = [
            (
                row["name"],
                len(row["steps"]),
                word,
                resting_text(row["rests_on"], row["complete"]),
                _open(row, word, shown=bool(names or file)),
            )
            for row, word in zip(rows, words, strict=True)
        ]
        last = "open" if any(row[-1] for row in table) else ""
        screen.table(("theorem", "steps", "proof", "rests on", last), table, right=(1,))
        for row in rows if searching else ():
            show_searched(screen, row)
        searched = {
            step["rule"] for row in rows for step in row["steps"] if step["decided"] != "decided"
        } & set(RULES)
        if searched and not searching:
            screen.line(f"--search looks for the certificates of open steps by {', '.join(sorted(searched))}")
        if coq:
            show_coq(screen, rows, detailed=bool(names or file))

    status = DEFECT if defect else REFUTED if "refuted" in words else UNDECIDED if is_open else HOLDS
    remarks = (f"there is no coqc, so nothing was re-checked: {INSTALL}",) if coq and coqc is None else ()
    remarks += tuple(f"nothing was re-checked: {each}" for each in sorted(problems))
    remarks += form_warnings(catalog[own[0]], Path(file)) if own and file else ()
    if broken:
        status, remarks = WRONG_INPUT, (*broken, *remarks)
    return Outcome({"proofs": rows, "coqc": coqc} if coq else {"proofs": rows}, show, status, remarks)


def _open(row: dict[str, Any], word: str, shown: bool) -> str:
    """What is open, unless the word says it; else what the checker remarks of the whole.

    Where the steps are ``shown`` above, with the reason of each, it is not said again.
    """
    text = row["problem"] if word in ("refuted", "not complete") else row["reason"]
    for step in row["steps"] if shown else ():
        text = text.replace(f": {step['reason']}", "") if step["reason"] else text
    return text
