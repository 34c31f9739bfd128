"""What a combination step claims, written out as the identity that its certificate is.

A step decided by one of the algebraic rules claims ``left - right >= 0`` because ``left - right`` is a sum of multiples
of facts that are ``>= 0``, of squares, and of facts that are ``= 0``. The proof's file names the multipliers of the
inequalities and the squares; those of the equalities (a projection's ``<P x, y> = <x, P y>``, definitions, used
equalities) are solved for here, so that what is printed holds for all values of the letters, whatever is assumed of
them: anybody can expand it.

Nothing here decides anything: a step without such an identity is printed without one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from proofs_check.assumptions import excess
from proofs_check.gram import gram_facts
from proofs_check.polynomials import Ring, expanded, together, vanishes
from proofs_check.requirement import NotShown
from proofs_check.substitution import rewrite, substitute, substitute_claim
from w2s_theory import notation
from w2s_theory.printing.text import expression_text
from w2s_theory.records.claim import Claim
from w2s_theory.records.step import Step
from w2s_theory.records.theorem import Statement

RULES = ("gram", "ring", "rational", "radical")


@dataclass(frozen=True, slots=True)
class Fact:
    """A claim that a combination uses: its name, what it says, and why it holds.

    ``is_step`` says that it is the claim of the step of that name as it stands, which a reader has seen.
    """

    name: str
    claim: Claim
    reason: str
    is_step: bool = False

    @property
    def excess(self) -> Any:
        """What the fact says to be 0, >= 0 or > 0."""
        return excess(self.claim)


@dataclass(frozen=True, slots=True)
class Term:
    """``multiplier * fact``, or ``multiplier * base^2`` (the squared norm, if the base is a vector)."""

    multiplier: Any
    fact: Fact | None = None
    base: Any = None
    of_vector: bool = False

    @property
    def value(self) -> Any:
        """The term as an expression."""
        if self.fact is not None:
            return self.multiplier * self.fact.excess
        return self.multiplier * (notation.norm_squared(self.base) if self.of_vector else self.base**2)


@dataclass(frozen=True, slots=True)
class Certificate:
    """``excess of claim == sum of terms + rest``: terms that are >= 0 first, then those that are 0."""

    claim: Claim
    terms: tuple[Term, ...]
    rest: Any

    @property
    def left(self) -> Any:
        """What the claim says to be 0, >= 0 or > 0."""
        return excess(self.claim)

    @property
    def right(self) -> Any:
        """The sum that shows it."""
        return sympy.Add(*(term.value for term in self.terms), self.rest)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts in the order of the terms."""
        return tuple(term.fact for term in self.terms if term.fact is not None)


def certificate_of(step: Step, earlier: Mapping[str, Step], statement: Statement) -> Certificate | None:
    """The identity behind a step, or ``None`` where it has none that can be written down.

    Parameters
    ----------
    earlier
        The steps before it, by name.
    """
    if step.rule not in RULES:
        return None
    try:
        return _written_out(step, earlier, statement)
    except (NotShown, KeyError, ValueError, ZeroDivisionError, ArithmeticError):
        return None


def certificates_of(statement: Statement, steps: Sequence[Step]) -> dict[str, Certificate]:
    """The identities of a whole proof, by step."""
    earlier: dict[str, Step] = {}
    found: dict[str, Certificate] = {}
    for step in steps:
        identity = certificate_of(step, earlier, statement)
        if identity is not None:
            found[step.name] = identity
        earlier[step.name] = step
    return found


def _written_out(step: Step, earlier: Mapping[str, Step], statement: Statement) -> Certificate | None:
    used = {name: _used(earlier[name], step) for name in step.uses}
    setting = _facts_of_setting(statement)
    terms: list[Term] = []
    for name, multiplier in step.certificate.get("multipliers", {}).items():
        terms.append(Term(sympy.S(multiplier), used.get(name) or setting[name]))
    of_vector = step.rule == "gram"
    terms += [
        Term(sympy.S(coefficient), base=base, of_vector=of_vector)
        for coefficient, base in step.certificate.get("squares", ())
    ]
    rest = sympy.S(step.certificate.get("rest", 0))
    difference = excess(step.claim) - sympy.Add(*(term.value for term in terms)) - rest
    equalities = _equalities(step, used, setting if of_vector else {}, statement)
    unfolded = [getattr(notation, name) for name in step.unfold]
    # what a step says is put in as it says it, or else solved for like what the setting says
    for as_said in (tuple(used.values()), ()):
        shares = _Elimination()
        for fact in equalities:
            shares.add(fact, unfolded, as_said=fact in as_said)
        multipliers = shares.shares_of(difference)
        if multipliers is not None:
            return Certificate(step.claim, tuple(_merged(terms, multipliers)), rest)
    return None


def _used(earlier: Step, step: Step) -> Fact:
    """A used step at the values that this step gives its letters."""
    values = step.certificate.get("at", {}).get(earlier.name, {})
    if not values:
        return Fact(earlier.name, earlier.claim, f"step ``{earlier.name}``", is_step=True)
    at = ", ".join(f"{expression_text(key)} = {expression_text(value)}" for key, value in values.items())
    return Fact(earlier.name, substitute_claim(earlier.claim, values), f"step ``{earlier.name}`` at {at}")


def _facts_of_setting(statement: Statement) -> dict[str, Fact]:
    """Everything that the setting says of inner products, with its reason."""
    if statement.setting is None:
        return {}
    said = {name for name, _ in statement.setting.facts}
    reasons = setting_reasons(statement)
    return {
        name: Fact(name, claim, "given in the setting" if name in said else reasons.get(name, ""))
        for name, claim in gram_facts(statement.setting).items()
    }


def setting_reasons(statement: Statement) -> dict[str, str]:
    """Which property of its operator each fact is, and at which vectors: ``S - S^2 >= 0 at f_TE``."""
    reasons = {}
    for operator in statement.setting.operators if statement.setting else ():
        name = operator.letter
        vectors = [expression_text(x) for x, _ in operator.images]
        for i, x in enumerate(vectors):
            reasons[f"{name}.nonnegative({i})"] = f"{name} >= 0 at {x}"
            reasons[f"{name}.below({i})"] = f"I - {name} >= 0 at {x}"
            reasons[f"{name}.square({i})"] = f"{name} - {name}^2 >= 0 at {x}"
            for j, y in enumerate(vectors):
                both = x if i == j else f"{x} and {y}"
                reasons[f"{name}.symmetric({i},{j})"] = f"{name} is self-adjoint, at {both}"
                reasons[f"{name}.same({i},{j})"] = f"{name} is a projection, at {both}"
    return reasons


def _equalities(
    step: Step, used: Mapping[str, Fact], setting: Mapping[str, Fact], statement: Statement
) -> list[Fact]:
    """What may be put in, in the order in which the rule does."""
    letters = {getattr(notation, each.symbol) for each in (*statement.parameters, *step.variables)}
    found = [
        Fact(name, claim, reason)
        for name, reason, claims in (
            ("hypothesis", "hypothesis of the statement", statement.hypotheses),
            ("case", "the case at hand", step.where),
        )
        for claim in claims
        if claim.relation == "==" and claim.left in letters
    ]
    spoken = [step.claim, *(fact.claim for fact in used.values())]
    for name in step.unfold:
        if notation.row(name).kind == "scalar":
            symbol = getattr(notation, name)
            found.append(Fact(name, Claim(symbol, "==", notation.definition(name)), f"definition of {name}"))
        else:
            head = getattr(notation, name)
            applied = {node for claim in spoken for node in claim.both.atoms(head)}
            found += [
                Fact(name, Claim(node, "==", notation.definition(name, *node.args)), f"definition of {name}")
                for node in sorted(applied, key=str)
            ]
    found += [fact for fact in used.values() if fact.claim.relation == "=="]
    found += [fact for fact in setting.values() if fact.claim.relation == "=="]
    vectors = statement.setting.vectors if statement.setting else ()
    for vector, name in step.certificate.get("null", {}).items():
        zero = sympy.Integer(0)
        found += [
            Fact(
                name, Claim(notation.inner(vector, getattr(notation, other)), "==", zero), f"step ``{name}``"
            )
            for other in vectors
        ]
    return found


class _Elimination:
    """Equalities solved one after the other, each remembered as a combination of the facts it came from."""

    def __init__(self) -> None:
        # (what is put in for, value, facts with multipliers: pattern - value)
        self._solved: list[tuple[Any, Any, dict[Fact, Any]]] = []

    def add(self, fact: Fact, defined: Sequence[Any], as_said: bool) -> None:
        """Solve one equality for its left side, for an inner product, or for a letter that is unfolded."""
        left, right = sympy.S(fact.claim.left), sympy.S(fact.claim.right)
        reduced, shares = self._reduce(left - right)
        shares = {fact: sympy.Integer(1), **{each: -share for each, share in shares.items()}}
        sides = [] if isinstance(left, sympy.Add) or left == 0 else [left]
        # to multiply out would open the sums and means of a step as well
        if as_said and not isinstance(left, notation.inner_type()) and self._solve(reduced, shares, sides):
            return
        reduced = expanded(reduced)
        atoms = sorted(reduced.atoms(notation.inner_type()), key=str)
        self._solve(reduced, shares, [*atoms, *(x for x in defined if reduced.has(x)), *sides])

    def _solve(self, zero: Any, shares: Mapping[Fact, Any], patterns: Sequence[Any]) -> bool:
        """Whether ``zero = 0`` is solved for one of the patterns, the first that is seen to be a multiple in it."""
        for pattern in patterns:
            coefficient = _coefficient(zero, pattern)
            if coefficient is not None and coefficient.is_Rational and coefficient != 0:
                value = pattern - zero / coefficient
                if not value.has(pattern):
                    multiples = {each: share / coefficient for each, share in shares.items()}
                    self._solved.append((pattern, value, multiples))
                    return True
        return False

    def shares_of(self, difference: Any) -> dict[Fact, Any] | None:
        """The multipliers of the equalities that make up ``difference``; ``None`` if they do not."""
        left, shares = self._reduce(difference)
        return shares if vanishes(left) else None

    def _reduce(self, expression: Any) -> tuple[Any, dict[Fact, Any]]:
        total: dict[Fact, Any] = {}
        for pattern, value, shares in self._solved:
            if not expression.has(pattern):
                continue
            for letter in [x for x in Ring(expression).letters if x != pattern and x.has(pattern)]:
                inside = rewrite(letter, Claim(pattern, "==", value), lambda *_: True)
                (fact,) = [each for each, share in shares.items() if share == 1][:1] or [None]
                name = fact.name if fact else "put in"
                put = Fact(name, Claim(letter, "==", inside), f"{fact.reason}, put in" if fact else "")
                expression = _take(expression, letter, inside, {put: sympy.Integer(1)}, total)
            if expression.has(pattern):
                expression = _take(expression, pattern, value, shares, total)
        return expression, {each: share for each, share in total.items() if not vanishes(share)}


def _take(
    expression: Any, pattern: Any, value: Any, shares: Mapping[Fact, Any], total: dict[Fact, Any]
) -> Any:
    """Put a value in, and add to ``total`` the multiples of the facts by which that changes the expression."""
    changed = substitute(expression, {pattern: value})
    factor = _coefficient(expression, pattern)
    if factor is None:
        # SymPy writes the square of a root as what it is taken of, and a multiple is then not seen: roots as letters
        letters = {x: sympy.Dummy(real=True) for x in Ring(expression).letters if isinstance(x, sympy.Pow)}
        hidden, root = expression.xreplace(letters), letters.get(pattern, pattern)
        factor = _exact_quotient(hidden - substitute(hidden, {root: value}), root - value)
        factor = factor.xreplace({dummy: x for x, dummy in letters.items()})
    for fact, share in shares.items():
        total[fact] = total.get(fact, sympy.Integer(0)) + factor * share
    return changed


def _coefficient(expression: Any, letter: Any) -> Any:
    """What a letter is multiplied by, if the expression is seen to be linear in it; ``None`` if not."""
    if expression == letter:
        return sympy.S.One
    if not expression.has(letter):
        return sympy.S.Zero
    if isinstance(expression, sympy.Add):
        parts = [_coefficient(part, letter) for part in expression.args]
        return None if None in parts else sympy.Add(*parts)
    if not isinstance(expression, sympy.Mul):
        return None
    inside = [factor for factor in expression.args if factor.has(letter)]
    share = _coefficient(inside[0], letter) if len(inside) == 1 else None
    return None if share is None else share * sympy.Mul(*(x for x in expression.args if x is not inside[0]))


def _exact_quotient(numerator: Any, denominator: Any) -> Any:
    """``numerator/denominator`` where it is no proper fraction in the letters of the denominator."""
    ring = Ring(numerator, denominator)
    (above, below), (other, under) = ring.fraction(numerator), ring.fraction(denominator)
    whole, left_over = divmod(above * under, other)
    if left_over != 0:
        raise ValueError("not a multiple of the fact")
    return ring.expression(whole) / ring.expression(below)


def _merged(terms: Sequence[Term], multipliers: Mapping[Fact, Any]) -> list[Term]:
    """Terms with simple multipliers; an equality that is named twice is one term."""
    shares = dict(multipliers)
    merged = []
    for term in terms:
        if term.fact in shares:
            term = Term(term.multiplier + shares.pop(term.fact), term.fact)
        merged.append(term)
    merged += [Term(_factored(share), fact) for fact, share in shares.items()]
    return [term for term in merged if not vanishes(term.multiplier)]


def _factored(expression: Any) -> Any:
    """A product of irreducible factors over a product of such."""
    if any(not power.exp.is_Integer for power in expression.atoms(sympy.Pow)):
        return sympy.factor(expression)  # knows that the square of a root is what it is taken of
    above, below = together(expression)
    return min(expression, above / below, key=lambda each: each.count_ops())
