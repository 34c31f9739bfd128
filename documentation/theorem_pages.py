"""A page for every theorem, printed from its file: the statement, the idea, the proof step by step, the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from documentation.markdown import block, inline, plain, prose
from w2s_theory.glossary import anchor, known
from w2s_theory.printing.docstring import InWords, in_words
from w2s_theory.printing.formula_lines import LONG_LATEX, claim_parts
from w2s_theory.printing.sentences import quantifier_sentence, sharpness_sentence, status_sentence
from w2s_theory.printing.statement import Blocks, blocks_of, shown_claim
from w2s_theory.printing.text import claim_latex, parameter_latex, parameter_meaning, restrictions_latex
from w2s_theory.records.claim import Claim
from w2s_theory.records.errors import InputError
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Theorem
from w2s_theory.theorems.headers import Header
from w2s_theory.theorems.listing import Catalog, docstring_of
from w2s_theory.theorems.subjects import all_headers, by_subject


def theorem_pages() -> dict[str, str]:
    """Path -> Markdown, for every theorem and the list of their pages.

    Raises
    ------
    InputError
        For a theorem file that does not load: a site without a theorem would be wrong.
    """
    catalog = Catalog()
    headers, broken = all_headers()
    if broken:
        raise InputError(f"the theorem file {broken[0].path} does not load: {broken[0].reason}")
    pages = {f"theorems/{each.name}.md": theorem_page(catalog[each.name], each) for each in headers}
    return {**pages, "theorems/index.md": _list(headers)}


def _list(headers: list[Header]) -> str:
    lines = ["# Every theorem, with its proof", ""]
    for subject in by_subject(headers):
        lines += [f"## {subject.title}", "", subject.sentence, "", "```{toctree}", ":maxdepth: 1", ""]
        lines += [each.name for each in subject.theorems]
        lines += ["```", ""]
    return "\n".join(lines)


def theorem_page(theorem: Theorem, header: Header) -> str:
    """One page."""
    blocks, words = blocks_of(theorem), in_words(docstring_of(theorem))
    lines = [
        f"# {plain(theorem.title)}",
        "",
        f"`{theorem.name}`",
        "",
        prose(words.lead),
        "",
        *_formula(blocks.claims),
        "",
        *_statement(theorem, blocks),
        *_idea(words),
        *_proof(theorem, blocks),
        "## Look closer",
        "",
        "```sh",
        f"w2s prove {theorem.name}    # decides every step",
        f"w2s derive {theorem.name}   # the same proof with the certificate of each step",
        f"w2s check {theorem.name}    # proof, evaluation and simulation: the verdict",
        "```",
        "",
        "## The file",
        "",
        f"`w2s_theory/theorems/{header.subject}/{header.name}.py`",
        "",
        "````python",
        header.path.read_text(encoding="utf-8").rstrip(),
        "````",
    ]
    return "\n".join(lines) + "\n"


def _formula(claims: tuple[Claim, ...]) -> list[str]:
    parts = claim_parts(claims)
    whole = " ".join(parts)
    return [block(whole)] if len(whole) <= LONG_LATEX else [" ".join(map(inline, parts))]


def _statement(theorem: Theorem, blocks: Blocks) -> Iterator[str]:
    rows = [("holds", prose(quantifier_sentence(theorem)))]
    status = plain(status_sentence(theorem))
    rows += [("status", f"[{status}](#{anchor('status', theorem.status)}), as its file claims")]
    sharpness = plain(sharpness_sentence(theorem.sharpness))
    rows += [("sharpness", f"[{sharpness}](#{anchor('sharpness', theorem.sharpness)}), as its file claims")]
    rows += [("where", " ".join(map(inline, claim_parts((each,))))) for each in blocks.definitions]
    rows += [("if", " ".join(map(inline, claim_parts((each,))))) for each in blocks.hypotheses]
    for each in blocks.parameters:
        meaning = parameter_meaning(each)
        rows.append(("for", inline(parameter_latex(each)) + (f": {prose(meaning)}" if meaning else "")))
    rows += [("assumed", prose(each)) for each in theorem.assumptions]
    rows += [("setting", f"{inline(claim_latex(each.claim))} (`{each.name}`)") for each in blocks.facts]
    for name, group in groupby(rows, key=lambda row: row[0]):
        texts = [text for _, text in group]
        yield f"- *{name}*: {texts[0]}" if len(texts) == 1 else f"- *{name}*:"
        yield from (f"  - {text}" for text in texts if len(texts) > 1)
    yield ""


def _idea(words: InWords) -> Iterator[str]:
    if words.idea:
        yield from ("## Idea", "", prose(words.idea), "")
    for each in words.rest:
        yield f"- {prose(each.text)}" if each.kind == "item" else prose(each.text)
        yield ""


def _proof(theorem: Theorem, blocks: Blocks) -> Iterator[str]:
    steps = theorem.proof()
    if not steps:
        return
    yield from ("## Proof", "")
    for number, step in enumerate(steps, 1):
        yield f"{number}. **{plain(step.name)}.** {prose(step.note)}"
        yield ""
        parts = claim_parts((shown_claim(blocks, step.claim),))
        restricted = restrictions_latex(step)
        yield f"   {' '.join(map(inline, parts))}" + (f" where {inline(restricted)}" if restricted else "")
        yield ""
        rule = (
            f"[`{step.rule}`](#{anchor('rule', step.rule)})" if known("rule", step.rule) else f"`{step.rule}`"
        )
        uses = f", from {', '.join(plain(each) for each in step.uses)}" if step.uses else ""
        yield f"   by {rule}{_instance(step)}{uses}"
        yield ""


def _instance(step: Step) -> str:
    """Which theorem, or which cited fact, a step is an instance of."""
    if step.rule == "theorem" and "name" in step.certificate:
        name = step.certificate["name"]
        return f" [`{name}`]({name}.md)"
    if step.rule == "cited" and "fact" in step.certificate:
        return f" `{step.certificate['fact']}`"
    return ""
