"""``w2s derive``: the derivation of a theorem, line by line."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.outcome import HOLDS, UNDECIDED, Outcome, command
from w2s_theory.cli.parameters import Whole
from w2s_theory.cli.theorem_names import TheoremName


@command("derive", "Derive a theorem, step by step.")
@click.argument("name", type=TheoremName(), required=False)
@click.option(
    "--file", metavar="MY_THEOREM.py", help="A theorem file of yours: Python that you choose to run."
)
@click.option("--latex", "as_latex", is_flag=True, help="Print the derivation as a LaTeX proof environment.")
@click.option(
    "--power", type=Whole("power", 0, 3), help="For the spectrum: carry out the calculation for this power."
)
@click.option("--degree", type=Whole("degree", 0, 60), help="For the spectrum: and for this degree.")
def COMMAND(
    name: str | None, file: str | None, as_latex: bool, power: int | None, degree: int | None
) -> Outcome:
    """Derive a theorem: each step with its reason, its certificate written out, and what the checker says of it."""
    from w2s_theory.api.theorem_fields import describe_theorem
    from w2s_theory.cli.reading import print_block, print_claim, print_formula, print_hanging
    from w2s_theory.cli.theorem_fields import one_theorem
    from w2s_theory.printing.docstring import in_words
    from w2s_theory.printing.environments import proof_latex
    from w2s_theory.printing.fields import blocks_fields, proof_fields, words_fields
    from w2s_theory.printing.formula_lines import shortened
    from w2s_theory.printing.statement import blocks_of, shown_claim
    from w2s_theory.printing.text import claim_text
    from w2s_theory.printing.written_proof import written_proof
    from w2s_theory.records.errors import InputError
    from w2s_theory.theorems.listing import docstring_of, subject
    from w2s_theory.theorems.user_code import user_code

    catalog, name, remarks = one_theorem(name, file)
    with user_code(file or name):
        data = describe_theorem(name, catalog)
    theorem = catalog[name]
    derivation = None
    if power is not None or degree is not None:
        if file is not None or subject(name) != "spectrum":
            raise InputError(f"--power and --degree are for theorems on the spectrum, and {name} is not one")
        from w2s_theory.derive.activation_coefficient import derive_activation_coefficient

        derivation = derive_activation_coefficient(1 if power is None else power, degree)
    docstring = docstring_of(theorem)
    words, blocks, proof = in_words(docstring), blocks_of(theorem), written_proof(theorem)
    latex = derivation.to_latex() if derivation else proof_latex(theorem, docstring)
    fields = proof_fields(proof)

    def show(screen: Any) -> None:
        if as_latex:
            screen.source(latex)
            return
        if words.lead:
            print_block(screen, "In words", [words.lead])
            screen.line()
        print_claim(screen, theorem, blocks)
        screen.line()
        print_block(screen, "where", [*blocks_fields(blocks)["where"]])
        print_block(screen, "if", [*blocks_fields(blocks)["if"]])
        print_block(screen, "setting", data["setting"])
        if words.idea:
            screen.line()
            print_block(screen, "Idea", [words.idea])
        if fields["facts"]:
            screen.line()
            print_block(screen, "facts", fields["facts"])
        if fields["identities"]:
            print_block(
                screen, "", ["[a step] stands for the larger side of its claim minus the smaller one"]
            )
        for number, step in enumerate(data["proof_steps"], 1):
            screen.line()
            print_hanging(screen, f"{number}. ", f"{step['name']}: {step['note']}")
            restricted = f"   [{', '.join(step['where'])}]" if step["where"] else ""
            claim = claim_text(shown_claim(blocks, proof.steps[number - 1].claim))
            print_hanging(
                screen, "   ", f"{shortened(claim) if claim != step['claim'] else claim}{restricted}"
            )
            identity = fields["identities"].get(step["name"])
            if identity:
                print_formula(screen, "   since ", identity)
            uses = f", from {', '.join(step['uses'])}" if step["uses"] else ""
            print_hanging(screen, "   ", f"{step['decided']} by {step['rule']}{uses}")
        if derivation:
            screen.line()
            screen.line(str(derivation))

    status = HOLDS if data["complete"] else UNDECIDED
    extra = {"proof_latex": latex, "derivation": derivation.to_dict() if derivation else None}
    return Outcome(
        {**data, **words_fields(words), **blocks_fields(blocks), **fields, **extra}, show, status, remarks
    )
