"""Calculus: monotony from the sign of a derivative, and the linear differential equation of one mode."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy

from w2s_theory.second_kernel.expressions import NotPrintable, opaque_atoms
from w2s_theory.second_kernel.link import Stated, instance
from w2s_theory.second_kernel.section import Section


def increasing(stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """f >= 0 from a on, as f(a) >= 0 and f' >= 0: by the mean value theorem."""
    step, meaning = stated.step, section.meaning
    x, slope = step.certificate["variable"], earlier[step.certificate["slope"]]
    lower = next(each.domain.lower for each in step.variables if each.symbol == x.name)
    if lower is None:
        raise NotPrintable("a domain without a lower end")
    start = sympy.Rational(lower.numerator, lower.denominator)
    claim = step.claim
    function = (
        sympy.S(claim.left) - claim.right if claim.relation == ">=" else sympy.S(claim.right) - claim.left
    )
    if any(x in atom.free_symbols and atom != x for atom in opaque_atoms(function)):
        raise NotPrintable(f"the derivative of something that Coq knows as a letter of {x}")
    name = meaning.identifier(x.name)
    return (
        *stated.intros(),
        f"assert (A : 0 <= {meaning.term(function)}).",
        f"{{ apply (increasing_nonneg (fun {name} : R => {meaning.term(function)})",
        f"    (fun {name} : R => {meaning.term(sympy.diff(function, x))}) {meaning.term(start)} {name}).",
        f"  - clear - {name}. intros; auto_derive; [repeat split; auto; side|same].",
        f"  - clear {' '.join(_about(x, stated, section))}. intros {name} T.",
        f"    pose proof {instance(slope, {}, section, stated.drawn)} as G.",
        "    discharge G. close G.",
        "  - at_start.",
        "  - assumption. }",
        "close A.",
    )


def _about(x: Any, stated: Stated, section: Section) -> list[str]:
    """The letter and what is known of it, by the names of the introduced hypotheses."""
    name = section.meaning.identifier(x.name)
    words = [
        f"W{number}"
        for number, arrow in enumerate(stated.arrows)
        if name in arrow.replace("(", " ").replace(")", " ").split()
    ]
    return [*words, name]


def one_mode(stated: Stated, earlier: Mapping[str, Stated], section: Section) -> tuple[str, ...]:
    """y' = l (b - y) for t > 0, y continuous from the right at 0: one solution from y(0) on."""
    del earlier
    step, meaning = stated.step, section.meaning
    unknown = step.claim.left
    if not isinstance(unknown, sympy.Function):
        raise NotPrintable("a differential equation that is not that of one mode")
    equation, place, time = None, 0, None
    for number, claim in enumerate(section.statement.hypotheses):
        if isinstance(claim.left, sympy.Derivative) and claim.left.expr.func == unknown.func:
            equation, place, time = claim, number, claim.left.variables[0]
            break
    if equation is None or time is None or equation.left.variable_count[0][1] != 1:
        raise NotPrintable("a differential equation of higher order")
    index = [each for each in equation.left.expr.args if each != time]
    here = [each for each in unknown.args if each != time]
    values = dict(zip(index, here, strict=True))
    name, counting = section.hypothesis(place)
    (start,) = [
        each
        for each, claim in enumerate(section.statement.hypotheses)
        if isinstance(claim.left, sympy.Function) and claim.left.func == unknown.func and 0 in claim.left.args
    ]
    initial, _ = section.hypothesis(start)
    slope = sympy.expand(equation.right)
    y = equation.left.expr
    rate = -slope.coeff(y, 1)
    goal = sympy.cancel((slope - slope.coeff(y, 1) * y) / rate)
    rate, goal = (each.subs(values) for each in (rate, goal))
    arguments = " ".join(meaning.term(values.get(each, each)) for each in counting)
    t = "time_"
    at = {time: t}
    function = f"(fun {t} : R => {meaning.term(unknown, at)})"
    end = meaning.term(time)
    section.domains(time)
    return (
        *stated.intros(),
        f"assert (K : forall {t} : R, 0 < {t} -> is_derive {function} {t}",
        f"  ({meaning.term(rate)} * ({meaning.term(goal)} - {meaning.term(unknown, at)}))).",
        f"{{ intros {t} T. pose proof ({name} {arguments} {t}) as G. discharge G. evar_last; [exact G|same]. }}",
        f"assert (C : right_continuous {function}).",
        f"{{ pose proof (continuous_{place} {arguments}) as G. discharge G. exact G. }}",
        f"pose proof (linear_ode {function} _ _ K C) as A. clear K C.",
        f"pose proof ({initial} {arguments}) as S. discharge S.",
        f"assert (T : 0 <= {end}) by side. specialize (A {end} T). cbv beta in A. rewrite A, S.",
        *(
            f"try (replace {meaning.term(node)} with (exp (- ({meaning.term(rate)} * {end}))) by (f_equal; ring))."
            for node in sorted(sympy.S(step.claim.right).atoms(sympy.exp), key=str)
        ),
        "ring.",
    )
