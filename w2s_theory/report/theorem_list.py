"""The theorems as Markdown: the README's headlines and folded lists, and ``docs/theorems.md`` with every field."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from w2s_theory import notation
from w2s_theory.printing.text import parameter_meaning, statement_latex
from w2s_theory.records.errors import InputError
from w2s_theory.records.parameter import Parameter
from w2s_theory.records.theorem import Theorem
from w2s_theory.report.markdown import (
    LONGEST_LINE,
    block,
    formula,
    inline,
    link_definitions,
    short_statement,
    shows_hypotheses,
    table,
)
from w2s_theory.report.theorem_page import percent
from w2s_theory.theorems.headers import Header
from w2s_theory.theorems.subjects import Subject, by_subject, headlines

_HEAD = """# The theorems

Printed from the files by `make readme`. *Discrepancy* is by how much a bound may be wrong before its numeric check must
notice; every check shows in the same run that it does. *Verified* means: every proof step decided or named as cited, three
evaluations agree, and the simulation had that power and found nothing. *Measured*: an ansatz, held against networks
([verdicts.md](verdicts.md)). Where a statement is the paper's: [paper.md](paper.md)."""
_SHARPNESS = {
    "exact": "an identity",
    "attained": "attained",
    "rate": "sharp in its rate",
    "unknown": "not known to be sharp",
}
# said once, above the headlines of the README
_DECLARED = frozenset({"L_TE", "L_ST", "lam", "t"})
_COLUMNS = ("theorem", "status", "about", "sharpness", "discrepancy", "verdict")


def headline_list(theorems: Mapping[str, Theorem], headers: Sequence[Header]) -> list[str]:
    """The theorems to start with: title, whether it is proved, one sentence with its conditions, one typeset line."""
    lines = []
    for number, each in enumerate(headlines(headers), 1):
        lines.append(f"{number}. **[{each.title}][{each.name}]** ({each.status})")
        lines[-1] += "  "  # Markdown's line break
        lines.append(f"   {each.sentence}")
        found = formula(theorems[each.name])
        if len(found) == 1:
            lines[-1] += "  "
            lines.append(f"   {found[0]}")
        else:
            lines += ["", *(f"   {line}" for line in found), ""]
        letters = _letters(theorems[each.name])
        if letters:
            lines[-1] += "  " if lines[-1] else ""
            lines += textwrap.wrap(
                f"With {letters}.", LONGEST_LINE, initial_indent="   ", subsequent_indent="   "
            )
    return lines


def _letters(theorem: Theorem) -> str:
    """What the letters of the formula shown stand for, but for those that the README declares above its headlines."""
    claims = (*theorem.claims(), *(theorem.hypotheses if shows_hypotheses(theorem) else ()))
    shown = {str(each) for claim in claims for each in claim.both.free_symbols}
    told = [each for each in theorem.parameters if each.symbol in shown - _DECLARED]
    return "; ".join(f"${_bare(each)}$, {parameter_meaning(each)}".replace("*", r"\*") for each in told)


def _bare(parameter: Parameter) -> str:
    index = "_j" if parameter.length is not None else ""
    return f"{notation.row(parameter.symbol).latex}{index}"


def subject_lists(
    theorems: Mapping[str, Theorem],
    headers: Sequence[Header],
    words: Mapping[str, str],
    broken: Iterable[Any] = (),
) -> list[str]:
    """One folded list per subject in teaching order; a theorem is its title, its statement or its first sentence."""
    _require_words(theorems, words)
    lines: list[str] = []
    for subject in by_subject(headers):
        lines += ["<details>", f"<summary><b>{_counted(subject)}</b> {subject.sentence}</summary>", ""]
        for each in subject.theorems:
            known = f"{each.status}, {_SHARPNESS[each.sharpness]}, {words[each.name]}  "
            first = f"- [{each.title}][{each.name}]: {known}"
            lines += (
                [first] if len(first) <= LONGEST_LINE else [first.removesuffix(f" {known}"), f"  {known}"]
            )
            lines.append(f"  {short_statement(theorems[each.name]) or each.sentence}")
        lines += ["", "</details>"]
    return lines + [f"- `{each.path}` does not load: {each.reason}" for each in broken]


def theorem_document(
    theorems: Mapping[str, Theorem],
    headers: Sequence[Header],
    words: Mapping[str, str],
    broken: Iterable[Any] = (),
) -> str:
    """The whole of ``docs/theorems.md``: per subject a table, then each statement, typeset.

    Raises
    ------
    InputError
        If a theorem has no verdict.
    """
    _require_words(theorems, words)
    lines = [_HEAD, ""]
    for subject in by_subject(headers):
        lines += [f"## {_counted(subject)}", "", subject.sentence, ""]
        rows = [
            (
                f"[`{each.name}`][{each.name}]",
                each.status,
                each.about,
                each.sharpness,
                percent(theorems[each.name].discrepancy),
                words[each.name],
            )
            for each in subject.theorems
        ]
        lines += [*table(_COLUMNS, rows), ""]
        for each in subject.theorems:
            lines += [f"### {each.title}", "", f"{each.sentence} (`{each.name}`)", ""]
            lines += [*_statement(theorems[each.name]), ""]
    rows = [(f"`{each.path}`", f"does not load: {each.reason}", "", "", "", "broken") for each in broken]
    lines += [*table(_COLUMNS, rows), ""] if rows else []
    return "\n".join([*lines, *link_definitions(headers, "../"), ""])


def _statement(theorem: Theorem) -> list[str]:
    latex = statement_latex(theorem)
    return [inline(latex)] if len(latex) <= 110 else block(latex)


def _counted(subject: Subject) -> str:
    return f"{subject.title[:1].upper()}{subject.title[1:]} ({len(subject.theorems)})"


def _require_words(theorems: Mapping[str, Theorem], words: Mapping[str, str]) -> None:
    missing = [name for name in theorems if name not in words]
    if missing:
        raise InputError(f"there is no verdict on {missing[0]}: run the check on all theorems")
