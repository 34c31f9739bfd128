"""``w2s show``: the statement of a theorem."""

from __future__ import annotations

from typing import Any

import click

from w2s_theory.cli.outcome import Outcome, command
from w2s_theory.cli.theorem_names import TheoremName


@command("show", "State a theorem.")
@click.argument("name", type=TheoremName(), required=False)
@click.option(
    "--file", metavar="MY_THEOREM.py", help="A theorem file of yours: Python that you choose to run."
)
@click.option("--latex", "as_latex", is_flag=True, help="Print the statement as a LaTeX theorem environment.")
@click.option(
    "--bib", "as_bib", is_flag=True, help="Print the BibTeX entries that the statement and its proof cite."
)
def COMMAND(name: str | None, file: str | None, as_latex: bool, as_bib: bool) -> Outcome:
    """State a theorem: in words, the claim, its hypotheses and letters, citation, and what its proof rests on."""
    import shlex

    from w2s_theory.api.theorem_fields import describe_theorem, resting_text
    from w2s_theory.cli.output import counted
    from w2s_theory.cli.reading import print_block, print_claim
    from w2s_theory.cli.theorem_fields import one_theorem
    from w2s_theory.printing.bibliography import cited_entries
    from w2s_theory.printing.docstring import in_words
    from w2s_theory.printing.environments import theorem_latex
    from w2s_theory.printing.fields import blocks_fields, words_fields
    from w2s_theory.printing.sentences import sharpness_sentence, status_sentence
    from w2s_theory.printing.statement import blocks_of
    from w2s_theory.theorems.listing import docstring_of
    from w2s_theory.theorems.user_code import user_code

    catalog, name, remarks = one_theorem(name, file)
    with user_code(file or name):
        data = describe_theorem(name, catalog)
    theorem = catalog[name]
    words, blocks = in_words(docstring_of(theorem)), blocks_of(theorem)
    latex = theorem_latex(theorem)
    entries = cited_entries(theorem)
    asked = shlex.join(["--file", file]) if file else data["name"]
    status = status_sentence(theorem, data["complete"] or theorem.status != "proved")

    def show(screen: Any) -> None:
        if as_latex or as_bib:
            screen.source("\n\n".join(([latex] if as_latex else []) + (list(entries) if as_bib else [])))
            return
        screen.line(data["title"])
        screen.line()
        if words.lead:
            print_block(screen, "In words", [words.lead])
            screen.line()
        print_claim(screen, theorem, blocks)
        screen.line()
        fields = blocks_fields(blocks)
        print_block(screen, "where", fields["where"])
        print_block(screen, "if", fields["if"])
        print_block(screen, "for", fields["for"])
        print_block(screen, "assumed", data["assumptions"])
        print_block(screen, "setting", data["setting"])
        print_block(screen, "signs", data["assumed_signs"])
        screen.line()
        if words.idea:
            print_block(screen, "Idea", [words.idea])
            screen.line()
        rests_on = resting_text(data["rests_on"], data["complete"])
        is_open = "" if data["complete"] else f"not complete: {data['problem']}"
        screen.fields(
            [
                ("name", data["name"]),
                ("status", status),
                ("sharpness", sharpness_sentence(data["shown"])),
                ("region", data["region"]),
                ("largest gap", data["largest_gap"]),
                ("citation", data["citation"]),
                ("compared", data["relation"]),
                ("proof", f"{counted(len(data['proof_steps']), 'step')} (w2s derive {asked})"),
                ("rests on", rests_on),
                ("the proof is", is_open),
                ("remark", data["reason"] if data["reason"] not in is_open else ""),
            ]
        )

    extra = {"theorem_latex": latex, "bib": list(entries), "status_sentence": status}
    return Outcome({**data, **words_fields(words), **blocks_fields(blocks), **extra}, show, remarks=remarks)
