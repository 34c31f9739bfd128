"""Steps to lemmas, by rule; and for the rules that are not arithmetic, why Coq is not asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.calculus import increasing, one_mode
from w2s_theory.second_kernel.combination import combination_lemma
from w2s_theory.second_kernel.expressions import NotPrintable
from w2s_theory.second_kernel.lemma import COQ_RELATION, Lemma, claim_to_coq, set_up
from w2s_theory.second_kernel.link import Stated
from w2s_theory.second_kernel.logic import finite_sum, hypothesis, induction, minimum, theorem
from w2s_theory.second_kernel.means import expectation, indicator
from w2s_theory.second_kernel.premises import Premise, premises_of
from w2s_theory.second_kernel.section import Section
from w2s_theory.second_kernel.sums import compared_sums, compares_terms

COMBINATIONS = ("ring", "rational", "radical", "gram", "exponential", "polynomial_sign")
ARITHMETIC = (*COMBINATIONS, "enclosure")

ARGUMENTS: Mapping[str, Callable[..., Any]] = {
    "hypothesis": hypothesis,
    "induction": induction,
    "finite_sum": finite_sum,
    "minimum": minimum,
    "expectation": expectation,
    "indicator": indicator,
    "increasing": increasing,
    "ode": one_mode,
}

# what Coq is not told how to decide
REASONS: Mapping[str, str] = {
    "cited": "a textbook fact, cited",
    "unit": "a mean over random features (Funk-Hecke, addition theorem)",
    "rotation": "a mean over rotations (Schur)",
    "gaussian": "a mean over Gaussian features",
    "series_tail": "the tail of a series",
    "double_counting": "an exchange of sums",
    "ode": "the solution of a differential equation",
    "derivative": "a derivative",
    "integral": "a definite integral",
    "taylor": "a Taylor expansion",
    "monotone": "monotony from the sign of a derivative",
    "gamma_monotone": "monotony of gamma functions",
    "gamma_ratio": "an identity of gamma functions",
}


def algebra_of(name: str, step: Step, statement: Statement, earlier: dict[str, Step]) -> Lemma:
    """The real arithmetic of a step as a lemma about letters.

    Raises
    ------
    NotPrintable
        If the rule is not arithmetic, or the claim has no exact form in Coq.
    """
    if step.rule in (*COMBINATIONS, "definition"):
        return combination_lemma(name, step, statement, earlier)
    if step.rule == "enclosure":
        return _enclosure(name, step, statement, earlier)
    return _cases(name, step, statement, earlier)


def argued(
    stated: Stated, earlier: dict[str, Stated], section: Section, statements: Callable[[str], Statement]
) -> tuple[str, ...] | None:
    """The proof in the section of a step that is no arithmetic; ``None`` for one that is.

    Raises
    ------
    NotPrintable
        If Coq is not told how to decide it (the text says what it is).
    """
    step = stated.step
    before = {name: each.step for name, each in earlier.items()}
    if step.rule in (*COMBINATIONS, "termwise") and compares_terms(step, before):
        return compared_sums(stated, earlier, section)
    if step.rule in (*COMBINATIONS, "definition", "enclosure", "cases"):
        return None
    if step.rule == "theorem":
        return theorem(stated, earlier, section, statements)
    if step.rule in ARGUMENTS:
        return ARGUMENTS[step.rule](stated, earlier, section)
    raise NotPrintable(REASONS.get(step.rule, "no real arithmetic"))


def _enclosure(name: str, step: Step, statement: Statement, earlier: dict[str, Step]) -> Lemma:
    """A sign on a box, by interval arithmetic with bisection."""
    setup = set_up(step, statement, premises_of(step, statement, earlier), _outside, ())
    free = sorted(step.claim.both.free_symbols, key=str)
    letters = [setup.letters.name(atom) for atom in free if isinstance(atom, sympy.Symbol)]
    options = ", ".join(
        [*(f"i_bisect {each}" for each in letters), *(f"i_autodiff {each}" for each in letters[:1])]
    )
    interval = f"interval with ({options}, i_prec 60)" if letters else "interval with (i_prec 100)"
    return setup.lemma(name, (f"apply {_minus(setup.premises.claim.relation)}.", f"{interval}."))


def _outside(premise: Premise) -> bool:
    """Whether a premise is not about the Hilbert space."""
    return premise.origin != "setting"


def _minus(relation: str) -> str:
    return "Rminus_lt" if relation in ("<", ">") else "Rminus_le"


def _cases(name: str, step: Step, statement: Statement, earlier: dict[str, Step]) -> Lemma:
    """The same claim in each case; the cases leave nothing out."""
    premises = premises_of(step, statement, earlier)
    conditions = [premise.conditions for premise in premises.used]
    if any(len(each) != 1 for each in conditions) or any(
        earlier[name].variables != step.variables for name in step.uses
    ):
        raise NotPrintable("a split into cases that are not comparisons of two real numbers")
    setup = set_up(step, statement, premises, _outside, ())
    first = conditions[0][0]
    used = [setup.names[premise.key] for premise in premises.used]
    left, right = claim_to_coq(first, setup.letters).split(f" {COQ_RELATION[first.relation]} ")
    ways = " | ".join([*(f"apply {each}; lra" for each in used), "exfalso; lra"])
    return setup.lemma(name, (f"destruct (Rtotal_order {left} {right}) as [T|[T|T]]; first [{ways}].",))
