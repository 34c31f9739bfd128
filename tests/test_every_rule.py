"""Every rule accepts true steps and refuses spoiled ones: the steps of all proofs, changed one thing at a time.

A spoiled claim may still be true (where L_TE = 1, sqrt(2 - 2 L_TE) is sqrt(1 - L_TE)): a rule that
decides one has to be right about it, which exact points of the step's domain check. A true claim with
a changed certificate may well be decided still; those are only counted.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy
from made_up_proofs import ledger, real, reasons, step, whole
from step_mutations import spoiled_claims, spoiled_reasons
from sympy import Integer, Rational, Sum, exp, oo

from proofs_check.kernel import check as check_steps
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.checks.points import exact_points
from w2s_theory.notation import j, mode, s
from w2s_theory.simulate.streams import child_generator
from w2s_theory.spec.claim import Claim
from w2s_theory.spec.ledger import Decision, decided
from w2s_theory.spec.step import Step
from w2s_theory.spec.theorem import Theorem
from w2s_theory.theorems.listing import Catalog, theorem_files

NAMES = tuple(theorem_files())
# larger claims take seconds each: they are left to the full run, and the very largest to their own tests
USUAL, LARGEST = 60, 100
# changes of one claim in the full run
MANY = 25
# steps of one proof that the quick run spoils, evenly spaced; the full run spoils all
SOME_STEPS = 6
UNIT = (real("s", 0, 1),)

# true steps for rules that the proofs may not need at the moment
EXAMPLES: dict[str, tuple[tuple, Step, tuple]] = {
    "polynomial_sign": (UNIT, step("only", Claim(s - s**2, "<=", Rational(1, 4)), "polynomial_sign"), ()),
    "enclosure": (UNIT, step("only", Claim(exp(s), "<=", 3), "enclosure"), ()),
    "series_tail": (
        (),
        step(
            "only",
            Claim(Sum(1 / ((j + 1) * (j + 2)), (j, 0, oo)), "==", 1),
            "series_tail",
            certificate={"bound": 1 / (j + 1)},
        ),
        (),
    ),
    "hypothesis": (
        (),
        step("only", Claim(mode(2, 0), "==", 0), "hypothesis", certificate={"values": {j: Integer(2)}}),
        (Claim(mode(j, 0), "==", 0),),
    ),
    "ring": (UNIT, step("only", Claim((s + 1) ** 2, "==", s**2 + 2 * s + 1), "ring"), ()),
    "rational": (UNIT, step("only", Claim(s / (1 + s), "==", 1 - 1 / (1 + s)), "rational"), ()),
    "radical": (
        UNIT,
        step("only", Claim(1 / (1 + sympy.sqrt(s + 1)), "==", (sympy.sqrt(s + 1) - 1) / s), "radical"),
        (),
    ),
    "gamma_ratio": (
        (whole("k"),),
        step(
            "only",
            Claim(sympy.gamma(notation.k + 2), "==", (notation.k + 1) * sympy.gamma(notation.k + 1)),
            "gamma_ratio",
        ),
        (),
    ),
}
# s = 0 has to be left out: (sqrt(s+1) - 1)/s
EXAMPLES["radical"] = ((real("s", 0, 1, lower_open=True),), *EXAMPLES["radical"][1:])


@cache
def theorem_of(name: str) -> Theorem:
    return Catalog()[name]


@cache
def steps_of(name: str) -> tuple[Step, ...]:
    return tuple(theorem_of(name).proof())


def decision(name: str, number: int, changed: Step) -> Decision:
    """What the rule says of a changed step; the steps before it count as decided."""
    theorem = theorem_of(name)
    # what those steps use themselves is not handed in
    before = [replace(each, uses=()) for each in steps_of(name)[:number] if each.name in changed.uses]
    given = {id(each) for each in before}

    def unless_given(rule):
        return lambda context: decided() if id(context.step) in given else rule(context)

    rules = {key: unless_given(rule) for key, rule in load_rules().items()}
    statements = {other: theorem_of(other).statement() for other in theorem.depends_on}
    return check_steps(theorem.statement(), (*before, changed), rules, statements).lines[-1].decision


def chosen(mutants: Iterable[tuple[str, Step]], count: int | None, key: str) -> list[tuple[str, Step]]:
    """Some mutants, always the same."""
    ordered = sorted(mutants, key=lambda each: zlib.crc32(f"{key} {each[0]}".encode()))
    return ordered[:count]


def size_of(each: Step) -> int:
    return sympy.count_ops(each.claim.left) + sympy.count_ops(each.claim.right)


def possibly_true(theorem: Theorem, original: Step, mutant: Step) -> bool:
    """Whether the changed claim is assumed, holds, or follows from the original one, at twenty exact points."""
    if mutant.claim in theorem.hypotheses:
        return True
    if holds_itself(theorem, original, mutant.claim):
        return True
    if mutant.claim.relation != original.claim.relation:
        # where a letter has one value (L_TE = 1), a bound may be an equality: then it holds both ways
        return mutant.claim.relation in ("==", "<=", ">=") and any(
            each.relation == "==" for each in original.where
        )
    if theorem.setting is not None and _same_in_the_setting(theorem, original, mutant):
        return True
    points = points_of(theorem, original)
    if not points:
        return False
    for values in points:
        gap = _difference(mutant.claim, values) - _difference(original.claim, values)
        gap = sympy.expand(gap)
        if gap.free_symbols or gap.atoms(sympy.Function) - gap.atoms(sympy.exp):
            return False
        number = mpmath.mpf(sympy.N(gap, 30))
        allowed = {
            "==": abs(number) < 1e-20,
            ">=": number > -1e-20,
            ">": number > -1e-20,
            "<=": number < 1e-20,
            "<": number < 1e-20,
        }
        if not allowed[original.claim.relation]:
            return False
    return True


def points_of(theorem: Theorem, original: Step) -> list[dict[Any, Any]]:
    """Exact values of the letters, where the step's restrictions hold."""
    domain = replace(
        theorem,
        parameters=(*theorem.parameters, *original.variables),
        hypotheses=(*theorem.hypotheses, *original.where),
    )
    return [
        {
            getattr(notation, key): sympy.Rational(v.numerator, v.denominator)
            for key, v in point.items()
            if not isinstance(v, tuple)
        }
        for point in exact_points(domain, child_generator(0, f"mutants/{original.name}"), 20)
    ]


def holds_itself(theorem: Theorem, original: Step, claim: Claim) -> bool:
    """Whether a claim between numbers is true at twenty exact points: e.g. a strict form of a weak inequality."""
    points = points_of(theorem, original)
    for values in points:
        gap = _difference(_with_used_values(theorem, original, claim), values)
        if gap.free_symbols or not gap.is_number or gap.has(sympy.Integral, sympy.Sum, sympy.Derivative):
            return False
        if any(each.func.__module__ == notation.__name__ for each in gap.atoms(sympy.Function)):
            return False  # an unknown function has no value here
        number = mpmath.mpf(sympy.N(gap, 30))
        true = {
            "==": abs(number) < 1e-20,
            ">=": number > -1e-20,
            ">": number > 1e-20,
            "<=": number < 1e-20,
            "<": number < -1e-20,
        }
        if not true[claim.relation]:
            return False
    return bool(points)


def _with_used_values(theorem: Theorem, original: Step, claim: Claim) -> Claim:
    """The claim after the values of functions that the step uses: where f(0) = 1, 1/f(0) >= 1 holds both ways."""
    known = {
        each.claim.left: each.claim.right
        for each in theorem.proof()
        if each.name in original.uses and each.claim.relation == "=="
    }
    values = {left: right for left, right in known.items() if isinstance(left, sympy.Function)}
    return Claim(sympy.S(claim.left).subs(values), claim.relation, sympy.S(claim.right).subs(values))


def _same_in_the_setting(theorem: Theorem, original: Step, mutant: Step) -> bool:
    """Whether the two claims differ by inner products that the setting's equations alone make 0 (orthogonal parts)."""
    sides = [each.claim.left - each.claim.right for each in (mutant, original)]
    equal = replace(
        original, name="equal", claim=Claim(sides[0], "==", sides[1]), rule="gram", uses=(), certificate={}
    )
    return check_steps(theorem.statement(), (equal,), load_rules(), {}).lines[0].decision.status == "decided"


def _difference(claim: Claim, values: dict[Any, Any]) -> Any:
    left, right = (
        sympy.S(side).subs(values).replace(sympy.Subs, _at_a_point) for side in (claim.left, claim.right)
    )
    return left - right


def _at_a_point(expression: Any, variables: Any, places: Any) -> Any:
    """A derivative at a point, by finite differences to many digits; anything else stays as it is."""
    kept = sympy.Subs(expression, variables, places)
    if not isinstance(expression, sympy.Derivative) or kept.free_symbols:
        return kept
    (variable, order), (place,) = expression.variable_count[0], places
    function = sympy.lambdify([variable], expression.expr, "mpmath")
    with mpmath.workdps(60):
        return sympy.Float(mpmath.diff(function, mpmath.mpf(int(place)), int(order)), 50)


def spoil(
    name: str, claims: int | None, reasons_: int | None, largest: int, most: int | None = None
) -> tuple[int, int, list[str]]:
    """(refused, made) over the claim mutants of a proof, and the wrong ones that were decided."""
    refused = made = 0
    wrong: list[str] = []
    small = [pair for pair in enumerate(steps_of(name)) if size_of(pair[1]) <= largest]
    if most is not None and len(small) > most:
        small = [small[i * (len(small) - 1) // (most - 1)] for i in range(most)]
    for number, original in small:
        for word, mutant in chosen(spoiled_claims(original), claims, original.name):
            made += 1
            if decision(name, number, mutant).status != "decided":
                refused += 1
            elif not possibly_true(theorem_of(name), original, mutant):
                wrong.append(f"{original.name} ({original.rule}), {word}: {mutant.claim}")
        for _, mutant in chosen(spoiled_reasons(original), reasons_, original.name):
            made += 1
            # the claim is still true, so this is about the rule looking at its certificate at all
            refused += decision(name, number, mutant).status != "decided"
    return refused, made, wrong


def test_every_rule_has_a_true_step() -> None:
    used = {each.rule for name in NAMES for each in steps_of(name)}
    own_tests = {
        path.stem.removeprefix("test_rule_")
        for path in Path(__file__).parent.glob("proofs_check/test_rule_*.py")
    }
    assert used | set(EXAMPLES) <= set(load_rules()) <= used | set(EXAMPLES) | own_tests


@pytest.mark.parametrize("rule", EXAMPLES)
def test_rule_accepts_its_example_and_refuses_it_spoiled(rule: str) -> None:
    parameters, original, hypotheses = EXAMPLES[rule]
    found = ledger(original.claim, parameters, original, hypotheses=hypotheses)
    assert found.complete, reasons(found)
    refused = made = 0
    for _, mutant in spoiled_claims(original):
        made += 1
        refused += not ledger(mutant.claim, parameters, mutant, hypotheses=hypotheses).complete
    # a weaker inequality is true as well; most changes are not
    assert made >= 3 and refused / made >= (0.9 if original.claim.relation == "==" else 0.3), (
        f"{refused} of {made}"
    )


@pytest.mark.parametrize("name", NAMES)
def test_steps_alone_are_decided(name: str) -> None:
    """The shortcut of the other tests, steps before counted as decided, changes nothing for the step itself."""
    last = len(steps_of(name)) - 1
    assert decision(name, last, steps_of(name)[last]).status == "decided"


@pytest.mark.parametrize("name", NAMES)
def test_spoiled_steps_are_refused(name: str, record_property) -> None:
    refused, made, wrong = spoil(name, 2, 1, USUAL, SOME_STEPS)
    record_property("refused", f"{refused} of {made}")
    assert not wrong, "\n".join(wrong)
    assert made == 0 or refused / made > 0.6, f"only {refused} of {made} spoiled steps were refused"


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("name", NAMES)
def test_many_spoiled_steps_are_refused(name: str, record_property) -> None:
    refused, made, wrong = spoil(name, MANY, None, LARGEST)
    record_property("refused", f"{refused} of {made}")
    assert not wrong, "\n".join(wrong)
    assert refused / made > 0.7, f"only {refused} of {made} spoiled steps were refused"
