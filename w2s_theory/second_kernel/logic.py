"""The logic around a proof: hypotheses, definitions, induction, other theorems, and a few facts of counting."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy

from w2s_theory import notation
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.expressions import NotPrintable
from w2s_theory.second_kernel.link import Stated, instance, rewritings
from w2s_theory.second_kernel.premises import setting_facts, substituted
from w2s_theory.second_kernel.section import Section


def hypothesis(stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """A hypothesis of the statement at chosen values of the letters that it counts through."""
    del earlier
    step = stated.step
    values = dict(step.certificate.get("values", {}))
    for number, claim in enumerate(section.statement.hypotheses):
        if claim != step.claim and not (values and substituted(claim, values) == step.claim):
            continue
        name, counting = section.hypothesis(number)
        drawn = any(section.meaning.depends_on_draw(part) for part in (claim.left, claim.right))
        arguments = ["outcome"] if drawn else []
        arguments += [section.meaning.term(values.get(each, each)) for each in counting]
        return (
            *stated.intros(),
            f"pose proof ({' '.join([name, *arguments])}) as G.",
            *rewritings(claim, values, section, "G"),
            "discharge G.",
            "close G.",
        )
    raise NotPrintable("no hypothesis says this")


def induction(stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """From 0, and from every whole number to the next."""
    step, meaning = stated.step, section.meaning
    i = step.certificate["variable"]
    base, after = (earlier[step.certificate[key]] for key in ("base", "step"))
    name = meaning.identifier(i.name)
    where = [meaning.claim(each) for each in step.where]
    inside = " -> ".join([*where, stated.claim])
    names = stated.intros()[0].rstrip(".").split()[1:]
    about = [
        f"W{number}" for number, arrow in enumerate(stated.arrows) if arrow in where or _speaks(name, arrow)
    ]
    restrictions = " ".join(f"R{number}" for number in range(len(where)))
    intro = f"intros {restrictions}. " if where else ""
    chain = step.claim not in after.step.where
    known = f"specialize (I{' ltac:(side)' * len(where)}). "
    later = f"pose proof {instance(after, {}, section, stated.drawn)} as G. discharge G. "
    literal = rewritings(step.claim, {i: i + 1}, section, "")
    goal = " ".join(line.replace(" in  by", " by") for line in literal)
    return (
        f"intros {' '.join(names)}.",
        f"assert (K : forall {name} : R, whole {name} -> 0 <= {name} -> {inside}).",
        f"{{ clear {' '.join([*about, name])}.",
        f"  apply (whole_induction (fun {name} : R => {inside})).",
        f"  - {intro}pose proof {instance(base, {i: sympy.Integer(0)}, section, stated.drawn)} as G.",
        f"    {' '.join(rewritings(base.step.claim, {}, section, 'G'))} discharge G. first [close G|at_zero; close G].",
        f"  - intros {name} Whole Above I. {intro}{known}{later}",
        f"    {goal} {'first [lra|close G].' if chain else 'close G.'} }}",
        "apply K; assumption.",
    )


def _speaks(name: str, text: str) -> bool:
    return name in text.replace("(", " ").replace(")", " ").split()


def finite_sum(stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """A sum of equal terms is their number times the term."""
    del earlier
    node, meaning = stated.step.claim.left, section.meaning
    index, first, last = node.limits[0]
    if node.function.has(index):
        raise NotPrintable("a sum taken apart")
    for each in sympy.Tuple(first, last).free_symbols:
        section.domains(each)
    return (
        *stated.intros(),
        f"rewrite (fsum_const {meaning.term(node.function)} {meaning.term(first)} {meaning.term(last)}); "
        "[same|whole|whole|side].",
    )


def minimum(stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """A least or largest value, from what is said of each."""
    lines = [*stated.intros()]
    for number, name in enumerate(stated.step.uses):
        at = dict(stated.step.certificate.get("at", {}).get(name, {}))
        lines += [
            f"pose proof {instance(earlier[name], at, section, stated.drawn)} as G{number}.",
            f"discharge G{number}.",
        ]
    lines.append("unfold Rmin, Rmax in *; repeat destruct Rle_dec; lra.")
    return tuple(lines)


def theorem(
    stated: Stated, earlier: Mapping[str, Stated], section: Section, statements: Callable[[str], Statement]
) -> tuple[str, ...]:
    """An instance of another theorem, whose statement is a named premise."""
    step, meaning = stated.step, section.meaning
    if "index" in step.certificate:
        raise NotPrintable("a member of a family of settings of another theorem")
    name, values = step.certificate["name"], dict(step.certificate.get("values", {}))
    other = statements(name)
    setting = other.setting
    if setting is not None and (setting.units or setting.projections or setting.noises or setting.duals):
        raise NotPrintable("another theorem about random features or regressions")
    claims = [each for each in other.claims if substituted(each, values) == step.claim] if values else [
        each for each in other.claims if each == step.claim
    ]  # fmt: skip
    if not claims:
        claims = [each for each in other.claims if each.relation == step.claim.relation]
    if not claims:
        raise NotPrintable(f"no claim of {name} is of this form")
    (claim,) = claims[:1]
    letters = [
        getattr(notation, each.symbol)
        for each in other.parameters
        if notation.row(each.symbol).kind == "scalar" and not meaning.is_random(each.symbol)
    ]
    letters += [each for each in values if each not in letters]
    binders = " ".join(meaning.identifier(each.name) for each in letters)
    arrows: list[str] = []
    for parameter in other.parameters:
        letter = getattr(notation, parameter.symbol)
        if letter in letters:
            arrows += section.lies(letter, parameter.domain)
    given = [*other.hypotheses]
    if setting is not None:
        given += [each for each in setting_facts(setting).values() if each.left != each.right]
    premises = []
    for each in given:
        counting = [letter for letter in section.counting(each) if letter not in letters]
        if each.both.has(sympy.Derivative):
            raise NotPrintable("another theorem about a differential equation")
        text = section.claim(each)
        if counting:
            text = f"forall {' '.join(meaning.identifier(letter.name) for letter in counting)} : R, {text}"
        premises.append(f"({text})")
    drawn = any(meaning.depends_on_draw(part) for part in (claim.left, claim.right))
    last = f"forall outcome : Omega, {meaning.claim(claim)}" if drawn else meaning.claim(claim)
    text = " -> ".join([*arrows, *premises, last])
    premise = section.assume(
        f"theorem_{name}_{other.claims.index(claim)}",
        f"forall {binders} : R, {text}" if binders else text,
        f"theorem {name}",
    )
    lines = [*stated.intros()]
    for each in letters:
        section.domains(each)
    for value in values.values():
        for each in sympy.S(value).free_symbols:
            section.domains(each)
    for number, used in enumerate(step.uses):
        if not earlier[used].step.variables:
            lines.append(f"pose proof {instance(earlier[used], {}, section, stated.drawn)} as P{number}.")
    for number, _ in enumerate(section.statement.hypotheses):
        if not section.statement.hypotheses[number].both.has(sympy.Derivative):
            known, _ = section.hypothesis(number)
            lines.append(f"pose proof {known} as H{number}.")
    if setting is not None:
        ours = setting_facts(section.statement.setting) if section.statement.setting else {}
        for number, (key, fact) in enumerate(ours.items()):
            if fact in given:
                lines.append(f"pose proof {section.fact(key)} as F{number}.")
    arguments = " ".join(meaning.term(values.get(each, each)) for each in letters)
    outcome = (" outcome" if stated.drawn else " some_outcome") if drawn else ""
    blanks = " _" * (len(arrows) + len(premises))
    lines.append(f"assert (G := {premise} {arguments}).")
    lines += rewritings(claim, values, section, "G")
    lines.append("discharge G.")
    if outcome:
        lines.append(f"specialize (G{outcome}).")
    del blanks
    lines.append("close G.")
    return tuple(lines)
