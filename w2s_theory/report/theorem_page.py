"""What a theorem's page shows, collected from its record and its verdict; the template lays it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from w2s_theory.checks.proofs import decision_word
from w2s_theory.checks.universality import gap_text
from w2s_theory.figures.style import INK
from w2s_theory.printing.docstring import InWords, in_words
from w2s_theory.printing.environments import proof_latex, theorem_latex
from w2s_theory.printing.formula_lines import LONG_LATEX, claim_parts
from w2s_theory.printing.plain_printer import letter
from w2s_theory.printing.sentences import quantifier_sentence, sharpness_sentence, status_sentence
from w2s_theory.printing.statement import Blocks, blocks_of, shown_claim
from w2s_theory.printing.text import (
    claim_latex,
    parameter_latex,
    parameter_meaning,
    restrictions_latex,
    setting_latex,
    statement_text,
)
from w2s_theory.printing.written_proof import WrittenProof, excess_latex, fact_relation, written_proof
from w2s_theory.records.claim import Claim
from w2s_theory.records.draws import Draws
from w2s_theory.records.quantifier import Measured
from w2s_theory.records.theorem import Theorem
from w2s_theory.records.verdict import Deviation, Verdict
from w2s_theory.report.figures import (
    BOUND,
    MEASURED,
    WITNESS,
    draw_trial_figure,
    page_draws,
    trial_description,
)
from w2s_theory.report.formula import mathml, prose_html, wrapped
from w2s_theory.report.hypothesis_lines import HypothesisLine
from w2s_theory.report.pictures.listing import pictures_of
from w2s_theory.report.views import View, bound_views
from w2s_theory.theorems.listing import docstring_of, one_line, theorem_files
from w2s_theory.theorems.user_code import user_code


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One step as the page shows it."""

    name: str
    note: Markup
    formula: Markup
    restricted: Markup
    identity: Markup
    rule: str
    uses: tuple[str, ...]
    status: str
    reason: str
    rests_on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that certificates use: its letter, what it says, its name and why it holds."""

    letter: Markup
    formula: Markup
    name: str
    reason: Markup


@dataclass(frozen=True, slots=True)
class PageWords:
    """What the theorem's docstring says, typeset: the statement in words, the idea, and further paragraphs by kind."""

    lead: Markup
    idea: Markup
    more: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a record says of itself in words; unlike the record it travels between processes."""

    name: str
    title: str
    citation: str
    status: str
    about: str
    quantifier: str
    sharpness: str
    depends_on: tuple[str, ...]
    headline: int | None


@dataclass(frozen=True, slots=True)
class TheoremPage:
    """All that one page shows; ``problems`` names each part that could not be made."""

    theorem: Words
    verdict: Verdict
    subject: str
    statement: Markup
    words: PageWords
    holds: Markup
    status: Markup
    hypotheses: tuple[Markup, ...]
    definitions: tuple[Markup, ...]
    text: str
    latex: str
    proof_source: str
    assumptions: tuple[Markup, ...]
    setting: tuple[tuple[str, Markup], ...]
    setting_source: str
    sharpness: str
    parameters: tuple[dict[str, Any], ...]
    proof: tuple[ProofLine, ...]
    facts: tuple[FactLine, ...]
    hypothesis_lines: tuple[HypothesisLine, ...]
    views: tuple[View, ...]
    pictures: tuple[tuple[Markup, Markup], ...]
    figure: Markup
    figure_text: str
    witness_rows: tuple[dict[str, str], ...]
    gap_rows: tuple[dict[str, str], ...]
    used_by: tuple[str, ...]
    reproduce: str
    discrepancy: str
    measured_for: str
    largest_gap: str
    problems: tuple[str, ...]


def collect_page(
    theorem: Theorem,
    verdict: Verdict,
    used_by: tuple[str, ...] = (),
    hypothesis_lines: tuple[HypothesisLine, ...] = (),
) -> TheoremPage:
    """Everything the page of one theorem shows; a part that fails is named, and the others still show."""
    problems: list[str] = []

    def part(what: str, make: Callable[[], Any], otherwise: Any) -> Any:
        try:
            with user_code(theorem.name):
                return make()
        except Exception as error:  # one part of one page must not cost the whole report
            problems.append(f"{what}: {one_line(error)}")
            return otherwise

    measured = theorem.quantifier if isinstance(theorem.quantifier, Measured) else None
    shown = part("experiment", lambda: page_draws(theorem, verdict), None)
    witness = part("witness", lambda: theorem.witness() if theorem.witness else None, None)
    figure = (
        part("figure", lambda: draw_trial_figure(theorem, shown.random, witness, shown.nearest), "")
        if shown is not None
        else ""
    )
    blocks = part("statement", lambda: blocks_of(theorem), None)
    proof = part("proof", lambda: written_proof(theorem), None)
    docstring = part("docstring", lambda: docstring_of(theorem), "")
    return TheoremPage(
        theorem=Words(
            **{
                field.name: getattr(theorem, field.name)
                for field in fields(Words)
                if field.name != "quantifier"
            },
            quantifier=theorem.quantifier.word,
        ),
        verdict=verdict,
        subject=subject_of(theorem.name),
        statement=part("statement", lambda: statement_html(blocks.claims), Markup(""))
        if blocks
        else Markup(""),
        words=part("docstring", lambda: _words(in_words(docstring)), PageWords(Markup(""), Markup(""), ())),
        holds=prose_html(quantifier_sentence(theorem)),
        status=prose_html(status_sentence(theorem, verdict.ledger.complete or theorem.status != "proved")),
        hypotheses=_typeset(part, "hypotheses", blocks.hypotheses if blocks else ()),
        definitions=_typeset(part, "definitions", blocks.definitions if blocks else ()),
        text=part("statement", lambda: statement_text(theorem), ""),
        latex=part("statement", lambda: theorem_latex(theorem), ""),
        proof_source=part("proof", lambda: proof_latex(theorem, docstring, proof), ""),
        assumptions=tuple(
            part("assumption", lambda each=each: prose_html(each), each) for each in theorem.assumptions
        ),
        setting=part("setting", lambda: _setting(theorem), ()),
        setting_source=part("setting", lambda: setting_latex(theorem), ""),
        sharpness=sharpness_sentence(verdict.sharpness_text or _claimed(theorem.sharpness)),
        parameters=part("parameters", lambda: tuple(map(_parameter, theorem.parameters)), ()),
        proof=part("proof", lambda: _proof(proof, blocks, verdict), ()) if proof and blocks else (),
        facts=part("proof", lambda: _facts(proof), ()) if proof else (),
        hypothesis_lines=hypothesis_lines,
        views=part("views", lambda: bound_views(theorem), ()),
        pictures=part("picture", lambda: _pictures(theorem.name), ()),
        figure=themed(figure),
        figure_text=trial_description(theorem, shown) if shown is not None else "",
        witness_rows=part("witness", lambda: _witness_rows(theorem, witness), ()),
        gap_rows=tuple(_gap_row(gap) for gap in verdict.numeric.gaps),
        used_by=used_by,
        reproduce=f"w2s check {theorem.name} --seed {verdict.seed}{' --quick' if verdict.quick else ''}",
        discrepancy=percent(theorem.discrepancy),
        measured_for=measured.region if measured else "",
        largest_gap=percent(measured.largest_gap) if measured else "",
        problems=tuple(dict.fromkeys(problems)),
    )


def subject_of(name: str) -> str:
    """The folder a theorem stands in, as words; a file of the user's stands in none of ours."""
    path = theorem_files().get(name)
    return path.parent.name.replace("_", " ") if path else "your own file"


def percent(share: Fraction) -> str:
    """``1/20`` as ``5 %``; without trailing zeros."""
    return f"{float(100 * Fraction(share)):.4g} %"


def number_text(value: Any) -> str:
    """A measured number with six digits; a dash where there is none."""
    if value is None:
        return "\N{EN DASH}"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def themed(svg: str) -> Markup:
    """An SVG document as an inline element whose colours follow the page's light or dark theme."""
    if not svg:
        return Markup("")
    inline = svg[svg.index("<svg") :]
    start, end = inline.find("<metadata>"), inline.find("</metadata>")
    if start >= 0:
        inline = inline[:start] + inline[end + len("</metadata>") :]
    names = {INK: "ink", MEASURED: "measured", BOUND: "bound", WITNESS: "witness"}
    for colour, name in names.items():
        inline = inline.replace(colour, f"var(--{name}, {colour})")
    # decoration for a screen reader: the caption says what there is to see
    return Markup(inline.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def _pictures(name: str) -> tuple[tuple[Markup, Markup], ...]:
    return tuple((themed(each.svg), prose_html(each.caption)) for each in pictures_of(name))


def _parameter(parameter: Any) -> dict[str, Any]:
    length = f"{parameter.length} entries in an instance" if parameter.length is not None else ""
    return {
        "formula": mathml(parameter_latex(parameter)),
        "typical": str(parameter.typical),
        "meaning": prose_html(parameter_meaning(parameter)),
        "length": length,
    }


def _setting(theorem: Theorem) -> tuple[tuple[str, Markup], ...]:
    """What the statement takes for granted of its vectors: each fact's name and formula."""
    facts = theorem.setting.facts if theorem.setting else ()
    return tuple((name, mathml(claim_latex(claim))) for name, claim in facts)


def _claimed(sharpness: str) -> str:
    """A sharpness that no check has looked at; a rate and an unknown sharpness are the file's word anyway."""
    return f"{sharpness} (claimed)" if sharpness in ("exact", "attained") else sharpness


def statement_html(claims: tuple[Claim, ...]) -> Markup:
    """One block, or pieces that a browser may put on several lines."""
    parts = claim_parts(claims)
    whole = " ".join(parts)
    return mathml(whole, "block") if len(whole) <= LONG_LATEX else wrapped(parts)


def _typeset(part: Callable[..., Any], what: str, claims: tuple[Claim, ...]) -> tuple[Markup, ...]:
    return part(what, lambda: tuple(wrapped(claim_parts((each,))) for each in claims), ())


def _words(words: InWords) -> PageWords:
    more = []
    for each in words.rest:
        formula = each.kind == "formula"
        more.append((each.kind, prose_html(each.text.rstrip(" .,") if formula else each.text)))
    return PageWords(prose_html(words.lead), prose_html(words.idea), tuple(more))


def _facts(proof: WrittenProof) -> tuple[FactLine, ...]:
    relations = {"=": "=", ">=": r"\geq", ">": ">"}
    return tuple(
        FactLine(
            mathml(proof.letter(fact)),
            mathml(f"{excess_latex(fact.claim)} {relations[fact_relation(fact)]} 0"),
            fact.name,
            prose_html(fact.reason),
        )
        for fact in proof.facts
    )


def _proof(proof: WrittenProof, blocks: Blocks, verdict: Verdict) -> tuple[ProofLine, ...]:
    lines_of = {line.name: line for line in verdict.ledger.lines}
    lines = []
    for step in proof.steps:
        line = lines_of.get(step.name)
        decision = line.decision if line else None
        restricted = restrictions_latex(step)
        lines.append(
            ProofLine(
                step.name,
                prose_html(step.note),
                statement_html((shown_claim(blocks, step.claim),)),
                mathml(restricted) if restricted else Markup(""),
                wrapped(proof.identity_parts(step.name)),
                step.rule,
                step.uses,
                decision_word(line) if line else "not decided",
                decision.reason if decision else "not in the ledger",
                tuple(sorted(decision.rests_on)) if decision else (),
            )
        )
    return tuple(lines)


def _witness_rows(theorem: Theorem, witness: Draws | None) -> tuple[dict[str, str], ...]:
    if witness is None:
        return ()
    from w2s_theory.evaluate.fast import compute_expression

    letters = [each.symbol for each in theorem.parameters if each.length is None]
    numbers = {name: witness.parameters[name] for name in letters if name in witness.parameters}
    sides = [compute_expression(side, witness.parameters, len(witness)) for _, side in theorem.stable_sides()]
    return tuple(
        {
            "at": ", ".join(f"{letter(name)} = {values[i]:.6g}" for name, values in numbers.items()),
            "measured": f"{witness.measured[i]:.10g}",
            "bound": ", ".join(f"{side[i]:.10g}" for side in sides),
        }
        for i in range(min(len(witness), 8))
    )


def _gap_row(gap: Deviation) -> dict[str, str]:
    return {
        "at": gap.cell,
        "draws": str(gap.draws),
        "measured": f"{gap.measured:.6g}",
        "bound": f"{gap.bound:.6g}",
        "gap": gap_text(gap),
    }
