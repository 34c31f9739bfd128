"""A step as a lemma of its theorem's section, and how it follows from the lemmas that it names.

The algebra of a step is a lemma about real letters, outside the section (:mod:`combination`). Here its letters are
given their meaning and its premises are proved: from domains, hypotheses, definitions, facts of the setting, and
earlier steps at the values that the step's certificate names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from w2s_theory import notation
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.second_kernel.expressions import elementary_nodes, opaque_atoms
from w2s_theory.second_kernel.lemma import Lemma
from w2s_theory.second_kernel.premises import Premise
from w2s_theory.second_kernel.section import Section


@dataclass(frozen=True)
class Stated:
    """A step as a proposition of the section."""

    name: str
    step: Step
    drawn: bool
    binders: tuple[str, ...]
    arrows: tuple[str, ...]
    claim: str

    @property
    def proposition(self) -> str:
        """The step for all outcomes and values of its own letters that lie where it says."""
        text = " -> ".join([*self.arrows, self.claim])
        return f"forall {' '.join(self.binders)}, {text}" if self.binders else text

    def intros(self) -> list[str]:
        """The names under which a proof has them: the letters, then ``W0``, ``W1``, ..."""
        names = [each.strip("()").split(" : ")[0] for each in self.binders]
        names += [f"W{number}" for number in range(len(self.arrows))]
        return [f"intros {' '.join(names)}."] if names else []


def state(name: str, step: Step, section: Section) -> Stated:
    """What a step asserts, as a proposition.

    Raises
    ------
    NotPrintable
        If a part of it has no meaning in Coq.
    """
    meaning = section.meaning
    parts = [
        step.claim.left,
        step.claim.right,
        *(part for each in step.where for part in (each.left, each.right)),
    ]
    drawn = any(meaning.depends_on_draw(part) for part in parts)
    binders = ["(outcome : Omega)"] if drawn else []
    arrows: list[str] = []
    for variable in step.variables:
        letter = getattr(notation, variable.symbol)
        binders.append(f"({meaning.identifier(variable.symbol)} : R)")
        arrows += section.lies(letter, variable.domain)
    arrows += [meaning.claim(each) for each in step.where]
    return Stated(name, step, drawn, tuple(binders), tuple(arrows), meaning.claim(step.claim))


def instance(used: Stated, at: Mapping[Any, Any], section: Section, here: bool) -> str:
    """An earlier step at the values of this one (``here``: whether an outcome is at hand)."""
    arguments = (["outcome"] if here else ["some_outcome"]) if used.drawn else []
    for variable in used.step.variables:
        letter = getattr(notation, variable.symbol)
        arguments.append(section.meaning.term(at.get(letter, letter)))
    return f"({' '.join([used.name, *arguments])})" if arguments else used.name


def rewritings(claim: Claim, at: Mapping[Any, Any], section: Section, name: str) -> list[str]:
    """What stands at other values in Coq and in SymPy, which writes sums and products in its own order: made the same."""
    if not at:
        return []
    meaning = section.meaning
    known = {letter: meaning.term(value) for letter, value in at.items()}
    lines = []
    atoms = [*opaque_atoms(claim.both), *elementary_nodes(claim.both)]
    for atom in atoms:
        if not atom.free_symbols & set(at) or isinstance(atom, sympy.Symbol):
            continue
        literal = meaning.term(atom, known)
        meant = meaning.term(atom.subs(dict(at), simultaneous=True))
        if literal != meant:
            lines.append(f"try (replace ({literal}) with ({meant}) in {name} by same).")
    return lines


def used_step(premise: Premise, used: Stated, section: Section, here: bool, name: str = "G") -> list[str]:
    """The lines that put an instance of an earlier step into the context."""
    return [
        f"pose proof {instance(used, premise.at, section, here)} as {name}.",
        *rewritings(used.step.claim, premise.at, section, name),
        f"discharge {name}.",
    ]


def link(lemma: Lemma, stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """The proof of a step in the section, by the lemma of its algebra."""
    origins, meaning = lemma.origins, section.meaning
    assert origins is not None
    letters = " ".join(meaning.term(atom) for atom in origins.letters)
    blanks = " ".join(
        "_" for _ in range(len(origins.domains) + len(origins.premises) + bool(origins.vectors))
    )
    here = stated.drawn
    lines = [*stated.intros()]
    if not here and any(meaning.depends_on_draw(atom) for atom in origins.letters):
        # nothing is said of the draw, and what is used holds for every one
        lines.append("pose (outcome := (some_outcome : Omega)).")
        here = True
    for name in lemma_functions(stated.step):
        section.meaning.function(name, notation.row(name).arguments)
    lines.append(f"assert (A : {meaning.claim(origins.claim)}).")
    lines.append(f"{{ refine ({lemma.name} {letters} {blanks}).")
    for atom, _ in origins.domains:
        ways = "".join(f" | apply {each}" for each in section.domains(atom))
        if (
            isinstance(atom, sympy.Function)
            and (name := meaning.identifier(type(atom).__name__)) in meaning.definitions
        ):
            ways += f" | unfold {name}; shape"
        if isinstance(atom, sympy.gamma):
            ways += f" | apply {section.gamma_is_positive()}; side"
        lines.append(f"  - first [assumption{ways} | domain].")
    for premise in origins.premises:
        lines.append(f"  - {_premise(premise, stated, earlier, section, here)}")
    if origins.vectors:
        lines.append(f"  - {_positive(origins.vectors, section)}")
    lines[-1] += " }"
    lines.append(f"{_unfold(stated.step, section, 'A')}close A.")
    return tuple(lines)


def lemma_functions(step: Step) -> list[str]:
    """The functions of the table that a step unfolds."""
    return [name for name in step.unfold if notation.row(name).kind == "function"]


def _unfold(step: Step, section: Section, name: str) -> str:
    defined = [section.meaning.identifier(each) for each in lemma_functions(step)]
    defined = [each for each in defined if each in section.meaning.definitions]
    return "".join(f"unfold {each} in *; " for each in defined)


def _premise(
    premise: Premise, stated: Stated, earlier: Mapping[str, Stated], section: Section, here: bool
) -> str:
    if premise.origin == "hypothesis":
        name, _ = section.hypothesis(int(premise.key.split(".")[1]))
        return f"apply {name}; side."
    if premise.origin == "restriction":
        return "assumption."
    if premise.origin == "setting":
        return f"apply {section.fact(premise.key)}."
    if premise.origin == "definition":
        return f"apply {section.definition(premise.key.split('.', 1)[1])}."
    used = earlier[premise.key]
    lines = used_step(premise, used, section, here)
    return " ".join(["intros.", *lines, f"{_unfold(stated.step, section, 'G')}close G."])


def _positive(vectors: tuple[Any, ...], section: Section) -> str:
    """A Gram matrix has no negative direction: the square of a combination of vectors."""
    names = [section.meaning.vector(each) for each in vectors]
    total = f"(vscal c0 {names[0]})"
    for number, name in enumerate(names[1:], 1):
        total = f"(vplus {total} (vscal c{number} {name}))"
    intros = " ".join(f"c{number}" for number in range(len(names)))
    lines = [
        f"intros {intros}.",
        f"pose proof (inner_pos {total}) as H.",
        "expand_in H.",
        *section.symmetries(vectors, "H"),
        "apply (le_same _ _ _ _ H); ring.",
    ]
    return " ".join(lines)
