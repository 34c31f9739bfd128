"""Steps to lemmas, by rule; and for the rules that are not arithmetic, why Coq is not asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy

from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement
from w2s_theory.second_kernel.combination import combination_lemma
from w2s_theory.second_kernel.expressions import InfiniteSum, NotPrintable
from w2s_theory.second_kernel.lemma import Lemma, claim_to_coq, set_up
from w2s_theory.second_kernel.premises import Premise, premises_of
from w2s_theory.second_kernel.sums import compares_terms, sums_lemma

COMBINATIONS = ("ring", "rational", "radical", "gram", "exponential", "polynomial_sign")
ARITHMETIC = (*COMBINATIONS, "enclosure")

# what the other rules decide is not arithmetic of real numbers
REASONS: Mapping[str, str] = {
    "cited": "a textbook fact, cited",
    "theorem": "an instance of another theorem, checked with that theorem",
    "hypothesis": "a hypothesis of the statement, word for word",
    "definition": "a definition of the notation table, word for word",
    "expectation": "a mean over the draw: linearity of the expectation",
    "unit": "a mean over random features (Funk-Hecke, addition theorem)",
    "rotation": "a mean over rotations (Schur)",
    "gaussian": "a mean over Gaussian features",
    "indicator": "a property of an indicator",
    "induction": "induction over the whole numbers",
    "termwise": "a comparison of sums term by term",
    "series_tail": "the tail of a series",
    "finite_sum": "a finite sum counted or taken apart",
    "double_counting": "an exchange of sums",
    "ode": "the solution of a differential equation",
    "derivative": "a derivative",
    "integral": "a definite integral",
    "taylor": "a Taylor expansion",
    "increasing": "monotony from the sign of a derivative",
    "monotone": "monotony from the sign of a derivative",
    "gamma_monotone": "monotony of gamma functions",
    "gamma_ratio": "an identity of gamma functions",
    "minimum": "the least of several values",
}


@dataclass(frozen=True)
class NotArithmetic:
    """A step that Coq is not asked about, and why.

    ``owed`` says that Coq should have been asked: the rule is arithmetic, and this step could not be printed.
    """

    step: str
    rule: str
    reason: str
    owed: bool = False


def lemma_of(name: str, step: Step, statement: Statement, earlier: dict[str, Step]) -> Lemma | NotArithmetic:
    """The step as a Coq lemma, or why it is none."""
    try:
        if step.rule in (*COMBINATIONS, "termwise") and compares_terms(step, earlier):
            return sums_lemma(name, step, statement, earlier)
        if step.rule in COMBINATIONS:
            return combination_lemma(name, step, statement, earlier)
        if step.rule == "enclosure":
            return _enclosure(name, step, statement, earlier)
        if step.rule == "cases":
            return _cases(name, step, statement, earlier)
    except InfiniteSum as problem:
        return NotArithmetic(step.name, step.rule, str(problem))
    except NotPrintable as problem:
        return NotArithmetic(step.name, step.rule, str(problem), step.rule in ARITHMETIC)
    return NotArithmetic(step.name, step.rule, REASONS.get(step.rule, "not arithmetic of real numbers"))


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


def _cases(name: str, step: Step, statement: Statement, earlier: dict[str, Step]) -> Lemma | NotArithmetic:
    """The same claim in each case; the cases leave nothing out."""
    premises = premises_of(step, statement, earlier)
    conditions = [premise.conditions for premise in premises.used]
    if any(len(each) != 1 for each in conditions) or any(each.variables != step.variables for each in
                                                         (earlier[name] for name in step.uses)):  # fmt: skip
        return NotArithmetic(
            step.name, step.rule, "a split into cases that are not comparisons of two real numbers"
        )
    setup = set_up(step, statement, premises, _outside, ())
    first = conditions[0][0]
    used = [setup.names[premise.key] for premise in premises.used]
    left, right = (claim_to_coq(first, setup.letters).split(f" {relation} ")[number] for number, relation in
                   ((0, _relation(first.relation)), (1, _relation(first.relation))))  # fmt: skip
    ways = " | ".join([*(f"apply {each}; lra" for each in used), "exfalso; lra"])
    return setup.lemma(name, (f"destruct (Rtotal_order {left} {right}) as [T|[T|T]]; first [{ways}].",))


def _relation(relation: str) -> str:
    from w2s_theory.second_kernel.lemma import COQ_RELATION

    return COQ_RELATION[relation]
