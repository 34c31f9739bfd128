"""Random proofs: what the kernel accepts is asked of the models. ``python -m benchmarks.fuzz_proofs --minutes 10``.

A proof has a few steps with letters and domains drawn at random, claims that are often false, certificates and values
that are often nonsense (complex, infinite, undefined, on another domain). Steps that the kernel decides, with all that
they use, are evaluated in random models. Exit status 1, and the proof, if a model contradicts one; else the counts.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy

from proofs_check.kernel import decide_step
from proofs_check.models import contradiction, satisfiable
from proofs_check.rules import load_rules
from w2s_theory import notation
from w2s_theory.proof_search.search import search
from w2s_theory.records.claim import Claim
from w2s_theory.records.hilbert import Hilbert, Operator
from w2s_theory.records.parameter import Parameter, integers, reals
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement

REAL, WHOLE = ("s", "z", "t", "coefficient", "tau"), ("n", "j", "k")
RELATIONS = ("==", "<=", ">=", "<", ">")
RULES = ("ring", "rational", "radical", "polynomial_sign", "enclosure", "gram", "termwise", "cases", "finite_sum",
         "exponential", "hypothesis", "expectation", "indicator", "increasing", "minimum", "definition")  # fmt: skip
WILD = (sympy.I, sympy.oo, -sympy.oo, sympy.nan, sympy.zoo)
STUDENT = Hilbert(
    ("f_star", "f_TE", "f_ST"),
    (Operator("P", "projection", ((notation.f_star, notation.f_TE),)),
     Operator("S", "shrinkage", ((notation.f_TE, notation.f_ST),))),
    (("unit", Claim(notation.norm_squared(notation.f_star), "==", 1)),),
)  # fmt: skip
CHANCE = Hilbert(("f_star", "f_TE"), random=("f_TE", "h"))


class Fuzzer:
    """Draws contexts, claims and certificates from one seed."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)

    def number(self) -> Any:
        return sympy.Rational(self.rng.randint(-3, 4), self.rng.choice((1, 1, 2, 3)))

    def parameter(self, name: str) -> Parameter:
        """A letter on an interval; whole ones from 0 or 1 on, so that most are well formed."""
        if name in WHOLE:
            low = self.rng.choice((0, 0, 0, 1, 2))
            high = self.rng.choice((None, None, low, low + 3))
            return Parameter(name, integers(low, high), integers(low, low + 3))
        low = Fraction(self.rng.choice((0, 0, 1, 5, -1) if name in ("z", "coefficient") else (0, 0, 1, 5)))
        high = self.rng.choice((None, low, low + 1, low + 1, low + 2))
        opened = high != low and self.rng.random() < 0.3
        return Parameter(name, reals(low, high, lower_open=opened), reals(low, low + 1))

    def letters(self, names: tuple[str, ...], most: int) -> tuple[Parameter, ...]:
        return tuple(self.parameter(name) for name in self.rng.sample(names, self.rng.randint(0, most)))

    def expression(self, letters: list[Any], depth: int = 2) -> Any:
        """A small expression; now and then a sum, root, quotient, inner product, mean or something wild."""
        rng = self.rng
        if depth == 0 or rng.random() < 0.25:
            return rng.choice(letters) if letters and rng.random() < 0.7 else self.number()
        a, b = self.expression(letters, depth - 1), self.expression(letters, depth - 1)
        kind = rng.randrange(16)
        if kind == 8:
            return sympy.sqrt(a)
        if kind == 9 and b != 0:
            return a / b
        if kind == 10:
            index = getattr(notation, rng.choice(WHOLE))
            return sympy.Sum(a + index, (index, 0, rng.choice((2, notation.n, notation.n - 1, -3, sympy.oo))))
        if kind == 11:
            return sympy.exp(a)
        if kind == 12:
            return notation.inner(*rng.choices((notation.f_star, notation.f_TE, notation.f_ST), k=2))
        if kind == 13:
            return rng.choice((notation.L_TE, notation.mean(a * notation.h), sympy.Abs(a), sympy.Max(a, b)))
        if kind == 14 and rng.random() < 0.2:
            return rng.choice(WILD)
        return a + b if kind < 4 else a * b if kind < 6 else (a - b) ** 2

    def claim(self, letters: list[Any]) -> Claim:
        left, right = self.expression(letters), self.expression(letters, 1)
        return Claim(
            left, self.rng.choice(RELATIONS), self.rng.choice((right, right, left, sympy.Integer(0)))
        )

    def certificate(self, used: list[Step], letters: list[Any]) -> dict[str, Any]:
        rng = self.rng
        found: dict[str, Any] = {}
        if used and rng.random() < 0.8:
            found["multipliers"] = {
                each.name: rng.choice((1, 1, 1, -1, self.expression(letters, 1))) for each in used
            }
        own = [(each, variable.symbol) for each in used for variable in each.variables]
        if own and rng.random() < 0.6:
            step, name = rng.choice(own)
            found["at"] = {step.name: {getattr(notation, name): self.expression(letters, 1)}}
        if rng.random() < 0.3:
            found["rest"] = self.expression(letters)
        if rng.random() < 0.2:
            found["squares"] = ((rng.choice((1, 1, 2, -1)), self.expression(letters, 1)),)
        for key in ("of", "term"):
            if used and rng.random() < 0.3:
                found[key] = used[0].name
        return found

    def step(self, name: str, earlier: list[Step], parameters: tuple[Parameter, ...]) -> Step:
        """A step; often a combination of earlier ones, whose claim is what the combination gives."""
        rng = self.rng
        taken = {each.symbol for each in parameters}
        variables = self.letters(tuple(x for x in (*REAL, *WHOLE) if x not in taken), 2)
        letters = [getattr(notation, each.symbol) for each in (*parameters, *variables)]
        used = rng.sample(earlier, min(len(earlier), rng.randint(0, 3)))
        if not used and rng.random() < 0.7:
            return self.true_step(name, variables)
        if rng.random() < 0.15:
            return self.least_step(name, used, letters)
        certificate = self.certificate(used, letters)
        claim = self.claim(letters)
        if used and rng.random() < 0.6:
            combined = sympy.Integer(0)
            for each in used:
                sign = -1 if each.claim.relation in ("<=", "<") else 1
                values = certificate.get("at", {}).get(each.name, {})
                excess = (sympy.S(each.claim.left) - each.claim.right).subs(values)
                combined += sign * certificate.get("multipliers", {}).get(each.name, 0) * excess
            claim = Claim(sympy.expand(combined), ">=", sympy.Integer(0))
            certificate.pop("rest", None), certificate.pop("squares", None)
            rule = rng.choice(("ring", "rational", "gram", *RULES[:5]))
            return Step(
                name, claim, rule, "random", tuple(each.name for each in used), (), variables, (), certificate
            )
        where = (self.claim(letters),) if rng.random() < 0.15 else ()
        return Step(name, claim, rng.choice(RULES), "random", tuple(each.name for each in used), where, variables,
                    rng.choice(((), (), ("L_TE",))), certificate)  # fmt: skip

    def sum_step(self, name: str, variables: tuple[Parameter, ...]) -> Step:
        """A sum taken apart, or counted: often at an end too many or too few, now and then backwards or over nothing."""
        rng = self.rng
        own = [getattr(notation, each.symbol) for each in variables]
        index = rng.choice(
            [each for each in (getattr(notation, x) for x in WHOLE) if each not in own] or [notation.j]
        )
        ends = [
            sympy.Integer(rng.randint(-1, 3)),
            *(each + rng.randint(-1, 2) for each in own if each.is_integer),
        ]
        first, last = rng.choice((sympy.Integer(0), *ends)), rng.choice(ends)
        term = self.expression(own if rng.random() < 0.3 else [*own, index, index], 1)
        cut, off = rng.randint(0, 2), rng.choice((0, 0, 0, 1, -1))
        taken = sum((term.subs(index, first + each) for each in range(cut)), sympy.Integer(0))
        right = rng.choice((
            (last - first + 1 + off) * term,
            taken + sympy.Sum(term, (index, first + cut + off, last)),
            sympy.Sum(term, (index, first, last - cut + off)) + sum(term.subs(index, last - each) for each in range(cut)),
            sum((term.subs(index, each) for each in range(3)), sympy.Integer(0)),
        ))  # fmt: skip
        return Step(name, Claim(sympy.Sum(term, (index, first, last)), "==", right), "finite_sum", "random",
                    variables=variables)  # fmt: skip

    def least_step(self, name: str, used: list[Step], letters: list[Any]) -> Step:
        """A least or largest value, an absolute value, of what earlier steps compare; not all of it, now and then."""
        rng = self.rng
        sides = [side for each in used for side in (each.claim.left, each.claim.right)]
        sides += [self.expression(letters, 1) for _ in range(2)]
        some = rng.sample(sides, min(len(sides), rng.randint(1, 3)))
        kind = rng.choice((sympy.Min, sympy.Max, lambda *each: sympy.Abs(each[0])))
        pair = [kind(*map(sympy.S, some)), rng.choice((*sides, *some, *some))]
        rng.shuffle(pair)
        claim = Claim(pair[0], rng.choice(("<=", "<=", ">=", "<")), pair[1])
        return Step(name, claim, "minimum", "random", tuple(each.name for each in used))

    def true_step(self, name: str, variables: tuple[Parameter, ...]) -> Step:
        """Something to start from: a square, or that a letter lies in its domain."""
        rng = self.rng
        if rng.random() < 0.25:
            return self.sum_step(name, variables)
        bounded = [each for each in variables if each.domain.lower is not None]
        if bounded and rng.random() < 0.7:
            each = rng.choice(bounded)
            symbol, low, high = getattr(notation, each.symbol), each.domain.lower, each.domain.upper
            claim = Claim(symbol - sympy.Rational(low.numerator, low.denominator), ">=", sympy.Integer(0))
            if high is not None and rng.random() < 0.5:
                claim = Claim(symbol, "<=", sympy.Rational(high.numerator, high.denominator))
            return Step(name, claim, "polynomial_sign", "random", variables=variables)
        base = self.expression([getattr(notation, each.symbol) for each in variables], 1)
        return Step(name, Claim(base**2, ">=", sympy.Integer(0)), "ring", "random", variables=variables,
                    certificate={"squares": ((1, base),)})  # fmt: skip

    def statement(self) -> Statement:
        parameters = self.letters((*REAL, *WHOLE), 2)
        letters = [getattr(notation, each.symbol) for each in parameters]
        hypotheses = (self.claim(letters),) if self.rng.random() < 0.2 else ()
        setting = self.rng.choice((None, None, STUDENT, CHANCE))
        return Statement((Claim(sympy.Integer(0), "==", 0),), parameters, hypotheses, setting)


def run(seed: str, rules: Any, counts: Counter[str]) -> str:
    """One random proof; the contradicted step in words, or nothing."""
    fuzzer = Fuzzer(seed)
    try:
        statement = fuzzer.statement()
        steps: list[Step] = []
        for number in range(fuzzer.rng.randint(2, 6)):
            steps.append(fuzzer.step(f"step_{number}", steps, statement.parameters))
        if statement.hypotheses and satisfiable(statement, tries=30) is not True:
            counts["not seen to speak of anything"] += 1
            return ""
    except Exception:  # SymPy or the notation refuses what was drawn
        counts["not drawn"] += 1
        return ""
    accepted: dict[str, Step] = {}
    for step in steps:
        if not set(step.uses) <= set(accepted):
            continue
        counts["steps"] += 1
        decision = decide_step(step, accepted, statement, rules, {})
        if decision.status != "decided" and step.rule in ("ring", "gram") and fuzzer.rng.random() < 0.1:
            # what the search finds is a certificate like any other, and the kernel's to refuse
            step = replace(step, certificate=_searched(step, accepted, statement))
            decision = decide_step(step, accepted, statement, rules, {})
            counts["accepted with what was searched"] += decision.status == "decided"
        if decision.status != "decided":
            continue
        if step.rule in ("finite_sum", "minimum"):
            counts[f"accepted by {step.rule}"] += 1
        counts["accepted"] += 1
        counts["accepted that use others"] += bool(step.uses)
        accepted[step.name] = step
        problem = contradiction(step, statement, models=4)
        if problem is not None:
            return f"seed {seed}: {step.rule} accepted {step.claim}\n  {problem}\n  {statement}\n  {steps}"
    return ""


def _searched(step: Step, accepted: dict[str, Step], statement: Statement) -> Any:
    try:
        return search(step, accepted, statement, {}).certificate or {}
    except Exception:  # what the search cannot read it need not find
        return {}


def main() -> int:
    """Fuzz for a time; print the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", default="0")
    options = parser.parse_args()
    rules, counts = load_rules(), Counter()
    end, number = time.monotonic() + 60 * options.minutes, 0
    while time.monotonic() < end:
        problem = run(f"{options.seed}-{number}", rules, counts)
        number += 1
        if problem:
            print(problem)
            return 1
    print(f"{number} random proofs: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
